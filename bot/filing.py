"""Teams' own words about files, read defensively: one was dropped into the chat, one may be put somewhere. Pure.

Source: Microsoft, "Send and receive files using a bot": both in personal chats only.
"""

from __future__ import annotations

from typing import Any

from botbuilder.schema import Activity

from bot.buttons import Press, Verb, pack, unpack
from handlers.imports import is_table

DROPPED = "application/vnd.microsoft.teams.file.download.info"
LONGEST_URL = 4_000
LONGEST_NAME = 200


def dropped(activity: Activity, text: str) -> Press | None:
    """The files of a message as a press; None when there are none, or when the words are what matters."""
    files = [found for one in activity.attachments or () if (found := _dropped(one))]
    if not files or (text and not is_table(files[0][0])):
        return None
    name, url = files[0]
    return unpack(None, pack(Verb.FILE, name=name, url=url, text=text, count=str(len(files))))


def consent(value: object) -> Press | None:
    """The answer to the card that asks where to put a file; None when it is none of ours."""
    given = _map(value)
    verb = {"accept": Verb.FILE_PUT, "decline": Verb.FILE_LEAVE}.get(str(given.get("action")))
    place, context = _map(given.get("uploadInfo")), _map(given.get("context"))
    if verb is None:
        return None
    told = {"upload": "uploadUrl", "url": "contentUrl", "unique": "uniqueId", "ending": "fileType"}
    words = {ours: _text(place.get(theirs), LONGEST_URL) for ours, theirs in told.items()}
    return unpack(None, {**words, "verb": verb.value, "id": context.get("id", ""), "n": context.get("n", 0)})


def _dropped(attached: Any) -> tuple[str, str] | None:
    if getattr(attached, "content_type", None) != DROPPED:
        return None
    url = _text(_map(getattr(attached, "content", None)).get("downloadUrl"), LONGEST_URL)
    return _text(getattr(attached, "name", None), LONGEST_NAME) or "fil", url


def _map(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object, longest: int) -> str:
    return value if isinstance(value, str) and len(value) <= longest else ""
