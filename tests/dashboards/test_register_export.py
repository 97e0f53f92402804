"""导出所见: the columns and rows of the page, with the code, so that the import desk can read them again."""

import io
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse

from tests import builders as build
from tests.builders import JUNE

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
