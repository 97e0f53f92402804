"""导出所见: the columns and rows of the page, with the code, so that the import desk can read them again."""

import csv
import io
import json
import re
from decimal import Decimal
from urllib.parse import urlencode

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.accounts.models import RoleGrant, User
from core.foundation.verdict import Refused
from core.operations.choices import JobState
from core.operations.models import Job, StoredFile
from dashboards.files.access import may_have
from dashboards.jobs.cards import card_context
from dashboards.register.background import EXPORT_JOB, write_export
from tests import builders as build
from tests.builders import JUNE
from tests.cast import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def june(cast):
    world = build.make_world(cast.units)
    road = build.make_listing(world, "QZ18-001", name='=HYPERLINK("http://x")', unit="350582")
    park = build.make_listing(world, "QZ18-002", name="崎山公园", unit="350521", plan="600.50")
    return build.make_brief(world, JUNE, 1, [build.line(road, ytd=700), build.line(park, ytd="100.25")])


def sheet_of(answer):
    content = io.BytesIO(b"".join(answer.streaming_content))
    return openpyxl.load_workbook(content)["项目库"]


def test_columns_as_seen_with_the_code_first(cast, june):
    answer = cast.client("dispatcher").get(reverse("register_export"), {"sort": "ytd"})
    sheet = sheet_of(answer)
    assert "filename*=utf-8''" in answer["Content-Disposition"]
    assert sheet["A2"].value == "单位：万元；按6月定版第1版数据，数据截止6月25日"
    heads = [cell.value for cell in sheet[3]]
    assert heads[:3] == ["项目编码", "项目名称", "单位"]
    first = dict(zip(heads, [cell.value for cell in sheet[4]], strict=True))
    assert (first["项目名称"], first["本年累计"], first["项目灯"]) == ("崎山公园", 100.25, "正常")
    assert first["完成率（%）"] == pytest.approx(0.166944)


def test_filters_hold_and_the_foot_adds_up(cast, june):
    sheet = sheet_of(cast.client("dispatcher").get(reverse("register_export"), {"unit": "350521"}))
    assert [row[0].value for row in sheet.iter_rows(min_row=4)] == ["QZ18-002", "合计"]
    heads = [cell.value for cell in sheet[3]]
    assert Decimal(str(sheet.cell(5, heads.index("年度计划") + 1).value)) == Decimal("600.5")


def test_a_name_is_never_a_formula(cast, june):
    sheet = sheet_of(cast.client("jinjiang_reporter").get(reverse("register_export")))
    assert sheet["B4"].data_type == "s"
    assert sheet.max_row == 5


def test_queries_of_an_export_do_not_grow(cast, june, django_assert_max_num_queries):
    client = cast.client("dispatcher")
    with django_assert_max_num_queries(8):
        list(client.get(reverse("register_export")).streaming_content)


def csv_of(answer) -> list[list[str]]:
    content = b"".join(answer.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf"), "or Excel reads it as GBK"
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_csv_holds_the_same_rows_under_one_line_of_heads(cast, june):
    answer = cast.client("dispatcher").get(reverse("register_export"), {"sort": "ytd", "format": "csv"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].endswith(".csv")
    heads, *rows = csv_of(answer)
    first = dict(zip(heads, rows[0], strict=True))
    assert len(rows) == 2
    assert (first["项目名称"], first["年度计划（万元）"], first["本年累计（万元）"]) == ("崎山公园", "600.50", "100.25")
    assert (first["完成率"], first["项目灯"]) == ("16.69%", "正常")


def test_no_cell_of_a_csv_begins_like_a_formula_but_a_number_may_be_negative(cast, june):
    _, *rows = csv_of(cast.client("dispatcher").get(reverse("register_export"), {"format": "csv"}))
    cells = [cell for row in rows for cell in row]
    assert '\'=HYPERLINK("http://x")' in cells
    suspicious = [cell for cell in cells if cell[:1] in set("=+-@\t\r＝＋－＠")]
    assert all(re.fullmatch(r"-[0-9]+\.[0-9]{2}", cell) for cell in suspicious)


def test_csv_begins_before_the_rows_are_read(cast, june):
    answer = cast.client("dispatcher").get(reverse("register_export"), {"format": "csv"})
    with CaptureQueriesContext(connection) as asked:
        first = next(iter(answer.streaming_content))
    assert first.decode("utf-8-sig").startswith("项目编码,项目名称")
    assert len(asked) == 0
    answer.close()


def test_the_rows_of_an_export_are_one_statement(cast, june):
    """A running brief that is rolled up anew meanwhile leaves no holes; sums and frame are asked before."""
    answer = cast.client("dispatcher").get(reverse("register_export"), {"format": "csv"})
    with CaptureQueriesContext(connection) as asked:
        list(answer.streaming_content)
    assert len(asked) <= 1, "COPY on PostgreSQL is not counted"


@pytest.fixture
def long(june, monkeypatch):
    """Two rows count as a long list."""
    monkeypatch.setattr("dashboards.register.export.AT_ONCE", 1)
    return june


def asked(client, **params):
    answer = client.post(reverse("register_export_job") + "?" + urlencode(params))
    assert answer.status_code == 302
    return Job.objects.select_related("run").get(kind=EXPORT_JOB)


def test_a_long_workbook_is_offered_as_background_work_and_csv_still_comes_at_once(cast, long):
    client = cast.client("dispatcher")
    page = client.get(reverse("register_export"), {"sort": "-ytd", "set": "nodes"}).content.decode()
    assert f'action="{reverse("register_export_job")}?sort=-ytd&amp;set=nodes"' in page
    assert not Job.objects.exists(), "looking at the offer writes nothing"
    assert len(csv_of(client.get(reverse("register_export"), {"format": "csv"}))) == 3


def test_the_background_writes_what_was_seen(cast, long, django_capture_on_commit_callbacks):
    client = cast.client("dispatcher")
    with django_capture_on_commit_callbacks(execute=True):
        job = asked(client, sort="-ytd", unit="350521")
    job = Job.objects.select_related("run").get(pk=job.pk)
    assert job.state == JobState.DONE
    link = card_context(job)["result_url"]
    answer = client.get(link)
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert [row[0].value for row in book["项目库"].iter_rows(min_row=4)] == ["QZ18-002", "合计"]
    assert cast.client("bureau_leader").get(link).status_code == 404, "whoever did not ask has no such file"


def test_the_file_is_gone_with_the_right_it_was_written_under(cast, long):
    person = cast.jinjiang_reporter
    job = asked(cast.client("jinjiang_reporter"))
    stored = StoredFile.objects.get(pk=write_export(json.loads(job.inputs), at=AT)["file"])
    assert may_have(User.objects.get(pk=person.pk), stored)
    RoleGrant.objects.filter(user=person).update(unit=cast.units["350521"])
    assert not may_have(User.objects.get(pk=person.pk), stored)
    RoleGrant.objects.filter(user=person).delete()
    with pytest.raises(Refused, match="不能查看项目库"):
        write_export(json.loads(job.inputs), at=AT)


def test_a_brief_that_is_gone_is_not_replaced_by_another(cast, long):
    job = asked(cast.client("dispatcher"))
    inputs = json.loads(job.inputs)
    inputs["query"] = inputs["query"].replace("version=1", "version=7")
    with pytest.raises(Refused, match="已不存在"):
        write_export(inputs, at=AT)


def test_asking_twice_is_one_job(cast, long):
    client = cast.client("dispatcher")
    assert asked(client, sort="ytd").pk == asked(client, sort="ytd").pk
    assert Job.objects.count() == 1
