"""What Teams delivers to the bot, as plain objects, for the cast of the try-out."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

from knowledge.people import demo

SERVICE_URL = "https://smba.trafficmanager.net/emea/"
TENANT = "aaaaaaaa-0000-4000-8000-000000000001"
BOT = {"id": "28:11111111-2222-3333-4444-555555555555", "name": "Aldrig alene"}
Body = dict[str, Any]
_numbers = itertools.count(1_760_000_000_000)


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person as Teams knows them."""

    key: str
    name: str
    aad: str

    @property
    def mri(self) -> str:
        """The channel's id of the person."""
        return f"29:{self.key}"

    @property
    def chat(self) -> str:
        """The personal conversation with the bot."""
        return f"a:{self.key}-chat"


_CAST = {person.id: Somebody(person.id, person.name, person.aad_id) for person in demo()}
ANNA, EVA, BO = _CAST["anna"], _CAST["eva"], _CAST["bo"]
"""A teacher, a psychologist of PPR, and a co-teaching partner."""
RIKKE, KIM, LEO = _CAST["rikke"], _CAST["kim"], _CAST["leo"]
"""A resource pedagogue, the coordinator, and a leader."""
CAST = (ANNA, EVA, BO, RIKKE, KIM, LEO)


def activity(kind: str, who: Somebody, **more: Any) -> Body:
    """An activity of any kind in somebody's chat with the bot. A value of None takes the field out."""
    body = {
        "type": kind,
        "id": str(next(_numbers)),
        "timestamp": "2026-11-18T09:00:00.000Z",
        "localTimestamp": "2026-11-18T10:00:00.000+01:00",
        "localTimezone": "Europe/Copenhagen",
        "serviceUrl": SERVICE_URL,
        "channelId": "msteams",
        "from": {"id": who.mri, "name": who.name, "aadObjectId": who.aad},
        "conversation": {"id": who.chat, "conversationType": "personal", "tenantId": TENANT},
        "recipient": dict(BOT),
        "locale": "da-DK",
        "channelData": {"tenant": {"id": TENANT}, "source": {"name": "text"}},
        "entities": [
            {
                "type": "clientInfo",
                "locale": "da-DK",
                "country": "DK",
                "platform": "Web",
                "timezone": "Europe/Copenhagen",
            }
        ],
    }
    return {name: value for name, value in (body | more).items() if value is not None}


def message(who: Somebody, text: str, **more: Any) -> Body:
    """Somebody writes to the bot."""
    return activity("message", who, **{"text": text, "textFormat": "plain", "attachments": [_html(text)]} | more)


def submit(who: Somebody, card: str, value: object, **more: Any) -> Body:
    """Somebody presses an Action.Submit: a message with a value and no text."""
    return activity("message", who, **{"value": value, "replyToId": card} | more)


def press(who: Somebody, card: str, verb: str, data: object = None, **more: Any) -> Body:
    """Somebody presses an Action.Execute on a card."""
    action = {"type": "Action.Execute", "id": "", "verb": verb, "data": data if data is not None else {}}
    return invoke(who, "adaptiveCard/action", {"action": action, "trigger": "manual"}, **{"replyToId": card} | more)


def invoke(who: Somebody, name: str, value: object, **more: Any) -> Body:
    """An invoke of any name."""
    return activity("invoke", who, **{"name": name, "value": value, "id": f"f:{next(_numbers)}"} | more)


def dropped(who: Somebody, url: str, name: str, text: str = "", **more: Any) -> Body:
    """Somebody drops a file into the chat, with or without words."""
    ending = name.rpartition(".")[2]
    content = {"downloadUrl": url, "uniqueId": "1150D938-8870-4044-9F2C-5BBDEBA70C9D", "fileType": ending}
    there = f"https://kommune-my.sharepoint.com/personal/{who.key}/Documents/{name}"
    kind = "application/vnd.microsoft.teams.file.download.info"
    file = {"contentType": kind, "contentUrl": there, "name": name, "content": content}
    return message(who, text, **{"attachments": [file, _html(text)]} | more)


def consent(who: Somebody, card: str, context: object, upload: str = "", **more: Any) -> Body:
    """Somebody says yes (with Teams' address for the file) or no to the card that asks where to put a file."""
    place = {
        "contentUrl": "https://kommune-my.sharepoint.com/personal/kim/Documents/opslag.xlsx",
        "name": "opslag.xlsx",
        "uploadUrl": upload,
        "uniqueId": "1150D938-8870-4044-9F2C-5BBDEBA70C9D",
        "fileType": "xlsx",
    }
    answer = {"type": "fileUpload", "action": "accept" if upload else "decline", "context": context}
    value = answer | ({"uploadInfo": place} if upload else {})
    return invoke(who, "fileConsent/invoke", value, **{"replyToId": card} | more)


def search(who: Somebody, text: str, command: str = "find", **more: Any) -> Body:
    """Somebody searches in the message extension."""
    query = {
        "commandId": command,
        "parameters": [{"name": "query", "value": text}],
        "queryOptions": {"skip": 0, "count": 25},
    }
    return invoke(who, "composeExtension/query", query, **more)


def installed(who: Somebody, action: str = "add", **more: Any) -> Body:
    """Somebody installs the app (`add`) or removes it (`remove`)."""
    return activity("installationUpdate", who, **{"action": action, "id": f"f:{next(_numbers)}"} | more)


def joined(who: Somebody, **more: Any) -> Body:
    """The conversation begins: Teams adds the person and the bot."""
    members = [{"id": who.mri, "aadObjectId": who.aad}, {"id": BOT["id"]}]
    return activity("conversationUpdate", who, **{"membersAdded": members, "id": f"f:{next(_numbers)}"} | more)


def edited(who: Somebody, message_id: str, text: str, **more: Any) -> Body:
    """Somebody edits a message they sent before."""
    return _changed("messageUpdate", "editMessage", who, message_id, {"text": text, "textFormat": "plain"} | more)


def deleted(who: Somebody, message_id: str, **more: Any) -> Body:
    """Somebody deletes a message they sent before."""
    return _changed("messageDelete", "softDeleteMessage", who, message_id, more)


def _changed(kind: str, event: str, who: Somebody, message_id: str, more: Body) -> Body:
    data = {"tenant": {"id": TENANT}, "eventType": event}
    return activity(kind, who, **{"id": message_id, "channelData": data} | more)


def _html(text: str) -> Body:
    return {"contentType": "text/html", "content": f"<div>{text}</div>"}
