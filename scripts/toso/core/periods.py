"""Reporting periods and their deadlines (Decree 09/2019/NĐ-CP, art. 12).

A period runs from the day after the close of the month before it to the close of its last month, both inclusive:
with the close on the 14th, Q4/2025 is 15/9/2025–14/12/2025 and Q1/2026 is 15/12/2025–14/3/2026.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache

from toso.core.calendar import DAY, VIETNAM, Calendar
from toso.errors import UsageError
from toso.model import Period, PeriodKind

MONTHS: dict[PeriodKind, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}
CODE = re.compile(r"(\d{4})(?:-(?:Q([1-4])|H([12])|(0[1-9]|1[0-2])))?")
AD_HOC = re.compile(r"(adhoc|plan)-(\d{8})-(\d{8})(?:-(\d{8}))?")


def period(code: str, calendar: Calendar) -> Period:
    """The period named ``2025-Q4``, ``2025-12``, ``2025-H2``, ``2025`` or as ``ad_hoc`` and ``final`` name theirs.

    Raises UsageError(``period_unknown``) for anything else.
    """
    if found := CODE.fullmatch(code):
        year, quarter, half, month = found.groups()
        if quarter:
            return _regular("quarter", int(year), 3 * int(quarter), calendar)
        if half:
            return _regular("half", int(year), 6 * int(half), calendar)
        return (
            _regular("month", int(year), int(month), calendar) if month else _regular("year", int(year), 12, calendar)
        )
    if found := AD_HOC.fullmatch(code):
        try:
            start, end, *deadline = (datetime.strptime(text, "%Y%m%d").date() for text in found.groups()[1:] if text)
        except ValueError:
            raise UsageError("period_unknown", code=code) from None
        if found[1] == "plan":
            return final(start, end, calendar)
        return ad_hoc(start, end, deadline[0] if deadline else end, calendar)
    raise UsageError("period_unknown", code=code)


@lru_cache(maxsize=4096)
def _regular(kind: PeriodKind, year: int, last_month: int, calendar: Calendar) -> Period:
    """The period of ``kind`` whose last month is ``last_month``."""
    months = 12 * year + last_month - 1 - MONTHS[kind]
    start = date(months // 12, months % 12 + 1, calendar.close_day) + DAY
    end = date(year, last_month, calendar.close_day)
    codes = {
        "month": f"{year}-{last_month:02d}",
        "quarter": f"{year}-Q{last_month // 3}",
        "half": f"{year}-H{last_month // 6}",
    }
    sending = calendar.working_day_until(date(year, last_month, calendar.send_by_day))
    return Period(codes.get(kind, str(year)), kind, start, end, sending, entry_deadline(sending, calendar))


def entry_deadline(sending_day: date, calendar: Calendar) -> datetime:
    """When figures are frozen: the entry time of the sending day."""
    return datetime.combine(sending_day, calendar.entry_time, VIETNAM)


def ad_hoc(start: date, end: date, deadline: date, calendar: Calendar) -> Period:
    """A period asked for out of turn (đột xuất). ``deadline`` is the day it must be sent; both ends inclusive."""
    code = f"adhoc-{start:%Y%m%d}-{end:%Y%m%d}" + (f"-{deadline:%Y%m%d}" if deadline != end else "")
    return Period(code, "ad_hoc", start, end, deadline, entry_deadline(deadline, calendar))


def checked_ad_hoc(start: date, end: date, today: date, plan: tuple[date | None, date | None]) -> None:
    """Raises UsageError for days nobody can report on: ``report_days_reversed``, ``report_days_ahead`` (nothing has
    happened yet) or ``report_days_outside`` (no day of the plan; None: the plan is open on that side)."""
    first, last = plan
    if end < start:
        raise UsageError("report_days_reversed", start=start, end=end)
    if (first is not None and end < first) or (last is not None and start > last):
        raise UsageError("report_days_outside", start=start, end=end, first=first, last=last)
    if start > today:
        raise UsageError("report_days_ahead", start=start, today=today)


def final(start: date, end: date, calendar: Calendar) -> Period:
    """The days between the last close and the plan's end; due with the month in which ``end`` counts."""
    sending = period_of(end, "month", calendar).sending_day
    return Period(f"plan-{start:%Y%m%d}-{end:%Y%m%d}", "plan", start, end, sending, entry_deadline(sending, calendar))


