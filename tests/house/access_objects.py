"""The rows that `access_table` talks about: `about="duty"` is the function `duty` here.

Each gets the world of one test and a place, and returns the arguments of the address for a row of that place.
`JINJIANG` is in scope of the people of 晋江市, `COMPANY` of the owner's, `HUIAN` of neither of them; people of the
whole city see all three. A row of a person is made for `world.person` in `JINJIANG`, else for somebody else.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from io import BytesIO

from approvals.choices import CaseState
from approvals.edition import FIRST_EDITION
from approvals.models import ApprovalCase, DisciplineOpinion, DrawingRound, GuideDraft, GuideVersion, Matter
from core.accounts.models import RoleGrant, SavedView, Token, User
from core.accounts.roles import ROLES, Reach, Role
from core.foundation.canonical import sha256_hex
from core.foundation.clock import real_now
from core.intake.models import Batch, Delivery
from core.intake.reader import as_real_file
from core.journal.actor import SYSTEM
from core.operations.models import Job, JobRun, StoredFile
from core.operations.storage import store_file
from core.organisations.models import CalendarDay
from dispatch.actions import propose
from dispatch.choices import MeetingState, ProblemState, ProposalKind, TaskKind, Tier
from dispatch.choices import PaperOf as EvidenceOf
from dispatch.models import AgendaItem, Deadline, Meeting, Problem, ProblemRequest, Proposal, Task, TaskDeadline
from inspections.choices import DrawState
from inspections.draw import Pool, commitment
from inspections.models import (
    Assignment,
    Checklist,
    DirectedCancellation,
    DirectedCheck,
    Draw,
    Finding,
    Inspector,
    OrderItem,
    Photo,
    PlanOpening,
    PlanReader,
    Programme,
    RectificationOrder,
    Visit,
)
from projects.models import Listing, Milestone
from reporting.choices import Basis, DutyState, Light, Metric, PaperOf
from reporting.models import (
    Brief,
    BriefLine,
    BriefUnit,
    Correction,
    Duty,
    Figure,
    LightRule,
    ReportingMonth,
    UnitSubmission,
)
from tests import builders
from tests.cast import AT, Cast
from tests.intake import plan_desk as plan
from tests.intake.ledgers import flat_layout, ledger, saved
from tests.intake.plan_desk import plan_table
from tests.intake.register_desk import receive
from tests.reporting.reports_desk import brought, table

JINJIANG, COMPANY, HUIAN = "jinjiang", "company", "huian"
PLACES = (JINJIANG, COMPANY, HUIAN)
UNITS = {JINJIANG: "350582", COMPANY: "350500", HUIAN: "350521"}
PERSONAL = {"token", "saved_view", "job"}
"""Rows of a person: everybody sees their own and nobody else's, except for whom the line names as `oversees`."""
OF_UNIT = {"submission", "unit_file"}
"""Rows of a whole unit: an owner, who reaches single projects, sees none."""
PLACELESS = {
    "guide_draft",
    "account",
    "grant",
    "calendar_day",
    "list_page",
    "month",
    "month_and_unit",
    "brief",
    "edition",
    "figure",
    "import_batch",
    "register_desk",
    "reports_desk",
    "plan_desk",
    "plan_import",
    "proposal",
    "confirmed_interview",
    "meeting",
    "meeting_with_topic",
    "held_meeting",
    "programme",
    "round_frozen",
    "round_committed",
    "round_seeded",
    "round_drawn",
    "round_released",
    "round_asked",
    "round_disclosed",
    "inspector",
    "checklist",
    "directed_asked",
    "directed_opened",
    "directed_approved",
    "directed_to_cancel",
}
"""Rows without a scope: whoever has the right has it over all of them, the others get 403."""

OF_TEAM = {
    "visit_planned",
    "visit_on_site",
    "visit_finished",
    "photo",
    "order_issued",
    "order_rectifying",
    "order_item",
    "order_replied",
    "order_passed",
    "order_stopped",
}
"""Rows of a visit: inspector and expert are sent to the one in 晋江, whatever their role reaches."""
TEAM = {Role.INSPECTOR, Role.EXPERT}

