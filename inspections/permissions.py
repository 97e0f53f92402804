"""Who may do what in inspections, as verdicts: the same one greys the button and refuses the post.

They judge rows already fetched through their scope; an action asks again under the lock.
"""

from datetime import date

from core.accounts.models import User
from core.accounts.roles import Can
from core.foundation.verdict import YES, Verdict, all_of, no

from .choices import OPEN_VISITS, REVEALED, DirectedState, DrawState, VisitState
from .models import (
    Assignment,
    DirectedCancellation,
    DirectedCheck,
    Draw,
    Inspector,
    PlanReader,
    Programme,
    RectificationOrder,
    Visit,
)
from .states import DRAW, ORDER, VISIT


def may_manage(user: User) -> Verdict:
    return user.may(Can.MANAGE_INSPECTIONS)


def standing_round(programme: Programme) -> bool:
    """Whether a round of the programme is under way or drawn. A page that has read the rounds knows without asking."""
    return programme.draws.exclude(state=DrawState.VOIDED).exists()


def reads_plan(user: User, programme_id: int) -> bool:
    """Whether the person is a named reader of the programme's plan."""
    return PlanReader.objects.filter(programme=programme_id, user=user).exists()


def may_change_programme(user: User, *, has_round: bool) -> Verdict:
    """Exclusions and rules are settled once a pool is frozen (`standing_round`)."""
    return all_of(
        user.may(Can.MANAGE_INSPECTIONS),
        no("名单库已冻结，方案和排除不能再改；确需更改的，申请重抽。", code="frozen") if has_round else YES,
    )


def may_freeze(user: User, *, has_round: bool) -> Verdict:
    """One round at a time."""
    return all_of(
        user.may(Can.MANAGE_INSPECTIONS),
        no("本方案已有一轮抽取；要重新抽取，须申请重抽并由第二人同意。", code="exists") if has_round else YES,
    )


def may_move_draw(user: User, draw: Draw, move: str) -> Verdict:
    """commit, enter_outside or draw."""
    asked = no("已有人申请重抽，须先由第二人决定。", code="redraw_asked") if draw.redraw_asked_at else YES
    return all_of(user.may(Can.MANAGE_INSPECTIONS), DRAW.verdict(draw.state, move), asked)


def may_ask_redraw(user: User, draw: Draw) -> Verdict:
    return all_of(
        user.may(Can.MANAGE_INSPECTIONS),
        DRAW.verdict(draw.state, "void"),
        no("已有一份重抽申请待决定。", code="redraw_asked") if draw.redraw_asked_at else YES,
        _nobody_arrived(draw),
    )


def may_decide_redraw(user: User, draw: Draw) -> Verdict:
    """The second person: another than who asked."""
    own = no("重抽须由第二人决定，不能决定自己提出的申请。", code="own_request")
    return all_of(
        user.may(Can.DECIDE_REDRAW),
        YES if draw.redraw_asked_at else no("没有待决定的重抽申请。", code="not_asked"),
        own if draw.redraw_asked_by_id == user.pk else YES,
        DRAW.verdict(draw.state, "void"),
        _nobody_arrived(draw),
    )


def _nobody_arrived(draw: Draw) -> Verdict:
    if draw.visits.filter(state__in=REVEALED).exists():
        return no("已有检查组到场签到，本轮不能再作废。", code="begun")
    return YES


def may_open_plan(user: User, draw: Draw) -> Verdict:
    """Need to know: only people named as readers of the programme."""
    named = reads_plan(user, draw.programme_id)
    return all_of(
        user.may(Can.READ_INSPECTIONS),
        YES if named else no("您不是本方案的名单知情人；确有需要的，由方案负责人指定。", code="forbidden"),
        YES if draw.state == DrawState.DRAWN else no("还没有抽取，没有名单。"),
    )


def may_release(user: User, draw: Draw) -> Verdict:
    return all_of(
        user.may(Can.MANAGE_INSPECTIONS),
        YES if draw.state == DrawState.DRAWN else no("还没有抽取，不能下达。"),
        no("已经下达。") if draw.released_at else YES,
        no("已有人申请重抽，须先由第二人决定。", code="redraw_asked") if draw.redraw_asked_at else YES,
    )


def may_disclose(user: User, draw: Draw) -> Verdict:
    """The secret is shown when nothing is left to be kept: every visit arrived or was cancelled."""
    waiting = draw.visits.filter(state=VisitState.PLANNED).count()
    return all_of(
        user.may(Can.MANAGE_INSPECTIONS),
        YES if draw.state == DrawState.DRAWN else no("还没有抽取。"),
        no("已经公开。") if draw.disclosed_at else YES,
        no(f"还有{waiting}个点未到场，公开密值会泄露名单。", code="waiting") if waiting else YES,
    )


