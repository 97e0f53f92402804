"""A programme made by the real actions, over the small campaign of the reporting tests.

`World(cast)` has 2 sites of 市本级 (owner 城建项目公司), 5 of 晋江 and 5 of 惠安, three inspectors and an expert.
`drawn()` goes all the way to the list; `arrived()` has a site of 晋江 checked in, `ordered()` has its order sent out.
"""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

from django.db.models import Max
from PIL import Image

from core.accounts.models import User
from inspections.actions import draws, findings, library, orders, plans, programmes, rechecks, replies, visits
from inspections.actions.findings import NewFinding
from inspections.actions.library import NewInspector
from inspections.actions.programmes import NewProgramme
from inspections.actions.visits import Ending
from inspections.models import (
    Checklist,
    ChecklistEdition,
    ChecklistItem,
    Draw,
    Inspector,
    Programme,
    RectificationOrder,
    Visit,
)
from projects.models import Listing
from tests.cast import Cast
from tests.reporting.world import World as ReportingWorld
from tests.reporting.world import moment

JULY_PLAN = NewProgramme(
    name="第三季度在建项目双随机督查",
    authority="泉建〔2018〕88号",
    content="文明施工、扬尘防治、形象进度和上报数核实",
    starts_on=date(2018, 7, 25),
    ends_on=date(2018, 8, 10),
)
OUTSIDE = "03 11 19 20 22"
START = moment(7, 24, 9)
JINJIANG, HUIAN, CITY = "350582", "350521", "350500"


def picture(size: tuple[int, int] = (80, 60), **exif: object) -> BytesIO:
    """A small photo as a phone sends it; `exif` as Pillow's `save` takes it."""
    target = BytesIO()
    Image.new("RGB", size, (150, 120, 90)).save(target, "JPEG", **exif)
    target.seek(0)
    return target


