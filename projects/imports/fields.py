"""The columns of a project ledger. The words people head them with stand in data/headings.csv: add one there.

Headings are written cleaned: no blanks, half width, no unit, years as “Y年”, months as “M月”, spans as “R月”.
"""

import csv
from collections import defaultdict
from pathlib import Path
from typing import Any

from core.intake.desk import Field, Kind

from .months import RESCALED


def _headings() -> dict[str, tuple[str, ...]]:
    found = defaultdict(list)
    with (Path(__file__).parent / "data" / "headings.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["field"]].append(row["heading"])
    return {key: tuple(headings) for key, headings in found.items()}


_HEADINGS = _headings()


def _field(key: str, label: str, kind: Kind, **options: Any) -> Field:
    return Field(key, label, kind, _HEADINGS[key], **options)


FIELDS = (
    _field("serial", "序号", Kind.SERIAL, is_written=False),
    _field("code", "项目编码", Kind.CODE),
    _field("national_code", "国家项目代码", Kind.CODE),
    _field("name", "项目名称", Kind.NAME, longest=120),
    _field("unit", "上报单位", Kind.CHOICE),
    _field("category", "项目类别", Kind.CHOICE),
    _field("plan_nature", "项目性质", Kind.CHOICE),
    _field("status", "项目状态", Kind.CHOICE),
    _field("key_level", "重点级别", Kind.CHOICE),
    _field("management_class", "分级管理", Kind.CHOICE),
    _field("address", "建设地点", Kind.TEXT, longest=120),
    _field("owner", "建设单位（业主）", Kind.TEXT, longest=80),
    _field("scope", "建设内容及规模", Kind.TEXT, longest=2_000),
    _field("span", "建设起止年限", Kind.SPAN),
    _field("total_investment_wan", "总投资", Kind.WAN),
    _field("cumulative_before_year_wan", "至上年底累计完成投资", Kind.WAN, year_offset=-1),
    _field("initial_plan_wan", "年初计划", Kind.WAN, is_written=False),
    _field("annual_plan_wan", "年度计划投资", Kind.WAN),
    _field("month_done_wan", "本月完成投资", Kind.WAN, is_written=False),
    _field("ytd_done_wan", "本年累计完成投资", Kind.WAN, is_written=False),
    _field("since_start_wan", "自开工累计完成投资", Kind.WAN, is_written=False),
    _field("due_wan", "应完成", Kind.WAN, is_written=False),
    _field("completion_rate", "完成率", Kind.RATE, is_written=False),
    _field("progress_text", "形象进度", Kind.TEXT, longest=2_000, is_written=False),
    _field("planned_start", "计划开工", Kind.DAY),
    _field("actual_start", "实际开工", Kind.DAY),
    _field("planned_finish", "计划竣工", Kind.DAY, is_end=True),
    _field("revised_finish", "调整后竣工", Kind.DAY, is_end=True),
    _field("actual_finish", "实际竣工", Kind.DAY, is_end=True),
    _field("responsible_unit", "责任单位", Kind.TEXT, longest=60),
    _field("responsible_person", "责任人", Kind.TEXT, longest=40),
    _field("liaison_phone", "联系电话", Kind.TEXT, longest=30),
    _field("sponsoring_leader", "挂钩领导", Kind.TEXT, longest=40),
    _field("remark", "备注", Kind.TEXT),
    _field("other", "不导入的栏目", Kind.IGNORED, is_written=False),
    Field(RESCALED, "月计划（按原比例折算）", Kind.IGNORED, (), is_written=False),
)

FACT_KEYS = (
    "name", "status", "address", "owner", "scope", "total_investment_wan", "planned_start", "planned_finish",
    "revised_finish", "actual_start", "actual_finish", "national_code",
)  # fmt: skip
"""Fields that belong to the project itself."""

TERM_KEYS = (
    "unit", "category", "plan_nature", "management_class", "key_level", "responsible_unit", "responsible_person",
    "liaison_phone", "sponsoring_leader", "remark",
)  # fmt: skip
"""Fields that belong to this year's list."""

PLAN_KEYS = ("annual_plan_wan", "cumulative_before_year_wan")
NEEDED_OF_NEW = ("name", "unit", "category", "plan_nature", "annual_plan_wan")
"""Without these a project cannot enter the list."""

LABELS = {field.key: field.label for field in FIELDS}