def may_publish_results(user: User, draw: Draw) -> Verdict:
    """公布结果: when the round is over, once."""
    left = draw.visits.filter(state__in=OPEN_VISITS).count()
    return all_of(
        user.may(Can.MANAGE_INSPECTIONS),
        YES if draw.state == DrawState.DRAWN else no("还没有抽取。"),
        no(f"还有{left}个点没有查完，查完后再公布结果。", code="waiting") if left else YES,
        no("结果已经公布。") if draw.results_at else YES,
    )


def may_ask_directed(user: User, *, is_reader: bool) -> Verdict:
    """By a reader of the programme (`reads_plan`): who asks knows a site."""
    return all_of(
        user.may(Can.MANAGE_INSPECTIONS),
        YES if is_reader else no("您不是本方案的名单知情人，不能安排定向检查。", code="forbidden"),
    )


def may_open_directed(user: User, directed: DirectedCheck) -> Verdict:
    """Need to know: who asked, who may decide it, and the programme's named readers."""
    named = reads_plan(user, directed.programme_id)
    knows = named or user.pk == directed.asked_by_id or bool(user.may(Can.DECIDE_DIRECTED))
    return all_of(
        user.may(Can.READ_INSPECTIONS),
        YES if knows else no("您不是本方案的名单知情人；确有需要的，由方案负责人指定。", code="forbidden"),
    )


def may_decide_directed(user: User, directed: DirectedCheck) -> Verdict:
    own = no("定向检查须由第二人决定，不能决定自己提出的。", code="own_request")
    opened = directed.openings.filter(user=user).exists()
    return all_of(
        user.may(Can.DECIDE_DIRECTED),
        YES if directed.state == DirectedState.ASKED else no("这件定向检查已经决定。", code="decided"),
        own if directed.asked_by_id == user.pk else YES,
        YES if opened else no("请先打开，看清是哪个项目、什么事由，再决定。", code="unseen"),
    )


def may_ask_cancel(user: User, directed: DirectedCheck) -> Verdict:
    """取消: whoever may ask for or decide directed checks and has opened this one, before its team has arrived."""
    acts = bool(user.may(Can.MANAGE_INSPECTIONS)) or bool(user.may(Can.DECIDE_DIRECTED))
    return all_of(
        YES if acts else no("取消由业务科室、调度员或局领导提出。", code="forbidden"),
        _cancellable(user, directed),
        no("已有一份取消申请待第二人决定。", code="asked") if waiting_cancellation(directed) else YES,
    )


def may_decide_cancel(user: User, directed: DirectedCheck) -> Verdict:
    """The second person: another than who asked that it be cancelled."""
    waiting = waiting_cancellation(directed)
    own = no("取消须由第二人决定，不能决定自己提出的。", code="own_request")
    return all_of(
        user.may(Can.DECIDE_DIRECTED),
        YES if waiting else no("没有待决定的取消申请。", code="not_asked"),
        own if waiting and waiting.asked_by_id == user.pk else YES,
        _cancellable(user, directed),
    )


def waiting_cancellation(directed: DirectedCheck) -> DirectedCancellation | None:
    """The one that waits for its second person."""
    return directed.cancellations.filter(decided_at__isnull=True).first()


def _cancellable(user: User, directed: DirectedCheck) -> Verdict:
    """`directed` comes with its visit as it stands now."""
    arrived = no("检查组已经到场签到，不能再取消；请照常检查，如实记录。", code="begun")
    opened = directed.openings.filter(user=user).exists()
    return all_of(
        YES if directed.state == DirectedState.APPROVED else no("只有已同意、还没到场的定向检查可以取消。"),
        YES if opened else no("请先打开，看清是哪个项目、什么事由。", code="unseen"),
        YES if directed.state != DirectedState.APPROVED or directed.visit.state == VisitState.PLANNED else arrived,
    )


def standing_assignment(user: User, visit: Visit) -> Assignment | None:
    """How the person is sent to the visit, if they are."""
    return Assignment.objects.standing().filter(visit=visit, inspector__user=user).select_related("inspector").first()


def is_sent(user: User, visit: Visit) -> Verdict:
    sent = user.may(Can.INSPECT) and standing_assignment(user, visit) is not None
    return YES if sent else no("您不在这个检查点的检查组内。", code="forbidden")


def may_check_in(user: User, visit: Visit) -> Verdict:
    """After the release, and not while somebody asks that the whole round be void."""
    return all_of(is_sent(user, visit), _round_stands(visit.draw), VISIT.verdict(visit.state, "check_in"))


