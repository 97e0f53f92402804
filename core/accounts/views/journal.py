"""审计管理员: the journal, and whether it is still the one that was written."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.accounts.access import requires
from core.accounts.forms import JournalFilter
from core.accounts.roles import Can
from core.journal.labels import action_labels, subject_labels
from core.journal.models import Entry
from core.journal.querysets import EntryQuerySet
from core.journal.verification import verify
from core.journal.wording import in_words

PAGE_SIZE = 100


@require_safe
@requires(Can.READ_JOURNAL)
def journal_list(request: HttpRequest) -> HttpResponse:
    labels, subjects = action_labels(), subject_labels()
    form = JournalFilter(request.GET, actions=sorted(labels.items(), key=lambda item: item[1]))
    page = Paginator(_filtered(form), PAGE_SIZE).get_page(request.GET.get("page"))
    for entry in page:
        entry.action_label = labels.get(entry.action, entry.action)
        entry.subject_label = subjects.get(entry.subject_kind, entry.subject_kind)
        entry.words = in_words(entry.payload)
    return render(request, "journal/journal_list.html", {"filter": form, "page": page})


def _filtered(form: JournalFilter) -> EntryQuerySet:
    """Newest first; a filter that cannot be understood shows nothing rather than everything."""
    if not form.is_valid():
        return Entry.objects.none()
    data = form.cleaned_data
    return (
        Entry.objects.of_action(data["action"])
        .by_person(data["person"])
        .about(data["subject_kind"], data["subject_id"])
        .between(data["since"], data["until"])
        .order_by("-sequence")
    )


@require_POST
@requires(Can.READ_JOURNAL)
def journal_verify(request: HttpRequest) -> HttpResponse:
    """Walks the whole chain; a POST because it is work, not because it would write."""
    result = verify()
    if result.finding is None:
        messages.success(request, f"日志完整：{result.checked}条逐条校验通过，与库外存证一致。")
    else:
        messages.error(
            request, f"日志不可信：自第{result.finding.sequence}条起，{result.finding.problem}。请立即报告。"
        )
    return redirect("journal_list")
