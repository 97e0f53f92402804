import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Three desks: whose file it is, what a row is a part of, and what senders' headings mean."""

    dependencies = [("intake", "0001_initial"), ("organisations", "0001_initial")]

    operations = [
        migrations.RenameField("batchrow", "project_id", "target_id"),
        migrations.AddField(
            "batchrow", "parent", models.PositiveIntegerField(null=True, verbose_name="所属行")
        ),
        migrations.AddField(
            "batch",
            "unit",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.reportingunit",
                verbose_name="上传单位",
            ),
        ),
        migrations.CreateModel(
            name="LearnedHeading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("desk", models.CharField(max_length=20, verbose_name="导入台")),
                ("sender", models.CharField(blank=True, max_length=12, verbose_name="来表单位")),
                ("heading", models.CharField(max_length=120, verbose_name="表头")),
                ("field", models.CharField(blank=True, max_length=40, verbose_name="栏目")),
                ("taught_at", models.DateTimeField(verbose_name="记住时间")),
                ("taught_by_label", models.CharField(max_length=80, verbose_name="指定人")),
            ],
            options={
                "verbose_name": "记住的表头",
                "ordering": ["desk", "sender", "heading"],
                "constraints": [
                    models.UniqueConstraint(fields=("desk", "sender", "heading"), name="learned_heading_once")
                ],
            },
        ),
    ]
