"""A row of a ledger against the problems on record.

By its number where the table also gives the project's code, as our own export does (other offices number their tables
themselves), else by project and the words of the problem.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import OuterRef, Subquery

from core.intake.choices import RowGroup
from core.intake.comparison import SKIP, Change, Compared, FileRow, hold_back, note_doubles
from core.intake.issues import Note
from core.intake.issues import Tier as Told
from core.intake.normalise import clean, squeeze
from core.intake.texts import plain
from dispatch.choices import ProblemState, Tier
from dispatch.models import Problem, ProblemStep
from projects.models import Campaign, Listing
from projects.names import name_key

from .fields import EDITED, LABELS, NEEDED_OF_NEW

_COLUMNS = {key: "department__code" if key == "department" else key for key in EDITED if key != "partners"}


@dataclass(slots=True)
class Known:
    """A problem on record, as texts by field."""

    id: int
    version: int
    number: int
    listing_id: int
    unit: str
    state: str
    tier: str
    due_on: str
    progress: str
    values: dict[str, str]

    @property
    def code(self) -> str:
        return f"问题{self.number}号"

    @property
    def name(self) -> str:
        return self.values["title"]


@dataclass
class Ledger:
    """What is on record of one year, and the ways to find it; four statements."""

    campaign: Campaign
    today: date
    known: list[Known] = field(init=False)

    def __post_init__(self) -> None:
        partners = _partners(self.campaign)
        self.known = [_known(row, partners.get(row["pk"], [])) for row in _problems(self.campaign)]
        self.by_number = {str(each.number): each for each in self.known}
        self.by_words = {(each.listing_id, squeeze(each.values["title"])): each for each in self.known}
        self.by_code: dict[str, int] = {}
        self.by_name: dict[str, list[tuple[str, int]]] = defaultdict(list)
        listed = Listing.objects.filter(campaign=self.campaign).current()
        for pk, code, key, unit in listed.values_list("pk", "project__code", "project__name_key", "unit__code"):
            self.by_code[code.upper()] = pk
            self.by_name[key].append((unit, pk))

    def listing_of(self, values: dict[str, str]) -> int | None:
        """The project's place in the list: by code, else by the name, within the unit where it is said."""
        if (found := self.by_code.get(values.get("code", "").upper())) is not None:
            return found
        unit = values.get("unit", "")
        same = [pk for code, pk in self.by_name.get(name_key(values.get("name", "")), []) if not unit or code == unit]
        return same[0] if len(same) == 1 else None


def _problems(campaign: Campaign) -> Iterable[dict]:
    last = ProblemStep.objects.filter(problem=OuterRef("pk")).exclude(text="").order_by("-number")
    rows = Problem.objects.filter(campaign=campaign).exclude(state=ProblemState.DRAFT)
    return rows.annotate(progress=Subquery(last.values("text")[:1])).values(
        "pk", "version", "number", "listing_id", "unit__code", "state", "tier", "deadline__due_on", "progress",
        *_COLUMNS.values(),
    )  # fmt: skip


def _partners(campaign: Campaign) -> dict[int, list[str]]:
    """The codes of each problem's partners, in the order of the offices' list: as a cell that names several is read."""
    rows = Problem.partners.through.objects.filter(problem__campaign=campaign)
    named = rows.order_by("department__is_bureau_section", "department__order")
    found: dict[int, list[str]] = defaultdict(list)
    for pk, code in named.values_list("problem_id", "department__code"):
        found[pk].append(code)
    return found


def _known(row: dict, partners: list[str]) -> Known:
    return Known(
        id=row["pk"],
        version=row["version"],
        number=row["number"],
        listing_id=row["listing_id"],
        unit=row["unit__code"],
        state=row["state"],
        tier=str(row["tier"]),
        due_on=plain(row["deadline__due_on"]),
        progress=row["progress"] or "",
        values={key: plain(row[column]) for key, column in _COLUMNS.items()} | {"partners": "、".join(partners)},
    )


def compare(rows: Iterable[FileRow], ledger: Ledger, *, is_blocked: bool) -> list[Compared]:
    """Every row in its group, in the order given."""
    compared = [_compare(row, ledger) for row in rows]
    note_doubles(compared, "问题", lambda each: each.target.id if each.target else _words(each, ledger))
    hold_back(compared, is_blocked=is_blocked)
    return compared


