from django.db import models


class BatchQuerySet(models.QuerySet):
    def of_desk(self, desk: str) -> "BatchQuerySet":
        return self.filter(desk=desk)

    def recent_first(self) -> "BatchQuerySet":
        return self.select_related("file").order_by("-uploaded_at", "-pk")
