from django.db import migrations, models

from inspections.reference import NOT_ON_PHOTO


def papers_do_not_show(apps, schema_editor):
    apps.get_model("inspections", "ChecklistItem").objects.filter(code__in=NOT_ON_PHOTO).update(shows_on_photo=False)


class Migration(migrations.Migration):
    dependencies = [("inspections", "0002_checklist")]

    operations = [
        migrations.AddField("checklistitem", "shows_on_photo", models.BooleanField("照片可证", default=True)),
        migrations.RunPython(papers_do_not_show, migrations.RunPython.noop),
    ]
