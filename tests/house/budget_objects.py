"""The rows that `query_budgets.json` talks about, found in the loaded demonstration: `"about": "duty"` is `duty` here.

A function returns the arguments of the address. `FORMS` are what forms are posted with: `"data": "draft"` is `draft`.
Rows are chosen by what they are, not by number, so that both sizes are asked the same thing.
"""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet
from openpyxl import Workbook

from approvals.actions import drafts
from approvals.choices import CaseState
from approvals.edition import FIRST_EDITION
from approvals.models import ApprovalCase, DisciplineOpinion, GuideDraft
from core.accounts.models import User
from core.accounts.roles import Can
from core.foundation import clock
from core.foundation.months import Month
from core.intake.models import Batch, Delivery
from core.intake.reader import as_real_file
from core.journal.actor import SYSTEM
from dispatch.choices import Tier
from dispatch.models import Meeting, Problem, Proposal, Task
from inspections.checklists import lines_for
from inspections.models import (
    Assignment,
    Checklist,
    ChecklistItem,
    DirectedCheck,
    Draw,
    Inspector,
    RectificationOrder,
    Visit,
)
from projects.forms import ProjectForm
from projects.models import Campaign, Listing, Milestone
from reporting.choices import DutyState
from reporting.models import Brief, BriefLine, Correction, Duty
from tests.cast import PASSWORD
from tests.intake import plan_desk as plan
from tests.intake.ledgers import saved
from tests.intake.plan_desk import plan_table
from tests.intake.register_desk import receive
from tests.reporting.reports_desk import brought, table

JINJIANG = "350582"
BULK = 2
"""Reports of a bulk action; each is locked and judged alone, so its budget is for so many."""

JUNE, JULY = Month(2018, 6), Month(2018, 7)

Arguments = dict[str, Any]


def _listing() -> Listing:
    """An ordinary project of 晋江市, whose July report was accepted."""
    accepted = _duties(DutyState.ACCEPTED).filter(unit__code=JINJIANG, listing__project__parent=None)
    return accepted[0].listing


def _duties(state: str) -> QuerySet[Duty]:
    """The reports of July in one state, in the order of the list."""
    duties = Duty.objects.filter(month=JULY, state=state)
    return duties.select_related("listing__project", "current").order_by("listing__order", "pk")


def _sent() -> Duty:
    """A report of 晋江市 that waits for its first check."""
    return _duties(DutyState.SUBMITTED).filter(unit__code=JINJIANG)[0]


def _passed_once() -> Duty:
    """A report that waits for the city's check."""
    return _duties(DutyState.UNIT_APPROVED).filter(current__write_back_paper=None)[0]


def _unwritten() -> Duty:
    """A report of 晋江市 that nobody began."""
    waiting = _duties(DutyState.OPEN).filter(unit__code=JINJIANG, drafts=None)
    return waiting.select_related("previous__current").reverse()[0]


def project() -> Arguments:
    return {"code": _listing().project.code}


def package() -> Arguments:
    return {"code": Listing.objects.filter(project__has_parts=True).order_by("order")[0].project.code}


def project_and_month() -> Arguments:
    return project() | {"month": JUNE}


def milestone() -> Arguments:
    node = Milestone.objects.filter(actual_on=None, project__listings__unit__code=JINJIANG).order_by("pk")[0]
    return {"code": node.project.code, "sequence": node.sequence}


def package_line() -> Arguments:
    lines = BriefLine.objects.filter(brief=_running(), listing__project__has_parts=True)
    return {"pk": lines.order_by("listing__order")[0].pk}


def line() -> Arguments:
    return {"pk": BriefLine.objects.get(brief=_running(), listing=_listing()).pk}


def _running() -> Brief:
    return Brief.objects.get(month=JULY, number=0)


def running_brief() -> Arguments:
    return {"month": JULY, "number": 0}


def issued_brief() -> Arguments:
    return {"month": JUNE, "number": 1}


def brief_key() -> Arguments:
    return {"pk": _running().pk}


def unwritten() -> Arguments:
    return {"pk": _unwritten().pk}


def submitted() -> Arguments:
    return {"pk": _sent().pk}


def unit_approved() -> Arguments:
    return {"pk": _passed_once().pk}


