"""The postman: lease a letter, render the truth of this moment, send it, record how it went. At least once."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot import cards
from bot.cards import Ink
from bot.connector import Connector, Failure, SendFailed
from bot.log import where
from bot.metrics import SENDS
from bot.texts import language_of
from handlers.network import Network
from handlers.post import Undeliverable, letter_to_show, undelivered
from handlers.views import Said, View
from knowledge.letters import MAX_ATTEMPTS, QUIET, SLOTS, Letter, Slot, retry_at
from knowledge.store import letters, people
from knowledge.store.letters import Leased
from knowledge.store.people import Reference

log = structlog.get_logger()
ROOM = 24
"""Letters out at once: at 200 ms each this is more than Teams lets a tenant send in a second."""


@dataclass(slots=True)
class Postman:
    """Delivers letters. `name` is this process; any number of postmen may share one database.

    Everybody's letters are carried one after the other, but nobody waits for somebody else's: a conversation that
    hangs holds up itself alone. At most `ROOM` letters are out at once.
    """

    network: Network
    connector: Connector
    ink: Callable[[str], Ink]
    name: str
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    _out: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _letters_out: int = 0

    async def round(self, now: datetime) -> int:
        """Delivers what is waiting, and waits until it is done; returns how many letters were taken."""
        taken = await self.hand_out(now)
        await self.all_back()
        return taken

    async def hand_out(self, now: datetime) -> int:
        """Takes what is waiting as far as there is room, and sets out with it; returns how many letters were taken."""
        while self._letters_out >= ROOM:
            await asyncio.wait(self._out.values(), return_when=asyncio.FIRST_COMPLETED)
        async with self.network.store.write() as tx:
            leased = await letters.lease(tx, self.name, now, ROOM - self._letters_out)
        rounds: dict[str, list[Leased]] = {}
        for letter in leased:
            rounds.setdefault(letter.to, []).append(letter)
        self._letters_out += len(leased)
        for to, mine in rounds.items():
            self._out[to] = asyncio.create_task(self._to_one(mine, self._out.get(to)))
        return len(leased)

    async def all_back(self, seconds: float | None = None) -> None:
        """Waits until no letter is out any more, at most so many seconds."""
        if self._out:
            await asyncio.wait(self._out.values(), timeout=seconds)

    async def _to_one(self, mine: list[Leased], before: asyncio.Task[None] | None) -> None:
        """One person's letters in the order they were written; where one must wait, the rest wait with it."""
        if before is not None:
            await asyncio.wait([before])
        try:
            until = None
            for letter in mine:
                if until is not None:
                    await self._put_back(letter, until, "waits_in_line")
                else:
                    until = await self._carry(letter)
        finally:
            self._letters_out -= len(mine)
            if self._out.get(mine[0].to) is asyncio.current_task():
                del self._out[mine[0].to]

    async def _carry(self, letter: Leased) -> datetime | None:
        """Delivers one letter whatever happens; gives the time until which the conversation takes nothing."""
        try:
            return await self.deliver(letter, self.clock())
        except Exception as error:  # one letter that cannot be made must not hold up the others
            log.error("letter_broken", kind=letter.kind.value, where=where(error))
            broken = SendFailed(Failure.AGAIN, type(error).__name__)
        with contextlib.suppress(SQLAlchemyError, OSError):  # then its lease runs out, and somebody takes it again
            await self._failed(letter, broken, self.clock())
        return None

    async def deliver(self, letter: Leased, now: datetime) -> datetime | None:
        """Delivers one letter that is leased to this postman; when Teams asked to wait, until when."""
        try:
            async with self.network.store.read() as tx:
                member = await people.load(tx, letter.to)
                language = language_of(member.locale if member else "")
                show = await letter_to_show(self.network, tx, letter, language)
                reference = await people.reference(tx, letter.to)
                card = await letters.card(tx, letter.about, letter.to, _slot(letter))
                under_way = card is None and await letters.under_way(tx, letter)
            if under_way:
                await self._failed(letter, SendFailed(Failure.AGAIN, "card_under_way"), now)
                return None
            if show is None or (_nothing_to_change(letter, card)):
                await self._end(letter, "dropped", now)
                return None
            if reference is None or not reference.reachable:
                raise SendFailed(Failure.UNREACHABLE, "no_reference")
            ink = self.ink(language)
            if letter.kind in (Letter.EMPTIED, Letter.FORGOTTEN):
                await self._stub_all(letter, show, reference, ink)
                await self._end(letter, "sent", now)
                return None
            sent = await self._send(letter, show, reference, card, ink)
        except SendFailed as failed:
            return await self._failed(letter, failed, self.clock())
        except Undeliverable:
            await self._end(letter, "dropped", now)
            return None
        await self._sent(letter, reference, sent, now)
        if card is not None and card[1] != sent and _slot(letter) is not Slot.NOTICE:
            await self._point_to_newer(reference, *card, ink)
        return None

    async def _send(
        self, letter: Leased, show: View, reference: Reference, card: tuple[str, str] | None, ink: Ink
    ) -> str:
        activity = cards.message(show, ink)
        if card is not None and letter.kind in QUIET:
            conversation, id_ = card
            try:
                await self.connector.update(reference.service_url, conversation, id_, activity, tenant=reference.tenant)
            except SendFailed as failed:
                if failed.failure is not Failure.GONE:
                    raise
                return await self._post(reference, activity)
            return id_
        return await self._post(reference, activity)

    async def _stub_all(self, letter: Leased, show: View, reference: Reference, ink: Ink) -> None:
        """Every card about it becomes a stub, unless it shows something newer; one that is gone is as good."""
        activity = cards.message(show, ink)
        async with self.network.store.read() as tx:
            sent = await letters.cards_about(tx, letter.about, letter.to)
        for card in sent:
            try:
                await self.connector.update(
                    reference.service_url, card["conversation"], card["activity"], activity, tenant=reference.tenant
                )
            except SendFailed as failed:
                if failed.failure is Failure.AGAIN:
                    raise

    async def _point_to_newer(self, reference: Reference, conversation: str, old: str, ink: Ink) -> None:
        """Best effort: an older card about the same thing must not invite to press it."""
        said = Said("see_newer_card")
        stub = cards.message(said, ink)
        try:
            await self.connector.update(reference.service_url, conversation, old, stub, tenant=reference.tenant)
        except SendFailed as failed:
            log.info("old_card_stays", why=failed.code)

    async def _post(self, reference: Reference, activity: dict[str, Any]) -> str:
        return await self.connector.send(
            reference.service_url, reference.conversation, activity, tenant=reference.tenant
        )

    async def _sent(self, letter: Leased, reference: Reference, activity: str, now: datetime) -> None:
        SENDS.labels(outcome="sent").inc()
        async with self.network.store.write() as tx:
            await letters.record(tx, letter.key, self.name, "sent", now)
            if activity:
                conversation = reference.conversation
                await letters.remember_card(tx, letter.about, letter.to, _slot(letter), conversation, activity, now)

    async def _failed(self, letter: Leased, failed: SendFailed, now: datetime) -> datetime | None:
        SENDS.labels(outcome=failed.failure.value).inc()
        log.warning("letter_failed", kind=letter.kind.value, why=failed.code, attempts=letter.attempts)
        if failed.failure is Failure.AGAIN and letter.attempts < MAX_ATTEMPTS:
            jitter = random.random()  # noqa: S311 - spreads retries, guards nothing
            again = retry_at(letter.attempts, now, jitter=jitter, retry_after=failed.retry_after)
            await self._put_back(letter, again, failed.code)
            return again
        if failed.failure in (Failure.UNREACHABLE, Failure.GONE):
            # First what follows from it: if we die in between, the letter comes back and says it once more.
            await undelivered(self.network, letter, failed.code, now)
        log.error("letter_given_up", kind=letter.kind.value, why=failed.code)
        await self._end(letter, "failed", now, failed.code)
        return None

    async def _put_back(self, letter: Leased, until: datetime, why: str) -> None:
        async with self.network.store.write() as tx:
            await letters.put_back(tx, letter.key, self.name, until, why)

    async def _end(self, letter: Leased, state: str, now: datetime, error: str = "") -> None:
        async with self.network.store.write() as tx:
            await letters.record(tx, letter.key, self.name, state, now, error)


def _nothing_to_change(letter: Leased, card: tuple[str, str] | None) -> bool:
    return letter.kind in QUIET - {Letter.STATUS, Letter.EMPTIED, Letter.PROGRESS} and card is None


def _slot(letter: Leased) -> Slot:
    return SLOTS.get(letter.kind, Slot.NOTICE)
