"""整改: what became of the orders after the visits. Each stops at the stage of its place in the list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.accounts.models import User
from demonstration.pictures import picture
from inspections.actions import orders, rechecks, replies
from inspections.actions.rechecks import Word
from inspections.actions.replies import NewReply
from inspections.models import RectificationOrder


@dataclass
class Sent:
    """An order on its way, who answers it, and the team that judges the answers."""

    order: RectificationOrder
    place: int
    answerer: User
    team: Sequence[User]
    stage: str
    """How far it comes: issued, rectifying, replied, sent back, passed, resumed or closed."""


_ANSWERS = {
    "扬尘防治": "已覆盖、冲洗到位，安排专人巡查。",
    "安全防护": "已补齐防护并挂牌，班前交底。",
    "场容生活区": "已清运完毕，落实责任人。",
    "管理资料": "资料已补齐，关键岗位人员已到岗。",
}
"""By the group of the line that was broken."""
_ANSWER = "已按要求整改到位，落实专人管养。"


@dataclass(frozen=True)
class Mending:
    """`later` moves the story's clock on and says what it shows. Each order goes as far as its stage."""

    officer: User
    later: Callable[..., datetime]

    def acknowledge(self, sent_out: Sequence[Sent]) -> None:
        for sent in sent_out:
            if sent.stage != "issued":
                self._acknowledge(sent)

    def answer(self, sent_out: Sequence[Sent]) -> None:
        for sent in sent_out:
            if sent.stage != "issued":
                self._answer(sent)

    def judge(self, sent_out: Sequence[Sent]) -> None:
        for sent in sent_out:
            if sent.stage in {"closed", "passed", "resumed", "sent back"}:
                self._judge(sent)

    def _acknowledge(self, sent: Sent) -> None:
        replies.acknowledge(order_id=sent.order.pk, seen_version=sent.order.version, by=sent.answerer, at=self.later(7))

    def _answer(self, sent: Sent) -> None:
        """Item by item; whoever is still at it has the last one open."""
        items = list(sent.order.items.select_related("finding__item").order_by("finding__number"))
        sends = sent.stage != "rectifying"
        for number, item in enumerate(items if sends else items[:-1], start=sent.place):
            line = item.finding.item
            words = _ANSWERS.get(line.group, _ANSWER) if line else _ANSWER
            of = NewReply(words, photos=(picture(number, after=True),))
            replies.reply_item(order_id=sent.order.pk, item_id=item.pk, of=of, by=sent.answerer, at=self.later(3))
        if sends:
            replies.send(order_id=sent.order.pk, seen_version=None, by=sent.answerer, at=self.later(3))

    def _judge(self, sent: Sent) -> None:
        fine, poor = Word(passed=True), Word(passed=False, note="覆盖不完整，边角仍裸露")
        items = sent.order.items.order_by("finding__number")
        words = {item.pk: poor if sent.stage == "sent back" and not place else fine for place, item in enumerate(items)}
        key = {"order_id": sent.order.pk, "seen_version": None}
        rechecks.recheck(**key, words=words, by=sent.team[1], at=self.later())
        if sent.stage in {"closed", "resumed"} and sent.order.stops_work:
            orders.approve_resume(**key, by=self.officer, at=self.later(2))
        if sent.stage == "closed":
            orders.close(**key, by=self.officer, at=self.later(2))
