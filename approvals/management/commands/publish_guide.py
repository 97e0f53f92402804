"""`manage.py publish_guide FILE --by USER [--dry-run]`: the next edition of the guide, shown before it is in force."""

import tomllib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from approvals.actions.guide import publish_guide
from approvals.differences import differences
from approvals.edition import Edition, read_edition
from approvals.models import GuideVersion
from core.accounts.models import User
from core.foundation import clock
from core.foundation.verdict import Refused


class Command(BaseCommand):
    help = "发布审批服务指南的新版：先列出与现行版的差别。格式见 approvals/data/guide-2018.toml。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="新版指南（TOML）")
        parser.add_argument("--by", required=True, help="发布人的账号（业务科室）")
        parser.add_argument("--dry-run", action="store_true", help="只看差别，不发布")

    def handle(self, *_args: Any, **options: Any) -> None:
        edition = _read(options["file"])
        for line in differences(GuideVersion.objects.first(), edition) or ["与现行版没有差别。"]:
            self.stdout.write(line)
        if problems := edition.problems():
            raise CommandError("；".join(problems))
        if options["dry_run"]:
            return
        by = User.objects.filter(username=options["by"], is_active=True).first()
        if by is None:
            raise CommandError(f"没有账号{options['by']}，或已停用。")
        try:
            guide = publish_guide(edition=edition, by=by, at=clock.now())
        except Refused as refused:
            raise CommandError(refused.message) from refused
        self.stdout.write(f"{guide}已发布。")


def _read(path: Path) -> Edition:
    try:
        return read_edition(path)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CommandError(f"{path}读不了：{error}") from error
    except (KeyError, TypeError, ValueError) as error:
        raise CommandError(f"{path}缺少或写错了栏目：{error}") from error
