"""Text files, and files of other kinds, that are no tables of ours: one function a kind, named after what is wrong."""

from collections.abc import Callable

from .hostile import TYPES, packed, sound

MEGABYTE = 1024 * 1024
HEAD = "项目名称,县（市、区）,总投资\n"


def sound_text() -> bytes:
    return (HEAD + "环城公园,晋江市,100.5\n").encode("gb18030")


def one_line_of_20_megabytes() -> bytes:
    return HEAD.encode() + b"x" * (20 * MEGABYTE - 200)


def one_line_of_millions_of_cells() -> bytes:
    return HEAD.encode() + b"1," * (10 * MEGABYTE - 200)


def hundred_thousand_columns() -> bytes:
    return b",".join(b"%d" % place for place in range(100_000)) + b"\n"


def more_rows_than_a_person_waits_for() -> bytes:
    return HEAD.encode() + b"x,y,1\n" * 300_000


def one_cell_of_a_megabyte() -> bytes:
    return HEAD.encode() + b'"' + b"x\n" * MEGABYTE + b'",1,2\n'


def quote_that_never_ends() -> bytes:
    return (HEAD + '"环城公园,晋江市,1\n滨江公园,石狮市,2\n').encode()


def quote_in_the_middle() -> bytes:
    return (HEAD + '"十三五"规划项目,晋江市,1\n').encode()


def letters_of_no_encoding() -> bytes:
    return HEAD.encode() + b"\xff\xff\xfe,\x81\x20,1\n"


def utf_8_cut_in_a_letter_and_not_gb18030() -> bytes:
    return b"\xef\xbb\xbf" + HEAD.encode()[:-3] + b"\xe6\x99"


def utf_16_without_a_mark() -> bytes:
    return HEAD.encode("utf-16-le")


def zeros_far_inside() -> bytes:
    return HEAD.encode() * 400 + b"\x00" * 100


def words_without_columns() -> bytes:
    return "泉州市住房和城乡建设局\n关于报送台账的通知\n".encode()


def empty_lines_alone() -> bytes:
    return b",,,\n" * 100


def web_page() -> bytes:
    return "<html><table><tr><td>项目名称</td></tr></table></html>".encode()


def web_page_after_a_mark() -> bytes:
    return b"\xef\xbb\xbf\r\n  <!DOCTYPE HTML>" + "<table><tr><td>项目名称".encode("gb18030")


def web_archive() -> bytes:
    return b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n"


def xml_table_of_2003() -> bytes:
    return b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>'


def some_xml() -> bytes:
    return b'<?xml version="1.0"?><a,b,c/>'


def pdf() -> bytes:
    return b"%PDF-1.7\n" + bytes(100)


def picture() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + bytes(100)


def rar() -> bytes:
    return b"Rar!\x1a\x07\x00" + bytes(100)


def zeros() -> bytes:
    return bytes(1_000)


def archive_of_workbooks() -> bytes:
    return packed({"台账.xlsx": sound()})


def binary_workbook() -> bytes:
    return packed({TYPES: b"<a/>", "xl/workbook.bin": b"x"})


def open_document() -> bytes:
    return packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"})


TEXT_KINDS: dict[Callable[[], bytes], str] = {
    one_line_of_20_megabytes: "too_long",
    one_line_of_millions_of_cells: "too_long",
    hundred_thousand_columns: "",
    more_rows_than_a_person_waits_for: "too_long",
    one_cell_of_a_megabyte: "too_long",
    quote_that_never_ends: "quotes",
    quote_in_the_middle: "quotes",
    letters_of_no_encoding: "encoding",
    utf_8_cut_in_a_letter_and_not_gb18030: "encoding",
    utf_16_without_a_mark: "not_a_workbook",
    zeros_far_inside: "not_a_workbook",
    words_without_columns: "not_a_workbook",
    empty_lines_alone: "no_rows",
    web_page: "web_page",
    web_page_after_a_mark: "web_page",
    web_archive: "web_page",
    xml_table_of_2003: "xml_table",
    some_xml: "not_a_workbook",
    pdf: "not_a_workbook",
    picture: "not_a_workbook",
    rar: "not_a_workbook",
    zeros: "not_a_workbook",
    archive_of_workbooks: "not_a_workbook",
    binary_workbook: "not_a_workbook",
    open_document: "not_a_workbook",
}
