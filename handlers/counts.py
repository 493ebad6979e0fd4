"""The counts of the last weeks, of all the network or of a coordinator's districts, also as Excel."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.network import Network
from handlers.rights import may_coordinate
from knowledge import figures
from knowledge.columns import Cell, Column
from knowledge.figures import Asked, Case, Figures
from knowledge.oversight import district_of, in_charge
from knowledge.people import Person, roles
from knowledge.referral import Referral
from knowledge.sheets import Rows, write_xlsx
from knowledge.store import people, questions, referrals
from knowledge.store.people import Member

BACK = timedelta(weeks=figures.WEEKS)
MOST_QUESTIONS = 20_000
FEW = "under fem"
PER_DISTRICT = ("questions", "answered", "cases", "open", "hours_to_helper")


async def counted(network: Network, tx: AsyncConnection, now: datetime, who: Member | None = None) -> Figures:
    """The figures as this person may read them; a limited coordinator's are of their districts (None: all)."""
    everybody = [member.person for member in (await people.directory(tx)).values()]
    where = await _where(tx, everybody)
    found = [one for one in await questions.newest(tx, MOST_QUESTIONS) if one.asked_at >= now - BACK]
    asked = [_asked(one, where(one.asker)) for one in found]
    courses = await referrals.courses(tx, now - BACK)
    cases = [_case(case, story, now, district_of(case.need, everybody) or where(case.asker)) for case, story in courses]
    mine = _mine(who, everybody)
    asked, cases = [one for one in asked if mine(one.district)], [one for one in cases if mine(one.district)]
    return figures.figures(asked, cases, network.time.today(now))


async def workbook(network: Network, now: datetime, who: Member | None = None) -> bytes:
    """The overview as Excel: a sheet of weeks, one of figures, one of roles, one of districts."""
    async with network.store.read() as tx:
        found = await counted(network, tx, now, who)
    told = {"åbne": found.open, "over fristen": found.overdue, "timer til ja": found.hours_to_yes}
    told |= {"timer til hjælper": found.hours_to_helper, "løst på laveste trin (%)": found.lowest_step}
    weeks = [[w.monday.isoformat(), *map(str, (w.answered, w.unanswered, w.referred))] for w in found.weeks]
    shown = [[name, _told(value)] for name, value in told.items()]
    per_role = [[roles()[role].title_da if role in roles() else role, str(n)] for role, n in found.per_role.items()]
    return write_xlsx(
        {
            "uger": _sheet(("uge fra", "besvaret", "uden svar", "sendt videre"), weeks),
            "tal": _sheet(("tal", "værdi"), shown),
            "roller": _sheet(("rolle", "åbne sager"), per_role),
            "distrikter": _sheet(
                ("distrikt", "spørgsmål", "besvaret (%)", "sager", "åbne sager", "timer til hjælper"),
                [[one.name, *(_told(getattr(one, name)) for name in PER_DISTRICT)] for one in found.districts],
            ),
        }
    )


def _mine(who: Member | None, everybody: list[Person]) -> Callable[[str], bool]:
    if who is None or not may_coordinate(who) or not who.person.oversees:
        return lambda district: True

    @cache
    def mine(district: str) -> bool:
        return who.id in in_charge(everybody, district)

    return mine


async def _where(tx: AsyncConnection, everybody: list[Person]) -> Callable[[str], str]:
    """The district of whoever asked: their own, else that of others at their place."""
    places = await people.places(tx)

    @cache
    def of_place(district: str, unit: str) -> str:
        return district_of({"district": district, "unit": unit}, everybody)

    return lambda id_: of_place(*places.get(id_, ("", "")))


def _asked(question: questions.Question, district: str) -> Asked:
    hits = question.answer.get("hits", ())
    fine = question.answered and question.outcome != "unfit"
    return Asked(question.asked_at, fine, str(hits[0]["slug"]) if hits else "", district)


def _case(case: Referral, story: list[tuple[str, datetime]], now: datetime, district: str) -> Case:
    role = case.place.role if case.place else "koordinator"
    taken = next((at for did, at in story if did == "accept"), None)
    before = [at for did, at in story if taken and at < taken and did in ("create", "decline", "suggest", "timeout")]
    return Case(
        created=case.created_at,
        role=role,
        open=case.open,
        overdue=case.open and case.due_at < now,
        outcome=case.outcome,
        asked=before[-1] if before else None,
        taken=taken,
        district=district,
    )


def _told(value: float | None) -> str:
    return FEW if value is None else str(value)


def _sheet(headings: tuple[str, ...], rows: Rows) -> tuple[tuple[Column, ...], Rows]:
    return tuple(Column(name, name, Cell.TEXT) for name in headings), rows
