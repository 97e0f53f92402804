from django.db import models
from django.db.models import Q

from core.accounts.models import User
from core.foundation.constraints import paired
from core.organisations.models import Department, ReportingUnit
from dispatch.choices import AgendaKind, MeetingState
from projects.models import Campaign, Listing

from .problem import Problem
from .proposal import Proposal
from .task import Task


class Meeting(models.Model):
    """联席会议: its agenda, who came, what was decided. Once a leader settled the minutes, nothing changes any more."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="meetings", verbose_name="年度")
    number = models.PositiveSmallIntegerField("次数")
    held_on = models.DateField("日期")
    place = models.CharField("地点", max_length=60)
    chair = models.CharField("主持人", max_length=60)
    recorder = models.CharField("记录", max_length=60, blank=True)
    present = models.TextField("出席", blank=True)
    observers = models.TextField("列席", blank=True)
    absent = models.TextField("请假", blank=True)
    state = models.CharField("状态", max_length=10, choices=MeetingState, default=MeetingState.PLANNED)
    version = models.PositiveIntegerField("版本", default=0)
    created_at = models.DateTimeField("创建时间")
    created_by_label = models.CharField("创建人", max_length=80)
    submitted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="送审人"
    )
    return_note = models.CharField("退回意见", max_length=300, blank=True)
    settled_at = models.DateTimeField("定稿时间", null=True, blank=True)
    settled_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审定人"
    )

    class Meta:
        verbose_name = "联席会议"
        ordering = ["-held_on", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="meeting_number_once"),
            paired("settled_at", "settled_by", name="meeting_settled_pair"),
            models.CheckConstraint(
                condition=Q(state=MeetingState.SETTLED, settled_at__isnull=False)
                | (~Q(state=MeetingState.SETTLED) & Q(settled_at__isnull=True)),
                name="meeting_settled_state",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"第{self.number}次联席会议"

    @property
    def tone(self) -> str:
        return MeetingState(self.state).tone


class AgendaItem(models.Model):
    """议题 with the reason it was proposed for. `source` names what it was made of, once a meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items", verbose_name="联席会议")
    order = models.PositiveSmallIntegerField("序号")
    kind = models.CharField("来源", max_length=10, choices=AgendaKind)
    source = models.CharField("来源键", max_length=60)
    title = models.CharField("议题", max_length=120)
    reason = models.CharField("理由", max_length=300)
    listing = models.ForeignKey(
        Listing, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="列入"
    )
    problem = models.ForeignKey(
        Problem, on_delete=models.PROTECT, null=True, blank=True, related_name="agenda_items", verbose_name="问题"
    )
    task = models.ForeignKey(
        Task, on_delete=models.PROTECT, null=True, blank=True, related_name="agenda_items", verbose_name="事项"
    )
    proposal = models.ForeignKey(
        Proposal, on_delete=models.PROTECT, null=True, blank=True, related_name="agenda_items", verbose_name="拟办件"
    )

    class Meta:
        verbose_name = "议题"
        ordering = ["meeting_id", "order", "pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "source"], name="agenda_item_once")]

    def __str__(self) -> str:
        return self.title


class Resolution(models.Model):
    """议定事项: what, who leads, who joins, by when. Settling the minutes makes it a task."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="resolutions", verbose_name="联席会议")
    item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="resolutions", verbose_name="议题"
    )
    number = models.PositiveSmallIntegerField("序号")
    text = models.CharField("议定内容", max_length=300)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="牵头部门"
    )
    unit = models.ForeignKey(
        ReportingUnit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="牵头单位"
    )
    partners = models.ManyToManyField(Department, blank=True, related_name="+", verbose_name="配合单位")
    due_on = models.DateField("完成时限")
    task = models.OneToOneField(
        Task, on_delete=models.PROTECT, null=True, blank=True, related_name="resolution", verbose_name="事项"
    )

    class Meta:
        verbose_name = "议定事项"
        ordering = ["meeting_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="resolution_number_once"),
            models.CheckConstraint(
                condition=Q(department__isnull=False, unit__isnull=True)
                | Q(department__isnull=True, unit__isnull=False),
                name="resolution_one_lead",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def lead_name(self) -> str:
        """Reads a relation: fetch both leads along."""
        lead = self.department or self.unit
        return lead.name if lead else ""