PEOPLE: dict[Role | None, str] = {
    Role.COUNTY_REPORTER: "jinjiang_reporter",
    Role.COUNTY_APPROVER: "jinjiang_approver",
    Role.OWNER_REPORTER: "project_company",
    **{role: role.value for role in Role if ROLES[role].reach not in {Reach.OWN_UNIT, Reach.OWN_FIRM}},
    None: "outsider",
}
"""The person of the cast who stands for each role."""


def in_scope(role: Role | None, place: str, about: str = "") -> bool:
    """Whether a row of a place lies in what the role's person reaches."""
    if role is None or (about in OF_UNIT and ROLES[role].reach == Reach.OWN_FIRM):
        return False
    if about in OF_TEAM and role in TEAM:
        return place == JINJIANG
    reach = ROLES[role].reach
    return reach == Reach.WHOLE_CITY or (reach, place) in {(Reach.OWN_UNIT, JINJIANG), (Reach.OWN_FIRM, COMPANY)}


def canary(place: str) -> str:
    """The name of a place's project, which no answer to anybody outside its scope may hold."""
    return f"CANARY-{place}"


@dataclass
class AccessWorld:
    """What one test knows; rows are made when a line of the table first asks for them."""

    cast: Cast
    person: User

    @cached_property
    def world(self) -> builders.World:
        LightRule.objects.bulk_create(
            LightRule(metric=metric, number=1, valid_from=builders.FEBRUARY) for metric in Metric.values
        )
        return builders.make_world(self.cast.units)

    @cached_property
    def listings(self) -> dict[str, Listing]:
        """One project per place."""
        owners = {COMPANY: self.cast.firm("泉州城建项目公司（演示）")}
        return {
            place: builders.make_listing(
                self.world, f"2018-{number}", unit=UNITS[place], owner=owners.get(place), name=canary(place)
            )
            for number, place in enumerate(PLACES, start=1)
        }

    @cached_property
    def duties(self) -> dict[str, Duty]:
        """An accepted July report of each project, written by somebody who takes no part in the test."""
        author = self.cast.fengze_reporter
        return {
            place: builders.make_report(self.world, listing, builders.JULY, author=author, ytd=600)
            for place, listing in self.listings.items()
        }

    @cached_property
    def corrections(self) -> dict[str, Correction]:
        """A correction of each report, asked for by the same author; July is locked for it."""
        return {place: self._correction(duty) for place, duty in self.duties.items()}

    def _correction(self, duty: Duty) -> Correction:
        version = duty.current
        amounts = {name: getattr(version, name) for name in ("prior_ytd_wan", "month_done_wan", "ytd_done_wan")}
        figure = Figure.objects.create(
            duty=duty, month=duty.month, unit=duty.unit, basis=Basis.REPORTED, version=version, known_from=AT, **amounts
        )
        return Correction.objects.create(
            duty=duty,
            replaces=figure,
            month_done_wan=700,
            ytd_done_wan=700,
            reason="审计核增",
            requested_by=version.author,
            requested_at=AT,
        )

    @cached_property
    def brief_lines(self) -> dict[str, BriefLine]:
        """The running brief of July with one line a project."""
        return self.issue(number=0)

    def issue(self, *, number: int) -> dict[str, BriefLine]:
        """A brief of July: one line a project, one row a unit."""
        lines = {place: builders.line(listing) for place, listing in self.listings.items()}
        made = builders.make_brief(self.world, number=number, lines=lines.values())
        amounts = {"initial_plan_wan": 1200, "plan_wan": 1200, "month_wan": 0, "ytd_wan": 600}
        counts = {"projects": 1, "expected": 1, "reported": 1}
        BriefUnit.objects.bulk_create(
            BriefUnit(brief=made, unit=listing.unit, light=Light.GREEN, **amounts, **counts)
            for listing in self.listings.values()
        )
        return lines

    def lock(self) -> None:
        """Lock July, as after the lock day."""
        Duty.objects.update(locked_at=AT)
        ReportingMonth.objects.update(locked_at=AT, locked_by_label="系统")

    def build(self) -> None:
        """What pages without a row of their own want to be there: an open month with reports and its brief."""
        _ = self.duties, self.brief_lines

    def owner_of(self, place: str) -> User:
        return self.person if place == JINJIANG else self.cast.fengze_reporter


Arguments = dict[str, object]


