from django.db import models

from core.accounts.models import User
from core.accounts.scopes import Scope


class BatchQuerySet(models.QuerySet):
    def of_desk(self, desk: str) -> "BatchQuerySet":
        return self.filter(desk=desk)

    def within(self, scope: Scope, person: User) -> "BatchQuerySet":
        """What a person's right reaches: everything, or the imports of the own unit and one's own."""
        if scope.whole_city:
            return self
        return self.filter(models.Q(unit_id__in=scope.unit_ids) | models.Q(uploaded_by_id=person.pk))

    def recent_first(self) -> "BatchQuerySet":
        return self.select_related("file").order_by("-uploaded_at", "-pk")
