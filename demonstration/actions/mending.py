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

STAGES = ("closed", "sent back", "replied", "", "rectifying", "passed", "closed", "issued", "resumed")
"""How far the order of each visited site came; the fourth site had no fault."""


@dataclass
class Sent:
    """An order on its way, who answers it, and the team that judges the answers."""

    order: RectificationOrder
    place: int
    answerer: User
    team: Sequence[User]

    @property
    def stage(self) -> str:
        return STAGES[self.place]


_ANSWERS = (
    "已覆盖密目网并洒水，安排专人巡查。",
    "已清淤疏通，恢复使用。",
    "已补齐防护并挂牌。",
    "已清运完毕，落实责任人。",
)


@dataclass(frozen=True)
class Mending:
    """`later` and `until` move the story's clock on and say what it shows."""

    officer: User
    later: Callable[..., datetime]
    until: Callable[..., datetime]

    def go(self, sent_out: Sequence[Sent]) -> None:
        """In the days after: some orders go all the way, each of the others stops at a stage of its own."""
        self.until(16, 15)
        for sent in sent_out:
            if sent.stage != "issued":
                self._acknowledge(sent)
        self.until(18, 9)
        for sent in sent_out:
            if sent.stage != "issued":
                self._answer(sent)
        self.until(19, 9)
        for sent in sent_out:
            if sent.stage in {"closed", "passed", "resumed", "sent back"}:
                self._judge(sent)

    def _acknowledge(self, sent: Sent) -> None:
        replies.acknowledge(order_id=sent.order.pk, seen_version=sent.order.version, by=sent.answerer, at=self.later(7))

    def _answer(self, sent: Sent) -> None:
        """Item by item; whoever is still at it has the last one open."""
        items = list(sent.order.items.order_by("finding__number"))
        sends = sent.stage != "rectifying"
        for number, item in enumerate(items if sends else items[:-1], start=sent.place):
            of = NewReply(_ANSWERS[number % len(_ANSWERS)], photos=(picture(number, after=True),))
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
