"""Ways to spoil a sentence as phones and tired fingers do. All take a random generator and give a new sentence."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

Noise = Callable[[str, Random], str]

_LETTERS = "abcdefghijklmnopqrstuvwxyzæøå"
_FILLER = ("hej", "altså", "jeg ville lige høre om", "kan I hjælpe", "øhm", "mvh Mette", "på forhånd tak", "her hos os")


def typos(text: str, random: Random) -> str:
    """Two slips: a wrong, doubled or swapped letter."""
    for _ in range(2):
        at = random.randrange(max(len(text) - 1, 1))
        slip = random.choice(("wrong", "double", "swap"))
        if slip == "wrong":
            text = text[:at] + random.choice(_LETTERS) + text[at + 1 :]
        elif slip == "double":
            text = text[: at + 1] + text[at:]
        else:
            text = text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]
    return text


def dropped(text: str, random: Random) -> str:
    """A letter missing in every word of five letters or more."""
    return " ".join(_drop(word, random) if len(word) >= 5 else word for word in text.split())


def transcribed(text: str, _: Random) -> str:
    """ae, oe and aa for æ, ø and å."""
    return text.replace("æ", "ae").replace("ø", "oe").replace("å", "aa").replace("Æ", "Ae").replace("Ø", "Oe")


def split(text: str, random: Random) -> str:
    """Long words cut in two."""
    return " ".join(_cut(word, random) if len(word) >= 9 else word for word in text.split())


def joined(text: str, random: Random) -> str:
    """Two neighbouring words written as one."""
    words = text.split()
    if len(words) < 2:
        return text
    at = random.randrange(len(words) - 1)
    return " ".join([*words[:at], words[at] + words[at + 1], *words[at + 2 :]])


def padded(text: str, random: Random) -> str:
    """Words around the question that say nothing."""
    return f"{random.choice(_FILLER)} {text} {random.choice(_FILLER)}"


NOISES: dict[str, Noise] = {
    "to slåfejl": typos,
    "tabte bogstaver": dropped,
    "ae/oe/aa": transcribed,
    "delt": split,
    "sammenskrevet": joined,
    "fyldord": padded,
}


def _drop(word: str, random: Random) -> str:
    at = random.randrange(1, len(word))
    return word[:at] + word[at + 1 :]


def _cut(word: str, random: Random) -> str:
    at = random.randrange(3, len(word) - 3)
    return f"{word[:at]} {word[at:]}"
