"""One tick's work on the ward's books by workers of a cluster: they read, say back and count; what comes back is small."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from toso.executor import Executor
from toso.jobs.collect import Collected, collect
from toso.jobs.day import Day
from toso.jobs.fleet import Fetch, collect_by_workers
from toso.jobs.validate import Said
from toso.model import Period


@dataclass(slots=True, kw_only=True)
class FleetDay(Day):
    """``fetch``: who the workers are at Google. ``speaks``: they say back to the books they read."""

    executor: Executor
    fetch: Fetch
    speaks: bool = True
    _said: dict[str, Said] = field(default_factory=dict)
    _whole: set[str] = field(default_factory=set)

    def collected(self, period: Period, now: datetime, *, only: str = "", everything: bool = False) -> Collected:
        if only:
            return Day.collected(self, period, now, only=only, everything=everything)
        if period.code not in self._found or (everything and period.code not in self._whole):
            found, said = collect_by_workers(
                self.parts, now, period, self.executor, self.fetch, everything=everything, speaks=self.speaks
            )
            self._found[period.code], self._said[period.code] = found, said
            if everything:
                self._whole.add(period.code)
        return self._found[period.code]

    def read_here(self, period: Period, now: datetime) -> Collected:
        return collect(self.parts, now, period, everything=True)

    def validate(self, period: Period, now: datetime, *, only: str = "") -> Said:
        if only:
            return Day.validate(self, period, now, only=only)
        self.collected(period, now)
        return self._said[period.code]
