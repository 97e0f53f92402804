"""What waits for somebody's decision now: corrections, the lock, the leader's release, red flagships.

The only part of the board that does not belong to one brief: read afresh each time, in one query.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.timezone import localtime

from core.foundation.money import wan_text
from core.foundation.months import Month
from reporting.choices import CorrectionState
from reporting.models import Correction, ReportingMonth

from .amounts import Amount, Kind
from .flagships import FlagshipRow
from .late import LateRow
from .sight import Sight
from .standings import Standing

ASKED, SHOWN = 4, 6
"""So many of what was asked, and so many in all: neither kind crowds the other out."""


@dataclass(frozen=True)
class Item:
    """One thing that waits. `who` decides it; `urgency` is over, hot or empty; `left` and `day` say until when."""

    who: str
    title: str
    fact: str
    short: str
    left: str = ""
    day: date | None = None
    urgency: str = ""
    url: str = ""
    link: str = ""
    is_flagship: bool = False
    listed: "Listed | None" = None


@dataclass(frozen=True)
class Listed:
    """Where all of a kind are listed, and how they are counted there."""

    measure: str
    url: str


@dataclass(frozen=True)
class Waiting:
    """What the panel shows, and how many more of each kind there are."""

    items: tuple[Item, ...]
    rest: tuple[tuple[int, Listed], ...] = ()

    @property
    def count(self) -> int:
        return len(self.items) + sum(count for count, _ in self.rest)


Months = Mapping[Month, ReportingMonth]


def months_of(campaign_id: int) -> Months:
    """The year's reporting months, each with `corrections_waiting`; one query."""
    waiting = (
        Correction.objects.filter(state=CorrectionState.REQUESTED, duty__reporting_month=OuterRef("pk"))
        .order_by()
        .values("duty__reporting_month")
        .annotate(count=Count("pk"))
        .values("count")
    )
    counted = Coalesce(Subquery(waiting, output_field=IntegerField()), 0)
    rows = ReportingMonth.objects.filter(campaign=campaign_id).annotate(corrections_waiting=counted).order_by("month")
    return {row.month: row for row in rows}


def open_month(months: Months) -> ReportingMonth | None:
    """The one that is not locked yet; there is at most one."""
    return next((row for row in months.values() if not row.is_locked), None)


@dataclass(frozen=True)
class Trouble:
    """What of a brief is red and waits for a word: flagships, units, and for a unit its own projects."""

    flagships: tuple[FlagshipRow, ...]
    units: tuple[Standing, ...]
    projects: tuple[LateRow, ...]


def waiting_items(
    months: Months, trouble: Trouble, *, sight: Sight, days_to_lock: int | None, asked: Sequence[Item] = ()
) -> Waiting:
    """In the order in which somebody should act: decisions that were asked for, what the month needs, then what is in
    trouble, worst first. What was asked beyond `ASKED` is counted and leads to its list."""
    items: list[Item] = [*asked[:ASKED]]
    if sight.whole_city:
        items += [*_corrections(months), *_releases(months), *_lock(months, days_to_lock)]
    items += [_flagship(row) for row in trouble.flagships]
    items += [_unit(row) for row in trouble.units]
    items += [_project(row) for row in trouble.projects]
    left = Counter(item.listed for item in asked[ASKED:] if item.listed)
    return Waiting(tuple(items[:SHOWN]), tuple((count, listed) for listed, count in left.items()))


def _corrections(months: Months) -> Iterator[Item]:
    asked = [row for row in months.values() if row.corrections_waiting]
    if asked:
        count = sum(row.corrections_waiting for row in asked)
        named = "、".join(f"{row.month.short} {row.corrections_waiting} 份" for row in asked)
        yield Item(
            who="调度员或局领导",
            title=f"{count} 份定版数据更正待第二人复核",
            fact=f"{named}；复核通过后该月及以后各月出新版汇总",
            short=f"{count} 份更正待复核",
            urgency="hot",
            url=f"{reverse('correction_list')}?show=open",
            link="看申请",
        )


def _releases(months: Months) -> Iterator[Item]:
    """Only the newest locked month: the ones before were passed over by a newer brief."""
    locked = [row for row in months.values() if row.is_locked]
    if locked and locked[-1].released_at is None:
        row = locked[-1]
        yield Item(
            who="局领导",
            title=f"{row.month.short}汇总待局领导审签",
            fact=f"{row.locked_by_label}已锁数定版；审签后方可作为本局口径使用",
            short=f"{row.month.short}汇总待审签",
            url=reverse("brief_list"),
            link="去审签",
        )


def _lock(months: Months, days: int | None) -> Iterator[Item]:
    row = open_month(months)
    if row is None or days is None:
        return
    yield Item(
        who="调度员",
        title=f"{row.month.short}数据锁数",
        fact=f"初审 {localtime(row.check_due_at):%-m月%-d日} 止；锁数时仍未审的沿用上月累计，锁后只能更正",
        short=f"{row.lock_due_on.month}月{row.lock_due_on.day}日前锁{row.month.short}数",
        left=f"剩 {days} 个工作日" if days > 0 else "今日锁数" if days == 0 else f"已过 {-days} 个工作日",
        day=row.lock_due_on,
        urgency="over" if days < 0 else "hot" if days <= 3 else "",
    )


def _unit(row: Standing) -> Item:
    done = Amount(row.rate, Kind.PERCENT).text(2)
    return Item(
        who="分管市领导",
        title=f"{row.unit.name}严重滞后",
        fact=f"完成率 {done}%，落后序时 {Amount(row.lead, Kind.PERCENT_POINTS).text(2)} 个百分点；"
        f"已审月报 {row.reported}/{row.expected} 份",
        short=f"{row.unit.short_name}严重滞后",
        url=row.projects_url,
        link="看项目",
    )


def _project(row: LateRow) -> Item:
    return Item(
        who=row.responsible_unit or row.unit,
        title=f"{row.name}严重滞后",
        fact=f"欠月计划 {wan_text(row.owed_wan)} 万元" + (f"；{row.reason}" if row.reason else ""),
        short=row.name,
        left=row.node.words if row.node else "",
        day=row.node.planned_on if row.node else None,
        url=row.url,
        link="看档案",
    )


def _flagship(row: FlagshipRow) -> Item:
    node = row.next
    late = node is not None and node.state == "late"
    owed = f"已完成 {wan_text(row.ytd_wan)} 万元，年计划 {wan_text(row.plan_wan)} 万元"
    return Item(
        who="挂钩领导",
        title=f"{row.name}严重滞后",
        fact=f"{row.unit}；{owed}" + (f"；{node.name}" + ("逾期" if late else "为下一节点") if node else ""),
        short=row.name,
        left=node.words if node else "",
        day=node.planned_on if node else None,
        urgency="over" if late else "",
        url=row.url,
        link="看档案",
        is_flagship=True,
    )
