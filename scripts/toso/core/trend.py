"""Trend: a frozen snapshot a period, a light one a day; and which groups moved."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from toso.core.figures import Figures

PLACE = "master.trend"


@dataclass(frozen=True, slots=True)
class Light:
    """A day's or a period's figures of the ward: indicator's name → value."""

    label: str
    values: Mapping[str, int]


def light(figures: Figures, label: str) -> Light:
    """The ward's figures that the trend shows; unknown ones are left out."""
    values = {one.name: figures.of_ward(one.name).value for one in figures.indicators(PLACE)}
    return Light(label, {name: value for name, value in values.items() if value is not None})


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
        [[one.label, dict(one.values)] for one in lights], ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def from_text(text: str | None) -> tuple[Light, ...]:
    return tuple(Light(label, values) for label, values in json.loads(text)) if text else ()


def with_day(lights: Iterable[Light], today: Light, keep: int = 400) -> tuple[Light, ...]:
    """The series with today's value in place of an earlier one of the same day; the oldest beyond ``keep`` go."""
    others = [one for one in lights if one.label != today.label]
    return tuple(sorted([*others, today], key=lambda one: one.label))[-keep:]


def day_label(day: date) -> str:
    return day.isoformat()
