"""One 整改通知: answered item by item by the inspected side, re-checked and closed by others."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.foundation import clock
from core.foundation.asking import allow, allow_to, seen_version
from core.organisations.calendar import working_calendar
from inspections import permissions
from inspections.actions import orders, rechecks, replies
from inspections.actions.rechecks import Word
from inspections.actions.replies import NewReply
from inspections.choices import PhotoOf
from inspections.forms import ExtendForm, ReplyForm
from inspections.models import OrderItem, RectificationOrder

from .finding import done, seen_order


@require_safe
def inspection_order(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, seen_order(request.user, pk))


def _shown(
    request: HttpRequest,
    order: RectificationOrder,
    *,
    reply: tuple[int, ReplyForm] | None = None,
    extend: ExtendForm | None = None,
) -> HttpResponse:
    user, today = request.user, clock.today()
    items = _items(order)
    context: dict[str, Any] = {
        "order": order,
        "visit": order.visit,
        "items": items,
        "open_items": [each for each in items if each.passed_at is None],
        "deadlines": list(order.deadlines.all()),
        "today": today,
        "round_words": f"第{order.round}轮",
        "is_overdue": order.state in {"issued", "rectifying"} and today > order.due_on,
        "days_left": working_calendar().used(today, order.due_on),
        "reply_pk": reply[0] if reply else None,
        "reply_form": reply[1] if reply else ReplyForm(),
        "extend_form": extend or ExtendForm(),
        "answers": permissions.answers_for(user, order),
        "may": {
            "acknowledge": permissions.may_answer(user, order, "acknowledge"),
            "send": permissions.may_answer(user, order, "send"),
            "recheck": permissions.may_recheck(user, order),
            "resume": permissions.may_resume(user, order),
            "close": permissions.may_close(user, order),
            "extend": permissions.may_extend(user, order, today=today),
        },
    }
    return render(request, "inspections/order.html", context, status=422 if reply or extend else 200)


def _items(order: RectificationOrder) -> list[OrderItem]:
    """With `before`, `after` (photos), `answer` of the running round and `past` (replies and re-checks by round)."""
    rows = order.items.select_related("finding__item").prefetch_related("replies", "rechecks", "finding__photos")
    items = list(rows.order_by("finding__number"))
    for each in items:
        shots = list(each.finding.photos.all())
        each.before = [photo for photo in shots if photo.of == PhotoOf.FINDING]
        each.after = [photo for photo in shots if photo.of == PhotoOf.REPLY]
        each.answer = next((reply for reply in each.replies.all() if reply.round == order.round), None)
        words = {word.round: word for word in each.rechecks.all()}
        each.past = [(reply, words.get(reply.round)) for reply in each.replies.all() if reply.round in words]
    return items


@require_POST
def inspection_acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    order = seen_order(request.user, pk)
    allow(permissions.answers_for(request.user, order))
    replies.acknowledge(order_id=pk, seen_version=seen_version(request), by=request.user, at=clock.now())
    messages.success(request, "已签收。请逐项整改、逐项答复。")
    return redirect("inspection_order", pk)


@require_POST
def inspection_reply(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    order, form = seen_order(request.user, pk), ReplyForm(request.POST, request.FILES)
    allow(permissions.answers_for(request.user, order))
    if done(form, lambda typed: _replied(request, pk, item, typed)):
        messages.success(request, "答复已存，全部答复后报送。")
        return redirect("inspection_order", pk)
    return _shown(request, order, reply=(item, form))


def _replied(request: HttpRequest, pk: int, item: int, typed: dict[str, Any]) -> object:
    of = NewReply(text=typed["text"], photos=tuple(each.file for each in typed["photos"]))
    return replies.reply_item(order_id=pk, item_id=item, of=of, by=request.user, at=clock.now())


@require_POST
def inspection_send(request: HttpRequest, pk: int) -> HttpResponse:
    order = seen_order(request.user, pk)
    allow(permissions.answers_for(request.user, order))
    replies.send(order_id=pk, seen_version=seen_version(request), by=request.user, at=clock.now())
    messages.success(request, "整改结果已报送，等待复查。")
    return redirect("inspection_order", pk)


@require_POST
def inspection_recheck(request: HttpRequest, pk: int) -> HttpResponse:
    allow_to(permissions.may_recheck(request.user, seen_order(request.user, pk)))
    words = {
        int(name.removeprefix("word_")): Word(
            passed=value == "1", note=request.POST.get(f"note_{name.removeprefix('word_')}", "")
        )
        for name, value in request.POST.items()
        if name.startswith("word_") and name.removeprefix("word_").isdecimal()
    }
    done_with = rechecks.recheck(
        order_id=pk, seen_version=seen_version(request), words=words, by=request.user, at=clock.now()
    )
    passed = done_with.state == "passed"
    messages.success(request, "复查通过。" if passed else "已退回继续整改，新的期限已通知对方。")
    return redirect("inspection_order", pk)


@require_POST
def inspection_extend(request: HttpRequest, pk: int) -> HttpResponse:
    order, form = seen_order(request.user, pk), ExtendForm(request.POST)
    allow(permissions.may_manage(request.user))
    if done(
        form,
        lambda typed: orders.extend(
            order_id=pk, seen_version=seen_version(request), by=request.user, at=clock.now(), **typed
        ),
    ):
        return redirect("inspection_order", pk)
    return _shown(request, order, extend=form)


@require_POST
def inspection_resume(request: HttpRequest, pk: int) -> HttpResponse:
    allow_to(permissions.may_resume(request.user, seen_order(request.user, pk)))
    orders.approve_resume(order_id=pk, seen_version=seen_version(request), by=request.user, at=clock.now())
    messages.success(request, "已同意复工。")
    return redirect("inspection_order", pk)


@require_POST
def inspection_close(request: HttpRequest, pk: int) -> HttpResponse:
    allow_to(permissions.may_close(request.user, seen_order(request.user, pk)))
    orders.close(order_id=pk, seen_version=seen_version(request), by=request.user, at=clock.now())
    messages.success(request, "已销号。")
    return redirect("inspection_order", pk)
