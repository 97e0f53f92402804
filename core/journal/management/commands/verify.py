import time
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import UTC, datetime

from django.core.management.base import BaseCommand, CommandError

from core.journal import checks

CHECKS: tuple[tuple[str, Callable[[], checks.Outcome]], ...] = (("操作日志", checks.chain),)
"""Name and function of each check, in order of running. Each only reads."""


class Command(BaseCommand):
    """Prints a dated report; the exit code is 0 when every check is sound, else 1. Writes nothing."""

    help = "Checks what can be checked without trusting anybody, and names the first defect."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quiet", action="store_true", help="print only what is not sound")

    def handle(self, *args: object, quiet: bool, **options: object) -> None:
        if not quiet:
            self.stdout.write(f"核验时间 {datetime.now(UTC).astimezone():%Y-%m-%d %H:%M:%S %z}")
        unsound = [name for name, check in CHECKS if not self._run(name, check, quiet=quiet)]
        if unsound:
            raise CommandError(f"核验不通过：{'、'.join(unsound)}", returncode=1)
        if not quiet:
            self.stdout.write("核验通过")

    def _run(self, name: str, check: Callable[[], checks.Outcome], *, quiet: bool) -> bool:
        start = time.monotonic()
        outcome = check()
        if not (quiet and outcome.is_sound):
            word = "完整" if outcome.is_sound else "不可信"
            self.stdout.write(f"{name} {word}：{outcome.text}（{time.monotonic() - start:.1f}秒）")
        return outcome.is_sound
