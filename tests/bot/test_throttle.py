"""Teams' limits per conversation and per tenant, kept by ourselves, on a clock that the test turns."""

from __future__ import annotations

import pytest

from bot.throttle import MOST_TENANTS, TENANT_PER_SECOND, Throttle


class Sender:
    """Sends as soon as it may."""

    def __init__(self) -> None:
        self.now = 0.0
        self.throttle = Throttle(lambda: self.now)

    def sent_at(self, conversation: str, tenant: str, count: int) -> list[float]:
        """The times at which so many requests in a row went out."""
        times: list[float] = []
        while len(times) < count:
            pause = self.throttle.pause(conversation, tenant)
            if pause:
                self.now += pause
            else:
                times.append(self.now)
        return times


@pytest.mark.parametrize(("span", "most"), [(1, 7), (2, 8), (30, 60), (3600, 1800)])
def test_a_conversation_never_gets_more_than_teams_allows(span: float, most: int) -> None:
    times = Sender().sent_at("a:anna", "vejle", 1_900)
    assert all(later - earlier >= span for earlier, later in zip(times, times[most:], strict=False))


@pytest.mark.parametrize("replicas", [1, 3, 100])
def test_a_tenant_gets_its_share_however_many_conversations_there_are(replicas: int) -> None:
    sender = Sender()
    sender.throttle.replicas = replicas
    times = [sender.sent_at(f"a:{number}", "vejle", 1)[0] for number in range(300)]
    share = max(1, TENANT_PER_SECOND // replicas)
    assert all(later - earlier >= 1 for earlier, later in zip(times, times[share:], strict=False))


def test_one_tenant_does_not_use_up_what_another_has() -> None:
    throttle = Throttle(lambda: 0.0)
    tenants = ("vejle", "odense", "")
    free = {tenant: [throttle.pause(f"{tenant}{number}", tenant) for number in range(60)] for tenant in tenants}
    assert {tenant: pauses.count(0.0) for tenant, pauses in free.items()} == dict.fromkeys(tenants, TENANT_PER_SECOND)


def test_tenants_that_are_silent_are_forgotten_before_the_memory_is_full() -> None:
    throttle = Throttle(lambda: 0.0)
    for number in range(MOST_TENANTS + 10):
        assert throttle.pause(f"a:{number}", f"tenant-{number}") == 0
    assert len(throttle._tenants) == MOST_TENANTS
