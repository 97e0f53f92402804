"""The register's import desk: the year's ledger of projects, with its list and plans."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from core.accounts.models import User
from core.accounts.roles import Can
from core.foundation.forms import RefusableForm
from core.foundation.verdict import Refused
from core.intake.comparison import Compared, FileRow
from core.intake.desk import Desk
from core.intake.desks import ImportDesk, Occasion, Writing, Written
from core.intake.models import Batch, BatchRow
from projects.models import Campaign

from .comparing import compare
from .effect import Consequence, consequence, stored_effect
from .forms import STRAIGHT, FactsForm, list_form
from .matching import ASKED
from .register import load_register
from .undoing import take_register_back
from .words import register_desk
from .writing import write_register


class RegisterDesk(ImportDesk):
    """`about` is the year."""

    name = "register"
    label = "项目库台账"
    right = Can.IMPORT_REGISTER
    hint = (
        "认得的样子：标题、“单位：万元”、一到三层合并表头、分县分类小节和合计行；项目库“导出所见”改好后也可直接传回。"
        "空白单元格不会清除系统中的值；表中没有的项目不受影响。"
    )
    new_note = "未写状态的按性质起始：续建、竣工为在建，规划为谋划储备，其余为前期"
    nothing = "还没有当前年度，请先建立年度再导入台账。"
    answered = ("unit", "category", "plan_nature")
    shown_of_new = ("unit", "category", "plan_nature", "total_investment_wan", "annual_plan_wan")
    asked = ASKED
    committed = "projects.import_register"
    undone = "projects.undo_import"
    consequence_template = "projects/import/_consequence.html"
    receipt_template = "projects/import/_receipt.html"
    undo_template = "projects/import/_undo.html"

    def abouts(self, person: User | None) -> list[tuple[str, str]]:
        return [(str(each.year), each.name) for each in Campaign.objects.filter(is_current=True)]

    def reading(self, occasion: Occasion) -> Desk:
        return register_desk(campaign_of(occasion))

    def compare(self, rows: Iterable[FileRow], occasion: Occasion, *, is_blocked: bool) -> list[Compared]:
        return compare(rows, load_register(campaign_of(occasion)), is_blocked=is_blocked)

    def effect(self, compared: Sequence[Compared], occasion: Occasion) -> Mapping[str, Any]:
        return stored_effect(compared)

    def consequence(self, batch: Batch, occasion: Occasion) -> Consequence:
        return consequence(batch, campaign_of(occasion))

    def commit_form(
        self, batch: Batch, occasion: Occasion, data: Mapping[str, Any] | None = None, *, at: datetime
    ) -> RefusableForm:
        """With a paper when the list or its plans change."""
        effect = batch.said("findings").get("effect", {})
        if effect.get("touches_list"):
            return list_form(data, campaign=campaign_of(occasion), effect=effect, at=at)
        return FactsForm(data)

    def lock(self, occasion: Occasion) -> Campaign:
        held = find_campaign(occasion.about, Campaign.objects.select_for_update())
        occasion.once("campaign", lambda: held)
        return held

    def write(self, writing: Writing, words: Mapping[str, Any]) -> Written:
        straight = words.get("months") == STRAIGHT
        return write_register(writing, writing.held, words.get("paper"), straight=straight)

    def take_back(self, writing: Writing, rows: Sequence[BatchRow]) -> None:
        take_register_back(writing, writing.held, rows)

    def link(self, row: BatchRow, code: str) -> str:
        return reverse("project", args=[code])


def campaign_of(occasion: Occasion) -> Campaign:
    """The year that is imported into. Refused when it is not there (any more)."""
    return occasion.once("campaign", lambda: find_campaign(occasion.about))


def find_campaign(about: str, among: QuerySet[Campaign] | None = None) -> Campaign:
    """Refused when the year is not there (any more)."""
    years = Campaign.objects.all() if among is None else among
    campaign = years.filter(year=int(about)).first() if about.isdecimal() else None
    if campaign is None:
        raise Refused(f"没有 {about} 年度，请先建立年度再导入", code="no_campaign", status=422)
    return campaign


def current_year() -> int:
    """Refused when no year is current."""
    year = Campaign.objects.filter(is_current=True).values_list("year", flat=True).first()
    if year is None:
        raise Refused("还没有当前年度，请先建立年度", code="no_campaign", status=422)
    return year
