"""A person's ways of looking at a list page."""

from datetime import datetime

from django.db import transaction

from core.accounts.models import SavedView, User
from core.foundation.verdict import Refused
from core.journal.actions import record

MOST_VIEWS = 30


@transaction.atomic
def save_view(*, user: User, page: str, name: str, query: str, is_shared: bool, at: datetime) -> SavedView:
    """Keep a page's query string (no leading "?") under a name; the same name again replaces the person's own view."""
    name = name.strip()
    if not name or len(name) > 40:
        raise Refused("请给视图起个40字以内的名称", code="invalid", field_errors={"name": ["1至40字"]})
    if len(query) > 1000:
        raise Refused("筛选条件太长，无法保存", code="invalid")
    own = user.saved_views.filter(page=page)
    if own.exclude(name=name).count() >= MOST_VIEWS:
        raise Refused(f"每页最多保存{MOST_VIEWS}个视图，请先删除不用的", code="refused")
    values = {"query": query, "is_shared": is_shared, "at": at}
    view, _ = SavedView.objects.update_or_create(user=user, page=page, name=name, defaults=values)
    payload: dict[str, object] = {"page": page, "name": name, "is_shared": is_shared}
    record(by=user.actor, at=at, action="accounts.save_view", subject=("saved_view", view.pk), payload=payload)
    return view


@transaction.atomic
def delete_view(*, user: User, view_id: int, at: datetime) -> str:
    """Forget one of the person's own views and return its page; SavedView.DoesNotExist for anybody else's."""
    view = SavedView.objects.select_for_update().get(pk=view_id, user=user)
    payload: dict[str, object] = {"page": view.page, "name": view.name}
    view.delete()
    record(by=user.actor, at=at, action="accounts.delete_view", subject=("saved_view", view_id), payload=payload)
    return view.page
