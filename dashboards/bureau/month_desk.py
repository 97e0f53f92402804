"""本月工作台 as values: where the month stands, unit by unit, what is odd, whom to chase. Four grouped queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, F, Max, Q
from django.utils.timezone import localtime

from core.foundation.money import rate
from core.organisations.models import ReportingUnit
from dispatch.choices import MeetingState
from dispatch.models import Meeting
from reporting.choices import HANDED_IN, CorrectionState, DutyState
from reporting.models import Brief, ChaseNote, Correction, ReportingMonth, UnitSubmission

STACK = (
    ("accepted", DutyState.ACCEPTED),
    ("city", DutyState.UNIT_APPROVED),
    ("county", DutyState.SUBMITTED),
    ("returned", DutyState.RETURNED),
    ("missing", DutyState.OPEN),
)


@dataclass
class UnitProgress:
    """Reports of one unit (or of the city) in one month, by state."""

    unit: ReportingUnit | None
    counts: dict[str, int] = field(default_factory=dict)
    late: int = 0
    last_submitted_at: datetime | None = None
    handed_in_at: datetime | None = None
    notes: list[ChaseNote] = field(default_factory=list)

    def of(self, *states: str) -> int:
        return sum(self.counts.get(state, 0) for state in states)

    @property
    def expected(self) -> int:
        return sum(self.counts.values())

    @property
    def reported(self) -> int:
        return self.of(*HANDED_IN)

    @property
    def missing(self) -> int:
        return self.expected - self.reported

    @property
    def rate(self) -> Decimal | None:
        return rate(Decimal(self.reported), Decimal(self.expected))

    @property
    def accepted(self) -> int:
        return self.of(DutyState.ACCEPTED)

    @property
    def for_city(self) -> int:
        return self.of(DutyState.UNIT_APPROVED)

    @property
    def for_unit(self) -> int:
        return self.of(DutyState.SUBMITTED)

    @property
    def returned(self) -> int:
        return self.of(DutyState.RETURNED)

    @property
    def stack(self) -> list[tuple[str, int]]:
        return [(name, self.of(state)) for name, state in STACK]


def units_of(month: ReportingMonth) -> list[UnitProgress]:
    """One row per unit that owes reports, the most complete first."""
    units = {unit.pk: UnitProgress(unit) for unit in ReportingUnit.objects.all()}
    grouped = month.duties.values("unit_id", "state").annotate(
        reports=Count("pk"), late=Count("pk", filter=Q(is_late=True)), last=Max("current__submitted_at")
    )
    for row in grouped:
        progress = units[row["unit_id"]]
        progress.counts[row["state"]] = row["reports"]
        progress.late += row["late"]
        progress.last_submitted_at = max(filter(None, (progress.last_submitted_at, row["last"])), default=None)
    for handed in UnitSubmission.objects.filter(reporting_month=month).only("unit_id", "submitted_at"):
        units[handed.unit_id].handed_in_at = handed.submitted_at
    for note in month.chase_notes.all()[:100]:
        units[note.unit_id].notes.append(note)
    owing = [progress for progress in units.values() if progress.expected]
    return sorted(owing, key=lambda each: (-(each.rate or 0), each.unit.order))


def total_of(units: Iterable[UnitProgress]) -> UnitProgress:
    whole = UnitProgress(unit=None)
    for progress in units:
        for state, count in progress.counts.items():
            whole.counts[state] = whole.counts.get(state, 0) + count
        whole.late += progress.late
    return whole


@dataclass(frozen=True)
class Anomaly:
    """One kind of oddness among the reports that wait for the second check: how many, and where."""

    key: str
    label: str
    count: int
    where: str


ANOMALIES = {
    "jump": ("本月突增（超过月计划3倍）", Q(current__is_jump=True)),
    "write_back": ("冲减待核", Q(current__month_done_wan__lt=0)),
    "above_plan": ("累计超年度计划", Q(current__ytd_done_wan__gt=F("listing__plan_lines__annual_plan_wan"))),
    "same_text": (
        "文字与上月相同",
        Q(current__progress_text=F("previous__current__progress_text")) & ~Q(current__month_done_wan=0),
    ),
    "falling_progress": (
        "形象进度低于上月",
        Q(current__progress_percent__lt=F("previous__current__progress_percent")),
    ),
}


def anomalies_of(month: ReportingMonth) -> list[Anomaly]:
    """Kinds that occur, the most frequent first. One query: a row per unit, a count per kind."""
    waiting = month.duties.filter(state=DutyState.UNIT_APPROVED).filter(Q(listing__plan_lines__known_to__isnull=True))
    rows = list(
        waiting.values("unit__short_name", "unit__order")
        .annotate(**{key: Count("pk", filter=condition, distinct=True) for key, (_, condition) in ANOMALIES.items()})
        .order_by("unit__order")
    )
    found = [_anomaly(key, label, rows) for key, (label, _) in ANOMALIES.items()]
    return sorted((each for each in found if each.count), key=lambda each: -each.count)


def _anomaly(key: str, label: str, rows: list[dict[str, object]]) -> Anomaly:
    units = sorted(((row[key], row["unit__short_name"]) for row in rows if row[key]), key=lambda each: -each[0])
    where = "、".join(f"{name}{count}" for count, name in units[:4])
    others = sum(count for count, _ in units[4:])
    return Anomaly(key, label, sum(count for count, _ in units), where + (f"、其他{others}" if others else ""))


@dataclass(frozen=True)
class MonthStep:
    """One dot of the line of steps; `state` is done, now or ahead."""

    name: str
    state: str
    first: str
    second: str


def steps_of(
    month: ReportingMonth, whole: UnitProgress, brief: Brief | None, meeting: Meeting | None
) -> list[MonthStep]:
    """The office's order of the month; what has no page yet (通报) says so by standing ahead."""
    locked = month.is_locked
    running, waiting = ("done", "未审") if locked else ("now", "待审")  # after the lock nobody waits for a check
    return [
        MonthStep("开放", "done", f"{whole.expected}项已开放", f"{localtime(month.opened_at):%-m月%-d日}"),
        MonthStep(
            "填报", running, f"{whole.reported} / {whole.expected}", f"{localtime(month.unit_due_at):%-d日 %H:%M}截止"
        ),
        MonthStep("初审", running, f"{waiting} {whole.for_unit}", f"{localtime(month.check_due_at):%-m月%-d日}截止"),
        MonthStep(
            "市审", running, f"{waiting} {whole.for_city}　通过 {whole.accepted}", f"{month.lock_due_on:%-m月%-d日}截止"
        ),
        MonthStep(
            "锁数",
            "done" if locked else "ahead",
            f"沿用 {whole.expected - whole.accepted}" if locked else f"还差 {whole.expected - whole.accepted}",
            f"{localtime(month.locked_at) if month.locked_at else month.lock_due_on:%-m月%-d日}",
        ),
        _brief_step(month, brief),
        MonthStep(
            "局领导审签",
            "done" if month.released_at else ("now" if brief and brief.number else "ahead"),
            month.released_by_label or "未审签",
            f"{localtime(month.released_at):%-m月%-d日}" if month.released_at else "定版后",
        ),
        _meeting_step(meeting),
        MonthStep("通报", "ahead", "审签后", "第5个工作日"),
    ]


