"""The state of the try-out chat: one personal conversation a person, kept in memory only."""

from __future__ import annotations

import asyncio
import itertools
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from bot.envelope import CARD_TYPE
from knowledge.people import Person

Event = dict[str, Any]
BOT = {"id": "28:aldrig-alene", "name": "Aldrig alene"}
TENANT = "00000000-0000-0000-0000-000000000001"


@dataclass(slots=True)
class Chat:
    """What one person and the bot have said, oldest first; an update keeps its place."""

    person: Person
    activities: dict[str, Event] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The conversation's id."""
        return f"a:{self.person.id}"

    @property
    def account(self) -> dict[str, str]:
        """The person as the channel describes a member."""
        upn = f"{self.person.id}@demo.example"
        return {
            "id": f"29:{self.person.id}",
            "name": self.person.name,
            "aadObjectId": self.person.aad_id,
            "userPrincipalName": upn,
            "email": upn,
        }


class Chats:
    """All conversations, and the pages that listen to them."""

    def __init__(self, people: Iterable[Person]) -> None:
        self.by_id = {chat.id: chat for chat in (Chat(person) for person in people)}
        self._run = secrets.token_hex(4)  # ids must not come again after a restart: the bot would take them for copies
        self._numbers = itertools.count(1)
        self._pages: set[asyncio.Queue[Event | None]] = set()
        self.installed = False

    def of(self, person: str) -> Chat | None:
        """The conversation of a person."""
        return self.by_id.get(f"a:{person}")

    def member(self, account: str) -> Chat | None:
        """The conversation of the member with a channel id."""
        return next((chat for chat in self.by_id.values() if chat.account["id"] == account), None)

    def new_id(self) -> str:
        """An id for an activity."""
        return f"{self._run}-{next(self._numbers)}"

    def put(self, chat: Chat, activity: Mapping[str, Any], id_: str = "") -> str:
        """Keeps a new activity, or replaces the one with this id; every page sees it. Returns the id."""
        id_ = id_ or self.new_id()
        at = chat.activities.get(id_, {}).get("at") or datetime.now(UTC).isoformat(timespec="seconds")
        chat.activities[id_] = {**_shown(activity), "id": id_, "at": at}
        self._tell({"op": "put", "person": chat.person.id, "activity": chat.activities[id_]})
        return id_

    def remove(self, chat: Chat, id_: str) -> bool:
        """Takes an activity away; False when there is none."""
        if chat.activities.pop(id_, None) is None:
            return False
        self._tell({"op": "remove", "person": chat.person.id, "id": id_})
        return True

    def listen(self) -> asyncio.Queue[Event | None]:
        """A page's queue: first everything so far, then whatever happens; None at the end."""
        page: asyncio.Queue[Event | None] = asyncio.Queue()
        cast = [{"id": c.person.id, "name": c.person.name, "title": c.person.title} for c in self.by_id.values()]
        page.put_nowait({"op": "start", "people": cast})
        for chat in self.by_id.values():
            for activity in chat.activities.values():
                page.put_nowait({"op": "put", "person": chat.person.id, "activity": activity, "old": True})
        self._pages.add(page)
        return page

    def leave(self, page: asyncio.Queue[Event | None]) -> None:
        """The page was closed."""
        self._pages.discard(page)

    def close(self) -> None:
        """Tells every page that it is over, so that the server can stop at once."""
        self._tell(None)

    def _tell(self, event: Event | None) -> None:
        for page in self._pages:
            page.put_nowait(event)


def _shown(activity: Mapping[str, Any]) -> Event:
    """What the page needs of an activity."""
    attachments = activity.get("attachments") or ()
    cards = [a.get("content") for a in attachments if isinstance(a, dict) and a.get("contentType") == CARD_TYPE]
    return {
        "mine": bool(activity.get("mine")),
        "text": str(activity.get("text") or ""),
        "summary": str(activity.get("summary") or ""),
        "cards": cards,
    }


CHATS: web.AppKey[Chats] = web.AppKey("chats", Chats)
