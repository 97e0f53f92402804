"""Template filters and tags of the front-end kit: one look for one kind of number, mark or button.

Filters turn values into text (`wan`, `yi`, `percent`, `points`, `count`); tags draw the small marks that
repeat in every table (`light`, `lead`, `bar`, `icon`, …) without the cost of an include. Larger pieces are
inclusion tags over `templates/kit/`. `docs/kit.md` shows each in use. Nothing here decides or computes a
figure: values come in ready, only widths of bars are derived from them.
"""

from decimal import Decimal
from typing import Any

from django import forms, template
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.foundation.money import percent_text, points_text, wan_text, yi_text

register = template.Library()

DASH = "—"
FULL = Decimal(100)


# ---- numbers ---------------------------------------------------------------------------------


@register.filter
def wan(value: Any, places: int | None = None) -> str:
    """万元 with thousands separators; no decimals when whole, else two; `places` forces."""
    return wan_text(value, places)


@register.filter
def yi(value: Any, places: int = 2) -> str:
    """万元 amount as 亿元 text."""
    return yi_text(value, places)


@register.filter
def percent(value: Any, places: int = 2) -> str:
    """A fraction as percent text without the sign: 0.6052 → 60.52. One decimal in cards: `|percent:1`."""
    return percent_text(value, places)


@register.filter
def points(value: Any, places: int = 2) -> str:
    """Percentage points with sign: +2.19, −1.90."""
    return points_text(value, places)


@register.filter
def count(value: int | None) -> str:
    """A whole number with thousands separators; — for nothing and for zero-less None."""
    return DASH if value is None else f"{value:,}"


@register.filter
def dash(value: Any) -> Any:
    """— where there is nothing to show."""
    return DASH if value is None or value == "" else value


# ---- marks -----------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """A line drawing from the sprite; silent to screen readers unless `label` is given."""
    css = f"icon-k icon-k--{size}" if size else "icon-k"
    href = f"{static('build/icons.svg')}#i-{name}"
    if label:
        return format_html('<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', css, label, href)
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', css, href)


@register.simple_tag
def star(is_flagship: bool = True) -> SafeString | str:
    """The gold ★ of a flagship project, or nothing."""
    if not is_flagship:
        return ""
    href = f"{static('build/icons.svg')}#i-star"
    return format_html('<svg class="star" role="img" aria-label="标杆项目"><use href="{}"/></svg>', href)


@register.simple_tag
def light(value: Any, url: str = "") -> SafeString:
    """Colour + shape + word. `value` has `.tone` (ok late bad wait none) and `.label`; `url` opens its inputs."""
    if value is None:
        return SafeString(DASH)
    if url:
        return format_html('<button {} class="light light--{}">{}</button>', figure_attrs(url), value.tone, value.label)
    return format_html('<span class="light light--{}">{}</span>', value.tone, value.label)


@register.simple_tag
def lead(value: Any, tone: str, places: int = 2) -> SafeString:
    """Lead over schedule in points with the shape of its light: ● +2.19."""
    return format_html('<span class="lead lead--{}">{}</span>', tone, points_text(value, places))


@register.simple_tag
def chip(label: str, tone: str = "") -> SafeString:
    """A word with a tint: ok late bad info wait none outline prov final demo entered."""
    return format_html('<span class="chip{}">{}</span>', f" chip--{tone}" if tone else "", label)


@register.simple_tag
def provenance(number: int | None, month_label: str = "") -> SafeString:
    """暂定 for a running brief (number 0 or nothing), 定版第n版 for an issued one."""
    if not number:
        return format_html('<span class="chip chip--prov">{}暂定</span>', month_label)
    return format_html('<span class="chip chip--final">{}定版第{}版</span>', month_label, number)


def _width(fraction: Any) -> str:
    """Percent of a bar's length, clamped to what can be drawn."""
    if fraction is None:
        return "0"
    value = Decimal(fraction) * FULL
    return f"{min(max(value, Decimal(0)), FULL):.2f}"


@register.simple_tag
def bar(done: Any, schedule: Any = None, tone: str = "", label: str = "", kind: str = "") -> SafeString:
    """One value on a track, with a tick where the schedule stands. Fractions; above 1 the bar is full.

    `tone` ok late bad colours it, `kind` is row or cov, `label` is what a screen reader says.
    """
    css = "".join(f" bar--{part}" for part in (kind, tone) if part)
    tick: SafeString | str = ""
    if schedule is not None:
        at = _width(schedule)
        tick = format_html(
            '<line class="bar-tick" x1="{}" x2="{}" y1="-3" y2="11" vector-effect="non-scaling-stroke"/>', at, at
        )
    said = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="bar{}" viewBox="0 0 100 8" preserveAspectRatio="none" {}>'
        '<rect class="bar-track" width="100" height="8"/><rect class="bar-fill" width="{}" height="8"/>{}</svg>',
        css, said, _width(done), tick,
    )  # fmt: skip


