"""Workbooks that nobody should open: one function a kind, named after what is wrong with it."""

import struct
import zipfile
from collections.abc import Callable
from io import BytesIO

from openpyxl import Workbook

from .ledgers import flat_layout, ledger, saved

SHEET, BOOK, TYPES = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml"
RELATIONS, STYLES = "xl/_rels/workbook.xml.rels", "xl/styles.xml"
MEGABYTE = 1024 * 1024
_HEAD = b'<?xml version="1.0" encoding="UTF-8"?>'
_MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def sound() -> bytes:
    """A ledger of three projects."""
    return saved(flat_layout(ledger(3))).getvalue()


def parts(of: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(of)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(content: dict[str, bytes]) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return target.getvalue()


def changed(**replaced: bytes) -> bytes:
    return packed(parts(sound()) | replaced)


def edited(name: str, old: bytes, new: bytes) -> bytes:
    content = parts(sound())
    assert old in content[name], f"{old!r} not in {name}"
    return packed(content | {name: content[name].replace(old, new, 1)})


def sheet(rows: bytes) -> bytes:
    data = _HEAD + b'<worksheet xmlns="' + _MAIN + b'"><sheetData>' + rows + b"</sheetData></worksheet>"
    return changed(**{SHEET: data})


def padding_bomb() -> bytes:
    return changed(**{"xl/theme/padding.xml": b"<a>" + b" " * (256 * MEGABYTE) + b"</a>"})


def padded_sheet() -> bytes:
    rows = b'<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>'
    return sheet(rows + b" " * (256 * MEGABYTE))


def duplicate_part() -> bytes:
    target = BytesIO(sound())
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("XL/worksheets/Sheet1.xml", b"<worksheet/>")
    return target.getvalue()


def macro_part() -> bytes:
    return changed(**{"xl/vbaProject.bin": b"macro"})


def macro_type() -> bytes:
    return edited(TYPES, b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                  b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")  # fmt: skip


def old_macro_sheet() -> bytes:
    return changed(**{"xl/macrosheets/sheet1.xml": b"<a/>"})


def external_link_part() -> bytes:
    return changed(**{"xl/externalLinks/externalLink1.xml": b"<externalLink/>"})


def external_relation() -> bytes:
    link = b'<Relationship Id="rId99" Type="http://x/image" Target="\\\\10.0.0.1\\a.png" TargetMode="External"/>'
    return edited(RELATIONS, b"</Relationships>", link + b"</Relationships>")


def data_connection() -> bytes:
    return changed(**{"xl/connections.xml": b"<connections/>"})


def embedded_object() -> bytes:
    return changed(**{"xl/embeddings/oleObject1.bin": b"MZ"})


def doctype() -> bytes:
    return changed(**{SHEET: _HEAD + b'<!DOCTYPE x SYSTEM "http://10.0.0.1/x.dtd"><worksheet xmlns="' + _MAIN + b'"/>'})


def entity_bomb() -> bytes:
    levels = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
    return changed(
        **{"xl/sharedStrings.xml": _HEAD + b'<!DOCTYPE s [<!ENTITY l0 "ha">' + levels + b"]><sst>&l9;</sst>"}
    )


def wide_doctype() -> bytes:
    """In UTF-16, where a search for bytes in ASCII would miss it."""
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x><worksheet/>'
    return changed(**{SHEET: text.encode("utf-16")})


def doctype_across_pieces() -> bytes:
    """Half of the word in one piece of the inflated stream, half in the next."""
    return changed(**{SHEET: _HEAD + b" " * (256 * 1024 - len(_HEAD) - 4) + b"<!DOCTYPE x><worksheet/>"})


def plain_zip() -> bytes:
    return packed({"readme.txt": b"x"})


def cut_off() -> bytes:
    whole = sound()
    return whole[: len(whole) // 2]


def wrong_bytes() -> bytes:
    """One byte of the compressed sheet is wrong: its checksum tells."""
    whole = bytearray(sound())
    with zipfile.ZipFile(BytesIO(whole)) as archive:
        at = archive.getinfo(SHEET).header_offset + 120
    whole[at] ^= 0xFF
    return bytes(whole)


def climbing_name() -> bytes:
    return changed(**{"../../etc/passwd": b"x"})


def thousands_of_parts() -> bytes:
    return changed(**{f"xl/media/{number}.png": b"" for number in range(3_000)})


def strict() -> bytes:
    content = parts(sound())
    content[BOOK] = content[BOOK].replace(_MAIN, b"http://purl.oclc.org/ooxml/spreadsheetml/main")
    return packed(content)


def without_sheets() -> bytes:
    content = parts(sound())
    start, end = content[BOOK].index(b"<sheets>"), content[BOOK].index(b"</sheets>")
    return packed(content | {BOOK: content[BOOK][: start + 8] + content[BOOK][end:]})


def far_away_cell() -> bytes:
    book = Workbook()
    book.active["A1"] = "项目名称"
    book.active["XFD1048576"] = "x"
    return saved(book).getvalue()


def far_away_row() -> bytes:
    book = Workbook()
    book.active["A1"] = "项目名称"
    book.active["B1048576"] = "x"
    return saved(book).getvalue()


def far_away_after_empty_rows() -> bytes:
    empty = b"".join(b'<row r="%d"/>' % number for number in range(2, 700))
    cell = b'<c r="%s" t="inlineStr"><is><t>x</t></is></c>'
    return sheet(
        b'<row r="1">' + cell % b"A1" + b"</row>" + empty + b'<row r="1048576">' + cell % b"XFD1048576" + b"</row>"
    )


def nothing_in_it() -> bytes:
    return saved(Workbook()).getvalue()


def formatted_cells_without_end() -> bytes:
    row = b"".join(b'<c r="%s%%d" s="0"/>' % letter.to_bytes(1, "big") for letter in range(65, 85))
    rows = b"".join(b'<row r="%d">' % n + row.replace(b"%d", b"%d" % n) + b"</row>" for n in range(1, 60_000, 400))
    filled = b'<row r="%d"><c r="A%d"><v>1</v></c>' + row.replace(b"%d", b"1") * 2_000 + b"</row>"
    return sheet(b"".join(filled % (n, n) for n in range(1, 12)) + rows)


def data_after_hundreds_of_empty_rows() -> bytes:
    """Nothing far away, but past the point where a sheet is taken for formatting: never dropped in silence."""
    cell = b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>x</t></is></c></row>'
    empty = b"".join(b'<row r="%d"/>' % number for number in range(2, 700))
    return sheet(cell % (1, 1) + empty + cell % (700, 700))


def broken_markup() -> bytes:
    return sheet(b"<row><c></row>")


def padding_that_says_it_is_small() -> bytes:
    """256 MB that claim to be 10 bytes, in the list and in the part's own head."""
    content = bytearray(padding_bomb())
    for mark, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        name = (
            content.rindex(b"xl/theme/padding.xml") if mark == b"PK\x01\x02" else content.index(b"xl/theme/padding.xml")
        )
        struct.pack_into("<I", content, content.rindex(mark, 0, name) + at, 10)
    return bytes(content)


def parts_over_one_another() -> bytes:
    """Two entries of the list lead to the same bytes: how small files become endless ones."""
    content = bytearray(packed({"a/1.xml": b"<a/>", "a/2.xml": b"<a/>"} | parts(sound())))
    first = content.index(b"PK\x01\x02")
    second = content.index(b"PK\x01\x02", first + 4)
    content[second + 42 : second + 46] = content[first + 42 : first + 46]
    return bytes(content)


def part_of_two_names() -> bytes:
    """The list calls it a sheet, its own head something else."""
    content = sound()
    at = content.index(SHEET.encode())
    return content[:at] + b"xl/worksheets/sheet2.xml" + content[at + 24 :]


def list_of_a_million_parts() -> bytes:
    content = bytearray(sound())
    end = content.rindex(b"PK\x05\x06")
    struct.pack_into("<HH", content, end + 8, 65_534, 65_534)
    return bytes(content)


def list_that_does_not_end_the_file() -> bytes:
    return sound() + b"x" * 100


def climbing_name_with_backslashes() -> bytes:
    return changed(**{"..\\..\\autostart.xml": b"x"})


def sheet_outside() -> bytes:
    return edited(RELATIONS, b"/xl/worksheets/sheet1.xml", b"../../elsewhere/sheet1.xml")


def nested_without_end() -> bytes:
    return sheet(b"<a>" * 5_000_000)


def millions_of_shared_texts() -> bytes:
    return changed(
        **{"xl/sharedStrings.xml": _HEAD + b'<sst xmlns="' + _MAIN + b'">' + b"<si/>" * 4_000_000 + b"</sst>"}
    )


def millions_of_styles() -> bytes:
    head = _HEAD + b'<styleSheet xmlns="' + _MAIN + b'"><cellXfs>'
    return changed(**{STYLES: head + b"<xf/>" * 3_000_000 + b"</cellXfs></styleSheet>"})


def thousands_of_sheets() -> bytes:
    sheets = b"".join(b'<sheet name="s%d" sheetId="%d" r:id="rId1"/>' % (n, n) for n in range(2, 3_000))
    return edited(BOOK, b"</sheets>", sheets + b"</sheets>")


def two_sheets_of_one_name() -> bytes:
    return edited(BOOK, b"</sheets>", b'<sheet name="Sheet" sheetId="9" r:id="rId1"/></sheets>')


def sheet_of_an_endless_name() -> bytes:
    return edited(BOOK, b'name="Sheet"', b'name="' + b"s" * 5_000 + b'"')


def merges_over_one_another() -> bytes:
    cell = b'<row r="1"><c r="A1"><v>1</v></c></row></sheetData><mergeCells>'
    return sheet(cell + b'<mergeCell ref="A1:T1000"/>' * 20_000 + b"</mergeCells><sheetData>")


def hidden_columns_without_end() -> bytes:
    column = b"<cols>" + b'<col min="1" max="1" hidden="1"/>' * 1_000_000 + b"</cols>"
    return sheet(b'<row r="1"><c r="A1"><v>1</v></c></row></sheetData>' + column + b"<sheetData>")


def far_cell_in_a_near_row() -> bytes:
    """The row says 1, its cell the last row of all."""
    return sheet(b'<row r="1"><c r="A1"><v>1</v></c><c r="B1048576"><v>1</v></c></row>')


def cell_nowhere() -> bytes:
    return sheet(b'<row r="1"><c r="AAAA99999999"><v>1</v></c></row>')


def encrypted_part() -> bytes:
    content = bytearray(sound())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


KINDS: dict[Callable[[], bytes], str] = {
    padding_bomb: "too_long",
    padded_sheet: "too_long",
    duplicate_part: "duplicate_parts",
    macro_part: "macros",
    macro_type: "macros",
    old_macro_sheet: "macros",
    external_link_part: "external_links",
    external_relation: "external_links",
    data_connection: "external_links",
    embedded_object: "embedded",
    doctype: "doctype",
    entity_bomb: "doctype",
    wide_doctype: "doctype",
    doctype_across_pieces: "doctype",
    plain_zip: "not_a_workbook",
    cut_off: "damaged",
    wrong_bytes: "damaged",
    climbing_name: "damaged",
    thousands_of_parts: "too_many_parts",
    strict: "strict",
    without_sheets: "no_sheets",
    far_away_cell: "far_cell",
    far_away_row: "too_long",
    far_away_after_empty_rows: "",
    nothing_in_it: "no_rows",
    formatted_cells_without_end: "too_long",
    data_after_hundreds_of_empty_rows: "rows_far_below",
    broken_markup: "damaged",
    padding_that_says_it_is_small: "too_long",
    parts_over_one_another: "damaged",
    part_of_two_names: "damaged",
    list_of_a_million_parts: "too_many_parts",
    list_that_does_not_end_the_file: "damaged",
    climbing_name_with_backslashes: "damaged",
    sheet_outside: "damaged",
    nested_without_end: "",
    millions_of_shared_texts: "too_long",
    millions_of_styles: "too_long",
    thousands_of_sheets: "too_many_sheets",
    two_sheets_of_one_name: "damaged",
    sheet_of_an_endless_name: "sheet_name",
    merges_over_one_another: "too_long",
    hidden_columns_without_end: "damaged",
    far_cell_in_a_near_row: "too_long",
    cell_nowhere: "damaged",
    encrypted_part: "encrypted",
}
"""What each is refused for; "" where any refusal will do."""
