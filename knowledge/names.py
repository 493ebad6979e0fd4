"""Names of persons in everyday Danish: by a list, by what stands around them, by how they are written.

Errs towards masking where the sentence speaks of a person, and towards leaving where a word is also a word.
One pass over the words, then lists ("Emma og Noah") forwards and backwards: linear in the length of the text.
"""

from __future__ import annotations

import re

from knowledge.name_tokens import LOOK, Token, tokens_of
from knowledge.name_words import Context, Level, Words, context, words
from knowledge.spans import Span

MASK = "[navn]"

_CLASS = re.compile(r"(?:^|[^\w])(?:\d|10)\.?[ ]?[a-hA-HxyzXYZ](?:\s?klasse)?[ ,:]{0,2}$|\b(?:\d|10)\.?[ ]?klasse[ ]$")
_AGE = re.compile(r"^[ ,(]{1,3}(?:på[ ])?\d{1,2}[ ]?(?:½[ ]?)?(?:år|mdr|måneder|\))")
_IN_CLASS = re.compile(r"^[ ,(]{1,3}(?:(?:i|fra)[ ])?(?:(?:\d|10)\.?[ ]?(?:[a-hA-H]\b|klasse)|(?<=fra )\d\.)")
_LIST = re.compile(r"^[ ]?[,/&+][ ]?$")
# "Mariehønen", "Huset", "Stjernerne": a room or a group rather than a person.
_ROOM = re.compile(r"^-[ ]?(?:stue|hus|klasse|hold|gruppe|team|spor|afdeling|fløj)")
_WORDS_TOO = frozenset({"af", "ben", "da", "de", "den", "der", "du"})
"""Particles of names that are everyday words as well."""
_DEFINITE = ("en", "et", "erne", "ene", "ens", "ets")


def find(text: str) -> list[Span]:
    """The spans of names; a genitive keeps its s."""
    lists, around = words(), context()
    tokens = tokens_of(text, lists)
    for at, token in enumerate(tokens):
        token.named = token.text.startswith(MASK) or (not token.protected and _is_name(tokens, at, lists, around))
    if any(token.named for token in tokens):
        _spread(tokens)
    _surnames(tokens, lists, around)
    _given(tokens, lists, around)
    return _spans(tokens)


def _is_name(tokens: list[Token], at: int, lists: Words, around: Context) -> bool:
    token = tokens[at]
    if token.text[0].isdigit() or token.masked:
        return False
    if token.level is Level.SURE:
        return True
    if _named_by_context(tokens, at, lists, around):
        return True
    if len(token.text) < 2:
        return False
    if token.level is Level.SOFT:
        return _soft_name(tokens, at, around)
    if token.level is Level.UNKNOWN:
        return _unknown_name(tokens, at, lists, around)
    return False


def _named_by_context(tokens: list[Token], at: int, lists: Words, around: Context) -> bool:
    """After "hedder", "drengen", "3.b": here also words that are seldom names."""
    token = tokens[at]
    if _after_naming(tokens, at, around):
        return (token.capital and token.level is not Level.WORD) or _could_be(token, lists)
    previous = tokens[at - 1] if at else None
    by_role = (
        previous is not None
        and previous.low in around.roles
        and token.before.endswith(" ")
        and not token.before.endswith(". ")
    )
    if by_role or _CLASS.search(token.before):
        return _follows_person(token, lists)
    if _AGE.match(token.after) or _IN_CLASS.match(token.after):
        return token.level is Level.SOFT or (token.capital and (token.level is Level.HARD or _odd(token, lists)))
    return False


def _odd(token: Token, lists: Words) -> bool:
    """An unknown word with a capital that the sentence's start does not explain, or that is like a name."""
    if token.level is not Level.UNKNOWN or len(token.text) < 3:
        return False
    return lists.like_name(token.base) or not (token.starts or token.low.endswith(_DEFINITE))


def _follows_person(token: Token, lists: Words) -> bool:
    if token.capital and not token.starts:
        return token.level is not Level.WORD or token.low in lists.last or (len(token.text) == 1 and token.text != "I")
    return token.level is Level.SOFT or (token.level is Level.UNKNOWN and lists.like_name(token.base))


def _could_be(token: Token, lists: Words) -> bool:
    if token.level is Level.HARD:
        return token.base in lists.first
    return token.level is Level.SOFT or (token.level is Level.UNKNOWN and len(token.low) > 2)


def _after_naming(tokens: list[Token], at: int, around: Context) -> bool:
    back = at - 1
    while back >= 0 and at - back < 4 and tokens[back].low in around.naming_between:
        back -= 1
    if back < 0 or tokens[back].low not in around.naming or tokens[at].low in around.naming_between:
        return False
    return all("." not in t.before[-2:] for t in tokens[back + 1 : at + 1])


def _soft_name(tokens: list[Token], at: int, around: Context) -> bool:
    token = tokens[at]
    following = _next(tokens, at)
    previous = tokens[at - 1].low if at else ""
    if token.low in around.months and (previous in around.dates or previous.isdigit()):
        return False
    if token.capital and not token.starts:
        return True
    if previous in {"til", "af"} and at > 1 and tokens[at - 2].low in around.kin:
        return True
    if (
        following in around.acts_sure
        or following in {"han", "hun"}
        or (token.base != token.low and following in around.kin)
    ):
        return True
    if not token.capital or token.low in around.months:
        return False
    if following in {"er", "var", "bliver", "blev"}:
        return _next(tokens, at + 1) in around.states
    return following in around.acts


