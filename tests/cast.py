"""One small cast of named people for all tests. Everybody and every unit is made at first sight, so a test pays for
what it uses. Deterministic: the same names, the same rights, one password.

    def test_something(cast):
        duty = make_duty(unit=cast.unit("350582"))
        page = cast.client("jinjiang_reporter").get(...)

The people are those of the demonstration, plus `outsider`, who has an account and no role, and a few doubles for what
needs two persons (`second_dispatcher`, `second_admin`, `second_reporter`, `fengze_reporter`).
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from core.accounts.models import RoleGrant, User
from core.accounts.roles import Role
from core.foundation.clock import real_now
from core.organisations import actions as organisations
from core.organisations.models import Department, Firm, ReportingUnit
from core.organisations.reference import MEMBERS

PASSWORD = "Gongjian-2018!"
AT = datetime(2018, 7, 24, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
"""The moment of the demonstration, for actions that need one."""


@dataclass(frozen=True)
class Person:
    name: str
    role: Role | None = None
    unit: str | None = None
    firm: str | None = None
    department: str | None = None


PEOPLE = {
    "jinjiang_reporter": Person("晋江市填报员", Role.COUNTY_REPORTER, unit="350582"),
    "jinjiang_approver": Person("晋江市审核员", Role.COUNTY_APPROVER, unit="350582"),
    "second_reporter": Person("晋江市填报员二", Role.COUNTY_REPORTER, unit="350582"),
    "huian_reporter": Person("惠安县填报员", Role.COUNTY_REPORTER, unit="350521"),
    "huian_approver": Person("惠安县审核员", Role.COUNTY_APPROVER, unit="350521"),
    "fengze_reporter": Person("丰泽区填报员", Role.COUNTY_REPORTER, unit="350503"),
    "project_company": Person("城建项目公司", Role.OWNER_REPORTER, firm="泉州城建项目公司（演示）"),
    "other_company": Person("水务项目公司", Role.OWNER_REPORTER, firm="泉州水务项目公司（演示）"),
    "section_officer": Person("业务科室", Role.SECTION_OFFICER),
    "dispatcher": Person("市局调度员", Role.DISPATCHER),
    "second_dispatcher": Person("市局调度员二", Role.DISPATCHER),
    "bureau_leader": Person("局领导", Role.BUREAU_LEADER),
    "city_leader": Person("市领导", Role.CITY_LEADER),
    "department_member": Person("发改委联络员", Role.DEPARTMENT_MEMBER, department="FGW"),
    "inspector": Person("督查员", Role.INSPECTOR),
    "second_inspector": Person("督查员二", Role.INSPECTOR),
    "third_inspector": Person("督查员三", Role.INSPECTOR),
    "second_officer": Person("业务科室二", Role.SECTION_OFFICER),
    "expert": Person("专家", Role.EXPERT),
    "system_admin": Person("系统管理员", Role.SYSTEM_ADMIN),
    "security_admin": Person("安全管理员", Role.SECURITY_ADMIN),
    "audit_admin": Person("审计管理员", Role.AUDIT_ADMIN),
    "second_admin": Person("系统管理员二", Role.SYSTEM_ADMIN),
    "outsider": Person("无角色人员"),
}


class Cast:
    """The people and places of one test."""

    def __init__(self) -> None:
        self._users: dict[str, User] = {}

    def __getattr__(self, name: str) -> User:
        """`cast.dispatcher` is the account of that name."""
        if name in PEOPLE:
            return self.user(name)
        raise AttributeError(name)

    def user(self, name: str) -> User:
        if name not in self._users:
            self._users[name] = self._make(name, PEOPLE[name])
        return self._users[name]

    def call(self, *names: str) -> list[User]:
        """Bring several people on stage; their accounts exist from here on."""
        return [self.user(name) for name in names]

    def client(self, person: str | User) -> Client:
        """A browser in which the person is logged in."""
        client = Client()
        client.force_login(self.user(person) if isinstance(person, str) else person)
        return client

    def unit(self, code: str) -> ReportingUnit:
        """A reporting unit by its code ("350582" 晋江市, "350500" 市本级, "QZTSQ" …)."""
        return self.units[code]

    @cached_property
    def units(self) -> dict[str, ReportingUnit]:
        """All fourteen, by code. A world that installed the whole reference data before is left as it is."""
        if not ReportingUnit.objects.exists():
            install_units()
        return {unit.code: unit for unit in ReportingUnit.objects.select_related("group", "region")}

    def firm(self, name: str) -> Firm:
        return Firm.objects.get_or_create(name=name, defaults={"is_demonstration": True})[0]

    def department(self, code: str) -> Department:
        return Department.objects.get_or_create(code=code, defaults={"name": MEMBERS[code]})[0]

    def _make(self, name: str, person: Person) -> User:
        user, is_new = User.objects.get_or_create(
            username=name,
            defaults={
                "display_name": person.name,
                "password": make_password(PASSWORD),
                "must_change_password": False,
                "password_changed_at": real_now(),
                "is_demonstration": True,
            },
        )
        if is_new and person.role:
            RoleGrant.objects.create(
                user=user,
                role=person.role,
                unit=self.unit(person.unit) if person.unit else None,
                firm=self.firm(person.firm) if person.firm else None,
                department=self.department(person.department) if person.department else None,
                granted_at=AT,
                granted_by_label="系统",
            )
        return user


def install_units() -> None:
    """The fourteen units with their groups and regions, without journal, calendar and departments (quick)."""
    organisations._add_regions()
    organisations._add_groups()
    organisations._add_units()


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast()
