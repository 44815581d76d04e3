"""Serial dates: days since 30 December 1899, the time as a part of a day."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

#: date.toordinal of 30/12/1899.
EPOCH = 693594
_DAY = 86_400_000


class Moment(NamedTuple):
    """A serial taken apart; `milliseconds` are those of the day."""

    day: date
    milliseconds: int

    @property
    def hour(self) -> int:
        return self.milliseconds // 3_600_000

    @property
    def minute(self) -> int:
        return self.milliseconds // 60_000 % 60

    @property
    def second(self) -> int:
        return self.milliseconds // 1000 % 60


def moment(serial: float) -> Moment | None:
    """Day and time of a serial (to the millisecond), or None outside the years 1–9999."""
    try:
        days, rest = divmod(round(serial * _DAY), _DAY)
        return Moment(date.fromordinal(days + EPOCH), rest)
    except (ValueError, OverflowError):
        return None


def serial_of(day: date) -> int:
    """The serial of a date."""
    return day.toordinal() - EPOCH


def serial_at(when: datetime) -> float:
    """The serial of a moment, its time zone left out."""
    return serial_of(when.date()) + (
        when.hour * 3600 + when.minute * 60 + when.second + when.microsecond / 1e6
    ) / 86400
