"""On site: who may do what from the check-in on, and what the inspected side knows when."""

from datetime import datetime
from decimal import Decimal
from io import BytesIO

import pytest
from PIL import ExifTags, Image

from core.foundation.months import Month
from core.foundation.verdict import Refused
from core.operations.storage import open_file
from inspections import permissions
from inspections.actions import draws, figures, findings, plans, visits
from inspections.actions.findings import NewFinding
from inspections.actions.visits import Ending
from inspections.choices import VisitState
from inspections.models import Finding, Photo, VerifiedFigure, Visit
from inspections.pictures import distance_km, read_picture
from inspections.states import VISIT
from inspections.summary import match_rate, total_of, unit_rows
from tests.cast import Cast

from .world import CITY, JINJIANG, World, moment, picture

pytestmark = pytest.mark.django_db
MARKERS = (b"CANARY-phone", b"CANARY-author", b"CANARY-serial")


@pytest.fixture
def world(cast: Cast) -> World:
    return World(cast)


def act(world: World, move: str, visit: Visit) -> object:
    person, at = world.team(visit)[0], moment(7, 25, 10)
    if move == "check_in":
        return visits.check_in(code=visit.code, place=None, by=person, at=at)
    if move == "finish":
        of = Ending(summary="好", score=Decimal(90), stayed_unannounced=True)
        return visits.finish(code=visit.code, of=of, by=person, at=at)
    draws.ask_redraw(draw_id=visit.draw_id, reason="有误", by=world.officer, at=at)
    return draws.decide_redraw(draw_id=visit.draw_id, approve=True, by=world.cast.dispatcher, at=at)


@pytest.mark.parametrize(("state", "move", "allowed"), list(VISIT.matrix()))
def test_a_visit_moves_as_its_table_says(world: World, state: str, move: str, allowed: bool) -> None:
    visit = world.site(world.released())
    path = {"planned": [], "on_site": ["check_in"], "finished": ["check_in", "finish"], "cancelled": ["cancel"]}[state]
    for step in path:
        act(world, step, visit)
    if allowed:
        act(world, move, visit)
        visit.refresh_from_db()
        assert visit.state == VISIT.transition(state, move).target
    else:
        with pytest.raises(Refused):
            act(world, move, visit)
        visit.refresh_from_db()
        assert visit.state == state


@pytest.mark.parametrize("name", ["third", "section_officer", "dispatcher", "jinjiang_approver", "bureau_leader"])
def test_only_the_team_checks_in(world: World, name: str) -> None:
    visit = world.site(world.released())
    team = world.team(visit)
    third = next(each.user for each in world.inspectors[:3] if each.user not in team)
    with pytest.raises(Refused) as refusal:
        visits.check_in(
            code=visit.code, place=None, by=third if name == "third" else world.cast.user(name), at=moment(7, 25)
        )
    assert refusal.value.status == 403


def test_nobody_arrives_before_the_release_or_while_the_round_may_become_void(world: World) -> None:
    draw = world.drawn()
    visit, at = world.site(draw), moment(7, 25, 10)
    person = world.team(visit)[0]
    with pytest.raises(Refused, match="还没有下达"):
        visits.check_in(code=visit.code, place=None, by=person, at=at)
    plans.release(draw_id=draw.pk, by=world.officer, at=at)
    draws.ask_redraw(draw_id=draw.pk, reason="名录有误", by=world.officer, at=at)
    with pytest.raises(Refused, match="申请重抽"):
        visits.check_in(code=visit.code, place=None, by=person, at=at)
    draws.decide_redraw(draw_id=draw.pk, approve=False, by=world.cast.dispatcher, at=at)
    assert visits.check_in(code=visit.code, place=None, by=person, at=at).state == VisitState.ON_SITE


SIDE = ("jinjiang_reporter", "jinjiang_approver")


def test_the_inspected_side_learns_of_a_visit_at_the_check_in_and_others_never(world: World) -> None:
    visit = world.site(world.released())
    plans.open_assignments(by=world.team(visit)[0], at=moment(7, 25, 8))
    everybody = (*SIDE, "huian_approver", "project_company", "dispatcher", "bureau_leader", "department_member")
    for name in everybody:
        assert not Visit.objects.visible_to(world.cast.user(name)).exists()
    act(world, "check_in", visit)
    sees = {name for name in everybody if Visit.objects.visible_to(world.cast.user(name)).exists()}
    assert sees == {*SIDE, "dispatcher", "bureau_leader"}


def test_an_owner_learns_of_a_visit_to_the_own_project_only(world: World) -> None:
    own = world.arrived(CITY)
    assert list(Visit.objects.visible_to(world.cast.project_company)) == [own]
    assert not Visit.objects.visible_to(world.cast.other_company).exists()


def test_what_was_found_is_read_by_the_inspected_side_when_the_visit_is_over(world: World) -> None:
    visit = world.arrived()
    world.find(visit, text="CANARY-finding")
    client = world.cast.client("jinjiang_reporter")
    during = client.get(f"/inspections/visits/{visit.code}/").content.decode()
    assert "检查组已到场" in during
    assert "CANARY-finding" not in during
    world.finish(visit)
    assert "CANARY-finding" in client.get(f"/inspections/visits/{visit.code}/").content.decode()


