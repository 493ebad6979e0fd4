"""A file dropped into the chat and one taken out of it, through the whole turn, with all that can go wrong."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest

from bot.buttons import Verb
from knowledge import exchange as plain
from knowledge.catalogue import Entry
from knowledge.columns import ENTRY, PHRASE
from knowledge.sheets import Rows, Unreadable, read_xlsx, write_csv, write_xlsx
from knowledge.store import people
from tests.bot.filing_help import buttons, drop, last, persons, push, said
from tests.bot.wire import Wire
from tests.handlers.conftest import catalogue
from tests.handlers.errand_help import errand_rows
from tests.teams_wire import activities
from tests.teams_wire.activities import ANNA, KIM, RIKKE
from tests.teams_wire.files import FakeFiles

STALE = "Kortet er for gammelt"


@pytest.fixture
def wire(in_teams: Wire) -> Wire:
    """As in Teams itself."""
    return in_teams


def opslag(*changed: Entry) -> bytes:
    """A workbook with entries and their phrases."""
    rows: Rows = plain.entry_rows(changed)
    return write_xlsx({"opslag": (ENTRY, rows)})


async def count_people(wire: Wire) -> int:
    async with wire.network.store.read() as tx:
        return len(await people.everybody(tx))


async def test_200_rows_with_7_faulty_are_refused_row_by_row_and_mended_are_read_in(
    wire: Wire, host: FakeFiles
) -> None:
    host.held["personer.xlsx"] = persons(200, [1, 29, 57, 85, 113, 141, 169])
    before = await count_people(wire)
    await drop(wire, KIM, host.place("personer.xlsx"), "personer.xlsx")
    card = last(wire, KIM)
    assert "Række 3, sager ad gangen" in said(card)
    assert "Række 171, sager ad gangen" in said(card)
    assert set(buttons(card)) == {Verb.HOME}, "nothing to say yes to"
    (errand,) = await errand_rows(wire.network)
    assert errand["file"] is None, "and nothing kept"

    host.held["personer.xlsx"] = persons(200)
    await drop(wire, KIM, host.place("personer.xlsx"), "personer.xlsx")
    card = last(wire, KIM)
    assert await count_people(wire) == before, "a dry run writes nothing"
    answer = await push(wire, KIM, card, Verb.FILE_GO)
    assert "Jeg henter" in said(answer)
    await wire.work()
    assert "Indlæst: 200 nye, 0 rettede" in said(last(wire, KIM))
    assert await count_people(wire) == before + 200
    assert STALE in said(await push(wire, KIM, card, Verb.FILE_GO)), "the old button"
    await wire.work()
    assert await count_people(wire) == before + 200
    assert not [row for row in await errand_rows(wire.network) if row["file"]]


async def test_the_signed_address_is_forgotten_once_the_file_has_come(wire: Wire, host: FakeFiles) -> None:
    host.held["p.xlsx"] = persons(3)
    await drop(wire, KIM, host.place("p.xlsx"), "p.xlsx")
    (errand,) = await errand_rows(wire.network)
    assert errand["file"]
    assert "tempauth" not in repr(errand["data"])
    await push(wire, KIM, last(wire, KIM), Verb.FILE_DROP)
    (errand,) = await errand_rows(wire.network)
    assert (errand["file"], errand["state"]) == (None, "done")


async def test_whoever_is_no_coordinator_is_answered_and_their_file_never_fetched(wire: Wire, host: FakeFiles) -> None:
    host.held["p.xlsx"] = persons(1)
    await drop(wire, ANNA, host.place("p.xlsx"), "p.xlsx")
    assert "Filer kan jeg ikke læse" in wire.seen(ANNA)
    await drop(wire, ANNA, host.place("p.xlsx"), "p.xlsx", "han kaster med stole når vi skifter lokale")
    assert "Forberedte skift" in wire.seen(ANNA)
    await drop(wire, ANNA, host.place("p.docx"), "p.docx", "han kaster med stole når vi skifter lokale")
    assert host.asked == []
    assert await errand_rows(wire.network) == []


async def test_an_editor_reads_entries_but_no_people(wire: Wire, host: FakeFiles) -> None:
    host.held["p.xlsx"] = persons(1)
    await drop(wire, RIKKE, host.place("p.xlsx"), "p.xlsx")
    assert "Det kræver en koordinator" in said(last(wire, RIKKE))
    assert "Ny Hjælper" not in wire.seen(RIKKE)
    host.held["o.xlsx"] = opslag(replace(catalogue()[0], one_line="En ny linje, der siger, hvad det gør."))
    await drop(wire, RIKKE, host.place("o.xlsx"), "o.xlsx")
    assert Verb.FILE_GO in buttons(last(wire, RIKKE))


@pytest.mark.parametrize(
    ("name", "status", "told"),
    [
        ("liste.docx", 0, "Send en fil, der ender på"),
        ("half-a.xlsx", 0, "Kun en del af filen kom frem"),
        ("cut.xlsx", 0, "Filen er ikke et regneark"),
        ("cut.json", 0, "Filen er ikke en katalogpakke"),
        ("words.xlsx", 0, "Filen er ikke et regneark"),
        ("slow.xlsx", 0, "for langsomt"),
        ("a.xlsx", 403, "kan ikke hentes længere"),
        ("a.xlsx", 404, "kan ikke hentes længere"),
        ("inside.xlsx", 0, "kun filer fra kommunens eget"),
    ],
)
async def test_a_file_that_is_of_no_use_is_told_plainly_and_changes_nothing(
    wire: Wire, host: FakeFiles, name: str, status: int, told: str
) -> None:
    whole = persons(20)
    host.held |= {
        "half-a.xlsx": whole,
        "cut.xlsx": whole[: len(whole) // 2],
        "words.xlsx": b"kun tekst",
        "a.xlsx": whole,
    }
    host.held |= {"cut.json": b'{"format": "aldrig-alene/catalogue", "entr', "slow.xlsx": whole}
    host.leads_to["inside.xlsx"] = "http://169.254.169.254/latest/"
    host.status[name] = [status] * 9 if status else []
    before = await count_people(wire)
    await wire.deliver(activities.dropped(KIM, host.place(name), name))
    for _ in range(5):  # what may work in a moment is tried again
        await wire.work()
        wire.wait(seconds=10)
    assert told in said(last(wire, KIM))
    assert await count_people(wire) == before
    assert not [row for row in await errand_rows(wire.network) if row["state"] != "done" or row["file"]]


async def test_a_foreign_host_is_never_asked(wire: Wire, host: FakeFiles) -> None:
    await drop(wire, KIM, "https://elsewhere.example/p.xlsx", "p.xlsx")
    assert "kun filer fra kommunens eget" in said(last(wire, KIM))


async def test_what_fails_for_a_moment_is_fetched_after_all(wire: Wire, host: FakeFiles) -> None:
    host.held["p.xlsx"], host.status["p.xlsx"] = persons(2), [503, 429]
    await drop(wire, KIM, host.place("p.xlsx"), "p.xlsx")
    for _ in range(2):
        wire.wait(seconds=10)
        await wire.work()
    assert Verb.FILE_GO in buttons(last(wire, KIM))


async def test_one_file_at_a_time(wire: Wire, host: FakeFiles) -> None:
    body = activities.dropped(KIM, host.place("p.xlsx"), "p.xlsx")
    body["attachments"] *= 2
    await wire.deliver(body)
    assert "én fil ad gangen" in wire.seen(KIM)


async def test_two_at_once_and_nobody_writes_over_what_they_have_not_seen(wire: Wire, host: FakeFiles) -> None:
    mine, theirs = (replace(catalogue()[0], one_line=f"En linje, som {who} har skrevet om det.") for who in "ab")
    host.held |= {"mine.xlsx": opslag(mine), "theirs.xlsx": opslag(theirs)}
    await drop(wire, KIM, host.place("mine.xlsx"), "mine.xlsx")
    await drop(wire, RIKKE, host.place("theirs.xlsx"), "theirs.xlsx")
    for who in (KIM, RIKKE):
        await push(wire, who, last(wire, who), Verb.FILE_GO)
    await wire.work()
    cards = {who.key: said(last(wire, who)) for who in (KIM, RIKKE)}
    assert sorted("Indlæst: 0 nye, 1 rettede" in card for card in cards.values()) == [False, True]
    (loser,) = (who for who in (KIM, RIKKE) if "Indlæst" not in cards[who.key])
    assert "En anden rettede noget imens" in cards[loser.key]
    await push(wire, loser, last(wire, loser), Verb.FILE_GO)
    await wire.work()
    assert "Indlæst: 0 nye, 1 rettede" in said(last(wire, loser)), "seen once more, and then said yes to"


async def test_a_file_that_steals_questions_says_so_before(wire: Wire, host: FakeFiles) -> None:
    thief = next(one for one in catalogue() if one.slug == "kollegial-sparring")
    phrases = next(one for one in catalogue() if one.slug == "forberedte-skift").phrases
    rows = [[thief.slug, phrase] for phrase in (*thief.phrases, *phrases, *phrases)]
    host.held["ord.csv"] = write_csv(PHRASE, rows)
    await drop(wire, KIM, host.place("ord.csv"), "ord.csv")
    assert "Hvad ændrer det?" in said(last(wire, KIM))
    assert "Dårligere" in said(last(wire, KIM))
    shelf = await wire.network.shelves.current(wire.network.store, at_once=True)
    assert shelf.entries[thief.slug].phrases == thief.phrases


def test_a_workbook_that_unfolds_is_not_opened() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for number in range(3):
            packed.writestr(f"{number}.xml", b"0" * 90_000_000)
    assert len(out.getvalue()) < 1_000_000
    with pytest.raises(Unreadable, match="for stort"):
        read_xlsx(out.getvalue())
