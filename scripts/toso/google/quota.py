"""Google's limits per minute, kept on our side by limiters that all threads share.

Source: https://developers.google.com/workspace/sheets/api/limits (reads and writes apart; 60 a user, 300 a project).
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from typing import Literal

from pyrate_limiter import InMemoryBucket, Rate, RateItem

Kind = Literal["read", "write", "drive"]

WINDOW_MS = 62_000
"""A minute and the time an answer may be late: what we send within one of our windows reaches Google within one of its."""
PER_USER = 60
PER_PROJECT = 300


class Gate:
    """Lets a call pass when the minute has room for it. One gate a project; ``user`` names whose quota is used.

    ``clock`` gives seconds that only grow; ``sleep`` takes seconds. Drive calls are counted and never held back: the
    limit there is 12,000 a minute.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
        per_user: int = PER_USER,
        per_project: int = PER_PROJECT,
    ) -> None:
        self._clock, self._sleep = clock, sleep
        self._limits = {"user": per_user, "project": per_project}
        self._lanes: dict[tuple[str, str], InMemoryBucket] = {}
        self._lock = threading.Lock()

    def pass_through(self, kind: Kind, user: str, latest: float) -> bool:
        """Wait for room. False when there is none before ``latest`` (on ``clock``)."""
        if kind == "drive":
            return True
        while True:
            wait = self._try(kind, user)
            if wait is None:
                return True
            if self._clock() + wait > latest:
                return False
            self._sleep(wait)

    def _try(self, kind: Kind, user: str) -> float | None:
        """None when the call may go; else seconds until it is worth asking again."""
        with self._lock:
            now = int(self._clock() * 1000)
            item = RateItem(kind, now)
            lanes = [self._lane(kind, "user", user), self._lane(kind, "project", "")]
            for lane in lanes:
                lane.leak(now)
                if lane.count() >= lane.rates[0].limit:
                    return max(0.05, (lane.items[0].timestamp + WINDOW_MS - now) / 1000 + 0.05)
            for lane in lanes:
                lane.put(item)
            return None

    def _lane(self, kind: Kind, scope: str, who: str) -> InMemoryBucket:
        key = (f"{kind}.{scope}", who)
        if key not in self._lanes:
            self._lanes[key] = InMemoryBucket([Rate(self._limits[scope], WINDOW_MS)])
        return self._lanes[key]


class Calls:
    """How many calls were made, by kind and by method; attempts that failed are counted too, as Google does."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()

    def add(self, kind: Kind, name: str) -> None:
        with self._lock:
            self._counts[kind] += 1
            self._counts[f"{kind} {name}"] += 1

    @property
    def reads(self) -> int:
        """Reads of Sheets and calls of Drive together."""
        return self._counts["read"] + self._counts["drive"]

    @property
    def writes(self) -> int:
        return self._counts["write"]

    @property
    def total(self) -> int:
        return self.reads + self.writes

    def by_name(self) -> dict[str, int]:
        """``"read spreadsheets.get"`` → 3, sorted by name."""
        with self._lock:
            return {name: n for name, n in sorted(self._counts.items()) if " " in name}
