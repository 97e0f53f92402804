"""A round from the frozen pool to the list: every step once, in order, by whom it may, and open to be replayed."""

import json
import subprocess
import sys
from datetime import date

import pytest

from core.foundation.canonical import sha256_hex
from core.foundation.verdict import Refused
from core.journal.models import Entry
from inspections import permissions
from inspections.actions import draws, library, plans, programmes
from inspections.actions.library import NewRelation
from inspections.choices import DrawState, VisitState
from inspections.draw import Pool
from inspections.models import Assignment, Draw, PlanOpening, Visit
from inspections.states import DRAW
from projects.choices import PartyRole, Status
from projects.models import Party
from tests.cast import Cast

from .test_draw import VERIFIER
from .world import CITY, HUIAN, JINJIANG, OUTSIDE, World, moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(cast: Cast) -> World:
    return World(cast)


def test_city_sites_are_inspected_in_full_and_county_sites_by_sample(world: World) -> None:
    draw = world.drawn()
    found = {
        unit: Visit.objects.filter(draw=draw, listing__unit__code=unit).count() for unit in (CITY, JINJIANG, HUIAN)
    }
    assert found == {CITY: 2, JINJIANG: 3, HUIAN: 3}
    assert all(each.assignments.count() == 2 for each in Visit.objects.filter(draw=draw))


def test_the_pool_names_what_is_left_out_and_why(world: World) -> None:
    world.month.project("P1", category=world.month.planning, name="规划编制")
    world.month.project("S1", status=Status.SUSPENDED, name="停工工程")
    programme = world.programme()
    by_hand = world.sites[JINJIANG][0]
    programmes.exclude(
        programme_id=programme.pk, listing=by_hand, reason="省厅正在检查，避免重复", by=world.officer, at=moment(7, 24)
    )
    pool = Pool.parse(world.frozen(programme).pool_text)
    assert {each.code: each.reason for each in pool.excluded} == {
        "P1": "规划前期项目，无施工现场",
        "S1": "停工，无施工现场",
        "J1": "省厅正在检查，避免重复",
    }


def test_a_site_sampled_once_in_the_year_is_not_sampled_again_and_a_city_site_is(world: World) -> None:
    first = world.drawn()
    sampled = first.visits.filter(listing__unit__code=JINJIANG)
    codes = set(sampled.values_list("listing__project__code", flat=True))
    arrived = {"checked_in_at": moment(7, 25), "checked_in_by": world.inspectors[0]}
    sampled.update(state=VisitState.ON_SITE, **arrived)
    second = Pool.parse(world.frozen(world.programme(name="第四季度督查")).pool_text)
    assert codes <= {each.code for each in second.excluded}
    assert {"C1", "C2"} <= {each.code for each in second.objects}


def test_a_published_pool_says_nothing_of_visits_that_are_still_a_secret(world: World) -> None:
    """Leaving a site out because somebody is on the way to it would tell everybody who reads the pool."""
    bare = Pool.parse(world.frozen(world.programme(name="第四季度督查")).pool_text)
    world.drawn()
    beside = Pool.parse(world.frozen(world.programme(name="年终督查")).pool_text)
    assert beside.excluded == bare.excluded
    assert beside.objects == bare.objects


@pytest.mark.parametrize(
    "planted", ["owner", "party", "package party", "county", "relation", "project", "lasting grant"]
)
def test_every_planted_relation_keeps_the_person_away(world: World, planted: str) -> None:
    """Each of these ties is found before the draw, and only where it holds."""
    person, site, firm = world.inspectors[0], world.sites[JINJIANG][1], world.cast.firm("泉州某建设公司（演示）")
    project = site.project
    if planted == "owner":
        project.owner = person.firm = firm
    elif planted in {"party", "package party"}:
        person.firm = firm
        if planted == "package party":
            project.parent = world.month.project("PK", has_parts=True, name="打捆").project
        Party.objects.create(
            project=project.parent if planted == "package party" else project, role=PartyRole.SUPERVISOR, firm=firm
        )
    elif planted == "county":
        person.home_unit = world.cast.unit(JINJIANG)
    elif planted in {"relation", "project"}:
        if planted == "relation":
            Party.objects.create(project=project, role=PartyRole.CONTRACTOR, firm=firm)
        of = NewRelation("relative", firm=firm) if planted == "relation" else NewRelation("worked_on", project=project)
        library.declare_relation(inspector_id=person.pk, of=of, by=person.user, at=moment(7, 24))
    else:
        project.owner = firm
        person.user.role_grants.create(
            role="owner_reporter", firm=firm, granted_at=moment(1, 2), granted_by_label="系统"
        )
    project.save()
    person.save()
    pool = Pool.parse(world.frozen().pool_text)
    barred = {each.object for each in pool.recusals if each.person == person.code}
    assert barred == ({f"J{n}" for n in range(1, 6)} if planted == "county" else {"J2"})


