"""An entry's payload for people. What is sealed is the JSON text; this is only how the auditor's page shows it."""

import json
from typing import Any

LONGEST_LIST = 6
WORDS = {
    "action": "动作",
    "added": "列入",
    "added_digest": "增补摘要",
    "address": "地址",
    "annual_plan_wan": "年度计划万元",
    "batch": "批次",
    "campaign": "年度",
    "carried": "沿用",
    "categories": "类别",
    "changes": "改动",
    "correction": "更正申请",
    "department": "部门",
    "digest": "摘要",
    "display_name": "姓名",
    "document_number": "文号",
    "duties": "填报任务",
    "duty": "填报任务",
    "entries": "项目数",
    "firm": "业主",
    "from": "原",
    "is_working": "上班",
    "kind": "种类",
    "label": "标签",
    "listing": "列入编号",
    "month": "月份",
    "months": "月份",
    "name": "名称",
    "note": "说明",
    "now": "现",
    "number": "编号",
    "origin": "来源",
    "page": "页面",
    "parts": "子项目",
    "plan_wan": "计划万元",
    "planned_on": "计划日期",
    "projects": "项目",
    "promised_on": "承诺日期",
    "reached_on": "完成日期",
    "proposed": "拟办",
    "refused": "未通过",
    "remarks": "意见",
    "removed": "移除",
    "reports": "月报",
    "role": "角色",
    "rose": "自动提级",
    "sequence": "序号",
    "targets": "目标",
    "tasks": "事项",
    "text": "内容",
    "tier": "层级",
    "to": "改为",
    "told": "通知人数",
    "unit": "单位",
    "units": "单位",
    "username": "用户名",
    "version": "版本",
    "was": "原",
    "way": "方式",
    "year": "年度",
    "ytd_done_wan": "本年累计万元",
}
VALUES = {"api": "接口", "page": "网页", "grid": "填报表格", "form": "单项填报"}


def in_words(payload: str) -> str:
    """`原 —；现 2426700.00` for `{"now": "2426700.00", "was": null}`; a name without a word stays as it is."""
    return _said(json.loads(payload))


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return "；".join(f"{WORDS.get(name, name)} {_inner(each)}" for name, each in value.items())
    if isinstance(value, list):
        shown = "、".join(_inner(each) for each in value[:LONGEST_LIST])
        return f"{shown} 等{len(value)}项" if len(value) > LONGEST_LIST else shown or "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    return "—" if value is None or value == "" else VALUES.get(str(value), str(value))


def _inner(value: Any) -> str:
    return f"（{_said(value)}）" if isinstance(value, dict) and value else _said(value)
