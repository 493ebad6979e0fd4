"""When danger is heard: a sure guideline comes first, an offered one when it is likelier than what was found."""

from __future__ import annotations

import pytest

from handlers.understand import CERTAIN, _leads, _led_by
from knowledge.acute import Alarm
from knowledge.matching import Band, Found, Intent, Match

SEARCHED = Found((Match("stille-boern", 0.6, ("stille",)), Match("selvskade", 0.2, ())), Band.ANSWER, Intent.QUESTION)


@pytest.mark.parametrize(
    ("danger", "found", "leads"),
    [
        (Alarm("selvskade", True, 0.9), SEARCHED, True),
        (Alarm("selvskade", False, 0.7), SEARCHED, True),
        (Alarm("selvskade", False, 0.5), SEARCHED, False),
        (Alarm("selvskade", False, 0.7), Found((), Band.NOTHING, Intent.OUT_OF_SCOPE), True),
        (Alarm("selvskade", False, 0.7), Found((), Band.NOTHING, Intent.PERSON), False),
    ],
)
def test_who_leads(danger: Alarm, found: Found, *, leads: bool) -> None:
    assert _leads(danger, found) is leads


def test_a_sure_guideline_is_certain_and_the_rest_follows() -> None:
    led = _led_by(Alarm("selvskade", True, 0.9), SEARCHED)
    assert [match.slug for match in led.matches] == ["selvskade", "stille-boern"]
    assert led.matches[0].confidence == CERTAIN


def test_an_offered_guideline_is_as_sure_as_it_was_heard_and_poor_guesses_stay_unseen() -> None:
    poor = Found((Match("stille-boern", 0.1, ()),), Band.NOTHING, Intent.OUT_OF_SCOPE)
    led = _led_by(Alarm("selvskade", False, 0.7), poor)
    assert [(match.slug, match.confidence) for match in led.matches] == [("selvskade", 0.7)]
    assert led.band is Band.MAYBE
    assert led.intent is Intent.QUESTION
