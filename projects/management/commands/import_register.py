"""`manage.py import_register FILE [--campaign 2018] [--dry-run] [--json]`: the register desk without its pages."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from core.foundation import clock
from core.foundation.money import wan_text
from core.foundation.months import Month
from core.foundation.verdict import Refused
from core.intake.choices import RowGroup
from core.journal.actor import SYSTEM
from projects.actions import BatchPaper
from projects.imports.actions import commit, receive
from projects.imports.analysis import Analysis, analyse
from projects.imports.report import as_json
from projects.imports.words import register_desk
from projects.models import Campaign

UNDERSTOOD, QUESTIONS, REFUSED = 0, 1, 2


class Command(BaseCommand):
    help = "导入项目台账（.xlsx）：读取、核对、入库。退出码 0 全部读懂，1 有问题待处理（不入库），2 文件未能读取。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--campaign", type=int, help="年度，默认为当前年度")
        parser.add_argument("--dry-run", action="store_true", help="只核对，不入库")
        parser.add_argument("--json", action="store_true", help="把读懂的内容作为一个 JSON 对象输出")
        parser.add_argument("--skip-questions", action="store_true", help="有问题的行跳过，其余入库")
        parser.add_argument("--document", default="", help="计划批次的依据文号")
        parser.add_argument("--approver", default="", help="计划批次的批准人")
        parser.add_argument("--reason", default="命令行导入", help="修改理由")

    def handle(self, *args: Any, **options: Any) -> None:
        code = self._run(options)
        if code:
            raise SystemExit(code)

    def _run(self, options: dict[str, Any]) -> int:
        path: Path = options["file"]
        try:
            campaign = _campaign(options["campaign"])
            with path.open("rb") as file:
                analysis = analyse(file, path.name, campaign, limits="job")
                self._print(analysis, campaign, as_object=options["json"])
                is_held = analysis.has_questions and not options["skip_questions"]
                if not options["dry_run"] and not is_held:
                    self._commit(file, campaign, analysis, options)
        except Refused as refused:
            self._refuse(path.name, refused, as_object=options["json"])
            return REFUSED
        except OSError as error:
            self._refuse(path.name, Refused(f"文件打不开：{error.strerror}"), as_object=options["json"])
            return REFUSED
        return QUESTIONS if analysis.has_questions else UNDERSTOOD

    def _commit(self, file: Any, campaign: Campaign, analysis: Analysis, options: dict[str, Any]) -> None:
        if not analysis.counts["new"] + analysis.counts["changed"]:
            return
        at = clock.now()
        file.seek(0)
        batch = receive(file, options["file"].name, campaign=campaign, by=SYSTEM, at=at, limits="job")
        paper = _paper(options)
        done = commit(batch, reason=options["reason"], paper=paper, seen_digest=batch.digest, by=SYSTEM, at=clock.now())
        if not options["json"]:
            self.stdout.write(f"已入库：{done.number}")

    def _print(self, analysis: Analysis, campaign: Campaign, *, as_object: bool) -> None:
        if as_object:
            text = json.dumps(as_json(analysis, register_desk(campaign)), ensure_ascii=False, indent=1)
            self.stdout.write(text)
            return
        for sheet in analysis.understanding.sheets:
            self.stdout.write(
                f"工作表“{sheet.name}”：{sheet.kind}，{sheet.data_rows} 行，单位 {sheet.unit or '未写明'}"
            )
        counts = "，".join(f"{group.label} {analysis.counts[group.value]}" for group in RowGroup)
        plan = analysis.sums.get("annual_plan_wan")
        self.stdout.write(f"{counts}；年度计划合计 {wan_text(plan, 2)} 万元")
        for issue in analysis.understanding.issues:
            self.stdout.write(f"{issue.tier.value} {issue.sheet} {issue.cell}：{issue.message}")
        for row, each in zip(analysis.understanding.rows, analysis.compared, strict=True):
            if each.group == RowGroup.QUESTION:
                said = [issue.message for issue in row.issues] + [note.message for note in each.notes]
                self.stdout.write(f"要您处理 {row.sheet} 第{row.row}行 {row.values.get('name', '')}：{'；'.join(said)}")

    def _refuse(self, name: str, refused: Refused, *, as_object: bool) -> None:
        if as_object:
            answer = {"file": name, "refused": refused.code, "message": refused.message}
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            self.stderr.write(f"{name}：{refused.message}")


def _campaign(year: int | None) -> Campaign:
    found = Campaign.objects.filter(year=year) if year else Campaign.objects.filter(is_current=True)
    campaign = found.first()
    if campaign is None:
        raise Refused(f"没有 {year} 年度，请先建立" if year else "还没有当前年度，请先建立年度")
    return campaign


def _paper(options: dict[str, Any]) -> BatchPaper:
    return BatchPaper(
        title=f"导入台账：{options['file'].name}"[:80],
        reason=options["reason"],
        document_number=options["document"] or "未注明（命令行导入）",
        approver_label=options["approver"] or "未注明（命令行导入）",
        approved_at=clock.now(),
        effective_month=Month.of(clock.now()),
    )
