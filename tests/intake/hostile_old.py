"""Old workbooks and text tables that nobody should open: one function a kind, named after what is wrong with it."""

import struct
from collections.abc import Callable

from .old_workbooks import (
    EOF,
    MACRO_SHEET,
    Old,
    OldSheet,
    bof,
    compound,
    formula,
    label,
    ledger_cells,
    number,
    old,
    record,
    shared,
    shared_texts,
)

MEGABYTE = 1024 * 1024


def sound_old() -> bytes:
    return old().saved()


def old_encrypted() -> bytes:
    return old(before=record(0x2F, b"\x01\x00" + bytes(52))).saved()


def old_encrypted_the_new_way() -> bytes:
    return compound({"EncryptionInfo": b"x", "EncryptedPackage": b"x"})


def old_macros() -> bytes:
    return old().saved("_VBA_PROJECT_CUR")


def old_macro_sheet() -> bytes:
    return Old([OldSheet("台账", ledger_cells()), OldSheet("宏", b"", state=2, kind=1)]).saved()


def old_macro_sheet_that_says_it_is_none() -> bytes:
    book = Old([OldSheet("台账", ledger_cells()), OldSheet("宏", b"")])
    stream = book.stream()
    at = stream.rindex(bof(0x10))
    return compound({"Workbook": stream[:at] + bof(MACRO_SHEET) + stream[at + len(bof(0x10)) :]})


def old_controls() -> bytes:
    return compound({"Workbook": old().stream(), "Ctls": b"x"})


def old_embedded() -> bytes:
    return old().saved("MBD0018F2A1")


def old_linked_object() -> bytes:
    return old().saved("LNK0018F2A1")


def old_external_book() -> bytes:
    path = "\x01\x0110.0.0.1\x03a.xls"
    return old(before=record(0x1AE, struct.pack("<HHB", 1, len(path), 0) + path.encode("latin-1"))).saved()


def old_external_book_of_95() -> bytes:
    body = record(0x17, b"\x08\x01[a.xls]x")
    return Old([OldSheet("t", number(0, 0, 1))], before=body, version=0x0500, page=936).saved()


def old_data_connection() -> bytes:
    return old(before=record(0x876, bytes(40))).saved()


def word_document() -> bytes:
    return compound({"WordDocument": b"x", "1Table": b"x"})


def compound_of_nothing() -> bytes:
    return compound({"Contents": b"x"})


def compound_head_alone() -> bytes:
    return old().saved()[:512]


