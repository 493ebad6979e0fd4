"""Files out: made beside everything else, offered by Teams' own card, and put where the reader says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers import errands, exchange
from handlers.counts import workbook
from handlers.errands import FileTrouble, Job, Outcome
from handlers.network import Network
from handlers.rights import may_coordinate, may_edit
from handlers.views import Said, View
from handlers.views_errands import ExportMenu, FileOffer, FileSent
from knowledge.store import audit
from knowledge.store import errands as stored
from knowledge.store import people as directory
from knowledge.store.errands import Errand, Kind, State
from knowledge.store.people import Member

NAMES: Mapping[str, str] = {
    "catalogue": "opslag.xlsx",
    "people": "personer.xlsx",
    "overview": "overblik.xlsx",
    "package": "katalogpakke.json",
    "template": "skabelon.xlsx",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where Teams wants the file: a signed address to put it to, and what the card that opens it needs."""

    upload: str
    url: str
    unique: str
    kind: str


def allowed(who: Member) -> tuple[str, ...]:
    """What this person may have as a file."""
    given = {"catalogue", "package", "template"} if may_edit(who) else set()
    given |= {"people", "overview"} if may_coordinate(who) else set()
    given |= {"overview"} if who.person.leader and who.person.active else set()
    return tuple(what for what in NAMES if what in given)


async def menu(who: Member) -> View:
    """What can be had."""
    choices = allowed(who)
    return ExportMenu(choices) if choices else Said("not_allowed")


async def ask(network: Network, tx: AsyncConnection, who: Member, what: str, now: datetime) -> View:
    """Sets the making of a file going."""
    if what not in allowed(who):
        return Said("not_allowed")
    await audit.note(tx, who.id, "export", what, now)
    return await errands.set_going(network, tx, who, (Kind.EXPORT, NAMES[what], {"what": what}), now)


async def accepted(tx: AsyncConnection, who: Member, id_: str, version: int, place: Place, now: datetime) -> View:
    """The reader said where: it is put there, unless somebody has lost the right to it meanwhile."""
    errand = await errands.asking(tx, who, id_, version, Kind.EXPORT)
    if errand is None or errand.data["what"] not in allowed(who):
        return Said("file_offer_over", coordinator=True)
    told = {"upload": place.upload, "url": place.url, "unique": place.unique, "ending": place.kind}
    going = await stored.go_on(tx, errand, {**errand.data, **told}, now)
    return errands.working(going) if going else Said("file_offer_over", coordinator=True)


async def declined(tx: AsyncConnection, who: Member, id_: str, version: int) -> View:
    """The reader does not want it; the file is forgotten at once."""
    errand = await errands.asking(tx, who, id_, version, Kind.EXPORT)
    if errand is None or not await stored.close(tx, errand):
        return Said("file_offer_over", coordinator=True)
    return Said("file_declined", {"name": errand.about}, coordinator=True)


async def exported(job: Job) -> Outcome:
    """The errand: makes the file and offers it; and, when that was answered with yes, puts it there."""
    data = dict(job.errand.data)
    if "upload" not in data:
        job.progress.begin("make")
        async with job.network.store.read() as tx:
            who = await directory.load(tx, job.errand.by)
        if who is None or data["what"] not in allowed(who):
            raise FileTrouble("not_allowed")
        file = await _made(job.network, data["what"], who, job.now)
        return Outcome({**data, "size": len(file)}, file=file)
    job.progress.begin("put")
    async with job.network.store.read() as tx:
        kept = await stored.file_of(tx, job.errand.id)
    await job.hands.put(data.pop("upload"), kept or b"")
    return Outcome({**data, "sent": True}, State.DONE)


def card(errand: Errand, who: Member) -> View | None:
    """The offer, or the file once it is there."""
    data = errand.data
    if data["what"] not in allowed(who):
        return None
    if data.get("sent"):
        return FileSent(errand.about, data["url"], data["unique"], data["ending"])
    return FileOffer(errand.id, errand.version, data["what"], errand.about, data["size"])


async def _made(network: Network, what: str, who: Member, now: datetime) -> bytes:
    match what:
        case "people":
            return (await exchange.export_people(network, "xlsx", who))[".xlsx"]
        case "overview":
            return await workbook(network, now, who)
        case "template":
            return await exchange.template()
        case _:
            kind = "json" if what == "package" else "xlsx"
            return (await exchange.export_catalogue(network, kind, network.policy.municipality, now))[f".{kind}"]
