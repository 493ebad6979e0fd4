"""A file is seen before it is read in, all of it or nothing, while the bot goes on answering."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace

from handlers import exchange, import_form
from handlers.views import Said
from handlers.views_desk import ImportForm
from knowledge import exchange as plain
from knowledge.catalogue import Kind, Status, starter
from knowledge.columns import ENTRY, PERSON, PHRASE
from knowledge.sheets import Rows
from knowledge.store import entries, people
from tests.handlers.conftest import WEDNESDAY, House, catalogue

SHEET = {
    "opslag": [[column.heading for column in ENTRY]],
    "hverdagsord": [[column.heading for column in PHRASE]],
    "personer": [[column.heading for column in PERSON]],
}
METHODS = [entry for entry in starter() if entry.kind is Kind.METHOD]


def rows_of(number: int) -> Rows:
    """A sheet with this many new entries."""
    many = [replace(METHODS[n % len(METHODS)], slug=f"nyt-{n}", title=f"Nyt {n}", phrases=()) for n in range(number)]
    return [*SHEET["opslag"], *plain.entry_rows(many)]


async def test_the_whole_starter_out_and_in_leaves_everything_as_it_was(house: House) -> None:
    async with house.network.store.write() as tx:
        await entries.seed(tx, starter(), WEDNESDAY)
    for kind in ("xlsx", "json"):
        files = await exchange.export_catalogue(house.network, kind, "Skovby", WEDNESDAY)
        data = files[f".{kind}"]
        if kind == "json":
            coming = await exchange.look_package(house.network, data)
        else:
            coming = await exchange.look(house.network, exchange.read_file("k.xlsx", data), who=None)
        assert (coming.entries.added, coming.entries.changed, coming.refused) == ((), (), ())
        assert coming.entries.unchanged == len(starter())
        assert await exchange.read_in(house.network, coming, "kim", WEDNESDAY)
    async with house.network.store.read() as tx:
        assert await entries.version(tx) == len(starter())  # nothing was written


async def test_another_municipality_s_package_says_whose_it_is_and_brings_no_approval(house: House) -> None:
    guide = next(entry for entry in starter() if entry.kind is Kind.GUIDELINE)
    theirs = replace(guide, approved_by="Deres chef", approved_on=WEDNESDAY.date(), owner="Dem", legal_verified=True)
    async with house.network.store.write() as tx:
        await entries.seed(tx, [theirs, METHODS[0]], WEDNESDAY)
    package = (await exchange.export_catalogue(house.network, "json", "Skovby", WEDNESDAY))[".json"]
    async with house.network.store.write() as tx:
        await entries.save(tx, replace(METHODS[0], status=Status.RETIRED), 1, "kim", "x", WEDNESDAY)
        await entries.save(tx, replace(guide, title="Vores egen"), 1, "kim", "x", WEDNESDAY)
    coming = await exchange.look_package(house.network, package)
    assert await exchange.read_in(house.network, coming, "kim", WEDNESDAY)
    async with house.network.store.read() as tx:
        found = await entries.load(tx, guide.slug)
        past = await entries.versions(tx, guide.slug)
    assert found is not None
    assert (found.entry.status, found.entry.approved_by, found.entry.owner) == (Status.DRAFT, "", "")
    assert found.entry.origin == "Skovby, 2026-11-18"
    assert found.entry.source == guide.source
    assert past[0].why == "fra Skovby, 2026-11-18"


async def test_one_faulty_row_of_two_hundred_and_nothing_is_read_in(house: House) -> None:
    rows = rows_of(200)
    for number in range(7):
        rows[10 + number][3] = ""  # no title
    coming = await exchange.look(house.network, {"opslag": rows}, who=None)
    assert (len(coming.entries.added), [problem.row for problem in coming.refused]) == (193, [*range(11, 18)])
    assert not await exchange.read_in(house.network, coming, "kim", WEDNESDAY)
    async with house.network.store.read() as tx:
        assert await entries.everything(tx) == {}


async def test_somebody_s_change_meanwhile_undoes_the_whole_import(house: House) -> None:
    async with house.network.store.write() as tx:
        await entries.seed(tx, catalogue(), WEDNESDAY)
    rows = [
        *rows_of(3),
        *plain.entry_rows([replace(next(e for e in catalogue() if e.kind is Kind.METHOD), title="Andet")]),
    ]
    coming = await exchange.look(house.network, {"opslag": rows}, who=None)
    assert (len(coming.entries.added), len(coming.entries.changed)) == (3, 1)
    async with house.network.store.write() as tx:
        mine = coming.entries.changed[0]
        await entries.save(tx, replace(mine, title="Ulla var først"), 1, "ulla", "", WEDNESDAY)
    assert not await exchange.read_in(house.network, coming, "kim", WEDNESDAY)
    async with house.network.store.read() as tx:
        assert len(await entries.everything(tx)) == len(catalogue())


async def test_five_thousand_rows_while_the_bot_answers(house: House) -> None:
    """The reading stands still half way until somebody has been answered; in the bot's own loop it would for good."""
    rows, half_way, answered = rows_of(5_000), asyncio.Event(), threading.Event()
    loop, heard, in_vain = asyncio.get_running_loop(), list[int](), list[int]()

    def told(done: int, of: int) -> None:
        heard.append(done)
        if len(heard) == of // 2:
            loop.call_soon_threadsafe(half_way.set)
            if not answered.wait(30):
                in_vain.append(done)

    reading = asyncio.create_task(exchange.look(house.network, {"opslag": rows}, told, who=None))
    async with asyncio.timeout(60):
        await half_way.wait()
    for _ in range(5):
        async with house.network.store.read() as tx:
            assert await people.load(tx, "anna") is not None
    assert len(heard) == 2_500
    answered.set()
    coming = await reading
    assert in_vain == []
    assert len(coming.entries.added) == 5_000
    assert len(heard) == 5_000
    assert await exchange.read_in(house.network, coming, "kim", WEDNESDAY)
    async with house.network.store.read() as tx:
        assert await entries.version(tx) == 1
        assert len(await entries.everything(tx)) == 5_000


async def test_rows_are_pasted_into_the_chat(house: House) -> None:
    kim, anna = await house.member("kim"), await house.member("anna")
    text = "arbejdsmail\tnavn\troller\tsager ad gangen\nnis@skole.example\tNis Ny\tppr-psykolog\tto\n"
    assert await import_form.attempt(house.network, anna, text) == Said("not_allowed")
    async with house.network.store.write() as tx:
        wrong = await import_form.read_in(house.network, tx, kim, text, WEDNESDAY)
        assert isinstance(wrong, ImportForm)
        assert (wrong.refused, wrong.problems[0].column, wrong.problems[0].row) == (1, "sager ad gangen", 2)
    ready = await import_form.attempt(house.network, kim, text.replace("\tto", "\t2"))
    assert isinstance(ready, ImportForm)
    assert (ready.added, ready.refused) == (1, 0)
    async with house.network.store.write() as tx:
        said = await import_form.read_in(house.network, tx, kim, ready.text, WEDNESDAY)
        assert isinstance(said, Said)
        added = await people.by_upn(tx, "nis@skole.example")
    assert added is not None
    assert added.person.roles == ("ppr-psykolog",)
