from django.db import models
from django.db.models import Q

from approvals.choices import DraftState
from core.accounts.models import User
from core.foundation.constraints import paired
from core.operations.models import StoredFile

from .guide import GuideVersion


class GuideDraft(models.Model):
    """指南待发布稿: an edition as uploaded, read by nobody's file until it is published, on the day it names.

    The file is what counts: it is read again for the preview and for the publication.
    """

    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name="文件")
    title = models.CharField("名称", max_length=60)
    document_number = models.CharField("文号", max_length=60)
    effective_on = models.DateField("施行日期")
    state = models.CharField("状态", max_length=10, choices=DraftState, default=DraftState.UPLOADED)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="上传人")
    uploaded_at = models.DateTimeField("上传时间")
    released_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="发布人"
    )
    released_at = models.DateTimeField("决定发布时间", null=True, blank=True)
    guide = models.OneToOneField(
        GuideVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="draft", verbose_name="指南"
    )
    failure = models.CharField("未能发布的原因", max_length=300, blank=True)

    class Meta:
        verbose_name = "指南待发布稿"
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            paired("released_by", "released_at", name="guide_draft_released_pair"),
            models.CheckConstraint(
                condition=Q(state=DraftState.PUBLISHED, guide__isnull=False)
                | Q(~Q(state=DraftState.PUBLISHED), guide__isnull=True),
                name="guide_draft_published_has_guide",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[DraftState.SCHEDULED, DraftState.PUBLISHED]) | Q(released_at__isnull=False),
                name="guide_draft_released",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.document_number}）"

    @property
    def tone(self) -> str:
        return DraftState(self.state).tone
