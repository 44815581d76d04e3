"""Working days of Vietnam, with the days the Government swaps by decree.

Source of the public holidays: the ``holidays`` package (imported on first use: it is the slowest import of the core).
Decreed swap days (2/1/2026 off, worked on 10/1/2026) are not in it: they come from the settings.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""Asia/Ho_Chi_Minh has kept UTC+7 without daylight saving since 13/6/1975, so a fixed offset is the zone."""

DAY = timedelta(days=1)


QUIET = (
    (1, 5, 16),
    (3, 1, 25),
    (5, 10, 31),
    (6, 1, 30),
    (7, 1, 31),
    (8, 1, 20),
    (9, 6, 30),
    (10, 1, 31),
    (11, 1, 20),
    (12, 1, 25),
)
"""(month, first day, last day) in which Vietnam has no public holiday, in any calendar from 2000 to 2099 (a test asks
the package for all of them): days around a quarter's close are answered without importing it, which takes longer than
all else that ``toso status`` does."""


def _quiet(day: date) -> bool:
    return any(day.month == month and first <= day.day <= last for month, first, last in QUIET)


@lru_cache(maxsize=64)
def public_holidays(year: int) -> frozenset[date]:
    """The public holidays of one year, days in lieu of weekends included."""
    from holidays.countries.vietnam import Vietnam

    return frozenset(Vietnam(years=year, observed=True))


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked, and the days a report's period turns on.

    ``days_off`` and ``days_worked`` come from decrees and win over weekends and public holidays; a day in both is
    worked. ``close_day`` is the last activity day of a period's last month, ``send_by_day`` the last day to send
    (Decree 09/2019/NĐ-CP, art. 12: the 14th, and before the 16th).
    """

    days_off: frozenset[date] = frozenset()
    days_worked: frozenset[date] = frozenset()
    close_day: int = 14
    send_by_day: int = 15
    entry_time: time = time(12, 0)

    def is_working_day(self, day: date) -> bool:
        if day in self.days_worked:
            return True
        if day.weekday() > 4 or day in self.days_off:
            return False
        return _quiet(day) or day not in public_holidays(day.year)

    def working_day_until(self, day: date) -> date:
        """The last working day on or before ``day``. With no working day in 40 days, ``day`` itself."""
        for back in range(40):
            if self.is_working_day(day - back * DAY):
                return day - back * DAY
        return day

    def working_days_before(self, day: date, number: int) -> date:
        """The working day that is ``number`` working days before ``day``; ``day`` itself for 0."""
        return _working_days_before(self, day, number)


@lru_cache(maxsize=1024)
def _working_days_before(calendar: Calendar, day: date, number: int) -> date:
    """Asked at every tick, for the same few days."""
    for _ in range(number):
        day = calendar.working_day_until(day - DAY)
    return day


def in_vietnam(moment: datetime) -> datetime:
    """``moment`` on the ward's clock; one without a zone is taken for the ward's own time."""
    return moment.replace(tzinfo=VIETNAM) if moment.tzinfo is None else moment.astimezone(VIETNAM)