def locked() -> Arguments:
    """A June report of 晋江市, after the lock."""
    asked = Correction.objects.values("duty_id")
    reported = Duty.objects.filter(month=JUNE, unit__code=JINJIANG, state=DutyState.ACCEPTED)
    return {"pk": reported.exclude(pk__in=asked).order_by("listing__order")[0].pk}


def correction() -> Arguments:
    return {"pk": Correction.objects.order_by("-requested_at", "-pk")[0].pk}


def month() -> Arguments:
    return {"month": JULY}


def month_and_unit() -> Arguments:
    return {"month": JULY, "code": JINJIANG}


def list_page() -> Arguments:
    return {"page": "register"}


def figure() -> Arguments:
    return {"code": "whole"}


def _approval(matter: str, **values: Any) -> ApprovalCase:
    return ApprovalCase.objects.filter(matter_code=matter, **values).order_by("pk")[0]


def approval_case() -> Arguments:
    """A stopped file."""
    return {"pk": _approval("JN01", state=CaseState.PAUSED).pk}


def drawing_case() -> Arguments:
    """Drawings that were sent back with points."""
    return {"pk": _approval("SG01", state=CaseState.PAUSED).pk}


def drawing_opinion() -> Arguments:
    opinions = DisciplineOpinion.objects.filter(given_at=None, round__case__state=CaseState.IN_REVIEW)
    return {"pk": opinions.order_by("pk")[0].pk}


def approval_project() -> Arguments:
    return {"code": _approval("SG01", state=CaseState.PAUSED).project.code}


def approval_decide() -> Arguments:
    return {"pk": _approval("LX01", state=CaseState.IN_REVIEW).pk, "move": "decide"}


def account() -> Arguments:
    return {"pk": User.objects.get(username="jinjiang_reporter").pk}


def signed_opinion() -> Arguments:
    """A sheet of a newest round, signed, of a file that runs on: what can be put right."""
    running = ("in_review", "paused")
    signed = DisciplineOpinion.objects.filter(given_at__isnull=False, round__case__state__in=running, department=None)
    last = [each for each in signed.order_by("pk") if not each.round.case.rounds.filter(number__gt=each.round.number)]
    return {"pk": last[0].pk}


def guide_draft() -> Arguments:
    """An uploaded edition that waits: the guide in force once more."""
    made = GuideDraft.objects.first()
    if made is None:
        officer = User.objects.get(username="section_officer")
        with FIRST_EDITION.open("rb") as content:
            made = drafts.upload(name="指南.toml", content=content, by=officer, at=clock.now())
    return {"pk": made.pk}


def problem() -> Arguments:
    """The one of 晋江市 that its county works on."""
    return {"pk": Problem.objects.get(unit__code=JINJIANG, state="accepted").pk}


def returned_problem() -> Arguments:
    return {"pk": Problem.objects.get(state="returned").pk}


def raised_problem() -> Arguments:
    """The one before the joint meeting: the longest timeline."""
    return {"pk": Problem.objects.get(tier=Tier.MEETING).pk}


def proposal() -> Arguments:
    """The one that waits for a leader."""
    return {"pk": Proposal.objects.get(state="endorsed").pk}


def supervision_letter() -> Arguments:
    found = Proposal.objects.get(kind="supervision", state="confirmed")
    return {"pk": found.pk, "kind": "supervision"}


def task() -> Arguments:
    return {"pk": Task.objects.get(number=1).pk}


def planned_meeting() -> Arguments:
    return {"pk": Meeting.objects.get(state="planned").pk}


def settled_meeting() -> Arguments:
    return {"pk": Meeting.objects.get(state="settled").pk}


def programme() -> Arguments:
    return {"pk": _round("drawn").programme_id}


def _round(state: str) -> Draw:
    """The newest round in one state."""
    return Draw.objects.filter(state=state).order_by("-programme__number", "-number")[0]


def drawn() -> Arguments:
    return {"pk": _round("drawn").pk}


def committed() -> Arguments:
    return {"pk": _round("committed").pk}


def directed() -> Arguments:
    """The one that waits for its second person."""
    return {"pk": DirectedCheck.objects.get(state="asked").pk}


def checklist() -> Arguments:
    return {"pk": Checklist.objects.get(code="general").pk}


