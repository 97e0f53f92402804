"""``python -m tests.intake.fuzz TARGET -max_total_time=SECONDS CORPUS``: one target under the fuzzer's own options."""

import sys

import atheris

with atheris.instrument_imports(include=["core.intake"]):
    from tests.intake.fuzz.targets import TARGETS

if __name__ == "__main__":
    name = sys.argv.pop(1)
    atheris.Setup(sys.argv, TARGETS[name])
    atheris.Fuzz()
