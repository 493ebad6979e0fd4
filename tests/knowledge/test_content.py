"""The catalogue as content: complete, readable, linked, in our own words, and honest about the law."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from knowledge.catalogue import CONTENT, INCLUSION, KVINTET, Entry, Kind, problems, read_phrases, starter
from knowledge.people import roles

ENTRIES = starter()
SLUGS = {entry.slug for entry in ENTRIES}
SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"
HARDEST = 45
LONG_WORD = 6
RUN = 7
IMPERATIVES = frozenset(
    " ".join(
        [
            "afprøv afskærm aftal alarmér anmeld arbejd bed bedøm begynd beskriv beslut besøg bevar bland bliv",
            "bring brug byg byt del dokumentér drøft dæmp evaluér fang fejr film find fjern flyt forbered fordel",
            "forebyg formulér fortæl få følg gem gennemgå gentag giv grib gå gæt gør handl hav hent hjælp hold",
            "husk hæng hør iagttag inddrag indhent indstil indsæt inviter kig kom kontakt lad lav leg lov lyt læg",
            "lær læs mind mål mærk mød notér nævn observér omskriv oplys orientér overlad overtag overvej peg",
            "placér planlæg prøv reagér reflektér registrer ret ring ros saml sammenfat sammenlign se send sid",
            "sig skift skil skriv slet slut spil spørg start stil stop stryg stå støt svar sænk sæt søg sørg tag",
            "tal tegn tilbyd tilføj tjek trap træk trøst tæl udfyld udlever udpeg underret undersøg undgå vend",
            "vent vis vurder vælg åbn øv",
        ]
    ).split()
)
CHECKED = frozenset({"112", "114", "116", "111", "11", "61"})
"""Phone numbers that may be printed: emergency, police, and the children's line that was checked."""


@pytest.fixture(params=ENTRIES, ids=lambda entry: entry.slug)
def entry(request: pytest.FixtureRequest) -> Entry:
    """One entry of the starter catalogue."""
    found: Entry = request.param
    return found


def test_all_of_them_are_there() -> None:
    assert len(ENTRIES) == 121
    assert sum(entry.kind is Kind.GUIDELINE for entry in ENTRIES) == 31
    assert {path.stem for path in (CONTENT / "phrases").glob("*.txt")} == SLUGS


def test_complete_and_useful_on_its_own(entry: Entry) -> None:
    lacking = set(problems(entry))  # a starter guideline waits for its local approver, and says so on the card
    assert lacking <= ({"approved_by", "approved_on"} if entry.kind is Kind.GUIDELINE else set())
    texts: tuple[str, ...] = (
        "title",
        "one_line",
        "purpose",
        "fits",
        "fits_not",
        "say",
        "whole_group",
        "child_question",
    )
    texts += ("parent_question", "works_when", "small_step", "source", "title_en", "one_line_en")
    assert [name for name in texts if not getattr(entry, name).strip()] == []
    assert 5 <= len(entry.steps) <= 8
    assert 2 <= len(entry.pitfalls) <= 4
    assert len(entry.one_line) <= 110
    assert entry.reviewed is not None
    assert entry.levels
    assert entry.ages
    assert entry.settings


def test_points_only_to_what_exists(entry: Entry) -> None:
    assert set(entry.related) <= SLUGS - {entry.slug}
    assert set(entry.roles) <= set(roles())
    assert entry.roles
    assert set(entry.inclusion) <= set(INCLUSION)
    assert set(entry.kvintet) <= set(KVINTET)


def test_a_guideline_says_who_decides_what_never_to_do_and_how_sure_the_law_is(entry: Entry) -> None:
    if entry.kind is Kind.METHOD:
        assert entry.urgency is None
        return
    assert entry.urgency is not None
    assert entry.decides
    assert entry.never
    assert entry.local_approver
    assert entry.legal_checked is not None or not entry.legal
    assert entry.legal_verified or not entry.legal or "kontrolleres lokalt" in entry.legal


def test_reads_easily(entry: Entry) -> None:
    assert lix(" ".join((entry.purpose, *entry.steps))) <= HARDEST


def test_every_step_begins_with_what_to_do(entry: Entry) -> None:
    first = [re.split(r"\W", step, maxsplit=1)[0].lower() for step in entry.steps]
    assert [word for word in first if word not in IMPERATIVES] == []


def test_prints_no_phone_number_that_was_not_checked(entry: Entry) -> None:
    text = " ".join((*entry.steps, entry.fits, entry.purpose, entry.legal, *entry.never))
    numbers = re.findall(r"(?<!§ )\b(?:\d{2} ?){4}\b|(?<!§ )\b11\d\b|\b116 ?111\b|\b11 61 11\b", text)
    assert [number for number in numbers if not set(number.split()) <= CHECKED] == []


def test_everyday_words_are_many_and_each_stands_once(entry: Entry) -> None:
    lines = read_phrases(CONTENT / "phrases" / f"{entry.slug}.txt")
    assert len(lines) >= 60
    assert len({line.lower() for line in lines}) == len(lines)


def test_no_seven_words_in_a_row_from_the_strategies(entry: Entry) -> None:
    if not SEEDS.exists():
        pytest.skip("the municipal strategies are not on this machine")
    text = " ".join((entry.purpose, *entry.steps, entry.fits, entry.fits_not, entry.whole_group))
    assert runs(text) & strategies() == set()


def lix(text: str) -> float:
    """Björnsson's readability index: words a sentence, plus the share of words over six letters in per cent."""
    words = re.findall(r"\w+", text)
    sentences = max(1, len(re.findall(r"[.!?:]+(?:\s|$)", text)))
    return len(words) / sentences + 100 * sum(len(word) > LONG_WORD for word in words) / max(1, len(words))


def runs(text: str) -> set[tuple[str, ...]]:
    """Every run of seven words."""
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}


def strategies() -> set[tuple[str, ...]]:
    """Every run of seven words in the strategies."""
    if not _STRATEGIES:
        for path in SEEDS.glob("*.txt"):
            _STRATEGIES.update(runs(path.read_text(encoding="utf-8")))
    return _STRATEGIES


_STRATEGIES: set[tuple[str, ...]] = set()
