"""Who may change the register, the plans and the targets. Which rows: `visible_to`, always first."""

from typing import TYPE_CHECKING

from core.accounts.roles import Can
from core.foundation.verdict import YES, Verdict, all_of, no

from .models import Campaign, Listing, Milestone

if TYPE_CHECKING:
    from core.accounts.models import User


def may_edit_project(user: "User") -> Verdict:
    return user.may(Can.EDIT_REGISTER)


def may_edit_listing(user: "User", listing: Listing) -> Verdict:
    """A project that has left the list stays as it was when it left."""
    still_listed = YES if listing.left_by_id is None else no("项目已退出本年名单，列入信息不再修改", code="left")
    return all_of(user.may(Can.EDIT_REGISTER), still_listed)


def may_adjust_plan(user: "User", campaign: Campaign) -> Verdict:
    current = YES if campaign.is_current else no("只有当前年度的计划可以调整", code="not_current")
    return all_of(user.may(Can.EDIT_PLAN), current)


def may_promise(user: "User", milestone: Milestone) -> Verdict:
    """A new date can be promised until the node is reached."""
    unreached = YES if milestone.actual_on is None else no("节点已完成，无需再承诺日期", code="reached")
    return all_of(user.may(Can.EDIT_REGISTER), unreached)


def may_enter_target_inputs(user: "User") -> Verdict:
    return user.may(Can.EDIT_TARGETS)
