"""The kinds of background work. Upper apps register theirs in their `tasks.py`; nothing here knows them by name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Inputs = Mapping[str, Any]


@dataclass(frozen=True)
class Step:
    """One part of a job, committed as a whole together with the job's progress.

    `label` says what is being done (“汇总晋江市7月”). `run` may return a mapping that is merged into the job's result
    (text, whole numbers, decimals, dates; no floats). A step that was cut off is run again from its start, so it must
    be idempotent in whatever the database cannot roll back.
    """

    label: str
    run: Callable[[], Mapping[str, Any] | None]


@dataclass(frozen=True)
class Kind:
    """`steps(inputs)` lists the same steps for the same inputs, however often it is asked.

    `link(inputs, result)` is the address of what came out, empty when there is nothing to open.
    """

    name: str
    label: str
    steps: Callable[[Inputs], Sequence[Step]]
    link: Callable[[Inputs, Inputs], str]


_KINDS: dict[str, Kind] = {}


def no_link(_inputs: Inputs, _result: Inputs) -> str:
    """For work whose outcome has no page of its own."""
    return ""


def job_kind(
    name: str, label: str, *, link: Callable[[Inputs, Inputs], str] = no_link
) -> Callable[[Callable[[Inputs], Sequence[Step]]], Callable[[Inputs], Sequence[Step]]]:
    """Register the decorated function as the steps of kind `name` (“reporting.roll_up”), called `label` on screens."""

    def register(steps: Callable[[Inputs], Sequence[Step]]) -> Callable[[Inputs], Sequence[Step]]:
        if name in _KINDS:
            raise ValueError(f"job kind {name!r} is registered twice")
        _KINDS[name] = Kind(name=name, label=label, steps=steps, link=link)
        return steps

    return register


def kind_named(name: str) -> Kind:
    """LookupError when no installed app registers it."""
    try:
        return _KINDS[name]
    except KeyError:
        raise LookupError(f"no job kind {name!r}; known: {', '.join(sorted(_KINDS)) or 'none'}") from None


def label_of(name: str) -> str:
    """What screens call the kind; its bare name when the app that made it is gone."""
    return _KINDS[name].label if name in _KINDS else name
