"""What a file is, by its first bytes: endings are often wrong, and systems export web pages as .xls."""

import re

from .problems import Unreadable, not_a_workbook

WORKBOOK, OLD_WORKBOOK, TEXT = "xlsx", "xls", "text"

LOOK_AT = 4_096
"""As many bytes as are looked at."""

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BEFORE_1993 = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08")
_NAMED = {
    b"%PDF": "这是 PDF 文件，不是表格",
    b"Rar!": "这是压缩包（RAR），请先解压，取出里面的表格",
    b"7z\xbc\xaf": "这是压缩包（7z），请先解压，取出里面的表格",
    b"\x1f\x8b": "这是压缩包（gzip），请先解压，取出里面的表格",
    b"PK\x05\x06": "这是空的压缩包，不是表格",
    b"{\\rtf": "这是 RTF 文档，不是表格",
    b"ID;P": "这是 SYLK 文本表格（.slk）",
    b"\xff\xd8\xff": "这是图片，不是表格",
    b"\x89PNG": "这是图片，不是表格",
}
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|meta)\b", re.IGNORECASE)
_XML_TABLE = re.compile(rb"urn:schemas-microsoft-com:office:spreadsheet|<\?mso-application")


def kind_of(head: bytes) -> str:
    """WORKBOOK, OLD_WORKBOOK or TEXT. Raises Unreadable, naming what it is, for everything that is not read."""
    if head.startswith(_ZIP):
        return WORKBOOK
    if head.startswith(_OLE):
        return OLD_WORKBOOK
    for mark, what in _NAMED.items():
        if head.startswith(mark):
            raise not_a_workbook(what)
    if head.startswith(_BEFORE_1993):
        raise Unreadable("old_format", "这是很早以前的 .xls 工作簿，请在 Excel 或 WPS 中“另存为” .xlsx 后再上传")
    plain = head.replace(b"\x00", b"") if head.startswith((b"\xff\xfe", b"\xfe\xff")) else head
    _require_no_markup(plain)
    if b"\x00" in plain:
        raise not_a_workbook("文件内容不是 Excel 工作簿，也不是文本表格（可能只改了扩展名）")
    return TEXT


def _require_no_markup(head: bytes) -> None:
    if _XML_TABLE.search(head):
        raise Unreadable("xml_table", "这是“XML 表格 2003”，请在 Excel 或 WPS 中打开后另存为 .xlsx 再上传")
    if _PAGE.search(head) or head.startswith(b"MIME-Version:"):
        raise Unreadable(
            "web_page", "这是存成表格扩展名的网页（系统导出的常见这种），请在 Excel 或 WPS 中打开后另存为 .xlsx 再上传"
        )
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml"):
        raise not_a_workbook("这是 XML 文件，不是表格")
