"""The year, its list, nodes, parties, target inputs: through the register's own actions where one row is one act."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from core.accounts.models import User
from core.foundation.months import Month
from core.journal.actor import SYSTEM
from core.organisations.models import Region, ReportingUnit
from demonstration.blueprint import CITY, Blueprint
from demonstration.calendar import APPROVED_AT, moment
from demonstration.shares import FOUNDING, PROJECTS, UNITS
from demonstration.works import YEAR, Work, money
from projects.actions import (
    BatchPaper,
    ListingTerms,
    NewEntry,
    PlanTerms,
    TargetFigure,
    edit_project,
    install_first_list,
    open_campaign,
    set_target_input,
)
from projects.choices import KeyLevel, PartyRole
from projects.models import Campaign, Category, Listing, Milestone, MilestonePromise, Party, Project, Target, Theme
from projects.reference import CATEGORIES_2018, TARGETS_2018, THEMES_2018

ROWS = 1_000
PARTY_FIRMS = {
    PartyRole.COMMAND_OFFICE: ("泉州市大会战指挥部办公室（演示）",),
    PartyRole.QUALITY_SUPERVISION: ("泉州建设质量监督站（演示）",),
    PartyRole.SUPERVISOR: tuple(f"监理单位{sign}（演示）" for sign in "甲乙丙丁"),
    PartyRole.DESIGNER: tuple(f"设计单位{sign}（演示）" for sign in "甲乙丙丁戊"),
    PartyRole.CONTRACTOR: tuple(f"施工单位{sign}（演示）" for sign in "甲乙丙丁戊己庚辛"),
}
_INDUSTRY = {"municipal": "48", "greening": "78", "environment": "77"}
_INVENTED_FLAGSHIP = "；列为标杆系演示"
_BASE_YTD_WAN = 1_842_000
_STATISTICS = {
    3: {
        "construction_wan": 1_052_800,
        "fixed_assets_wan": 9_320_000,
        "base_construction_wan": 748_000,
        "base_fixed_assets_wan": 8_130_000,
    },
    6: {
        "construction_wan": 2_426_700,
        "fixed_assets_wan": 20_565_000,
        "base_construction_wan": 1_683_000,
        "base_fixed_assets_wan": 17_904_000,
    },
}
"""万元, invented: what the statistics bureau would have said by March and by June of both years."""


@dataclass(frozen=True)
class Listed:
    """Row ids of one work or part in the database."""

    work: Work
    project_id: int
    listing_id: int


def open_year(blueprint: Blueprint, *, by: User, at: datetime) -> Campaign:
    campaign = Campaign(
        year=YEAR,
        name="“攻坚2018”城乡建设大会战",
        short_name="攻坚2018",
        is_demonstration=True,
        filling_guide="单位万元；按形象进度填报，含征迁费和前期费；本年累计为准，数据截至每月25日。全部金额为演示。",
    )
    open_campaign(
        campaign=campaign, categories=CATEGORIES_2018, targets=TARGETS_2018, themes=THEMES_2018, by=by.actor, at=at
    )
    if blueprint.projects != PROJECTS:
        _scale_targets(campaign, blueprint)
    return campaign


def _scale_targets(campaign: Campaign, blueprint: Blueprint) -> None:
    """A campaign of another size promises in proportion; shares of investment stay."""
    values = {
        "project_count": blueprint.projects,
        "annual_investment": money(sum(blueprint.shares.plans.values())),
        "increase_without_real_estate": money(100_000_000 * blueprint.projects // PROJECTS),
        "flagship_investment": money(sum(blueprint.shares.flagships.values())),
    }
    for target in Target.objects.filter(campaign=campaign, code__in=values):
        target.value = values[target.code]
        target.save(update_fields=["value"])


def install_list(campaign: Campaign, blueprint: Blueprint, firms: dict[str, int], *, by: User) -> list[Listed]:
    """The first list; returns every row in its order, parts behind their package."""
    install_first_list(
        campaign=campaign,
        entries=_Mapper(campaign, firms).entries(blueprint.works),
        paper=BatchPaper(
            title="2018年城乡建设大会战年初计划",
            reason="年初下达",
            document_number="泉攻坚办〔2018〕1号（演示）",
            approver_label="市政府（演示）",
            approved_at=APPROVED_AT,
            effective_month=Month(YEAR, 1),
        ),
        by=by.actor,
        at=APPROVED_AT,
    )
    rows = Listing.objects.filter(campaign=campaign).order_by("pk").values_list("project_id", "pk")
    works = [one for work in blueprint.works for one in (work, *work.parts)]
    return [Listed(work, *row) for work, row in zip(works, rows, strict=True)]


class _Mapper:
    """Works to entries of the register's action; numbers run on, so it serves one list once."""

    def __init__(self, campaign: Campaign, firms: dict[str, int]) -> None:
        self.firms = firms
        self.units = dict(ReportingUnit.objects.values_list("code", "pk"))
        self.regions = dict(Region.objects.values_list("code", "pk"))
        self.categories = dict(Category.objects.filter(campaign=campaign).values_list("code", "pk"))
        self.themes = dict(Theme.objects.filter(campaign=campaign).values_list("name", "pk"))
        self.names = {unit.code: unit.name for unit in UNITS}
        self.number = 0

    def entries(self, works: Sequence[Work]) -> Iterator[NewEntry]:
        return (self.entry(work) for work in works)

    def entry(self, work: Work) -> NewEntry:
        self.number += 1
        return NewEntry(
            facts=self._facts(work),
            terms=self._terms(work),
            plan=PlanTerms(
                annual_plan_wan=money(work.plan),
                cumulative_before_year_wan=money(work.before),
                planned_start=work.planned_start,
                planned_finish=work.planned_finish,
                curve=tuple(map(money, work.due)) if work.shape else None,
            ),
            parts=tuple(self.entry(part) for part in work.parts),
        )

    def _facts(self, work: Work) -> dict[str, object]:
        region = work.region or (work.unit if work.unit in self.regions else CITY)
        has_code = work.actual_start is not None
        year = work.actual_start.year if work.actual_start else YEAR
        code = f"{year}-{region}-{_INDUSTRY.get(work.category, '47')}-01-{self.number:06d}"
        return {
            "name": work.name,
            "status": work.status,
            "region_id": self.regions[region],
            "address": f"{self.names[work.unit]}{work.town}{work.marker}路{self.number % 88 + 1}号",
            "owner_id": self.firms[work.owner],
            "scope": work.scope,
            "total_investment_wan": money(work.total) if work.total else None,
            "planned_start": work.planned_start,
            "planned_finish": work.planned_finish,
            "actual_start": work.actual_start,
            "actual_finish": work.actual_finish,
            "provenance": work.provenance,
            "national_code": code if has_code else None,
        }

    def _terms(self, work: Work) -> ListingTerms:
        unit, is_city = self.names[work.unit], work.unit == CITY
        return ListingTerms(
            unit_id=self.units[work.unit],
            category_id=self.categories[work.category],
            plan_nature=work.nature,
            key_level=work.key_level,
            is_flagship=work.is_flagship,
            is_green_channel=work.key_level in {KeyLevel.PROVINCE, KeyLevel.CITY},
            counts_real_estate=work.category == "renewal" and ("安置房" in work.name or "棚户区" in work.name),
            responsible_unit="市住建局" if is_city else f"{unit}住建局",
            responsible_person=f"责任人{'甲乙丙丁戊己'[self.number % 6]}（演示）",
            liaison_phone=f"0595-×××××{self.number % 90 + 10}",
            sponsoring_leader="分管副市长" if work.is_flagship or is_city else f"{unit}分管领导",
            remark=f"标识词：{work.marker}" + _INVENTED_FLAGSHIP * (work.is_flagship and work.name not in FOUNDING),
            theme_ids=tuple(self.themes[name] for name in work.themes),
        )


