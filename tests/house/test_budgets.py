"""Query budgets: what each page asks of the database, at 60 and at 600 projects.

`tests/query_budgets.json` holds the budgets. A page that asks one question per row fails twice: it grows, and it is
over its budget. Whoever raises a budget above the limit of its kind writes there why.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.accounts.models import User
from demonstration.actions import load
from projects.models import Project
from tests.house import budget_objects
from tests.house.access_table import TABLE
from tests.house.test_access import known

pytestmark = [
    pytest.mark.django_db,  # tells pytest-django that this module needs the tables
    pytest.mark.timeout(900),  # the first test loads two campaigns and opens some hundred pages of each
]

SIZES = (60, 600)
GROWTH = 1.1
"""How much longer a page may be at the larger size; longer numbers take some room."""

BUDGETS = json.loads((Path(__file__).parent.parent / "query_budgets.json").read_text(encoding="utf-8"))
LIMITS: dict[str, int] = BUDGETS["limits"]
REASONS: dict[str, str] = BUDGETS["reasons"]
KIB = 100
LONG = {"rest list", "rest detail", "export"}
"""Kinds that programs read: as long as what was asked for."""
NOT_COUNTED = re.compile(r"^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET|SHOW|PRAGMA)", re.IGNORECASE)


@dataclass(frozen=True)
class Page:
    """One line of the file: an address, the person who opens it, and what it may cost.

    `queries` is the budget, with a full cache where the one with an empty cache differs (`cold`). `rows` is the most
    projects a list may hold on one page, null where the answer must hold everything; a page without `rows` must not
    grow with the register. `kib` is the longest document. Budgets above the limit of their `kind` name a reason.
    """

    url: str
    as_: str
    kind: str
    queries: int
    cold: int = 0
    query: str = ""
    about: str = ""
    data: str = ""
    answer: int = 200
    rows: int | None = 0
    kib: int = KIB
    why: str = ""

    def __str__(self) -> str:
        return f"{self.url}{'?' + self.query if self.query else ''} {self.kind} as {self.as_}"

    @property
    def address(self) -> str:
        arguments = getattr(budget_objects, self.about)() if self.about else {}
        return reverse(self.url, kwargs=arguments) + (f"?{self.query}" if self.query else "")


@dataclass(frozen=True)
class Cost:
    status: int
    cold: tuple[str, ...]
    warm: tuple[str, ...]
    length: int
    projects: int


Costs = dict["Page", dict[int, Cost]]
PAGES = [Page(as_=line.pop("as"), **line) for line in (dict(each) for each in BUDGETS["pages"])]


@dataclass
class Visitors:
    """Browsers of the people in the file, each past its first request, which writes the session."""

    clients: dict[str, Client] = field(default_factory=dict)

    def client(self, name: str) -> Client:
        if not name:
            return Client()
        if name not in self.clients:
            self.clients[name] = Client()
            self.clients[name].force_login(User.objects.get(username=name))
            self.clients[name].get(reverse("profile"))
        return self.clients[name]

    def ask(self, page: Page) -> tuple[HttpResponse, bytes, tuple[str, ...]]:
        """One request, its answer and its statements; whatever it wrote is undone."""
        client, address = self.client(page.as_), page.address
        data = budget_objects.FORMS[page.data]() if page.data else None
        with transaction.atomic(), CaptureQueriesContext(connection) as caught:
            answer = client.post(address, data) if page.data else client.get(address)
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            answer.close()
            transaction.set_rollback(True)
        statements = (each["sql"] for each in caught.captured_queries)
        return answer, content, tuple(sql for sql in statements if not NOT_COUNTED.match(sql))

    def cost(self, page: Page, names: list[bytes]) -> Cost:
        cache.clear()
        answer, content, cold = self.ask(page)
        warm = self.ask(page)[2] if page.cold else cold
        return Cost(answer.status_code, cold, warm, len(content), _count(names, content))


def _count(names: list[bytes], content: bytes) -> int:
    """How many of the names stand in an answer. Some are the beginning of another: the longer ones come first."""
    found = 0
    for name in names:
        if name in content:
            found += 1
            content = content.replace(name, b"")
    return found


@pytest.fixture(scope="module")
def costs(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Costs:
    """Every page's cost at every size: each size is loaded once, and undone."""
    found: dict[Page, dict[int, Cost]] = {page: {} for page in PAGES}
    for size in SIZES:
        with django_db_blocker.unblock(), _demonstration(size, tmp_path_factory.mktemp(f"{size}")):
            names = sorted({name.encode() for name in Project.objects.values_list("name", flat=True)}, key=len)[::-1]
            visitors = Visitors()
            if size == SIZES[0]:
                _warm(visitors)
            for page in PAGES:
                found[page][size] = visitors.cost(page, names)
    return found