@pytest.mark.parametrize(("ended", "bars"), [(date(2015, 7, 25), True), (date(2015, 7, 24), False), (None, True)])
def test_a_relation_bars_for_three_years_after_it_ended(world: World, ended: date | None, bars: bool) -> None:
    """The programme starts on 25 July 2018."""
    of = NewRelation("former_employer", project=world.sites[HUIAN][0].project, ended_on=ended)
    library.declare_relation(inspector_id=world.inspectors[0].pk, of=of, by=world.officer, at=moment(7, 24))
    assert bool(Pool.parse(world.frozen().pool_text).recusals) is bars


def test_a_pool_with_too_few_people_is_refused_by_name(world: World) -> None:
    for person in world.inspectors[:2]:
        of = NewRelation("relative", project=world.sites[JINJIANG][2].project)
        library.declare_relation(inspector_id=person.pk, of=of, by=world.officer, at=moment(7, 24))
    with pytest.raises(Refused, match="晋江工程3"):
        world.frozen()


MOVES = {
    "commit": lambda world, draw: draws.commit(
        draw_id=draw.pk,
        outside_source="排列5",
        outside_known_at=moment(7, 26),
        by=world.officer,
        at=moment(7, 25),
    ),
    "enter_outside": lambda world, draw: draws.enter_outside(
        draw_id=draw.pk, outside=OUTSIDE, witness="见证人", by=world.officer, at=moment(7, 27)
    ),
    "draw": lambda world, draw: draws.draw(draw_id=draw.pk, by=world.officer, at=moment(7, 27)),
    "void": lambda world, draw: draws.ask_redraw(
        draw_id=draw.pk, reason="名单有误", by=world.officer, at=moment(7, 27)
    ),
}


def in_state(world: World, state: str) -> Draw:
    """A round brought there by the actions, one step after the other."""
    draw = world.frozen()
    path = [DrawState.FROZEN, DrawState.COMMITTED, DrawState.SEEDED, DrawState.DRAWN]
    wanted = path.index(state) if state in path else 0
    for move in ("commit", "enter_outside", "draw")[:wanted]:
        MOVES[move](world, draw)
    if state == DrawState.VOIDED:
        MOVES["void"](world, draw)
        draws.decide_redraw(draw_id=draw.pk, approve=True, by=world.cast.dispatcher, at=moment(7, 27))
    draw.refresh_from_db()
    return draw


@pytest.mark.parametrize(("state", "move", "allowed"), list(DRAW.matrix()))
def test_a_round_moves_as_its_table_says(world: World, state: str, move: str, allowed: bool) -> None:
    draw = in_state(world, state)
    assert draw.state == state
    if allowed:
        MOVES[move](world, draw)
        return
    with pytest.raises(Refused):
        MOVES[move](world, draw)
    draw.refresh_from_db()
    assert draw.state == state


@pytest.mark.parametrize("move", ["commit", "enter_outside", "draw", "void"])
@pytest.mark.parametrize("name", ["dispatcher", "bureau_leader", "jinjiang_approver", "inspector"])
def test_only_the_section_runs_a_draw(world: World, move: str, name: str) -> None:
    draw = in_state(world, {"commit": "frozen", "enter_outside": "committed"}.get(move, "seeded"))
    world.officer = world.cast.user(name)
    with pytest.raises(Refused) as refusal:
        MOVES[move](world, draw)
    assert refusal.value.status == 403


