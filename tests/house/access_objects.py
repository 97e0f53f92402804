"""The rows that `access_table` talks about: `about="duty"` is the function `duty` here.

Each gets the world of one test and a place, and returns the arguments of the address for a row of that place:
`JINJIANG` is in scope of 晋江市's people, `COMPANY` of the owner's, `HUIAN` of neither; people of the whole city see all. A row that belongs to a person instead is made for `world.person` in `JINJIANG` and for somebody else elsewhere.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from core.accounts.models import RoleGrant, SavedView, Token, User
from core.accounts.roles import ROLES, Reach, Role
from core.foundation.canonical import sha256_hex
from core.foundation.clock import real_now
from core.organisations.models import CalendarDay
from projects.models import Listing
from reporting.models import Duty
from tests import builders
from tests.cast import AT, Cast

JINJIANG, COMPANY, HUIAN = "jinjiang", "company", "huian"
PLACES = (JINJIANG, COMPANY, HUIAN)
UNITS = {JINJIANG: "350582", COMPANY: "350500", HUIAN: "350521"}
PERSONAL = {"token", "saved_view"}
"""Rows of a person: everybody sees their own and nobody else's."""
PLACELESS = {"account", "grant", "calendar_day", "list_page"}
"""Rows without a scope: whoever has the right has it over all of them, the others get 403."""

PEOPLE: dict[Role | None, str] = {
    Role.COUNTY_REPORTER: "jinjiang_reporter",
    Role.COUNTY_APPROVER: "jinjiang_approver",
    Role.OWNER_REPORTER: "project_company",
    **{role: role.value for role in Role if ROLES[role].reach not in {Reach.OWN_UNIT, Reach.OWN_FIRM}},
    None: "outsider",
}
"""The person of the cast who stands for each role."""


def in_scope(role: Role | None, place: str) -> bool:
    """Whether a place lies in what the role's person reaches."""
    if role is None:
        return False
    reach = ROLES[role].reach
    return reach == Reach.WHOLE_CITY or (reach, place) in {(Reach.OWN_UNIT, JINJIANG), (Reach.OWN_FIRM, COMPANY)}


@dataclass
class AccessWorld:
    """What one test knows; rows are made when a line of the table first asks for them."""

    cast: Cast
    person: User

    @cached_property
    def world(self) -> builders.World:
        return builders.make_world(self.cast.units)

    @cached_property
    def listings(self) -> dict[str, Listing]:
        """One project per place."""
        owners = {COMPANY: self.cast.firm("泉州城建项目公司（演示）")}
        return {
            place: builders.make_listing(self.world, f"2018-{number}", unit=UNITS[place], owner=owners.get(place))
            for number, place in enumerate(PLACES, start=1)
        }

    @cached_property
    def duties(self) -> dict[str, Duty]:
        """An accepted July report of each project, written by somebody who takes no part in the test."""
        author = self.cast.fengze_reporter
        return {
            place: builders.make_report(self.world, listing, builders.JULY, author=author, ytd=600)
            for place, listing in self.listings.items()
        }

    def owner_of(self, place: str) -> User:
        return self.person if place == JINJIANG else self.cast.fengze_reporter


Arguments = dict[str, object]


def account(world: AccessWorld, place: str) -> Arguments:
    return {"pk": world.cast.fengze_reporter.pk}


def grant(world: AccessWorld, place: str) -> Arguments:
    return {"pk": RoleGrant.objects.get(user=world.cast.fengze_reporter).pk}


def calendar_day(world: AccessWorld, place: str) -> Arguments:
    day, _ = CalendarDay.objects.get_or_create(date=date(2018, 10, 1), defaults={"is_working": False})
    return {"day": day.date}


def list_page(world: AccessWorld, place: str) -> Arguments:
    return {"page": "register"}


def token(world: AccessWorld, place: str) -> Arguments:
    owner, now = world.owner_of(place), real_now()
    made = Token.objects.create(
        user=owner,
        name="取数",
        digest=sha256_hex(f"{owner.pk}:{place}"),
        session_epoch=owner.session_epoch,
        created_at=now,
        expires_at=now + timedelta(days=1),
    )
    return {"pk": made.pk}


def saved_view(world: AccessWorld, place: str) -> Arguments:
    view = SavedView.objects.create(
        user=world.owner_of(place), page="register", name=place, query="", is_shared=True, at=AT
    )
    return {"pk": view.pk}


def project(world: AccessWorld, place: str) -> Arguments:
    return {"code": world.listings[place].project.code}


def duty(world: AccessWorld, place: str) -> Arguments:
    return {"pk": world.duties[place].pk}