def _unknown_name(tokens: list[Token], at: int, lists: Words, around: Context) -> bool:
    token = tokens[at]
    following = _next(tokens, at)
    if _ROOM.match(token.after):
        return False
    if token.capital:
        return _odd(token, lists) or (following in around.acts_sure and not token.low.endswith(_DEFINITE))
    if not lists.like_name(token.base) or len(token.base) < 5:
        return False
    previous = tokens[at - 1].low if at else ""
    if previous in around.determiners:
        return False
    return (
        following in around.acts or previous in around.before or following in around.kin or following in {"han", "hun"}
    )


def _next(tokens: list[Token], at: int) -> str:
    return tokens[at + 1].low if at + 1 < len(tokens) else ""


def _spread(tokens: list[Token]) -> None:
    """In "Emma, Noah og storm" one name makes its neighbours names, forwards and backwards."""
    for order in (range(1, len(tokens)), range(len(tokens) - 2, -1, -1)):
        step = order.step
        for at in order:
            token = tokens[at]
            if token.named or token.protected or token.masked:
                continue
            other = at - step
            if _LIST.match(_between(tokens, at, other)):
                token.named = tokens[other].named and _listed(token, strict=True)
            elif 0 <= other - step < len(tokens) and tokens[other].low in {"og", "samt", "and", "eller"}:
                token.named = tokens[other - step].named and _listed(token, strict=False)


def _between(tokens: list[Token], at: int, other: int) -> str:
    first, second = sorted((at, other))
    gap = tokens[second].start - tokens[first].end
    return tokens[first].after[:gap] if gap <= LOOK else "."


def _listed(token: Token, *, strict: bool) -> bool:
    if token.capital and len(token.text) > 1:
        return token.level >= Level.UNKNOWN
    return token.level is Level.SOFT and not strict


def _surnames(tokens: list[Token], lists: Words, around: Context) -> None:
    """After a first name a capital or a known surname; alone only what ends in -sen or follows a title."""
    named = False
    for at, token in enumerate(tokens):
        named = named or (at > 0 and tokens[at - 1].named)
        if token.protected or token.named or token.masked or token.text[0].isdigit():
            continue
        if not (named or token.capital):
            continue
        previous = _first_name_before(tokens, at, around)
        base = token.low.removesuffix("s") if token.low.endswith("sens") else token.low
        if previous is not None:
            token.named = _is_surname(token, base, lists)
        elif token.capital and (base.endswith("sen") or not token.starts) and base in lists.last:
            token.named = base not in lists.ordinary and base not in lists.protected
        if token.named:
            token.base = base
            _bridge(tokens, at, around)


def _given(tokens: list[Token], lists: Words, around: Context) -> None:
    """Capitals before a name belong to it, also if they are words: Lærke Skov Madsen, Viggo Al-Hassan."""
    for at in range(len(tokens) - 2, -1, -1):
        token, after = tokens[at], tokens[at + 1]
        if token.named or token.protected or not after.named:
            continue
        if token.low in around.particles and _belongs(tokens, at, lists, around):
            token.named, token.base = True, token.low
        elif not token.capital or not (after.capital or after.masked or after.low in around.particles):
            continue
        elif _between(tokens, at, at + 1) in {" ", "-"} and (
            token.level >= Level.SOFT or (token.low in lists.last and not token.starts)
        ):
            token.named = token.base == token.low


def _belongs(tokens: list[Token], at: int, lists: Words, around: Context) -> bool:
    """Whether the particle before a name is part of it: Al-Hassan, or what stands before it may be a first name."""
    if _between(tokens, at, at + 1) == "-":
        return True
    if tokens[at].low in _WORDS_TOO and tokens[at + 1].base not in lists.last:
        return False  # "vi så Emil da Noah kom", also when both are masked already
    back = at
    while back > 0 and at - back < 3 and _between(tokens, back - 1, back) == " ":
        back -= 1
        if tokens[back].low not in around.particles:
            return tokens[back].named or (tokens[back].capital and tokens[back].level >= Level.SOFT)
    return False


def _first_name_before(tokens: list[Token], at: int, around: Context) -> Token | None:
    back = at - 1
    while (
        back > 0
        and at - back < 3
        and (tokens[back].low in around.particles or len(tokens[back].text) == 1)
        and not tokens[back].named
    ):
        back -= 1
    if back < 0 or not tokens[back].named or tokens[back].base != tokens[back].low or tokens[back].text.endswith("]s"):
        return None
    return tokens[back] if all(_between(tokens, i, i + 1) in {" ", "-", ". ", "."} for i in range(back, at)) else None


def _is_surname(token: Token, base: str, lists: Words) -> bool:
    if token.capital:
        return base in lists.last or token.level >= Level.UNKNOWN or (len(token.text) == 1 and token.text != "I")
    return base in lists.last and (base.endswith("sen") or base not in lists.ordinary) and token.level is not Level.HARD


def _bridge(tokens: list[Token], at: int, around: Context) -> None:
    back = at - 1
    while back > 0 and (tokens[back].low in around.particles or len(tokens[back].text) == 1) and not tokens[back].named:
        tokens[back].named = True
        tokens[back].base = tokens[back].low
        back -= 1


def _spans(tokens: list[Token]) -> list[Span]:
    """One mask for what belongs together ("Emma Marie Holm", "Anne-Grethe")."""
    spans: list[Span] = []
    for at, token in enumerate(tokens):
        if not token.named:
            continue
        end = token.start + (len(token.base) if not token.masked else len(token.text.removesuffix("s")))
        joined = at > 0 and tokens[at - 1].named and _between(tokens, at - 1, at) in {" ", "-", ". ", "."}
        if joined and spans and spans[-1][1] == tokens[at - 1].end and not (token.masked and tokens[at - 1].masked):
            spans[-1] = (spans[-1][0], end, MASK)
        else:
            spans.append((token.start, end, MASK))
    return [span for span in spans if span[1] - span[0] > 1]
