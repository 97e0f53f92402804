from django.db import models


class SetDate(models.Model):
    """A date by which something is to be done. Insert only: another date is another row with its reason."""

    number = models.PositiveSmallIntegerField("序号")
    since = models.DateField("起算日")
    due_on = models.DateField("期限")
    is_extension = models.BooleanField("延期", default=False)
    reason = models.CharField("理由", max_length=300)
    set_at = models.DateTimeField("设定时间")
    set_by_label = models.CharField("设定人", max_length=80)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.due_on}"


class Step(models.Model):
    """One move, in the words of whoever made it: a line of a timeline. Insert only."""

    number = models.PositiveSmallIntegerField("序号")
    move = models.CharField("动作", max_length=20)
    text = models.TextField("内容", blank=True)
    at = models.DateTimeField("时间")
    by_id = models.BigIntegerField("办理人编号", null=True)
    by_label = models.CharField("办理人", max_length=80)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.number} {self.move}"