@register.simple_tag
def stack(parts: Any, label: str = "", small: bool = False) -> SafeString:
    """Parts of a whole side by side. `parts`: iterable of (name, amount); widths are shares of their sum.

    Names: ok late bad wait none (lights) or accepted city county returned draft missing (reports).
    """
    rows = [(name, Decimal(amount or 0)) for name, amount in parts]
    whole = sum((amount for _, amount in rows), Decimal(0))
    drawn, start = [], Decimal(0)
    for name, amount in rows:
        width = amount * FULL / whole if whole else Decimal(0)
        if width:
            drawn.append((name, f"{start:.2f}", f"{width:.2f}"))
        start += width
    rects = format_html_join("", '<rect class="part--{}" x="{}" width="{}" height="10"/>', drawn)
    return format_html(
        '<svg class="stack{}" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<rect class="part--none" width="100" height="10"/>{}</svg>',
        " stack--s" if small else "", label, rects,
    )  # fmt: skip


@register.simple_tag
def key(part: str, label: str) -> SafeString:
    """One entry of a legend beside a stack."""
    return format_html(
        '<span class="key"><svg viewBox="0 0 9 9" aria-hidden="true">'
        '<rect class="part--{}" width="9" height="9" rx="1.5"/></svg>{}</span>',
        part, label,
    )  # fmt: skip


# ---- figures that open -----------------------------------------------------------------------


@register.simple_tag
def figure_attrs(url: str) -> SafeString:
    """Attributes that make a button open the figure panel; the page writes its class and content."""
    return format_html(
        'type="button" data-panel hx-get="{}" hx-target="#figpanel-content" hx-swap="innerHTML" aria-haspopup="dialog"',
        url,
    )


@register.simple_tag
def figure(text: str, url: str) -> SafeString | str:
    """A number that opens the panel with its formula and inputs; plain text without a url."""
    if not url:
        return text
    return format_html('<button {} class="fig">{}</button>', figure_attrs(url), text)


# ---- pieces with a template --------------------------------------------------------------------


@register.inclusion_tag("kit/verdict_button.html")
def verdict_button(verdict: Any, label: str, **options: Any) -> dict[str, Any]:
    """A button that stays visible when refused, greyed, with its reason.

    Options: name, value, form, href, tone (primary danger warn quiet), size (sm lg), hotkey, icon, compact
    (reason as hint instead of text beside), attrs of htmx through `get`, `post`, `target`.
    """
    return {"verdict": verdict, "label": label, **options}


@register.inclusion_tag("kit/sort_header.html", takes_context=True)
def sort_header(context: template.Context, label: str, name: str, **options: Any) -> dict[str, Any]:
    """A column head that sorts by `?sort=name` / `?sort=-name`; the current order is read from the request.

    Options: unit (second line), number (right-aligned), css (further classes), first ("-" sorts down first).
    """
    current = context["request"].GET.get("sort", options.pop("default", ""))
    down_first = options.pop("first", "") == "-"
    order = {name: "ascending", f"-{name}": "descending"}.get(current, "")
    following = {"ascending": f"-{name}", "descending": name}.get(order, f"-{name}" if down_first else name)
    return {"request": context["request"], "label": label, "order": order, "following": following, **options}


@register.inclusion_tag("kit/pager.html", takes_context=True)
def pager(context: template.Context, page: Any, unit: str = "项") -> dict[str, Any]:
    """Page links of a Django `Page` that keep every other parameter of the address."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {"request": context["request"], "page": page, "numbers": numbers, "unit": unit}


# ---- forms -----------------------------------------------------------------------------------

_BOXES = (forms.CheckboxSelectMultiple, forms.RadioSelect)


def _widget_class(field: BoundField, *, number: bool) -> str:
    """The kit's class for a widget, kept together with what the form itself asked for."""
    widget = field.field.widget
    own = widget.attrs.get("class", "")
    if isinstance(widget, _BOXES):
        return own  # the class would land on the box around the choices as well
    if isinstance(widget, forms.CheckboxInput):
        return f"form-check-input {own}".strip()
    base = "form-select" if isinstance(widget, forms.Select) else "form-control"
    return " ".join(part for part in (base, "num" if number else "", own) if part)


@register.inclusion_tag("kit/field.html")
def field(bound: BoundField, **options: Any) -> dict[str, Any]:
    """A form field: label above, unit beside, help and errors under it.

    Options: unit (万元 adds the 亿元 echo), last (what stood there last month), wide, label, readonly; `unit` and
    `wide` may also be attributes of the form field itself.
    """
    unit = options.setdefault("unit", getattr(bound.field, "unit", ""))
    options.setdefault("wide", getattr(bound.field, "wide", False))
    is_money = unit == "万元"
    is_number = is_money or isinstance(bound.field, (forms.DecimalField, forms.IntegerField))
    is_choice = isinstance(bound.field.widget, forms.Select) and not isinstance(bound.field.widget, _BOXES)
    attrs: dict[str, Any] = {"class": _widget_class(bound, number=is_number and not is_choice)}
    if is_money:
        attrs |= {"data-money": "", "inputmode": "decimal", "autocomplete": "off"}
    if options.get("readonly"):
        attrs["readonly"] = True
    return {
        "field": bound,
        "widget": bound.as_widget(attrs=attrs),
        "is_check": isinstance(bound.field.widget, forms.CheckboxInput),
        "is_group": isinstance(bound.field.widget, _BOXES),
        "is_money": is_money,
        **options,
    }
