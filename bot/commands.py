"""The command list of the app package, as people type it: a command is a button without a card."""

from __future__ import annotations

from bot.buttons import Verb

COMMANDS = {
    "koordinator": Verb.HOME,
    "coordinator": Verb.HOME,
    "sager": Verb.CASES,
    "cases": Verb.CASES,
    "nyt opslag": Verb.ENTRY_NEW,
    "new entry": Verb.ENTRY_NEW,
    "ny person": Verb.PERSON_NEW,
    "new person": Verb.PERSON_NEW,
    "overblik": Verb.OVERVIEW,
    "overview": Verb.OVERVIEW,
    "kom i gang": Verb.GUIDE,
    "first steps": Verb.GUIDE,
    "eksport": Verb.EXPORT,
    "export": Verb.EXPORT,
    "uden svar": Verb.MISSED,
    "unanswered": Verb.MISSED,
    "min tid": Verb.AVAILABILITY,
    "my time": Verb.AVAILABILITY,
    "find en kollega": Verb.FIND,
    "find a colleague": Verb.FIND,
}
