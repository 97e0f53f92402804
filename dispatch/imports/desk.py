"""The import desk of the problem ledger."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from core.accounts.models import User
from core.accounts.roles import Can
from core.foundation import clock
from core.foundation.forms import RefusableForm
from core.intake.choices import RowGroup
from core.intake.comparison import Compared, FileRow
from core.intake.desk import Desk
from core.intake.desks import ImportDesk, Occasion, Writing, Written
from core.intake.models import Batch, BatchRow
from dispatch.models import Problem
from projects.forms import ReasonField
from projects.imports.desk import campaign_of, find_campaign
from projects.models import Campaign

from .comparing import Ledger, compare
from .fields import ledger_desk
from .writing import take_ledger_back, write_ledger


class LedgerForm(RefusableForm):
    """Committing a ledger: a reason is enough."""

    reason = ReasonField("导入说明")


class LedgerDesk(ImportDesk):
    """`about` is the year."""

    name = "problems"
    label = "问题台账"
    right = Can.COORDINATE
    thing = "问题"
    hint = "市局或县里现有的问题台账；问题台账“导出所见”改好后也可直接传回。空白单元格不会清除系统中的值。"
    new_note = "没写层级的列在市局；没写完成时限的按该层级办理时限，自今日起算"
    nothing = "还没有当前年度，请先建立年度再导入问题台账。"
    answered = ("unit", "problem_class")
    shown_of_new = ("unit", "problem_class", "title", "tier", "due_on")
    committed = "dispatch.import_ledger"
    undone = "dispatch.undo_ledger"
    consequence_template = "dispatch/import/_consequence.html"
    receipt_template = "dispatch/import/_receipt.html"
    undo_template = "dispatch/import/_undo.html"

    def abouts(self, person: User | None) -> list[tuple[str, str]]:
        return [(str(each.year), each.name) for each in Campaign.objects.filter(is_current=True)]

    def reading(self, occasion: Occasion) -> Desk:
        return ledger_desk(campaign_of(occasion).year)

    def compare(self, rows: Iterable[FileRow], occasion: Occasion, *, is_blocked: bool) -> list[Compared]:
        return compare(rows, Ledger(campaign_of(occasion), clock.today()), is_blocked=is_blocked)

    def effect(self, compared: Sequence[Compared], occasion: Occasion) -> Mapping[str, Any]:
        groups = [each.group for each in compared]
        return {"new": groups.count(RowGroup.NEW), "changed": groups.count(RowGroup.CHANGED)}

    def consequence(self, batch: Batch, occasion: Occasion) -> Mapping[str, Any]:
        return batch.said("findings")["effect"]

    def commit_form(
        self, batch: Batch, occasion: Occasion, data: Mapping[str, Any] | None = None, *, at: datetime
    ) -> RefusableForm:
        return LedgerForm(data)

    def lock(self, occasion: Occasion) -> Campaign:
        """The year's problems by key, then the year itself for the next numbers: the order of every move."""
        problems = Problem.objects.filter(campaign=campaign_of(occasion)).order_by("pk")
        list(problems.select_for_update().values_list("pk", flat=True))
        return find_campaign(occasion.about, Campaign.objects.select_for_update(no_key=True))

    def write(self, writing: Writing, words: Mapping[str, Any]) -> Written:
        return write_ledger(writing, writing.held)

    def take_back(self, writing: Writing, rows: Sequence[BatchRow]) -> None:
        take_ledger_back(writing, rows)

    def link(self, row: BatchRow, code: str) -> str:
        return reverse("problem", args=[row.target_id])
