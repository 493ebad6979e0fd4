"""What declines teach the directory."""

from __future__ import annotations

from knowledge.corrections import Correction, corrections
from tests.knowledge.network import somebody


def test_once_is_chance_twice_is_worth_a_look() -> None:
    declined = [("bo", "cool-kids"), ("eva", "cool-kids"), ("bo", "low-arousal"), ("bo", "cool-kids")]
    assert corrections(declined, [somebody("bo"), somebody("eva")]) == (Correction("bo", "cool-kids", 2),)


def test_what_the_directory_already_says_is_not_proposed_again() -> None:
    assert corrections([("bo", "cool-kids")] * 3, [somebody("bo", declines=("cool-kids",))]) == ()


def test_the_clearest_comes_first() -> None:
    declined = [("bo", "a")] * 2 + [("bo", "b")] * 4
    assert [proposal.slug for proposal in corrections(declined, [])] == ["b", "a"]
