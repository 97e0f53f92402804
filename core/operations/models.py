from django.db import models
from django.db.models import Q

from .choices import JobState
from .querysets import JobQuerySet


class Job(models.Model):
    """A piece of background work, kept here until it is done: the broker only rings the bell.

    One row per (kind, key). Asking again raises `wanted` above `taken`, so that the work is done once more afterwards
    with what has changed since. This row is locked for moments only, never while a step works: whoever asks for work
    from inside an action must not wait for the worker. All times are real time, never the demonstration's.
    """

    kind = models.CharField("种类", max_length=60)
    key = models.CharField("键", max_length=120)
    state = models.CharField("状态", max_length=12, choices=JobState, default=JobState.WAITING)
    inputs = models.TextField("输入", default="{}")
    wanted = models.PositiveIntegerField("要求次数", default=0)
    taken = models.PositiveIntegerField("已接次数", default=0)
    claims = models.PositiveIntegerField("领取次数", default=0)
    attempts = models.PositiveSmallIntegerField("本步尝试", default=0)
    step_label = models.CharField("正在做", max_length=120, blank=True)
    error = models.TextField("错误", blank=True)
    requested_by_id = models.BigIntegerField("发起人", null=True)
    requested_at = models.DateTimeField("发起时间")
    due_at = models.DateTimeField("可开始时间")
    started_at = models.DateTimeField("开始时间", null=True)
    leased_until = models.DateTimeField("占用至", null=True)
    finished_at = models.DateTimeField("结束时间", null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "任务"
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="job_once_per_key"),
            models.CheckConstraint(
                condition=~Q(state=JobState.RUNNING) | Q(leased_until__isnull=False), name="job_running_has_lease"
            ),
            models.CheckConstraint(condition=Q(taken__lte=models.F("wanted")), name="job_taken_was_wanted"),
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], name="job_state_due"),
            models.Index(fields=["requested_by_id", "requested_at"], name="job_requester"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"

    @property
    def is_over(self) -> bool:
        return self.state in {JobState.DONE, JobState.FAILED, JobState.CANCELLED}

    @property
    def is_wanted_again(self) -> bool:
        """Somebody asked after the current run had started."""
        return self.wanted > self.taken


class JobRun(models.Model):
    """How far a job's run has come. A step's transaction holds this row from its first to its last statement.

    `number` is the job's `taken` when the run began; `claim` is the highest claim that ever worked here: a worker that
    holds a lower one was given up and must not write any more.
    """

    job = models.OneToOneField(Job, on_delete=models.CASCADE, related_name="run", verbose_name="任务")
    number = models.PositiveIntegerField("第几次执行", default=0)
    claim = models.PositiveIntegerField("领取序号", default=0)
    inputs = models.TextField("输入", default="{}")
    step = models.PositiveIntegerField("已完成步数", default=0)
    steps = models.PositiveIntegerField("总步数", default=0)
    result = models.TextField("结果", default="{}")

    class Meta:
        verbose_name = "任务执行"
        constraints = [models.CheckConstraint(condition=Q(step__lte=models.F("steps")), name="job_run_step_in_steps")]

    def __str__(self) -> str:
        return f"{self.job_id} {self.step}/{self.steps}"


class PeriodRun(models.Model):
    """What the calendar has already done for which period; the unique key makes a second tick harmless."""

    name = models.CharField("名称", max_length=60)
    period = models.CharField("期间", max_length=20)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "期间执行"
        constraints = [models.UniqueConstraint(fields=["name", "period"], name="period_run_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.period}"


class Receipt(models.Model):
    """The answer once given to a request that carried an idempotency key; repeating the request repeats the answer."""

    actor_id = models.BigIntegerField("操作人")
    key = models.CharField("幂等键", max_length=100)
    request_digest = models.CharField("请求摘要", max_length=64)
    result = models.TextField("结果")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "回执"
        constraints = [models.UniqueConstraint(fields=["actor_id", "key"], name="receipt_once")]

    def __str__(self) -> str:
        return self.key


class StoredFile(models.Model):
    """A file somebody handed in, kept outside the web root under its own digest."""

    sha256 = models.CharField("摘要", max_length=64)
    name = models.CharField("文件名", max_length=200)
    kind = models.CharField("类型", max_length=40)
    size = models.PositiveBigIntegerField("字节")
    path = models.CharField("存放", max_length=200)
    owner_kind = models.CharField("所属对象类型", max_length=40, blank=True)
    owner_id = models.CharField("所属对象编号", max_length=60, blank=True)
    stored_by_id = models.BigIntegerField("存入人", null=True)
    stored_at = models.DateTimeField("存入时间")

    class Meta:
        verbose_name = "文件"
        indexes = [models.Index(fields=["owner_kind", "owner_id"], name="stored_file_owner")]

    def __str__(self) -> str:
        return self.name


class Heartbeat(models.Model):
    """When each part of the system was last seen alive (real time); the health page reads it."""

    name = models.CharField("部件", max_length=40, unique=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "心跳"

    def __str__(self) -> str:
        return self.name
