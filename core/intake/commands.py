"""The import desks without their pages: the frame of `manage.py import_register`, `import_plan`, `import_reports`."""

import json
from abc import ABC, abstractmethod
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand

from core.foundation import clock
from core.foundation.money import wan_text
from core.foundation.verdict import Refused
from core.journal.actor import Actor

from .actions import commit, keep
from .analysis import Analysis, analyse
from .choices import RowGroup
from .desks import Occasion
from .models import Batch, BatchRow
from .report import as_json
from .stored import fill, rows_of

UNDERSTOOD, QUESTIONS, REFUSED = 0, 1, 2


class ImportCommand(BaseCommand, ABC):
    """Reads a file, says what was understood and, without --dry-run, commits it. Exit code: 0, 1 or 2 as above."""

    missing_args_message = "请给出要导入的文件"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="只核对，不入库")
        parser.add_argument("--json", action="store_true", help="把读懂的内容作为一个 JSON 对象输出")
        parser.add_argument("--skip-questions", action="store_true", help="有问题的行跳过，其余入库")

    @abstractmethod
    def occasion(self, options: Mapping[str, Any]) -> Occasion:
        """What is imported into, and for whom. Refused when there is no such thing."""

    @abstractmethod
    def words(self, options: Mapping[str, Any]) -> Mapping[str, Any]:
        """The cleaned fields of the desk's commit form."""

    @abstractmethod
    def actor(self, options: Mapping[str, Any]) -> Actor:
        """Who writes. Refused where a person has to be named."""

    def handle(self, *args: Any, **options: Any) -> None:
        code = self._run(options)
        if code:
            raise SystemExit(code)

    def _run(self, options: dict[str, Any]) -> int:
        path: Path = options["file"]
        try:
            occasion = self.occasion(options)
            with path.open("rb") as file:
                analysis = analyse(file, path.name, occasion, limits="job")
                batch = Batch(desk=occasion.desk.name, about=occasion.about)
                fill(batch, analysis)
                rows = rows_of(batch, analysis)
                self._print(batch, rows, analysis, options)
                has_questions = batch.said("mapping")["is_blocked"] or bool(analysis.counts[RowGroup.QUESTION])
                if not options["dry_run"] and (options["skip_questions"] or not has_questions):
                    self._commit(file, occasion, analysis, options)
        except Refused as refused:
            self._refuse(path.name, refused, as_object=options["json"])
            return REFUSED
        except OSError as error:
            self._refuse(path.name, Refused(f"文件打不开：{error.strerror}"), as_object=options["json"])
            return REFUSED
        return QUESTIONS if has_questions else UNDERSTOOD

    def _commit(self, file: BinaryIO, occasion: Occasion, analysis: Analysis, options: dict[str, Any]) -> None:
        if not analysis.counts[RowGroup.NEW] + analysis.counts[RowGroup.CHANGED]:
            return
        by, name = self.actor(options), options["file"].name
        batch = keep(analysis, file, name, occasion=occasion, by=by, at=clock.now())
        done = commit(batch, words=self.words(options), seen_digest=batch.digest, by=by, at=clock.now())
        if not options["json"]:
            self.stdout.write(f"已{occasion.desk.verb}：{done.number}")

    def _print(self, batch: Batch, rows: list[BatchRow], analysis: Analysis, options: dict[str, Any]) -> None:
        if options["json"]:
            answer = as_json(batch, rows, analysis.desk, file=options["file"].name)
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1))
            return
        for sheet in analysis.understanding.sheets:
            unit = sheet.unit or "未写明"
            self.stdout.write(f"工作表“{sheet.name}”：{sheet.kind}，{sheet.data_rows} 行，单位 {unit}")
        counts = "，".join(f"{group.label} {analysis.counts[group.value]}" for group in RowGroup)
        sums = "".join(
            f"；{analysis.desk.label_of(key)}合计 {wan_text(total, 2)} 万元" for key, total in analysis.sums.items()
        )
        self.stdout.write(counts + sums)
        for issue in batch.said("findings")["issues"]:
            self.stdout.write(f"{issue['tier']} {issue['sheet']} {issue['cell']}：{issue['message']}")
        for row in rows:
            if row.group == RowGroup.QUESTION:
                said = "；".join(f"{remark['cell']} {remark['message']}" for remark in row.remarks)
                self.stdout.write(f"要您处理 {row.sheet} 第{row.row}行 {row.name}：{said}")

    def _refuse(self, name: str, refused: Refused, *, as_object: bool) -> None:
        if as_object:
            answer = {"file": name, "refused": refused.code, "message": refused.message}
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            self.stderr.write(f"{name}：{refused.message}")
