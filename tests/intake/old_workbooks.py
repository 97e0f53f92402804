"""A small writer of old workbooks (.xls): just enough records to say what a test needs, sound or broken on purpose."""

import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

BIFF5, BIFF8 = 0x0500, 0x0600
GLOBALS, WORKSHEET, CHART, MACRO_SHEET = 0x05, 0x10, 0x20, 0x40
EOF = b"\x0a\x00\x00\x00"
_END, _TABLE, _NOBODY = 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_SECTOR = 512
_MOST = 8_224
"""So long a record may be; the rest goes on in CONTINUE records."""


def record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def bof(kind: int, version: int = BIFF8) -> bytes:
    return record(0x809, struct.pack("<HHHHII", version, kind, 0x0DBB, 1996, 0, 6)[: 16 if version == BIFF8 else 8])


def text(words: str, version: int = BIFF8, size: str = "<H") -> bytes:
    """Length and letters: UTF-16 in BIFF8, code page 936 in BIFF5."""
    if version == BIFF5:
        raw = words.encode("gb18030")
        return struct.pack(size, len(raw)) + raw
    return struct.pack(size, len(words.encode("utf-16-le")) // 2) + b"\x01" + words.encode("utf-16-le")


def number(row: int, column: int, value: float, style: int = 0) -> bytes:
    return record(0x203, struct.pack("<HHHd", row, column, style, value))


def rk(row: int, column: int, raw: int, style: int = 0) -> bytes:
    return record(0x27E, struct.pack("<HHHI", row, column, style, raw))


def label(row: int, column: int, words: str, version: int = BIFF8) -> bytes:
    return record(0x204, struct.pack("<HHH", row, column, 0) + text(words, version))


def shared(row: int, column: int, index: int) -> bytes:
    return record(0xFD, struct.pack("<HHHI", row, column, 0, index))


def formula(row: int, column: int, result: bytes, options: int = 0) -> bytes:
    """1+1, with the result stated."""
    return record(
        0x06, struct.pack("<HHH8sHIH", row, column, 0, result, options, 0, 7) + b"\x1e\x01\x00\x1e\x01\x00\x03"
    )


def continued(kind: int, pieces: Iterable[bytes]) -> bytes:
    first, *others = pieces
    return record(kind, first) + b"".join(record(0x3C, piece) for piece in others)


def shared_texts(words: Iterable[str], piece: int = _MOST) -> bytes:
    """The table of shared texts, cut after so many bytes; each further piece states anew how wide its letters are."""
    words = list(words)
    pieces, current = [], bytearray(struct.pack("<II", len(words), len(words)))
    for word in words:
        letters = word.encode("utf-16-le")
        if len(current) + 5 > piece:
            pieces.append(bytes(current))
            current = bytearray()
        current += struct.pack("<HB", len(letters) // 2, 1)
        while letters:
            room = (piece - len(current)) // 2 * 2
            current += letters[:room]
            letters = letters[room:]
            if letters:
                pieces.append(bytes(current))
                current = bytearray(b"\x01")
    return continued(0xFC, [*pieces, bytes(current)])


@dataclass
class OldSheet:
    """`cells` are records between its first and its last."""

    name: str
    cells: bytes
    state: int = 0
    kind: int = 0


@dataclass
class Old:
    """A workbook: `before` are records of the globals besides the usual ones, `formats` codes of number formats."""

    sheets: list[OldSheet]
    before: bytes = b""
    formats: list[str] = field(default_factory=list)
    version: int = BIFF8
    page: int = 1200

    def stream(self) -> bytes:
        head = bof(GLOBALS, self.version) + record(0x42, struct.pack("<H", self.page)) + self.before
        for place, code in enumerate(self.formats):
            size = "<B" if self.version == BIFF5 else "<H"
            head += record(0x41E, struct.pack("<H", 164 + place) + text(code, self.version, size))
        for number_format in [0, *range(164, 164 + len(self.formats))]:
            head += record(0xE0, struct.pack("<HH", 0, number_format) + bytes(16))
        bodies = [bof(WORKSHEET, self.version) + sheet.cells + EOF for sheet in self.sheets]
        lists = [self._listed(sheet, 0) for sheet in self.sheets]
        at = len(head) + sum(map(len, lists)) + len(EOF)
        for place, body in enumerate(bodies):
            lists[place] = self._listed(self.sheets[place], at)
            at += len(body)
        return head + b"".join(lists) + EOF + b"".join(bodies)

    def _listed(self, sheet: OldSheet, at: int) -> bytes:
        return record(0x85, struct.pack("<IBB", at, sheet.state, sheet.kind) + text(sheet.name, self.version, "<B"))

    def saved(self, *others: str) -> bytes:
        return compound({"Book" if self.version == BIFF5 else "Workbook": self.stream()}, others)


def compound(
    streams: dict[str, bytes], storages: Iterable[str] = (), *, change: Callable[[list[int]], None] | None = None
) -> bytes:
    """A compound file of these streams (each padded to 4,096 bytes) and empty storages; `change` spoils its table."""
    table: list[int] = []
    body = bytearray()
    entries = [_entry("Root Entry", 5, _END, 0, child=1)]

    def add(content: bytes) -> int:
        start, count = len(table), -(-len(content) // _SECTOR)
        table.extend([*range(start + 1, start + count), _END])
        body.extend(content.ljust(count * _SECTOR, b"\0"))
        return start

    items = [(name, content.ljust(4_096, b"\0")) for name, content in streams.items()]
    items += [(name, None) for name in storages]
    for place, (name, content) in enumerate(items, start=1):
        following = place + 1 if place < len(items) else _NOBODY
        if content is None:
            entries.append(_entry(name, 1, 0, 0, right=following))
        else:
            entries.append(_entry(name, 2, add(content), len(content), right=following))
    directory = add(b"".join(entries))
    tables = 1
    while (len(table) + tables) > tables * 128:
        tables += 1
    first = len(table)
    table += [_TABLE] * tables
    table += [_NOBODY] * (tables * 128 - len(table))
    if change:
        change(table)
    body += struct.pack(f"<{len(table)}I", *table)
    places = [*range(first, first + tables)][:109]
    head = struct.pack("<8s16xHHHHH6xIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, tables,
                       directory, 0, 4_096, _END, 0, _END, 0, 0)  # fmt: skip
    return head[:76] + struct.pack("<109I", *places, *[_NOBODY] * (109 - len(places))) + bytes(body)


def _entry(name: str, kind: int, start: int, size: int, *, right: int = _NOBODY, child: int = _NOBODY) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    return struct.pack("<64sHBBIII36xIII", raw, len(raw), kind, 1, _NOBODY, right, child, start, size, 0)


def ledger_cells() -> bytes:
    """Heads and one project."""
    heads = ["项目名称", "县（市、区）", "项目类别", "总投资(万元)"]
    return b"".join(label(0, place, head) for place, head in enumerate(heads)) + b"".join(
        [label(1, 0, "环城公园"), label(1, 1, "晋江市"), label(1, 2, "公共建筑及其他"), number(1, 3, 100.5)]
    )


def old(cells: bytes | None = None, **more) -> Old:
    return Old([OldSheet("台账", ledger_cells() if cells is None else cells)], **more)
