"""The overview as charts that Teams draws, with the same figures as lines for clients that do not; coverage; people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.buttons import Verb
from bot.cards.fields import Form
from bot.cards.parts import Drawn, Item, heading, line, pair, press, row, small, unfilled, written
from bot.cards.words import Ink, clean, role_title
from handlers.views_desk import CoverageCard, OverviewCard, PeopleList, Who
from knowledge.coverage import Line, Week
from knowledge.figures import District, Weekly

MOST_LINES, MOST_NAMES = 24, 20
PER_DISTRICT = ("questions", "answered", "cases", "open", "hours_to_helper")
WEEKLY = ("answered", "unanswered", "referred")


def overview(view: OverviewCard, ink: Ink) -> Drawn:
    """Counts only: nobody's words and nobody's name."""
    texts, found = ink.texts, view.figures
    times = {
        name: _told(getattr(found, name), name, ink) for name in ("hours_to_helper", "hours_to_yes", "lowest_step")
    }
    body = [
        heading(texts("overview.heading")),
        line(texts("overview.few"), isSubtle=True),
        pair(texts("overview.open"), str(found.open)),
        pair(texts("overview.overdue"), str(found.overdue)),
        *(pair(texts(f"overview.{name}"), told) for name, told in times.items()),
        *_weeks(found.weeks, ink),
        *_bars("overview.per_role", [(role_title(role, ink), n) for role, n in found.per_role.items()], ink),
        *_districts(found.districts, ink),
        *_bars("overview.topics", [(view.titles.get(slug, slug), n) for slug, n in found.topics.items()], ink),
    ]
    return Drawn(body, [press(texts("button.home"), Verb.HOME)] if view.coordinator else [])


def overview_told(view: OverviewCard, ink: Ink) -> str:
    """Notification text of the overview."""
    return ink.texts("summary.overview", open=view.figures.open, overdue=view.figures.overdue)


def cover(view: CoverageCard, ink: Ink) -> Drawn:
    """Role by district through the next weeks, those who need a hand first."""
    texts = ink.texts
    body = [heading(texts("coverage.heading")), line(texts("coverage.help"), isSubtle=True)]
    for one in view.lines[:MOST_LINES]:
        where = clean(one.district) or texts("coverage.everywhere")
        body.append(written(f"{role_title(one.role, ink)} · {where}", weight="Bolder", size="Small"))
        body.append(written(" · ".join(_week(week, ink) for week in one.weeks), "None", size="Small", **_colour(one)))
    lost = tuple(texts("coverage.lost_line", name=one.name, why=_why(one.why, ink)) for one in view.lost)
    body += _names("coverage.lost", lost, ink)
    body += _names("coverage.over", view.over, ink) + _names("coverage.paused", view.paused, ink)
    return Drawn(body, [press(texts("button.people"), Verb.PEOPLE), press(texts("button.home"), Verb.HOME)])


def cover_told(view: CoverageCard, ink: Ink) -> str:
    """Notification text of the coverage."""
    return ink.texts("summary.coverage", thin=sum(one.thin for one in view.lines), lost=len(view.lost))


def people(view: PeopleList, ink: Ink) -> Drawn:
    """People that fit a search, each with what can be done."""
    texts = ink.texts
    body = [heading(texts("people.heading")), *Form("people", ink).text("query", view.query, most=100)]
    body += [] if view.lines else [line(texts("people.none"))]
    body += [{"type": "Container", "separator": True, "items": _who(one, ink)} for one in view.lines]
    more = view.found - len(view.lines)
    body += [small(texts("whatif.more", count=more))] if more > 0 else []
    new = unfilled(press(texts("button.person_new"), Verb.PERSON_NEW))
    return Drawn(body, [press(texts("button.search"), Verb.PEOPLE), new])


def people_told(view: PeopleList, ink: Ink) -> str:
    """Notification text of the list of people."""
    return ink.texts("summary.people", count=view.found)


def _weeks(weeks: Sequence[Weekly], ink: Ink) -> list[Item]:
    if not weeks:
        return []
    texts = ink.texts
    # Day and month in figures: under bars on a phone there is room for five characters.
    short = [f"{w.monday.day}/{w.monday.month}" for w in weeks]
    series = {texts(f"overview.{n}"): [(x, getattr(w, n)) for x, w in zip(short, weeks, strict=True)] for n in WEEKLY}
    data = [{"legend": name, "values": [{"x": x, "y": y} for x, y in pairs]} for name, pairs in series.items()]
    told = (
        texts("overview.week", monday=x, **{n: getattr(w, n) for n in WEEKLY})
        for x, w in zip(short, weeks, strict=True)
    )
    lines = [written(line, "None", size="Small") for line in told]
    return _chart("Chart.VerticalBar.Grouped", texts("overview.weeks"), data, lines)


def _districts(found: Sequence[District], ink: Ink) -> list[Item]:
    """One small block a district: on a phone a table of six columns cannot be read."""
    if not found:
        return []
    texts, few = ink.texts, ink.texts("overview.too_few")
    shown = [heading(texts("overview.districts"), "Default")]
    for one in found[:MOST_LINES]:
        told = {name: few if (n := getattr(one, name)) is None else f"{n:g}" for name in PER_DISTRICT}
        shown += [written(clean(one.name), weight="Bolder", size="Small"), small(texts("overview.district", **told))]
    return shown


def _bars(key: str, counts: Sequence[tuple[str, int]], ink: Ink) -> list[Item]:
    if not counts:
        return []
    names = _unlike(clean(name, 40) for name, _ in counts)
    data = [{"x": name, "y": count} for name, (_, count) in zip(names, counts, strict=True)]
    return _chart("Chart.HorizontalBar", ink.texts(key), data, [pair(clean(n, 60), str(c)) for n, c in counts])


def _unlike(names: Iterable[str]) -> list[str]:
    """Names that can be told apart: a chart draws points of one name on top of each other."""
    found: list[str] = []
    for name in names:
        found.append(name if name not in found else f"{name} ({len(found) + 1})")
    return found


def _chart(kind: str, title: str, data: list[Item], lines: list[Item]) -> list[Item]:
    """A chart of Teams' own, and what other clients show in its place. Source: Microsoft, charts in Adaptive Cards."""
    fallback = {"type": "Container", "items": lines}
    return [heading(title, "Default"), {"type": kind, "title": title, "data": data, "fallback": fallback}]