def account(world: AccessWorld, place: str) -> Arguments:
    return {"pk": world.cast.fengze_reporter.pk}


def grant(world: AccessWorld, place: str) -> Arguments:
    return {"pk": RoleGrant.objects.get(user=world.cast.fengze_reporter).pk}


def calendar_day(world: AccessWorld, place: str) -> Arguments:
    day, _ = CalendarDay.objects.get_or_create(date=date(2018, 10, 1), defaults={"is_working": False})
    return {"day": day.date}


def list_page(world: AccessWorld, place: str) -> Arguments:
    return {"page": "register"}


def token(world: AccessWorld, place: str) -> Arguments:
    owner, now = world.owner_of(place), real_now()
    made, _ = Token.objects.get_or_create(
        user=owner,
        digest=sha256_hex(f"{owner.pk}:{place}"),
        defaults={
            "name": "取数",
            "session_epoch": owner.session_epoch,
            "created_at": now,
            "expires_at": now + timedelta(days=1),
        },
    )
    return {"pk": made.pk}


def saved_view(world: AccessWorld, place: str) -> Arguments:
    owner, values = world.owner_of(place), {"query": "", "is_shared": True, "at": AT}
    view, _ = SavedView.objects.get_or_create(user=owner, page="register", name=place, defaults=values)
    return {"pk": view.pk}


def submitted(world: AccessWorld, place: str) -> Arguments:
    """A report that waits for its first check."""
    found = world.duties[place]
    Duty.objects.filter(pk=found.pk).update(state=DutyState.SUBMITTED)
    return {"pk": found.pk}


def locked(world: AccessWorld, place: str) -> Arguments:
    """A report of a month that has been locked, with its accepted figure."""
    _ = world.corrections
    Correction.objects.all().delete()
    world.lock()
    return {"pk": world.duties[place].pk}


def job(world: AccessWorld, place: str) -> Arguments:
    owner = world.owner_of(place)
    key = f"{owner.pk}:{place}"
    values = {"requested_by_id": owner.pk, "requested_at": AT, "due_at": AT}
    made, _ = Job.objects.get_or_create(kind="test.sleep", key=key, defaults=values)
    JobRun.objects.get_or_create(job=made)
    return {"pk": made.pk}


def month(world: AccessWorld, place: str) -> Arguments:
    world.build()
    return {"month": builders.JULY}


def month_and_unit(world: AccessWorld, place: str) -> Arguments:
    return month(world, place) | {"code": UNITS[place]}


def brief_line(world: AccessWorld, place: str) -> Arguments:
    return {"pk": world.brief_lines[place].pk}


def figure(world: AccessWorld, place: str) -> Arguments:
    """The panel of the whole; a county has its own part of an issued brief."""
    edition(world, place)
    return {"code": "whole"}


def brief(world: AccessWorld, place: str) -> Arguments:
    return {"pk": world.brief_lines[place].brief_id}


def edition(world: AccessWorld, place: str) -> Arguments:
    """An issued brief of July."""
    if not Brief.objects.filter(number=1).exists():
        world.build()
        world.issue(number=1)
    return {"month": builders.JULY, "number": 1}


def project_and_month(world: AccessWorld, place: str) -> Arguments:
    world.build()
    return project(world, place) | {"month": builders.JULY}


def correction(world: AccessWorld, place: str) -> Arguments:
    made = world.corrections[place]
    world.lock()
    return {"pk": made.pk}


def submission(world: AccessWorld, place: str) -> Arguments:
    duty = world.duties[place]
    made, _ = UnitSubmission.objects.get_or_create(
        reporting_month=duty.reporting_month,
        unit=duty.unit,
        defaults={
            "number": f"201807-{UNITS[place]}",
            "reports": 1,
            "ytd_done_wan": 600,
            "scan": _scan(f"2018-07:{UNITS[place]}", PaperOf.UNIT),
            "submitted_at": AT,
            "submitted_by_id": world.cast.fengze_reporter.pk,
            "submitted_by_label": "审核员",
        },
    )
    return {"pk": made.pk}


def unit_file(world: AccessWorld, place: str) -> Arguments:
    return {"pk": UnitSubmission.objects.get(**submission(world, place)).scan.pk}


