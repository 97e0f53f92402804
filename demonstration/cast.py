"""The demonstration's accounts: role names only, no persons. One password; they exist nowhere else."""

from dataclasses import dataclass

from core.accounts.roles import Role

from .blueprint import CITY, COMPANY
from .shares import UNITS

PASSWORD = "Gongjian-2018!"  # noqa: S105 - printed on the log-in page of the demonstration, worth nothing elsewhere
SPELLED = {
    "350502": "licheng",
    "350503": "fengze",
    "350504": "luojiang",
    "350505": "quangang",
    "350582": "jinjiang",
    "350581": "shishi",
    "350583": "nanan",
    "350521": "huian",
    "350524": "anxi",
    "350525": "yongchun",
    "350526": "dehua",
    "QZKFQ": "kaifaqu",
    "QZTSQ": "taishang",
}


@dataclass(frozen=True, slots=True)
class Person:
    """An account with one role; `unit`, `department` are codes; owner reporters get their firms when those exist."""

    username: str
    label: str
    role: Role
    unit: str = ""
    department: str = ""


NAMED = (
    Person("project_company", COMPANY.removesuffix("（演示）") + "填报员", Role.OWNER_REPORTER),
    Person("other_company", "其他市直业主填报员", Role.OWNER_REPORTER),
    Person("section_officer", "城市建设科经办", Role.SECTION_OFFICER),
    Person("dispatcher", "市局调度员", Role.DISPATCHER),
    Person("bureau_leader", "局领导", Role.BUREAU_LEADER),
    Person("city_leader", "市领导", Role.CITY_LEADER),
    Person("department_member", "发改委联络员", Role.DEPARTMENT_MEMBER, department="FGW"),
    Person("inspector", "督查员", Role.INSPECTOR),
    Person("expert", "专家", Role.EXPERT),
    Person("system_admin", "系统管理员", Role.SYSTEM_ADMIN),
    Person("security_admin", "安全管理员", Role.SECURITY_ADMIN),
    Person("audit_admin", "审计管理员", Role.AUDIT_ADMIN),
)
DOUBLES = (
    Person("second_inspector", "督查员二", Role.INSPECTOR),
    Person("third_inspector", "督查员三", Role.INSPECTOR),
    Person("fourth_inspector", "督查员四", Role.INSPECTOR),
    Person("second_expert", "专家二", Role.EXPERT),
)
"""Colleagues whom a draw of teams needs."""
COUNTIES = tuple(
    Person(f"{SPELLED[unit.code]}_{what}", f"{unit.name}{label}", role, unit=unit.code)
    for unit in UNITS
    if unit.code != CITY
    for what, label, role in (
        ("reporter", "填报员", Role.COUNTY_REPORTER),
        ("approver", "审核员", Role.COUNTY_APPROVER),
    )
)
PEOPLE = NAMED + DOUBLES + COUNTIES
SHOWN = (
    "jinjiang_reporter",
    "huian_reporter",
    "jinjiang_approver",
    *(person.username for person in NAMED if person.username != "other_company"),
)
"""Whom the launcher introduces; the other counties' accounts are for those who look."""
