"""Formulas keep the value they last came to.

openpyxl writes a formula without its value, so a workbook that no spreadsheet program has opened since would show
nothing there, and the desk would refuse the cell. Nothing is evaluated here: the value goes through as it was read.
"""

from typing import Any

from openpyxl.cell._writer import _set_attributes
from openpyxl.cell._writer import write_cell as write_plain
from openpyxl.worksheet import _reader, _writer
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.xml.constants import SHEET_MAIN_NS
from openpyxl.xml.functions import Element, SubElement

_VALUE = f"{{{SHEET_MAIN_NS}}}v"


class _Formula(str):
    """The formula's text with what it came to: the kind of value and its spelling in the file."""

    __slots__ = ("came_to",)


class _Parser(_reader.WorkSheetParser):
    def parse_cell(self, element: Any) -> dict[str, Any]:
        cell = super().parse_cell(element)
        if cell["data_type"] == "f" and (value := element.findtext(_VALUE)):
            if isinstance(cell["value"], str):
                cell["value"] = _Formula(cell["value"])
            cell["value"].came_to = element.get("t", "n"), value
        return cell


def _write_cell(file: Any, sheet: Any, cell: Any, styled: Any = None) -> None:
    formula = cell._value  # noqa: SLF001 - the library's own writer reads it so
    came_to = getattr(formula, "came_to", None)
    if came_to is None:
        write_plain(file, sheet, cell, styled)
        return
    _, attributes = _set_attributes(cell, styled)
    kind, value = came_to
    element = Element("c", attributes if kind == "n" else attributes | {"t": kind})
    if isinstance(formula, ArrayFormula):
        SubElement(element, "f", dict(formula)).text = (formula.text or "").removeprefix("=")
    elif isinstance(formula, DataTableFormula):
        SubElement(element, "f", dict(formula))
    else:
        SubElement(element, "f").text = formula[1:]
    SubElement(element, "v").text = value
    file.write(element)


def keep_values() -> None:
    """From here on this process reads and writes formulas with their values."""
    _reader.WorkSheetParser = _Parser
    _writer.write_cell = _write_cell
