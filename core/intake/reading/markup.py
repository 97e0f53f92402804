"""Streaming parsers of our own for the parts of a workbook that the value reader does not tell about.

Namespaces' prefixes are cut off: programs write `<row>` or `<x:row>`. Any DOCTYPE ends the reading.
"""

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from core.intake.limits import Limits

from .problems import Unreadable, damaged, too_long

_CHUNK = 256 * 1024
_STRICT = "http://purl.oclc.org/ooxml/"
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_PERCENT_BUILT_IN = frozenset({9, 10})

Place = tuple[int, int]
"""Row and column, both from 1."""


@dataclass(frozen=True)
class SheetPart:
    """A sheet of the workbook in its order: `path` names its part, `state` is visible, hidden or veryHidden."""

    name: str
    state: str
    path: str


@dataclass
class Layout:
    """What a sheet says beside its values. `forms` marks cells shown in per cent ("%") or scaled ("scaled")."""

    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    forms: dict[Place, str] = field(default_factory=dict)
    errors: dict[Place, str] = field(default_factory=dict)
    uncomputed: set[Place] = field(default_factory=set)
    last_row: int = 0
    last_column: int = 0
    stopped_at: int = 0


def sheet_parts(archive: zipfile.ZipFile) -> list[SheetPart]:
    """The sheets in the order of the workbook. Raises Unreadable for none, and for the strict dialect."""
    workbook, names = _Elements("workbook", "sheet"), _Elements("Relationship")
    _parse(archive, "xl/workbook.xml", workbook)
    if workbook.namespace.startswith(_STRICT):
        raise Unreadable(
            "strict", "文件是“严格 Open XML”格式，会读出空表，请另存为普通的“Excel 工作簿（*.xlsx）”后再上传"
        )
    _parse(archive, "xl/_rels/workbook.xml.rels", names)
    targets = {row.get("Id", ""): row for row in names.found["Relationship"]}
    parts = []
    for row in workbook.found["sheet"]:
        relation = targets.get(next((value for key, value in row.items() if key.endswith("id")), ""), {})
        if relation.get("Type", "").endswith("/worksheet"):
            target = relation.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            parts.append(SheetPart(row.get("name", ""), row.get("state", "visible"), path))
    if not parts:
        raise Unreadable("no_sheets", "文件里没有可读的工作表，请另存为普通的 .xlsx 工作簿后再上传")
    return parts


def number_forms(archive: zipfile.ZipFile) -> dict[int, str]:
    """Style number → "%" or "scaled", for the styles whose cells do not show the number that they hold."""
    if "xl/styles.xml" not in archive.namelist():
        return {}
    styles = _Elements("numFmt", "xf", within="cellXfs")
    _parse(archive, "xl/styles.xml", styles)
    codes = {row.get("numFmtId"): row.get("formatCode", "") for row in styles.found["numFmt"]}
    forms = {}
    for style, row in enumerate(styles.found["xf"]):
        number = row.get("numFmtId", "0")
        form = _form_of(codes.get(number, ""), int(number) if number.isdecimal() else 0)
        if form:
            forms[style] = form
    return forms


def layout_of(archive: zipfile.ZipFile, part: SheetPart, forms: Mapping[int, str], limits: Limits) -> Layout:
    """Walk one sheet's cells without keeping them. Raises Unreadable beyond the limits and for far-away cells."""
    walk = _SheetWalk(part.name, forms, limits)
    try:
        _parse(archive, part.path, walk)
    except _Enough:
        walk.layout.stopped_at = walk.row
    return walk.layout


def _form_of(code: str, number: int) -> str:
    if number in _PERCENT_BUILT_IN:
        return "%"
    plain = _QUOTED.sub("", code.split(";", maxsplit=1)[0])
    if "%" in plain:
        return "%"
    # `#,##0,` and `0!.0,` show thousands or 万 of what the cell holds: nobody can tell which one was meant.
    return "scaled" if re.search(r"[0#?],+(?![0#?,])|0!\.", plain) else ""


class _Enough(Exception):
    """Raised inside a handler to end the parsing early."""


class _Elements:
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

    def end(self, tag: str) -> None:
        if self._within and tag.rpartition(":")[2] == self._within:
            self._is_inside = False


def _namespace(tag: str, attributes: Mapping[str, str]) -> str:
    prefix, _, _ = tag.rpartition(":")
    return attributes.get(f"xmlns:{prefix}", "")


