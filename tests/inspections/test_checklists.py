"""检查清单: editions that never change, chosen by the kind of project and the moment of the check-in."""

import pytest

from core.foundation.verdict import Refused, Stale
from inspections.actions import checklists, findings
from inspections.actions.checklists import Line, NewEdition
from inspections.checklists import lines_for, suits
from inspections.models import Checklist, ChecklistEdition, ChecklistItem, Visit
from tests.cast import Cast

from .world import JINJIANG, World, moment

pytestmark = pytest.mark.django_db
MORNING = moment(7, 25, 9)


@pytest.fixture
def world(cast: Cast) -> World:
    return World(cast)


def published(world: World, *lines: Line, code: str = "world", at=MORNING, kinds: tuple[str, ...] = ()):
    checklist = Checklist.objects.get(code=code)
    of = NewEdition(lines=lines, note="按新标准修订", kinds=kinds)
    seen = checklist.editions.count()
    return checklists.publish(checklist_id=checklist.pk, seen_number=seen, of=of, by=world.officer, at=at)


def line(code: str, **values: object) -> Line:
    return Line(**{"code": code, "group": "文明施工", "name": "裸土覆盖", "fault": "裸土未覆盖", **values})


def test_a_visit_keeps_the_edition_of_its_check_in(world: World) -> None:
    visit = world.arrived(at=moment(7, 25, 8))
    before = set(lines_for(visit, at=moment(7, 25, 12)))
    published(world, line("W09"))
    assert set(lines_for(visit, at=moment(7, 25, 12))) == before
    visit.checked_in_at = None  # a site that is reached after the publication
    later = {each.code for each in lines_for(visit, at=moment(7, 25, 12))}
    assert "W09" in later
    assert "W01" not in later


def test_which_lists_are_asked_follows_the_kind_of_project(world: World) -> None:
    visit = world.arrived()
    kind = visit.listing.category.code
    codes = {each.edition.checklist.code for each in lines_for(visit, at=MORNING)}
    assert {"general", "world"} <= codes
    for edition in ChecklistEdition.objects.select_related("checklist"):
        assert (edition.checklist.code in codes) is suits(edition, kind)
    published(world, line("W01"), kinds=("nothing",), at=moment(7, 25, 7))
    assert "world" not in {each.edition.checklist.code for each in lines_for(visit, at=MORNING)}


def test_a_list_without_lines_is_given_up(world: World) -> None:
    visit = world.site(world.released())
    published(world)
    assert not lines_for(visit, at=moment(7, 25, 10)).filter(edition__checklist__code="world").exists()


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([line("W01"), line("W01")], "出现了两次"),
        ([line("W01", fault=" ")], "第1行缺问题表述"),
        ([line("YC-01")], "已用在“通用"),
    ],
)
def test_an_edition_that_cannot_be_asked_is_refused_by_line(world: World, lines: list[Line], told: str) -> None:
    with pytest.raises(Refused, match=told):
        published(world, *lines)
    assert ChecklistEdition.objects.filter(checklist__code="world").count() == 1


def test_two_people_do_not_publish_over_each_other_and_only_the_section_does(world: World) -> None:
    checklist = Checklist.objects.get(code="world")
    published(world, line("W01"))
    key = {"checklist_id": checklist.pk, "seen_number": 1, "of": NewEdition([line("W01")], "再修订"), "at": MORNING}
    with pytest.raises(Stale):
        checklists.publish(**key, by=world.officer)
    with pytest.raises(Refused) as refusal:
        checklists.publish(**{**key, "seen_number": 2}, by=world.cast.dispatcher)
    assert refusal.value.status == 403


def test_the_same_matter_comes_back_through_all_editions(world: World) -> None:
    first = world.finished(JINJIANG, "minor")
    published(world, line("W01"), at=moment(7, 25, 12))
    again = ChecklistItem.objects.get(code="W01", edition__number=2)
    other = Visit.objects.exclude(pk=first.pk)[0]
    other.listing = first.listing
    assert findings.came_back(other, again)


def test_an_unmet_line_becomes_a_finding_before_the_visit_ends(world: World) -> None:
    """On the phone: one touch stores the list and opens the finding with line and note filled in."""
    visit = world.arrived()
    unmet = world.items[0]
    phone = world.cast.client(world.team(visit)[0].username)
    posted = {f"note_{unmet.pk}": "北侧600平方米", f"item_{world.items[1].pk}": "good", "finding": unmet.pk}
    answer = phone.post(f"/inspections/visits/{visit.code}/checklist/", posted)
    mark = visit.marks.get(item=unmet)
    assert (mark.mark, mark.note) == ("bad", "北侧600平方米")
    page = phone.get(answer.url).content.decode()
    assert f'value="{unmet.pk}" checked' in page
    assert "北侧600平方米" in page
    with pytest.raises(Refused, match="“裸土覆盖”不符合，还没有记成问题"):
        world.finish(visit)
    world.find(visit)
    assert world.finish(visit).state == "finished"


def test_the_page_of_the_section_publishes_what_was_typed(world: World) -> None:
    checklist = Checklist.objects.get(code="world")
    client = world.cast.client("section_officer")
    fields = {"code_1": "W01", "group_1": "扬尘", "name_1": "裸土覆盖", "fault_1": "裸土未覆盖", "basis_1": "标准"}
    posted = fields | {"code_2": "", "seen_number": "1", "note": "只留一项"}
    address = f"/inspections/checklists/{checklist.pk}/"
    assert client.post(address, {**posted, "note": ""}).status_code == 422
    assert client.post(address, posted).status_code == 302
    made = checklist.editions.get(number=2)
    assert [(each.code, each.group, each.shows_on_photo) for each in made.items.all()] == [("W01", "扬尘", False)]
    assert "只留一项" in client.get(address).content.decode()


def test_an_emptied_database_starts_with_the_lists_of_a_new_one() -> None:
    """`load_demo --reset` empties every table, what migrations wrote too."""
    as_migrated = _lists()
    for model in (ChecklistItem, ChecklistEdition, Checklist):
        model.objects.all().delete()
    checklists.start_with_lists(at=MORNING)
    assert _lists() == as_migrated != []
    checklists.start_with_lists(at=MORNING)
    assert _lists() == as_migrated, "a second time adds nothing"


def _lists() -> list[tuple[object, ...]]:
    order = ("edition__checklist__order", "sequence")
    told = (*order, "edition__checklist__name", "edition__kinds", "code", "name", "fault", "basis", "shows_on_photo")
    return list(ChecklistItem.objects.order_by(*order).values_list(*told))
