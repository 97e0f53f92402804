"""Screenshots as small PNG files: few colours, packed as tightly as zlib can."""

import base64
import struct
import zlib
from pathlib import Path

from playwright.sync_api import Page

SCRIPT = (Path(__file__).parent / "palette.js").read_text(encoding="utf-8")
COLOURS = 128
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def small(blank: Page, screenshot: bytes) -> bytes:
    """The same picture with a palette; `blank` is an empty page of the browser, which counts the colours."""
    url = "data:image/png;base64," + base64.b64encode(screenshot).decode()
    found = blank.evaluate(SCRIPT, {"url": url, "limit": COLOURS})
    palette, pixels = base64.b64decode(found["palette"]), base64.b64decode(found["pixels"])
    return _png(width=found["width"], height=found["height"], palette=palette, pixels=pixels)


def _png(*, width: int, height: int, palette: bytes, pixels: bytes) -> bytes:
    """A PNG of colour type 3: one byte per pixel, every line unfiltered, which packs flat surfaces best."""
    lines = b"".join(b"\0" + pixels[at : at + width] for at in range(0, width * height, width))
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    packed = zlib.compressobj(9, zlib.DEFLATED, 15, 9)
    data = packed.compress(lines) + packed.flush()
    return SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"PLTE", palette) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