class _SheetWalk:
    """Handlers of one sheet. Cells without a place follow the one before them."""

    def __init__(self, name: str, forms: Mapping[int, str], limits: Limits) -> None:
        self.layout = Layout()
        self.row = 0
        self._name, self._forms, self._limits = name, {str(style): form for style, form in forms.items()}, limits
        self._column = self._cells = self._empty_rows = 0
        self._type, self._has_formula, self._value = "", False, ""
        self._keeps_text = False
        self.parser: expat.XMLParserType | None = None
        self._starts = {
            "c": self._cell, "v": self._value_begins, "is": self._has_value, "f": self._formula, "row": self._row,
            "mergeCell": self._merge, "col": self._columns,
        }  # fmt: skip

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        handler = self._starts.get(tag) or self._starts.get(tag.rpartition(":")[2])
        if handler:
            handler(attributes)

    def end(self, tag: str) -> None:
        if tag in {"c", "v"} or ":" in tag:
            name = tag.rpartition(":")[2]
            if name == "v":
                self._keeps_text = False
                self.parser.CharacterDataHandler = None
            elif name == "c":
                self._cell_ends()

    def text(self, data: str) -> None:
        if self._keeps_text and len(self._value) < 40:
            self._value += data

    def _row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r", "")
        self.row = int(number) if number.isdecimal() and len(number) < 9 else self.row + 1
        self._column = 0
        if attributes.get("hidden") in {"1", "true"}:
            self.layout.hidden_rows.add(self.row)
        self._empty_rows += 1
        if self._empty_rows > self._limits.empty_rows:
            raise _Enough

    def _cell(self, attributes: dict[str, str]) -> None:
        place = _REFERENCE.fullmatch(attributes.get("r", ""))
        self._column = column_number(place[1]) if place else self._column + 1
        self._cells += 1
        if self._cells > self._limits.cells:
            raise too_long(f"工作表“{self._name}”的单元格超过 {self._limits.cells:,} 个")
        self._type, self._has_formula, self._value = attributes.get("t", ""), False, ""
        form = self._forms.get(attributes.get("s", ""))
        if form:
            self.layout.forms[self.row, self._column] = form

    def _formula(self, _attributes: dict[str, str]) -> None:
        self._has_formula = True
        self._has_value(_attributes)

    def _value_begins(self, attributes: dict[str, str]) -> None:
        self._has_value(attributes)
        if self._has_formula or self._type == "e":
            self._keeps_text = True
            self.parser.CharacterDataHandler = self.text

    def _has_value(self, _attributes: dict[str, str]) -> None:
        layout, limits = self.layout, self._limits
        self._empty_rows = 0
        layout.last_row, layout.last_column = max(layout.last_row, self.row), max(layout.last_column, self._column)
        if layout.last_column > limits.columns:
            raise Unreadable(
                "far_cell",
                f"工作表“{self._name}”在第 {self._column} 列有内容（最多 {limits.columns} 列），请删除表外内容",
            )
        if layout.last_row > limits.rows:
            raise too_long(f"工作表“{self._name}”在第 {self.row:,} 行还有内容（最多 {limits.rows:,} 行）")

    def _cell_ends(self) -> None:
        place = self.row, self._column
        if self._type == "e":
            self.layout.errors[place] = self._value or "#错误"
        elif self._has_formula and not self._value and self._type != "str":
            self.layout.uncomputed.add(place)

    def _merge(self, attributes: dict[str, str]) -> None:
        corners = [_REFERENCE.fullmatch(corner) for corner in attributes.get("ref", "").split(":")]
        if len(corners) == 2 and all(corners):
            (top, left), (bottom, right) = [(int(corner[2]), column_number(corner[1])) for corner in corners]
            self.layout.merges.append((top, left, bottom, right))

    def _columns(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden") in {"1", "true"}:
            self.layout.hidden_columns.append((int(attributes.get("min", "1")), int(attributes.get("max", "1"))))


def column_number(letters: str) -> int:
    """ "A" → 1, "AA" → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _parse(archive: zipfile.ZipFile, path: str, handler: _Elements | _SheetWalk) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = handler.start, handler.end
    parser.StartDoctypeDeclHandler = _refuse_doctype
    if isinstance(handler, _SheetWalk):
        handler.parser = parser
    try:
        with archive.open(path) as stream:
            while chunk := stream.read(_CHUNK):
                parser.Parse(chunk, False)  # noqa: FBT003 - expat takes it by position
        parser.Parse(b"", True)  # noqa: FBT003
    except (expat.ExpatError, KeyError) as error:
        raise damaged() from error


def _refuse_doctype(*_: object) -> None:
    raise Unreadable("doctype", "文件内部带有外部定义（DOCTYPE），可能有害，请用 Excel 或 WPS 另存为 .xlsx 再上传")
