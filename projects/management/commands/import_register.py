"""`manage.py import_register FILE [--campaign 2018] [--dry-run] [--json]`: the register desk without its pages."""

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from core.foundation import clock
from core.foundation.months import Month
from core.intake.commands import ImportCommand
from core.intake.desks import Occasion, desk_named
from core.journal.actor import SYSTEM, Actor
from projects.actions import BatchPaper
from projects.imports.desk import current_year
from projects.imports.forms import MONTHS_HELP, SCALED, STRAIGHT

NOT_SAID = "未注明（命令行导入）"


class Command(ImportCommand):
    help = "导入项目台账：读取、核对、入库。退出码 0 全部读懂，1 有问题待处理（不入库），2 文件未能读取。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--campaign", type=int, help="年度，默认为当前年度")
        parser.add_argument("--document", default=NOT_SAID, help="计划批次的依据文号")
        parser.add_argument("--approver", default=NOT_SAID, help="计划批次的批准人")
        parser.add_argument("--reason", default="命令行导入", help="修改理由")
        parser.add_argument("--months", choices=(SCALED, STRAIGHT), default=SCALED, help=MONTHS_HELP)

    def occasion(self, options: Mapping[str, Any]) -> Occasion:
        return Occasion(desk_named("register"), str(options["campaign"] or current_year()))

    def actor(self, options: Mapping[str, Any]) -> Actor:
        return SYSTEM

    def words(self, options: Mapping[str, Any]) -> Mapping[str, Any]:
        at = clock.now()
        paper = BatchPaper(
            title=f"导入台账：{options['file'].name}"[:80],
            reason=options["reason"],
            document_number=options["document"],
            approver_label=options["approver"],
            approved_at=at,
            effective_month=Month.of(at),
        )
        return {"reason": options["reason"], "paper": paper, "months": options["months"]}