def test_a_fault_found_again_says_so_by_itself(world: World) -> None:
    """The next year's programme comes to the same site: what was found there before is known, what was not is not."""
    first = world.finished(CITY, "serious")
    draw = world.drawn(world.programme(name="第四季度督查"))
    plans.release(draw_id=draw.pk, by=world.officer, at=moment(7, 26))
    visit = Visit.objects.get(draw=draw, listing=first.listing)
    visits.check_in(code=visit.code, place=None, by=world.team(visit)[0], at=moment(7, 26, 9))
    assert world.find(visit, item=0).is_recurrence
    assert not world.find(visit, item=1).is_recurrence
    assert not Finding.objects.get(visit=first).is_recurrence


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"fault": " "}, "fault"),
        ({"severity": "huge"}, "severity"),
        ({"liable_party": "somebody"}, "liable_party"),
        ({"severity": "major", "fixed_on_spot": True}, "fixed_on_spot"),
        ({"fixed_on_spot": True}, "photos"),
    ],
)
def test_a_finding_names_its_fault_its_gravity_and_one_of_the_six_parties(
    world: World, change: dict[str, object], field: str
) -> None:
    visit = world.arrived()
    said = {"fault": "裸土未覆盖", "severity": "minor", "liable_party": "contractor"} | change
    with pytest.raises(Refused) as refusal:
        findings.record_finding(code=visit.code, of=NewFinding(**said), by=world.team(visit)[0], at=moment(7, 25, 10))
    assert set(refusal.value.field_errors) == {field}
    assert not Finding.objects.exists()


def test_the_checklist_can_be_filled_piece_by_piece(world: World) -> None:
    visit, (first, second) = world.arrived(), world.items
    person = world.team(visit)[1]
    assert visits.fill_checklist(code=visit.code, marks={first.pk: "bad"}, by=person, at=moment(7, 25, 10)) == 1
    marks = {first.pk: "good", second.pk: "not_applicable"}
    assert visits.fill_checklist(code=visit.code, marks=marks, by=person, at=moment(7, 25, 10)) == 2
    assert dict(visit.marks.values_list("item_id", "mark")) == marks
    with pytest.raises(Refused):
        visits.fill_checklist(code=visit.code, marks={first.pk: "perhaps"}, by=person, at=moment(7, 25, 10))


# --- photos ---------------------------------------------------------------------------------------------------------


