"""The letters of a confirmed paper: 督办函, 约谈通知, 约谈记录."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import IO

from core.foundation.working_days import WorkingCalendar
from dispatch.choices import ProposalKind, ProposalState
from dispatch.models import Problem, Proposal, Task

from .draft import Draft
from .wording import balanced, ended, long_date

UNNUMBERED = "（编号由公文系统编排）"


def kinds_of(proposal: Proposal) -> Mapping[str, str]:
    """Which letters a confirmed paper has, by name in the address; nothing for the others."""
    if proposal.state != ProposalState.CONFIRMED:
        return {}
    return {
        ProposalKind.SUPERVISION: {"supervision": "督办函"},
        ProposalKind.INTERVIEW: {"notice": "约谈通知", "record": "约谈记录"},
    }.get(ProposalKind(proposal.kind), {})


def file_name(proposal: Proposal, kind: str) -> str:
    about = proposal.problem.label if proposal.problem else proposal.unit.name
    return f"{kinds_of(proposal)[kind]}（{about}）.docx"


def written(proposal: Proposal, kind: str, *, today: date, calendar: WorkingCalendar, issuer: str) -> IO[bytes]:
    """An open temporary file at its start. The proposal comes with problem, unit, task and the campaign."""
    draft = Draft(file_name(proposal, kind).removesuffix(".docx"), issuer=issuer)
    _WRITERS[kind](draft, proposal, today, calendar)
    return draft.saved()


def _supervision(draft: Draft, proposal: Proposal, today: date, calendar: WorkingCalendar) -> None:
    problem, task = proposal.problem, proposal.task
    draft.head("督办函", state="代拟稿", under=UNNUMBERED)
    draft.title(*balanced(f"关于督办“{problem.title}”的函"))
    draft.addressee(task.lead_name)
    draft.body(
        f"{problem.campaign.name}项目“{problem.listing.project.name}”存在的问题逾期未办结，现予督办，有关事项函告如下："
    )
    draft.section("基本情况", *_facts(problem), _overdue(problem, today, calendar))
    draft.section("督办要求", *_asked(problem, task))
    draft.close(today.year)
    draft.imprint("市城乡建设大会战指挥部。")


def _facts(problem: Problem) -> list[str]:
    said = [ended(f"{long_date(problem.reported_at.date())}，{problem.unit.name}提出：{problem.description}")]
    if problem.tried:
        said.append(ended(f"已采取措施：{problem.tried}"))
    return said


def _overdue(problem: Problem, today: date, calendar: WorkingCalendar) -> str:
    """How late the problem is on the day the draft is made, from the deadline in force."""
    due = problem.deadline.due_on
    over = calendar.used(due, today)
    late = f"，已超{over}个工作日" if over else ""
    return f"该问题现由{problem.get_tier_display()}协调，办理期限{long_date(due)}{late}。"


def _asked(problem: Problem, task: Task) -> list[str]:
    wanted = problem.measures or problem.wanted_decision
    by_when = (
        f"请于{long_date(task.deadline.due_on)}前将办理结果书面函复，并附现场照片或有关文件；确有困难的，"
        "应在期限届满前说明原因、已做工作和预计完成时间。逾期未函复的，按程序提请约谈。"
    )
    return [ended(wanted), by_when] if wanted else [by_when]


def _notice(draft: Draft, proposal: Proposal, today: date, calendar: WorkingCalendar) -> None:
    draft.head("约谈通知", state="代拟稿", under=UNNUMBERED)
    draft.title(*balanced(f"关于约谈{proposal.unit.name}有关负责人的通知"))
    draft.addressee(proposal.unit.name)
    draft.body("经研究，决定就城乡建设大会战项目推进中的问题约谈你单位有关负责人，现通知如下：")
    draft.section("约谈事由", *_grounds(proposal, today, calendar))
    draft.section("时间和地点", f"时间：{today.year}年　月　日　时　分", "地点：")
    draft.section("参加人员", "你单位分管负责人、项目责任单位主要负责人。")
    draft.section("有关要求", _after(proposal))
    draft.close(today.year)
    draft.imprint()


def _after(proposal: Proposal) -> str:
    """What is asked of the unit. A paper confirmed before interviews became tasks names no date."""
    task = getattr(proposal, "task", None)
    by_when = f"并于{long_date(task.deadline.due_on)}前书面报告" if task else "并书面报告"
    return (
        f"请围绕未按期办结的原因、整改措施、责任人和完成时限准备书面材料，约谈时提交；约谈后按约谈记录落实{by_when}。"
    )


def _grounds(proposal: Proposal, today: date, calendar: WorkingCalendar) -> list[str]:
    """Of a problem its facts too; of a unit red two months running the grounds say it."""
    problem = proposal.problem
    named = f"项目“{problem.listing.project.name}”{problem.label}“{problem.title}”：" if problem else ""
    return [ended(f"{named}{proposal.grounds}"), *([_overdue(problem, today, calendar)] if problem else [])]


def _record(draft: Draft, proposal: Proposal, today: date, calendar: WorkingCalendar) -> None:
    """Facts filled in, what is said left to be written by hand."""
    draft.head("约谈记录", state="记录稿", under=UNNUMBERED)
    draft.labelled("时间", f"{today.year}年　月　日　时　分")
    draft.labelled("地点", "")
    draft.labelled("约谈人", "")
    draft.labelled("被约谈单位", proposal.unit.name)
    draft.labelled("被约谈人及职务", "")
    draft.labelled("记录人", "")
    draft.section("约谈事由", *_grounds(proposal, today, calendar))
    for heading in ("被约谈单位说明情况", "约谈要求", "被约谈单位整改承诺（措施、责任人、完成时限）"):
        draft.section(heading)
        draft.blank_lines(3)
    draft.gap()
    draft.body("约谈人（签字）：　　　　　　　被约谈人（签字）：", "记录人（签字）：　　　　　　　　　　　年　月　日")


_WRITERS: Mapping[str, Callable[[Draft, Proposal, date, WorkingCalendar], None]] = {
    "supervision": _supervision,
    "notice": _notice,
    "record": _record,
}
