"""What can go wrong between the bot and Teams: one fault a call, in Teams' own forms."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Way(StrEnum):
    """How the fault shows itself."""

    ANSWER = "answer"
    HANG = "hang"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class Fault:
    """One call that does not go well. `delivered`: the message arrives although the answer says otherwise."""

    status: int = 0
    body: str = ""
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    delivered: bool = False
    way: Way = Way.ANSWER


def error(status: int, code: str, message: str = "") -> Fault:
    """An error in the connector's usual form."""
    return Fault(status, json.dumps({"error": {"code": code, "message": message}}))


def throttled(retry_after: str | None = "2") -> Fault:
    """429, with or without Retry-After."""
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return Fault(429, json.dumps({"error": {"code": "Throttled", "message": "Too many requests"}}), headers=headers)


def precondition() -> Fault:
    """412: another change was under way."""
    return error(412, "PreconditionFailed")


def after_delivery(status: int = 502) -> Fault:
    """The message arrives, and the answer is an error page of some proxy."""
    return Fault(status, "<html><h1>Bad Gateway</h1></html>", "text/html", delivered=True)


def html(status: int) -> Fault:
    """A proxy's error page; nothing arrives."""
    return Fault(status, "<!DOCTYPE html><html><body>fejl</body></html>", "text/html; charset=no-such")


def hang(*, delivered: bool = False) -> Fault:
    """No answer, ever."""
    return Fault(way=Way.HANG, delivered=delivered)


def reset(*, delivered: bool = False) -> Fault:
    """The connection breaks."""
    return Fault(way=Way.RESET, delivered=delivered)


def blocked() -> Fault:
    """403 as the connector says it when the user has blocked the bot: an error number, and JSON inside a text."""
    inner = json.dumps({"subCode": "MessageWritesBlocked", "details": "Thread is not writable"})
    return Fault(403, json.dumps({"errorCode": 209, "message": inner}))


def not_in_roster() -> Fault:
    """403 as the connector says it when the app was removed."""
    return error(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.")


def not_found() -> Fault:
    """404: the conversation is gone."""
    return error(404, "ConversationNotFound")
