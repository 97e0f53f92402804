"""The columns of a month's table. The words people head them with stand in data/headings.csv: add one there.

Headings are written cleaned, as those of the register: no blanks, half width, no unit but %, months as “M月” and “R月”.
"""

import csv
from collections import defaultdict
from pathlib import Path
from typing import Any

from core.intake.desk import Field, Kind, Period


def _headings() -> dict[str, tuple[str, ...]]:
    found = defaultdict(list)
    with (Path(__file__).parent / "data" / "headings.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["field"]].append(row["heading"])
    return {key: tuple(headings) for key, headings in found.items()}


_HEADINGS = _headings()


def _field(key: str, label: str, kind: Kind, **options: Any) -> Field:
    return Field(key, label, kind, _HEADINGS.get(key, ()), **options)


SENDING = "sending"
"""What a row changes that says nothing new of a report which nobody has handed in yet: it would be sent."""

LONGEST_TEXT = 1_000
"""As in the form of one report."""

FIELDS = (
    _field("serial", "序号", Kind.SERIAL, is_written=False),
    _field("code", "项目编码", Kind.CODE, is_written=False),
    _field("national_code", "国家项目代码", Kind.CODE, is_written=False),
    _field("name", "项目名称", Kind.NAME, longest=120),
    _field("unit", "上报单位", Kind.CHOICE, is_written=False),
    _field("owner", "建设单位（业主）", Kind.TEXT, longest=80, is_written=False),
    _field("total_investment_wan", "总投资", Kind.WAN, is_written=False),
    _field("annual_plan_wan", "年度计划", Kind.WAN, is_written=False),
    _field("due_wan", "应完成", Kind.WAN, is_written=False),
    _field("prior_ytd_wan", "上月累计", Kind.WAN, is_written=False),
    _field("month_done_wan", "本月完成", Kind.WAN, period=Period.MONTH),
    _field("ytd_done_wan", "本年累计", Kind.WAN, period=Period.TO_DATE),
    _field("since_start_wan", "自开工累计", Kind.WAN, is_written=False),
    _field("completion_rate", "完成率", Kind.RATE, is_written=False),
    _field("land_cost_wan", "其中：征迁费用", Kind.WAN),
    _field("progress_percent", "形象进度%", Kind.PERCENT),
    _field("progress_text", "形象进度", Kind.TEXT, longest=LONGEST_TEXT, period=Period.TO_DATE),
    _field("problem_class", "问题类别", Kind.CHOICE),
    _field("problem_text", "存在问题", Kind.TEXT, longest=LONGEST_TEXT),
    _field("physical_facts", "实物量", Kind.TEXT, longest=LONGEST_TEXT),
    _field("write_back_reason", "冲减原因", Kind.CHOICE),
    _field("jump_reason", "突增原因", Kind.CHOICE),
    _field(SENDING, "报送", Kind.IGNORED, is_written=False),
    _field("other", "不导入的栏目", Kind.IGNORED, is_written=False),
)

FIGURES = ("month_done_wan", "ytd_done_wan")
SAID = (
    *FIGURES, "land_cost_wan", "progress_percent", "progress_text", "problem_class", "problem_text", "physical_facts",
    "write_back_reason", "jump_reason",
)  # fmt: skip
"""What a row may say of a report: the fields of its form."""

DECIMALS = frozenset({*FIGURES, "land_cost_wan", "progress_percent"})

ISSUED_VERSION = "issued_version"
"""Kept with a row of a pre-filled form: the version of the report when the form was issued."""

LABELS = {field.key: field.label for field in FIELDS}
