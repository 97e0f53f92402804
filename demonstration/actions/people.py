from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.hashers import make_password

from core.accounts.models import RoleGrant, User
from core.accounts.roles import Role
from core.foundation.clock import real_now
from core.journal.actions import record
from core.journal.actor import SYSTEM
from core.organisations.models import Department, Firm, ReportingUnit
from demonstration.blueprint import COMPANY
from demonstration.cast import PASSWORD, PEOPLE, Person
from demonstration.codes import demonstration_uscc


def install_firms(names: Iterable[str], *, real: frozenset[str]) -> dict[str, int]:
    """Firms by name; invented ones get a sound credit code of their own, real ones none that we do not know."""
    ordered = sorted(set(names))
    firms = [
        Firm(name=name, uscc=None if name in real else demonstration_uscc(number), is_demonstration=name not in real)
        for number, name in enumerate(ordered, start=1)
    ]
    return {firm.name: firm.pk for firm in Firm.objects.bulk_create(firms)}


def install_people(firms: dict[str, int], owners: Iterable[str], *, at: datetime) -> dict[str, User]:
    """Every account of the demonstration with its grant, by user name; one hash serves them all."""
    password, changed = make_password(PASSWORD), real_now()
    section = Department.objects.get(code="ZJ-CJK").pk
    users = User.objects.bulk_create(
        User(
            username=person.username,
            display_name=person.label,
            password=password,
            department_id=section if person.role == Role.SECTION_OFFICER else None,
            is_demonstration=True,
            must_change_password=False,
            password_changed_at=changed,
        )
        for person in PEOPLE
    )
    by_name = {user.username: user for user in users}
    RoleGrant.objects.bulk_create(_grants(by_name, firms, owners, at=at))
    payload: dict[str, object] = {"accounts": sorted(by_name)}
    record(by=SYSTEM, at=at, action="demonstration.load_people", payload=payload)
    return by_name


def _grants(users: dict[str, User], firms: dict[str, int], owners: Iterable[str], *, at: datetime) -> list[RoleGrant]:
    units = dict(ReportingUnit.objects.values_list("code", "pk"))
    departments = dict(Department.objects.values_list("code", "pk"))
    return [
        RoleGrant(
            user=users[person.username],
            role=person.role,
            unit_id=units.get(person.unit),
            department_id=departments.get(person.department),
            firm_id=firm,
            granted_at=at,
            granted_by_label="演示数据",
        )
        for person in PEOPLE
        for firm in _firms_of(person, firms, owners)
    ]


def _firms_of(person: Person, firms: dict[str, int], owners: Iterable[str]) -> list[int | None]:
    if person.role != Role.OWNER_REPORTER:
        return [None]
    if person.username == "project_company":
        return [firms[COMPANY]]
    return [firms[owner] for owner in sorted(set(owners)) if owner != COMPANY]
