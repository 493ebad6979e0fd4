"""The two icons, drawn: two circles that overlap, because nobody is alone. No image library is needed."""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Callable

Pixel = tuple[int, int, int, int]
"""Red, green, blue, opacity, each 0-255."""

GROUND = (15, 92, 99)
LEFT = (255, 211, 122)
RIGHT = (143, 216, 200)
BOTH = (255, 255, 255)


def colour(size: int = 192) -> bytes:
    """The colour icon as PNG: full bleed, the mark well inside the square (Teams rounds the corners)."""
    return png(size, lambda x, y: _in_colour(x / size, y / size, size))


def outline(size: int = 32) -> bytes:
    """The outline icon as PNG: white lines on nothing, as Teams wants it."""
    return png(size, lambda x, y: _in_lines(x / size, y / size, size))


def png(size: int, at: Callable[[float, float], Pixel]) -> bytes:
    """A square PNG (RGBA, 8 bits a channel). `at` is asked for the middle of every pixel."""
    rows = bytearray()
    for y in range(size):
        rows.append(0)  # filter type "none"
        for x in range(size):
            rows += bytes(at(x + 0.5, y + 0.5))
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _in_colour(x: float, y: float, size: int) -> Pixel:
    left, right = _inside(x, y, 0.385, 0.22, size), _inside(x, y, 0.615, 0.22, size)
    shade = _over(_over(_over(GROUND, LEFT, left), RIGHT, right), BOTH, min(left, right))
    return (*shade, 255)


def _in_lines(x: float, y: float, size: int) -> Pixel:
    rings = (_ring(x, y, middle, 0.27, 0.075, size) for middle in (0.345, 0.655))
    return (255, 255, 255, round(255 * max(rings)))


def _inside(x: float, y: float, middle: float, radius: float, size: int) -> float:
    """How much of the pixel lies inside the circle, 0-1: soft over one pixel at the edge."""
    distance = math.hypot(x - middle, y - 0.5)
    return min(1.0, max(0.0, (radius - distance) * size + 0.5))


def _ring(x: float, y: float, middle: float, radius: float, width: float, size: int) -> float:
    off = abs(math.hypot(x - middle, y - 0.5) - radius)
    return min(1.0, max(0.0, (width / 2 - off) * size + 0.5))


def _over(under: tuple[int, int, int], paint: tuple[int, int, int], cover: float) -> tuple[int, int, int]:
    red, green, blue = (round(u + (p - u) * cover) for u, p in zip(under, paint, strict=True))
    return red, green, blue
