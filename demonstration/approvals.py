"""The stories of the demonstration's approvals: one living example of every state a file can be in. Plain values."""

from dataclasses import dataclass

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
