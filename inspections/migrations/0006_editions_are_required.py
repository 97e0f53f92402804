from django.db import migrations, models
from django.db.models import deletion


class Migration(migrations.Migration):
    dependencies = [("inspections", "0005_first_editions")]

    operations = [
        migrations.RemoveField("checklistitem", "is_active"),
        migrations.AlterField(
            "checklistitem",
            "edition",
            models.ForeignKey(
                on_delete=deletion.PROTECT,
                related_name="items",
                to="inspections.checklistedition",
                verbose_name="版次",
            ),
        ),
        migrations.AlterField(
            "visit",
            "programme",
            models.ForeignKey(
                on_delete=deletion.PROTECT, related_name="visits", to="inspections.programme", verbose_name="方案"
            ),
        ),
    ]
