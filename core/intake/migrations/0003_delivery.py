import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Several files that were brought at once."""

    dependencies = [("intake", "0002_desks")]

    operations = [
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("desk", models.CharField(max_length=20, verbose_name="导入台")),
                ("about", models.CharField(max_length=40, verbose_name="导入到")),
                ("refused", models.TextField(default="[]", verbose_name="未能读取的文件")),
                ("uploaded_at", models.DateTimeField(verbose_name="上传时间")),
                ("uploaded_by_id", models.BigIntegerField(null=True, verbose_name="上传人编号")),
                ("uploaded_by_label", models.CharField(max_length=80, verbose_name="上传人")),
            ],
            options={"verbose_name": "一并上传", "ordering": ["-uploaded_at", "-pk"]},
        ),
        migrations.AddField(
            "batch",
            "delivery",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="intake.delivery",
                verbose_name="一并上传",
            ),
        ),
    ]
