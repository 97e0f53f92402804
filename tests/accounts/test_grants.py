"""Who may be given which role: 三员分立, places, and nobody to oneself."""

import pytest
from django.urls import reverse

from core.accounts import actions, permissions
from core.accounts.models import RoleGrant, User
from core.accounts.roles import ADMINISTRATORS, Role
from core.foundation.verdict import Refused
from core.journal.actor import SYSTEM
from core.journal.models import Entry
from tests.cast import AT

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("held", sorted(Role))
@pytest.mark.parametrize("new", sorted(Role))
def test_an_administrators_role_stands_alone(held, new):
    verdict = permissions.may_hold([held], new)
    assert bool(verdict) == (held == new or not {held, new} & ADMINISTRATORS)
    assert bool(verdict) or "三员分立" in verdict.reason


def grant(user: User, role: Role, place=None, by=SYSTEM):
    return actions.grant_role(user_id=user.pk, role=role, place=place, reason="来函", at=AT, by=by)


def test_a_role_is_given_over_a_unit_and_holds_at_once(cast):
    grant(cast.outsider, Role.COUNTY_REPORTER, cast.unit("350582"))
    user = User.objects.get(pk=cast.outsider.pk)
    assert user.grants.roles == (Role.COUNTY_REPORTER,)
    entry = Entry.objects.get()
    assert (entry.action, entry.reason) == ("accounts.grant_role", "来函")


def test_refusals_say_why(cast):
    unit = cast.unit("350582")
    with pytest.raises(Refused, match="须指定上报单位"):
        grant(cast.outsider, Role.COUNTY_REPORTER)
    with pytest.raises(Refused, match="不限定上报单位"):
        grant(cast.outsider, Role.DISPATCHER, unit)
    with pytest.raises(Refused, match="三员分立"):
        grant(cast.system_admin, Role.COUNTY_REPORTER, unit)
    with pytest.raises(Refused, match="无需再次授予"):
        grant(cast.jinjiang_reporter, Role.COUNTY_REPORTER, unit)
    with pytest.raises(Refused, match="不能给自己"):
        grant(cast.security_admin, Role.DISPATCHER, by=cast.security_admin.actor)
    assert Entry.objects.count() == 0


def test_the_page_refuses_with_the_reason_and_grants_otherwise(cast):
    client = cast.client("security_admin")
    sent = {"user": cast.system_admin.pk, "role": Role.DISPATCHER, "reason": "决定"}
    page = client.post(reverse("grant_new"), sent)
    assert page.status_code == 422
    assert "三员分立" in page.content.decode()
    answer = client.post(reverse("grant_new"), sent | {"user": cast.outsider.pk})
    assert answer.status_code == 302
    assert RoleGrant.objects.filter(user=cast.outsider, role=Role.DISPATCHER).exists()


def test_two_places_are_one_too_many(cast):
    sent = {
        "user": cast.outsider.pk,
        "role": Role.COUNTY_REPORTER,
        "unit": cast.unit("350582").pk,
        "department": cast.department("FGW").pk,
        "reason": "决定",
    }
    page = cast.client("security_admin").post(reverse("grant_new"), sent)
    assert "至多填一个" in page.content.decode()


def test_a_grant_is_ended_with_a_reason_and_kept(cast):
    given = RoleGrant.objects.get(user=cast.expert)
    client = cast.client("security_admin")
    client.post(reverse("grant_end", args=[given.pk]), {"reason": ""})
    assert RoleGrant.objects.get(pk=given.pk).ended_at is None
    client.post(reverse("grant_end", args=[given.pk]), {"reason": "任期满"})
    given.refresh_from_db()
    assert given.ended_at
    assert "安全管理员" in given.ended_by_label
    assert not User.objects.get(pk=cast.expert.pk).grants.roles


def test_the_list_finds_people_and_shows_ended_ones_on_demand(cast):
    cast.call("expert", "inspector")
    client = cast.client("security_admin")
    assert "督查员" not in client.get(reverse("grant_list"), {"role": Role.EXPERT}).content.decode().split("<tbody>")[1]
    actions.end_grant(grant_id=RoleGrant.objects.get(user=cast.expert).pk, reason="x", at=AT, by=SYSTEM)
    assert client.get(reverse("grant_list"), {"text": "expert"}).context["page"].paginator.count == 0
    assert client.get(reverse("grant_list"), {"text": "expert", "ended": "on"}).context["page"].paginator.count == 1


def test_holding_finds_active_people_of_a_place(cast):
    cast.call("jinjiang_reporter", "huian_reporter", "dispatcher")
    found = User.objects.holding(Role.COUNTY_REPORTER, unit_id=cast.unit("350582").pk)
    assert [user.username for user in found] == ["jinjiang_reporter"]
    User.objects.filter(username="jinjiang_reporter").update(is_active=False)
    assert not found.all()
