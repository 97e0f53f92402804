"""What waits for people, and their ways of looking at lists."""

import pytest
from django.urls import reverse

from core.accounts.actions import notify, resolve
from core.accounts.models import InboxItem, SavedView
from core.journal.models import Entry
from tests.cast import AT

pytestmark = pytest.mark.django_db
ITEM = {"kind": "report_returned", "subject": "duty:1", "text": "退回：晋江第二体育中心", "url": "/report/1/", "at": AT}


def test_telling_many_people_is_one_statement_and_telling_again_is_one_item(cast, django_assert_num_queries):
    people = [cast.expert, cast.inspector, cast.dispatcher.pk]
    with django_assert_num_queries(1):
        assert notify(users=people, **ITEM) == 3
    notify(users=cast.expert, **ITEM | {"text": "再次退回"})
    assert InboxItem.objects.get(user=cast.expert).text == "再次退回"
    assert InboxItem.objects.count() == 3


def test_resolving_closes_for_everybody_and_telling_again_opens(cast):
    notify(users=[cast.expert, cast.inspector], **ITEM)
    assert resolve(kind="report_returned", subject=["duty:1", "duty:2"], at=AT) == 2
    assert resolve(kind="report_returned", subject="duty:1", at=AT) == 0
    notify(users=[cast.expert], **ITEM)
    assert [item.user for item in InboxItem.objects.filter(resolved_at__isnull=True)] == [cast.expert]


def test_nobody_to_tell_is_no_error(db):
    assert notify(users=[], **ITEM) == 0


def test_the_inbox_shows_ones_own_open_items_and_what_was_settled(cast):
    notify(users=[cast.expert, cast.inspector], **ITEM)
    notify(users=cast.inspector, **ITEM | {"subject": "duty:2", "text": "别人的"})
    page = cast.client("expert").get(reverse("inbox")).content.decode()
    assert "晋江第二体育中心" in page
    assert "别人的" not in page
    resolve(kind="report_returned", subject="duty:1", at=AT)
    page = cast.client("expert").get(reverse("inbox")).content.decode()
    assert "没有待办事项" in page
    assert "最近办结" in page


def save(cast, who="expert", name="滞后项目", **more):
    sent = {"name": name, "query": "light=bad&unit=350582"} | more
    return cast.client(who).post(reverse("saved_view_save", args=["register"]), sent)


def test_a_view_is_saved_replaced_and_shared(cast):
    assert "light=bad&amp;unit=350582" in save(cast).content.decode()
    save(cast, is_shared="1")
    assert SavedView.objects.get().is_shared
    shown = SavedView.objects.seen_by(cast.inspector, "register")
    assert [view.is_own for view in shown] == [False]
    assert not SavedView.objects.seen_by(cast.inspector, "check")


def test_a_view_without_a_name_is_refused_with_the_reason(cast):
    page = save(cast, name=" ")
    assert page.status_code == 422
    assert "起个40字以内的名称" in page.content.decode()


def test_views_of_others_cannot_be_deleted(cast):
    save(cast, is_shared="1")
    address = reverse("saved_view_delete", args=[SavedView.objects.get().pk])
    assert cast.client("inspector").post(address).status_code == 404
    assert cast.client("expert").post(address).status_code == 200
    assert not SavedView.objects.exists()
    assert Entry.objects.filter(action="accounts.delete_view").count() == 1


def test_the_profile_page_shows_roles_and_places(cast):
    page = cast.client("jinjiang_reporter").get(reverse("profile")).content.decode()
    assert "县级填报员 · 晋江市" in page
