"""How a light looks: the tone its mark takes in the kit, beside its word."""

from typing import NamedTuple

from reporting.choices import Light


class LightMark(NamedTuple):
    """`tone` is one of the kit's (ok late bad wait none), `label` the word people read."""

    tone: str
    label: str


LIGHT_MARKS: dict[str, LightMark] = {light.value: LightMark(light.tone, light.label) for light in Light}

SEVERITY = (Light.RED, Light.YELLOW, Light.GREEN, Light.BEFORE_START, Light.UNLIT)
"""The order in which lights are sorted, the worst first."""
