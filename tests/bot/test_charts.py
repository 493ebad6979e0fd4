"""Each chart of the overview against the strict schema; and the schema against charts that are wrong."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.cards import Ink, render
from bot.texts import LANGUAGES, texts
from handlers.views_desk import OverviewCard
from knowledge.figures import Figures, Weekly
from knowledge.people import roles
from tests.bot.chart_schema import CHARTS, GROUPED, HORIZONTAL, chart_slips
from tests.bot.reading import of_type
from tests.bot.sample_words import EVIL

WEEKS = tuple(Weekly(date(2026, 9, 28 + n) if n < 3 else date(2026, 10, n), n, 5 * n, n % 2) for n in range(1, 9))
ROLES = {role: n + 1 for n, role in enumerate(roles())}
FULL = Figures(WEEKS, 7, 1, 5.5, 3.0, 62, ROLES, {f"slug-{n}": n + 5 for n in range(8)})
SAME = OverviewCard(FULL, {f"slug-{n}": f"Et opslag med et meget langt navn {EVIL}" for n in range(8)})


def charts(view: OverviewCard, language: str = "da") -> list[dict[str, Any]]:
    card = render(view, Ink(texts(language)))
    return [node for kind in CHARTS for node in of_type(card, kind)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_is_one_that_teams_draws(language: str) -> None:
    found = charts(SAME, language)
    assert [chart["type"] for chart in found] == [GROUPED, HORIZONTAL, HORIZONTAL]
    assert [slip for chart in found for slip in chart_slips(chart)] == []
    assert [len(chart["data"]) for chart in found] == [3, len(ROLES), 8]


def test_without_figures_there_is_no_empty_chart() -> None:
    assert charts(OverviewCard(replace(FULL, weeks=(), per_role={}, topics={}))) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("data", 0, "values", 0, "y"), "3"),
        (("data", 0, "values", 0, "x"), 3),
        (("data", 0, "values", 0, "x"), "en helt anden uge"),
        (("data", 0, "values", 0, "y"), 987_654),
        (("data", 0, "legend"), None),
        (("data", 0, "series"), []),
        (("fallback",), {}),
        (("fallback", "type"), "Chart.Line"),
        (("data",), []),
        (("colour",), "good"),
    ],
)
def test_the_schema_sees_what_is_wrong(path: tuple[Any, ...], value: Any) -> None:
    chart = deepcopy(charts(SAME)[0])
    node: Any = chart
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    assert list(chart_slips(chart)) != []
