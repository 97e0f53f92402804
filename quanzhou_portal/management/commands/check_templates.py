"""``manage.py check_templates``: every template compiles, also those that no test renders."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template import TemplateSyntaxError, engines


class Command(BaseCommand):
    """Compile all files below templates/; unknown tags, filters and unclosed blocks are errors."""

    help = "Compile every template of the project."

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.BASE_DIR) / "templates"
        engine = engines["django"]
        problems = []
        for path in sorted(folder.rglob("*")):
            if not path.is_file():
                continue
            try:
                engine.from_string(path.read_text(encoding="utf-8"))
            except TemplateSyntaxError as error:
                problems.append(f"{path.relative_to(folder)}: {error}")
        if problems:
            raise CommandError("\n".join(problems))
        self.stdout.write("All templates compile.")