def tail_of_plan(plan_end: date, kind: PeriodKind, calendar: Calendar) -> Period | None:
    """The days after the last regular close, where the plan does not end with one: reported as a supplement."""
    last = period_of(plan_end, kind, calendar)
    return final(last.start, plan_end, calendar) if last.end > plan_end else None


def row_code(code: str) -> str:
    """``plan-20251215-20251231`` → ``BS-2025-12``, as ``Period.row_code``; any other code as it is."""
    found = AD_HOC.fullmatch(code)
    return f"BS-{found[3][:4]}-{found[3][4:6]}" if found and found[1] == "plan" else code


def period_of(day: date, kind: PeriodKind, calendar: Calendar) -> Period:
    """The regular period of ``kind`` in which ``day`` lies."""
    year, month = day.year, day.month
    if day.day > calendar.close_day:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    size = MONTHS[kind]
    return _regular(kind, year, -(-month // size) * size, calendar)


def quarter_of(day: date, calendar: Calendar) -> Period:
    """The quarter in which an activity on ``day`` counts."""
    return period_of(day, "quarter", calendar)


def after(one: Period, calendar: Calendar) -> Period:
    """The regular period of the same kind that follows."""
    return period_of(one.end + DAY, one.kind, calendar)


def before(one: Period, calendar: Calendar) -> Period:
    """The regular period of the same kind that went before."""
    return period_of(one.start - DAY, one.kind, calendar)


def periods_between(first: date, last: date, kind: PeriodKind, calendar: Calendar) -> Iterator[Period]:
    """Every period of ``kind`` that holds a day of ``first`` … ``last``, in order."""
    one = period_of(first, kind, calendar)
    while one.start <= last:
        yield one
        one = after(one, calendar)


def closes_at(one: Period) -> datetime:
    """The moment after the period's last activity day."""
    return datetime.combine(one.end + DAY, datetime.min.time(), VIETNAM)


def window_end(one: Period, calendar: Calendar) -> datetime:
    """The moment a report of ``one`` is late: the end of the last day to send by."""
    last = one.sending_day
    if one.kind != "ad_hoc":
        last = max(last, last.replace(day=calendar.send_by_day))
    return datetime.combine(last + DAY, datetime.min.time(), VIETNAM)


def current_period(now: datetime, calendar: Calendar, kind: PeriodKind = "quarter") -> Period:
    """The period people work on at ``now``: until it is frozen and closed, the old one; then the next.

    On 15/12/2025 at 10:00 that is still Q4/2025, which is frozen at 12:00, though Q1/2026 has begun.
    """
    one = period_of(now.date() - 31 * DAY, kind, calendar)
    while now >= max(one.entry_deadline, closes_at(one)):
        one = after(one, calendar)
    return one


def shown_period(
    now: datetime, calendar: Calendar, kind: PeriodKind = "quarter", plan_end: date | None = None
) -> Period:
    """The period that the books and the master speak of: until the report's window has ended, still the reported one.
    An official who opens the master at 16:30 on the 15th sees what was sent. No period outlives the plan: after its
    last regular one come its last days, and they stay shown."""
    one = current_period(now, calendar, kind)
    last = before(one, calendar)
    shown = last if now < window_end(last, calendar) else one
    if plan_end is None or shown.end <= plan_end:
        return shown
    return tail_of_plan(plan_end, kind, calendar) or period_of(plan_end, kind, calendar)
