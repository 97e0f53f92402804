from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import migrations, models
from django.db.models import Q

DAYS = [MinValueValidator(1), MaxValueValidator(60)]


def _usual(name: str, label: str, days: int) -> migrations.AddField:
    """Rows that were set before the field existed go on with the days that held then."""
    field = models.PositiveSmallIntegerField(label, validators=DAYS, default=days)
    return migrations.AddField("dispatchterms", name, field, preserve_default=False)


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0004_partners")]

    operations = [
        _usual("supervise_after_days", "超期后拟督办", 3),
        _usual("supervision_days", "督办答复", 5),
        _usual("interview_days", "约谈后报告", 10),
        _usual("remind_days", "到期前提醒", 2),
        migrations.AddConstraint(
            "dispatchterms",
            models.CheckConstraint(
                condition=Q(
                    supervise_after_days__gte=1, supervision_days__gte=1, interview_days__gte=1, remind_days__gte=1
                ),
                name="dispatch_terms_papers_positive",
            ),
        ),
        migrations.AlterField(
            "task",
            "kind",
            models.CharField(
                "种类",
                choices=[("supervision", "督办事项"), ("resolution", "议定事项"), ("interview", "约谈事项")],
                max_length=12,
            ),
        ),
    ]
