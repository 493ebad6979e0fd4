"""Both languages say the same, every key that is asked for exists, and no key is left over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from string import Formatter

import pytest

from bot.cards import Ink, preview, render, summary
from bot.texts import LANGUAGES, Texts, language_of, texts
from tests.bot.sample_words import METHOD
from tests.bot.samples import samples

KEYS = texts("da").keys()
ROOT = Path(__file__).parents[2]
KEY = re.compile(r'(?:texts|words|to_bot|_section)\(?[^"\n]*"([a-z_]+\.[a-z_0-9]+)"')
LITERAL = re.compile(r'"([a-z_]+\.[a-z_0-9]+)"')
SAID = re.compile(r'Said\(\s*"([a-z_]+)"(?: if [^"]+ else "([a-z_]+)")?')
WRONG = re.compile(r'(?<!\[)"([a-z]+(?:_[a-z]+)+)"(?!\])')


class Heard(Texts):
    """Texts that remember what they were asked for."""

    heard: set[str] = set()  # noqa: RUF012 - shared on purpose: read once by the test below

    def __call__(self, key: str, **values: object) -> str:
        """The text; the key is remembered."""
        self.heard.add(key)
        return super().__call__(key, **values)

    def get(self, key: str, default: str = "") -> str:
        """The text or the default; a key that exists is remembered."""
        self.heard.update({key} & self.keys())
        return super().get(key, default)


def sources() -> Iterator[str]:
    for path in (*(ROOT / "bot").rglob("*.py"), *(ROOT / "handlers").rglob("*.py")):
        yield path.read_text(encoding="utf-8")


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_both_languages_have_the_same_keys() -> None:
    danish, english = (texts(language).keys() for language in LANGUAGES)
    assert danish == english


@pytest.mark.parametrize("key", sorted(KEYS))
def test_both_languages_have_the_same_placeholders_and_say_something(key: str) -> None:
    danish, english = (texts(language)(key) for language in LANGUAGES)
    assert placeholders(danish) == placeholders(english)
    assert danish.strip() == danish != ""
    assert english.strip() == english != ""


def test_every_key_written_in_the_code_exists() -> None:
    sections = {key.partition(".")[0] for key in KEYS}
    written = {key for source in sources() for key in LITERAL.findall(source) if key.partition(".")[0] in sections}
    called = {key for source in sources() for key in KEY.findall(source)}
    assert (written | called) - KEYS - FILES == set()


FILES = {"entry.title"}
"""Looks like a key and is none."""


def test_every_sentence_that_a_handler_says_exists() -> None:
    said = {f"said.{key}" for source in sources() for pair in SAID.findall(source) for key in pair if key}
    assert said - KEYS == set()
    assert len(said) > 15


def test_every_mistake_that_a_handler_tells_exists() -> None:
    lines = (line for source in sources() for line in source.splitlines() if "wrong" in line and "Said(" not in line)
    told = {f"wrong.{key}" for line in lines for key in WRONG.findall(line)}
    assert told - KEYS == set()
    assert len(told) >= 9


def test_no_key_is_left_over() -> None:
    """Every key is reached by a sample, or written out in the code outside the cards."""
    ink = Ink(Heard("da", texts("da")._texts), bot_id="b")
    for view in samples().values():
        render(view, ink)
        summary(view, ink)
    preview(METHOD, ink)
    written = {key for source in sources() for key in LITERAL.findall(source)}
    assert KEYS - Heard.heard - written == set()


def test_language_follows_teams_and_is_danish_by_default() -> None:
    assert [language_of(locale) for locale in ("en-GB", "EN-us", "da-DK", "de-DE", "")] == [
        "en",
        "en",
        "da",
        "da",
        "da",
    ]


def test_value_with_braces_stays_as_it_is() -> None:
    assert replace(texts("da"), _texts={"a": "x {name}"})("a", name="{b}{{c}}") == "x {b}{{c}}"
