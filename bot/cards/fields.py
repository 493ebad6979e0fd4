"""Fields of forms: a label each, a hint that helps, and a mistake told beside the field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.cards.parts import Item, written
from bot.cards.words import Ink, clean, role_title
from knowledge.people import roles

Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of one form. Labels are the texts `<name>.<field>`, hints `<name>.<field>_hint`."""

    name: str
    ink: Ink
    wrong: Mapping[str, str] = field(default_factory=dict)

    def text(
        self, id_: str, value: str = "", *, most: int = 200, lines: bool = False, must: bool = False
    ) -> list[Item]:
        """A field to write in; at most `most` characters."""
        look: Item = {"maxLength": max(most, len(value)), "isMultiline": lines, "value": value}
        return self._field("Input.Text", id_, look | self._needed(id_, must))

    def day(self, id_: str, value: str = "") -> list[Item]:
        """A date."""
        return self._field("Input.Date", id_, {"value": value} if value else {})

    def choose(
        self, id_: str, choices: Choices, value: str = "", *, style: str = "compact", must: bool = False
    ) -> list[Item]:
        """One of several; "filtered" lets people type to find it, but some clients show a set value by its key."""
        listed = [{"title": clean(title), "value": key} for key, title in choices]
        look: Item = {"choices": listed, "style": style, "wrap": True} | ({"value": value} if value else {})
        return self._field("Input.ChoiceSet", id_, look | self._needed(id_, must))

    def choose_many(self, id_: str, choices: Choices, values: Iterable[str]) -> list[Item]:
        """Any of several."""
        listed = [{"title": clean(title), "value": key} for key, title in choices]
        look = {"choices": listed, "style": "expanded", "isMultiSelect": True, "wrap": True, "value": ",".join(values)}
        return self._field("Input.ChoiceSet", id_, look)

    def yes(self, id_: str, *, checked: bool = False) -> list[Item]:
        """A tick; sends "true" or "false"."""
        title = self.ink.texts(f"{self.name}.{id_}_title")
        return self._field("Input.Toggle", id_, {"title": title, "value": str(checked).lower(), "wrap": True})

    def others(self, *known: str) -> list[Item]:
        """Mistakes in what has no field here, told at the top."""
        return [self._mistake(id_) for id_ in self.wrong if id_ not in known]

    def _needed(self, id_: str, must: bool) -> Item:
        return {"isRequired": True, "errorMessage": self.ink.texts(f"{self.name}.{id_}_missing")} if must else {}

    def _field(self, kind: str, id_: str, look: Mapping[str, Any]) -> list[Item]:
        texts = self.ink.texts
        hint = texts.get(f"{self.name}.{id_}_hint")
        shown = {"placeholder": hint} if hint else {}
        item = {"type": kind, "id": id_, "label": texts(f"{self.name}.{id_}"), **shown, **look}
        return [item, self._mistake(id_)] if id_ in self.wrong else [item]

    def _mistake(self, id_: str) -> Item:
        told = self.wrong[id_]
        return written("⚠ " + self.ink.texts.get(f"wrong.{told}", told), "Small", color="Attention", weight="Bolder")


def role_choices(keys: Iterable[str], ink: Ink) -> list[tuple[str, str]]:
    """Roles to choose from."""
    return [(key, role_title(key, ink)) for key in keys]


def all_roles(ink: Ink) -> list[tuple[str, str]]:
    """Every role of the network, in its own order."""
    return role_choices(roles(), ink)
