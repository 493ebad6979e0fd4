"""One turn: an activity becomes an event, a handler answers with a view, the view becomes a card."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import structlog
from botbuilder.core import ActivityHandler, InvokeResponse, TurnContext
from botbuilder.schema import Activity
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import cards, dialogs, envelope, extension, filing, incoming, wire
from bot.buttons import FRESH, Press, Verb, unpack
from bot.cards import Ink
from bot.commands import COMMANDS
from bot.connector import Connector, SendFailed
from bot.incoming import Incoming, digest
from bot.log import where
from bot.pace import Pace
from bot.press import HANDLERS
from bot.pressed import Pressed
from bot.profiles import Profiles
from bot.shown import STORE_DOWN, remember, remember_answer
from bot.texts import texts
from bot.unsaid import Unsaid
from handlers import ask, follow, meaning, members
from handlers.ask import Asked
from handlers.network import Network
from handlers.show import on_same_card
from handlers.views import Acute, Answer, NoAnswer, ReferForm, Said, View
from knowledge.letters import Draft, Letter, retry_at
from knowledge.privacy import scrub
from knowledge.store import inbox, letters
from knowledge.store.people import Member

log = structlog.get_logger()
KEPT = (Answer, NoAnswer, Acute, ReferForm)
"""Answers that are kept as a letter until they have arrived: nobody who asked is left in silence."""
ANYWHERE = frozenset({Verb.OPEN, Verb.UNFIT, Verb.HELPED, Verb.SAY})


@dataclass(slots=True)
class Done:
    """What a turn made: the view to show, for whom, and the letter that holds it until it has arrived."""

    view: View | None
    who: Member | None = None
    letter: str = ""


class Turn(ActivityHandler):  # type: ignore[misc]  # botbuilder carries no types
    """Answers activities. `clock` gives the time; everything below takes it as an argument."""

    def __init__(
        self,
        network: Network,
        connector: Connector,
        ink: Callable[[str], Ink],
        name: str,
        *,
        digest_key: bytes = b"local",
        wake: Callable[[], None] = lambda: None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._network, self._connector, self._ink, self._name = network, connector, ink, name
        self._digest_key, self._clock, self._wake = digest_key[:64], clock, wake
        self._profiles = Profiles(network, connector)
        self._pace = Pace()
        self._unsaid = Unsaid(network, clock)

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        """A message, or a button of an older client that sends its payload as a message."""
        await self._hear(turn_context.activity, incoming.read(turn_context.activity))

    async def _hear(self, activity: Activity, at: Incoming, *, again: bool = False) -> None:
        now = self._clock()
        press = unpack(None, activity.value) if activity.value is not None else None
        text = scrub(incoming.said(activity, self._network.policy.max_text))
        if press is None and (verb := COMMANDS.get(text.text.lower().strip(" .!"))):
            press = Press(verb)
        press = press or (filing.dropped(activity, text.text) if at.private else None)
        asked = Asked(text, at.private, at.conversation, at.activity, at.language)
        if not self._pace.allows(at.contact.aad_id, now):
            log.info("too_fast")
            told = Said("too_fast") if self._pace.says_so(at.contact.aad_id, now) else None
            await self._show(at, Done(ask.danger(asked, self._network.shelves.shelf) or told), "", now)
            return
        if press is None:
            await meaning.listen(self._network.shelves.shelf, text.text)

        async def answer(tx: AsyncConnection, who: Member) -> View | None:
            mark = digest(self._digest_key, f"{at.contact.aad_id} {text.text}") if text.text else ""
            if not await inbox.first_time(tx, at.conversation, at.delivery, mark, now):
                return None
            if again:
                await follow.taken_back(tx, who, at.conversation, at.activity, now)
            if press is not None:
                return await self._pressed(tx, who, press, at, now)
            return await ask.ask(self._network, tx, who, asked, now) if text.text else Said("empty")

        try:
            done = await self._in_store(at, answer, now)
        except STORE_DOWN as down:
            log.error("store_down", where=where(down))
            if again:
                self._unsaid.later(at)
            done = Done(
                ask.answer_without_store(asked, self._network.shelves.shelf) if press is None else Said("store_down")
            )
        if press is not None:
            self._wake()
        if done.view is not None:
            replaces = at.card if press is not None and press.verb not in FRESH and activity.value is not None else ""
            await self._show(at, done, replaces, now)

    async def apologise(self, body: dict[str, Any]) -> None:
        """A turn failed for a reason of ours: the writer is told, with the way to a person, rather than left alone."""
        at = incoming.read(wire.activity(body))
        view = Said("went_wrong", find_colleague="" if at.private else None)
        activity = cards.message(view, self._ink(at.language))
        with contextlib.suppress(SendFailed):
            await self._connector.send(at.reference.service_url, at.conversation, activity, tenant=at.reference.tenant)

    async def on_message_update_activity(self, turn_context: TurnContext) -> None:
        """The writer corrected the message: the old question is forgotten and the new one answered."""
        activity, at = turn_context.activity, incoming.read(turn_context.activity)
        edition = f"{at.activity[:380]}:{digest(self._digest_key, str(activity.text))[:16]}"
        await self._hear(activity, replace(at, delivery=edition), again=True)

    async def on_message_delete_activity(self, turn_context: TurnContext) -> None:
        """The writer deleted the message: what the bot kept of it goes too."""
        at = incoming.read(turn_context.activity)
        await self._show(at, Done(*await self._unsaid.take_back(at)), "", self._clock())

    async def on_installation_update(self, turn_context: TurnContext) -> None:
        """Added: say hello once. Removed: nobody can be reached here any more."""
        at = incoming.read(turn_context.activity)
        if str(turn_context.activity.action or "").startswith("remove"):
            async with self._network.store.write() as tx:
                await members.leave(self._network, tx, at.contact, at.conversation, self._clock())
            return
        await self._greet(at)

    async def on_members_added_activity(self, members_added: list[Any], turn_context: TurnContext) -> None:
        """The bot itself was added to a conversation."""
        recipient = turn_context.activity.recipient
        if recipient is not None and any(getattr(member, "id", None) == recipient.id for member in members_added):
            await self._greet(incoming.read(turn_context.activity))

    async def on_invoke_activity(self, turn_context: TurnContext) -> InvokeResponse:
        """Buttons, the messaging extension; anything else is refused politely."""
        activity, at = turn_context.activity, incoming.read(turn_context.activity)
        match activity.name:
            case "adaptiveCard/action":
                return _body(await self._action(activity, at))
            case "composeExtension/query":
                calm = self._pace.allows(f"search:{at.contact.aad_id}", self._clock())
                sought = activity.value if calm else None
                return _body(await extension.results(self._network, sought, self._ink(at.language)))
            case "task/fetch" | "task/submit":
                return _body(await self._dialog(activity, at))
            case "fileConsent/invoke":
                return await self._placed(activity, at)
            case _:
                return InvokeResponse(status=int(HTTPStatus.BAD_REQUEST))

    async def _action(self, activity: Activity, at: Incoming) -> dict[str, Any]:
        words, now = texts(at.language), self._clock()
        value = activity.value if isinstance(activity.value, dict) else {}
        action = value.get("action")
        press = unpack(action.get("verb"), action.get("data")) if isinstance(action, dict) else None
        if press is None:
            return envelope.invoke_error(400, "BadRequest", words("error.unknown_button"))
        if not self._pace.allows(at.contact.aad_id, now):
            return envelope.invoke_error(429, "TooFast", words("error.too_fast"))
        try:
            done = await self._press(press, at, now)
        except STORE_DOWN as down:
            log.error("store_down", where=where(down))
            return envelope.invoke_error(503, "ServiceUnavailable", words("error.store_down"))
        if done.view is None:
            return envelope.invoke_message(words("error.unknown_button"))
        if press.verb in FRESH:
            await self._show(at, done, "", now)
            return envelope.invoke_message(words("toast.see_below"))
        await remember(self._network.store, at, done.view, done.who, now)
        return envelope.invoke_card(cards.render(done.view, self._ink(at.language)))

    async def _dialog(self, activity: Activity, at: Incoming) -> dict[str, Any]:
        words, now, press = texts(at.language), self._clock(), dialogs.pressed(activity.value)
        if press is None or not self._pace.allows(at.contact.aad_id, now):
            return dialogs.told(words("error.too_fast" if press else "error.unknown_button"))
        try:
            done = await self._press(press, at, now)
        except STORE_DOWN as down:
            log.error("store_down", where=where(down))
            return dialogs.told(words("error.store_down"))
        return dialogs.shown(done.view, self._ink(at.language))

    async def _placed(self, activity: Activity, at: Incoming) -> InvokeResponse:
        """Teams' own card about a file was answered; what came of it takes that card's place."""
        now, press = self._clock(), filing.consent(activity.value)
        if press is None or not self._pace.allows(at.contact.aad_id, now):
            return InvokeResponse(status=int(HTTPStatus.BAD_REQUEST))
        try:
            done = await self._press(press, at, now)
        except STORE_DOWN as down:
            log.error("store_down", where=where(down))
            done = Done(Said("store_down"))
        await self._show(at, done, at.card, now)
        return InvokeResponse(status=int(HTTPStatus.OK))

    async def _press(self, press: Press, at: Incoming, now: datetime) -> Done:
        done = await self._in_store(at, lambda tx, who: self._pressed(tx, who, press, at, now), now)
        self._wake()
        return done

    async def _pressed(self, tx: AsyncConnection, who: Member, press: Press, at: Incoming, now: datetime) -> View:
        if not at.private and press.verb not in ANYWHERE:
            return Said("come_to_personal_chat")
        pressed = Pressed(self._network, tx, who, press, now, at.language, at.conversation, at.activity, at.private)
        return await on_same_card(self._network, tx, await HANDLERS[press.verb](pressed), who.id, at.card)

    async def _in_store(
        self, at: Incoming, answer: Callable[[AsyncConnection, Member], Awaitable[View | None]], now: datetime
    ) -> Done:
        """Meets the person, lets the handler answer and keeps the answer as a letter, all in one transaction."""
        async with self._network.store.write() as tx:
            who = await members.meet(self._network, tx, at.contact, at.reference if at.private else None, now)
            done = Done(await answer(tx, who), who)
            if isinstance(done.view, KEPT) and done.view.question:
                done.letter = f"{done.view.question}:answer:{at.activity or now.isoformat()}"[:200]
                draft = Draft(Letter.ANSWER, who.id, done.view.question, done.letter)
                await letters.write(tx, [draft], now, leased_by=self._name)
        await self._unsaid.late()
        if isinstance(done.view, Said) and done.view.key in ("entry_saved", "entry_retired", "imported"):
            await self._network.shelves.current(self._network.store, at_once=True)  # counts for the very next question
        return done

    async def _show(self, at: Incoming, done: Done, replaces: str, now: datetime) -> None:
        """Sends the view now; what does not arrive stays with the postman as a letter."""
        if done.view is None:
            return
        url, tenant = at.reference.service_url, at.reference.tenant
        ink = self._ink(at.language)
        activity = cards.message(done.view, ink)
        try:
            if replaces:
                await self._connector.update(url, at.conversation, replaces, activity, tenant=tenant)
                sent = replaces
            else:
                sent = await self._connector.send(url, at.conversation, activity, tenant=tenant)
        except SendFailed as failed:
            log.warning("reply_failed", why=failed.code)
            await self._later(done, failed, now)
            return
        await self._arrived(at, done, sent, now)
        await self._profiles.learn(at, done.who)

    async def _arrived(self, at: Incoming, done: Done, sent: str, now: datetime) -> None:
        try:
            async with self._network.store.write() as tx:
                await inbox.done(tx, at.conversation, at.delivery, self._clock())
                if done.letter:
                    await letters.record(tx, done.letter, self._name, "sent", now)
                    await remember_answer(tx, replace(at, card=sent), done.view, done.who, now)
        except STORE_DOWN as down:
            log.error("store_down", where=where(down))
        await remember(self._network.store, replace(at, card=sent), done.view, done.who, now)

    async def _later(self, done: Done, failed: SendFailed, now: datetime) -> None:
        if done.letter:
            async with self._network.store.write() as tx:
                again = retry_at(1, now, jitter=0.5, retry_after=failed.retry_after)
                await letters.put_back(tx, done.letter, self._name, again, failed.code)

    async def _greet(self, at: Incoming) -> None:
        if not at.private:
            return
        now = self._clock()

        async def answer(tx: AsyncConnection, who: Member) -> View | None:
            first = await inbox.first_time(tx, at.conversation, members.WELCOME, "", now)
            return ask.welcome(who) if first else None

        try:
            await self._show(at, await self._in_store(at, answer, now), "", now)
        except STORE_DOWN as down:
            log.error("store_down", where=where(down))


def _body(body: dict[str, Any]) -> InvokeResponse:
    return InvokeResponse(status=int(HTTPStatus.OK), body=body)
