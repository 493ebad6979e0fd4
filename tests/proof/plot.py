"""A small plot as SVG, without a library: shares that have got there, over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 760, 420, 60, 40, 200, 50
COLOURS = ("#0b5d1e", "#c1440e", "#1d4e89", "#7b2d8b", "#b08900", "#5f6368", "#00838f")
DASHES = ("", "6 3", "2 3", "8 3 2 3", "1 4", "12 4", "4 2")
POINTS = 120


def curves(series: Mapping[str, Sequence[float]], title: str, most: float) -> str:
    """One line a series: the share (0-1) of its sorted values that are at most x, for x up to `most`."""
    lines = [_line(values, most, number) for number, values in enumerate(series.values())]
    names = [_name(name, number) for number, name in enumerate(series)]
    across = [_tick(most * part / 6, most) for part in range(7)]
    up = [_level(part / 4) for part in range(5)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif"',
            ' font-size="12">',
            f"<title>{title}</title>",
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
            f'<text x="{LEFT}" y="24" font-size="15">{title}: share that has got there</text>',
            *across, *up, *lines, *names, "</svg>", "",
        ]
    )  # fmt: skip


def _x(value: float, most: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * min(value, most) / most


def _y(share: float) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - share)


def _line(values: Sequence[float], most: float, number: int) -> str:
    points = []
    for at in range(POINTS + 1):
        limit = most * at / POINTS
        share = sum(value <= limit for value in values) / max(1, len(values))
        points.append(f"{_x(limit, most):.1f},{_y(share):.1f}")
    look = f'stroke="{COLOURS[number % 7]}" stroke-width="2" stroke-dasharray="{DASHES[number % 7]}"'
    return f'<polyline fill="none" {look} points="{" ".join(points)}"/>'


def _name(name: str, number: int) -> str:
    y, x = TOP + 20 + 22 * number, WIDTH - RIGHT + 15
    look = f'stroke="{COLOURS[number % 7]}" stroke-width="3" stroke-dasharray="{DASHES[number % 7]}"'
    return f'<line x1="{x}" y1="{y}" x2="{x + 28}" y2="{y}" {look}/><text x="{x + 36}" y="{y + 4}">{name}</text>'


def _tick(value: float, most: float) -> str:
    x = _x(value, most)
    return (
        f'<line x1="{x}" y1="{TOP}" x2="{x}" y2="{HEIGHT - BOTTOM}" stroke="#dddddd"/>'
        f'<text x="{x}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{value:.0f} h</text>'
    )


def _level(share: float) -> str:
    y = _y(share)
    return (
        f'<line x1="{LEFT}" y1="{y}" x2="{WIDTH - RIGHT}" y2="{y}" stroke="#dddddd"/>'
        f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{share:.0%}</text>'
    )
