"""Who decides on a proposal: the dispatcher first, a bureau leader second where two are needed."""

from core.accounts.models import User
from core.accounts.roles import Can
from core.foundation.verdict import YES, Verdict, all_of, no
from dispatch.choices import TWO_CONFIRMATIONS
from dispatch.models import Proposal
from dispatch.states import PROPOSAL


def may_decide(user: User, proposal: Proposal, move: str) -> Verdict:
    """Confirm or dismiss: the dispatcher first, a bureau leader second where two are needed."""
    two = proposal.kind in TWO_CONFIRMATIONS
    if move in {"endorse", "adopt"}:
        wrong = no("提级和督办须报局领导确认，请先签“同意，报局领导”。", code="two_confirmations")
        fits = YES if two == (move == "endorse") else wrong if two else no("这类事项由调度员采纳即可。", code="one")
        return all_of(user.may(Can.COORDINATE), PROPOSAL.verdict(proposal.state, move), fits)
    if move == "confirm":
        return all_of(
            user.may(Can.CONFIRM_ESCALATION), PROPOSAL.verdict(proposal.state, move), _not_the_first(user, proposal)
        )
    endorsed = proposal.endorsed_by_id is not None
    return all_of(
        user.may(Can.CONFIRM_ESCALATION if endorsed else Can.COORDINATE), PROPOSAL.verdict(proposal.state, move)
    )


def _not_the_first(user: User, proposal: Proposal) -> Verdict:
    if proposal.endorsed_by_id == user.pk:
        return no("须由两人先后确认，您已签过意见，请由另一位局领导确认。", code="own_endorsement")
    return YES
