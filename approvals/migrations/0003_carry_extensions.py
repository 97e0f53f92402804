"""Extensions that stood in the file's own columns become rows; decided files learn what a restart dropped."""

import re

from django.db import migrations
from django.utils import timezone

from approvals.clock import Clock, Stop
from core.foundation.working_days import WorkingCalendar

_TOLD = re.compile(r"^(?P<reason>.*)（(?P<approver>[^（]+)批准）$", re.DOTALL)
_UNKNOWN = "原记录未载明"


def carry_over(apps, _schema_editor):
    """Reason and approver stood in one text, the day and the person in the history."""
    extensions, events = apps.get_model("approvals", "CaseExtension"), apps.get_model("approvals", "CaseEvent")
    for case in apps.get_model("approvals", "ApprovalCase").objects.filter(extension_days__gt=0).select_related("matter"):
        told = _TOLD.match(case.extension_reason)
        act = events.objects.filter(case=case, move="extend").order_by("at", "pk").last()
        extensions.objects.create(
            case=case,
            number=1,
            days=case.extension_days,
            reason=told["reason"] if told else case.extension_reason,
            approver=told["approver"] if told else _UNKNOWN,
            legal_basis=case.matter.extension_note,
            extended_on=timezone.localdate(act.at) if act else case.accepted_on,
            extended_by_label=act.by_label if act else _UNKNOWN,
        )


def settle_dropped(apps, _schema_editor):
    """Only files with a stop that began the count anew have dropped days."""
    days = apps.get_model("organisations", "CalendarDay").objects.values_list("date", "is_working")
    calendar = WorkingCalendar(dict(days))
    cases = apps.get_model("approvals", "ApprovalCase").objects.filter(decided_on__isnull=False)
    for case in cases.filter(pauses__mode="restart").distinct().prefetch_related("pauses"):
        stops = tuple(Stop(row.started_on, row.ended_on, row.mode == "restart") for row in case.pauses.all())
        case.dropped_days = Clock(case.accepted_on, case.limit_days, stops, calendar).dropped()
        case.save(update_fields=["dropped_days"])


class Migration(migrations.Migration):
    dependencies = [("approvals", "0002_extensions")]
    operations = [
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.RunPython(settle_dropped, migrations.RunPython.noop),
    ]
