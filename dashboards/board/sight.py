"""What a person may see of the city: all of it, or one's own unit beside the published ranking."""

from dataclasses import dataclass

from django.db.models import Q

from core.accounts.models import User
from core.accounts.roles import Can


@dataclass(frozen=True)
class Sight:
    """`whole_city` sees every figure; otherwise the figures of `unit_ids`, and of the others what was published.

    `reads_papers`: also the bureau's own proposals, which are nobody else's until they are confirmed.
    """

    whole_city: bool
    unit_ids: frozenset[int] = frozenset()
    reads_papers: bool = False

    def only(self, path: str = "unit_id") -> Q:
        """A condition that leaves the rows this sight covers."""
        return Q() if self.whole_city else Q(**{f"{path}__in": self.unit_ids})

    def covers(self, unit_id: int) -> bool:
        return self.whole_city or unit_id in self.unit_ids

    @property
    def key(self) -> str:
        """What makes two people's pages the same, for the cache."""
        return "city" if self.whole_city else "-".join(str(pk) for pk in sorted(self.unit_ids))


def sight_of(user: User) -> Sight:
    scope = user.scope(Can.READ_BOARD)
    reads_papers = user.scope(Can.COORDINATE).whole_city or user.scope(Can.CONFIRM_ESCALATION).whole_city
    return Sight(scope.whole_city, frozenset() if scope.whole_city else scope.unit_ids, reads_papers)
