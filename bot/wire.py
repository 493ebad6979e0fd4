"""An activity as the SDK knows it, read from the JSON of the wire: the fields that this house reads, and no others.

The SDK's own reader tries every field of every record in three ways, which takes a sixth as long as finding an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from botbuilder.schema import Activity, Attachment, ChannelAccount, ConversationAccount

T = TypeVar("T")
Record = Mapping[str, Any]
WORDS = {name: name for name in ("type", "id", "locale", "text", "name", "action")}
WORDS |= {"serviceUrl": "service_url", "channelId": "channel_id", "replyToId": "reply_to_id"}
ACCOUNT = {"id": "id", "name": "name", "aadObjectId": "aad_object_id"}
CONVERSATION = {"id": "id", "conversationType": "conversation_type"}
ATTACHMENT = {"contentType": "content_type", "name": "name"}


class NotAnActivity(Exception):
    """The object does not have an activity's form."""


def activity(body: Record) -> Activity:
    """The activity. NotAnActivity when a record or a list of it is something else; what is no word is made one."""
    return Activity(
        **_words(body, WORDS),
        from_property=_one(body.get("from"), _account),
        recipient=_one(body.get("recipient"), _account),
        conversation=_one(body.get("conversation"), _conversation),
        members_added=_many(body.get("membersAdded"), _account),
        members_removed=_many(body.get("membersRemoved"), _account),
        attachments=_many(body.get("attachments"), _attachment),
        channel_data=body.get("channelData"),
        value=body.get("value"),
    )


def _account(record: Record) -> ChannelAccount:
    return ChannelAccount(**_words(record, ACCOUNT))


def _conversation(record: Record) -> ConversationAccount:
    group = record.get("isGroup")
    if group is not None and not isinstance(group, bool):
        raise NotAnActivity
    return ConversationAccount(**_words(record, CONVERSATION), is_group=group)


def _attachment(record: Record) -> Attachment:
    return Attachment(**_words(record, ATTACHMENT), content=record.get("content"))


def _words(record: Record, names: Mapping[str, str]) -> dict[str, str]:
    found = ((ours, record.get(theirs)) for theirs, ours in names.items())
    return {name: word if isinstance(word, str) else str(word) for name, word in found if word is not None}


def _one(value: object, read: Callable[[Record], T]) -> T | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise NotAnActivity
    return read(value)


def _many(value: object, read: Callable[[Record], T]) -> list[T | None] | None:
    if value is None:
        return None
    if not isinstance(value, list):
        raise NotAnActivity
    return [_one(each, read) for each in value]
