"""Every address × role × own and foreign rows, generated from the resolver and `access_table`.

Out of scope answers 404 like a row that does not exist; in scope but not allowed answers 403; strangers are led to the
log-in page. An address that has no line in the table fails here.
"""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from core.accounts.roles import Role
from tests.cast import Cast
from tests.house import access_objects as objects
from tests.house.access_table import PUBLIC, TABLE, Row

METHODS = ("get", "post", "put", "patch", "delete")
REFUSED, HIDDEN = 403, 404


def addresses(
    patterns: list[URLPattern | URLResolver], namespace: str = "", path: str = ""
) -> Iterator[tuple[str, str]]:
    """(name, pattern) of every address the portal answers."""
    for pattern in patterns:
        here = path + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern.url_patterns, inner, here)
        else:
            yield f"{namespace}{pattern.name or ''}", here


def known() -> dict[str, str]:
    return dict(addresses(get_resolver().url_patterns))


def test_every_address_has_a_name():
    nameless = [path for name, path in addresses(get_resolver().url_patterns) if not name or name.endswith(":")]
    assert not nameless, f"give these addresses a name: {nameless}"


def test_every_address_has_a_line():
    rows = {row.name for row in TABLE}
    missing = {name: path for name, path in known().items() if name not in rows}
    lines = "\n".join(f'    page("{name}", may=right(Can.…)),   # /{path}' for name, path in sorted(missing.items()))
    assert not missing, f"add to TABLE in tests/house/access_table.py who may open:\n{lines}"


def test_every_line_has_an_address():
    stale = sorted({row.name for row in TABLE} - set(known()))
    assert not stale, f"these lines of tests/house/access_table.py lead nowhere: {stale}"


def test_no_two_lines_say_the_same():
    keys = [(row.name, row.method, row.about) for row in TABLE]
    assert len(keys) == len(set(keys))


def address(row: Row, world: objects.AccessWorld, place: str) -> str:
    if row.wants_world:
        world.build()
    arguments = getattr(objects, row.about)(world, place) if row.about else {}
    try:
        return reverse(row.name, kwargs=arguments)
    except NoReverseMatch:
        pytest.fail(f'"{row}" wants arguments {known().get(row.name)}: name a function of access_objects in `about`')


def expected(row: Row, role: Role | None, place: str) -> frozenset[int]:
    """The answers that are right for one role over a row of one place."""
    if row.door and role not in row.door:
        return frozenset({REFUSED})
    if role in row.hidden_from:
        return frozenset({HIDDEN})
    if row.about in objects.PERSONAL:
        return row.let_in if place == objects.JINJIANG or role in row.oversees else frozenset({HIDDEN})
    has_scope = bool(row.about) and row.about not in objects.PLACELESS
    if has_scope and (role not in row.sees or not objects.in_scope(role, place, row.about)):
        return frozenset({HIDDEN})
    return row.let_in if role in row.may or (role, place) in row.may else frozenset({REFUSED})


def places(row: Row) -> tuple[str, ...]:
    has_places = row.about and row.about not in objects.PLACELESS
    return objects.PLACES if has_places else (objects.JINJIANG,)


def answer_to(row: Row, client: Client, target: str) -> tuple[int, bytes]:
    """Status and content of one request, whose effects are undone: the next role finds the same world."""
    with transaction.atomic():
        answer = ask(row, client, target)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        answer.close()
        transaction.set_rollback(True)
    return answer.status_code, content


def ask(row: Row, client: Client, target: str) -> HttpResponse:
    data = row.data() if callable(row.data) else row.data
    form = {"content_type": "application/json"} if row.json else {}
    return getattr(client, row.method)(target, data, headers=row.headers, **form)


def leaked(content: bytes, role: Role | None, about: str = "") -> list[str]:
    """The places out of the role's scope whose project stands in an answer, whatever the page."""
    foreign = [place for place in objects.PLACES if not objects.in_scope(role, place, about)]
    return [place for place in foreign if objects.canary(place).encode() in content]


@pytest.mark.django_db
@pytest.mark.parametrize("row", TABLE, ids=str)
def test_access(row: Row, cast: Cast):
    wrong = []
    world = objects.AccessWorld(cast, cast.outsider)
    for role, name in objects.PEOPLE.items():
        world.person = cast.user(name)
        client = cast.client(world.person)
        for place in places(row):
            status, content = answer_to(row, client, address(row, world, place))
            right = expected(row, role, place)
            if status not in right:
                wrong.append(f"{name} over {place}: {status}, not {sorted(right)}")
            wrong += [f"{name} reads of {other}" for other in leaked(content, role, row.about)]
    assert not wrong, f"{row}:\n" + "\n".join(wrong)


@pytest.mark.django_db
@pytest.mark.parametrize("row", [row for row in TABLE if row.name not in PUBLIC], ids=str)
def test_strangers_are_led_to_the_log_in_page(row: Row, cast: Cast):
    world = objects.AccessWorld(cast, cast.outsider)
    target = address(row, world, objects.JINJIANG)
    answer = ask(row, Client(), target)
    if target.startswith("/api/"):
        assert answer.status_code == 401
    else:
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, reverse("login"))


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted({row.name for row in TABLE}))
def test_other_methods_are_closed(name: str, cast: Cast):
    """A method without a line is refused, whoever asks."""
    rows = [row for row in TABLE if row.name == name]
    holders = [each for each in objects.PEOPLE if each in rows[0].may] or [Role.DISPATCHER]
    person = cast.user(objects.PEOPLE[holders[0]])
    target = address(rows[0], objects.AccessWorld(cast, person), objects.JINJIANG)
    for method in set(METHODS) - {row.method for row in rows}:
        answer = getattr(cast.client(person), method)(target)
        assert answer.status_code in {403, 404, 405}, (
            f"{method} {name} answers {answer.status_code}: close it or add a line"
        )


def test_the_cast_has_a_person_for_every_role():
    assert set(objects.PEOPLE) == {*Role, None}
