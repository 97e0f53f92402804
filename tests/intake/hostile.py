"""Workbooks that nobody should open: one function a kind, named after what is wrong with it."""

import zipfile
from collections.abc import Callable
from io import BytesIO

from openpyxl import Workbook

from .ledgers import flat_layout, ledger, saved

SHEET, BOOK, TYPES = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml"
RELATIONS, STYLES = "xl/_rels/workbook.xml.rels", "xl/styles.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
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


def encrypted() -> bytes:
    return OLE + "EncryptedPackage".encode("utf-16-le") + bytes(2_000)


def old_format() -> bytes:
    return OLE + bytes(4_000)


def web_page() -> bytes:
    return "<html><table><tr><td>项目名称</td></tr></table></html>".encode()


def text_table() -> bytes:
    return "项目名称,总投资\n公园,100\n".encode("gb18030")


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
    encrypted: "encrypted",
    old_format: "old_format",
    web_page: "not_a_workbook",
    text_table: "not_a_workbook",
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
}
"""What each is refused for; "" where any refusal will do."""
