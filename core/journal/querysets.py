from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import models
from django.utils.timezone import get_default_timezone


class EntryQuerySet(models.QuerySet[Any]):
    """Questions of a reader. Empty arguments ask nothing."""

    def of_action(self, action: str) -> "EntryQuerySet":
        return self.filter(action=action) if action else self

    def by_person(self, text: str) -> "EntryQuerySet":
        """Whose label (name and user name at the time) holds `text`."""
        return self.filter(actor_label__icontains=text) if text else self

    def about(self, kind: str, identity: str = "") -> "EntryQuerySet":
        """Entries about one kind of subject, or about one subject."""
        entries = self.filter(subject_kind=kind) if kind else self
        return entries.filter(subject_id=identity) if identity else entries

    def between(self, since: date | None, until: date | None) -> "EntryQuerySet":
        """From the beginning of one local day to the end of another."""
        entries = self.filter(at__gte=_midnight(since)) if since else self
        return entries.filter(at__lt=_midnight(until + timedelta(days=1))) if until else entries


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, get_default_timezone())
