"""The stories of the demonstration's approvals: one living example of every state a file can be in. Plain values."""

import re
from dataclasses import dataclass
from datetime import date

from approvals.edition import FIRST_EDITION
from projects.choices import KeyLevel

from .works import Course, Work


@dataclass(frozen=True, slots=True)
class Story:
    """A project's template, the matter that is open when the clock starts, and how it stands there.

    Everything before that matter on the route has been granted by then. `without` leaves matters out of that.
    """

    template: str
    matter: str
    ending: str
    course: Course = Course.WAITING
    without: tuple[str, ...] = ()
    is_plain: bool = False
    """Of a project outside the green channel."""


STORIES = (
    Story("gov_municipal", "LX01", "submitted"),
    Story("gov_building", "LX01", "supplement"),
    Story("gov_municipal", "LX01", "green", is_plain=True),
    Story("gov_municipal", "LX01", "yellow"),
    Story("gov_building", "LX01", "red"),
    Story("private_small", "LX02", "turned_away"),
    Story("gov_municipal", "GH01", "yellow", is_plain=True),
    Story("private", "GH02", "refused"),
    Story("gov_building", "GH03", "publicity"),
    Story("gov_municipal", "GH04", "red"),
    Story("gov_building", "JN01", "reviewed_too_long"),
    Story("gov_building", "JN01", "decided", is_plain=True),
    Story("gov_building", "SG01", "reviewing", Course.OVERDUE),
    Story("gov_municipal", "SG01", "to_revise", Course.OVERDUE),
    Story("gov_municipal", "SG02", "undelivered", Course.OVERDUE, without=("HB01",)),
    Story("gov_building", "SG01", "passed_again", Course.OVERDUE),
    Story("gov_building", "SG02", "green", Course.OVERDUE),
    Story("gov_municipal", "YS04", "green", Course.FINISHED, is_plain=True),
    Story("gov_municipal", "YS04", "rectified", Course.FINISHED),
    Story("gov_building", "LX01", "extended"),
    Story("gov_building", "GH03", "withdrawn", is_plain=True),
)

SERVICES = (
    ("early", "提前看用地红线和方案，列出要补的材料", "一次备齐，未再补正"),
    ("during", "约请会审专业与设计单位当面对图", "退改减少一轮"),
    ("after", "回访许可证领取后的开工准备", ""),
)
"""Phase, what was done, what it solved."""


def is_fit(work: Work, course: Course) -> bool:
    """Projects with nothing else to tell: no flagship, no package."""
    return work.course == course and not work.parts and not work.is_flagship


def is_key(work: Work) -> bool:
    return work.key_level in {KeyLevel.PROVINCE, KeyLevel.CITY}


def edition_text(number: str = "", on: date | None = None, *, faster: bool = False) -> str:
    """The guide's file as it came with the portal, or the next edition: its number and first day, and `faster` with
    one promised day less for each matter that has seven.
    """
    text = FIRST_EDITION.read_text(encoding="utf-8")
    if on is None:
        return text
    text = re.sub(r"(?<=〔2018〕)[0-9]+(?=号附件)", number, text, count=1)
    text = re.sub(r"(?<=^effective_on = )[0-9-]+", on.isoformat(), text, count=1, flags=re.MULTILINE)
    return text.replace("promised_days = 7\n", "promised_days = 6\n") if faster else text