def _words(each: Compared, ledger: Ledger) -> object | None:
    values = each.source.values
    return (ledger.listing_of(values), squeeze(values.get("title", ""))) if values.get("title") else None


def _compare(row: FileRow, ledger: Ledger) -> Compared:
    values, listing_id = row.values, ledger.listing_of(row.values)
    compared = Compared(row, RowGroup.NEW)
    if row.decision == SKIP:
        compared.group = RowGroup.SKIPPED
        return compared
    if listing_id is None:
        message, cure = "本年名单中没有这个项目，或同名的不止一个", "填上项目编码，或本次跳过"
        _note(compared, "unknown_project", message, cure, "name")
        return compared
    by_number = ledger.by_number.get(values.get("number", "").strip())
    own = bool(values.get("code")) and by_number is not None and by_number.listing_id == listing_id
    compared.target = by_number if own else ledger.by_words.get((listing_id, squeeze(values.get("title", ""))))
    if compared.target is None:
        _check_new(compared, ledger.today)
        _check_departments(compared, None)
        return compared
    compared.changes = _changes(values, compared.target)
    compared.group = RowGroup.CHANGED if compared.changes else RowGroup.UNCHANGED
    _check_known(compared, compared.target)
    _check_departments(compared, compared.target)
    return compared


def _note(compared: Compared, rule: str, message: str, cure: str, key: str = "") -> None:
    compared.notes.append(Note(Told.ERROR, rule, message, proposal=cure, field=key))


def _changes(values: dict[str, str], known: Known) -> dict[str, Change]:
    """What the row says otherwise; a blank cell says nothing."""
    old = known.values | {"progress": known.progress}
    said = {key: values.get(key, "") for key in old}
    return {key: (old[key], new) for key, new in said.items() if new and clean(new) != clean(old[key])}


def _check_new(compared: Compared, today: date) -> None:
    values = compared.source.values
    for key in NEEDED_OF_NEW:
        if not values.get(key):
            cure = f"在表中补上“{LABELS[key]}”"
            _note(compared, f"missing_{key}", f"新问题缺少“{LABELS[key]}”", cure, key)
    if values.get("closed_on"):
        message = "已销号的问题不补录：销号须由两人在系统中办理"
        _note(compared, "closed", message, "清空销号日期后作为在办问题录入，或本次跳过", "closed_on")
    since = values.get("reported_on") or today.isoformat()
    if since > today.isoformat():
        _note(compared, "future", f"提出日期 {since} 在今天之后", "改为不晚于今天的日期", "reported_on")
    if values.get("due_on") and values["due_on"] < since:
        message = f"完成时限 {values['due_on']} 早于提出日期 {since}"
        _note(compared, "dates_backwards", message, "改正其中一个日期", "due_on")


def _check_departments(compared: Compared, known: Known | None) -> None:
    """What the page would refuse: a county's own problem given to departments, and one department in both places."""
    values = compared.source.values
    said = compared.changes if known else {key: value for key, value in values.items() if value}
    if not {"department", "partners"} & said.keys():
        return
    old = known.values if known else {}
    lead, partners = (values.get(key) or old.get(key, "") for key in ("department", "partners"))
    tier = known.tier if known else values.get("tier") or str(Tier.BUREAU.value)
    if tier == str(Tier.COUNTY.value):
        message = "县级问题由本县办理，不能交办市直部门"
        _note(compared, "county_department", message, "清空牵头单位和配合单位；需要市里协调的请提级", "department")
    elif lead and lead in partners.split("、"):
        message = "牵头单位同时列为配合单位"
        _note(compared, "lead_is_partner", message, "从配合单位中删去牵头单位", "partners")


def _check_known(compared: Compared, known: Known) -> None:
    values = compared.source.values
    if compared.changes and known.state == ProblemState.CLOSED:
        _note(compared, "closed", "问题已销号，不再修改", "从表中删去这一行，或本次跳过")
    if values.get("due_on") and values["due_on"] != known.due_on:
        message = f"现行期限 {known.due_on}，表中为 {values['due_on']}；期限只增不改，不由导入修改"
        _note(compared, "deadline", message, "改回现行期限；确要延期的，在问题页办理", "due_on")
    if values.get("tier") and values["tier"] != known.tier:
        message = "层级与系统不同；提级须按程序办理，不由导入修改"
        _note(compared, "tier", message, "改回系统的层级；确要提级的，在问题页办理", "tier")
