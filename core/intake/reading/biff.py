"""An old workbook (.xls, and .et of WPS) as a whole: what it may not hold, its formats, sheets and shared texts."""

import struct
from collections import namedtuple
from io import BufferedIOBase

from core.intake.limits import Limits

from .compound import CompoundFile
from .formats import form_of
from .problems import (
    damaged,
    embedded,
    encrypted,
    external_links,
    macros,
    no_sheets,
    not_a_workbook,
    too_many_sheets,
)
from .records import BIFF5, BIFF8, BOF, EOF, Text, codec_of, joined, records

_FILEPASS, _CODEPAGE, _DATEMODE, _FORMAT, _XF, _BOUNDSHEET, _SST = 0x2F, 0x42, 0x22, 0x41E, 0xE0, 0x85, 0xFC
_SUPBOOK, _EXTERNSHEET, _CONNECTION = 0x1AE, 0x17, 0x876
_OWN_BOOK, _ADD_IN = 0x0401, 0x3A01
_STATES = {0: "visible", 1: "hidden", 2: "veryHidden"}
_WORKSHEET, _CHART = 0, 2
_DEFAULT_CODEC = "gb18030"
_MACRO_NAMES = frozenset({"_VBA_PROJECT_CUR", "_VBA_PROJECT", "VBA", "CTLS"})
_OTHER_DOCUMENTS = {
    "WORDDOCUMENT": "这是 Word 文档，不是表格",
    "POWERPOINT DOCUMENT": "这是演示文稿，不是表格",
    "VISIODOCUMENT": "这是 Visio 图，不是表格",
    "__PROPERTIES_VERSION1.0": "这是邮件，不是表格",
}

OldSheet = namedtuple("OldSheet", "name state at")
"""`at` is where its records begin in the stream."""


class OldWorkbook:
    """What holds for all sheets: `forms` says of every cell format how it shows numbers, `texts` are shared."""

    def __init__(self, stream: bytes) -> None:
        """Raises Unreadable for what a workbook may not hold, and for damage."""
        self.stream = stream
        self.codec = _DEFAULT_CODEC
        self.is_1904 = False
        self.sheets: list[OldSheet] = []
        self.texts: list[str] = []
        self._codes: dict[int, str] = {}
        self._numbers: list[int] = []
        try:
            self._read()
        except (struct.error, IndexError) as error:
            raise damaged() from error
        self.forms = [form_of(self._codes.get(number, ""), number) for number in self._numbers]

    def text(self, pieces: list[bytes]) -> Text:
        return Text(pieces, self.codec, self.version)

    def _read(self) -> None:
        found = records(self.stream, 0)
        kind, content = next(found)
        (self.version,) = struct.unpack_from("<H", content)
        if kind != BOF or self.version not in {BIFF5, BIFF8}:
            raise damaged()
        read = {
            _CODEPAGE: self._code_page, _DATEMODE: self._date_mode, _FORMAT: self._format, _XF: self._cell_format,
            _BOUNDSHEET: self._sheet, _SST: self._shared_texts,
        }  # fmt: skip
        for kind, pieces in joined(found):
            if kind == EOF:
                return
            self._require_harmless(kind, pieces[0])
            if kind in read:
                read[kind](pieces)

    def _require_harmless(self, kind: int, content: bytes) -> None:
        if kind == _FILEPASS:
            raise encrypted()
        if kind == _CONNECTION:
            raise external_links()
        if kind == _SUPBOOK:
            (length,) = struct.unpack_from("<H", content, 2)
            # Its own book, functions of an add-in, or a placeholder of one blank.
            if length not in {_OWN_BOOK, _ADD_IN} and content[5:] not in {b" ", b"\x00"}:
                raise external_links()
        if kind == _EXTERNSHEET and self.version == BIFF5 and content[1:2] == b"\x01":
            raise external_links()

    def _code_page(self, pieces: list[bytes]) -> None:
        if self.version == BIFF5:  # later ones write UTF-16 whatever they state
            self.codec = codec_of(struct.unpack_from("<H", pieces[0])[0])

    def _date_mode(self, pieces: list[bytes]) -> None:
        self.is_1904 = pieces[0][:1] == b"\x01"

    def _format(self, pieces: list[bytes]) -> None:
        text = self.text(pieces)
        number = text.number(2)
        self._codes[number] = text.read(text.number(1 if self.version == BIFF5 else 2))

    def _cell_format(self, pieces: list[bytes]) -> None:
        self._numbers.append(struct.unpack_from("<H", pieces[0], 2)[0])

    def _sheet(self, pieces: list[bytes]) -> None:
        at, state, kind = struct.unpack_from("<IBB", pieces[0])
        if kind not in {_WORKSHEET, _CHART}:
            raise macros()
        if kind == _CHART:
            return
        text = self.text(pieces)
        text.take(6)
        name = text.read(text.number(1)).replace("\x00", "")
        self.sheets.append(OldSheet(name, _STATES.get(state & 3, "hidden"), at))

    def _shared_texts(self, pieces: list[bytes]) -> None:
        """As many as there are: the numbers before them are the file's own claim."""
        text = self.text(pieces)
        text.take(8)
        while not text.is_at_end:
            self.texts.append(text.read(text.number(2)))


def open_old_workbook(file: BufferedIOBase, limits: Limits) -> OldWorkbook:
    """Raises Unreadable."""
    book = OldWorkbook(_workbook_stream(CompoundFile(file.read())))
    if not book.sheets:
        raise no_sheets()
    if len(book.sheets) > limits.sheets:
        raise too_many_sheets(len(book.sheets), limits.sheets)
    return book


def _workbook_stream(container: CompoundFile) -> bytes:
    streams = {name.upper(): name for name in container.streams}
    names = streams.keys() | {name.upper() for name in container.storages}
    if "ENCRYPTEDPACKAGE" in names:
        raise encrypted()
    if not names.isdisjoint(_MACRO_NAMES):
        raise macros()
    if any(name.startswith("MBD") for name in names):
        raise embedded()
    if any(name.startswith("LNK") for name in names):
        raise external_links()
    for name in ("WORKBOOK", "BOOK"):
        if name in streams:
            return container.stream(streams[name])
    what = next((what for name, what in _OTHER_DOCUMENTS.items() if name in names), "文件里没有工作表")
    raise not_a_workbook(what)
