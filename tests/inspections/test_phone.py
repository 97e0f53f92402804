"""What a phone without signal sends, late and more than once, is stored once and loses nothing."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.foundation.verdict import Refused
from inspections.models import Finding, Photo, Visit
from tests.cast import Cast

from .world import World, picture

pytestmark = pytest.mark.django_db
QUEUE = {"headers": {"accept": "application/json"}}


@pytest.fixture
def world(cast: Cast) -> World:
    return World(cast)


@pytest.fixture
def visit(world: World) -> Visit:
    return world.arrived()


@pytest.fixture
def phone(world: World, visit: Visit) -> Client:
    return world.cast.client(world.team(visit)[0].username)


def finding(world: World, **values: object) -> dict[str, object]:
    said = {"item": world.items[0].pk, "severity": "minor", "liable_party": "contractor", "client_id": uuid.uuid4()}
    return {**said, **values}


def photo(of: object, **values: object) -> dict[str, object]:
    file = SimpleUploadedFile("x.jpg", picture().getvalue(), "image/jpeg")
    return {"finding": of, "client_id": uuid.uuid4(), "photo": file, **values}


def test_a_finding_and_its_photos_sent_twice_are_stored_once(world: World, visit: Visit, phone: Client) -> None:
    address, photos = f"/inspections/visits/{visit.code}/findings/", f"/inspections/visits/{visit.code}/photos/"
    said = finding(world, photos_follow=1)
    shot = photo(said["client_id"])
    for _ in range(2):
        assert phone.post(address, said, **QUEUE).status_code == 201
    for _ in range(2):
        shot["photo"].seek(0)
        assert phone.post(photos, shot, **QUEUE).status_code == 201
    assert Finding.objects.get().photos.get() == Photo.objects.get()


def test_a_photo_before_its_finding_is_asked_to_wait(visit: Visit, phone: Client) -> None:
    answer = phone.post(f"/inspections/visits/{visit.code}/photos/", photo(uuid.uuid4()), **QUEUE)
    assert answer.status_code == 422
    assert "先发送问题" in answer.json()["said"]


def test_what_the_queue_sent_wrong_is_said_in_words(world: World, visit: Visit, phone: Client) -> None:
    answer = phone.post(f"/inspections/visits/{visit.code}/findings/", finding(world, severity=""), **QUEUE)
    assert answer.status_code == 422
    assert answer.json() == {"stored": False, "said": "请选择轻重。"}


def test_what_was_mended_on_the_spot_waits_for_its_photo_before_the_visit_ends(
    world: World, visit: Visit, phone: Client
) -> None:
    said = finding(world, fixed_on_spot="on", photos_follow=1)
    assert phone.post(f"/inspections/visits/{visit.code}/findings/", said, **QUEUE).status_code == 201
    with pytest.raises(Refused, match="第1条当场整改还没有照片"):
        world.finish(visit)
    phone.post(f"/inspections/visits/{visit.code}/photos/", photo(said["client_id"]), **QUEUE)
    assert world.finish(visit).state == "finished"


def test_what_comes_after_the_end_is_refused(world: World, visit: Visit, phone: Client) -> None:
    world.finish(visit)
    answer = phone.post(f"/inspections/visits/{visit.code}/findings/", finding(world), **QUEUE)
    assert answer.status_code in {403, 409}
    assert not Finding.objects.exists()