def inspector() -> Arguments:
    return {"pk": Inspector.objects.get(code="ZJ002").pk}


def on_site() -> Arguments:
    """Where the inspector stands this morning."""
    return {"code": Visit.objects.get(state="on_site").code}


def planned() -> Arguments:
    """A site the inspector has opened and not reached yet."""
    mine = Assignment.objects.standing().filter(inspector__user__username="inspector", visit__state="planned")
    return {"code": mine.order_by("pk")[0].visit.code}


def visited() -> Arguments:
    """A visit of 惠安县 whose order waits to be signed for."""
    return {"code": _order("issued").visit.code}


def _order(state: str) -> RectificationOrder:
    return RectificationOrder.objects.filter(state=state).order_by("pk")[0]


def order_issued() -> Arguments:
    return {"pk": _order("issued").pk}


def order_rectifying() -> Arguments:
    """The order of 晋江市, partly answered."""
    return {
        "pk": RectificationOrder.objects.filter(visit__listing__unit__code=JINJIANG, state="rectifying")
        .earliest("pk")
        .pk
    }


# --- what forms hold --------------------------------------------------------------------------------------------------


def log_in() -> Arguments:
    return {"username": "dispatcher", "password": PASSWORD}


def draft() -> Arguments:
    return {"version": _unwritten().version, "month_done_wan": "12.00"}


def statement() -> Arguments:
    duty = _unwritten()
    before = duty.previous.current.ytd_done_wan if duty.previous and duty.previous.current else 0
    return {
        "version": duty.version,
        "month_done_wan": "12.00",
        "ytd_done_wan": f"{before + 12}",
        "progress_percent": "80",
        "progress_text": "主体结构封顶，砌筑完成八成",
    }


def first_pass() -> Arguments:
    return _passed(_sent(), "unit")


def second_pass() -> Arguments:
    return _passed(_passed_once(), "city")


def _passed(duty: Duty, step: str) -> Arguments:
    return {"seen_version": duty.version, "seen_digest": duty.current.digest, "step": step, "verdict": "passed"}


def note() -> Arguments:
    return {"text": "已电话提醒，答应今天报送"}


def units() -> Arguments:
    return {"unit": [JINJIANG]}


def view() -> Arguments:
    return {"name": "晋江滞后", "query": f"unit={JINJIANG}&light=red"}


def promise() -> Arguments:
    return {"promised_on": "2018-12-20", "reason": "管线迁改滞后"}


def nothing() -> Arguments:
    return {}


def clean() -> Arguments:
    """Reports of the check desk, passed by one press."""
    waiting = _duties(DutyState.UNIT_APPROVED)[:BULK]
    return {"seen": [f"{duty.pk}:{duty.version}:{duty.current.digest}" for duty in waiting]}


def ready() -> Arguments:
    """Drafts of the reporter of 晋江市, sent by one press."""
    drafts = _duties(DutyState.OPEN).filter(unit__code=JINJIANG).exclude(drafts=None)
    return {"ready": [f"{duty.pk}:{duty.version}" for duty in drafts[:BULK]]}


def project_facts() -> Arguments:
    edited = ProjectForm(instance=_listing().project)
    shown = {name: edited[name].value() for name in edited.fields}
    facts = {name: "" if value is None else value for name, value in shown.items()}
    return facts | {"scope": "道路全长3.2公里，红线宽40米", "reason": "按初设批复更正"}


def correction_wanted() -> Arguments:
    paper = SimpleUploadedFile("审核意见.pdf", b"%PDF-1.4 test", "application/pdf")
    return {"ytd_done_wan": "1.00", "reason": "审核核减", "paper": paper}


def finding() -> Arguments:
    item = ChecklistItem.objects.order_by("sequence")[0]
    return {"item": item.pk, "severity": "minor", "liable_party": "contractor", "text": "北侧"}


def marks() -> Arguments:
    visit = Visit.objects.select_related("listing__category").get(**on_site())
    return {f"item_{line.pk}": "good" for line in lines_for(visit, at=clock.now())}


def seen_order() -> Arguments:
    return {"version": _order("issued").version}


def purpose() -> Arguments:
    return {"purpose": "安排车辆"}


def approval() -> Arguments:
    return {"approve": "1", "note": "情况属实，同意更正"}


