"""The dispatcher prepares and records the joint meeting, a bureau leader settles its minutes."""

from datetime import date

from core.accounts.models import User
from core.accounts.roles import Can
from core.foundation.verdict import YES, Verdict, all_of, no
from dispatch.choices import MeetingState
from dispatch.models import Meeting
from dispatch.states import MEETING


def may_meet(user: User, meeting: Meeting, move: str, *, today: date) -> Verdict:
    """Whether the person may move the meeting on; whoever sent the minutes does not settle them."""
    right = Can.CONFIRM_ESCALATION if move in {"return", "settle"} else Can.COORDINATE
    own = no("纪要由您送审，须由另一位局领导审定。", code="own_minutes")
    early = no(f"会议日期是{meeting.held_on:%-m月%-d日}，到会期再转入纪要起草。", code="early")
    return all_of(
        user.may(right),
        MEETING.verdict(meeting.state, move),
        early if move == "hold" and meeting.held_on > today else YES,
        own if move == "settle" and meeting.submitted_by_id == user.pk else YES,
    )


def may_arrange(user: User, meeting: Meeting) -> Verdict:
    """Change the agenda: until the minutes go to the leader."""
    return all_of(user.may(Can.COORDINATE), _not_sent(meeting))


def may_record(user: User, meeting: Meeting) -> Verdict:
    """Write attendance and decisions: from the meeting until the minutes go to the leader."""
    held = no("会议还没有召开，开会后再记议定事项。", code="wrong_state")
    return all_of(user.may(Can.COORDINATE), held if meeting.state == MeetingState.PLANNED else YES, _not_sent(meeting))


def _not_sent(meeting: Meeting) -> Verdict:
    sent = no("纪要已送审或定稿，不能再改；送审中的可由局领导退回修改。", code="wrong_state")
    return sent if meeting.state in {MeetingState.REVIEW, MeetingState.SETTLED} else YES
