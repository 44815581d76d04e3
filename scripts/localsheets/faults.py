"""Trouble on demand, the same trouble for the same seed.

A spec is words parted by commas: `429=0.05` (share of calls answered 429), `500=…`, `502=…`, `503=…`, `403=…` (Drive's
rate limit), `timeout=…` (no answer within the caller's patience), `drop=…` (the work is done, the answer is lost),
`cut=…` (the connection closes before anything is done), `latency=0.2` or `latency=0.1-0.5` (seconds, every call),
`retry-after=3` (seconds named in 429 and 503), `only=read|write|drive|METHOD`, `after=N` (the first N calls are spared),
`first=CODE*N` (the first N calls fail with that code), `seed=7`.
"""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from localsheets.errors import ApiError, DriveError
from localsheets.quota import rate_limited, rate_limited_drive

if TYPE_CHECKING:
    from localsheets.routes import Route

CODES = (403, 408, 429, 500, 502, 503, 504)


@dataclass
class Fault:
    """What befalls one call. `after`: only once the work is done. `dropped`: "timeout" or "closed"."""

    error: ApiError | None = None
    delay: float = 0.0
    dropped: str | None = None
    after: bool = False


@dataclass
class Faults:
    """Draws a fault for each call. Rates are shares of all calls, tried in the order given."""

    rates: dict[str, float] = field(default_factory=dict)
    latency: tuple[float, float] = (0.0, 0.0)
    retry_after: int | None = None
    only: str | None = None
    spare: int = 0
    first: list[int] = field(default_factory=list)
    seed: int = 0

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._lock = threading.Lock()
        self._count = 0
        self.drawn: list[str] = []

    @classmethod
    def parse(cls, spec: str) -> Faults:
        """Raises ValueError, naming the word, if the spec cannot be read."""
        found: dict = {"rates": {}, "first": []}
        for word in filter(None, (w.strip() for w in spec.split(","))):
            name, equals, value = word.partition("=")
            try:
                if not equals:
                    raise ValueError
                if name in ("timeout", "drop", "cut") or name.isdigit():
                    rate = float(value)
                    if not 0 <= rate <= 1 or (name.isdigit() and int(name) not in CODES):
                        raise ValueError
                    found["rates"][name] = rate
                elif name == "latency":
                    low, _, high = value.partition("-")
                    found["latency"] = (float(low), float(high or low))
                elif name == "retry-after":
                    found["retry_after"] = int(value)
                elif name == "only":
                    found["only"] = value
                elif name == "after":
                    found["spare"] = int(value)
                elif name == "first":
                    code, _, times = value.partition("*")
                    found["first"] += [int(code)] * int(times or 1)
                elif name == "seed":
                    found["seed"] = int(value)
                else:
                    raise ValueError
            except ValueError:
                raise ValueError(f"cannot read fault {word!r}") from None
        return cls(**found)

    def draw(self, route: Route) -> Fault | None:
        with self._lock:
            low, high = self.latency
            delay = self._random.uniform(low, high) if high else 0.0
            if self.only and self.only not in (route.kind, route.name, route.api):
                return Fault(delay=delay) if delay else None
            self._count += 1
            if self.first:
                code = self.first.pop(0)
                self.drawn.append(str(code))
                return Fault(self.error(code, route), delay)
            chance = self._random.random()
            if self._count > self.spare:
                for name, rate in self.rates.items():
                    if chance < rate:
                        self.drawn.append(name)
                        return self._fault(name, route, delay)
                    chance -= rate
            return Fault(delay=delay) if delay else None

    def _fault(self, name: str, route: Route, delay: float) -> Fault:
        if name == "drop":
            return Fault(None, delay, dropped="closed", after=True)
        if name == "timeout":
            return Fault(None, delay, dropped="timeout", after=True)
        if name == "cut":
            return Fault(ApiError(503, ""), delay, dropped="closed")
        return Fault(self.error(int(name), route), delay)

    def error(self, code: int, route: Route) -> ApiError:
        if code == 429:
            error: ApiError = rate_limited(route.kind) if route.api == "sheets" else rate_limited_drive(429)
        elif code == 403:
            error = rate_limited_drive() if route.api == "drive" else ApiError(403, "The caller does not have permission")
        elif route.api == "drive":
            error = DriveError(code, "Internal Error" if code == 500 else "Backend Error", "internalError" if code == 500 else "backendError")
        else:
            texts = {
                500: "Internal error encountered.",
                502: "The server encountered a temporary error and could not complete your request.",
                503: "The service is currently unavailable.",
                504: "Deadline expired before operation could complete.",
            }
            error = ApiError(code, texts.get(code, "Request timed out."))
        if self.retry_after is not None and code in (429, 503):
            error.headers["Retry-After"] = str(self.retry_after)
        return error
