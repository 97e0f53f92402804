"""The reports' import desk: the month's tables of counties and owners."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from core.accounts.models import User
from core.accounts.roles import Can
from core.foundation import clock
from core.foundation.forms import RefusableForm
from core.foundation.months import Month
from core.foundation.verdict import Refused
from core.intake.comparison import Compared, FileRow
from core.intake.desk import Desk
from core.intake.desks import ImportDesk, Occasion, Writing, Written
from core.intake.grid import Workbook
from core.intake.models import Batch, BatchRow
from core.intake.understanding import Understanding
from projects.imports.matching import ASKED, accept_parts
from reporting.models import Duty, ReportingMonth
from reporting.packs.collecting import Front, front_of
from reporting.packs.recognising import recognise

from .comparing import compare
from .duties import Duties, load_duties, reach
from .effect import effect_of
from .forms import FillForm
from .titles import hold_other_months
from .undoing import take_reports_back
from .words import reports_desk
from .writing import write_reports


class ReportsDesk(ImportDesk):
    """`about` is the month."""

    name = "reports"
    label = "月度填报"
    right = Can.FILL_REPORTS
    verb = "填报"
    hint = (
        "下载的预填表填好后原样传回；本单位自己的月报表也可以：有项目名称（或编码）和本月完成、本年累计即可。"
        "空白单元格不改系统中的值；表中没有的项目不受影响。"
    )
    nothing = "现在没有开放的填报月，或本月没有您的填报任务。"
    asked = ASKED
    committed = "reporting.import_reports"
    undone = "reporting.undo_import"
    consequence_template = "reporting/import/_consequence.html"
    receipt_template = "reporting/import/_receipt.html"
    undo_template = "reporting/import/_undo.html"
    front_template = "reporting/import/_front.html"
    wants_reason = False
    makes_new = False

    def abouts(self, person: User | None) -> list[tuple[str, str]]:
        """The open months in which this person owes reports, the latest first."""
        months = ReportingMonth.objects.filter(campaign__is_current=True, locked_at__isnull=True)
        if person is not None:
            owed = Duty.objects.reachable_by(person, Can.FILL_REPORTS).order_by()
            months = months.filter(pk__in=owed.values("reporting_month"))
        return [(str(each.month), f"{each.month.label}填报") for each in months.order_by("-month")]

    def why_not(self, about: str) -> str:
        """The reason, where it is a month at all."""
        try:
            month = find_month(about)
        except Refused as refused:
            return refused.message
        return f"{month.month.label}没有您的填报任务，请选择有任务的月份。"

    def reading(self, occasion: Occasion) -> Desk:
        return reports_desk(named_month(occasion.about))

    def look(self, workbook: Workbook, understanding: Understanding, occasion: Occasion) -> None:
        duties = duties_of(occasion)
        hold_other_months(understanding, named_month(occasion.about).number)
        accept_parts(understanding, duties.parts)
        recognise(workbook, understanding, occasion, month_of(occasion), duties)

    def compare(self, rows: Iterable[FileRow], occasion: Occasion, *, is_blocked: bool) -> list[Compared]:
        return compare(rows, duties_of(occasion), is_blocked=is_blocked)

    def effect(self, compared: Sequence[Compared], occasion: Occasion) -> Mapping[str, Any]:
        return effect_of(compared, duties_of(occasion))

    def consequence(self, batch: Batch, occasion: Occasion) -> Mapping[str, Any]:
        return batch.said("findings")["effect"]

    def commit_form(
        self, batch: Batch, occasion: Occasion, data: Mapping[str, Any] | None = None, *, at: datetime
    ) -> RefusableForm:
        has_questions = bool(batch.said("counts").get("question"))
        return FillForm(data, effect=batch.said("findings")["effect"], has_questions=has_questions)

    def together_form(self, batches: Sequence[Batch], data: Mapping[str, Any] | None = None) -> FillForm:
        effects = [batch.said("findings")["effect"] for batch in batches]
        whole = {key: sum(each.get(key, 0) for each in effects) for key in ("reports", "unfinished", "as_drafted")}
        return FillForm(data, effect=whole, has_questions=False)

    def lock(self, occasion: Occasion) -> ReportingMonth:
        """The person's reports of the month; then the month is read again, which a lock of it may just have closed."""
        month = month_of(occasion)
        rows = reach(month, occasion.person, unit_of(occasion)).order_by("pk").select_for_update(of=("self",))
        list(rows.values_list("pk", flat=True))
        return find_month(occasion.about)

    def write(self, writing: Writing, words: Mapping[str, Any]) -> Written:
        return write_reports(writing, duties_of(writing.occasion), how=words["how"])

    def take_back(self, writing: Writing, rows: Sequence[BatchRow]) -> None:
        take_reports_back(writing, rows)

    def link(self, row: BatchRow, code: str) -> str:
        return reverse("report_form", args=[row.target_id]) if row.target_id else reverse("my_month")

    def front(self, person: User, about: str) -> Front | None:
        return front_of(person, Month.parse(about), at=clock.now())


def month_of(occasion: Occasion) -> ReportingMonth:
    """The open month that is reported. Refused when it is locked or was never opened."""
    return occasion.once("month", lambda: find_month(occasion.about))


def named_month(about: str) -> Month:
    """The month alone: what was imported can be read after it is locked."""
    try:
        return Month.parse(about)
    except ValueError:
        raise Refused(f"“{about}”不是月份，请写成 2018-07 这样", code="no_month", status=422) from None


def find_month(about: str) -> ReportingMonth:
    """Refused, with the reason, for what is no open month."""
    month = named_month(about)
    months = ReportingMonth.objects.filter(campaign__is_current=True).select_related("campaign")
    found = months.filter(month=month).first()
    if found is None:
        raise Refused(f"{month.label}还没有开放填报，开放后再导入。", code="not_open", status=422)
    if found.is_locked:
        message = f"{month.label}已锁数，不能再导入；确需更改的，由审核员提交更正申请（市本级由业务科室）。"
        raise Refused(message, code="locked", status=422)
    return found


def unit_of(occasion: Occasion) -> str:
    """The code of the unit that the command line narrows a table to; "" for none."""
    return occasion.once("unit", str)


def duties_of(occasion: Occasion) -> Duties:
    """What the person owes, as it stands at the moment of this occasion."""
    at, unit = occasion.once("at", clock.now), unit_of(occasion)
    return occasion.once("duties", lambda: load_duties(month_of(occasion), occasion.person, unit=unit, at=at))
