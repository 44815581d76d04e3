"""What the core needs from the settings, in the core's own values."""

from __future__ import annotations

from toso.core.calendar import Calendar
from toso.settings.load import Settings


def calendar_of(settings: Settings) -> Calendar:
    """The calendar that the settings describe."""
    periods = settings.periods
    return Calendar(
        days_off=frozenset(periods.holidays),
        days_worked=frozenset(periods.working_days),
        close_day=periods.close_day,
        send_by_day=periods.send_by_day,
        entry_time=periods.entry_time,
    )
