"""Who may be given what. Pure: the caller brings the facts."""

from collections.abc import Collection

from core.foundation.verdict import YES, Verdict, no

from .roles import ADMINISTRATORS, ROLES, Reach, Role

PLACE_OF_REACH = {Reach.OWN_UNIT: "unit", Reach.OWN_FIRM: "firm", Reach.OWN_DEPARTMENT: "department"}
PLACE_LABELS = {"unit": "上报单位", "firm": "业主", "department": "部门"}


def place_needed(role: Role) -> str | None:
    """ "unit", "firm" or "department" when the role holds over one of them; None when it needs no place."""
    return PLACE_OF_REACH.get(ROLES[role].reach)


def may_hold(held: Collection[Role], new: Role) -> Verdict:
    """三员分立: an administrator's role stands alone, beside no other administrator's and no business role."""
    others = [role for role in held if role != new]
    if not others or not ADMINISTRATORS.intersection([new, *others]):
        return YES
    names = "、".join(ROLES[role].label for role in others)
    return no(f"三员分立：“{ROLES[new].label}”不能与已有的“{names}”由一人兼任，请先终止原角色或换人", code="invalid")


def may_be_placed(role: Role, given: Collection[str]) -> Verdict:
    """`given` names the places filled in ("unit", "firm", "department"): exactly the one the role needs."""
    needed = place_needed(role)
    if needed and needed not in given:
        return no(f"“{ROLES[role].label}”须指定{PLACE_LABELS[needed]}", code="invalid")
    extra = [PLACE_LABELS[place] for place in given if place != needed]
    if extra:
        return no(f"“{ROLES[role].label}”不限定{'、'.join(extra)}，请留空", code="invalid")
    return YES


def not_oneself(actor_id: int | None, user_id: int, what: str) -> Verdict:
    """Administrators do nothing of this kind to their own account."""
    return no(f"不能给自己{what}，请由另一名管理员办理", code="forbidden") if actor_id == user_id else YES
