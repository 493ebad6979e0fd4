"""Learns the weights of `acute_model` after its sentences have changed: `python -m knowledge.acute_training [--check]`.

Source: `content/acute_sentences.tsv` and the everyday phrases of the catalogue's entries. Logistic regression,
no chance in it: the same sentences give the same weights. `--check` writes nothing: it
learns without the sentences of one hand after the other and tells how well those are heard, as an unknown hand's.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from knowledge.acute import anonymous
from knowledge.acute_model import FILE, SIZE, SLUG_SIZE, Traits, scale, traits
from knowledge.catalogue import CONTENT, read_phrases
from knowledge.logistic import as_bytes, fit
from knowledge.spelling import Speller, counted

HARMLESS = "harmless"
# Guidelines whose phrases are neither plainly acute nor plainly harmless: their phrases teach nothing here.
UNSURE = {
    "underretning", "kriminalitet-og-ssp", "bekymring-for-radikalisering", "tegn-paa-spiseforstyrrelse",
    "fysisk-indgriben-og-magtanvendelse", "psykisk-mistrivsel-hvor-henvises", "unge-og-rusmidler",
    "traumebevidst-paedagogik", "sorggruppe",
}  # fmt: skip
ROUNDS, SLUG_ROUNDS, DECAY = 160, 22, 3e-6
# What a sentence counts: an own one, its misspelt copy, a guideline's phrase, an ordinary entry's phrase.
OWN, MISSPELT, GUIDELINE, ORDINARY = 30.0, 15.0, 15.0, 20.0
# What a thumb or an ear makes of Danish.
_SLIPS = (
    ("hv", "v"), ("nd", "n"), ("ld", "l"), ("mm", "m"), ("tt", "t"), ("kk", "k"), ("ll", "l"), ("ss", "s"),
    ("ikke", "ik"), ("siger", "sir"), ("tager", "tar"), ("ø", "o"), ("å", "o"), ("æ", "e"), ("ede", "ed"),
    ("gt", "t"), ("dt", "t"), ("ds", "s"),
)  # fmt: skip
_HANDS = ("netværk-1", "netværk-2", "netværk-3", "netværk-4")

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Arrays = dict[str, NDArray[np.generic]]


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence, what it calls for, how much it counts and who wrote it ("" for the catalogue)."""

    text: str
    slug: str
    weight: float
    hand: str = ""

    @property
    def acute(self) -> bool:
        """Whether it calls for a guideline."""
        return self.slug != HARMLESS


