"""The compound file (OLE) around an old .xls: sectors, chains and the names at its top.

Every chain is followed at most once through every sector, and no length that the file states is believed.
"""

import struct
from array import array

from .problems import damaged

_END = 0xFFFFFFFE
_LAST_SECTOR = 0xFFFFFFF9
_NOBODY = 0xFFFFFFFF
_ENTRY = 128
_STORAGE, _STREAM, _ROOT = 1, 2, 5


class _Entry:
    __slots__ = ("child", "kind", "left", "name", "right", "size", "start")

    def __init__(self, raw: bytes) -> None:
        length = min(max(struct.unpack_from("<H", raw, 64)[0] - 2, 0), 62)
        self.name = raw[:length].decode("utf-16-le", "replace")
        self.kind = raw[66]
        self.left, self.right, self.child = struct.unpack_from("<III", raw, 68)
        self.start, self.size = struct.unpack_from("<II", raw, 116)


class CompoundFile:
    """The streams and storages directly under the root; what lies deeper belongs to embedded things."""

    def __init__(self, data: bytes) -> None:
        """Raises Unreadable for anything a sound program would not have written."""
        if len(data) < 1_024:
            raise damaged()
        self._data = data
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in {9, 12} or mini_shift != 6:
            raise damaged()
        self._size = 1 << shift
        self._sectors = (len(data) - 1) // self._size  # the header takes one; the last may be cut short
        directory, _, self._cutoff, mini_start = struct.unpack_from("<IIII", data, 48)
        self._next = self._table(self._list_of_tables())
        self._entries = self._directory(directory)
        self._mini_next = self._table(self._sectors_from(mini_start)) if mini_start <= _LAST_SECTOR else array("I")
        self._mini = b""

    @property
    def storages(self) -> list[str]:
        return [entry.name for entry in self._entries if entry.kind == _STORAGE]

    @property
    def streams(self) -> list[str]:
        return [entry.name for entry in self._entries if entry.kind == _STREAM]

    def stream(self, name: str) -> bytes:
        """The content of a stream of `streams`. Raises Unreadable when its chain does not hold what it should."""
        entry = next(entry for entry in self._entries if entry.kind == _STREAM and entry.name == name)
        read = self._content if entry.size >= self._cutoff else self._mini_content
        content = read(entry.start)
        if len(content) < entry.size:
            raise damaged()
        return content[: entry.size]

    def _list_of_tables(self) -> list[int]:
        """The sectors that hold the chain table, from the header and from its continuation."""
        (following,) = struct.unpack_from("<I", self._data, 68)
        tables = [sector for sector in struct.unpack_from("<109I", self._data, 76) if sector <= _LAST_SECTOR]
        a_sector = self._size // 4
        seen = set()
        while following <= _LAST_SECTOR:
            if following in seen:
                raise damaged()
            seen.add(following)
            *more, following = struct.unpack(f"<{a_sector}I", self._sector(following))
            tables += [sector for sector in more if sector <= _LAST_SECTOR]
        if len(set(tables)) != len(tables):
            raise damaged()
        return tables

    def _table(self, sectors: list[int]) -> "array[int]":
        table = array("I")
        for sector in sectors:
            table.frombytes(self._sector(sector))
        if table.itemsize != 4 or struct.pack("=H", 1) != b"\x01\x00":
            table = array("I", struct.unpack(f"<{len(table)}I", table.tobytes()))
        return table

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._size
        content = self._data[at : at + self._size]
        if len(content) < self._size:
            raise damaged()
        return content

    def _sectors_from(self, start: int) -> list[int]:
        """A chain, in order; one that comes back to itself or leaves the file is damage."""
        return _chain(start, self._next, self._sectors)

    def _content(self, start: int) -> bytes:
        size, data = self._size, self._data
        return b"".join(data[(number + 1) * size : (number + 2) * size] for number in self._sectors_from(start))

    def _mini_content(self, start: int) -> bytes:
        if not self._mini:
            self._mini = self._content(self._root.start) if self._root.start <= _LAST_SECTOR else b""
        pieces = _chain(start, self._mini_next, len(self._mini) // 64)
        return b"".join(self._mini[number * 64 : (number + 1) * 64] for number in pieces)

    def _directory(self, start: int) -> list[_Entry]:
        """The children of the root: a tree of siblings."""
        raw = self._content(start)
        if len(raw) < _ENTRY or raw[66] != _ROOT:
            raise damaged()
        self._root = _Entry(raw[:_ENTRY])
        found, waiting, seen = [], [self._root.child], set()
        while waiting:
            number = waiting.pop()
            if number == _NOBODY:
                continue
            if number in seen or (number + 1) * _ENTRY > len(raw):
                raise damaged()
            seen.add(number)
            entry = _Entry(raw[number * _ENTRY : (number + 1) * _ENTRY])
            found.append(entry)
            waiting += [entry.left, entry.right]
        return found


def _chain(start: int, following: "array[int]", most: int) -> list[int]:
    numbers, number = [], start
    most = min(most, len(following))
    while number != _END:
        if number >= most or len(numbers) >= most:
            raise damaged()
        numbers.append(number)
        number = following[number]
    return numbers
