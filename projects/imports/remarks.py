"""What the register's and the plan's desk both say of a row that cannot be written, each with its cure."""

from core.intake.issues import Note, Tier


def left() -> Note:
    return Note(Tier.ERROR, "left", "项目已退出本年名单，不再修改", proposal="从表中删去这一行，或本次跳过")


def package_plan(field: str) -> Note:
    message = "打捆项目的计划由子项目合计，不能直接改"
    cure = "在表中分列其子项目，或在“调整计划”中逐项调整"
    return Note(Tier.ERROR, "package_plan", message, proposal=cure, field=field)


def earlier_plan(old: str, new: str, field: str) -> Note:
    """The row repeats a plan that was adjusted away."""
    message = f"表中的计划 {new} 与调整前的计划相同，系统现为 {old}，像是旧表"
    return Note(Tier.ERROR, "earlier_plan", message, old, "请用最新导出的表；确要改回的，走“调整计划”", field)


def settled_before(old: str, new: str, field: str) -> Note:
    message = f"至上年底累计系统为 {old}，表中为 {new}；此数一年核定一次，已核定的不由导入修改"
    return Note(Tier.ERROR, "settled_before", message, old, "请与市局核对后办理更正", field)


def dates_backwards(finish: str, start: str, field: str) -> Note:
    """`finish` and `start` are a date with its words before it: “计划竣工 2018-03-31”."""
    cure = "改正其中一个日期；系统中的日期不对的，把两个日期都填在表中"
    return Note(Tier.ERROR, "dates_backwards", f"{finish} 早于{start}", proposal=cure, field=field)
