from django.db import models
from django.db.models import F, Q

from core.accounts.models import User
from core.foundation.constraints import paired
from inspections.choices import STOPS_WORK, OrderKind, OrderState
from inspections.querysets import OrderQuerySet

from .visit import Finding, Visit


class RectificationOrder(models.Model):
    """整改通知: what a site has to mend, by when, and how far it is. Its row is the lock of every move.

    `due_on` repeats the last `OrderDeadline`; earlier deadlines stay as rows. `round` counts replies asked for.
    """

    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="order", verbose_name="检查")
    year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveIntegerField("文号序号")
    kind = models.CharField("种类", max_length=14, choices=OrderKind)
    state = models.CharField("状态", max_length=12, choices=OrderState, default=OrderState.ISSUED)
    version = models.PositiveIntegerField("版本", default=1)
    round = models.PositiveSmallIntegerField("整改轮次", default=1)
    due_on = models.DateField("整改期限")
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="签发人")
    issued_at = models.DateTimeField("发出时间")
    acknowledged_at = models.DateTimeField("签收时间", null=True, blank=True)
    acknowledged_by_label = models.CharField("签收人", max_length=80, null=True, blank=True)  # noqa: DJ001 - pair
    replied_at = models.DateTimeField("报送时间", null=True, blank=True)
    replied_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="报送人"
    )
    recheck_due_on = models.DateField("复查期限", null=True, blank=True)
    rechecked_at = models.DateTimeField("复查时间", null=True, blank=True)
    rechecked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="复查人"
    )
    resumed_at = models.DateTimeField("同意复工时间", null=True, blank=True)
    resumed_by_label = models.CharField("同意复工人", max_length=80, null=True, blank=True)  # noqa: DJ001 - pair
    closed_at = models.DateTimeField("销号时间", null=True, blank=True)
    closed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="销号确认人"
    )

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = "整改通知"
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="order_number_once"),
            paired("acknowledged_at", "acknowledged_by_label", name="order_acknowledged_pair"),
            paired("replied_at", "replied_by", name="order_replied_pair"),
            paired("rechecked_at", "rechecked_by", name="order_rechecked_pair"),
            paired("resumed_at", "resumed_by_label", name="order_resumed_pair"),
            paired("closed_at", "closed_by", name="order_closed_pair"),
            models.CheckConstraint(
                condition=Q(rechecked_by__isnull=True)
                | (~Q(rechecked_by=F("issued_by")) & (Q(replied_by__isnull=True) | ~Q(rechecked_by=F("replied_by")))),
                name="order_recheck_another_person",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | ~Q(kind__in=STOPS_WORK) | Q(resumed_at__isnull=False),
                name="order_stop_work_closed_after_resume",
            ),
            models.CheckConstraint(
                condition=Q(state=OrderState.CLOSED, closed_at__isnull=False)
                | (~Q(state=OrderState.CLOSED) & Q(closed_at__isnull=True)),
                name="order_closed_state",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="order_state_due")]

    def __str__(self) -> str:
        return self.document_number

    @property
    def document_number(self) -> str:
        return f"泉建督整〔{self.year}〕{self.number}号"

    @property
    def tone(self) -> str:
        """Of the kit's tones, by how far it is."""
        return OrderState(self.state).tone

    @property
    def stops_work(self) -> bool:
        return self.kind in STOPS_WORK


class OrderDeadline(models.Model):
    """A deadline of an order, never overwritten: the first, the one after a failed re-check, an extension."""

    order = models.ForeignKey(RectificationOrder, on_delete=models.PROTECT, related_name="deadlines")
    sequence = models.PositiveSmallIntegerField("序号")
    due_on = models.DateField("期限")
    working_days = models.PositiveSmallIntegerField("工作日")
    is_extension = models.BooleanField("延期", default=False)
    reason = models.CharField("理由", max_length=200)
    at = models.DateTimeField("时间")
    by_label = models.CharField("设定人", max_length=80)

    class Meta:
        verbose_name = "整改期限"
        ordering = ["order_id", "sequence"]
        constraints = [models.UniqueConstraint(fields=["order", "sequence"], name="order_deadline_once")]

    def __str__(self) -> str:
        return f"{self.due_on}"


class OrderItem(models.Model):
    """One finding that the order asks to mend."""

    order = models.ForeignKey(RectificationOrder, on_delete=models.PROTECT, related_name="items", verbose_name="通知")
    finding = models.OneToOneField(Finding, on_delete=models.PROTECT, related_name="order_item", verbose_name="问题")
    passed_at = models.DateTimeField("复查通过时间", null=True, blank=True)

    class Meta:
        verbose_name = "整改事项"
        ordering = ["order_id", "finding__number"]

    def __str__(self) -> str:
        return f"{self.order_id} {self.finding_id}"


class ItemReply(models.Model):
    """What the inspected side answers to one item in one round; it may be rewritten until the replies are sent."""

    item = models.ForeignKey(OrderItem, on_delete=models.PROTECT, related_name="replies", verbose_name="事项")
    round = models.PositiveSmallIntegerField("轮次")
    text = models.CharField("整改情况", max_length=500)
    at = models.DateTimeField("时间")
    by_label = models.CharField("答复人", max_length=80)

    class Meta:
        verbose_name = "整改答复"
        ordering = ["item_id", "round"]
        constraints = [models.UniqueConstraint(fields=["item", "round"], name="item_reply_once_a_round")]

    def __str__(self) -> str:
        return self.text


class ItemRecheck(models.Model):
    """The re-checker's word on one item in one round. Insert only."""

    item = models.ForeignKey(OrderItem, on_delete=models.PROTECT, related_name="rechecks", verbose_name="事项")
    round = models.PositiveSmallIntegerField("轮次")
    passed = models.BooleanField("通过")
    note = models.CharField("意见", max_length=300, blank=True)
    at = models.DateTimeField("时间")
    by_label = models.CharField("复查人", max_length=80)

    class Meta:
        verbose_name = "复查意见"
        ordering = ["item_id", "round"]
        constraints = [
            models.UniqueConstraint(fields=["item", "round"], name="item_recheck_once_a_round"),
            models.CheckConstraint(condition=Q(passed=True) | ~Q(note=""), name="item_recheck_failed_has_note"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.passed}"