def paper(world: AccessWorld, place: str) -> Arguments:
    """The paper of a write-back, handed in with the report of the place."""
    owner_id = str(world.duties[place].pk)
    stored = StoredFile.objects.filter(owner_kind=PaperOf.DUTY, owner_id=owner_id).first()
    return {"pk": (stored or _scan(owner_id, PaperOf.DUTY)).pk}


def _scan(owner_id: str, kind: str) -> StoredFile:
    return store_file("盖章.pdf", BytesIO(b"%PDF-1.4"), kind="paper", by=SYSTEM, at=AT, owner=(kind, owner_id))


def project(world: AccessWorld, place: str) -> Arguments:
    return {"code": world.listings[place].project.code}


def milestone(world: AccessWorld, place: str) -> Arguments:
    of = world.listings[place].project
    node, _ = Milestone.objects.get_or_create(
        project=of, sequence=1, defaults={"name": "封顶", "planned_on": date(2018, 9, 30)}
    )
    return {"code": of.code, "sequence": node.sequence}


def duty(world: AccessWorld, place: str) -> Arguments:
    return {"pk": world.duties[place].pk}


def approval_case(world: AccessWorld, place: str) -> Arguments:
    """A file under review at a department that none of the cast belongs to."""
    found = ApprovalCase.objects.filter(project=world.listings[place].project).first()
    return {"pk": (found or _approval_case(world, place)).pk}


def guide_draft(world: AccessWorld, place: str) -> Arguments:
    """An uploaded edition that waits to be published."""
    made = GuideDraft.objects.filter(document_number="泉建〔2018〕30号").first()
    if made is None:
        with FIRST_EDITION.open("rb") as content:
            kept = store_file("指南.toml", content, kind="guide", by=SYSTEM, at=AT, owner=("approval_guide", "draft"))
        words = {"title": "指南", "document_number": "泉建〔2018〕30号", "effective_on": AT.date()}
        made = GuideDraft.objects.create(file=kept, uploaded_by=world.cast.fengze_reporter, uploaded_at=AT, **words)
    GuideDraft.objects.filter(pk=made.pk).update(state="uploaded", released_by=None, released_at=None)
    return {"pk": made.pk}


def approval_case_move(world: AccessWorld, place: str) -> Arguments:
    return approval_case(world, place) | {"move": "extend"}


def approval_opinion(world: AccessWorld, place: str) -> Arguments:
    """An unsigned discipline of the file's first round."""
    case = ApprovalCase.objects.get(**approval_case(world, place))
    reviewed, _ = DrawingRound.objects.get_or_create(case=case, number=1, defaults={"submitted_on": AT.date()})
    return {"pk": DisciplineOpinion.objects.get_or_create(round=reviewed, discipline="structure")[0].pk}


def signed_opinion(world: AccessWorld, place: str) -> Arguments:
    """The same discipline, signed; a sheet that can be put right."""
    made = approval_opinion(world, place)
    words = {"reviewer": "张工", "given_at": AT, "given_by_label": "业务科室"}
    DisciplineOpinion.objects.filter(pk=made["pk"]).update(**words)
    return made


def _approval_case(world: AccessWorld, place: str) -> ApprovalCase:
    lead, day = world.cast.department("CXGHJ"), AT.date()
    guide, _ = GuideVersion.objects.get_or_create(
        number=1, defaults={"title": "指南", "effective_on": day, "published_at": AT}
    )
    limits = {"legal_days": 15, "promised_days": 10, "extension_days": 5, "order": 1, "lead": lead, "stage": "works"}
    matter, _ = Matter.objects.get_or_create(
        guide=guide, code="SG01", defaults={"name": "多图联审", "is_drawing_review": True, **limits}
    )
    project = world.listings[place].project
    return ApprovalCase.objects.create(
        project=project, matter=matter, matter_code="SG01", number=f"SG01-{project.code}", department=lead,
        state=CaseState.IN_REVIEW, limit_days=10, ordinary_days=10, received_on=day, accepted_on=day, holder_since=day,
    )  # fmt: skip


def register_desk(world: AccessWorld, place: str) -> Arguments:
    return {"desk": "register"}


def plan_desk(world: AccessWorld, place: str) -> Arguments:
    return {"desk": "plan"}


