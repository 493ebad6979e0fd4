"""Learns the weights of `wish_model` after its sentences have changed: `python -m knowledge.wish_training`.

Source: `content/wish_sentences.tsv` (wishes with their role, and questions that only mention a professional), the names
and topics of `content/roles.tsv`, and the catalogue's everyday phrases, which are questions. No chance in it: the same
sentences give the same weights.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge import language, wish_patterns
from knowledge.catalogue import Entry, starter
from knowledge.logistic import as_bytes, fit
from knowledge.matching import out_of_scope
from knowledge.role_names import Named, names_in
from knowledge.wish_model import FILE, ROLE_SIZE, SIZE, topic_traits, traits

NO_WISH, ANYONE = "ingen", "any"
# Entries about getting somebody in: their phrases are half wishes and teach only where no pattern hears one.
UNSURE = frozenset(
    {"ppr-indstilling", "ressourcepaedagog-forloeb", "psykisk-mistrivsel-hvor-henvises", "kollegial-sparring"}
    | {"co-teaching-observation", "co-teaching-team", "bekymring-for-radikalisering", "kriminalitet-og-ssp"}
    | {"brobygning-til-fritid", "social-kontrol-og-aeresrelaterede-konflikter", "aktionslaering", "underretning"}
)
OWN_WEIGHT, PHRASE_WEIGHT, PATTERN_WEIGHT, TOPIC_WEIGHT = 8.0, 2.0, 2.0, 1.0
ABOUT_WEIGHT, ABOUT_LINES = 0.03, 40
ROUNDS, DECAY = 80, 3e-6
LEADERS = frozenset({"leder", "koordinator", "myndighed"})

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence, the role it wishes for (`NO_WISH` for none), and how much it counts."""

    text: str
    role: str
    weight: float


def sentences() -> list[Example]:
    """The own sentences and the catalogue's phrases."""
    own = [Example(text, role, OWN_WEIGHT) for role, text in language.rows("wish_sentences.tsv")]
    phrases = [Example(line, NO_WISH, PHRASE_WEIGHT) for entry in starter() for line in _questions(entry)]
    outside = [Example(line, NO_WISH, PHRASE_WEIGHT) for line in out_of_scope()]
    return [*own, *phrases, *outside, *_patterns()]


def learn(taught: Sequence[Example]) -> dict[str, NDArray[np.generic]]:
    """The arrays of the model's file."""
    heard = [(found, one.role != NO_WISH, one.weight) for one in taught for found in _heard(one)]
    labels = np.array([wished for _, wished, _ in heard], np.float32)
    table, bias = fit(
        [found for found, _, _ in heard], labels, np.array([w for *_, w in heard], np.float32), SIZE, ROUNDS, DECAY
    )
    about = [one for one in (*taught, *_topics()) if one.role != NO_WISH]
    about = [one for one in about if one.role == ANYONE or not names_in(language.tokens(one.text))]
    roles = sorted({one.role for one in about})
    seen = [topic_traits(language.tokens(one.text)) for one in about]
    weights = np.array([one.weight for one in about], np.float32)
    columns = [
        fit(seen, np.array([one.role == role for one in about], np.float32), weights, ROLE_SIZE, ROUNDS, DECAY)
        for role in roles
    ]
    small, step = as_bytes(table)
    role_small, role_step = as_bytes(np.stack([column for column, _ in columns], axis=1))
    return {
        "wish": small, "wish_step": step, "bias": np.array(bias, np.float32), "roles": np.array(roles),
        "role": role_small, "role_step": role_step, "role_bias": np.array([b for _, b in columns], np.float32),
    }  # fmt: skip


def _questions(entry: Entry) -> Iterator[str]:
    for line in entry.phrases:
        tokens = language.tokens(line)
        words = [token.folded for token in tokens]
        wished = {
            one for hit in (None, *names_in(tokens)) for one in wish_patterns.opinions(words, hit) if one != "not"
        }
        if words and not (entry.slug in UNSURE and wished):
            yield line


def _heard(one: Example) -> Iterator[Ints]:
    """How a sentence is heard: with the name that is meant; a question with each of its names."""
    tokens = language.tokens(one.text)
    named = names_in(tokens)
    wished = [hit for hit in named if one.role in (hit.name.role, NO_WISH)]
    meant: Sequence[Named | None] = wished if one.role == NO_WISH else wished[:1]
    for hit in meant or ([] if named else [None]):
        yield traits(tokens, named, hit)


def _patterns() -> Iterator[Example]:
    """The patterns as sentences, each with another name: "tale ... med ROLLE" -> "tale med psykolog"."""
    roles = language.rows("roles.tsv")
    for place, line in enumerate(language.lines("wishes.txt")):
        if not line.startswith(wish_patterns.NOT):
            role, names, _ = roles[place % len(roles)]
            said = line.replace("... ", "").replace(wish_patterns.ROLE, names.split(",")[0].strip("[]"))
            who = role if wish_patterns.ROLE in line else ANYONE
            yield Example(said.replace(wish_patterns.ANY, "en kollega"), who, PATTERN_WEIGHT)


def _topics() -> Iterator[Example]:
    """What the roles take care of: their topics, and the phrases of the entries they come first for."""
    for role, _, topics in language.rows("roles.tsv"):
        yield from (Example(line, role, TOPIC_WEIGHT) for line in topics.split(","))
    for entry in starter():
        role = next((role for role in entry.roles if role not in LEADERS), "")
        yield from (Example(line, role, ABOUT_WEIGHT) for line in entry.phrases[:ABOUT_LINES] if role)


def main() -> None:
    """Learns and writes the file."""
    np.savez_compressed(FILE, allow_pickle=False, **learn(sentences()))


if __name__ == "__main__":
    main()
