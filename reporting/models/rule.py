from django.db import models

from reporting.choices import Metric


class LightRule(models.Model):
    """Thresholds as data. A metric's rule of the highest number valid at the time of a brief is the one used.

    `green_from` and `yellow_from` are shares of what was due; `tolerance_points` forgives that many points of the
    annual plan before green ends. For milestones `red_after_days` says how late turns red.
    """

    metric = models.CharField("对象", max_length=24, choices=Metric)
    number = models.PositiveSmallIntegerField("版本")
    green_from = models.DecimalField("正常下限", max_digits=6, decimal_places=4, default=1)
    yellow_from = models.DecimalField("滞后下限", max_digits=6, decimal_places=4, default="0.8")
    tolerance_points = models.DecimalField("容差（个百分点）", max_digits=5, decimal_places=2, default=0)
    red_after_days = models.PositiveSmallIntegerField("节点超期转红（天）", default=30)
    valid_from = models.DateTimeField("启用时间")
    note = models.CharField("说明", max_length=120, blank=True)

    class Meta:
        verbose_name = "亮灯规则"
        ordering = ["metric", "-number"]
        constraints = [models.UniqueConstraint(fields=["metric", "number"], name="light_rule_once")]

    def __str__(self) -> str:
        return f"{self.get_metric_display()} 第{self.number}版"
