"""The apps' import desks: what each one reads, compares, writes and takes back. The engine asks and knows none."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, TypeVar

from django.db.models import QuerySet

from core.accounts.models import User
from core.accounts.roles import Can
from core.foundation.forms import RefusableForm
from core.journal.actor import Actor

from .comparison import Compared, FileRow
from .desk import Desk
from .grid import Workbook
from .models import Batch, BatchRow, Delivery
from .understanding import Understanding

Found = TypeVar("Found")


@dataclass(frozen=True)
class Occasion:
    """What a file is brought for and by whom: to which desk, for which year or month, and whose rows it may speak of.

    `person` None is the command line, which reaches every row. `delivery` are the files that came with it.
    """

    desk: "ImportDesk"
    about: str
    person: User | None = None
    delivery: Delivery | None = None
    _found: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def reading(self) -> Desk:
        """The desk's fields and closed lists as they stand now."""
        return self.once("reading", lambda: self.desk.reading(self))

    def once(self, name: str, find: Callable[[], Found]) -> Found:
        """What `find` answers, asked once for this occasion."""
        if name not in self._found:
            self._found[name] = find()
        return self._found[name]


@dataclass(frozen=True)
class Writing:
    """One commit in progress: the rows to write, compared a moment ago under the lock on `held`."""

    batch: Batch
    occasion: Occasion
    held: Any
    rows: Sequence[Compared]
    reason: str
    by: Actor
    at: datetime


@dataclass(frozen=True)
class Written:
    """What a commit did: `outcome` for the receipt and the journal; by the row's number `targets` (id, version) and
    `befores`, what taking it back needs to know besides the changes.
    """

    outcome: Mapping[str, Any]
    targets: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    befores: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)


class ImportDesk(ABC):
    """A desk of one app. `name` stands in addresses, `label` on screens.

    `answered` names closed lists that a person may settle for all rows which do not say them, `shown_of_new` the fields
    that the tab of new rows shows, `asked` the rules whose finding a person settles by choosing.
    `verb` is the word for committing. `committed` and `undone` are the journal's actions; the templates show what
    committing would do, what it did and what taking it back does. `hint` tells which files it takes, `new_note` stands
    over the new rows, `nothing` says why there is nothing to import into. `front_template` shows `front` on the page
    where files are brought.
    """

    name: ClassVar[str]
    label: ClassVar[str]
    right: ClassVar[Can]
    thing: ClassVar[str] = "项目"
    verb: ClassVar[str] = "入库"
    hint: ClassVar[str] = ""
    new_note: ClassVar[str] = ""
    nothing: ClassVar[str] = ""
    answered: ClassVar[tuple[str, ...]] = ()
    shown_of_new: ClassVar[tuple[str, ...]] = ()
    asked: ClassVar[frozenset[str]] = frozenset()
    committed: ClassVar[str]
    undone: ClassVar[str]
    consequence_template: ClassVar[str]
    receipt_template: ClassVar[str]
    undo_template: ClassVar[str]
    front_template: ClassVar[str] = ""
    wants_reason: ClassVar[bool] = True
    makes_new: ClassVar[bool] = True

    @abstractmethod
    def abouts(self, person: User | None) -> list[tuple[str, str]]:
        """(value, words) of what this person may import into now, the likeliest first; empty when there is nothing."""

    @abstractmethod
    def reading(self, occasion: Occasion) -> Desk:
        """The fields and closed lists as they stand now."""

    @abstractmethod
    def compare(self, rows: Iterable[FileRow], occasion: Occasion, *, is_blocked: bool) -> list[Compared]:
        """Every row in its group, in the order given."""

    @abstractmethod
    def effect(self, compared: Sequence[Compared], occasion: Occasion) -> Mapping[str, Any]:
        """What committing would do, in numbers, as JSON without floats."""

    @abstractmethod
    def consequence(self, batch: Batch, occasion: Occasion) -> Any:
        """What `consequence_template` shows of the stored effect."""

    @abstractmethod
    def commit_form(
        self, batch: Batch, occasion: Occasion, data: Mapping[str, Any] | None = None, *, at: datetime
    ) -> RefusableForm:
        """The form that committing this batch needs; it has a field `reason`."""

    def together_form(self, batches: Sequence[Batch], data: Mapping[str, Any] | None = None) -> RefusableForm | None:
        """The one form that commits all of these; None at desks where each file wants words of its own."""
        return None

    @abstractmethod
    def lock(self, occasion: Occasion) -> Any:
        """Take the lock under which this desk compares and writes; what it returns is handed to `write`."""

    @abstractmethod
    def write(self, writing: Writing, words: Mapping[str, Any]) -> Written:
        """Write the rows; `words` are the cleaned fields of the commit form."""

    @abstractmethod
    def take_back(self, writing: Writing, rows: Sequence[BatchRow]) -> None:
        """Undo what `write` did for these rows. Refused when anything of it was changed since."""

    @abstractmethod
    def link(self, row: BatchRow, code: str) -> str:
        """The address of what a row speaks of."""

    def look(self, workbook: Workbook, understanding: Understanding, occasion: Occasion) -> None:
        """What the desk itself knows of a workbook: it may add remarks, and values of rows, before the comparison."""
        return

    def front(self, person: User, about: str) -> Any:
        """What `front_template` shows to this person of the likeliest `about`."""
        return None

    def why_not(self, about: str) -> str:
        """Why nobody may import into this, for a value that is not among the choices."""
        return "请从列表中选择导入到哪里"

    def sender_of(self, occasion: Occasion) -> int | None:
        """The reporting unit that a file comes from; None for the bureau, the command line and owners."""
        if occasion.person is None:
            return None
        scope = occasion.person.scope(self.right)
        return next(iter(scope.unit_ids)) if len(scope.unit_ids) == 1 and not scope.whole_city else None

    def visible(self, batches: QuerySet[Batch], person: User) -> QuerySet[Batch]:
        """The imports of this desk that a person may open: all with the whole city, else those of the own unit."""
        return batches.within(person.scope(self.right), person)


_DESKS: dict[str, ImportDesk] = {}


def add_desk(desk: ImportDesk) -> None:
    """Called once by the app that owns it, when it is ready."""
    _DESKS[desk.name] = desk


def desk_named(name: str) -> ImportDesk:
    """LookupError when no installed app has it."""
    return _DESKS[name]


def desks_of(person: User) -> list[ImportDesk]:
    """The desks a person may use, in the order of the apps."""
    return [desk for desk in _DESKS.values() if person.may(desk.right)]


def desk_of(batch: Batch) -> ImportDesk:
    return _DESKS[batch.desk]


def occasion_of(batch: Batch, by: Actor | None = None) -> Occasion:
    """What a kept import was brought for: as its uploader sees it, or the person who acts on it now.

    What a row changes may depend on the person: at the reports' desk everybody has drafts of their own.
    """
    user_id = by.id if by else batch.uploaded_by_id
    person = User.objects.filter(pk=user_id).first() if user_id else None
    return Occasion(desk_of(batch), batch.about, person)
