"""An activity is read from the wire as the SDK reads it, as far as the house looks."""

from __future__ import annotations

from typing import Any

import pytest
from botbuilder.schema import Activity

from bot import wire
from bot.wire import NotAnActivity
from tests.teams_wire.activities import ANNA, message, press, submit

FILE = {"contentType": "application/vnd.microsoft.teams.file.download.info", "name": "a.xlsx", "content": {"a": 1}}
GROUP = {"id": "19:1@thread.v2", "isGroup": True, "conversationType": "groupChat", "tenantId": "t"}
SEEN: tuple[dict[str, Any], ...] = (
    message(ANNA, "hej"),
    message(ANNA, "hej", conversation=GROUP, locale="en-GB", attachments=[FILE, {}]),
    message(ANNA, "hej") | {"text": 7, "replyToId": True, "attachments": [], "recipient": None, "entities": [{}]},
    message(ANNA, "x") | {"type": "conversationUpdate", "membersAdded": [{"id": "28:bot"}], "membersRemoved": []},
    press(ANNA, "1:7", "take"),
    submit(ANNA, "1:7", {"verb": "take", "n": 3}),
)
READ = (*wire.WORDS.values(), "channel_data", "value")
BELOW = {
    **dict.fromkeys(("from_property", "recipient", "members_added", "members_removed"), wire.ACCOUNT.values()),
    "conversation": (*wire.CONVERSATION.values(), "is_group"),
    "attachments": (*wire.ATTACHMENT.values(), "content"),
}


def told(activity: Activity) -> dict[str, Any]:
    """What the house looks at."""
    found = {name: getattr(activity, name) for name in READ}
    for name, attributes in BELOW.items():
        value = getattr(activity, name)
        records = value if isinstance(value, list) else [] if value is None else [value]
        found[name] = [{one: getattr(record, one) for one in attributes} for record in records]
    return found


@pytest.mark.parametrize("body", SEEN, ids=range(len(SEEN)))
def test_it_reads_what_the_sdk_reads(body: dict[str, Any]) -> None:
    assert told(wire.activity(body)) == told(Activity().deserialize(body))


@pytest.mark.parametrize(
    "wrong",
    [
        {"from": "29:anna"},
        {"recipient": ["28:bot"]},
        {"conversation": 7},
        {"conversation": {"id": "c", "isGroup": "perhaps"}},
        {"membersAdded": {"id": "28:bot"}},
        {"membersRemoved": ["28:bot"]},
        {"attachments": "a.xlsx"},
        {"attachments": [["a.xlsx"]]},
    ],
)
def test_a_record_of_another_kind_is_no_activity(wrong: dict[str, Any]) -> None:
    with pytest.raises(NotAnActivity):
        wire.activity(message(ANNA, "hej") | wrong)
