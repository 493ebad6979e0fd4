"""The semantic leg for fitting and measuring: a model that waits to be answered and keeps its vectors in a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import gettempdir

import numpy as np

from knowledge import embedders
from knowledge.matching import Matcher
from knowledge.semantic import Ear, Embedder, Leg, Meaning, chosen
from knowledge.tally import Floats

TEMPORARY = Path(gettempdir())
_BATCH = 64


class Remembering:
    """A model that never embeds a text twice, not in the next run either. One thread, one process at a time."""

    def __init__(self, model: Embedder, folder: Path = TEMPORARY) -> None:
        self._model, self.name = model, model.name
        self._file = folder / f"aldrig-alene vectors {model.name}.npz"
        self._known: dict[str, Floats] = {}
        if self._file.exists():
            with np.load(self._file) as kept:
                texts = kept["texts"].tobytes().decode().split("\n")
                self._known = dict(zip(texts, kept["vectors"].astype(np.float32), strict=True))

    def embed(self, texts: Sequence[str]) -> Floats:
        """As the model does."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        for start in range(0, len(new), _BATCH):
            some = new[start : start + _BATCH]
            self._known |= dict(zip(some, self._model.embed(some), strict=True))
        return np.array([self._known[text] for text in texts], dtype=np.float32)

    def keep(self) -> None:
        """Writes the vectors to the file, in half precision."""
        vectors = np.array(list(self._known.values()), dtype=np.float16)
        np.savez(self._file, texts=np.frombuffer("\n".join(self._known).encode(), np.uint8), vectors=vectors)


def remembering(chosen_model: str) -> Remembering:
    """The chosen model, on all cores."""
    return Remembering(embedders.load(chosen_model))


def standing(matcher: Matcher, model: Embedder) -> Matcher:
    """The matcher on both legs."""
    owned = chosen(matcher.lines)
    texts = {key: text for own in owned for key, text in own.items()}
    vectors = dict(zip(texts, model.embed(list(texts.values())), strict=True))
    return matcher.standing_on(Leg(Meaning(owned, vectors), Ear(model, patient=True)))
