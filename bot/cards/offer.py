"""What a helper is asked, and what became of it. Saying no is made as easy as saying yes."""

from __future__ import annotations

from bot.buttons import Verb
from bot.cards.fields import Form
from bot.cards.note import note, reasons_line
from bot.cards.parts import Drawn, Item, heading, line, pair, press, unfold, written
from bot.cards.words import Ink, clean, role_title, when
from handlers.views import Offer, OfferClosed
from knowledge.catalogue import Setting

REASONS = ("no_time", "not_my_field", "knows_family", "away")
TELL_PLACE = ("same_unit", "nearest")
"""Reasons that would give away where an anonymous asker works."""


def offer(view: Offer, ink: Ink) -> Drawn:
    """The note and who asks, without the child; yes, no and somebody else in one tap."""
    texts = ink.texts
    body = [heading(texts(_heading(view))), written(_who(view, ink)), *note(view.note, ink)]
    if view.topics:
        body.append(pair(texts("offer.topics"), ", ".join(view.topics)))
    if why := _why(view, ink):
        body.append(pair(texts("offer.why"), why))
    body.append(pair(texts("offer.due"), when(view.due_at, ink)))
    if view.asker_gone:
        body.append(line(texts("offer.asker_gone"), weight="Bolder"))
    after_no = [] if view.stranded else [line(texts("offer.no_is_fine"), isSubtle=True)]
    return Drawn([*body, *after_no], _buttons(view, ink))


def offer_told(view: Offer, ink: Ink) -> str:
    """Notification text of an offer."""
    return ink.texts(
        "summary.offer_urgent" if view.urgent else "summary.offer",
        role=clean(view.asker_role or ink.texts("who.colleague")),
        when=when(view.due_at, ink),
    )


def closed(view: OfferClosed, ink: Ink) -> Drawn:
    """What has happened since."""
    show = [press(ink.texts("button.show"), Verb.STATUS, view.id)] if view.what == "yours" else []
    return Drawn([line(ink.texts(f"closed.{view.what}"))], show)


def closed_told(view: OfferClosed, ink: Ink) -> str:
    """Notification text of an offer that is over."""
    return ink.texts(f"closed.{view.what}")


def why_not(title: str, verb: Verb, id_: str, version: int, ink: Ink) -> Item:
    """A button that unfolds four reasons, each one tap."""
    ways = [press(ink.texts(f"declined.{reason}"), verb, id_, version, reason=reason) for reason in REASONS]
    return unfold(title, [line(ink.texts("offer.reason"))], ways)


def _heading(view: Offer) -> str:
    if view.stranded:
        return "offer.stranded"
    return "offer.urgent" if view.urgent else "offer.heading"


def _who(view: Offer, ink: Ink) -> str:
    texts = ink.texts
    places = {setting.value: texts(f"setting.{setting.name.lower()}") for setting in Setting}
    known = (
        view.asker_role or texts("who.colleague"),
        view.unit or texts("offer.hidden"),
        texts("age.years", ages=view.age) if view.age else "",
        places.get(view.setting, ""),
    )
    return " · ".join(filter(None, known))


def _why(view: Offer, ink: Ink) -> str:
    told = [reason for reason in view.reasons if view.unit or reason.key not in TELL_PLACE]
    return reasons_line(told, ink)


def _buttons(view: Offer, ink: Ink) -> list[Item]:
    texts = ink.texts
    take = press(texts("button.take"), Verb.TAKE, view.id, view.version, style="positive")
    return [take, why_not(texts("button.decline"), Verb.DECLINE, view.id, view.version, ink), *_suggest(view, ink)]


def _suggest(view: Offer, ink: Ink) -> list[Item]:
    if not view.colleagues:
        return []
    people = [(id_, _named(who, ink)) for id_, who in view.colleagues]
    choose = Form("offer", ink).choose("to", people, style="filtered", must=True)
    send = press(ink.texts("button.suggest_send"), Verb.SUGGEST, view.id, view.version)
    return [unfold(ink.texts("button.suggest"), choose, [send])]


def _named(who: str, ink: Ink) -> str:
    name, _, role = who.rpartition("|")
    return f"{name}, {role_title(role, ink)}" if name else role
