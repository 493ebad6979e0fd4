"""This process among its likes: its name, and which names of this machine belong to processes that have died."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable


def name() -> str:
    """Host and process id: who holds a lease."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}"


def dead(names: Iterable[str]) -> list[str]:
    """Those names of this machine that no living process bears; our own as well, since we have just begun.

    Other machines' names are left alone: their leases run out by themselves.
    """
    host, own = name().rsplit(":", 1)
    mine = (full.rsplit(":", 1) for full in names if full.startswith(f"{host}:"))
    return [f"{host}:{pid}" for _, pid in mine if pid == own or not _lives(pid)]


def _lives(pid: str) -> bool:
    if not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
