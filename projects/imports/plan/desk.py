"""The plan's import desk: the year's plans with their months, for projects of this year's list."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from core.accounts.models import User
from core.accounts.roles import Can
from core.foundation.forms import RefusableForm
from core.foundation.verdict import Refused
from core.intake.comparison import Compared, FileRow
from core.intake.desk import Desk
from core.intake.desks import ImportDesk, Occasion, Writing, Written
from core.intake.grid import Workbook
from core.intake.models import Batch, BatchRow
from core.intake.understanding import Understanding
from projects.imports.desk import campaign_of, find_campaign
from projects.imports.forms import STRAIGHT, plan_form
from projects.imports.matching import ASKED, accept_parts
from projects.models import Campaign, Project

from .comparing import compare
from .effect import Consequence, consequence, stored_effect
from .fields import plan_desk
from .standing import load_plans
from .undoing import take_plans_back
from .writing import write_plans


class PlanDesk(ImportDesk):
    """`about` is the year. Rows find their project as at the register's desk; a plan changes only by a paper."""

    name = "plan"
    label = "年度计划"
    right = Can.EDIT_PLAN
    hint = (
        "认得的样子：年度计划、至上年底累计、计划开工和竣工，逐月计划写作“1月…12月”（当月数）或“1—3月累计”（累计数），"
        "可有两层表头。只改本年名单中的项目，空白单元格不改系统中的值。"
    )
    nothing = "还没有当前年度的名单，请先导入项目库台账。"
    answered = ("unit",)
    asked = ASKED
    committed = "projects.import_plan"
    undone = "projects.undo_plan_import"
    consequence_template = "projects/import/plan/_consequence.html"
    receipt_template = "projects/import/plan/_receipt.html"
    undo_template = "projects/import/plan/_undo.html"
    makes_new = False

    def abouts(self, person: User | None) -> list[tuple[str, str]]:
        years = Campaign.objects.filter(is_current=True, plan_batches__isnull=False).distinct()
        return [(str(each.year), each.name) for each in years]

    def reading(self, occasion: Occasion) -> Desk:
        return plan_desk(campaign_of(occasion))

    def look(self, workbook: Workbook, understanding: Understanding, occasion: Occasion) -> None:
        """Parts of packages stand under them without numbers of their own."""
        listed = Project.objects.filter(parent__isnull=False, listings__campaign=campaign_of(occasion))
        accept_parts(understanding, lambda: set(listed.values_list("name_key", flat=True)))

    def compare(self, rows: Iterable[FileRow], occasion: Occasion, *, is_blocked: bool) -> list[Compared]:
        return compare(rows, load_plans(campaign_of(occasion)), is_blocked=is_blocked)

    def effect(self, compared: Sequence[Compared], occasion: Occasion) -> Mapping[str, Any]:
        return stored_effect(compared, campaign_of(occasion).year)

    def consequence(self, batch: Batch, occasion: Occasion) -> Consequence:
        return consequence(batch, campaign_of(occasion))

    def commit_form(
        self, batch: Batch, occasion: Occasion, data: Mapping[str, Any] | None = None, *, at: datetime
    ) -> RefusableForm:
        effect = batch.said("findings").get("effect", {})
        return plan_form(data, campaign=campaign_of(occasion), effect=effect, at=at)

    def lock(self, occasion: Occasion) -> Campaign:
        campaign = find_campaign(occasion.about, Campaign.objects.select_for_update())
        if not campaign.is_current:
            raise Refused("只有当前年度的计划可以调整", code="not_current")
        return campaign

    def write(self, writing: Writing, words: Mapping[str, Any]) -> Written:
        return write_plans(writing, writing.held, words.get("paper"), straight=words.get("months") == STRAIGHT)

    def take_back(self, writing: Writing, rows: Sequence[BatchRow]) -> None:
        take_plans_back(writing, writing.held, rows)

    def link(self, row: BatchRow, code: str) -> str:
        return reverse("project", args=[code])
