"""What the core needs from the settings, in the core's own values."""

from __future__ import annotations

from datetime import datetime

from toso.core import periods as core_periods
from toso.core.calendar import Calendar
from toso.core.due import Rules
from toso.model import Period
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


def rules_of(settings: Settings) -> Rules:
    """When things are due, as the settings describe it. The sample ward's plan is no plan: its window is open."""
    ours = settings.file is not None
    return Rules(
        plan_start=settings.plan.start if ours else None,
        plan_end=settings.plan.end if ours else None,
        kinds=settings.periods.kinds,
        first=settings.periods.first,
        ad_hoc=tuple((one.start, one.end, one.deadline) for one in settings.periods.ad_hoc),
        check_times=settings.clock.check_times,
        remind_days=settings.clock.remind_days,
        remind_time=settings.clock.remind_time,
        backup_time=settings.clock.backup_time,
        purge_after_days=settings.plan.purge_after_days,
        key_max_age_days=settings.google.key_max_age_days,
        alert_after_hours=settings.keeper.alert_after_hours,
    )


def shown_period(settings: Settings, now: datetime) -> Period:
    """The one answer to "which period is it": of the kind that the ward reports first, within its plan."""
    rules = rules_of(settings)
    return core_periods.shown_period(now, calendar_of(settings), rules.kinds[0], rules.plan_end)
