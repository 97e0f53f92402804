"""Entry of ``./portal``."""

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from launcher import assets, lock, packages, ports, quality, run, stamps, testing
from launcher.console import Failure, complain
from launcher.places import Places


def main(arguments: Sequence[str]) -> int:
    """Do what was asked; returns the exit code."""
    own, rest = split(list(arguments))
    options = _parser().parse_args(own)
    places = Places(Path(__file__).resolve().parent.parent)
    places.prepare()
    if rest and options.command not in {"test", "test-long", "bench", "screens"}:
        raise Failure("Only test, test-long, bench and screens hand arguments after -- on.")
    match options.command:
        case "run":
            return run.run(places, port=ports.parse(options.port or os.environ.get("PORT")))
        case "lock":
            packages.prepare(places)
            return lock.lock(places, upgrade=options.upgrade)
    with stamps.one_set_up(places):
        packages.prepare(places, dev=True)
        assets.build(places)
    work: dict[str, Callable[[], int]] = {
        "test": lambda: testing.test(places, options.stage, rest),
        "test-long": lambda: testing.test_long(places, rest),
        "bench": lambda: testing.bench(places, rest),
        "screens": lambda: testing.screens(places, rest),
        "check": lambda: quality.check(places),
    }
    return work[options.command]()


def split(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Our own arguments, and those after ``--`` that belong to pytest or to bench/."""
    if "--" not in arguments:
        return arguments, []
    place = arguments.index("--")
    return arguments[:place], arguments[place + 1 :]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./portal", description="Sets up, serves and checks the portal.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    serve = commands.add_parser("run", help="set everything up and serve the demonstration")
    serve.add_argument("--port", help=f"first port to try (also PORT=; default {ports.DEFAULT_PORT})")
    tests = commands.add_parser("test", help="set everything up and run the tests; -- hands the rest to pytest")
    tests.add_argument("stage", nargs="?", default="all", choices=["all", *testing.STAGES])
    commands.add_parser("test-long", help="full sizes and full rounds of the fault tests")
    commands.add_parser("check", help="style, floors, types, templates, migrations, deployment settings")
    commands.add_parser("bench", help="measure against floors, on PostgreSQL; -- --quick is a short run")
    commands.add_parser("screens", help="take the pictures of docs/screens/; names of screens after --")
    locking = commands.add_parser("lock", help="compile the requirement files")
    locking.add_argument("--upgrade", action="store_true", help="to the newest versions allowed")
    return parser


def _terminated(*_: object) -> NoReturn:
    sys.exit(128 + signal.SIGTERM)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _terminated)  # so that every `finally` ends what it started
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        sys.exit(main(sys.argv[1:]))
    except Failure as failure:
        complain(f"portal: {failure}")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