def _round_stands(draw: Draw | None) -> Verdict:
    """A directed visit belongs to no round."""
    if draw is None or draw.state == DrawState.VOIDED:
        return YES
    return all_of(
        YES if draw.released_at else no("任务还没有下达，不能签到。", code="not_released"),
        no("本轮有人申请重抽，决定之前不能签到；请等业务科室通知。", code="redraw_asked")
        if draw.redraw_asked_at
        else YES,
    )


def may_recuse(user: User, visit: Visit) -> Verdict:
    before = no("签到以后不能再申请回避，请向方案负责人说明。", code="begun")
    return all_of(is_sent(user, visit), YES if visit.state == VisitState.PLANNED else before)


def may_record(user: User, visit: Visit) -> Verdict:
    """Findings, checklist, photos and figures: while the team is there."""
    return all_of(is_sent(user, visit), VISIT.verdict(visit.state, "finish"))


def may_issue(user: User, visit: Visit, *, to_mend: int) -> Verdict:
    """`to_mend` counts findings not mended on the spot; only inspectors issue, experts advise."""
    sent = standing_assignment(user, visit)
    inspector = sent is not None and sent.inspector.kind == "inspector"
    return all_of(
        is_sent(user, visit),
        YES if inspector else no("整改通知由督查员签发。", code="forbidden"),
        YES if visit.state == VisitState.FINISHED else no("检查结束后才能发整改通知。"),
        YES if to_mend else no("没有需要限期整改的问题。"),
        no("整改通知已经发出。") if RectificationOrder.objects.filter(visit=visit).exists() else YES,
    )


def answers_for(user: User, order: RectificationOrder) -> Verdict:
    """Whether the person belongs to the side that has to mend."""
    scope, listing = user.scope(Can.ANSWER_ORDERS), order.visit.listing
    if listing.unit_id in scope.unit_ids or listing.project.owner_id in scope.firm_ids:
        return YES
    return no("整改由项目所在县（市、区）或业主办理。", code="forbidden")


def may_answer(user: User, order: RectificationOrder, move: str) -> Verdict:
    """acknowledge or send."""
    return all_of(answers_for(user, order), ORDER.verdict(order.state, move))


def may_recheck(user: User, order: RectificationOrder) -> Verdict:
    """Another person than who issued the order and who replied; of the team or of the bureau."""
    own = no("复查须由签发人以外的人办理。", code="own_order")
    of_team = user.may(Can.INSPECT) and standing_assignment(user, order.visit) is not None
    return all_of(
        YES if of_team or user.may(Can.MANAGE_INSPECTIONS) else no("复查由检查组或业务科室办理。", code="forbidden"),
        ORDER.verdict(order.state, "pass_recheck"),
        own if user.pk in {order.issued_by_id, order.replied_by_id} else YES,
    )


def may_resume(user: User, order: RectificationOrder) -> Verdict:
    only = no("限期整改没有停工，不需要同意复工，可直接销号。", code="no_stop")
    return all_of(
        user.may(Can.MANAGE_INSPECTIONS), YES if order.stops_work else only, ORDER.verdict(order.state, "resume")
    )


def may_close(user: User, order: RectificationOrder) -> Verdict:
    """销号 by the bureau, by another person than the re-checker; after a stop only when work may go on."""
    waits = order.stops_work and order.resumed_at is None
    return all_of(
        user.may(Can.MANAGE_INSPECTIONS),
        ORDER.verdict(order.state, "close"),
        no("停工整改须先同意复工，才能销号。", code="not_resumed") if waits else YES,
        no("销号由复查人以外的人确认。", code="own_recheck") if order.rechecked_by_id == user.pk else YES,
    )


def may_extend(user: User, order: RectificationOrder, *, today: date) -> Verdict:
    """Only before the deadline, and once for the whole order."""
    extended = order.deadlines.filter(is_extension=True).exists()
    return all_of(
        user.may(Can.MANAGE_INSPECTIONS),
        ORDER.verdict(order.state, "send") if order.state != "issued" else YES,
        no("期限已过，不能再延长。", code="overdue") if today > order.due_on else YES,
        no("已经延长过一次，不能再延长。", code="extended") if extended else YES,
    )


def may_read_findings(user: User, visit: Visit) -> Verdict:
    """The inspected side reads what was found when the visit is over; while it lasts it knows of the visit only."""
    if visit.state == VisitState.FINISHED or user.may(Can.READ_INSPECTIONS):
        return YES
    return is_sent(user, visit)


def inspector_of(user: User) -> Inspector | None:
    """The person's place in the library; None for others."""
    return Inspector.objects.filter(user=user, retired_at__isnull=True).first()
