"""What a text says, in the words of a catalogue: weighted terms, pairs of neighbours, and letter groups of words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from knowledge import language, lexicon
from knowledge.language import Token
from knowledge.vocabulary import Vocabulary, terms

PAIR = 0.7
"""What two words side by side weigh beside the single words."""

_GRAMS = (3, 4, 5)


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A question read once, for all signals; equal to itself only. `places`: the tokens that say each term."""

    tokens: tuple[Token, ...]
    terms: dict[str, float]
    places: dict[str, tuple[int, ...]]


def read(text: str, vocabulary: Vocabulary) -> Reading:
    """Reads a question."""
    spoken = language.tokens(text)
    idioms = lexicon.idiomatic([token.stem for token in spoken])
    tokens = tuple(token for place, token in enumerate(spoken) if place not in idioms) or spoken
    weights: dict[str, float] = {}
    places: dict[str, tuple[int, ...]] = {}
    for term, weight, where in (*terms(tokens, vocabulary), *pairs([token.stem for token in tokens])):
        if weight > weights.get(term, 0.0):
            weights[term] = weight
        places[term] = (*places.get(term, ()), *where)
    return Reading(tokens, weights, places)


@lru_cache(maxsize=50_000)
def word_grams(folded: str) -> tuple[str, ...]:
    """All runs of three to five letters of a word, its ends marked."""
    padded = f"_{folded}_"
    return tuple(padded[at : at + size] for size in _GRAMS for at in range(len(padded) - size + 1))


def pairs(stems: Sequence[str]) -> Iterable[tuple[str, float, tuple[int, ...]]]:
    """Words side by side, small ones between them left out, as (pair, weight, places)."""
    for (first, one), (second, other) in pairwise(lexicon.run(stems)):
        yield f"{one} {other}", PAIR, (first, second)
