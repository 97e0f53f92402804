"""Over which rows a person may do what: the grants of one person, read once per request."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.foundation.verdict import YES, Verdict, no

from .roles import ROLES, Can, Reach, Role

if TYPE_CHECKING:
    from .models import RoleGrant


@dataclass(frozen=True)
class Scope:
    """The rows one right reaches. Empty sets and `whole_city=False` reach nothing."""

    whole_city: bool = False
    unit_ids: frozenset[int] = field(default_factory=frozenset)
    firm_ids: frozenset[int] = field(default_factory=frozenset)
    department_ids: frozenset[int] = field(default_factory=frozenset)


NOTHING = Scope()


class Grants:
    """The live grants of one person."""

    def __init__(self, rows: Iterable["RoleGrant"]) -> None:
        self._rows = tuple(rows)

    @property
    def roles(self) -> tuple[Role, ...]:
        """In the order of `Role`, each once."""
        held = {Role(row.role) for row in self._rows}
        return tuple(role for role in Role if role in held)

    def may(self, right: Can) -> bool:
        return any(right in ROLES[role].may for role in self.roles)

    def verdict(self, right: Can) -> Verdict:
        return YES if self.may(right) else no("您的角色没有这项权限，请联系安全管理员", code="forbidden")

    def scope(self, right: Can) -> Scope:
        """The union of what every role that holds `right` reaches."""
        rows = [row for row in self._rows if right in ROLES[Role(row.role)].may]
        reach = {Role(row.role): ROLES[Role(row.role)].reach for row in rows}
        return Scope(
            whole_city=Reach.WHOLE_CITY in reach.values(),
            unit_ids=frozenset(row.unit_id for row in rows if row.unit_id and reach[Role(row.role)] == Reach.OWN_UNIT),
            firm_ids=frozenset(row.firm_id for row in rows if row.firm_id and reach[Role(row.role)] == Reach.OWN_FIRM),
            department_ids=frozenset(
                row.department_id for row in rows if row.department_id and reach[Role(row.role)] == Reach.OWN_DEPARTMENT
            ),
        )

    @property
    def home(self) -> str:
        """The url name of the first screen; the profile page for someone without a role."""
        return ROLES[self.roles[0]].home if self.roles else "profile"
