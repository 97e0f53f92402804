"""Workflow: the table of moves of a stateful record. It decides; it never saves and never sends.

DUTY = Workflow("填报任务", DutyState, [
    Transition("submit", frozenset({DutyState.DRAFT}), DutyState.SUBMITTED, "报送"),
])
DUTY.verdict(duty.state, "submit")      # may it be done from here?
DUTY.transition(duty.state, "submit")   # the row of the table, or Refused
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.foundation.verdict import YES, Verdict, no


@dataclass(frozen=True, slots=True)
class Transition:
    """One row: ``move`` leads from any of ``sources`` to ``target``.

    ``label`` is the button's word. ``roles`` and ``needs`` (what must be given, such as "reason")
    are read by permissions, forms and actions; the table itself judges states only.
    """

    move: str
    sources: frozenset[str]
    target: str
    label: str
    roles: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()


class Workflow:
    """The states of a record and the moves between them. ``states`` may be a TextChoices class."""

    def __init__(self, name: str, states: Iterable[str], transitions: Iterable[Transition]) -> None:
        """Raises ValueError when a row names an unknown state or a move is ambiguous."""
        self.name = name
        self._labels = {_plain(state): str(getattr(state, "label", state)) for state in states}
        self._rows: dict[tuple[str, str], Transition] = {}
        for row in transitions:
            self._add(row)
        self._moves = {row.move: row.label for row in self._rows.values()}

    def _add(self, row: Transition) -> None:
        unknown = {_plain(state) for state in (*row.sources, row.target)} - self._labels.keys()
        if unknown or not row.sources:
            raise ValueError(f"{self.name}: {row.move} names unknown states {sorted(unknown)}")
        for source in row.sources:
            key = _plain(source), row.move
            if key in self._rows:
                raise ValueError(f"{self.name}: two rows for {row.move} from {source}")
            self._rows[key] = row

    @property
    def states(self) -> tuple[str, ...]:
        return tuple(self._labels)

    @property
    def moves(self) -> tuple[str, ...]:
        return tuple(self._moves)

    def transition(self, state: str, move: str) -> Transition:
        """The row for this move from this state. Raises Refused when there is none."""
        self.verdict(state, move).require()
        return self._rows[_plain(state), _plain(move)]

    def verdict(self, state: str, move: str) -> Verdict:
        """Whether the move can be made from the state; code "wrong_state" when not.

        Raises ValueError for a state or move the table has never heard of: that is a slip of ours.
        """
        state, move = _plain(state), _plain(move)
        if state not in self._labels or move not in self._moves:
            raise ValueError(f"{self.name}: unknown state or move: {state!r}, {move!r}")
        if (state, move) in self._rows:
            return YES
        possible = "、".join(row.label for row in self.moves_from(state))
        cure = f"此时可以：{possible}。" if possible else "此状态下不能再作变更。"
        reason = f"{self.name}当前为“{self._labels[state]}”，不能{self._moves[move]}；{cure}"
        return no(reason, code="wrong_state")

    def moves_from(self, state: str) -> tuple[Transition, ...]:
        """The rows that start here, in the order of the table."""
        return tuple(row for (source, _), row in self._rows.items() if source == _plain(state))

    def matrix(self) -> Iterator[tuple[str, str, bool]]:
        """Every (state, move, allowed): what a test of the whole table walks through."""
        return ((state, move, (state, move) in self._rows) for state in self._labels for move in self._moves)


def _plain(name: str) -> str:
    """A TextChoices member as the plain text stored in the database."""
    return str(getattr(name, "value", name))
