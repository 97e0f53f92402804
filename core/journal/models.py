from django.db import models

from .querysets import EntryQuerySet


class Head(models.Model):
    """The end of the chain: one row, locked last by every action, so that entries never fork."""

    singleton = models.SmallIntegerField(default=1, unique=True)
    sequence = models.BigIntegerField("末条序号", default=0)
    hash = models.CharField("末条摘要", max_length=64, default="0" * 64)

    class Meta:
        verbose_name = "日志链头"
        constraints = [models.CheckConstraint(condition=models.Q(singleton=1), name="journal_one_head")]

    def __str__(self) -> str:
        return f"{self.sequence}"


class Entry(models.Model):
    """One action. Insert only: the application never updates or deletes a row of this table.

    `payload` is canonical JSON *text* (a JSON column would be reordered by PostgreSQL and break the hash).
    `hash` covers every other column and the hash before it, under the algorithm the row names.
    """

    sequence = models.BigIntegerField("序号", unique=True)
    at = models.DateTimeField("时间")
    actor_id = models.BigIntegerField("操作人编号", null=True)
    actor_label = models.CharField("操作人", max_length=80)
    action = models.CharField("动作", max_length=60)
    subject_kind = models.CharField("对象类型", max_length=40, blank=True)
    subject_id = models.CharField("对象编号", max_length=60, blank=True)
    reason = models.TextField("理由", blank=True)
    payload = models.TextField("内容", default="{}")
    algorithm = models.CharField("算法", max_length=20)
    previous_hash = models.CharField("前条摘要", max_length=64)
    hash = models.CharField("摘要", max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "日志"
        ordering = ["sequence"]
        indexes = [models.Index(fields=["subject_kind", "subject_id", "sequence"], name="journal_subject")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.action}"
