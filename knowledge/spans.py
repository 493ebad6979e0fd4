"""Pieces of a text to be masked: (start, end, mask), in characters."""

from __future__ import annotations

from collections.abc import Iterable

Span = tuple[int, int, str]


def masked(text: str, spans: Iterable[Span]) -> str:
    """The text with each span replaced by its mask; of spans that overlap, the first and longest counts for all."""
    out: list[str] = []
    at = 0
    for start, end, mask in _joined(spans):
        out += [text[at:start], mask]
        at = end
    return "".join([*out, text[at:]])


def _joined(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end, mask in sorted(spans, key=lambda span: (span[0], -span[1])):
        if joined and start < joined[-1][1]:
            first = joined[-1]
            joined[-1] = (first[0], max(first[1], end), first[2])
        else:
            joined.append((start, end, mask))
    return joined