class World:
    def __init__(self, cast: Cast, *, people: tuple[str, ...] = ("inspector", "second_inspector", "third_inspector")):
        self.cast = cast
        self.month = ReportingWorld(cast)
        self.officer: User = cast.section_officer
        owner = cast.firm("泉州城建项目公司（演示）")
        self.sites: dict[str, list[Listing]] = {
            CITY: [self.month.project(f"C{n}", unit=CITY, owner=owner, name=f"市级工程{n}") for n in (1, 2)],
            JINJIANG: [self.month.project(f"J{n}", unit=JINJIANG, name=f"晋江工程{n}") for n in range(1, 6)],
            HUIAN: [self.month.project(f"H{n}", unit=HUIAN, name=f"惠安工程{n}") for n in range(1, 6)],
        }
        self.inspectors = [self.enter(name, "inspector") for name in people] + [self.enter("expert", "expert")]
        edition = ChecklistEdition.objects.create(
            checklist=Checklist.objects.create(code="world", name="测试清单", order=9),
            number=1,
            note="启用",
            published_at=moment(1, 2),
            published_by_label="业务科室",
        )
        self.items = ChecklistItem.objects.bulk_create(
            ChecklistItem(edition=edition, code=f"W{n:02}", sequence=n, group="文明施工", name=name, fault=fault)
            for n, (name, fault) in enumerate((("裸土覆盖", "裸土未覆盖"), ("出入口冲洗", "出入口滴洒漏")), start=1)
        )

    def enter(self, name: str, kind: str, **values: object) -> Inspector:
        of = NewInspector(user=self.cast.user(name), kind=kind, certificate=f"闽建督{name}", **values)
        return library.add_inspector(of=of, by=self.officer, at=START)

    def programme(self, **values: object) -> Programme:
        of = NewProgramme(**{**JULY_PLAN.__dict__, **values})
        return programmes.open_programme(campaign=self.month.campaign, of=of, by=self.officer, at=START)

    def frozen(self, programme: Programme | None = None) -> Draw:
        return draws.freeze(programme_id=(programme or self.programme()).pk, by=self.officer, at=START)

    def seeded(self, programme: Programme | None = None) -> Draw:
        draw = self.frozen(programme)
        draws.commit(
            draw_id=draw.pk,
            outside_source="排列5第18198期",
            outside_known_at=moment(7, 24, 20),
            by=self.officer,
            at=moment(7, 24, 10),
        )
        return draws.enter_outside(
            draw_id=draw.pk, outside=OUTSIDE, witness="驻局纪检组", by=self.officer, at=moment(7, 24, 21)
        )

    def drawn(self, programme: Programme | None = None) -> Draw:
        return draws.draw(draw_id=self.seeded(programme).pk, by=self.officer, at=moment(7, 24, 21, 5))

    def released(self) -> Draw:
        return plans.release(draw_id=self.drawn().pk, by=self.officer, at=moment(7, 25, 7))

    def site(self, draw: Draw, unit: str = JINJIANG) -> Visit:
        """A planned visit of the unit."""
        visits_of = Visit.objects.filter(draw=draw, listing__unit__code=unit).select_related("listing__project")
        return visits_of.order_by("listing__project__code")[0]

    def team(self, visit: Visit, kind: str = "inspector") -> list[User]:
        sent = visit.assignments.standing().filter(inspector__kind=kind).select_related("inspector__user")
        return [each.inspector.user for each in sent.order_by("place")]

    def arrived(self, unit: str = JINJIANG, *, at: datetime | None = None) -> Visit:
        visit = self.site(self.released(), unit)
        return visits.check_in(code=visit.code, place=None, by=self.team(visit)[0], at=at or moment(7, 25, 9, 50))

    def find(self, visit: Visit, *, severity: str = "serious", item: int | None = 0, **values: object):
        line = None if item is None else self.items[item]
        of = NewFinding(
            fault=line.fault if line else "其他", severity=severity, liable_party="contractor", item=line, **values
        )
        return findings.record_finding(code=visit.code, of=of, by=self.team(visit)[0], at=moment(7, 25, 10))

    def finished(self, unit: str = JINJIANG, *severities: str) -> Visit:
        visit = self.arrived(unit)
        for severity in severities:
            self.find(visit, severity=severity)
        return self.finish(visit)

    def finish(self, visit: Visit, *, score: str = "86.5") -> Visit:
        of = Ending(summary="现场文明施工总体较好。", score=Decimal(score), stayed_unannounced=True)
        return visits.finish(code=visit.code, of=of, by=self.team(visit)[0], at=moment(7, 25, 11))

    def ordered(self, *severities: str, kind: str = "", unit: str = JINJIANG) -> RectificationOrder:
        """The mildest kind that suits, unless one is named."""
        visit = self.finished(unit, *(severities or ("serious", "minor")))
        kind = kind or ("partial_stop" if "major" in severities else "limited")
        return orders.issue(code=visit.code, kind=kind, by=self.team(visit)[0], at=moment(7, 25, 12))

    def replied(self, order: RectificationOrder, *, by: str = "jinjiang_reporter", at: datetime | None = None):
        """Signed for, every open item answered, sent."""
        at, by_user = at or moment(7, 27), self.cast.user(by)
        order.refresh_from_db()
        if order.state == "issued":
            order = replies.acknowledge(order_id=order.pk, seen_version=order.version, by=by_user, at=at)
        for item in order.items.filter(passed_at=None):
            of = replies.NewReply(text="已覆盖密目网。", photos=(picture(),))
            replies.reply_item(order_id=order.pk, item_id=item.pk, of=of, by=by_user, at=at)
        return replies.send(order_id=order.pk, seen_version=order.version, by=by_user, at=at)

    def rechecked(self, order: RectificationOrder, *, failed: int = 0, by: User | None = None):
        """The first `failed` items fail, the others pass; by the second of the team when nobody is named."""
        items = list(order.items.filter(passed_at=None))
        words = {
            item.pk: rechecks.Word(passed=place >= failed, note="仍有裸土" if place < failed else "")
            for place, item in enumerate(items)
        }
        by = by or self.team(order.visit)[1]
        return rechecks.recheck(order_id=order.pk, seen_version=order.version, words=words, by=by, at=moment(7, 30))


def last_number() -> int:
    return RectificationOrder.objects.aggregate(last=Max("number"))["last"] or 0
