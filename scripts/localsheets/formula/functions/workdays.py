"""Working days: NETWORKDAYS and WORKDAY, also with weekends of one's own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from localsheets.formula.arrays import cells
from localsheets.formula.coerce import to_number
from localsheets.formula.context import Context
from localsheets.formula.errors import FormulaError, Stop
from localsheets.formula.functions.dates import day_of
from localsheets.formula.registry import function
from localsheets.numberformat.serial import serial_of


def _weekend(kind: Any, name: str) -> frozenset[int]:
    """Weekdays (0 is Monday) that are free: 1–7 two days from Saturday on, 11–17 one day from Sunday on, or 0/1 text."""
    if isinstance(kind, str) and len(kind) == 7 and set(kind) <= {"0", "1"}:
        return frozenset(i for i, char in enumerate(kind) if char == "1")
    if type(kind) in (int, float):
        if 1 <= kind <= 7:
            return frozenset({(int(kind) + 4) % 7, (int(kind) + 5) % 7})
        if 11 <= kind <= 17:
            return frozenset({(int(kind) - 5) % 7})
    raise Stop(FormulaError("#NUM!", f"Function {name} parameter 3 value {kind} is not a valid weekend."))


def _holidays(context: Context, value: Any, name: str) -> set[date]:
    return {
        day_of(to_number(cell, context, name, 3), name, 3)
        for cell in (cells(value, context) if value is not None else ())
        if cell is not None and cell != ""
    }


def _between(first: date, last: date, free: frozenset[int], holidays: set[date]) -> int:
    if last < first:
        return -_between(last, first, free, holidays)
    days = (last - first).days + 1
    weeks, rest = divmod(days, 7)
    count = weeks * (7 - len(free)) + sum((first.weekday() + i) % 7 not in free for i in range(rest))
    return count - sum(first <= day <= last and day.weekday() not in free for day in holidays)


def _after(first: date, days: int, free: frozenset[int], holidays: set[date], name: str) -> int:
    """Whole weeks are jumped over; holidays on the way are made up for in a further round."""
    if len(free) == 7:
        raise Stop(FormulaError("#NUM!", f"Function {name} parameter 3 leaves no working day."))
    off = [day for day in holidays if day.weekday() not in free]
    day, sign, left = first, 1 if days > 0 else -1, abs(days)
    try:
        while left:
            start = day
            weeks, rest = divmod(left - 1, 7 - len(free))
            day += timedelta(days=sign * 7 * weeks)
            rest += 1
            while rest:
                day += timedelta(days=sign)
                rest -= day.weekday() not in free
            left = sum(start < one <= day or day <= one < start for one in off)
        return serial_of(day)
    except OverflowError:
        raise Stop(FormulaError("#NUM!", f"Function {name} parameter 2 value {days} is out of range.")) from None


@function("NETWORKDAYS", "nn?r", context=True)
def _networkdays(context: Context, first: float, last: float, holidays: Any = None) -> int:
    name = "NETWORKDAYS"
    free = _holidays(context, holidays, name)
    return _between(day_of(first, name), day_of(last, name, 2), frozenset({5, 6}), free)


@function("NETWORKDAYS.INTL", "nn?sr", context=True)
def _networkdays_intl(context: Context, first: float, last: float, weekend: Any = 1, holidays: Any = None) -> int:
    name = "NETWORKDAYS.INTL"
    free = _holidays(context, holidays, name)
    return _between(day_of(first, name), day_of(last, name, 2), _weekend(weekend, name), free)


@function("WORKDAY", "ni?r", context=True, shape="DATE")
def _workday(context: Context, first: float, days: int, holidays: Any = None) -> int:
    free = _holidays(context, holidays, "WORKDAY")
    return _after(day_of(first, "WORKDAY"), days, frozenset({5, 6}), free, "WORKDAY")


@function("WORKDAY.INTL", "ni?sr", context=True, shape="DATE")
def _workday_intl(context: Context, first: float, days: int, weekend: Any = 1, holidays: Any = None) -> int:
    name = "WORKDAY.INTL"
    free = _holidays(context, holidays, name)
    return _after(day_of(first, name), days, _weekend(weekend, name), free, name)
