from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from core.accounts.models import User
from projects.models import Campaign

DAYS = [MinValueValidator(1), MaxValueValidator(60)]


class DispatchTerms(models.Model):
    """办理时限: how long each tier has, when its papers come and who signs the letters, from a day on. Insert only.

    The row with the newest day reached is in force; deadlines that were set before it keep theirs.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="dispatch_terms", verbose_name="年度")
    from_on = models.DateField("施行日")
    accept_days = models.PositiveSmallIntegerField("受理", validators=DAYS)
    county_days = models.PositiveSmallIntegerField("县级办理", validators=DAYS)
    bureau_days = models.PositiveSmallIntegerField("市局协调", validators=DAYS)
    meeting_days = models.PositiveSmallIntegerField("联席会议（日历日）", validators=DAYS)
    city_days = models.PositiveSmallIntegerField("市政府协调", validators=DAYS)
    supervise_after_days = models.PositiveSmallIntegerField("超期后拟督办", validators=DAYS)
    supervision_days = models.PositiveSmallIntegerField("督办答复", validators=DAYS)
    interview_days = models.PositiveSmallIntegerField("约谈后报告", validators=DAYS)
    remind_days = models.PositiveSmallIntegerField("到期前提醒", validators=DAYS)
    issuer = models.CharField("发文单位", max_length=40)
    reason = models.CharField("理由", max_length=300)
    set_at = models.DateTimeField("设定时间")
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="设定人")

    class Meta:
        verbose_name = "办理时限"
        ordering = ["-from_on"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "from_on"], name="dispatch_terms_once_a_day"),
            models.CheckConstraint(
                condition=Q(accept_days__gte=1) & Q(accept_days__lte=F("county_days")),
                name="dispatch_terms_accept_within",
            ),
            models.CheckConstraint(
                condition=Q(county_days__gte=1, bureau_days__gte=1, meeting_days__gte=1, city_days__gte=1),
                name="dispatch_terms_positive",
            ),
            models.CheckConstraint(
                condition=Q(
                    supervise_after_days__gte=1, supervision_days__gte=1, interview_days__gte=1, remind_days__gte=1
                ),
                name="dispatch_terms_papers_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_on}"
