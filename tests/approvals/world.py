"""A small office of approvals: the guide in force, projects with their route, and moves by short names."""

from datetime import datetime
from zoneinfo import ZoneInfo

from approvals.actions import deciding, drawing, guide, receiving
from approvals.edition import read_edition
from approvals.models import ApprovalCase, ApprovalTemplate
from core.accounts.models import User
from core.journal.actor import SYSTEM
from core.organisations.actions import install_reference_data
from projects.choices import KeyLevel
from projects.models import Listing
from tests import builders
from tests.cast import Cast

SHANGHAI = ZoneInfo("Asia/Shanghai")


def moment(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2018, month, day, hour, minute, tzinfo=SHANGHAI)


JANUARY, MARCH = moment(1, 15), moment(3, 1)


class Office:
    """`receive()` hands a matter in; every other move finds the file as it stands."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        install_reference_data(at=JANUARY, by=SYSTEM)
        self.world = builders.make_world(cast.units)
        self.guide = guide.publish_guide(edition=read_edition(), by=cast.section_officer, at=JANUARY)

    @property
    def officer(self) -> User:
        return self.cast.section_officer

    def project(self, code: str = "A1", template: str = "gov_municipal", **values: object) -> Listing:
        listing = builders.make_listing(self.world, code, **{"key_level": KeyLevel.CITY, **values})
        chosen = ApprovalTemplate.objects.get(guide=self.guide, code=template)
        guide.set_route(project=listing.project, template=chosen, by=self.officer, at=JANUARY)
        return listing

    def receive(self, listing: Listing, matter: str = "LX01", at: datetime = MARCH) -> ApprovalCase:
        return receiving.open_case(project=listing.project, matter_code=matter, by=self.officer, at=at)

    def accepted(self, listing: Listing, matter: str = "LX01", at: datetime = MARCH) -> ApprovalCase:
        return self.accept(self.receive(listing, matter, at), at)

    def granted(self, listing: Listing, *matters: str, at: datetime = MARCH) -> None:
        """Handed in, accepted and granted within the day, drawings passed without a word."""
        for matter in matters:
            case = self.accepted(listing, matter, at)
            if case.matter.is_drawing_review:
                self.pass_drawings(case, at)
            self.decide(case, at)

    def accept(self, case: ApprovalCase, at: datetime, by: User | None = None) -> ApprovalCase:
        return receiving.accept(**self._seen(case), by=by or self.officer, at=at)

    def pause(self, case: ApprovalCase, at: datetime, kind: str = "testing", by: User | None = None) -> ApprovalCase:
        notice = deciding.Notice(kind, "泉建审〔2018〕12号", "需作检测", 10, approver="分管局长")
        return deciding.pause(**self._seen(case), notice=notice, by=by or self.officer, at=at)

    def resume(self, case: ApprovalCase, at: datetime, by: User | None = None) -> ApprovalCase:
        return deciding.resume(**self._seen(case), by=by or self.officer, at=at)

    def extend(self, case: ApprovalCase, at: datetime, days: int = 5) -> ApprovalCase:
        extension = deciding.Extension(days, "局长", "情况复杂", "泉建审告〔2018〕9号")
        return deciding.extend(**self._seen(case), extension=extension, by=self.officer, at=at)

    def decide(self, case: ApprovalCase, at: datetime, decision: str = "grant", by: User | None = None) -> ApprovalCase:
        outcome = deciding.Outcome(decision, "泉建审〔2018〕30号", "不符合规划条件" if decision == "refuse" else "")
        return deciding.decide(**self._seen(case), outcome=outcome, by=by or self.officer, at=at)

    def deliver(self, case: ApprovalCase, at: datetime) -> ApprovalCase:
        return deciding.deliver(**self._seen(case), by=self.officer, at=at)

    def first_round(self, case: ApprovalCase, at: datetime, *disciplines: str):
        seats = dict.fromkeys(disciplines or ("structure", "fire"))
        return drawing.start_first_round(**self._seen(case), disciplines=seats, by=self.officer, at=at)

    def sign(self, opinion, at: datetime, *points: drawing.Point, settled=(), by: User | None = None):
        signed = drawing.Signed("张工", points, settled)
        return drawing.give_opinion(opinion_id=opinion.pk, signed=signed, by=by or self.officer, at=at)

    def issue(self, case: ApprovalCase, at: datetime):
        number = "泉图审〔2018〕7号"
        return drawing.issue_round(**self._seen(case), opinion_number=number, expected_days=10, by=self.officer, at=at)

    def pass_drawings(self, case: ApprovalCase, at: datetime) -> None:
        started = self.first_round(case, at)
        for opinion in started.opinions.all():
            self.sign(opinion, at)
        self.issue(case, at)

    def _seen(self, case: ApprovalCase) -> dict[str, int]:
        return {"case_id": case.pk, "seen_version": ApprovalCase.objects.get(pk=case.pk).version}
