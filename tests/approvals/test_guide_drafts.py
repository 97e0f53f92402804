"""A new edition of the guide by the page: uploaded, previewed, published at once or on the day it names."""

from io import BytesIO

import pytest
from django.urls import reverse

from approvals.actions import drafts
from approvals.choices import DraftState
from approvals.edition import FIRST_EDITION
from approvals.models import GuideDraft, GuideVersion, Matter
from core.accounts.models import InboxItem
from core.foundation import clock
from core.foundation.verdict import Refused
from core.journal.models import Entry
from core.operations import periods

from .world import Office, moment


def text_of(*changes: tuple[str, str]) -> str:
    """The file that comes with the portal, with some words changed."""
    text = FIRST_EDITION.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


FASTER = ('document_number = "泉建〔2018〕8号附件（演示）"', 'document_number = "泉建〔2018〕30号"')
LATER = ("effective_on = 2018-01-15", "effective_on = 2018-04-01")


def _uploaded(office: Office, *changes: tuple[str, str]) -> GuideDraft:
    content = BytesIO(text_of(*changes or (FASTER,)).encode())
    return drafts.upload(name="指南.toml", content=content, by=office.officer, at=moment(3, 5))


def test_uploading_changes_nothing_and_publishing_makes_the_next_edition(office: Office) -> None:
    draft = _uploaded(office)
    assert (draft.state, GuideVersion.objects.count()) == (DraftState.UPLOADED, 1)
    made = drafts.release(draft_id=draft.pk, by=office.officer, at=moment(3, 6))
    assert (made.state, made.guide.number, made.guide.document_number) == ("published", 2, "泉建〔2018〕30号")
    assert list(Entry.objects.order_by("-sequence").values_list("action", flat=True)[:2]) == [
        "approvals.publish_guide",
        "approvals.upload_guide",
    ]
    with pytest.raises(Refused):
        drafts.release(draft_id=draft.pk, by=office.officer, at=moment(3, 6))


def test_a_later_day_waits_for_the_calendar_and_new_files_follow_from_then_on(office: Office) -> None:
    draft = _uploaded(office, FASTER, LATER)
    drafts.release(draft_id=draft.pk, by=office.officer, at=moment(3, 6))
    periods.run_due(moment(3, 30))
    assert GuideVersion.objects.count() == 1
    before = office.receive(office.project("A1"))
    periods.run_due(moment(4, 1))  # a Sunday: an edition is in force on its day, worked or not
    draft.refresh_from_db()
    assert (draft.state, draft.guide.number) == ("published", 2)
    before.refresh_from_db()
    assert before.matter.guide.number == 1
    periods.run_due(moment(4, 2))
    assert GuideVersion.objects.count() == 2


def test_what_was_scheduled_can_be_taken_off_before_its_day(office: Office) -> None:
    draft = _uploaded(office, FASTER, LATER)
    drafts.release(draft_id=draft.pk, by=office.officer, at=moment(3, 6))
    drafts.withdraw(draft_id=draft.pk, by=office.officer, at=moment(3, 30))
    periods.run_due(moment(4, 2))
    assert (GuideVersion.objects.count(), GuideDraft.objects.get().state) == (1, "withdrawn")


def test_one_that_cannot_be_published_on_its_day_comes_back_with_the_reason(office: Office) -> None:
    """Between the word and the day the same content came into force by the command."""
    draft = _uploaded(office, FASTER, LATER)
    drafts.release(draft_id=draft.pk, by=office.officer, at=moment(3, 6))
    other = _uploaded(office, FASTER, LATER)
    drafts.release(draft_id=other.pk, by=office.officer, at=moment(4, 1))
    periods.run_due(moment(4, 2))
    draft.refresh_from_db()
    assert (draft.state, "相同" in draft.failure, GuideVersion.objects.count()) == ("uploaded", True, 2)
    assert InboxItem.objects.filter(kind=drafts.FAILED, resolved_at=None).exists()


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"\xff\xfe", "文件读不了"),
        (b"title = ", "文件读不了"),
        (b'title = "x"', "缺少或写错了栏目"),
        (b"a = " + b"[" * 5_000, "文件读不了"),
        (text_of(("effective_on = 2018-01-15", 'effective_on = "1月15日"')).encode(), "缺少或写错了栏目"),
        (b"#" * (drafts.LARGEST + 1), "超过1MB"),
    ],
    ids=["not text", "not toml", "no columns", "deep", "no day", "long"],
)
def test_a_file_that_is_no_guide_is_refused_and_not_kept(office: Office, raw: bytes, said: str) -> None:
    with pytest.raises(Refused, match=said) as refusal:
        drafts.upload(name="指南.toml", content=BytesIO(raw), by=office.officer, at=moment(3, 5))
    assert "file" in refusal.value.field_errors
    assert not GuideDraft.objects.exists()


@pytest.mark.parametrize("name", ["department_member", "dispatcher", "bureau_leader", "jinjiang_reporter"])
def test_only_the_section_uploads_publishes_and_takes_off(office: Office, name: str) -> None:
    draft, by = _uploaded(office), office.cast.user(name)
    for act in (drafts.release, drafts.withdraw):
        with pytest.raises(Refused) as refused:
            act(draft_id=draft.pk, by=by, at=moment(3, 6))
        assert refused.value.status == 403
    with pytest.raises(Refused):
        drafts.upload(name="x.toml", content=BytesIO(text_of(FASTER).encode()), by=by, at=moment(3, 5))


def test_the_page_shows_what_changes_before_anything_does(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment(3, 5))
    client = office.cast.client("section_officer")
    first = Matter.objects.order_by("order").first()
    shorter = (f"promised_days = {first.promised_days}", "promised_days = 1")
    given = BytesIO(text_of(FASTER, shorter).encode())
    given.name = "指南.toml"
    answer = client.post(reverse("approval_guide_drafts"), {"file": given}, follow=True)
    page = answer.content.decode()
    assert f"承诺时限：{first.promised_days} → 1" in page
    assert GuideVersion.objects.count() == 1
    draft = GuideDraft.objects.get()
    released = reverse("approval_guide_release", args=[draft.pk])
    assert client.post(released, {"move": "release"}).status_code == 302
    assert GuideVersion.objects.first().number == 2
    wrong = BytesIO(b"title = ")
    wrong.name = "指南.toml"
    assert client.post(reverse("approval_guide_drafts"), {"file": wrong}).status_code == 422
    download = client.get(reverse("approval_guide_file"))
    assert b"".join(download.streaming_content) == text_of(FASTER, shorter).encode()
    download.close()


def test_an_edition_that_contradicts_itself_is_shown_as_such_and_not_published(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment(3, 5))
    first = Matter.objects.order_by("order").first()
    draft = _uploaded(office, (f"promised_days = {first.promised_days}", "promised_days = 99"))
    client = office.cast.client("section_officer")
    assert "不能发布" in client.get(reverse("approval_guide_draft", args=[draft.pk])).content.decode()
    answer = client.post(reverse("approval_guide_release", args=[draft.pk]), {"move": "release"})
    assert (answer.status_code, GuideVersion.objects.count()) == (422, 1)
