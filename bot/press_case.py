"""The buttons of one case beside its own life: what happened, the coordinator's hand on it, what declines teach."""

from __future__ import annotations

from bot.buttons import Verb
from bot.pressed import Handler
from handlers import oversee, story, teach

HANDLERS: dict[Verb, Handler] = {
    Verb.STORY: lambda p: story.story(p.tx, p.who, p.press.id),
    Verb.CASE: lambda p: oversee.case(p.tx, p.who, p.press.id, p.now),
    Verb.CASE_GIVE: lambda p: oversee.reassign(p.network, p.tx, p.who, p.answered, p.now),
    Verb.CASE_CLOSE: lambda p: oversee.close(p.network, p.tx, p.who, p.answered, p.now),
    Verb.CASE_MERGE: lambda p: oversee.merge(p.network, p.tx, p.who, p.answered, p.now),
    Verb.CORRECT: lambda p: teach.correct(p.tx, p.who, p.press.id, p.press.inputs.get("slug", ""), p.now),
}
