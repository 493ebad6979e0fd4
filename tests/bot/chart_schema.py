"""The two charts our cards use, property by property, and that nothing is lost where they are not drawn.

Source: Microsoft, "Charts in Adaptive Cards" (learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/
charts-in-adaptive-cards): `Chart.VerticalBar.Grouped` takes series of `legend` and `values`, `Chart.HorizontalBar`
takes points; a point is a string `x` and a number `y`; `fallback` may be a Container.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

GROUPED, HORIZONTAL = "Chart.VerticalBar.Grouped", "Chart.HorizontalBar"
CHARTS = (GROUPED, HORIZONTAL)
COLOURS = ("categorical", "sequential", "sequentialred", "sequentialgreen", "sequentialyellow", "diverging")
COMMON: dict[str, Any] = {
    "type": str,
    "id": str,
    "title": str,
    "spacing": ("None", "ExtraSmall", "Small", "Default", "Medium", "Large", "ExtraLarge", "Padding"),
    "separator": bool,
    "colorSet": COLOURS,
    "xAxisTitle": str,
    "yAxisTitle": str,
    "data": list,
    "fallback": dict,
}
PROPERTIES: dict[str, dict[str, Any]] = {
    GROUPED: COMMON | {"stacked": bool},
    HORIZONTAL: COMMON | {"displayMode": ("AbsoluteWithAxis", "AbsoluteNoAxis", "PartToWhole")},
}
MOST_POINTS = 50
LONGEST_LABEL = 60


def chart_slips(node: dict[str, Any]) -> Iterator[str]:
    """What is wrong with a chart; nothing when Teams draws it and others show the same figures."""
    known = PROPERTIES[node["type"]]
    yield from (f"chart needs {name!r}" for name in ("title", "data", "fallback") if not node.get(name))
    yield from (f"chart has no {name!r}" for name in node if name not in known)
    series = node.get("data", [])
    if node["type"] == HORIZONTAL:
        series = [{"legend": "all", "values": series}]
    yield from _series(series)
    yield from _fallback(node.get("fallback", {}), series)


def _series(series: list[Any]) -> Iterator[str]:
    axes = set()
    for one in series:
        if set(one) != {"legend", "values"} or not isinstance(one["legend"], str) or not one["values"]:
            yield f"a series is a legend and values, not {sorted(one)}"
            continue
        yield from (slip for point in one["values"] for slip in _point(point))
        axes.add(tuple(point.get("x") for point in one["values"]))
        if len(one["values"]) > MOST_POINTS or len(axes_of := [p.get("x") for p in one["values"]]) != len(set(axes_of)):
            yield "too many points, or two of one name"
    if len(axes) > 1:
        yield "the series have different points"


def _point(point: Any) -> Iterator[str]:
    if not isinstance(point, dict) or set(point) != {"x", "y"}:
        yield f"a point is x and y, not {point!r}"
    elif not isinstance(point["x"], str) or not 0 < len(point["x"]) <= LONGEST_LABEL:
        yield f"x is a short string, not {point['x']!r}"
    elif isinstance(point["y"], bool) or not isinstance(point["y"], int | float) or point["y"] < 0:
        yield f"y is a number, not {point['y']!r}"


def _fallback(fallback: dict[str, Any], series: list[Any]) -> Iterator[str]:
    if fallback.get("type") != "Container" or not fallback.get("items"):
        yield "the fallback is no filled container"
        return
    told = repr(fallback["items"])
    lost = {str(point["y"]) for one in series for point in one.get("values", ()) if str(point.get("y")) not in told}
    if lost:
        yield f"the fallback does not tell {sorted(lost)}"
