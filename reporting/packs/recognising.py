"""A workbook that comes back: is it a form of ours, for this month and this desk, and has anything moved since?"""

from django.utils.timezone import localtime

from core.intake.desks import Occasion
from core.intake.grid import Workbook
from core.intake.issues import Issue, Tier
from core.intake.understanding import ReadRow, Understanding
from reporting.imports.duties import Duties
from reporting.imports.fields import ISSUED_VERSION, LABELS
from reporting.models import ReportingMonth

from . import seal as seals
from .seal import Issued, Seal

_AGAIN = "在“本月填报”重新下载预填表，把填的数粘贴过去再传"


def recognise(
    workbook: Workbook, understanding: Understanding, occasion: Occasion, month: ReportingMonth, duties: Duties
) -> None:
    """Say what is to be said of a sealed form, and keep with each row what it was issued on.

    A workbook without a seal is a workbook like any other. A foreign or broken one holds the whole table.
    """
    sheet = next((each for each in workbook.sheets if each.name == seals.SHEET), None)
    if sheet is None:
        return
    understanding.issues = [each for each in understanding.issues if not _is_about_hidden(each)]
    seal = seals.opened(sheet)
    if seal is None:
        message = "预填表的封签被改动过，不能确认这张表是按什么数下发的"
        cure = f"{_AGAIN}；或删去“{seals.SHEET}”页，按普通工作簿导入"
        understanding.issues.append(_issue(Tier.ERROR, "pack_broken", message, cure))
        return
    foreign = _foreign(seal, occasion, month, duties)
    if foreign is not None:
        understanding.issues.append(foreign)
        return
    understanding.issues += _told(seal, duties)
    _keep(seal, understanding)


def _is_about_hidden(issue: Issue) -> bool:
    return issue.rule == "hidden_sheet" and seals.SHEET in issue.message


def _foreign(seal: Seal, occasion: Occasion, month: ReportingMonth, duties: Duties) -> Issue | None:
    if seal.year != month.campaign.year:
        message = f"这是 {seal.year} 年的预填表，本次填报的是 {month.campaign.year} 年"
        return _issue(Tier.ERROR, "pack_other_year", message, f"换成 {month.campaign.year} 年的表，或{_AGAIN}")
    if seal.month != str(month.month):
        message = f"这是 {_month_of(seal)}的预填表，本次填报的是{month.month.label}"
        return _issue(Tier.ERROR, "pack_other_month", message, f"换成{month.month.label}的表，或{_AGAIN}")
    if occasion.person is not None and not _is_own(seal, duties):
        message = f"这是“{seal.issued_name}”的预填表，不是您填报的"
        return _issue(Tier.ERROR, "pack_other_unit", message, "请由该单位的填报员传回，或换成您自己的表")
    return None


def _is_own(seal: Seal, duties: Duties) -> bool:
    """A unit's form belongs to whoever fills for the unit, or for every project on it; an owner's to whoever fills for
    one of them: projects come and go between a form's going out and its return."""
    reached = duties.register.by_code.keys()
    units = set(seal.issued_for.split())
    if not units:
        return not seal.rows.keys().isdisjoint(reached)
    own = {each.duty.unit.code for each in duties.by_id.values()}
    return not units.isdisjoint(own) or seal.rows.keys() <= reached


def _month_of(seal: Seal) -> str:
    year, _, number = seal.month.partition("-")
    return f"{year}年{int(number)}月"


def _told(seal: Seal, duties: Duties) -> list[Issue]:
    """Which form it is, and how many of its projects have moved since it was issued."""
    part = f"（{seal.part}）" if seal.part else ""
    issued = f"{localtime(seal.issued_at):%-m月%-d日 %H:%M}"
    message = f"认出{seal.issued_name}{_month_of(seal)}预填表{part}，{issued}下载，{len(seal.rows)} 项"
    told = [_issue(Tier.NORMALISED, "pack", message, "")]
    known = {code: duties.register.by_code.get(code) for code in seal.rows}
    gone = [code for code, found in known.items() if found is None]
    moved = [code for code, found in known.items() if found is not None and _has_moved(seal, code, duties, found.id)]
    if moved:
        message = f"下载之后有 {len(moved)} 项的上月累计或填报状态变了，逐行注明"
        told.append(_issue(Tier.NOTICE, "pack_stale", message, _AGAIN))
    if gone:
        message = f"下载之后有 {len(gone)} 项不再由您填报：{'、'.join(gone[:5])}{'等' if len(gone) > 5 else ''}"
        told.append(_issue(Tier.NOTICE, "pack_gone", message, "这些行请删去，或本次跳过"))
    return told


def _has_moved(seal: Seal, code: str, duties: Duties, duty_id: int) -> bool:
    issued, owed = seal.rows[code], duties.by_id[duty_id]
    return issued.version != owed.duty.version or issued.prior_ytd_wan != owed.background.prior_ytd_wan


def _keep(seal: Seal, understanding: Understanding) -> None:
    """With each row what it was issued on: the comparison asks again at every look."""
    for row in understanding.rows:
        issued = seal.rows.get(str(row.values.get("code", "")).upper())
        if issued is not None:
            row.values[ISSUED_VERSION] = str(issued.version)
            row.values.setdefault("prior_ytd_wan", issued.prior_ytd_wan)
            _follow(row, issued)


def _follow(row: ReadRow, issued: Issued) -> None:
    """Month and year to date stood there both: where only one was changed, the other is worked out again, as on the
    page."""
    stood = {"month_done_wan": issued.month_done_wan, "ytd_done_wan": issued.ytd_done_wan}
    changed = [key for key, value in stood.items() if row.values.get(key) not in {value, None}]
    if issued.month_done_wan is None or len(changed) != 1:
        return
    (other,) = stood.keys() - {changed[0]}
    if row.values.pop(other, None) is not None:
        message = f"只改了{LABELS[changed[0]]}，{LABELS[other]}按它重新算"
        place = (row.sheet, row.row, row.columns.get(other, 0), LABELS[other], str(stood[other]))
        row.issues.append(Issue(*place, Tier.NORMALISED, "follows", message))


def _issue(tier: Tier, rule: str, message: str, cure: str) -> Issue:
    return Issue(seals.SHEET, 0, 0, "预填表", "", tier, rule, message, proposal=cure)
