"""Which light rules hold at a moment, as values."""

from datetime import datetime

from reporting.choices import Metric
from reporting.lights import Thresholds
from reporting.models import LightRule


def rules_at(moment: datetime) -> dict[str, Thresholds]:
    """One rule per metric: of those valid at `moment` the highest number. KeyError if a metric has none."""
    found: dict[str, Thresholds] = {}
    for rule in LightRule.objects.filter(valid_from__lte=moment).order_by("metric", "number"):
        found[rule.metric] = Thresholds(
            number=rule.number,
            green_from=rule.green_from,
            yellow_from=rule.yellow_from,
            tolerance_points=rule.tolerance_points,
            red_after_days=rule.red_after_days,
        )
    missing = [metric.value for metric in Metric if metric not in found]
    if missing:
        raise KeyError(f"no light rule valid at {moment:%Y-%m-%d} for {', '.join(missing)}")
    return found


def rule_numbers(rules: dict[str, Thresholds]) -> str:
    """The versions used, in words a brief keeps: “project_investment:1 …”."""
    return " ".join(f"{metric}:{rules[metric].number}" for metric in sorted(rules))
