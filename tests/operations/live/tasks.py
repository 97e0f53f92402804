"""A job whose steps each leave one row, and that waits inside a step until told to go on."""

import time
from collections.abc import Sequence
from pathlib import Path

from core.foundation import clock
from core.operations.kinds import Inputs, Step, job_kind
from core.operations.models import StoredFile

LONGEST_WAIT = 30.0


@job_kind("live.effects", "留痕")
def effects(inputs: Inputs) -> Sequence[Step]:
    """`steps`: how many, each `pause` seconds long, their effects under `name`; `hold_at`: the step that waits in
    `folder` for a file “go”, after its effect was written."""
    return [
        Step(f"第{number}步", lambda number=number: leave_effect(inputs, number)) for number in range(inputs["steps"])
    ]


def leave_effect(inputs: Inputs, number: int) -> None:
    StoredFile.objects.create(
        name=f"{inputs.get('name', '')}step {number}",
        kind="effect",
        sha256="",
        size=0,
        path="",
        stored_at=clock.real_now(),
    )
    time.sleep(float(inputs.get("pause", 0)))
    if number == inputs.get("hold_at"):
        folder = Path(inputs["folder"])
        (folder / "held").touch()
        until = time.monotonic() + LONGEST_WAIT
        while not (folder / "go").exists() and time.monotonic() < until:
            time.sleep(0.05)


def effects_left() -> dict[str, int]:
    """How often each step took effect."""
    names = list(StoredFile.objects.filter(kind="effect").values_list("name", flat=True))
    return {name: names.count(name) for name in sorted(set(names))}