def photo_with_everything() -> BytesIO:
    """A photo that says where, when, by which device and by whom."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Artist] = "CANARY-phone", "CANARY-author"
    exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.Exif).update(
        {
            ExifTags.Base.DateTimeOriginal: "2018:07:25 10:26:31",
            ExifTags.Base.BodySerialNumber: "CANARY-serial",
        }
    )
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {
            ExifTags.GPS.GPSLatitudeRef: "N",
            ExifTags.GPS.GPSLatitude: (24.0, 54.0, 30.0),
            ExifTags.GPS.GPSLongitudeRef: "E",
            ExifTags.GPS.GPSLongitude: (118.0, 36.0, 0.0),
        }
    )
    return picture(size=(80, 60), exif=exif, comment=b"CANARY-author")


def test_place_and_time_of_a_photo_are_kept_for_the_check_and_not_a_byte_of_them_is_served(world: World) -> None:
    visit = world.arrived()
    original = photo_with_everything()
    assert all(marker in original.getvalue() for marker in MARKERS)
    world.find(visit, photos=(original,))
    photo = Photo.objects.get()
    assert (photo.latitude, photo.longitude) == (Decimal("24.908333"), Decimal("118.6"))
    assert photo.taken_at.astimezone(moment(7, 25).tzinfo) == datetime.fromisoformat("2018-07-25T10:26:31+08:00")
    assert (photo.width, photo.height) == (60, 80), "turned upright"
    for name in (world.team(visit)[0], "dispatcher"):
        content = world.cast.client(name).get(f"/inspections/photos/{photo.pk}/").content
        assert not [marker for marker in MARKERS if marker in content]
        assert b"Exif" not in content
        with Image.open(BytesIO(content)) as served:
            assert dict(served.getexif()) == {}
    with open_file(photo.served) as stored:
        assert not [marker for marker in MARKERS if marker in stored.read()]


def test_a_photo_without_metadata_is_as_good_as_any(world: World) -> None:
    visit = world.arrived()
    world.find(visit, photos=(picture(),))
    photo = Photo.objects.get()
    assert (photo.taken_at, photo.latitude, photo.longitude) == (None, None, None)


NOT_PHOTOS = {
    "empty": b"",
    "words": b"not a picture",
    "torn": b"\xff\xd8\xff\xe0 torn",
    "gif": b"GIF89a",
    "svg": b"<svg onload=alert(1)>",
    "torn png": b"\x89PNG\r\n\x1a\n" + b"0" * 40,
}


@pytest.mark.parametrize("content", NOT_PHOTOS.values(), ids=NOT_PHOTOS)
def test_what_is_no_photo_is_refused_and_nothing_is_recorded(world: World, content: bytes) -> None:
    visit = world.arrived()
    with pytest.raises(Refused, match="照片"):
        world.find(visit, photos=(BytesIO(content),))
    assert not Finding.objects.exists()


def test_a_picture_of_too_many_pixels_is_refused() -> None:
    """A bomb: some kilobytes that unfold into a hundred million pixels."""
    target = BytesIO()
    Image.new("1", (12_000, 9_000)).save(target, "PNG")
    target.seek(0)
    with pytest.raises(Refused, match=r"像素过大|无法识别"):
        read_picture(target)


@pytest.mark.parametrize("reader", ["huian_reporter", "project_company", "department_member", "outsider"])
def test_photos_exist_for_nobody_out_of_scope(world: World, reader: str) -> None:
    visit = world.arrived()
    world.find(visit, photos=(picture(),))
    world.finish(visit)
    photo = Photo.objects.get()
    assert world.cast.client(reader).get(f"/inspections/photos/{photo.pk}/").status_code == 404
    assert world.cast.client(reader).get(f"/files/{photo.served_id}/").status_code == 404
    assert world.cast.client("jinjiang_reporter").get(f"/inspections/photos/{photo.pk}/").status_code == 200


def test_how_far_a_photo_was_taken_from_its_site() -> None:
    """One degree of latitude is 111.2 km on the mean sphere."""
    assert distance_km((Decimal(24), Decimal(118)), (Decimal(25), Decimal(118))) == Decimal("111.2")
    assert distance_km((Decimal(24), Decimal(118)), (Decimal(24), Decimal(118))) == Decimal("0.0")


# --- reported beside verified ---------------------------------------------------------------------------------------


def test_the_reported_figure_is_the_ledgers_and_stands_beside_the_verified_one(world: World) -> None:
    world.month.open(1)
    for listing in world.sites[JINJIANG]:
        world.month.accept(listing, 1, "200")
    visit = world.arrived()
    with pytest.raises(Refused) as refusal:
        figures.verify_figure(
            code=visit.code, verified_ytd_wan=Decimal(-1), basis="丈量", by=world.team(visit)[0], at=moment(7, 25, 10)
        )
    assert "verified_ytd_wan" in refusal.value.field_errors
    figures.verify_figure(
        code=visit.code, verified_ytd_wan=Decimal(175), basis="监理月报", by=world.team(visit)[0], at=moment(7, 25, 10)
    )
    row = VerifiedFigure.objects.get()
    assert (row.month, row.reported_ytd_wan, row.verified_ytd_wan) == (Month(2018, 1), Decimal(200), Decimal(175))
    world.finish(visit)
    units = unit_rows(visit.draw.programme, today=moment(7, 26).date())
    assert {each.name: each.match_rate for each in units} == {
        "晋江市": Decimal("0.875"),
        "惠安县": None,
        "市本级": None,
    }
    assert total_of(units).match_rate == Decimal("0.875")


def test_the_match_of_reports_is_never_above_one() -> None:
    assert match_rate(Decimal(100), Decimal(120)) == 1
    assert match_rate(Decimal(100), Decimal(80)) == Decimal("0.8")
    assert match_rate(Decimal(0), Decimal(5)) == 1


def test_nothing_can_be_verified_where_nothing_was_reported(world: World) -> None:
    visit = world.arrived()
    with pytest.raises(Refused, match="还没有入账"):
        figures.verify_figure(
            code=visit.code, verified_ytd_wan=Decimal(5), basis="丈量", by=world.team(visit)[0], at=moment(7, 25, 10)
        )


def test_the_county_does_not_see_the_verified_figure(world: World) -> None:
    """抽查符合率 is for the bureau alone."""
    world.month.open(1)
    for listing in world.sites[JINJIANG]:
        world.month.accept(listing, 1, "200")
    visit = world.arrived()
    figure = {"verified_ytd_wan": Decimal("151.75"), "basis": "现场丈量"}
    figures.verify_figure(code=visit.code, by=world.team(visit)[0], at=moment(7, 25, 10), **figure)
    world.finish(visit)
    address = f"/inspections/visits/{visit.code}/"
    assert "151.75" in world.cast.client("dispatcher").get(address).content.decode()
    assert "151.75" not in world.cast.client("jinjiang_approver").get(address).content.decode()


def test_a_visit_ends_with_its_record_and_nothing_is_added_afterwards(world: World) -> None:
    visit = world.arrived()
    with pytest.raises(Refused) as refusal:
        visits.finish(
            code=visit.code,
            of=Ending(summary="", score=Decimal(101), stayed_unannounced=True),
            by=world.team(visit)[0],
            at=moment(7, 25, 11),
        )
    assert set(refusal.value.field_errors) == {"summary", "score"}
    world.finish(visit)
    visit.refresh_from_db()
    assert visit.state == VisitState.FINISHED
    with pytest.raises(Refused):
        world.find(visit)
    assert not permissions.may_record(world.team(visit)[0], visit)
