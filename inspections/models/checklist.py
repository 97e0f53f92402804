from django.db import models
from django.db.models import Q


class Checklist(models.Model):
    """检查清单: what is looked at on one subject. Its lines stand in editions; the last published one is in force."""

    code = models.CharField("代码", max_length=20, unique=True)
    name = models.CharField("名称", max_length=40)
    order = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        verbose_name = "检查清单"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class ChecklistEdition(models.Model):
    """One edition of a checklist: published as a whole, never changed. A visit keeps the one of its check-in.

    `kinds` are codes of the categories of projects it is used for, in every year, parted by blanks; none means all.
    """

    checklist = models.ForeignKey(Checklist, on_delete=models.PROTECT, related_name="editions", verbose_name="清单")
    number = models.PositiveSmallIntegerField("版次")
    kinds = models.CharField("适用类别", max_length=300, blank=True)
    note = models.CharField("修订说明", max_length=200)
    published_at = models.DateTimeField("发布时间")
    published_by_label = models.CharField("发布人", max_length=80)

    class Meta:
        verbose_name = "清单版次"
        ordering = ["checklist_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["checklist", "number"], name="edition_number_once"),
            models.CheckConstraint(condition=~Q(note=""), name="edition_has_note"),
        ]

    def __str__(self) -> str:
        return f"第{self.number}版"

    @property
    def kind_codes(self) -> list[str]:
        return self.kinds.split()


class ChecklistItem(models.Model):
    """One line of an edition (抽查事项清单): what is looked at, on what basis, what its fault is called.

    `code` is the same matter through all editions: whether a fault came back is asked by it.
    """

    edition = models.ForeignKey(ChecklistEdition, on_delete=models.PROTECT, related_name="items", verbose_name="版次")
    code = models.CharField("编号", max_length=20)
    sequence = models.PositiveSmallIntegerField("序号")
    group = models.CharField("类别", max_length=20)
    name = models.CharField("检查内容", max_length=60)
    fault = models.CharField("问题表述", max_length=40)
    basis = models.CharField("依据", max_length=200, blank=True)
    shows_on_photo = models.BooleanField("照片可证", default=True)

    class Meta:
        verbose_name = "检查事项"
        ordering = ["edition__checklist__order", "edition_id", "sequence"]
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="item_code_once_an_edition")]

    def __str__(self) -> str:
        return self.name
