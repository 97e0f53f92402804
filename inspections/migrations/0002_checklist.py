from django.db import migrations

from inspections.reference import ITEMS


def install(apps, schema_editor):
    """A new installation starts with the list; one that has lines of its own keeps them."""
    items = apps.get_model("inspections", "ChecklistItem")
    if not items.objects.exists():
        items.objects.bulk_create(
            items(sequence=number, **item._asdict()) for number, item in enumerate(ITEMS, start=1)
        )


class Migration(migrations.Migration):
    dependencies = [("inspections", "0001_initial")]

    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
