from django.db import models

from core.foundation.money import WanField
from core.foundation.months import MonthField
from core.organisations.models import ReportingUnit
from projects.choices import KeyLevel, PlanNature, Stage
from projects.models import Campaign, Category, Listing
from reporting.choices import Basis, Light


class Brief(models.Model):
    """月度汇总. Number 0 is the running one (暂定), replaced as reports are accepted; 1… are issued, for ever."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="briefs", verbose_name="年度")
    month = MonthField("月份")
    number = models.PositiveSmallIntegerField("版次")
    figures_known_at = models.DateTimeField("数据截至")
    computed_at = models.DateTimeField("汇总时间")
    rule_numbers = models.CharField("规则版本", max_length=120)
    code_version = models.CharField("程序版本", max_length=20)
    reason = models.CharField("缘由", max_length=200, blank=True)
    expected = models.PositiveIntegerField("应报", default=0)
    reported = models.PositiveIntegerField("已报", default=0)
    carried = models.PositiveIntegerField("沿用", default=0)
    digest = models.CharField("摘要", max_length=64, blank=True)

    class Meta:
        verbose_name = "月度汇总"
        ordering = ["campaign_id", "month", "number"]
        constraints = [models.UniqueConstraint(fields=["campaign", "month", "number"], name="brief_once")]

    def __str__(self) -> str:
        return f"{self.month} {self.label}"

    @property
    def label(self) -> str:
        return "暂定" if self.number == 0 else f"定版第{self.number}版"

    @property
    def is_running(self) -> bool:
        return self.number == 0


class Amounts(models.Model):
    """The money every level of a brief carries (万元); `initial_plan_wan` is 年初计划, `plan_wan` the adjusted one."""

    total_investment_wan = WanField("总投资", default=0)
    initial_plan_wan = WanField("年初计划", default=0)
    plan_wan = WanField("调整后计划", default=0)
    due_wan = WanField("按月计划应完成", default=0)
    month_wan = WanField("本月完成", default=0)
    ytd_wan = WanField("本年累计", default=0)
    since_start_wan = WanField("自开工累计", default=0)
    write_back_wan = WanField("其中冲减", default=0)

    class Meta:
        abstract = True


AMOUNT_FIELDS = (
    "total_investment_wan",
    "initial_plan_wan",
    "plan_wan",
    "due_wan",
    "month_wan",
    "ytd_wan",
    "since_start_wan",
    "write_back_wan",
)


class BriefLine(Amounts):
    """One listing in one brief. A package's line holds the sum of its parts; parts are shown, and not counted again."""

    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="lines", verbose_name="汇总")
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="brief_lines", verbose_name="列入")
    unit = models.ForeignKey(ReportingUnit, on_delete=models.PROTECT, related_name="+", verbose_name="上报单位")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+", verbose_name="类别")
    key_level = models.CharField("重点级别", max_length=10, choices=KeyLevel)
    plan_nature = models.CharField("项目性质", max_length=12, choices=PlanNature)
    stage = models.CharField("类型", max_length=10, choices=Stage)
    is_part = models.BooleanField("子项目")
    is_flagship = models.BooleanField("标杆")
    counts_real_estate = models.BooleanField("房地产")
    is_started = models.BooleanField("已开工")
    should_have_started = models.BooleanField("应开工")
    basis = models.CharField("来源", max_length=10, choices=Basis)
    expected = models.PositiveIntegerField("应报", default=1)
    reported = models.PositiveIntegerField("已报", default=0)
    investment_light = models.CharField("投资灯", max_length=12, choices=Light)
    milestone_light = models.CharField("节点灯", max_length=12, choices=Light)
    light = models.CharField("项目灯", max_length=12, choices=Light)

    class Meta:
        verbose_name = "汇总行"
        constraints = [models.UniqueConstraint(fields=["brief", "listing"], name="brief_line_once")]
        indexes = [
            models.Index(fields=["brief", "unit"], name="brief_line_unit"),
            models.Index(fields=["brief", "is_flagship"], name="brief_line_flagship"),
            models.Index(fields=["brief", "light"], name="brief_line_light"),
        ]

    def __str__(self) -> str:
        return f"{self.brief_id} {self.listing_id}"


class BriefCell(Amounts):
    """What the lines of one unit, category, key level and stage add up to: every dashboard figure is a sum of cells."""

    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="cells", verbose_name="汇总")
    unit = models.ForeignKey(ReportingUnit, on_delete=models.PROTECT, related_name="+", verbose_name="上报单位")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+", verbose_name="类别")
    key_level = models.CharField("重点级别", max_length=10, choices=KeyLevel)
    stage = models.CharField("类型", max_length=10, choices=Stage)
    projects = models.PositiveIntegerField("项目数")
    started = models.PositiveIntegerField("已开工")
    should_have_started = models.PositiveIntegerField("应开工")
    overdue_starts = models.PositiveIntegerField("逾期未开工")
    expected = models.PositiveIntegerField("应报")
    reported = models.PositiveIntegerField("已报")
    reported_plan_wan = WanField("已报项目年初计划")
    reported_ytd_wan = WanField("已报项目累计")
    real_estate_ytd_wan = WanField("房地产累计")
    greens = models.PositiveIntegerField("正常")
    yellows = models.PositiveIntegerField("滞后")
    reds = models.PositiveIntegerField("严重滞后")
    before_starts = models.PositiveIntegerField("未到开工期")
    unlit = models.PositiveIntegerField("不评灯")
    green_plan_wan = WanField("正常项目计划")
    yellow_plan_wan = WanField("滞后项目计划")
    red_plan_wan = WanField("严重滞后项目计划")
    before_start_plan_wan = WanField("未到开工期项目计划")
    unlit_plan_wan = WanField("不评灯项目计划")

    class Meta:
        verbose_name = "汇总格"
        constraints = [
            models.UniqueConstraint(fields=["brief", "unit", "category", "key_level", "stage"], name="brief_cell_once")
        ]

    def __str__(self) -> str:
        return f"{self.brief_id} {self.unit_id} {self.category_id}"


class BriefUnit(models.Model):
    """One unit in one brief: at most 14 rows. Rates are fractions, leads are percentage points."""

    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="units", verbose_name="汇总")
    unit = models.ForeignKey(ReportingUnit, on_delete=models.PROTECT, related_name="+", verbose_name="上报单位")
    projects = models.PositiveIntegerField("项目数")
    initial_plan_wan = WanField("年初计划")
    plan_wan = WanField("调整后计划")
    month_wan = WanField("本月完成")
    ytd_wan = WanField("本年累计")
    expected = models.PositiveIntegerField("应报")
    reported = models.PositiveIntegerField("已报")
    rate = models.DecimalField("完成率", max_digits=12, decimal_places=6, null=True)
    lead_pp = models.DecimalField("序时差（个百分点）", max_digits=12, decimal_places=4, null=True)
    light = models.CharField("灯", max_length=12, choices=Light)
    rank = models.PositiveSmallIntegerField("位次", null=True)
    previous_rank = models.PositiveSmallIntegerField("上月位次", null=True)
    group_rank = models.PositiveSmallIntegerField("组内位次", null=True)

    class Meta:
        verbose_name = "单位汇总"
        constraints = [models.UniqueConstraint(fields=["brief", "unit"], name="brief_unit_once")]

    def __str__(self) -> str:
        return f"{self.brief_id} {self.unit_id}"
