"""Ten wordings are one thing to mend, and a thousand are brought together at once."""

from __future__ import annotations

from knowledge.likeness import groups
from knowledge.whatif import golden
from tests.bench_desk import regrouping, thousand

RATS = (
    "vi har fået rotter i skolegården",
    "der er rotter i skolegården",
    "rotter ved skuret i gården",
    "hvem ringer man til om rotter",
    "rotte i skolegaarden igen",
    "skolegården er fuld af rotter",
    "rotterne er tilbage i skolegården",
    "børnene så en rotte ved sandkassen",
    "rottter i skolegården hvad gør vi",
    "rotter i gården hvad gør vi",
)
ROBOTS = ("må eleverne bruge chatgpt", "chatgpt og snyd i 8. klasse", "regler for chatgpt", "de snyder med chatgtp")
STRESS = ("min kollega er stresset", "stress hos en kollega", "kollega sygemeldt med stress")


def test_ten_wordings_are_one_item() -> None:
    texts = [text for trio in zip(RATS, ROBOTS * 3, STRESS * 4, strict=False) for text in trio]
    found = groups(texts)
    rats = next(group for group in found if texts[group[0]] in RATS)
    assert {texts[place] for place in rats} == set(RATS)
    robots = next(group for group in found if texts[group[0]] in ROBOTS)
    assert {texts[place] for place in robots} == set(ROBOTS)


def test_everything_is_in_exactly_one_group() -> None:
    texts = [one.text for one in golden()]
    assert sorted(place for group in groups(texts) for place in group) == list(range(len(texts)))
    assert groups([]) == []
    assert groups(["", "…", "🙂"])


def test_different_questions_stay_apart() -> None:
    """Two questions stand in the golden set for each entry: nearly all groups hold one or two."""
    found = groups([one.text for one in golden()])
    assert max(map(len, found)) <= 8
    assert len(found) > 0.6 * len(golden())


def test_a_thousand_are_grouped_in_under_a_second() -> None:
    assert len(set(thousand())) == 1000
    assert regrouping() < 1