def _told(value: float | None, name: str, ink: Ink) -> str:
    return ink.texts("overview.too_few") if value is None else ink.texts(f"overview.{name}_value", value=f"{value:g}")


def _week(week: Week, ink: Ink) -> str:
    if week.gap:
        return ink.texts("coverage.gap")
    return ink.texts("coverage.full" if week.full else "coverage.week", people=week.people, hours=f"{week.hours:.0f}")


def _colour(one: Line) -> dict[str, str]:
    return {"color": "Attention"} if one.thin else {}


def _names(key: str, names: Sequence[str], ink: Ink) -> list[Item]:
    if not names:
        return []
    more = len(names) - MOST_NAMES
    shown = [written(name, "None", size="Small") for name in names[:MOST_NAMES]]
    rest = [small(ink.texts("whatif.more", count=more))] if more > 0 else []
    return [heading(ink.texts(key), "Default"), *shown, *rest]


def _why(word: str, ink: Ink) -> str:
    return ink.texts.get(f"unreachable.{word.lower()}", ink.texts("unreachable.other"))


def _who(one: Who, ink: Ink) -> list[Item]:
    texts = ink.texts
    standing = [texts("people.paused")] if one.paused else []
    standing += [] if one.reachable else [texts("people.unreachable")]
    told = [*(role_title(role, ink) for role in one.roles), *([one.unit] if one.unit else []), *standing]
    pause = (
        (texts("button.person_back"), Verb.PERSON_BACK)
        if one.paused
        else (texts("button.person_pause"), Verb.PERSON_PAUSE)
    )
    ways = row(
        unfilled(press(texts("button.edit"), Verb.PERSON_NEW, one.id)),
        unfilled(press(*pause, one.id)),
        unfilled(press(texts("button.person_remove"), Verb.PERSON_REMOVE, one.id, style="destructive")),
    )
    return [written(one.name, weight="Bolder"), written(" · ".join(told), "Small"), ways]