def meeting_after(month: ReportingMonth) -> Meeting | None:
    """The joint meeting that speaks about the month: the first one held in the month that follows it."""
    following = month.month.next()
    held = Meeting.objects.filter(campaign=month.campaign_id, held_on__range=(following.first, following.last))
    return held.annotate(topics=Count("items")).order_by("held_on").first()


def _meeting_step(meeting: Meeting | None) -> MonthStep:
    if meeting is None:
        return MonthStep("联席会", "ahead", "审签后", "一月一协调")
    state = {MeetingState.PLANNED: "ahead", MeetingState.SETTLED: "done"}.get(MeetingState(meeting.state), "now")
    return MonthStep("联席会", state, f"议题 {meeting.topics}", f"{meeting.held_on:%-m月%-d日}")


def _brief_step(month: ReportingMonth, brief: Brief | None) -> MonthStep:
    if brief is None:
        return MonthStep("汇总", "now" if month.is_locked else "ahead", "等待汇总", "自动")
    state = "done" if brief.number else ("now" if month.is_locked else "ahead")
    return MonthStep("汇总", state, brief.label, f"{localtime(brief.computed_at):%-m月%-d日 %H:%M}")


def chase_text(month: ReportingMonth, units: Iterable[UnitProgress], whole: UnitProgress, *, now: datetime) -> str:
    """The sentence that goes into the chat group."""
    owing = sorted((each for each in units if each.missing), key=lambda each: -each.missing)
    title = f"【{month.campaign.short_name}·{month.month.short}月报】"
    head = f"{title}截至{now:%-d日%H时}，全市{whole.expected}项已报{whole.reported}项。"
    if not owing:
        return head + "各单位均已报齐，请及时完成审核。"
    names = "、".join(f"{each.unit.name}{each.missing}项" for each in owing)
    done = "、".join(each.unit.name for each in units if not each.missing)
    tail = f"{done}已报齐。" if done else ""
    return f"{head}尚未报送的有：{names}。请于{localtime(month.unit_due_at):%-d日%H时}前报送，逾期计迟报。{tail}"


def waiting_corrections(month: ReportingMonth) -> int:
    return Correction.objects.filter(
        state=CorrectionState.REQUESTED, duty__reporting_month__campaign_id=month.campaign_id
    ).count()
