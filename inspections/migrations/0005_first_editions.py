from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import migrations

from inspections.reference import GENERAL, LISTS, NOT_ON_PHOTO

PUBLISHED = datetime(2018, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
"""Before every visit, so that each finds the lines it was asked."""


def into_editions(apps, schema_editor):
    """The lines that stand become the general list; what the office had retired is its edition before the last one.

    The lists for single kinds of projects are new.
    """
    lists, editions, items = (
        apps.get_model("inspections", name) for name in ("Checklist", "ChecklistEdition", "ChecklistItem")
    )
    for order, each in enumerate(LISTS, start=1):
        checklist = lists.objects.create(code=each.code, name=each.name, order=order)
        said = {"checklist": checklist, "kinds": " ".join(sorted(each.kinds)), "note": "随系统启用", "published_at": PUBLISHED}
        said["published_by_label"] = "系统"
        if each.code == GENERAL:
            retired = items.objects.filter(is_active=False)
            number = 1
            if retired.exists():
                retired.update(edition=editions.objects.create(number=1, **said))
                number = 2
            items.objects.filter(is_active=True).update(edition=editions.objects.create(number=number, **said))
        else:
            made = editions.objects.create(number=1, **said)
            items.objects.bulk_create(
                items(edition=made, sequence=place, shows_on_photo=line.code not in NOT_ON_PHOTO, **line._asdict())
                for place, line in enumerate(each.items, start=1)
            )


def under_their_programme(apps, schema_editor):
    visits, draws = apps.get_model("inspections", "Visit"), apps.get_model("inspections", "Draw")
    for draw in draws.objects.all():
        visits.objects.filter(draw=draw).update(programme=draw.programme_id)


class Migration(migrations.Migration):
    dependencies = [("inspections", "0004_editions_and_directed_checks")]

    operations = [
        migrations.RunPython(into_editions, migrations.RunPython.noop),
        migrations.RunPython(under_their_programme, migrations.RunPython.noop),
    ]
