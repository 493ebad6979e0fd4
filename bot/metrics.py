"""Counters for Prometheus. Labels are words of our own, never anything people wrote."""

from __future__ import annotations

from prometheus_client import Counter, Gauge

SENDS = Counter("aldrig_alene_sends", "Letters by outcome", ["outcome"])
TURNS = Counter("aldrig_alene_turns", "Activities by kind", ["kind"])
DENIED = Counter("aldrig_alene_denied", "Requests refused at the door", ["why"])
BEATS = Counter("aldrig_alene_beats", "Beats of the clock", ["outcome"])
OPEN_CASES = Gauge("aldrig_alene_open_cases", "Referrals that are not closed")
OLDEST_WAIT = Gauge("aldrig_alene_oldest_wait_seconds", "Age of the oldest referral that nobody has taken")
ALONE = Gauge("aldrig_alene_cases_alone", "Stranded referrals that no coordinator in reach has")
LETTERS_WAITING = Gauge("aldrig_alene_letters_waiting", "Letters not delivered yet")