def plan_import(world: AccessWorld, place: str) -> Arguments:
    """A plan table that waits to be checked."""
    made = Batch.objects.filter(desk="plan").first()
    if made is None:
        world.build()
        campaign = world.world.campaign
        with as_real_file([saved(plan_table(campaign)).getvalue()]) as file:
            made = plan.receive(file, "计划.xlsx", campaign=campaign, by=SYSTEM, at=AT)
    return {"desk": "plan", "pk": made.pk}


def import_batch(world: AccessWorld, place: str) -> Arguments:
    """An import that waits to be checked: a ledger of three rows, one of them new."""
    made = Batch.objects.filter(desk="register").first()
    if made is None:
        world.build()
        with as_real_file([saved(flat_layout(ledger(3))).getvalue()]) as file:
            made = receive(file, "台账.xlsx", campaign=world.world.campaign, by=SYSTEM, at=AT)
    return {"desk": "register", "pk": made.pk}


def reports_desk(world: AccessWorld, place: str) -> Arguments:
    return {"desk": "reports"}


REPORTERS = {JINJIANG: "jinjiang_reporter", COMPANY: "project_company", HUIAN: "huian_reporter"}


def reports_batch(world: AccessWorld, place: str) -> Arguments:
    """A month's table that the reporter of the place brought: its one project, with another figure."""
    person = world.cast.user(REPORTERS[place])
    made = Batch.objects.filter(desk="reports", uploaded_by_id=person.pk).first()
    if made is None:
        project = world.duties[place].listing.project
        made = brought(table([project.code, project.name, 5, None, None, "在建"]), person, AT, month="2018-07")
    return {"desk": "reports", "pk": made.pk}


def reports_delivery(world: AccessWorld, place: str) -> Arguments:
    """Files that the reporter of the place brought at once."""
    batch = Batch.objects.get(pk=reports_batch(world, place)["pk"])
    if batch.delivery is None:
        batch.delivery = Delivery.objects.create(
            desk="reports", about="2018-07", uploaded_at=AT, uploaded_by_id=batch.uploaded_by_id,
            uploaded_by_label=batch.uploaded_by_label,
        )  # fmt: skip
        batch.save()
    return {"desk": "reports", "pk": batch.delivery.pk}


def problem(world: AccessWorld, place: str, state: str = ProblemState.ACCEPTED, tier: int = Tier.COUNTY) -> Arguments:
    """A problem of the place's project that somebody works on."""
    listing = world.listings[place]
    made, is_new = Problem.objects.get_or_create(
        listing=listing,
        defaults={
            "campaign": listing.campaign,
            "number": listing.pk,
            "unit": listing.unit,
            "problem_class": "land",
            "title": f"{canary(place)}征迁未完成",
            "description": "12座坟墓未迁",
            "created_at": AT,
        },
    )
    if is_new:
        terms = {"tier": tier, "since": AT.date(), "due_on": AT.date(), "set_at": AT, "set_by_label": "系统"}
        made.deadline = Deadline.objects.create(problem=made, number=1, reason="办理时限", **terms)
    made.state, made.tier, made.version = state, tier, 0
    made.reported_at, made.reported_by_label = AT, "填报员"
    made.save()
    return {"pk": made.pk}


def returned_problem(world: AccessWorld, place: str) -> Arguments:
    return problem(world, place, ProblemState.RETURNED)


def raised_problem(world: AccessWorld, place: str) -> Arguments:
    return problem(world, place, ProblemState.ACCEPTED, Tier.BUREAU)


def problem_request(world: AccessWorld, place: str) -> Arguments:
    """More time asked for by somebody of the bureau who does not decide."""
    held = Problem.objects.get(pk=raised_problem(world, place)["pk"])
    owner = {"owner_kind": EvidenceOf.PROBLEM, "owner_id": str(held.pk), "kind": "request"}
    paper = StoredFile.objects.filter(**owner).first() or store_file(
        "函.pdf", BytesIO(b"%PDF-1.4"), kind="request", by=SYSTEM, at=AT, owner=(EvidenceOf.PROBLEM, held.pk)
    )
    words = {"kind": "suspend", "reason": "外部原因", "paper": paper, "asked_by": world.cast.dispatcher, "asked_at": AT}
    made, _ = ProblemRequest.objects.get_or_create(problem=held, number=1, defaults=words | {"deadline": held.deadline})
    ProblemRequest.objects.filter(pk=made.pk).update(state="waiting", decided_by=None, decided_at=None)
    return {"pk": made.pk}