def examples() -> list[Example]:
    """The own sentences, each also misspelt, and the catalogue's phrases."""
    with (CONTENT / "acute_sentences.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    own = [Example(row["text"], row["slug"], OWN, row["hand"]) for row in rows]
    guidelines = {example.slug for example in own} - {HARMLESS}
    copies = [Example(misspelt(each.text), each.slug, MISSPELT, each.hand) for each in own]
    return own + copies + [
        Example(phrase, path.stem, GUIDELINE) if path.stem in guidelines else Example(phrase, HARMLESS, ORDINARY)
        for path in sorted((CONTENT / "phrases").glob("*.txt"))
        if path.stem not in UNSURE
        for phrase in read_phrases(path)
    ] + [Example(line, HARMLESS, ORDINARY) for line in read_phrases(CONTENT / "out_of_scope.txt")]  # fmt: skip


def misspelt(text: str) -> str:
    """The text as a hurried thumb writes it; one text has one copy."""
    chance = Random(crc32(text.encode()))  # noqa: S311 - the same slips each time, nothing secret
    words = text.lower().replace(",", "").split(" ")
    for _ in range(max(1, len(words) // 3)):
        at = chance.randrange(len(words))
        if len(words[at]) > 3:
            words[at] = _slip(words[at], chance)
    return " ".join(words)


def _slip(word: str, chance: Random) -> str:
    heard = [(a, b) for a, b in _SLIPS if a in word]
    at = chance.randrange(1, len(word) - 1)
    if heard and chance.random() < 0.5:
        return word.replace(*chance.choice(heard), 1)
    return chance.choice(
        (word[:at] + word[at + 1 :], word[:at] + word[at + 1] + word[at] + word[at + 2 :], word[:at] + word[at - 1 :])
    )


def learn(taught: Sequence[Example]) -> Arrays:
    """The arrays of the model's file."""
    words = counted(example.text for example in taught if example.weight != MISSPELT)
    found = _read(taught, words)
    weights = np.array([example.weight for example in taught], np.float32)
    table, bias = _danger(taught, found, weights)
    slugs = sorted({example.slug for example in taught if example.acute})
    chosen = [at for at, example in enumerate(taught) if example.acute]
    columns = [
        fit(
            [found[at].narrow for at in chosen],
            np.array([taught[at].slug == slug for at in chosen], np.float32),
            weights[chosen],
            SLUG_SIZE,
            SLUG_ROUNDS,
            DECAY,
        )
        for slug in slugs
    ]
    small, step = as_bytes(table)
    slug_small, slug_step = as_bytes(np.stack([column for column, _ in columns], axis=1))
    return {
        "acute": small, "acute_step": step, "bias": np.array(bias, np.float32), "slugs": np.array(slugs),
        "guideline": slug_small, "guideline_step": slug_step,
        "guideline_bias": np.array([each for _, each in columns], np.float32),
        "words": np.array([word for word, _ in words]), "counts": np.array([count for _, count in words], np.int32),
    }  # fmt: skip


def _read(taught: Sequence[Example], words: Sequence[tuple[str, int]]) -> list[Traits]:
    speller = Speller([word for word, _ in words], [count for _, count in words])
    return [traits(speller.mend(anonymous(example.text))) for example in taught]


def _danger(taught: Sequence[Example], found: Sequence[Traits], weights: Floats) -> tuple[Floats, float]:
    labels = np.array([example.acute for example in taught], np.float32)
    return fit([each.wide for each in found], labels, weights, SIZE, ROUNDS, DECAY)


def check(taught: Sequence[Example]) -> str:
    """How each hand's sentences are heard by a model that has not learnt from them."""
    found = _read(taught, counted(example.text for example in taught if example.weight != MISSPELT))
    lines = ["hand        acute heard at 0.15 0.3 0.4 0.5 0.8    harmless heard"]
    for hand in (*_HANDS, "the rest"):
        mine = np.array([_is(hand, example.hand) for example in taught])
        rest = np.flatnonzero(~mine).tolist()
        weights = np.array([taught[at].weight for at in rest], np.float32)
        table, bias = _danger([taught[at] for at in rest], [found[at] for at in rest], weights)
        shares = [
            _heard(taught, found, np.flatnonzero(mine).tolist(), table, bias, acute=acute) for acute in (True, False)
        ]
        lines.append(f"{hand:12}" + "    ".join(" ".join(f"{share:.3f}" for share in each) for each in shares))
    return "\n".join(lines)


def _is(hand: str, author: str) -> bool:
    return author == hand or (hand == "the rest" and bool(author) and author not in _HANDS)


def _heard(
    taught: Sequence[Example],
    found: Sequence[Traits],
    asked: Sequence[int],
    table: Floats,
    bias: float,
    *,
    acute: bool,
) -> list[float]:
    """The share of the own sentences (not of their misspelt copies) heard at each chance."""
    own = [at for at in asked if taught[at].acute == acute and taught[at].weight == OWN]
    raw = np.array([bias + table[found[at].wide].sum() * scale(found[at].wide) for at in own])
    return [float(np.mean(1 / (1 + np.exp(-raw)) >= least)) for least in (0.15, 0.3, 0.4, 0.5, 0.8)]


def main() -> None:
    """Learns and writes the file, or checks."""
    if "--check" in sys.argv:
        sys.stdout.write(check(examples()) + "\n")
        return
    np.savez_compressed(FILE, allow_pickle=False, **learn(examples()))


if __name__ == "__main__":
    main()
