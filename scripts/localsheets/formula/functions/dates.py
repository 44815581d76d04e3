"""Dates and times. A date is a serial: days since 30 December 1899."""

from __future__ import annotations

import calendar
from datetime import date

from localsheets.formula.context import Context
from localsheets.formula.errors import FormulaError, Stop, uncalculated
from localsheets.formula.registry import function
from localsheets.numberformat.serial import EPOCH, Moment, moment, serial_at, serial_of


def _refused(name: str, place: int, value: object) -> Stop:
    return Stop(FormulaError("#NUM!", f"Function {name} parameter {place} value {value} is out of range."))


def day_of(serial: float, name: str, place: int = 1) -> date:
    """The day of a serial. Raises Stop(#NUM!) outside the years 1–9999."""
    return _moment(serial, name, place).day


def _moment(serial: float, name: str, place: int = 1) -> Moment:
    found = moment(serial)
    if found is None:
        raise _refused(name, place, serial)
    return found


@function("TODAY", context=True, shape="DATE")
def _today(context: Context) -> int:
    return serial_of(_now(context, "TODAY").date())


@function("NOW", context=True, shape="DATE_TIME")
def _now_serial(context: Context) -> float:
    return serial_at(_now(context, "NOW"))


def _now(context: Context, name: str):  # type: ignore[no-untyped-def]
    if context.now is None:
        raise Stop(uncalculated(f"{name} without being told the time"))
    return context.now


@function("DATE", "iii", shape="DATE")
def _date(year: int, month: int, day: int) -> int:
    """Months and days that are too many run over into the next; years below 1900 are counted from 1900."""
    year += 1900 if 0 <= year < 1900 else 0
    month_index = year * 12 + month - 1
    year, month = divmod(month_index, 12)
    try:
        serial = date(year, month + 1, 1).toordinal() + day - 1 - EPOCH
        date.fromordinal(serial + EPOCH)
    except (ValueError, OverflowError):
        raise _refused("DATE", 1, year) from None
    return serial


@function("TIME", "iii", shape="TIME")
def _time(hour: int, minute: int, second: int) -> float:
    seconds = hour * 3600 + minute * 60 + second
    if seconds < 0:
        raise _refused("TIME", 1, hour)
    return seconds % 86400 / 86400


@function("YEAR", "n")
def _year(serial: float) -> int:
    return day_of(serial, "YEAR").year


@function("MONTH", "n")
def _month(serial: float) -> int:
    return day_of(serial, "MONTH").month


@function("DAY", "n")
def _day(serial: float) -> int:
    return day_of(serial, "DAY").day


@function("HOUR", "n")
def _hour(serial: float) -> int:
    return _moment(serial, "HOUR").hour


@function("MINUTE", "n")
def _minute(serial: float) -> int:
    return _moment(serial, "MINUTE").minute


@function("SECOND", "n")
def _second(serial: float) -> int:
    return _moment(serial, "SECOND").second


_WEEK_STARTS = {1: 6, 2: 0, 11: 0, 12: 1, 13: 2, 14: 3, 15: 4, 16: 5, 17: 6}


@function("WEEKDAY", "n?i")
def _weekday(serial: float, kind: int = 1) -> int:
    day = day_of(serial, "WEEKDAY").weekday()
    if kind == 3:
        return day
    if kind not in _WEEK_STARTS:
        raise _refused("WEEKDAY", 2, kind)
    return (day - _WEEK_STARTS[kind]) % 7 + 1


@function("WEEKNUM", "n?i")
def _weeknum(serial: float, kind: int = 1) -> int:
    day = day_of(serial, "WEEKNUM")
    if kind == 21:
        return day.isocalendar().week
    if kind not in _WEEK_STARTS:
        raise _refused("WEEKNUM", 2, kind)
    first = date(day.year, 1, 1)
    return (day.toordinal() - first.toordinal() + (first.weekday() - _WEEK_STARTS[kind]) % 7) // 7 + 1


@function("ISOWEEKNUM", "n")
def _isoweeknum(serial: float) -> int:
    return day_of(serial, "ISOWEEKNUM").isocalendar().week


def _months_later(serial: float, months: int, name: str) -> date:
    """The same day of another month, or its last day."""
    start = day_of(serial, name)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise _refused(name, 2, months)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


@function("EDATE", "ni", shape="DATE")
def _edate(serial: float, months: int) -> int:
    return serial_of(_months_later(serial, months, "EDATE"))


@function("EOMONTH", "ni", shape="DATE")
def _eomonth(serial: float, months: int) -> int:
    found = _months_later(serial, months, "EOMONTH")
    return serial_of(found.replace(day=calendar.monthrange(found.year, found.month)[1]))


@function("DAYS", "nn")
def _days(last: float, first: float) -> int:
    return serial_of(day_of(last, "DAYS")) - serial_of(day_of(first, "DAYS", 2))


@function("TO_DATE", "s", shape="DATE")
def _to_date(value: object) -> object:
    return value


@function("DATEDIF", "nnt")
def _datedif(first: float, last: float, unit: str) -> int:
    start, end = day_of(first, "DATEDIF"), day_of(last, "DATEDIF", 2)
    if start > end:
        message = f"Function DATEDIF parameter 1 ({start}) should be on or before Function DATEDIF parameter 2 ({end})."
        raise Stop(FormulaError("#NUM!", message))
    months = (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
    unit = unit.upper()
    if unit == "D":
        return end.toordinal() - start.toordinal()
    if unit == "MD":
        return end.toordinal() - _months_after(start, months).toordinal()
    if unit == "YD":
        return end.toordinal() - _months_after(start, months // 12 * 12).toordinal()
    answers = {"Y": months // 12, "M": months, "YM": months % 12}
    if unit not in answers:
        raise Stop(FormulaError("#NUM!", f"Function DATEDIF parameter 3 value is {unit}. It should be one of: Y, M, D, MD, YM, YD."))
    return answers[unit]


def _months_after(start: date, months: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))
