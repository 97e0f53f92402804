from typing import Generic, NamedTuple, TypeVar

from core.intake.grid import Cell, Kind
from core.intake.issues import Note, Tier

Value = TypeVar("Value")

EMPTY_WORDS = frozenset(
    {
        "-", "--", "---", "—", "——", "———", "–", "−", "/", "\\", "//", "…", "……", "...", "......", "无", "暂无", "待定",
        "未定", "不详", "空", "暂缺", "未知", "待核", "待核实", "待明确", "n/a", "na", "none", "null",
    }
)  # fmt: skip
"""What people write where they have nothing to say; compared after squeezing and width folding."""

_DITTO = frozenset({"同上", "〃", "″", '"', "“", "”", "''", "′′"})

LONGEST_EMPTY_WORD = 2 * max(map(len, EMPTY_WORDS))
"""Cleaned texts beyond this are no such word, however many blanks stand in it."""


class Reading(NamedTuple, Generic[Value]):
    """A value (None when there is none) and what is to be said about it."""

    value: Value | None = None
    notes: tuple[Note, ...] = ()

    @property
    def is_refused(self) -> bool:
        return any(note.tier == Tier.ERROR for note in self.notes)


NOTHING: Reading = Reading()
"""The answer for a blank cell."""

_WITHOUT_VALUE = frozenset({Kind.UNCOMPUTED, Kind.ERROR})


def error(rule: str, message: str, *, accepted: str = "", proposal: str = "") -> Reading:
    return Reading(None, (Note(Tier.ERROR, rule, message, accepted, proposal),))


def notice(rule: str, message: str, *, proposal: str = "") -> Note:
    return Note(Tier.NOTICE, rule, message, proposal=proposal)


def normalised(rule: str, message: str) -> Note:
    return Note(Tier.NORMALISED, rule, message)


def without_value(cell: Cell) -> Reading | None:
    """The answer for cells of any field that hold no usable value; None when the cell is to be read."""
    if cell.kind not in _WITHOUT_VALUE:
        return NOTHING if not cell.text or cell.is_blank else None
    if cell.kind == Kind.UNCOMPUTED:
        return error(
            "formula_without_value",
            "公式没有计算结果",
            accepted="计算后的数值",
            proposal="用 Excel 或 WPS 打开并保存一次，或粘贴为数值",
        )
    return error(
        "error_value", f"单元格是错误值 {cell.text}", accepted="正确的数值或空白", proposal="修正公式后重新上传"
    )


def empty_word(text: str) -> Reading | None:
    """The answer for words that say “nothing”: no value, and said so. “同上” says something, but not to us."""
    if text in _DITTO:
        return error("ditto", f"“{text}”要写明具体内容", accepted="具体内容", proposal="照上一行填写")
    if text in EMPTY_WORDS:
        return Reading(None, (normalised("empty_word", f"“{text}”按未填处理，不改动系统中的值"),))
    return None
