"""One tick's work on the ward's books: read once, said back once, counted once, however many jobs ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from toso.core.book_facts import Desk
from toso.errors import UsageError
from toso.jobs.aggregate import Aggregated, Shown, aggregate
from toso.jobs.collect import Collected, Parts, collect
from toso.jobs.validate import Said, say_back
from toso.model import Period


@dataclass(slots=True)
class Day:
    """``shown``: what the master shows beside the figures, at the moment it is asked."""

    parts: Parts
    desk: Desk
    shown: Callable[[Collected, datetime], Shown]
    _found: dict[str, Collected] = field(default_factory=dict)

    def collected(self, period: Period, now: datetime, *, only: str = "", everything: bool = False) -> Collected:
        """The books as of this tick. A full reading serves whoever asks later for less."""
        known = self._found.get(period.code)
        if known is None or (everything and len(known.read) < len(known.groups)):
            known = self._found[period.code] = collect(self.parts, now, period, only=only, everything=everything)
        return known

    def read_here(self, period: Period, now: datetime) -> Collected:
        """With what stands in every book, cell by cell."""
        return self.collected(period, now, everything=True)

    def validate(self, period: Period, now: datetime, *, only: str = "") -> Said:
        """Raises UsageError ``group_unknown`` for a group ``only`` that the ward's book does not list."""
        found = self.collected(period, now, only=only)
        if only and only not in {group.code for group in found.groups}:
            raise UsageError("group_unknown", group=only)
        return say_back(self.parts, found, self.desk)

    def aggregate(self, period: Period, now: datetime, *, accept_drop: bool = False) -> Aggregated:
        found = self.collected(period, now)
        sending = now.date() >= period.sending_day
        return aggregate(self.parts, found, self.shown(found, now), accept_drop=accept_drop, sending_day=sending)
