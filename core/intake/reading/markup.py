"""Streaming parsers of our own for the parts of a workbook that the value reader does not tell about.

Namespaces' prefixes are cut off: programs write `<row>` or `<x:row>`. Any DOCTYPE ends the reading.
"""

from collections import namedtuple
from collections.abc import Mapping
from xml.parsers import expat

from core.intake.limits import Limits

from .archive import Archive
from .container import WORKBOOK, doctype, is_sheet
from .formats import CHINESE_DAYS, PERCENT, SCALED, form_of
from .problems import Unreadable, damaged, no_sheets, too_long, too_many_sheets

_STRICT = "http://purl.oclc.org/ooxml/"
_RELATIONS, _STYLES = "xl/_rels/workbook.xml.rels", "xl/styles.xml"
_MOST_ELEMENTS = 70_000
"""More cell formats than Excel allows."""
_TRUE = frozenset({"1", "true"})

Book = namedtuple("Book", "sheets is_1904 computes_on_opening")
SheetPart = namedtuple("SheetPart", "name state path")
"""A sheet of the workbook in its order: `path` names its part, `state` is visible, hidden or veryHidden."""


class Elements:
    """The attributes of the elements asked for, in order; `xf` counts only inside `within`."""

    def __init__(self, *tags: str, within: str = "") -> None:
        self.found: dict[str, list[dict[str, str]]] = {tag: [] for tag in tags}
        self.namespace = ""
        self._within, self._is_inside = within, not within

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.namespace = self.namespace or attributes.get("xmlns", "") or _namespace(tag, attributes)
        name = tag.rpartition(":")[2]
        if name == self._within:
            self._is_inside = True
        if name in self.found and (self._is_inside or name != "xf"):
            self.found[name].append(attributes)
            if len(self.found[name]) > _MOST_ELEMENTS:
                raise too_long(f"文件里的样式或工作表超过 {_MOST_ELEMENTS:,} 个")

    def end(self, tag: str) -> None:
        if self._within and tag.rpartition(":")[2] == self._within:
            self._is_inside = False


def read_book(archive: Archive, limits: Limits) -> Book:
    """The sheets in the order of the workbook. Raises Unreadable for none, too many, and for the strict dialect."""
    workbook, names = Elements("workbook", "sheet", "workbookPr", "calcPr"), Elements("Relationship")
    parse(archive, WORKBOOK, workbook)
    if workbook.namespace.startswith(_STRICT):
        raise Unreadable(
            "strict", "文件是“严格 Open XML”格式，会读出空表，请另存为普通的“Excel 工作簿（*.xlsx）”后再上传"
        )
    parse(archive, _RELATIONS, names)
    targets = {row.get("Id", ""): row for row in names.found["Relationship"]}
    parts = [part for row in workbook.found["sheet"] if (part := _part(row, targets))]
    if not parts:
        raise no_sheets()
    if len(parts) > limits.sheets:
        raise too_many_sheets(len(parts), limits.sheets)
    return Book(
        parts,
        any(row.get("date1904") in _TRUE for row in workbook.found["workbookPr"]),
        any(row.get("fullCalcOnLoad") in _TRUE for row in workbook.found["calcPr"]),
    )


def number_forms(archive: Archive) -> dict[str, str]:
    """Style number → form, for the styles whose cells do not show the number that they hold."""
    if _STYLES not in archive.parts:
        return {}
    styles = Elements("numFmt", "xf", within="cellXfs")
    parse(archive, _STYLES, styles)
    codes = {row.get("numFmtId"): row.get("formatCode", "") for row in styles.found["numFmt"]}
    forms = {}
    for style, row in enumerate(styles.found["xf"]):
        text = row.get("numFmtId", "0")
        number = int(text) if text.isdecimal() and len(text) < 6 else 0
        form = form_of(codes.get(text, ""), number)
        # Other days and durations the value reader tells by itself.
        if form in {PERCENT, SCALED} or (number in CHINESE_DAYS and text not in codes):
            forms[str(style)] = form
    return forms


def _part(row: Mapping[str, str], targets: Mapping[str, Mapping[str, str]]) -> SheetPart | None:
    """None for charts and the like."""
    relation = targets.get(next((value for key, value in row.items() if key.endswith(":id")), ""), {})
    if not relation.get("Type", "").endswith("/worksheet"):
        return None
    target = relation.get("Target", "")
    path = (target.lstrip("/") if target.startswith("/") else f"xl/{target}").lower()
    if not is_sheet(path):
        raise damaged()
    return SheetPart(row.get("name", ""), row.get("state", "visible"), path)


def _namespace(tag: str, attributes: Mapping[str, str]) -> str:
    prefix, _, _ = tag.rpartition(":")
    return attributes.get(f"xmlns:{prefix}", "")


def parse(archive: Archive, path: str, handler: Elements) -> None:
    """Feed a part to the handlers. Raises Unreadable."""
    parser = new_parser()
    parser.StartElementHandler, parser.EndElementHandler = handler.start, handler.end
    try:
        for chunk in archive.chunks(path):
            parser.Parse(chunk, False)  # noqa: FBT003 - expat takes it by position
        parser.Parse(b"", True)  # noqa: FBT003
    except expat.ExpatError as error:
        raise damaged() from error


def new_parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*_: object) -> None:
    raise doctype()