def _warm(visitors: Visitors) -> None:
    """Fill what the process keeps for good, whichever test runs first."""
    for page in PAGES:
        visitors.ask(page)


@contextmanager
def _demonstration(size: int, folder: Path) -> Iterator[None]:
    """The demonstration with so many projects, at its own time, until the block ends."""
    files = {
        "DEMONSTRATION_CLOCK_FILE": folder / "clock.json",
        "PRIVATE_FILES_ROOT": folder / "files",
        "JOURNAL_ANCHORS_FILE": folder / "anchors.jsonl",
    }
    with override_settings(**files), transaction.atomic():
        load(projects=size, months=7, seed=2018)
        yield
        transaction.set_rollback(True)
    cache.clear()


def test_every_page_has_a_budget():
    """Whoever adds a page says what it may cost, or why that is no question."""
    asked = {page.url for page in PAGES}
    answered = set(known())
    wanted = {row.name for row in TABLE if row.method == "get" and row.name in answered} - set(BUDGETS["without"])
    assert not wanted - asked, f"add these to tests/query_budgets.json: {sorted(wanted - asked)}"
    assert not asked & set(BUDGETS["without"])
    assert not set(BUDGETS["without"]) - answered


def test_a_budget_over_its_limit_has_a_reason():
    unexplained = [str(page) for page in PAGES if _is_exceptional(page) and page.why not in REASONS]
    unneeded = [str(page) for page in PAGES if page.why and not _is_exceptional(page)]
    assert not unexplained, f"say why: {unexplained}"
    assert not unneeded, f"these need no reason any more: {unneeded}"
    assert {page.why for page in PAGES} - {""} == set(REASONS)


def _is_exceptional(page: Page) -> bool:
    return max(page.queries, page.cold) > LIMITS[page.kind] or page.kib > KIB or page.rows is None


def test_every_page_answers(costs: Costs):
    wrong = [
        f"{page} at {size}: {cost.status}, not {page.answer}"
        for page, sizes in costs.items()
        for size, cost in sizes.items()
        if cost.status != page.answer
    ]
    assert not wrong, "\n".join(wrong)


def test_no_page_is_over_its_budget(costs: Costs):
    wrong = [
        f"{page} at {size}: {len(asked)} queries, budget {budget}\n" + "\n".join(f"    {sql[:200]}" for sql in asked)
        for page, sizes in costs.items()
        for size, cost in sizes.items()
        for asked, budget in ((cost.warm, page.queries), (cost.cold, page.cold or page.queries))
        if len(asked) > budget
    ]
    assert not wrong, "\n".join(wrong)


def test_no_page_asks_more_of_a_larger_register(costs: Costs):
    wrong = []
    for page, sizes in costs.items():
        small, large = (sizes[size] for size in SIZES)
        for words, few, many in (("cold", small.cold, large.cold), ("warm", small.warm, large.warm)):
            if len(many) > len(few):
                wrong.append(f"{page} ({words}): {len(few)} queries at {SIZES[0]}, {len(many)} at {SIZES[1]}")
    assert not wrong, "\n".join(wrong)


def test_no_page_grows_with_the_register(costs: Costs):
    """Fixed pages keep their length; lists hold at most a page of projects."""
    wrong = []
    for page, sizes in costs.items():
        small, large = (sizes[size] for size in SIZES)
        if page.rows == 0 and large.length > GROWTH * small.length:
            wrong.append(f"{page}: {small.length} bytes at {SIZES[0]}, {large.length} at {SIZES[1]}")
        if large.length > page.kib * 1024 and page.kind not in LONG:
            wrong.append(f"{page}: {large.length / 1024:.0f} KiB, at most {page.kib}")
        if page.rows and large.projects > page.rows:
            wrong.append(f"{page}: {large.projects} projects on one page, at most {page.rows}")
    assert not wrong, "\n".join(wrong)
