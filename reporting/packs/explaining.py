"""填报说明: how to fill this month's form, from the month's own settings and the page's own rules."""

from django.utils.timezone import localtime

from reporting.choices import JumpReason, ProblemClass, WriteBackReason
from reporting.statement import JUMP_FACTOR

from .content import Pack

_WHAT_TO_FILL = "黄色表头、白底的栏。灰底的栏由系统带出，不用填，改了也不写入。不要增删列，不要改动隐藏的“封签”页。"
_ON_THE_PAGE = "传回后存为草稿，在填报页附依据再报送。"


def explanation(pack: Pack) -> list[tuple[str, str]]:
    """(what, words) line by line."""
    month, unit = pack.month, pack.units[0] if len(pack.units) == 1 else None
    due, issued = localtime(month.unit_due_at), localtime(pack.issued_at)
    contact = f"{unit.contact_name}　{unit.contact_phone}".strip() if unit else ""
    part = f"，其中“{pack.part}”的项目" if pack.part else ""
    issued_at = f"{issued:%Y-%m-%d %H:%M} 下载"
    kind, cutoff = month.get_figure_kind_display(), f"数据截止{month.data_cutoff:%-m月%-d日}"
    lines = [
        ("填报范围", f"{pack.name}{month.month.label}，{len(pack.lines)} 项{part}；{issued_at}。"),
        ("报送截止", f"{due:%-m月%-d日 %H:%M}；之后至锁数前仍可报，计迟报。"),
        ("数据口径", f"{kind}，{cutoff}；单位万元，最多两位小数。"),
        ("填哪些栏", _WHAT_TO_FILL),
        ("本月与累计", "填一项即可；两项都填的须满足：上月累计＋本月完成＝本年累计。没有进展的本月填 0。"),
        ("形象进度", "用一句话写明做到哪个部位、完成多少量；形象进度%填 0 到 100。"),
        ("存在问题", f"写明并选类别：{_words(ProblemClass)}。主动上报问题不扣分，隐瞒不报才扣分。"),
        ("冲减", f"累计小于上月累计的，选原因：{_words(WriteBackReason)}；{_ON_THE_PAGE}"),
        ("突增", f"本月超过当月计划 {JUMP_FACTOR} 倍的，选原因：{_words(JumpReason)}。"),
        ("空白的格", "空白不改系统中的值；整行没有填的项目不受影响。"),
        ("怎样传回", "“本月填报”→“传回填好的表”。先核对，看清问题和合计，再决定存为草稿或直接报送。"),
    ]
    return [*lines, *([("联系人", contact)] if contact else [])]


def _words(choices: type[ProblemClass] | type[WriteBackReason] | type[JumpReason]) -> str:
    return "、".join(choices.labels)
