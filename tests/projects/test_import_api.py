"""The import desk as a program meets it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from projects.models import Listing
from tests.cast import PASSWORD, Cast
from tests.intake.ledgers import flat_layout, ledger, saved

pytestmark = pytest.mark.django_db


def api(cast: Cast, name: str) -> APIClient:
    client = APIClient()
    answer = client.post("/api/v1/token/", {"username": cast.user(name).username, "password": PASSWORD})
    client.credentials(HTTP_AUTHORIZATION=f"Token {answer.json()['token']}")
    return client


def test_a_ledger_goes_in_and_comes_out_again(cast: Cast, register) -> None:
    """A program brings a file, reads what was understood, commits what it saw, and takes it back."""
    client, url = api(cast, "section_officer"), "/api/v1/imports/register/"
    book = saved(flat_layout(ledger(14))).getvalue()
    made = client.post(url, {"file": SimpleUploadedFile("台账.xlsx", book)}, format="multipart").json()
    assert (made["counts"]["new"], made["state"], made["sums"]["annual_plan_wan"]) == (
        14, "ready", f"{ledger(14).plan_wan:f}"
    )  # fmt: skip
    one = f"{url}{made['id']}/"
    rows = client.get(f"{one}rows/", {"group": "new", "page_size": 5}).json()
    assert (rows["count"], len(rows["results"]), rows["results"][0]["name"]) == (14, 5, ledger(14).rows[0].name)

    bare = client.post(f"{one}commit/", {"seen_digest": made["digest"], "reason": "年初下达"})
    assert (bare.status_code, "document_number" in bare.json()["fields"]) == (422, True), "a list needs its paper"
    paper = {
        "title": "年初计划",
        "document_number": "泉建〔2018〕1号",
        "approver_label": "市政府",
        "reason": "年初下达",
    }
    words = {**paper, "effective_month": "2018-01"}
    stale = client.post(f"{one}commit/", {**words, "seen_digest": "0" * 64})
    assert (stale.status_code, Listing.objects.count()) == (409, 0)
    assert client.get(one).json()["digest"] == made["digest"], "nothing moved: what was read can still be committed"
    done = client.post(f"{one}commit/", {**words, "seen_digest": made["digest"]})
    assert (done.json()["state"], Listing.objects.count()) == ("committed", 14)
    again = client.post(f"{one}commit/", {**words, "seen_digest": made["digest"]})
    assert (again.status_code, Listing.objects.count()) == (409, 14)
    back = client.post(f"{one}undo/", {"reason": "选错了文件"})
    assert (back.json()["state"], Listing.objects.count()) == ("undone", 0)
    assert client.get(one).json()["undone_by_label"]


def test_what_cannot_be_imported_is_refused_in_words(cast: Cast, register) -> None:
    client, url = api(cast, "section_officer"), "/api/v1/imports/register/"
    broken = client.post(url, {"file": SimpleUploadedFile("台账.xlsx", b"no zip")}, format="multipart")
    assert (broken.status_code, "另存" in broken.json()["detail"]) == (422, True)
    book = SimpleUploadedFile("台账.xlsx", saved(flat_layout(ledger(14))).getvalue())
    other = client.post(url, {"file": book, "about": "1999"}, format="multipart")
    assert (other.status_code, "2018" in other.json()["detail"]) == (422, True)
    assert client.get("/api/v1/imports/nothing/").status_code == 404
    assert api(cast, "jinjiang_reporter").get(url).status_code == 403