def proposal(world: AccessWorld, place: str) -> Arguments:
    listing = world.listings[place]
    words = {"title": "现场停工", "grounds": "抽查发现", "source": ("finding", str(listing.pk))}
    return {"pk": propose(kind=ProposalKind.PROBLEM, listing=listing, by=SYSTEM, at=AT, **words).pk}


def confirmed_interview(world: AccessWorld, place: str) -> Arguments:
    """A paper with letters; two people have signed it."""
    one, other = world.cast.dispatcher, world.cast.bureau_leader
    signed = {"endorsed_by": one, "endorsed_at": AT, "decided_by": other, "decided_at": AT, "state": "confirmed"}
    words = {"title": "约谈", "grounds": "连续两月严重滞后", "proposed_at": AT, "proposed_by_label": "系统"}
    key = {"kind": ProposalKind.INTERVIEW, "source_kind": "red", "source_id": place}
    unit = world.listings[place].unit
    made, _ = Proposal.objects.get_or_create(**key, defaults=words | signed | {"unit": unit})
    return {"pk": made.pk, "kind": "notice"}


def task(world: AccessWorld, place: str) -> Arguments:
    """A task that the place's unit must answer."""
    listing = world.listings[place]
    words = {
        "title": f"{canary(place)}征迁扫尾",
        "content": "8月15日前完成",
        "issued_at": AT,
        "issued_by_label": "局领导",
    }
    made, is_new = Task.objects.get_or_create(
        campaign=listing.campaign,
        number=listing.pk,
        defaults={"kind": TaskKind.RESOLUTION, "listing": listing, "unit": listing.unit, **words},
    )
    if is_new:
        terms = {"since": AT.date(), "due_on": AT.date(), "set_at": AT, "set_by_label": "局领导"}
        made.deadline = TaskDeadline.objects.create(task=made, number=1, reason="交办时限", **terms)
        made.save()
    return {"pk": made.pk}


def meeting(world: AccessWorld, place: str, state: str = MeetingState.PLANNED) -> Arguments:
    words = {"place": "会议室", "chair": "副市长", "created_at": AT, "created_by_label": "调度员", "held_on": AT.date()}
    made, _ = Meeting.objects.get_or_create(campaign=world.world.campaign, number=1, defaults=words | {"state": state})
    return {"pk": made.pk}


def meeting_with_topic(world: AccessWorld, place: str) -> Arguments:
    found = meeting(world, place)
    words = {"order": 4, "kind": "topic", "title": "议题", "reason": "理由"}
    AgendaItem.objects.get_or_create(pk=1, meeting_id=found["pk"], source="topic:0", defaults=words)
    return found


def held_meeting(world: AccessWorld, place: str) -> Arguments:
    return meeting(world, place, MeetingState.HELD)


# --- inspections ----------------------------------------------------------------------------------------------------


def _programme(world: AccessWorld) -> Programme:
    officer = world.cast.section_officer
    made, is_new = Programme.objects.get_or_create(
        campaign=world.world.campaign,
        number=1,
        defaults={
            "name": "第三季度双随机督查",
            "authority": "泉建〔2018〕88号",
            "content": "文明施工",
            "starts_on": date(2018, 7, 25),
            "ends_on": date(2018, 8, 10),
            "opened_by": officer,
            "opened_at": AT,
        },
    )
    if is_new:
        PlanReader.objects.create(programme=made, user=officer, reason="负责", named_at=AT, named_by_label="业务科室")
    return made


