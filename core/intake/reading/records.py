"""The records of a BIFF stream and the texts in them. BIFF8 is Excel 97 and later, BIFF5 Excel 5 and 95."""

import codecs
import struct
from collections.abc import Iterable, Iterator

from .problems import Unreadable, damaged

BOF, EOF, CONTINUE = 0x0809, 0x000A, 0x003C
BIFF5, BIFF8 = 0x0500, 0x0600
_CODECS = {1200: "utf-16-le", 367: "ascii", 936: "gb18030", 10008: "gb18030", 32768: "mac-roman", 32769: "cp1252",
           10000: "mac-roman", 65001: "utf-8"}  # fmt: skip
_HEAD = struct.Struct("<HH")

Record = tuple[int, bytes]


def records(stream: bytes, at: int) -> Iterator[Record]:
    """Kind and content of every record from a place on. Raises Unreadable for one that reaches beyond the stream."""
    end = len(stream)
    unpack = _HEAD.unpack_from
    while at + 4 <= end:
        kind, length = unpack(stream, at)
        at += 4
        if at + length > end:
            raise damaged()
        yield kind, stream[at : at + length]
        at += length
    raise damaged()  # a stream ends with its EOF record, where nobody asks for more


def joined(found: Iterable[Record]) -> Iterator[tuple[int, list[bytes]]]:
    """Records with what continues them, up to and with the end of their part."""
    kind, pieces = -1, []
    for following, content in found:
        if following == CONTINUE:
            pieces.append(content)
            continue
        if kind >= 0:
            yield kind, pieces
        kind, pieces = following, [content]
        if kind == EOF:
            yield kind, pieces
            return


def codec_of(page: int) -> str:
    """The codec of a code page. Raises Unreadable for one that nobody here knows."""
    name = _CODECS.get(page, f"cp{page}")
    try:
        codecs.lookup(name)
    except LookupError:
        raise unknown_letters() from None
    return name


def unknown_letters() -> Unreadable:
    return Unreadable("encoding", "文件的文字编码认不出，请在 Excel 或 WPS 中打开、核对文字后另存为 .xlsx 再上传")


class Text:
    """Texts in a record and those that continue it. In BIFF8 each continuation states anew how wide its letters are."""

    def __init__(self, pieces: list[bytes], codec: str, version: int) -> None:
        self._pieces, self._codec, self._version = pieces, codec, version
        self._piece, self._at = 0, 0

    @property
    def is_at_end(self) -> bool:
        return self._piece >= len(self._pieces) - 1 and self._at >= len(self._pieces[-1])

    def skip(self, count: int) -> None:
        self.take(count)

    def take(self, count: int) -> bytes:
        """So many bytes, over the seams."""
        taken = bytearray()
        while len(taken) < count:
            self._require_more()
            piece = self._pieces[self._piece]
            part = piece[self._at : self._at + count - len(taken)]
            taken += part
            self._at += len(part)
        return bytes(taken)

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "little")

    def read(self, length: int) -> str:
        """A text of so many letters, whose length was read before it."""
        if self._version == BIFF5:
            return _decoded(self.take(length), self._codec)
        flags = self.number(1)
        runs = self.number(2) if flags & 8 else 0
        phonetic = self.number(4) if flags & 4 else 0
        text = self._letters(length, is_wide=bool(flags & 1))
        self.skip(runs * 4 + phonetic)
        return text

    def _letters(self, count: int, *, is_wide: bool) -> str:
        text = ""
        while True:
            size = 2 if is_wide else 1
            raw = self._pieces[self._piece][self._at : self._at + count * size]
            letters = len(raw) // size
            text += raw[: letters * size].decode("utf-16-le" if is_wide else "latin-1", "replace")
            self._at += letters * size
            count -= letters
            if not count:
                return text
            if self._at < len(self._pieces[self._piece]):
                raise damaged()  # half a letter
            self._require_more()
            is_wide = bool(self.number(1) & 1)

    def _require_more(self) -> None:
        while self._at >= len(self._pieces[self._piece]):
            self._piece, self._at = self._piece + 1, 0
            if self._piece >= len(self._pieces):
                raise damaged()


def _decoded(raw: bytes, codec: str) -> str:
    try:
        return raw.decode(codec)
    except UnicodeDecodeError:
        raise unknown_letters() from None
