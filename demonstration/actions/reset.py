from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from .load import require_demonstration


def empty() -> None:
    """Throw everything away, journal and clock included; refused outside the demonstration profile."""
    require_demonstration()
    call_command("flush", interactive=False, verbosity=0)
    for name in ("DEMONSTRATION_CLOCK_FILE", "JOURNAL_ANCHORS_FILE"):
        place = getattr(settings, name, None)
        if place:
            Path(place).unlink(missing_ok=True)
