"""Every field of an entry: in the dialog, in the sheet, checked beside the field, and found from its first day on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.cards import Ink, render
from bot.texts import texts
from handlers import desk, drafts, edit, exchange, read, release
from handlers.drafts import Filled
from handlers.entry_fields import read_entry
from handlers.views import FullEntry, Said
from handlers.views_desk import DraftCard, EntryForm
from knowledge import exchange as plain
from knowledge.catalogue import Entry, Kind, Status, Urgency, problems, starter, to_data
from knowledge.columns import ENTRY, PHRASE
from knowledge.store import entries
from tests.bot.reading import of_type
from tests.handlers.conftest import House, catalogue

PROMISED = frozenset(
    {
        *("title", "purpose", "steps", "phrases", "levels", "ages", "settings", "inclusion", "kvintet"),
        *("child_question", "parent_question", "roles", "source", "source_url", "owner", "valid_from", "review_by"),
    }
)
OF_GUIDELINES = frozenset({"urgency", "legal", "legal_checked", "legal_verified", "approved_by", "approved_on"})
FULL = replace(
    next(entry for entry in starter() if entry.slug == "selvskade"),
    approved_by="Skolechefen",
    approved_on=date(2026, 11, 2),
    owner="kim@skole.example",
    valid_from=date(2026, 12, 1),
    review_by=date(2027, 6, 1),
    source_url="https://viosogs.dk/",
)


def filled(view: EntryForm) -> dict[str, str]:
    """What a client sends when nobody has touched a field."""
    card = render(view, Ink(texts("da")))
    kinds = ("Input.Text", "Input.Date", "Input.ChoiceSet", "Input.Toggle")
    return {node["id"]: node.get("value", "") for kind in kinds for node in of_type(card, kind)}


@pytest.mark.parametrize("slug", [entry.slug for entry in starter()])
def test_a_form_sent_back_untouched_changes_nothing(slug: str) -> None:
    entry = next(one for one in starter() if one.slug == slug)
    assert read_entry(entry, filled(EntryForm(entry, 1, new=False)), new=False) == (entry, {})


def test_the_dialog_and_the_sheet_have_every_promised_field() -> None:
    fields = set(filled(EntryForm(FULL, 1, new=False)))
    assert fields >= PROMISED | OF_GUIDELINES
    assert {column.name for column in ENTRY} | {"phrases"} >= PROMISED | OF_GUIDELINES | {"status", "reviewed"}
    method = next(entry for entry in starter() if entry.kind is Kind.METHOD)
    assert not set(filled(EntryForm(method, 1, new=False))) & OF_GUIDELINES


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        *[(name, "2027-01-31", date(2027, 1, 31)) for name in ("valid_from", "review_by", "legal_checked")],
        *[("urgency", urgency.value, urgency) for urgency in Urgency],
        *[("urgency", "none", None), ("legal_verified", "true", True), ("legal", "Barnets lov § 133", None)],
        *[("inclusion", "fysisk,social", None), ("kvintet", "oevebaner", None), ("owner", "Bo  Krogh", "Bo Krogh")],
        *[("never", "Gå aldrig alene ind.\n- Lov intet.", ("Gå aldrig alene ind.", "Lov intet."))],
    ],
)
def test_each_field_is_read(name: str, typed: str, value: Any) -> None:
    entry, wrong = read_entry(FULL, {name: typed}, new=False)
    assert wrong == {}
    if value is not None or name == "urgency":
        assert getattr(entry, name) == value
    else:
        assert to_data(entry)[name] in (typed, typed.split(","))
    assert replace(entry, **{name: getattr(FULL, name)}) == FULL


def test_a_day_that_is_none_is_told_beside_its_field() -> None:
    for name in ("valid_from", "review_by", "legal_checked", "approved_on"):
        entry, wrong = read_entry(FULL, {name: "snart"}, new=False)
        assert (entry, wrong) == (FULL, {name: "day_unreadable"})


def test_what_does_not_fit_together_is_told_beside_its_field() -> None:
    assert problems(FULL) == {}
    assert set(problems(replace(FULL, source_url="javascript:alert(1)"))) == {"source_url"}
    assert set(problems(replace(FULL, review_by=FULL.valid_from))) == {"review_by"}


async def test_all_fields_out_and_in_by_every_kind_of_file(house: House) -> None:
    async with house.network.store.write() as tx:
        await entries.save(tx, FULL, 0, "kim", "alt", house.now)
    for kind in ("xlsx", "csv", "json"):
        files = await exchange.export_catalogue(house.network, kind, "Skovby", house.now)
        if kind == "json":
            coming = await exchange.look_package(house.network, files[".json"])
        else:
            found = [exchange.read_file(f"k{ending}", data) for ending, data in files.items()]
            coming = await exchange.look(
                house.network, {name: rows for one in found for name, rows in one.items()}, who=None
            )
        assert (coming.entries.unchanged, coming.entries.changed, coming.refused) == (1, (), ()), kind


async def test_what_is_valid_from_a_day_is_not_found_before_it(house: House) -> None:
    kim, library = await house.member("kim"), house.network.shelves
    ahead = (house.now + timedelta(days=10)).date()
    async with house.network.store.write() as tx:
        await entries.seed(tx, catalogue(), house.now)
        view = await edit.form(tx, kim, "forberedte-skift")
        assert isinstance(view, EntryForm)
        form = Filled("forberedte-skift", 1, {**filled(view), "valid_from": ahead.isoformat()})
        draft = await drafts.keep(house.network, tx, kim, form, house.now)
        assert isinstance(draft, DraftCard)
        said = await drafts.publish(tx, kim, draft.id, draft.version, house.now)
        assert said == Said("entry_saved_ahead", {"title": draft.entry.title, "day": ahead.isoformat()}, None, True)
    shelf = await library.current(house.network.store, at_once=True)
    assert "forberedte-skift" not in shelf.entries
    assert "forberedte-skift" not in [match.slug for match in shelf.matcher.find("kaster med stole ved skift").matches]
    async with house.network.store.read() as tx:
        told = await read.open_entry(house.network, tx, "forberedte-skift")
        assert isinstance(told, Said)
        assert told.key == "entry_not_yet"
    await desk.upkeep(house.network, house.now + timedelta(days=9))
    assert "forberedte-skift" not in (await library.current(house.network.store, at_once=True)).entries
    assert await release.first_day(house.network, house.now + timedelta(days=10)) == 1
    assert await release.first_day(house.network, house.now + timedelta(days=10)) == 0
    shelf = await library.current(house.network.store, at_once=True)
    assert shelf.matcher.find("kaster med stole ved skift").matches[0].slug == "forberedte-skift"
    async with house.network.store.read() as tx:
        assert isinstance(await read.open_entry(house.network, tx, "forberedte-skift"), FullEntry)


async def test_a_sheet_brings_the_first_day_too(house: House) -> None:
    method = next(entry for entry in catalogue() if entry.kind is Kind.METHOD)
    ahead = replace(method, valid_from=(house.now + timedelta(days=1)).date())
    today = replace(method, slug="nu", title="Gælder nu", valid_from=house.now.date())
    rows = [[column.heading for column in ENTRY], *plain.entry_rows([ahead, today])]
    assert await exchange.read_in(
        house.network, await exchange.look(house.network, {"opslag": rows}, who=None), "k", house.now
    )
    shelf = await house.network.shelves.current(house.network.store, at_once=True)
    assert set(shelf.entries) == {"nu"}


async def test_no_way_leads_to_a_published_guideline_without_an_approver(house: House) -> None:
    kim, bare = await house.member("kim"), replace(FULL, approved_by="", approved_on=None, valid_from=None)
    retired = replace(bare, status=Status.RETIRED)
    async with house.network.store.write() as tx:
        await entries.save(tx, bare, 0, "", "starter", house.now)
        await entries.save(tx, retired, 1, "kim", "ude", house.now)
        card = await drafts.restore(house.network, tx, kim, bare.slug, 1, house.now)
        assert isinstance(card, EntryForm), "it cannot be published as it is, so there is nothing to try"
        refused = await drafts.publish(tx, kim, card.draft, card.draft_version, house.now)
        assert isinstance(refused, EntryForm)
        assert set(refused.wrong) == {"approved_by", "approved_on"}
        assert isinstance(await drafts.attempt(house.network, tx, kim, card.draft, house.now), EntryForm)
    sheet = [[column.heading for column in ENTRY], *plain.entry_rows([bare])]
    assert _refused(await exchange.look(house.network, {"opslag": sheet}, who=None)) == ["godkendt af"]
    async with house.network.store.write() as tx:
        await entries.save(tx, bare, 2, "", "starter", house.now)
    words = [[column.heading for column in PHRASE], [bare.slug, "hun skærer i sig selv på toilettet"]]
    assert _refused(await exchange.look(house.network, {"hverdagsord": words}, who=None)) == ["godkendt af"]


def _refused(coming: exchange.Coming) -> list[str]:
    return [problem.column for problem in coming.refused]


def test_every_field_of_an_entry_is_data_that_comes_back() -> None:
    from knowledge.catalogue import to_entry

    assert to_entry(to_data(FULL)) == FULL
    assert isinstance(FULL, Entry)
