"""What an edition of the guide changes against the one in force, in words for whoever publishes it."""

from collections.abc import Iterator

from .choices import DependencyKind
from .edition import Edition, papers_of
from .models import Dependency, GuideVersion, Matter

_FIELDS = {
    "name": "名称",
    "lead": "牵头部门",
    "stage": "阶段",
    "legal_days": "法定时限",
    "promised_days": "承诺时限",
    "green_days": "绿色通道时限",
    "extension_days": "可延长",
    "resume_mode": "补正后计时",
    "papers": "申请材料",
}


def differences(guide: GuideVersion | None, edition: Edition) -> list[str]:
    """Line by line: matters and templates that come, go or change. Everything is new where there is no edition yet."""
    return [*_matters(guide, edition), *_edges(guide, edition), *_templates(guide, edition)]


def _matters(guide: GuideVersion | None, edition: Edition) -> Iterator[str]:
    was = {matter.code: matter for matter in _rows(guide)}
    new = {row["code"]: row for row in edition.matters}
    yield from (f"取消事项：{was[code].name}（{code}）" for code in was if code not in new)
    for code, row in new.items():
        if code not in was:
            yield f"新增事项：{row['name']}（{code}），承诺{row['promised_days']}个工作日"
            continue
        before = _values(was[code])
        after = {name: row.get(name, _UNSAID.get(name)) for name in _FIELDS} | {"papers": papers_of(row)}
        for name, label in _FIELDS.items():
            if before[name] != after[name]:
                yield f"{row['name']}（{code}）{label}：{_words(before[name])} → {_words(after[name])}"


_UNSAID = {"extension_days": 0, "resume_mode": "resume", "green_days": None}
"""What a file that does not name them means."""


def _rows(guide: GuideVersion | None) -> list[Matter]:
    return list(guide.matters.select_related("lead").prefetch_related("papers")) if guide else []


def _values(matter: Matter) -> dict[str, object]:
    own = {name: getattr(matter, name) for name in _FIELDS if hasattr(matter, name)}
    papers = [(paper.name, paper.is_secondary) for paper in matter.papers.all()]
    return own | {"lead": matter.lead.code, "green_days": matter.own_green_days, "papers": papers}


def _words(value: object) -> str:
    if isinstance(value, list):
        return "、".join(f"{name}（可容缺）" if later else name for name, later in value)
    return "未定" if value is None else str(value)


def _edges(guide: GuideVersion | None, edition: Edition) -> Iterator[str]:
    rows = Dependency.objects.filter(after__guide=guide) if guide else Dependency.objects.none()
    was = {(before, after, DependencyKind(kind)) for before, after, kind in rows.values_list(*_EDGE)}
    for mark, edges in (("取消", was - set(edition.edges)), ("新增", set(edition.edges) - was)):
        yield from (f"{mark}{kind.label}：{before} → {after}" for before, after, kind in sorted(edges))


_EDGE = ("before__code", "after__code", "kind")


def _templates(guide: GuideVersion | None, edition: Edition) -> Iterator[str]:
    was = {row.code: row for row in guide.templates.prefetch_related("matters")} if guide else {}
    new = {row["code"]: row for row in edition.templates}
    for code, template in was.items():
        if code not in new:
            yield f"取消模板：{template.name}；已选用它的项目仍按原版办理，须另选"
    for code, row in new.items():
        if code not in was:
            yield f"新增模板：{row['name']}"
            continue
        before = {matter.code for matter in was[code].matters.all()}
        if added := [each for each in row["matters"] if each not in before]:
            yield f"{row['name']}增加：{'、'.join(added)}"
        if dropped := sorted(before - set(row["matters"])):
            yield f"{row['name']}减少：{'、'.join(dropped)}"
        if was[code].ceiling_days != row["ceiling_days"]:
            yield f"{row['name']}全流程上限：{was[code].ceiling_days} → {row['ceiling_days']}"
