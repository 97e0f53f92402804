"""On site without a signal: findings and photos outlive the page and reach the portal once, when the signal is back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from core.foundation import clock
from inspections.models import Finding, Photo, Visit
from tests.cast import Cast
from tests.inspections.world import World, moment, picture

from .test_inspection import BUILD, PHONE, taps

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not BUILD.is_dir(), reason="needs the built front end (npm run build)"),
]


@pytest.fixture
def visit(live_server: LiveServer, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Visit:
    monkeypatch.setattr(clock, "now", lambda: moment(7, 25, 10))
    return World(cast).arrived()


@pytest.fixture
def photos(tmp_path: Path) -> list[str]:
    paths = [tmp_path / f"现场{number}.jpg" for number in (1, 2)]
    for number, path in enumerate(paths):
        path.write_bytes(picture((640, 480 + number)).getvalue())
    return [str(path) for path in paths]


def test_findings_and_photos_wait_for_the_signal_and_come_once(
    visit: Visit, photos: list[str], seat: Callable[[str], Page]
) -> None:
    phone = seat(visit.checked_in_by.user.username)
    phone.set_viewport_size(PHONE)
    address = f"/inspections/visits/{visit.code}/findings/"
    phone.goto(address)
    phone.context.set_offline(True)
    phone.set_input_files("[name=photos]", photos)
    taps(phone, "裸土未覆盖", "较重", "施工")
    phone.fill("textarea[name=text]", "4号楼北侧")
    phone.get_by_role("button", name="存好，再记一条").click()
    expect(phone.locator("[data-offline-bar]")).to_contain_text("没有信号，已存本机 1 条")
    expect(phone.locator("[data-waiting] li")).to_contain_text("裸土未覆盖")
    expect(phone.locator("[data-waiting] figcaption")).to_have_text(["待发", "待发"])
    taps(phone, "出入口滴洒漏", "一般", "监理")
    phone.get_by_role("button", name="存好", exact=True).click()
    expect(phone.locator("[data-offline-bar]")).to_contain_text("已存本机 2 条")
    assert not Finding.objects.exists()

    context = phone.context  # the page is closed; another one opens when there is a signal again
    phone.close()
    context.set_offline(False)
    phone = context.new_page()
    phone.goto("/inspections/today/")
    expect(phone.locator("#toasts")).to_contain_text("本机存的 2 条已送到")
    expect(phone.locator("[data-waiting]")).to_be_hidden()
    expect(phone.locator("[data-offline-bar]")).to_be_hidden()
    found = Finding.objects.order_by("number")
    assert [(each.fault, each.text, each.photos.count()) for each in found] == [
        ("裸土未覆盖", "4号楼北侧", 2),
        ("出入口滴洒漏", "", 0),
    ]


def test_photos_chosen_but_not_stored_outlive_the_page(
    visit: Visit, photos: list[str], seat: Callable[[str], Page]
) -> None:
    phone = seat(visit.checked_in_by.user.username)
    address = f"/inspections/visits/{visit.code}/findings/"
    phone.goto(address)
    phone.set_input_files("[name=photos]", photos[0])
    expect(phone.locator("[data-shots] img")).to_have_count(1)
    context = phone.context
    phone.close()
    phone = context.new_page()
    phone.goto(address)
    expect(phone.locator("[data-shots] img")).to_have_count(1)
    taps(phone, "裸土未覆盖", "较重", "施工")
    phone.get_by_role("button", name="存好", exact=True).click()
    expect(phone.get_by_text("发现问题 1")).to_be_visible()
    assert Photo.objects.get().finding.fault == "裸土未覆盖"


def test_an_answer_that_was_lost_on_the_way_doubles_nothing(
    visit: Visit, photos: list[str], seat: Callable[[str], Page]
) -> None:
    """The portal stored the finding, the phone never heard of it and sends it again."""
    phone = seat(visit.checked_in_by.user.username)
    phone.goto(f"/inspections/visits/{visit.code}/findings/")
    lost = []

    def lose_the_answer(route) -> None:
        if lost:
            return route.continue_()
        lost.append(route.fetch())
        return route.abort()

    phone.route(
        "**/findings/", lambda route: lose_the_answer(route) if route.request.method == "POST" else route.continue_()
    )
    phone.set_input_files("[name=photos]", photos)
    taps(phone, "裸土未覆盖", "较重", "施工")
    phone.get_by_role("button", name="存好", exact=True).click()
    expect(phone.locator("[data-waiting] li")).to_contain_text("裸土未覆盖")
    phone.goto("/inspections/today/")
    expect(phone.locator("#toasts")).to_contain_text("本机存的 1 条已送到")
    expect(phone.locator("[data-waiting]")).to_be_hidden()
    assert Finding.objects.get().photos.count() == 2
