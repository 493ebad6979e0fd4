"""Wishes for a person, small talk, second turns."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import language
from knowledge.catalogue import starter
from knowledge.followup import carried_on
from knowledge.matching import Intent, Matcher
from knowledge.smalltalk import smalltalk
from knowledge.wishes import ANYONE, wish
from tests import sentences


def _turns() -> list[tuple[str, str, str, list[str]]]:
    with (Path(sentences.__file__).parent / "turns.tsv").open(encoding="utf-8", newline="") as file:
        given = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(line["kind"], line["before"], line["text"], line["expected"].split(",")) for line in given]


TURNS = _turns()


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher.build(starter())


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("jeg vil gerne tale med en psykolog", "ppr-psykolog"),
        ("kan jeg få fat i vores AKT-vejleder", "akt-vejleder"),
        ("sunhedsplejersken må gerne ringe til mig", "sundhedsplejerske"),
        ("hvem er SSP-konsulent hos os", "ssp"),
        ("hvem kontakter jeg om stammen", "tale-hoerekonsulent"),
        ("can I talk to the school nurse", "sundhedsplejerske"),
        ("kan jeg tale med et rigtigt menneske", ANYONE),
        ("send mig videre", ANYONE),
        ("læsevejleder tak", "laesevejleder"),
        ("må jeg få tale-høre ud", "tale-hoerekonsulent"),
        ("vores leder siger vi skal ringe til ppr, hvem er det", "ppr-psykolog"),
        ("kan en komme forbi og kigge på hans blyantsgreb", "fysio-ergo"),
    ],
)
def test_a_wish_for_a_person_is_heard(text: str, role: str) -> None:
    assert wish(text) == role


@pytest.mark.parametrize(
    "text",
    [
        "hvordan indstiller vi et barn til PPR",
        "må vi skrive barnets navn i en mail til psykologen",
        "hvordan taler jeg med forældrene om det",
        "han vil ikke tale med de andre børn",
        "der er ingen ro i klassen",
        "vi har haft PPR ude, hvad nu",
        "psykologen siger han har angst, hvad gør vi i klassen",
        "logopæden har givet os øvelser, hvordan får vi dem ind i samlingen",
        "",
    ],
)
def test_a_question_is_not_a_wish(text: str) -> None:
    assert wish(text) is None


def test_every_role_can_be_wished_for_by_each_of_its_names() -> None:
    for role, names, _ in language.rows("roles.tsv"):
        for name in names.split(","):
            assert wish(f"jeg vil gerne tale med {name.strip()}") is not None, (role, name)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("hej", "greeting"),
        ("Godmorgen!", "greeting"),
        ("tusind tak", "thanks"),
        ("🙏", "thanks"),
        ("ok", "thanks"),
        ("hjælp", "help"),
        ("hvem er du?", "help"),
    ],
)
def test_small_talk_is_known(matcher: Matcher, text: str, intent: str) -> None:
    assert smalltalk(text) == intent
    assert matcher.find(text).intent is Intent(intent)


@pytest.mark.parametrize("text", ["hej, vi har en dreng der bider", "bider", "hjælp til læsning", "…"])
def test_a_question_is_not_small_talk(text: str) -> None:
    assert smalltalk(text) is None


def test_a_person_wish_still_brings_what_it_is_about(matcher: Matcher) -> None:
    found = matcher.find("kan jeg tale med en psykolog om et barn der bider")
    assert (found.intent, found.role) == (Intent.PERSON, "ppr-psykolog")
    assert found.matches


def test_no_particular_person_has_no_role(matcher: Matcher) -> None:
    found = matcher.find("jeg vil hellere tale med en kollega")
    assert (found.intent, found.role) == (Intent.PERSON, None)


def test_tried_it_gives_the_next_best(matcher: Matcher) -> None:
    question = "klassen larmer og ingen hører efter"
    first = matcher.find(question).matches
    shown = [match.slug for match in first[:2]]
    found = matcher.find("det har vi prøvet", before=question, shown=shown)
    assert found.intent is Intent.FOLLOW_UP
    assert found.matches[0].slug == first[2].slug


def test_a_denied_topic_is_dropped(matcher: Matcher) -> None:
    before = "en dreng i 4. klasse bliver holdt udenfor og drillet"
    found = matcher.find("nej det er ikke mobning, forældrene er lige blevet skilt", before=before)
    assert found.matches[0].slug == "skilsmissegruppe"


def test_a_new_place_narrows_the_question_before(matcher: Matcher) -> None:
    found = matcher.find("og hvis det er i vuggestuen?", before="de bider hinanden")
    assert found.intent is Intent.FOLLOW_UP
    assert found.matches[0].slug == "naar-boern-bider"


@pytest.mark.parametrize(
    "text",
    [
        "hvornår kommer lønnen",
        "børnene larmer i garderoben hver morgen",
        "he bites the other toddlers",
        "she cries every morning when mum leaves",
    ],
)
def test_a_message_of_its_own_leans_on_nothing(matcher: Matcher, text: str) -> None:
    alone = matcher.find(text)
    assert matcher.find(text, before="hvordan skriver vi en underretning") == alone


@pytest.mark.parametrize("kind", sorted({kind for kind, *_ in TURNS}))
def test_each_kind_of_second_turn_finds_what_is_meant(matcher: Matcher, kind: str) -> None:
    found = [_second(matcher, before, text) in right for one, before, text, right in TURNS if one == kind]
    assert sum(found) >= 0.75 * len(found)


def test_what_is_denied_and_what_was_tried_is_not_searched_for() -> None:
    turn = carried_on("nej det er ikke mobning, han er ensom")
    assert turn
    assert turn.text.split()[-3:] == ["han", "er", "ensom"]
    assert "mobning" not in turn.text
    assert turn.skip
    assert "mobning" in turn.denied
    tried = carried_on("piktogrammer har vi prøvet i et år")
    assert tried
    assert (tried.text, tried.skip) == ("", True)


@pytest.mark.parametrize("text", ["no, it's not bullying, he is lonely", "it isn't bullying, he is lonely"])
def test_what_is_denied_in_english_is_not_searched_for(text: str) -> None:
    turn = carried_on(text)
    assert turn
    assert ("bullying" in turn.text, "bullying" in turn.denied, turn.skip) == (False, True, True)


@pytest.mark.parametrize("text", ["he hits the other kids", "they play too rough outside", "she is shy and anxious"])
def test_a_topic_said_in_english_is_heard(text: str) -> None:
    turn = carried_on(text)
    assert turn
    assert turn.text == text


@pytest.mark.parametrize("text", ["og hvis det er i vuggestuen?", "hvad med de store", "gælder det også i 2. klasse"])
def test_another_place_alone_is_no_new_topic(text: str) -> None:
    turn = carried_on(text)
    assert turn
    assert (turn.text, turn.marked) == ("", True)


def _second(matcher: Matcher, before: str, text: str) -> str:
    shown = [match.slug for match in matcher.find(before).matches[:3]]
    return matcher.find(text, before=before, shown=shown).matches[0].slug


@given(st.text(max_size=120))
def test_any_text_can_be_heard(text: str) -> None:
    wish(text)
    smalltalk(text)
    carried_on(text)