def old_cut_off() -> bytes:
    whole = old(ledger_cells() * 200).saved()
    return whole[: len(whole) // 2]


def chain_in_a_circle() -> bytes:
    def turn(table: list[int]) -> None:
        table[3] = 1

    return compound({"Workbook": old(ledger_cells() * 200).stream()}, change=turn)


def chain_out_of_the_file() -> bytes:
    def leave(table: list[int]) -> None:
        table[3] = 1_000_000

    return compound({"Workbook": old().stream()}, change=leave)


def directory_in_a_circle() -> bytes:
    content = bytearray(compound({"Workbook": old().stream(), "More": b"x"}))
    directory = struct.unpack_from("<I", content, 48)[0] * 512 + 512
    struct.pack_into("<I", content, directory + 2 * 128 + 72, 1)
    return bytes(content)


def tables_in_a_circle() -> bytes:
    content = bytearray(compound({"Workbook": old().stream()}))
    content += struct.pack("<128I", *[0xFFFFFFFF] * 127, (len(content) - 512) // 512)
    struct.pack_into("<II", content, 68, (len(content) - 1024) // 512, 1)
    return bytes(content)


def stream_longer_than_its_chain() -> bytes:
    content = bytearray(compound({"Workbook": old().stream()}))
    directory = struct.unpack_from("<I", content, 48)[0] * 512 + 512
    struct.pack_into("<I", content, directory + 128 + 120, 0x7FFFFFFF)
    return bytes(content)


def record_longer_than_the_stream() -> bytes:
    return old(number(0, 0, 1) + struct.pack("<HH", 0x203, 0xFFFF)).saved()


def record_shorter_than_its_kind() -> bytes:
    return old(record(0x203, b"\0\0\0\0")).saved()


def stream_without_end() -> bytes:
    stream = old(number(0, 0, 1)).stream().removesuffix(EOF)
    return compound({"Workbook": stream + record(0x00, bytes(4_096 - len(stream) % 4_096 - 4))})


def sheet_beyond_the_stream() -> bytes:
    stream = bytearray(old().stream())
    at = stream.index(struct.pack("<H", 0x85)) + 4
    struct.pack_into("<I", stream, at, 0x7FFFFFFF)
    return compound({"Workbook": bytes(stream)})


def shared_text_that_is_not_there() -> bytes:
    return old(shared(0, 0, 7), before=shared_texts(["a"])).saved()


def texts_longer_than_they_are() -> bytes:
    table = record(0xFC, struct.pack("<IIHB", 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFF, 1) + b"a\0")
    return old(shared(0, 0, 0), before=table).saved()


def fonts_longer_than_the_file() -> bytes:
    table = record(0xFC, struct.pack("<IIHBI", 1, 1, 1, 4, 0xFFFFFFFF) + b"a")
    return old(shared(0, 0, 0), before=table).saved()


def old_far_away_cell() -> bytes:
    return old(label(0, 0, "项目名称") + number(65_535, 255, 1)).saved()


def old_far_away_row() -> bytes:
    return old(label(0, 0, "项目名称") + number(65_535, 1, 1)).saved()


def old_formatted_cells_without_end() -> bytes:
    blanks = b"".join(record(0xBE, struct.pack("<HH", row % 9_000, 0) + bytes(512) + b"\xff\0") for row in range(2_000))
    return old(number(0, 0, 1) + blanks).saved()


def old_nothing_in_it() -> bytes:
    return old(b"").saved()


def old_without_sheets() -> bytes:
    return Old([]).saved()


def old_thousands_of_sheets() -> bytes:
    return Old([OldSheet(f"表{place}", number(0, 0, 1)) for place in range(3_000)]).saved()


def old_two_sheets_of_one_name() -> bytes:
    return Old([OldSheet("台账", number(0, 0, 1)), OldSheet("台账", number(0, 0, 2))]).saved()


def old_merges_over_one_another() -> bytes:
    merges = record(0xE5, struct.pack("<H", 1_000) + struct.pack("<HHHH", 0, 999, 0, 19) * 1_000)
    return old(ledger_cells() + merges).saved()


def old_merge_inside_out() -> bytes:
    return old(ledger_cells() + record(0xE5, struct.pack("<HHHHH", 1, 9, 1, 0, 3))).saved()


def nested_without_end() -> bytes:
    return old(number(0, 0, 1) + bof(0x20) * 100_000).saved()


def letters_of_no_code_page() -> bytes:
    return Old([OldSheet("t", number(0, 0, 1))], version=0x0500, page=54_321).saved()


def wrong_letters_of_95() -> bytes:
    broken = record(0x204, struct.pack("<HHHH", 0, 0, 0, 2) + b"\x81\x20")
    return Old([OldSheet("t", broken)], version=0x0500, page=936).saved()


def before_1993() -> bytes:
    return struct.pack("<HHHH", 0x0209, 6, 0, 0x10) + bytes(600)


def formulas_of_garbage() -> bytes:
    """A result of no known kind is no value."""
    return old(formula(1, 1, b"\xff" * 8) * 100_000).saved()


OLD_KINDS: dict[Callable[[], bytes], str] = {
    old_encrypted: "encrypted",
    old_encrypted_the_new_way: "encrypted",
    old_macros: "macros",
    old_macro_sheet: "macros",
    old_macro_sheet_that_says_it_is_none: "macros",
    old_controls: "macros",
    old_embedded: "embedded",
    old_linked_object: "external_links",
    old_external_book: "external_links",
    old_external_book_of_95: "external_links",
    old_data_connection: "external_links",
    word_document: "not_a_workbook",
    compound_of_nothing: "not_a_workbook",
    compound_head_alone: "damaged",
    old_cut_off: "damaged",
    chain_in_a_circle: "damaged",
    chain_out_of_the_file: "damaged",
    directory_in_a_circle: "damaged",
    tables_in_a_circle: "damaged",
    stream_longer_than_its_chain: "damaged",
    record_longer_than_the_stream: "damaged",
    record_shorter_than_its_kind: "damaged",
    stream_without_end: "damaged",
    sheet_beyond_the_stream: "damaged",
    shared_text_that_is_not_there: "damaged",
    texts_longer_than_they_are: "damaged",
    fonts_longer_than_the_file: "damaged",
    old_far_away_cell: "far_cell",
    old_far_away_row: "too_long",
    old_formatted_cells_without_end: "too_long",
    old_nothing_in_it: "no_rows",
    old_without_sheets: "no_sheets",
    old_thousands_of_sheets: "too_many_sheets",
    old_two_sheets_of_one_name: "damaged",
    old_merges_over_one_another: "too_long",
    old_merge_inside_out: "damaged",
    nested_without_end: "damaged",
    letters_of_no_code_page: "encoding",
    wrong_letters_of_95: "encoding",
    before_1993: "old_format",
    formulas_of_garbage: "no_rows",
}
