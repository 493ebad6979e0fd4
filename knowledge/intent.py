"""What a message wants: an answer, a person, a greeting …"""

from __future__ import annotations

from enum import StrEnum


class Intent(StrEnum):
    """What the person wants."""

    QUESTION = "question"
    PERSON = "person"
    GREETING = "greeting"
    THANKS = "thanks"
    HELP = "help"
    FOLLOW_UP = "follow_up"
    OUT_OF_SCOPE = "out_of_scope"
