from typing import Any

from django.db import models

from core.foundation.constraints import paired
from core.operations.models import StoredFile
from core.organisations.models import ReportingUnit

from . import texts
from .choices import BatchState, RowGroup
from .querysets import BatchQuerySet


class Batch(models.Model):
    """One import: its file, what was understood, what would change, who committed it and who took it back.

    `about` names what the desk imports into (the year of the register), `unit` the sender's reporting unit, None for
    the bureau and for owners; `delivery` holds the files that came with it. JSON columns are canonical text: `mapping`
    the sheets as understood and the person's answers, `findings` remarks on the table as a whole and its printed
    totals, `counts` rows by group, `sums` amounts by field, `outcome` what committing wrote.
    """

    desk = models.CharField("导入台", max_length=20)
    about = models.CharField("导入到", max_length=40)
    unit = models.ForeignKey(
        ReportingUnit, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="上传单位"
    )
    delivery = models.ForeignKey(
        "intake.Delivery", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="一并上传"
    )
    state = models.CharField("状态", max_length=12, choices=BatchState, default=BatchState.READING)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name="文件")
    sha256 = models.CharField("文件摘要", max_length=64)
    mapping = models.TextField("识别结果", default="{}")
    findings = models.TextField("整表提示", default="{}")
    counts = models.TextField("行数", default="{}")
    sums = models.TextField("合计", default="{}")
    digest = models.CharField("核对内容摘要", max_length=64, blank=True)
    refusal = models.TextField("没有办成的原因", blank=True)
    outcome = models.TextField("入库结果", default="{}")
    uploaded_at = models.DateTimeField("上传时间")
    uploaded_by_id = models.BigIntegerField("上传人编号", null=True)
    uploaded_by_label = models.CharField("上传人", max_length=80)
    committed_at = models.DateTimeField("入库时间", null=True)
    committed_by_label = models.CharField("入库人", max_length=80, null=True)  # noqa: DJ001 - pair with committed_at
    undone_at = models.DateTimeField("撤销时间", null=True)
    undone_by_label = models.CharField("撤销人", max_length=80, null=True)  # noqa: DJ001 - pair with undone_at

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = "导入批次"
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            paired("committed_at", "committed_by_label", name="batch_committed_pair"),
            paired("undone_at", "undone_by_label", name="batch_undone_pair"),
            models.CheckConstraint(
                condition=models.Q(undone_at__isnull=True) | models.Q(committed_at__isnull=False),
                name="batch_undone_was_committed",
            ),
        ]
        indexes = [models.Index(fields=["desk", "uploaded_at"], name="batch_desk_time")]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The receipt's number."""
        return f"DR{self.about}-{self.pk:05d}"

    def said(self, name: str) -> Any:
        """One of the JSON columns, read."""
        return texts.read(getattr(self, name))


class BatchRow(models.Model):
    """A row of the file: what it says, what differs from what is held, what stands in the way, what was decided.

    `values` are the understood fields as canonical text, and under “@field” the column each came from, or sheet, row
    and column where that is another row; `changes` maps fields to [old, new]. `target_id` is the row of the desk's own
    table; `version` is its version as compared, and after committing the one that was written. `parent` is the row of
    the file that this one is a part of.
    """

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, db_index=False, related_name="rows", verbose_name="批次")
    number = models.PositiveIntegerField("次序")
    sheet = models.CharField("工作表", max_length=100)
    row = models.PositiveIntegerField("行")
    group = models.CharField("分组", max_length=12, choices=RowGroup)
    name = models.CharField("名称", max_length=120, blank=True)
    parent = models.PositiveIntegerField("所属行", null=True)
    target_id = models.BigIntegerField("对象编号", null=True)
    version = models.PositiveIntegerField("对象版本", null=True)
    values = models.TextField("读出的值", default="{}")
    changes = models.TextField("变化", default="{}")
    issues = models.TextField("问题", default="[]")
    findings = models.TextField("比对提示", default="[]")
    decision = models.CharField("处理", max_length=30, blank=True)

    class Meta:
        verbose_name = "导入行"
        ordering = ["batch_id", "number"]
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="batch_row_once")]
        indexes = [models.Index(fields=["batch", "group", "number"], name="batch_row_group")]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.sheet} {self.row}"

    def said(self, name: str) -> Any:
        return texts.read(getattr(self, name))

    @property
    def texts(self) -> dict[str, str]:
        """What the row says, by field."""
        return {key: text for key, text in self.said("values").items() if not key.startswith("@")}

    @property
    def places(self) -> dict[str, tuple[str, int, int]]:
        """Where it says so: sheet, row and column."""
        said = {key[1:]: at for key, at in self.said("values").items() if key.startswith("@")}
        return {key: tuple(at) if isinstance(at, list) else (self.sheet, self.row, int(at)) for key, at in said.items()}

    @property
    def before(self) -> dict[str, Any]:
        """What the desk noted when it wrote the row, for taking it back; empty where it noted nothing."""
        return self.said("findings").get("before", {})

    @property
    def kept(self) -> dict[str, str]:
        """What is written along with the changes though the row does not give it, by field."""
        return self.said("findings").get("kept", {})

    @property
    def remarks(self) -> list[dict[str, Any]]:
        """Everything said of the row, of reading and of comparing."""
        return [*self.said("issues"), *self.said("findings").get("issues", [])]


class LearnedHeading(models.Model):
    """What a heading that the desk did not know means in the tables of one sender, as a person once said.

    `sender` is the number of the reporting unit, "" for the bureau and for owners; `heading` is the cleaned heading;
    `field` "" means a column that is not imported.
    """

    desk = models.CharField("导入台", max_length=20)
    sender = models.CharField("来表单位", max_length=12, blank=True)
    heading = models.CharField("表头", max_length=120)
    field = models.CharField("栏目", max_length=40, blank=True)
    taught_at = models.DateTimeField("记住时间")
    taught_by_label = models.CharField("指定人", max_length=80)

    class Meta:
        verbose_name = "记住的表头"
        ordering = ["desk", "sender", "heading"]
        constraints = [models.UniqueConstraint(fields=["desk", "sender", "heading"], name="learned_heading_once")]

    def __str__(self) -> str:
        return f"{self.heading} → {self.field or '不导入'}"


class Delivery(models.Model):
    """Several files that one person brought at once: the slices of a month's form, the counties' ledgers.

    Each of them is an import of its own; `refused` lists those that could not be read: [name, reason].
    """

    desk = models.CharField("导入台", max_length=20)
    about = models.CharField("导入到", max_length=40)
    refused = models.TextField("未能读取的文件", default="[]")
    uploaded_at = models.DateTimeField("上传时间")
    uploaded_by_id = models.BigIntegerField("上传人编号", null=True)
    uploaded_by_label = models.CharField("上传人", max_length=80)

    class Meta:
        verbose_name = "一并上传"
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.about} {self.uploaded_by_label} {self.uploaded_at:%Y-%m-%d %H:%M}"
