from core.accounts.models import User
from core.accounts.roles import Can
from core.foundation.verdict import Verdict


def may_set_terms(user: User) -> Verdict:
    """Whoever stands over every tier: nobody sets his own clock."""
    return user.may(Can.CONFIRM_ESCALATION)