def install_nodes(listed: Sequence[Listed], *, today: date) -> None:
    """Milestones with their promises, as they stand on the day the demonstration's clock starts."""
    nodes = [(row, place, node) for row in listed for place, node in enumerate(row.work.nodes, start=1)]
    rows = Milestone.objects.bulk_create(
        [
            Milestone(
                project_id=row.project_id,
                sequence=place,
                name=node.name,
                planned_on=node.planned_on,
                actual_on=node.actual_on if node.actual_on and node.actual_on <= today else None,
            )
            for row, place, node in nodes
        ],
        batch_size=ROWS,
    )
    MilestonePromise.objects.bulk_create(
        MilestonePromise(
            milestone=milestone,
            promised_on=promised_on,
            reason=reason,
            at=moment(node.planned_on.month, node.planned_on.day - 3 + 2 * turn, 15),
            by_id=None,
            by_label="责任单位（演示）",
        )
        for milestone, (_, _, node) in zip(rows, nodes, strict=True)
        for turn, (promised_on, reason) in enumerate(node.promises)
        if node.planned_on.year == YEAR
    )


def install_parties(listed: Sequence[Listed], firms: dict[str, int]) -> None:
    """Six parties for flagships; designer, supervisor and contractor for the city's other key projects."""
    minor = (PartyRole.SUPERVISOR, PartyRole.DESIGNER, PartyRole.CONTRACTOR)
    parties = []
    for place, row in enumerate(listed):
        if row.work.is_flagship:
            roles: Sequence[PartyRole] = tuple(PartyRole)
        else:
            roles = minor if row.work.key_level in {KeyLevel.PROVINCE, KeyLevel.CITY} else ()
        for role in roles:
            names = PARTY_FIRMS.get(role, (row.work.owner,))
            parties.append(Party(project_id=row.project_id, role=role, firm_id=firms[names[place % len(names)]]))
    Party.objects.bulk_create(parties, batch_size=ROWS)


def enter_target_inputs(campaign: Campaign, *, months: int, projects: int, at: datetime) -> None:
    """Last year's base of every month so far, and the statistics of March and June; all marked 演示."""
    figures = [
        TargetFigure(
            "base_ytd_wan",
            Month(YEAR, month),
            money(_scaled(_BASE_YTD_WAN * month // 7, projects)),
            "演示：上年决算（虚拟）",
        )
        for month in range(1, months + 1)
    ]
    for month, values in _STATISTICS.items():
        if month < months:
            figures += [
                TargetFigure(
                    key, Month(YEAR, month), money(_scaled(value, projects)), f"演示：{month}月统计快报（虚拟）"
                )
                for key, value in values.items()
            ]
    for figure in figures:
        set_target_input(campaign=campaign, given=figure, by=SYSTEM, at=at)


def _scaled(wan: int, projects: int) -> int:
    return wan * 100 * projects // PROJECTS


def note_slips(listed: Sequence[Listed], *, by: User, at: datetime) -> None:
    """Five projects whose finish was moved during the year: revisions to read in their history."""
    moved = [row for row in listed if row.work.revised_finish and not row.work.parts][:5]
    for row in moved:
        edit_project(
            project=Project.objects.get(pk=row.project_id),
            changes={"revised_finish": row.work.revised_finish},
            reason="征迁滞后，竣工时间顺延",
            seen_version=1,
            by=by.actor,
            at=at,
        )