def _round(world: AccessWorld, state: str, **values: object) -> Draw:
    """A round of an empty pool in one state."""
    of = _programme(world)
    text = Pool("2018-1", 1, {"inspector": 2}, (), (), ()).text()
    said = {"pool_text": text, "pool_digest": sha256_hex(text), "objects_count": 0, "excluded_count": 0}
    if state != DrawState.FROZEN:
        said |= {"secret": "s", "commitment": commitment("s"), "outside_source": "排列5", "committed_at": AT}
        said |= {"committed_by_label": "业务科室", "outside_known_at": AT + timedelta(hours=1)}
    if state == DrawState.DRAWN:
        said |= {"result_text": "[]", "result_digest": "d" * 64, "drawn_at": AT, "drawn_by_label": "业务科室"}
    return Draw.objects.get_or_create(
        programme=of,
        number=1,
        defaults={"state": state, "wanted_count": 0, "frozen_at": AT, "frozen_by_label": "业务科室", **said, **values},
    )[0]


def programme(world: AccessWorld, place: str) -> Arguments:
    return {"pk": _programme(world).pk}


def round_frozen(world: AccessWorld, place: str) -> Arguments:
    return {"pk": _round(world, DrawState.FROZEN).pk}


def round_committed(world: AccessWorld, place: str) -> Arguments:
    return {"pk": _round(world, DrawState.COMMITTED).pk}


def round_seeded(world: AccessWorld, place: str) -> Arguments:
    return {"pk": _round(world, DrawState.SEEDED).pk}


def round_drawn(world: AccessWorld, place: str) -> Arguments:
    return {"pk": _round(world, DrawState.DRAWN).pk}


def round_disclosed(world: AccessWorld, place: str) -> Arguments:
    return {"pk": _round(world, DrawState.DRAWN, disclosed_at=AT).pk}


def round_asked(world: AccessWorld, place: str) -> Arguments:
    """Somebody who takes no part in the test asked for a redraw."""
    asked = {"redraw_reason": "名单有误", "redraw_asked_by": world.cast.fengze_reporter, "redraw_asked_at": AT}
    return {"pk": _round(world, DrawState.DRAWN, **asked).pk}


def _inspector(world: AccessWorld, name: str, kind: str) -> Inspector:
    user = world.cast.user(name)
    values = {"code": name, "kind": kind, "certificate": "闽建督"}
    return Inspector.objects.get_or_create(user=user, defaults=values)[0]


def inspector(world: AccessWorld, place: str) -> Arguments:
    return {"pk": _inspector(world, "second_inspector", "inspector").pk}


def _visit(world: AccessWorld, place: str, state: str) -> Visit:
    """The site of a place in one state; in 晋江 inspector and expert of the cast are sent there, elsewhere others."""
    draw = _round(world, DrawState.DRAWN, released_at=AT)
    others = [_inspector(world, name, "inspector") for name in ("second_inspector", "third_inspector")]
    own = [_inspector(world, "inspector", "inspector"), _inspector(world, "expert", "expert")]
    team = own if place == JINJIANG else others
    arrived = {"checked_in_at": AT, "checked_in_by": team[0]}
    ended = {"finished_at": AT, "finished_by": team[0], "score": 90, "stayed_unannounced": True, "summary": "好"}
    values = {} if state == "planned" else arrived if state == "on_site" else arrived | ended
    made, is_new = Visit.objects.get_or_create(
        draw=draw,
        listing=world.listings[place],
        defaults={"programme": draw.programme, "how": "lot", "state": state, **values},
    )
    if is_new:
        Assignment.objects.bulk_create(
            Assignment(visit=made, inspector=each, place=number, opened_at=AT)
            for number, each in enumerate((*team, others[0]) if place == JINJIANG else team, start=1)
        )
    return made


def checklist(world: AccessWorld, place: str) -> Arguments:
    return {"pk": Checklist.objects.get(code="general").pk}


def directed_asked(world: AccessWorld, place: str) -> Arguments:
    """Asked for by somebody who takes no part in the test, opened by nobody."""
    made, _ = DirectedCheck.objects.get_or_create(
        programme=_programme(world),
        listing=world.listings[place],
        defaults={
            "origin": "complaint", "reason": "群众反映", "asked_by": world.cast.fengze_reporter, "asked_at": AT,
        },
    )  # fmt: skip
    return {"pk": made.pk}


def directed_opened(world: AccessWorld, place: str) -> Arguments:
    """The same, opened by both who may decide it."""
    made = directed_asked(world, place)
    for name in ("dispatcher", "bureau_leader"):
        PlanOpening.objects.get_or_create(
            directed_id=made["pk"], user=world.cast.user(name), defaults={"purpose": "决定", "visits": 1, "at": AT}
        )
    return made