def problem_words() -> Arguments:
    words = {"problem_class": "land", "title": "3户未签约", "description": "红线内3户未签约", "tried": "已上门"}
    return words | {"seen_version": 0, "report": "1"}


def problem_raise() -> Arguments:
    held = Problem.objects.get(unit__code=JINJIANG, state="accepted")
    return {"seen_version": held.version, "move": "raise", "text": "县里已无办法", "wanted_decision": "请市局协调"}


def terms_words() -> Arguments:
    days = {"accept_days": 1, "county_days": 5, "bureau_days": 8, "meeting_days": 30, "city_days": 15}
    days |= {"supervise_after_days": 3, "supervision_days": 5, "interview_days": 10, "remind_days": 2}
    return days | {"from_on": "2018-08-01", "issuer": "指挥部办公室", "reason": "加快协调"}


def proposal_word() -> Arguments:
    held = Proposal.objects.get(state="endorsed")
    return {"seen_version": held.version, "move": "confirm", "note": "同意"}


def task_note() -> Arguments:
    return {"seen_version": Task.objects.get(number=1).version, "move": "note", "text": "检算书已报出"}


def approval_outcome() -> Arguments:
    version = _approval("LX01", state=CaseState.IN_REVIEW).version
    return {"version": version, "decide-decision": "grant", "decide-document_number": "泉发改审〔2018〕99号"}


FORMS: dict[str, Callable[[], Arguments]] = {
    each.__name__: each
    for each in (
        *(log_in, nothing, draft, statement, ready, first_pass, second_pass, clean),
        *(note, units, view, promise, project_facts, correction_wanted, approval),
        *(problem_words, problem_raise, proposal_word, terms_words, task_note, approval_outcome),
        *(finding, marks, seen_order, purpose),
    )
}


def import_batch() -> Arguments:
    """An import that waits: the register as the list shows it, with another leader for every project."""
    made = Batch.objects.filter(desk="register").first()
    if made is None:
        book = Workbook()
        book.active.append(["项目编码", "项目名称", "挂钩领导"])
        for code, name in Listing.objects.entries().current().values_list("project__code", "project__name"):
            book.active.append([code, name, "李副市长"])
        with as_real_file([saved(book).getvalue()]) as file:
            made = receive(file, "台账.xlsx", campaign=Campaign.objects.get(), by=SYSTEM, at=clock.now())
    return {"desk": "register", "pk": made.pk}


def reports_batch() -> Arguments:
    """A month's table of 晋江市 that waits: every open report with one million more."""
    made = Batch.objects.filter(desk="reports").first()
    if made is None:
        clerk = User.objects.get(username="jinjiang_reporter")
        owed = Duty.objects.reachable_by(clerk, Can.FILL_REPORTS).filter(month=JULY).with_background(clock.now())
        rows = [
            [duty.listing.project.code, duty.listing.project.name, 100, None, None, "主体施工"]
            for duty in owed.order_by("pk")
        ]
        made = brought(table(*rows), clerk, clock.now(), month=str(JULY))
    return {"desk": "reports", "pk": made.pk}


def reports_delivery() -> Arguments:
    """The same table as one of several files that came at once."""
    batch = Batch.objects.get(pk=reports_batch()["pk"])
    if batch.delivery is None:
        batch.delivery = Delivery.objects.create(
            desk="reports", about=batch.about, uploaded_at=batch.uploaded_at, uploaded_by_id=batch.uploaded_by_id,
            uploaded_by_label=batch.uploaded_by_label,
        )  # fmt: skip
        batch.save()
    return {"desk": "reports", "pk": batch.delivery.pk}


def reports_desk() -> Arguments:
    return {"desk": "reports"}


def plan_import() -> Arguments:
    """A plan table that waits: every project of the list with its months, each later than they stand."""
    made = Batch.objects.filter(desk="plan").first()
    if made is None:
        campaign = Campaign.objects.get()
        with as_real_file([saved(plan_table(campaign)).getvalue()]) as file:
            made = plan.receive(file, "计划.xlsx", campaign=campaign, by=SYSTEM, at=clock.now())
    return {"desk": "plan", "pk": made.pk}


def plan_desk() -> Arguments:
    return {"desk": "plan"}


def register_desk() -> Arguments:
    return {"desk": "register"}
