"""What the page of targets shows: definitions with their standing, entered figures with their history, light rules."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from core.foundation.months import Month
from core.journal.models import Entry
from dashboards.board.amounts import UNIT_LABELS, Amount, Kind
from dashboards.board.editions import choose_edition
from dashboards.board.flagships import flagship_ytd
from dashboards.board.reading import Reading, read
from dashboards.board.sight import Sight
from dashboards.board.targets import Entered, TargetStanding, newest_targets, target_standings
from projects.actions import TargetFigure
from projects.choices import TargetUnit
from projects.models import Campaign, Target, TargetInput
from projects.targets import ENTERED_INPUTS, FORMULAS, InputSpec
from reporting.models import LightRule

KINDS = {TargetUnit.COUNT: Kind.COUNT, TargetUnit.WAN: Kind.YI, TargetUnit.POINTS: Kind.POINTS}


@dataclass(frozen=True)
class TargetRow:
    """One target. `standing` is how the newest brief makes it stand, for those who see the whole city."""

    target: Target
    standing: TargetStanding | None

    @property
    def kind(self) -> Kind:
        return KINDS[TargetUnit(self.target.unit)]

    @property
    def unit(self) -> str:
        return UNIT_LABELS[self.kind]

    @property
    def goal(self) -> Amount:
        return Amount(self.target.value, self.kind)

    @property
    def value(self) -> Amount:
        return Amount(self.standing.result.value if self.standing else None, self.kind)

    @property
    def inputs(self) -> tuple[InputSpec, ...]:
        return FORMULAS[self.target.formula].inputs


@dataclass(frozen=True)
class Change:
    """How one target stands before and after a figure would be entered."""

    before: TargetRow
    after: TargetRow

    @property
    def is_same(self) -> bool:
        return (self.before.value, self._month(self.before)) == (self.after.value, self._month(self.after))

    @staticmethod
    def _month(row: TargetRow) -> Month | None:
        return row.standing.month if row.standing else None


@dataclass(frozen=True)
class InputRow:
    """One entered figure, standing or replaced; `entered_by` is the person's name at the time."""

    row: TargetInput
    entered_by: str

    @property
    def replace_url(self) -> str:
        return f"{reverse('targets')}?{urlencode({'key': self.row.key, 'month': str(self.row.month)})}#enter"


@dataclass(frozen=True)
class RuleRow:
    rule: LightRule
    is_used: bool


@dataclass(frozen=True)
class Outlook:
    """The newest brief in one sight, and the figures entered as they stand now. No reading: nothing to compute from."""

    campaign: Campaign
    reading: Reading | None
    live: Entered

    def rows(self, entered: Entered | None = None) -> list[TargetRow]:
        """Every target, worked out from `entered` (the live figures unless told)."""
        if self.reading is None:
            return [TargetRow(target, None) for target in newest_targets(self.campaign.pk)]
        standings = target_standings(
            self.reading, flagship_ytd_wan=flagship_ytd(self.reading), entered=self.live if entered is None else entered
        )
        return [TargetRow(standing.target, standing) for standing in standings]

    def changes(self, given: TargetFigure, at: datetime) -> list[Change]:
        """What entering the figure would do to the targets that use it; nothing is written."""
        would_be = TargetInput(
            key=given.key, month=given.month, value_wan=given.value_wan, source=given.source, known_from=at
        )
        after = self.rows({**self.live, (given.key, given.month): would_be})
        pairs = zip(self.rows(), after, strict=True)
        uses = [(old, new) for old, new in pairs if given.key in {spec.key for spec in old.inputs}]
        return [Change(old, new) for old, new in uses]


def outlook(campaign: Campaign, sight: Sight, history: Iterable[TargetInput]) -> Outlook:
    """The targets are the city's: whoever sees a part of it reads definitions and inputs, not how they stand."""
    edition = choose_edition({}, sight) if sight.whole_city else None
    live = {(row.key, row.month): row for row in history if row.known_to is None}
    return Outlook(campaign, read(edition, sight) if edition else None, live)


def input_history(campaign: Campaign) -> list[TargetInput]:
    """Newest month first, within a month the standing figure before those it replaced; bounded by the year."""
    return list(TargetInput.objects.filter(campaign=campaign).order_by("-month", "-known_from"))


def input_groups(campaign: Campaign, history: Iterable[TargetInput]) -> list[tuple[InputSpec, list[InputRow]]]:
    """By name, in the order of the formulas; names without a figure too."""
    people = _entered_by(campaign)
    groups: Mapping[str, list[InputRow]] = {key: [] for key in ENTERED_INPUTS}
    for row in history:
        if row.key in groups:
            subject = f"{campaign.year}:{row.key}:{row.month}"
            groups[row.key].append(InputRow(row, people.get((subject, row.known_from), "")))
    return [(ENTERED_INPUTS[key], rows) for key, rows in groups.items()]


def _entered_by(campaign: Campaign) -> dict[tuple[str, datetime], str]:
    """Who entered what: the journal knows."""
    entries = Entry.objects.about("target_input").filter(subject_id__startswith=f"{campaign.year}:")
    return {(subject, at): label for subject, at, label in entries.values_list("subject_id", "at", "actor_label")}


def rule_rows(at: datetime) -> list[RuleRow]:
    """All versions; of each metric the highest number that is valid now is the one used."""
    rules = list(LightRule.objects.order_by("metric", "-number"))
    used: dict[str, int] = {}
    for rule in rules:
        if rule.valid_from <= at:
            used.setdefault(rule.metric, rule.number)
    return [RuleRow(rule, used.get(rule.metric) == rule.number) for rule in rules]
