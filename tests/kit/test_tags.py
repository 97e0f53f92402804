"""The kit's filters and tags: one look for one kind of number, nothing inline, reasons kept."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from core.foundation.verdict import YES, no

LATE = SimpleNamespace(tone="late", label="滞后")


class PlanForm(forms.Form):
    name = forms.CharField(label="项目名称")
    plan_wan = forms.DecimalField(label="年度计划", widget=forms.TextInput)
    nature = forms.ChoiceField(label="性质", choices=[("a", "续建")])
    topics = forms.MultipleChoiceField(label="专题", choices=[("b", "公厕")], widget=forms.CheckboxSelectMultiple)
    is_flagship = forms.BooleanField(label="标杆项目", required=False)


def render(source: str, **context: object) -> str:
    """The text of a template with the kit loaded."""
    return Template("{% load kit %}" + source).render(Context(context)).strip()


@pytest.mark.parametrize(
    ("source", "value", "expected"),
    [
        ("{{ v|wan }}", Decimal("4700000.00"), "4,700,000"),
        ("{{ v|wan:2 }}", Decimal("12345.60"), "12,345.60"),
        ("{{ v|wan }}", None, "—"),
        ("{{ v|yi }}", Decimal("2652434.00"), "265.24"),
        ("{{ v|percent }}", Decimal("0.6052"), "60.52"),
        ("{{ v|percent:1 }}", Decimal("0.6052"), "60.5"),
        ("{{ v|points }}", Decimal("2.19"), "+2.19"),
        ("{{ v|points:1 }}", Decimal("-1.904"), "−1.9"),
        ("{{ v|count }}", 4700, "4,700"),
        ("{{ v|count }}", None, "—"),
        ("{{ v|dash }}", "", "—"),
        ("{{ v|dash }}", 0, "0"),
    ],
)
def test_numbers_look_the_same_everywhere(source: str, value: object, expected: str) -> None:
    assert render(source, v=value) == expected


def test_light_is_colour_and_word_and_opens_its_inputs() -> None:
    assert render("{% light v %}", v=LATE) == '<span class="light light--late">滞后</span>'
    opened = render('{% light v "/figure/1/" %}', v=LATE)
    assert opened.startswith("<button")
    assert 'hx-get="/figure/1/"' in opened
    assert "data-panel" in opened
    assert render("{% light v %}", v=None) == "—"


def test_lead_shows_points_with_the_shape_of_its_light() -> None:
    assert render('{% lead v "late" 1 %}', v=Decimal("-6.5")) == '<span class="lead lead--late">−6.5</span>'


@pytest.mark.parametrize(("number", "expected"), [(0, "7月暂定"), (None, "7月暂定"), (2, "7月定版第2版")])
def test_provenance_says_whether_a_figure_may_still_move(number: int | None, expected: str) -> None:
    assert expected in render('{% provenance v "7月" %}', v=number)


def test_bar_is_clamped_but_never_hides_the_schedule() -> None:
    html = render('{% bar v s label="完成" tone="late" %}', v=Decimal("1.2"), s=Decimal("0.58333"))
    assert 'class="bar bar--late"' in html
    assert 'class="bar-fill" width="100.00"' in html
    assert 'x1="58.33"' in html
    assert "style" not in html
    assert 'width="0"' in render("{% bar v %}", v=None)
    assert 'width="0.00"' in render("{% bar v %}", v=Decimal("-0.1"))


def test_stack_shares_the_whole_and_draws_nothing_for_nothing() -> None:
    html = render('{% stack v label="进展" %}', v=[("accepted", 1), ("city", 0), ("missing", 3)])
    assert '<rect class="part--accepted" x="0.00" width="25.00"' in html
    assert '<rect class="part--missing" x="25.00" width="75.00"' in html
    assert "part--city" not in html
    assert render("{% stack v %}", v=[("accepted", 0)]).count("<rect") == 1


def test_text_in_marks_is_escaped() -> None:
    assert "<b>" not in render("{% chip v %}", v="<b>")
    assert "<b>" not in render('{% figure v "/x/" %}', v="<b>")
    assert render('{% figure v "" %}', v="<b>") == "&lt;b&gt;"


def test_refused_button_stays_with_its_reason() -> None:
    html = render('{% verdict_button v "锁数" name="move" value="lock" %}', v=no("还差 471 项"))
    assert 'aria-disabled="true"' in html
    assert html.count("还差 471 项") == 3
    assert 'name="move"' not in html
    compact = render('{% verdict_button v "锁数" compact=True %}', v=no("还差 471 项"))
    assert "refused-why" not in compact


def test_allowed_button_submits_or_leads() -> None:
    html = render('{% verdict_button v "通过" name="decision" value="accept" tone="primary" hotkey="A" %}', v=YES)
    assert 'type="submit"' in html
    assert 'name="decision" value="accept"' in html
    assert 'data-key="A"' in html
    assert render('{% verdict_button v "打开" href="/x/" %}', v=YES).startswith('<a class="btn" href="/x/"')


@pytest.mark.parametrize(
    ("query", "order", "following"),
    [
        ("", "", "sort=rate"),
        ("?sort=rate&unit=3", "ascending", "sort=-rate"),
        ("?sort=-rate&page=4", "descending", "sort=rate"),
    ],
)
def test_sort_header_turns_and_keeps_the_filters(query: str, order: str, following: str) -> None:
    request = RequestFactory().get(f"/projects/{query}")
    html = render('{% sort_header "完成率" "rate" unit="%" number=True %}', request=request)
    assert following in html
    assert "page=" not in html
    assert ("unit=3" in html) == ("unit=3" in query)
    assert (f'aria-sort="{order}"' in html) == bool(order)


def test_pager_keeps_the_filters() -> None:
    request = RequestFactory().get("/projects/?unit=3&page=3")
    html = render("{% pager page %}", request=request, page=Paginator(range(621), 50).page(3))
    assert "第 101—150 项，共 621 项" in html
    assert 'href="?unit=3&amp;page=4"' in html
    assert 'aria-current="page">3<' in html


def test_money_field_has_unit_echo_and_last_month() -> None:
    html = render('{% field form.plan_wan unit="万元" last="上月 1,720" %}', form=PlanForm())
    assert '<label for="id_plan_wan"' in html
    assert "data-money" in html
    assert 'data-echo-for="id_plan_wan"' in html
    assert "上月 1,720" in html


def test_field_shows_its_errors_and_the_form_lists_them() -> None:
    form = PlanForm({"plan_wan": "x"})
    html = render('{% include "kit/form.html" %}', form=form)
    assert 'id="id_plan_wan_error"' in html
    assert 'href="#id_plan_wan"' in html
    assert 'aria-invalid="true"' in html
    assert 'class="form-select"' in html
    assert html.count("form-check-input") == 1


@pytest.mark.parametrize(
    ("job", "words"),
    [
        ({"state": "queued", "fraction": None}, ["排队中", "取消", "hx-trigger"]),
        ({"state": "running", "fraction": Decimal("0.42"), "step": "已算 260 / 621 项"}, ["42%", "已算 260", "取消"]),
        ({"state": "done", "fraction": 1}, ["已完成", "查看结果"]),
        ({"state": "failed", "fraction": Decimal("0.3"), "error": "磁盘空间不足"}, ["没有完成：磁盘空间不足", "重试"]),
        ({"state": "cancelled", "fraction": 0}, ["已取消", "重试"]),
    ],
)
def test_job_says_what_it_does_and_what_next(job: dict[str, object], words: list[str]) -> None:
    html = render(
        '{% include "kit/job_progress.html" with cancel_url="/c/" retry_url="/r/" result_url="/d/" poll_url="/p/" %}',
        job=SimpleNamespace(pk=1, label="7月汇总", **job),
    )
    for word in words:
        assert word in html
    assert ("hx-trigger" in html) == (job["state"] in {"queued", "running"})


def test_error_pages_render_without_any_context() -> None:
    for name in ("404.html", "403.html", "403_csrf.html", "500.html"):
        assert "返回首页" in Template(f'{{% extends "{name}" %}}').render(Context())