def directed_approved(world: AccessWorld, place: str) -> Arguments:
    """Decided, its visit planned; opened by everybody who may ask that it be called off."""
    made = directed_opened(world, place)
    DirectedCheck.objects.filter(pk=made["pk"]).update(
        state="approved", decided_by=world.cast.huian_reporter, decided_at=AT
    )
    check = DirectedCheck.objects.get(pk=made["pk"])
    words = {"programme": check.programme, "listing": check.listing, "how": "directed", "state": "planned"}
    Visit.objects.update_or_create(directed=check, defaults=words)
    check.cancellations.all().delete()
    PlanOpening.objects.get_or_create(
        directed=check, user=world.cast.section_officer, defaults={"purpose": "核对", "visits": 1, "at": AT}
    )
    return made


def directed_to_cancel(world: AccessWorld, place: str) -> Arguments:
    """The same, while somebody who takes no part in the test asks that it be called off."""
    made = directed_approved(world, place)
    words = {"reason": "已停工", "asked_by": world.cast.fengze_reporter, "asked_at": AT}
    DirectedCancellation.objects.create(directed_id=made["pk"], number=1, **words)
    return made


def visit_planned(world: AccessWorld, place: str) -> Arguments:
    return {"code": _visit(world, place, "planned").code}


def visit_on_site(world: AccessWorld, place: str) -> Arguments:
    return {"code": _visit(world, place, "on_site").code}


def _found(world: AccessWorld, place: str) -> Finding:
    visit = _visit(world, place, "finished")
    by = visit.assignments.order_by("place")[0].inspector
    values = {"fault": "裸土未覆盖", "severity": "minor", "liable_party": "contractor", "at": AT, "by": by}
    return Finding.objects.get_or_create(visit=visit, number=1, defaults=values)[0]


def visit_finished(world: AccessWorld, place: str) -> Arguments:
    return {"code": _found(world, place).visit.code}


def photo(world: AccessWorld, place: str) -> Arguments:
    finding = _found(world, place)
    found = Photo.objects.filter(finding=finding).first()
    if found is None:
        stored = store_file("照片.jpg", BytesIO(b"jpeg"), kind="photo", by=SYSTEM, at=AT, owner=("inspection_visit", 1))
        found = Photo.objects.create(
            visit=finding.visit, of="finding", finding=finding, served=stored, original_sha256="0" * 64,
            width=4, height=3, at=AT, by_label="督查员",
        )  # fmt: skip
    return {"pk": found.pk}


def _order(world: AccessWorld, place: str, state: str, **values: object) -> RectificationOrder:
    """An order issued and answered by people who take no part in the test."""
    finding = _found(world, place)
    answered = {"replied_at": AT, "replied_by": world.cast.fengze_reporter} if state in {"replied", "passed"} else {}
    judged = {"rechecked_at": AT, "rechecked_by": world.cast.third_inspector} if state == "passed" else {}
    made, _ = RectificationOrder.objects.get_or_create(
        visit=finding.visit,
        defaults={
            "year": 2018, "number": RectificationOrder.objects.count() + 1, "kind": "limited", "state": state,
            "due_on": date(2099, 8, 3), "issued_by": world.cast.second_inspector, "issued_at": AT,
            **answered, **judged, **values,
        },
    )  # fmt: skip
    OrderItem.objects.get_or_create(order=made, finding=finding)
    return made


def order_issued(world: AccessWorld, place: str) -> Arguments:
    return {"pk": _order(world, place, "issued").pk}


def order_rectifying(world: AccessWorld, place: str) -> Arguments:
    return {"pk": _order(world, place, "rectifying").pk}


def order_item(world: AccessWorld, place: str) -> Arguments:
    made = _order(world, place, "rectifying")
    return {"pk": made.pk, "item": made.items.get().pk}


def order_replied(world: AccessWorld, place: str) -> Arguments:
    return {"pk": _order(world, place, "replied").pk}


def order_passed(world: AccessWorld, place: str) -> Arguments:
    return {"pk": _order(world, place, "passed").pk}


def order_stopped(world: AccessWorld, place: str) -> Arguments:
    return {"pk": _order(world, place, "passed", kind="stop").pk}
