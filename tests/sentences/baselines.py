"""What others would do with the same catalogue: the yardsticks of the report. Each gives (entry, score), best first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np
from rapidfuzz import fuzz, process, utils

from knowledge import language
from knowledge.catalogue import Entry
from knowledge.postings import Postings, Query, bm25, idf
from knowledge.tally import Block, Floats, Tally

Ranked = list[tuple[str, float]]
Search = Callable[[str], Ranked]
Terms = Callable[[str], dict[str, float]]

_TOP = 10
_ALIKE = 78.0


def all_of(entries: Sequence[Entry]) -> dict[str, Search]:
    """The baselines by name, indexed once."""
    return {name: build(entries) for name, build in BY_NAME.items()}


def _lines(entry: Entry) -> list[str]:
    return [line for line in (entry.title, entry.purpose, *entry.phrases) if line]


def _ratio(entries: Sequence[Entry], scorer: Callable[..., float]) -> Search:
    lines = [utils.default_process(line) for entry in entries for line in _lines(entry)]
    owner = np.repeat(np.arange(len(entries)), [len(_lines(entry)) for entry in entries])

    def search(text: str) -> Ranked:
        scores = process.cdist([utils.default_process(text)], lines, scorer=scorer)[0]
        best = np.zeros(len(entries), dtype=np.float32)
        np.maximum.at(best, owner, scores)
        return _best(entries, best)

    return search


def _bm25(entries: Sequence[Entry], terms: Terms) -> Search:
    ids, tally = _tally([_counted(entry, terms) for entry in entries])
    index = Postings(tally, bm25(tally))

    def search(text: str) -> Ranked:
        return _best(entries, index.scores(Query.of(terms(text), ids))[0])

    return search


def _tfidf(entries: Sequence[Entry]) -> Search:
    ids, tally = _tally([_counted(entry, _grams) for entry in entries])
    index, rare = Postings(tally, _cosine(tally)), idf(tally)

    def search(text: str) -> Ranked:
        query = Query.of(_grams(text), ids)
        weighted = Query(query.ids, query.weights * rare[query.ids])
        norm = max(float(np.linalg.norm(weighted.weights)), 1e-9)
        return _best(entries, index.scores(weighted)[0] / norm)

    return search


def _fuzzy_bm25(entries: Sequence[Entry]) -> Search:
    words = sorted({token.folded for entry in entries for line in _lines(entry) for token in language.tokens(line)})
    known = set(words)
    plain = _bm25(entries, _stems)

    def search(text: str) -> Ranked:
        return plain(" ".join(_nearest(token.folded, words, known) for token in language.tokens(text)))

    return search


def _nearest(word: str, words: list[str], known: set[str]) -> str:
    if word in known or len(word) < 4:
        return word
    hit = process.extractOne(word, words, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return hit[0] if hit else word


def _counted(entry: Entry, terms: Terms) -> dict[str, float]:
    counts: Counter[str] = Counter()
    for line in _lines(entry):
        counts.update({term: int(weight) for term, weight in terms(line).items()})
    return dict(counts)


def _tally(texts: Sequence[Mapping[str, float]]) -> tuple[dict[str, int], Tally]:
    ids: dict[str, int] = {}
    terms = np.array([ids.setdefault(term, len(ids)) for text in texts for term in text], dtype=np.int32)
    places = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    counts, levels = np.unique([count for text in texts for count in text.values()], return_inverse=True)
    return ids, Tally.of([Block(terms, places, levels)], len(ids), len(texts), counts.astype(np.float32))


def _cosine(tally: Tally) -> Floats:
    """The share of every posting in the tf-idf vector of its text, which has the length 1."""
    weights = np.sqrt(tally.counts) * np.repeat(idf(tally), tally.spread)
    norm = np.sqrt(np.bincount(tally.texts, weights**2, tally.size))
    return np.asarray(weights / np.maximum(norm, 1e-9)[tally.texts], dtype=np.float32)


def _stems(text: str) -> dict[str, float]:
    return dict(Counter(language.stem(token.folded) for token in language.tokens(text)))


def _grams(text: str) -> dict[str, float]:
    words = [f"_{token.folded}_" for token in language.tokens(text)]
    grams = (word[at : at + size] for word in words for size in (3, 4, 5) for at in range(len(word) - size + 1))
    return dict(Counter(grams))


def _best(entries: Sequence[Entry], scores: Floats) -> Ranked:
    order = np.argsort(-scores, kind="stable")[:_TOP]
    return [(entries[place].slug, float(scores[place])) for place in order]


BY_NAME: dict[str, Callable[[Sequence[Entry]], Search]] = {
    "rapidfuzz WRatio": partial(_ratio, scorer=fuzz.WRatio),
    "rapidfuzz token_set_ratio": partial(_ratio, scorer=fuzz.token_set_ratio),
    "BM25, danske stammer": partial(_bm25, terms=_stems),
    "BM25 + rapidfuzz på ordforrådet": _fuzzy_bm25,
    "tegn 3-5-gram tf-idf": _tfidf,
}
"""How each baseline is built."""
