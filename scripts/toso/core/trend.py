"""Trend: a frozen snapshot a period, a light one a day; and which groups moved."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from toso.core.calendar import VIETNAM, Calendar
from toso.core.figures import Figures
from toso.core.periods import MONTHS, shown_period
from toso.model import Period
from toso.schema.types import Indicator

PLACE = "master.trend"


@dataclass(frozen=True, slots=True)
class Light:
    """A day's or a period's figures of the ward: indicator's name → value."""

    label: str
    values: Mapping[str, int]
    period: str = ""
    """The period that its figures are of; "" in a series kept before this was remembered."""


def light(figures: Figures, label: str) -> Light:
    """The ward's figures that the trend shows; unknown ones are left out."""
    values = {one.name: figures.of_ward(one.name).value for one in figures.indicators(PLACE)}
    return Light(label, {name: value for name, value in values.items() if value is not None}, figures.period.code)


def comparable(one: Indicator, then: Light, day: Light, like: Period) -> bool:
    """What is counted within a period begins anew with it: days of two periods say nothing about each other there."""
    return one.scope != "period" or _period_of(then, like) == _period_of(day, like)


def _period_of(day: Light, like: Period) -> str:
    """The code of a day's period; where it was not kept, of the period that was shown on that day. ``like``: a period
    that says how long they are and on which day of a month they close."""
    if day.period:
        return day.period
    kind, close_day = (like.kind, like.end.day) if like.kind in MONTHS else ("quarter", Calendar().close_day)
    evening = datetime.combine(date.fromisoformat(day.label), time(23, 59), VIETNAM)
    return shown_period(evening, Calendar(close_day=close_day), kind).code


@dataclass(frozen=True, slots=True)
class Move:
    """A group's figure then and now."""

    group_code: str
    figure: str
    before: int | None
    now: int | None

    @property
    def change(self) -> int | None:
        return None if self.before is None or self.now is None else self.now - self.before


def moves(figures: Figures) -> tuple[Move, ...]:
    """Groups whose figure differs from the period before, the largest change first; those that began or fell silent
    stand at the end."""
    if figures.previous is None:
        return ()
    found = []
    for one in figures.indicators(PLACE):
        for group in figures.groups:
            then = figures.previous.of_group(group.code, one.name).value
            now = figures.of_group(group.code, one.name).value
            if then != now:
                found.append(Move(group.code, one.name, then, now))
    return tuple(sorted(found, key=lambda move: (move.change is None, -abs(move.change or 0), move.group_code)))


def to_text(lights: Iterable[Light]) -> str:
    """Canonical JSON, for the state file."""
    return json.dumps(
        [[one.label, dict(one.values), one.period] for one in lights], ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def from_text(text: str | None) -> tuple[Light, ...]:
    return tuple(Light(*one) for one in json.loads(text)) if text else ()


def with_day(lights: Iterable[Light], today: Light, keep: int = 400) -> tuple[Light, ...]:
    """The series with today's value in place of an earlier one of the same day; the oldest beyond ``keep`` go."""
    others = [one for one in lights if one.label != today.label]
    return tuple(sorted([*others, today], key=lambda one: one.label))[-keep:]


def day_label(day: date) -> str:
    return day.isoformat()
