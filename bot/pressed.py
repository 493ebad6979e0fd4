"""A press of a button with everything its handler may need."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.buttons import Press
from handlers.network import Network
from handlers.respond import Answered
from handlers.views import View
from knowledge.store.people import Member


@dataclass(frozen=True, slots=True)
class Pressed:
    """A press with everything its handler may need."""

    network: Network
    tx: AsyncConnection
    who: Member
    press: Press
    now: datetime
    language: str
    conversation: str
    activity: str
    private: bool = True

    @property
    def answered(self) -> Answered:
        """The press as an answer to an offer."""
        inputs = self.press.inputs
        return Answered(self.press.id, self.press.version, inputs.get("reason", ""), inputs.get("to", ""))


Handler = Callable[[Pressed], Awaitable[View]]
