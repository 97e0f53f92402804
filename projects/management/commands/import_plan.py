"""`manage.py import_plan FILE [--campaign 2018] [--dry-run] [--json]`: the plan desk without its pages."""

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandError

from core.foundation import clock
from core.foundation.months import Month
from core.foundation.verdict import Refused
from core.intake.commands import ImportCommand
from core.intake.desks import Occasion, desk_named
from core.journal.actor import SYSTEM, Actor
from projects.actions import BatchPaper
from projects.imports.desk import current_year
from projects.imports.forms import MONTHS_HELP, SCALED, STRAIGHT


class Command(ImportCommand):
    help = "导入年度计划和月计划：读取、核对、入库。退出码 0 全部读懂，1 有问题待处理（不入库），2 未能读取或入库。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--campaign", type=int, help="年度，默认为当前年度")
        parser.add_argument("--document", default="", help="依据文号，入库必填")
        parser.add_argument("--approver", default="", help="批准人（单位），入库必填")
        parser.add_argument("--reason", default="命令行导入", help="调整理由")
        parser.add_argument("--months", choices=(SCALED, STRAIGHT), default=SCALED, help=MONTHS_HELP)
        parser.add_argument("--effective", type=_month, help="生效月份，如 2018-07，默认本月")

    def occasion(self, options: Mapping[str, Any]) -> Occasion:
        if not options["dry_run"] and not (options["document"] and options["approver"]):
            raise Refused(
                "调整计划须有文件依据：请加 --document 和 --approver，或先用 --dry-run 核对", code="paper_missing"
            )
        return Occasion(desk_named("plan"), str(options["campaign"] or current_year()))

    def actor(self, options: Mapping[str, Any]) -> Actor:
        return SYSTEM

    def words(self, options: Mapping[str, Any]) -> Mapping[str, Any]:
        at = clock.now()
        paper = BatchPaper(
            title=f"导入年度计划：{options['file'].name}"[:80],
            reason=options["reason"],
            document_number=options["document"],
            approver_label=options["approver"],
            approved_at=at,
            effective_month=options["effective"] or Month.of(at),
        )
        return {"reason": options["reason"], "paper": paper, "months": options["months"]}


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError as error:
        raise CommandError(str(error)) from error
