"""How a light looks: the tone its mark takes in the kit, beside its word."""

from typing import NamedTuple

from reporting.choices import Light


class LightMark(NamedTuple):
    """`tone` is one of the kit's (ok late bad wait none), `label` the word people read."""

    tone: str
    label: str


LIGHT_MARKS: dict[str, LightMark] = {
    Light.GREEN: LightMark("ok", Light.GREEN.label),
    Light.YELLOW: LightMark("late", Light.YELLOW.label),
    Light.RED: LightMark("bad", Light.RED.label),
    Light.BEFORE_START: LightMark("wait", Light.BEFORE_START.label),
    Light.UNLIT: LightMark("none", Light.UNLIT.label),
}

SEVERITY = (Light.RED, Light.YELLOW, Light.GREEN, Light.BEFORE_START, Light.UNLIT)
"""The order in which lights are sorted, the worst first."""