def test_the_outside_value_must_lie_in_the_future_when_it_is_named_and_in_the_past_when_it_is_entered(
    world: World,
) -> None:
    draw = world.frozen()
    with pytest.raises(Refused, match="之后才产生"):
        draws.commit(
            draw_id=draw.pk,
            outside_source="排列5",
            outside_known_at=moment(7, 24, 8),
            by=world.officer,
            at=moment(7, 24, 9),
        )
    MOVES["commit"](world, draw)
    with pytest.raises(Refused, match="还没有产生"):
        draws.enter_outside(draw_id=draw.pk, outside=OUTSIDE, witness="见证人", by=world.officer, at=moment(7, 25))


def test_a_changed_byte_of_the_frozen_pool_stops_the_draw(world: World) -> None:
    """Whoever edits the table behind the portal's back is found, wherever the byte stands."""
    draw = world.seeded()
    text = draw.pool_text
    for place in range(0, len(text), max(1, len(text) // 25)):
        Draw.objects.filter(pk=draw.pk).update(pool_text=text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :])
        with pytest.raises(Refused, match="摘要不符"):
            MOVES["draw"](world, draw)
    assert not Visit.objects.exists()


def test_another_secret_than_the_committed_one_stops_the_draw(world: World) -> None:
    draw = world.seeded()
    Draw.objects.filter(pk=draw.pk).update(secret="0" * 64)
    with pytest.raises(Refused, match="承诺不符"):
        MOVES["draw"](world, draw)


def test_the_stand_alone_verifier_agrees_with_the_portal(world: World, tmp_path) -> None:
    from inspections.bundle import bundle_of

    draw, file = world.drawn(), tmp_path / "复核包.json"
    file.write_text(json.dumps(bundle_of(draw), ensure_ascii=False), encoding="utf-8")
    said = subprocess.run([sys.executable, "-I", "-S", str(VERIFIER), str(file)], capture_output=True, check=False)
    assert said.returncode == 0, said.stdout.decode()
    listed = {line.split()[1] for line in said.stdout.decode().splitlines() if not line.startswith("相符")}
    assert listed == set(draw.visits.values_list("listing__project__code", flat=True))


def test_a_redraw_wants_a_reason_and_a_second_person_and_leaves_the_first_round_to_be_read(world: World) -> None:
    first = world.drawn()
    with pytest.raises(Refused, match="理由"):
        draws.ask_redraw(draw_id=first.pk, reason=" ", by=world.officer, at=moment(7, 25))
    draws.ask_redraw(draw_id=first.pk, reason="名录库漏列两名督查员", by=world.officer, at=moment(7, 25))
    asked = Draw.objects.get(pk=first.pk)
    assert permissions.may_decide_redraw(world.officer, asked).code == "forbidden"
    draws.decide_redraw(draw_id=first.pk, approve=True, by=world.cast.dispatcher, at=moment(7, 25, 10))
    first.refresh_from_db()
    assert (first.state, first.result_text != "", first.redraw_reason) == ("voided", True, "名录库漏列两名督查员")
    assert set(first.visits.values_list("state", flat=True)) == {VisitState.CANCELLED}
    second = draws.freeze(programme_id=first.programme_id, by=world.officer, at=moment(7, 25, 11))
    assert second.number == 2


def test_nobody_decides_the_redraw_they_asked_for_even_with_both_rights(world: World) -> None:
    both = world.cast.dispatcher
    both.role_grants.create(role="section_officer", granted_at=moment(1, 2), granted_by_label="系统")
    draw = world.drawn()
    draws.ask_redraw(draw_id=draw.pk, reason="有误", by=both, at=moment(7, 25))
    with pytest.raises(Refused, match="第二人"):
        draws.decide_redraw(draw_id=draw.pk, approve=True, by=both, at=moment(7, 25))


def test_no_redraw_once_somebody_has_arrived(world: World) -> None:
    visit = world.arrived()
    with pytest.raises(Refused, match="到场签到"):
        draws.ask_redraw(draw_id=visit.draw_id, reason="不想查", by=world.officer, at=moment(7, 25, 12))


def test_the_plan_opens_to_named_readers_only_and_each_opening_is_written_down(world: World) -> None:
    draw = world.drawn()
    for name in ("second_officer", "dispatcher", "bureau_leader", "jinjiang_approver", "audit_admin"):
        with pytest.raises(Refused) as refusal:
            plans.open_plan(draw_id=draw.pk, purpose="看看", by=world.cast.user(name), at=moment(7, 25))
        assert refusal.value.status == 403
    seen = plans.open_plan(draw_id=draw.pk, purpose="安排车辆", by=world.officer, at=moment(7, 25))
    opening = PlanOpening.objects.get()
    assert (opening.user, opening.purpose, opening.visits, len(seen)) == (world.officer, "安排车辆", 8, 8)
    assert Entry.objects.filter(action="inspection.open_plan").count() == 1


def test_inspectors_open_their_own_tasks_after_the_release_and_nobody_elses(world: World) -> None:
    draw = world.drawn()
    person = world.cast.inspector
    assert plans.open_assignments(by=person, at=moment(7, 25)) == 0
    plans.release(draw_id=draw.pk, by=world.officer, at=moment(7, 25))
    own = Assignment.objects.filter(inspector__user=person).count()
    assert not Visit.objects.visible_to(person).exists()
    assert plans.open_assignments(by=person, at=moment(7, 25, 8)) == own
    assert Visit.objects.visible_to(person).count() == own
    assert plans.open_assignments(by=person, at=moment(7, 25, 9)) == 0
    assert PlanOpening.objects.filter(user=person).count() == 1


def test_who_steps_back_is_followed_by_the_next_of_the_lot(world: World) -> None:
    visit = world.site(world.released())
    leaving, staying = world.team(visit)
    made = plans.recuse(code=visit.code, reason="配偶在施工单位任职", by=leaving, at=moment(7, 25, 8))
    third = ({each.user for each in world.inspectors[:3]} - {leaving, staying}).pop()
    assert made.inspector.user == third
    assert not Visit.objects.visible_to(leaving).filter(pk=visit.pk).exists()
    with pytest.raises(Refused, match="替补"):
        plans.recuse(code=visit.code, reason="同上", by=staying, at=moment(7, 25, 8))


def test_the_secret_is_disclosed_only_when_nothing_is_left_to_keep(world: World) -> None:
    visit = world.arrived()
    with pytest.raises(Refused, match="未到场"):
        draws.disclose(draw_id=visit.draw_id, by=world.officer, at=moment(7, 26))
    Visit.objects.filter(draw=visit.draw_id, state="planned").update(state="cancelled")
    assert draws.disclose(draw_id=visit.draw_id, by=world.officer, at=moment(8, 11)).disclosed_at


def test_the_journal_of_a_round_names_no_site_before_the_check_in(world: World) -> None:
    draw = world.released()
    plans.open_plan(draw_id=draw.pk, purpose="安排晋江工程1的车辆", by=world.officer, at=moment(7, 25))
    plans.open_assignments(by=world.cast.inspector, at=moment(7, 25))
    visit = world.site(draw)
    plans.recuse(
        code=visit.code, reason=f"{visit.listing.project.name}系亲属承建", by=world.team(visit)[0], at=moment(7, 25)
    )
    said = " ".join(
        f"{each.reason} {each.payload} {each.subject_id}"
        for each in Entry.objects.filter(action__startswith="inspection.")
    )
    for each in draw.visits.select_related("listing__project"):
        assert each.listing.project.name not in said
        assert each.code not in said
        assert f'"{each.listing.project.code}"' not in said


def test_the_result_is_what_the_frozen_text_and_the_seed_say(world: World) -> None:
    draw = world.drawn()
    assert sha256_hex(draw.pool_text) == draw.pool_digest
    assert sha256_hex(draw.result_text) == draw.result_digest
    listed = {each["object"]: each["people"] for each in json.loads(draw.result_text)}
    for visit in draw.visits.select_related("listing__project"):
        sent = [each.inspector.code for each in visit.assignments.select_related("inspector").order_by("place")]
        assert listed[visit.listing.project.code] == sent
