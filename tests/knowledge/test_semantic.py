"""The semantic leg: it hears what words do not say, keeps quiet when it is late, and asks its model only once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from knowledge.catalogue import Entry, Kind
from knowledge.matching import Matcher
from knowledge.semantic import NAMES, Ear, Leg, Meaning, chosen, key, plain
from tests.knowledge.models import Model

OWNED = [["drengen slår de andre", "drengen slår på bordet"], ["frokost", "de spiser madpakker"], ["vejret i morgen"]]


def entry(slug: str, *phrases: str) -> Entry:
    """An entry of a few lines."""
    return Entry(slug, Kind.METHOD, phrases[0], "", phrases=phrases)


def meaning(model: Model) -> Meaning:
    """The lines above by meaning."""
    return Meaning(*_given(OWNED, model))


def _given(owned: list[list[str]], model: Model) -> tuple[list[dict[str, str]], dict[str, np.ndarray]]:
    lines = chosen(owned)
    texts = {name: text for own in lines for name, text in own.items()}
    return lines, dict(zip(texts, model.embed(list(texts.values())), strict=True))


def leg(matcher: Matcher, model: Model, *, patient: bool = True) -> Leg:
    """The leg of a matcher."""
    return Leg(Meaning(*_given([list(own) for own in matcher.lines], model)), Ear(model, patient=patient))


def test_every_opinion_prefers_the_lines_that_mean_the_same() -> None:
    model = Model()
    told = meaning(model).opinions(model.embed(["knægten hamrer løs"])[0])
    assert told.shape == (len(NAMES), 3)
    assert told.argmax(axis=1).tolist() == [0, 0, 0, 0]
    assert np.isfinite(told).all()


def test_the_same_text_has_one_key_however_it_is_written() -> None:
    assert key("Drengen  SLÅR [navn]") == key("drengen slår")
    assert plain("ring til [telefon] NU") == "ring til nu"
    assert key("drengen slår") != key("drengen slås")


def test_the_title_is_always_embedded_and_an_edit_moves_one_line() -> None:
    own = ["Titlen", *(f"linje {number}" for number in range(9_999))]
    few = chosen([own, ["x"], ["y"]])[0]
    assert len(few) == 25_000 // 3
    assert few[key("Titlen")] == "titlen"
    later = chosen([["Titlen", "en ny linje", *own[1:]], ["x"], ["y"]])[0]
    assert len(set(few) ^ set(later)) in (0, 2)


def test_the_ear_asks_once_and_forgets_the_oldest() -> None:
    model = Model()
    ear = Ear(model)
    ear.hear(["Uro", "uro"])
    ear.hear(["uro "])
    assert model.asked == ["uro"]
    assert ear.heard("URO") is not None
    ear.hear(f"nummer {number}" for number in range(600))
    assert ear.heard("uro") is None
    assert ear.heard("nummer 599") is not None


def test_who_was_not_heard_is_answered_by_words_alone() -> None:
    model = Model()
    plainly = Matcher.build([entry("ro", *OWNED[0]), entry("mad", *OWNED[1])], OWNED[2])
    late = plainly.standing_on(leg(plainly, model, patient=False))
    assert late.leg
    assert late.find("knægten hamrer løs") == plainly.find("knægten hamrer løs")
    late.leg.ear.hear(["knægten hamrer løs"])
    heard, _ = late.opinions("knægten hamrer løs")
    assert heard.with_leg
    followed = late.find("og hvis det er i vuggestuen?", before="drengen slår på bordet")
    assert followed == plainly.find("og hvis det er i vuggestuen?", before="drengen slår på bordet")


def test_a_matcher_without_the_leg_is_the_one_it_was() -> None:
    plainly = Matcher.build([entry("ro", *OWNED[0])], OWNED[2])
    both = plainly.standing_on(leg(plainly, Model()))
    assert plainly.leg is None
    assert both.standing_on(None).find("drengen slår") == plainly.find("drengen slår")
    signals, _ = both.opinions("drengen slår")
    assert (
        replace(signals, values=signals.values[: -len(NAMES)]).values.shape
        == plainly.opinions("drengen slår")[0].values.shape
    )


def test_what_the_model_raises_is_not_hidden() -> None:
    model = Model()
    ear = Ear(model, patient=True)
    model.broken = True
    with pytest.raises(RuntimeError):
        ear.heard("uro")
