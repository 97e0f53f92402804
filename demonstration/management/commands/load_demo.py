from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from core.accounts.models import User
from core.foundation.verdict import Refused
from demonstration.actions import Loaded, empty, load, require_demonstration
from demonstration.cast import PASSWORD, SHOWN
from demonstration.shares import LEAST_PROJECTS, PROJECTS
from projects.models import Campaign


class Command(BaseCommand):
    help = "Load the demonstration's campaign of 2018 (demonstration profile only; the same seed gives the same rows)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--projects", type=int, default=PROJECTS, help=f"entries of the list, from {LEAST_PROJECTS}"
        )
        parser.add_argument("--months", type=int, default=7, choices=range(1, 8), help="the last one is open")
        parser.add_argument("--seed", type=int, default=2018)
        parser.add_argument(
            "--reset", action="store_true", help="throw away everything first, journal and clock included"
        )
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there is a campaign already")

    def handle(self, *args: object, **options: object) -> None:
        try:
            self._handle(options)
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal

    def _handle(self, options: dict[str, object]) -> None:
        require_demonstration()
        projects = options["projects"]
        if projects < LEAST_PROJECTS:
            raise CommandError(
                f"--projects must be at least {LEAST_PROJECTS}: every unit and flagship needs its place."
            )
        if options["reset"]:
            empty()
        elif options["if_empty"] and Campaign.objects.exists():
            self._greet()
            return
        loaded = load(projects=projects, months=options["months"], seed=options["seed"])
        self._report(loaded)
        self._greet()

    def _report(self, loaded: Loaded) -> None:
        size = f"{loaded.projects} 个项目，{loaded.leaves} 项填报任务，{loaded.months} 个月"
        self.stdout.write(f"演示数据：{size}；摘要 {loaded.digest[:16]}")

    def _greet(self) -> None:
        """Who may log in; nobody when the demonstration's accounts are not there."""
        people = {user.username: user for user in User.objects.filter(is_demonstration=True, username__in=SHOWN)}
        if not people:
            return
        self.stdout.write(f"演示账号（密码均为 {PASSWORD}）：")
        for username in SHOWN:
            if username in people:
                user = people[username]
                self.stdout.write(f"  {username:<20}{user.display_name}（{user.role_label}）")
