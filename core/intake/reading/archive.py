"""The zip of a workbook, read by its own list of parts; no size that it states is believed.

Stricter than the library's reader: the list must end the file, a part's own head must bear its name, parts may not lie
over one another, and what comes out is counted and checked while it comes.
"""

import struct
import zlib
from collections import namedtuple
from collections.abc import Iterator
from io import BufferedIOBase

from core.intake.limits import MEGABYTE, Limits

from .problems import Unreadable, damaged, too_long

_CHUNK = 64 * 1024
"""A piece small enough for the allocator to use its memory again: new pages would cost more than inflating them."""
_END, _END_64, _LOCATOR_64 = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_LISTED, _LOCAL = b"PK\x01\x02", b"PK\x03\x04"
_BEYOND, _BEYOND_64 = 0xFFFF, 0xFFFFFFFF
_STORED, _DEFLATED = 0, 8
_LIST_HEAD = struct.Struct("<4s4xHHxxxxIIIHHHxxxxxxxxI")

Part = namedtuple("Part", "name method crc packed start")
"""`name` in lower case with forward slashes; `packed` bytes begin where its own head says, at `start` or later."""


class Archive:
    """Parts by name. Everything that is inflated counts towards the limits, however often a part is read."""

    def __init__(self, file: BufferedIOBase, limits: Limits) -> None:
        """Raises Unreadable."""
        self._file, self.limits = file, limits
        self._inflated = 0
        try:
            self.parts = self._list()
        except struct.error as error:
            raise damaged() from error

    def chunks(self, name: str) -> Iterator[bytes]:
        """The content of a part in pieces. Raises Unreadable for a part that is not there, damaged or too long."""
        part = self.parts.get(name)
        if part is None:
            raise damaged()
        crc = size = 0
        for chunk in self._inflate(part):
            size += len(chunk)
            self._inflated += len(chunk)
            if size > self.limits.part_bytes or self._inflated > self.limits.total_bytes:
                most = self.limits.total_bytes // MEGABYTE
                raise too_long(f"文件解开后超过 {most} MB（压缩包里多是填充内容或空白格式）")
            crc = zlib.crc32(chunk, crc)
            yield chunk
        if crc != part.crc:
            raise damaged()

    def _inflate(self, part: Part) -> Iterator[bytes]:
        self._file.seek(part.start)
        left = part.packed
        engine = zlib.decompressobj(-15) if part.method == _DEFLATED else None
        try:
            while left:
                packed = self._file.read(min(_CHUNK, left))
                if not packed:
                    raise damaged()
                left -= len(packed)
                if engine is None:
                    yield packed
                    continue
                while packed:
                    yield engine.decompress(packed, _CHUNK)
                    packed = engine.unconsumed_tail
            if engine is not None:
                yield engine.flush()
        except zlib.error as error:
            raise damaged() from error
        if engine is not None and (not engine.eof or engine.unused_data):
            raise damaged()

    def _list(self) -> dict[str, Part]:
        count, size, at = self._end()
        if count > self.limits.parts:
            raise Unreadable("too_many_parts", "文件内部的组成部分过多，不像正常的工作簿，请另存为 .xlsx 后再上传")
        self._file.seek(at)
        raw = self._file.read(size)
        parts: dict[str, Part] = {}
        place = 0
        for _ in range(count):
            part, place = self._listed(raw, place)
            if part.name in parts:
                raise Unreadable(
                    "duplicate_parts", "文件内部有同名的组成部分，内容不可信，请用 Excel 或 WPS 另存后再上传"
                )
            parts[part.name] = part
        if place != size:
            raise damaged()
        return self._placed(parts, at)

    def _end(self) -> tuple[int, int, int]:
        """Number of parts, length and place of the list, from the last bytes of the file."""
        length = self._file.seek(0, 2)
        self._file.seek(max(length - 65_557, 0))
        tail = self._file.read()
        at = tail.rfind(_END)
        if at < 0:
            raise damaged()
        count, size, place, comment = struct.unpack_from("<10xHIIH", tail, at)
        end = length - len(tail) + at
        if at + 22 + comment != len(tail):
            raise damaged()
        if count == _BEYOND or _BEYOND_64 in {size, place}:
            if tail[at - 20 : at - 16] != _LOCATOR_64:
                raise damaged()
            (end,) = struct.unpack_from("<8xQ", tail, at - 20)
            self._file.seek(end)
            found = self._file.read(56)
            if found[:4] != _END_64:
                raise damaged()
            count, size, place = struct.unpack_from("<32xQQQ", found)
        if place + size != end:
            raise damaged()
        return count, size, place

    def _listed(self, raw: bytes, at: int) -> tuple[Part, int]:
        head = _LIST_HEAD.unpack_from(raw, at)
        mark, flags, method, crc, packed, inflated, name_length, extra_length, comment_length, start = head
        after = at + _LIST_HEAD.size
        name = raw[after : after + name_length]
        extra = raw[after + name_length : after + name_length + extra_length]
        if mark != _LISTED or len(name) != name_length or b"\x00" in name:
            raise damaged()
        if flags & 1:
            raise Unreadable("encrypted", "文件内容经过加密，请取消加密后再上传")
        if method not in {_STORED, _DEFLATED}:
            raise damaged()
        if _BEYOND_64 in {packed, inflated, start}:
            packed, start = _wide(extra, inflated, packed, start)
        plain = name.decode("utf-8" if flags & 0x800 else "cp437", "replace").replace("\\", "/").lower()
        if plain.startswith("/") or ".." in plain.split("/"):
            raise damaged()
        return Part(plain, method, crc, packed, start), after + name_length + extra_length + comment_length

    def _placed(self, parts: dict[str, Part], end: int) -> dict[str, Part]:
        """With the places where their bytes begin; each must end before the next begins."""
        found, free = {}, 0
        for part in sorted(parts.values(), key=lambda part: part.start):
            self._file.seek(part.start)
            head = self._file.read(30)
            mark, name_length, extra_length = struct.unpack("<4s22xHH", head)
            name = self._file.read(name_length).replace(b"\\", b"/").lower()
            start = part.start + 30 + name_length + extra_length
            if mark != _LOCAL or part.start < free or name != _bytes(part.name, name):
                raise damaged()
            free = start + part.packed
            found[part.name] = part._replace(start=start)
        if free > end:
            raise damaged()
        return {name: found[name] for name in parts}


def _wide(extra: bytes, inflated: int, packed: int, start: int) -> tuple[int, int]:
    """Packed length and place from the field for files beyond 4 GB, which some programs always write."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind == 1:
            numbers = iter(struct.unpack_from(f"<{length // 8}Q", extra, at + 4))
            wide = [next(numbers, 0) if value == _BEYOND_64 else value for value in (inflated, packed, start)]
            return wide[1], wide[2]
        at += 4 + length
    raise damaged()


def _bytes(name: str, written: bytes) -> bytes:
    """A part's name as its own head may spell it: only names in plain letters must agree to the byte."""
    return name.encode() if name.isascii() else written
