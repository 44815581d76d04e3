"""Dates as people type them. Text is day first; a number is a serial day (day 0 = 30/12/1899, Google Sheets).

What could be two different days is a finding, never a guess. A real date outside its bounds that falls inside them when
day and month change places was probably swapped by a sheet in another locale: that is ambiguous too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from toso.core.problem import Problem
from toso.core.text import strip_marks
from toso.model import CellValue

DAY_ZERO = date(1899, 12, 30)
_FIRST_SERIAL = (date(1920, 1, 1) - DAY_ZERO).days
"""No day of the plan, but a year mistyped as 1925 is a day to the sheet, and is shown as one."""
_LAST_SERIAL = (date(2100, 12, 31) - DAY_ZERO).days

_CLOCK = r"(?:[ ,t]+\d{1,2}[:h]\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[ap]m)?z?)?"
_LEAD = r"(?:(?:thu (?:hai|ba|tu|nam|sau|bay|[2-7])|t[2-7]|cn|chu nhat)[, ]+)?(?:ngay:? ?)?"
_day_first = re.compile(rf"{_LEAD}(\d{{1,2}}) ?([/.-]) ?(\d{{1,2}}) ?\2 ?(\d{{1,4}}){_CLOCK}").fullmatch
_year_first = re.compile(rf"(\d{{4}})([/.-])(\d{{1,2}})\2(\d{{1,2}}){_CLOCK}").fullmatch
_in_words = re.compile(rf"{_LEAD}(\d{{1,2}})(?: thang |/)(\d{{1,2}}),? nam (\d{{4}})").fullmatch
_no_year = re.compile(rf"{_LEAD}(\d{{1,2}}) ?(?:[/.-]|thang) ?(\d{{1,2}})").fullmatch
_no_day = re.compile(r"(?:(?:thang|t)\.? ?\d{1,2}(?: ?(?:[/.-]|nam) ?(?:\d{4}|\d{2}))?|\d{1,2} ?[/.-] ?\d{4}|(?:nam )?20\d\d)").fullmatch
_several = re.compile(r"(?:ngay:? ?)?\d{1,2}(?: ?(?:[/.,;&+~-]|va|den) ?\d{1,4}){2,}").fullmatch
_any_date = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?!\d)")
_run = re.compile(r"\d{5,8}").fullmatch
_three = re.compile(r"(?:ngay:? ?)?(\d{1,2})\D{1,7}(\d{1,2})\D{1,5}(\d{4}|\d{2})").fullmatch
_marks = str.maketrans({**dict.fromkeys("‐‑‒–—−", "-"), **dict.fromkeys("⁄∕", "/")})


@dataclass(frozen=True, slots=True)
class Window:
    """Inclusive bounds of a column (``None``: unbounded) and the days to look for when a year is left out."""

    minimum: date | None = None
    maximum: date | None = None
    usual: tuple[date, date] | None = None
    until_today: bool = False
    """The maximum is the day of checking."""

    def holds(self, day: date) -> bool:
        return (self.minimum is None or day >= self.minimum) and (self.maximum is None or day <= self.maximum)

    def expects(self, day: date) -> bool:
        return self.holds(day) and (self.usual is None or self.usual[0] <= day <= self.usual[1])


def from_serial(serial: float) -> date:
    return DAY_ZERO + timedelta(days=int(serial))


def to_serial(day: date) -> int:
    return (day - DAY_ZERO).days


def show(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def swapped(day: date) -> date | None:
    return make(day.year, day.day, day.month) if day.day != day.month else None


def read_date(raw: CellValue, window: Window) -> date | Problem:
    """A non-blank cell → a day within ``window``, or a problem.

    Kinds: bad_date, ambiguous_date, date_too_early, date_too_late.
    """
    if isinstance(raw, bool) or raw is None:
        return Problem("bad_date")
    if isinstance(raw, str):
        found = read_text_date(raw, window)
        return found if isinstance(found, Problem) else _bounded(found, window, real=False)
    if _FIRST_SERIAL <= raw <= _LAST_SERIAL:
        return _bounded(from_serial(raw), window, real=True)
    if raw != int(raw) if abs(raw) < 1e15 else True:
        return Problem("ambiguous_date" if 1 <= raw < 32 else "bad_date")
    return _from_digits(str(int(raw)), window)


def _bounded(day: date, window: Window, *, real: bool) -> date | Problem:
    if window.holds(day):
        return day
    other = swapped(day)
    if other is not None and window.expects(other):
        if real:
            return Problem("ambiguous_date", show(other), day, {"variant": "swapped"})
        return _outside(day, window, show(other))
    return _outside(day, window, _likely(day.day, day.month, window))  # another year


def _outside(day: date, window: Window, suggestion: str) -> Problem:
    early = window.minimum is not None and day < window.minimum
    bound = window.minimum if early else window.maximum
    assert bound is not None
    if early:
        return Problem("date_too_early", suggestion, day, {"bound": show(bound)})
    facts = {"variant": "future"} if window.until_today else {"bound": show(bound)}  # today's date would change daily
    return Problem("date_too_late", suggestion, day, facts)


def read_text_date(raw: str, window: Window) -> date | Problem:
    """Day-first text → the day it names, whatever the bounds, or a problem (bad_date, ambiguous_date)."""
    if len(raw) > 200:
        return Problem("bad_date")
    text = strip_marks(raw).translate(_marks)
    if found := _day_first(text):
        day, _, month, year = found.groups()
        return _dated(year, int(month), int(day), window)
    if found := _year_first(text):
        year, _, month, day = found.groups()
        return _dated(year, int(month), int(day), window)
    if found := _in_words(text):
        day, month, year = found.groups()
        return _dated(year, int(month), int(day), window)
    if found := _no_year(text):
        return _without_year(int(found[1]), int(found[2]), window)
    if _no_day(text):
        return Problem("ambiguous_date")
    if _several(text):
        return Problem("ambiguous_date", "" if "-" in text or "~" in text else _one_day(text, window))
    if _run(text):
        return _from_digits(text, window)
    inside = [_dated(year, int(month), int(day), window) for day, month, year in _any_date.findall(text)]
    if len(inside) > 1:
        return Problem("ambiguous_date")
    if inside and isinstance(inside[0], date):
        return Problem("bad_date", show(inside[0]))
    return Problem("bad_date", _one_day(text, window))


def _one_day(text: str, window: Window) -> str:
    """``5 10 2025``, ``5\\10\\2025``, ``5 tháng 10, 2025``: the day it most likely names, if the window expects it."""
    if not (found := _three(text)):
        return ""
    day = make(int(found[3].zfill(4)) + (2000 if len(found[3]) == 2 else 0), int(found[2]), int(found[1]))
    return show(day) if day is not None and window.expects(day) else ""


def _dated(year: str, month: int, day: int, window: Window) -> date | Problem:
    if len(year) == 2:
        year = "20" + year
    if len(year) != 4 or not "1900" <= year <= "2199":
        return Problem("bad_date", _likely(day, month, window))
    if found := make(int(year), month, day):
        return found
    other = make(int(year), day, month)  # 10/25/2025, as a phone set to English writes it
    return Problem("bad_date", show(other) if other is not None and window.expects(other) else "")


def _without_year(day: int, month: int, window: Window) -> Problem:
    if make(2000, month, day):
        return Problem("ambiguous_date", _likely(day, month, window))
    month_and_year = 1 <= day <= 12 and 20 <= month <= 40
    return Problem("ambiguous_date" if month_and_year else "bad_date")


def _likely(day: int, month: int, window: Window) -> str:
    """The one date of this day and month that the window expects, if there is exactly one."""
    low = window.usual[0] if window.usual else window.minimum
    high = window.usual[1] if window.usual else window.maximum
    if low is None or high is None:
        return ""
    fitting = [one for year in range(low.year, high.year + 1) if (one := make(year, month, day)) and window.expects(one)]
    return show(fitting[0]) if len(fitting) == 1 else ""


def _from_digits(digits: str, window: Window) -> Problem:
    """05102025, 20251005, 051025, 2025 without separators, or a serial day kept as text: a suggestion only."""
    if not digits.isdigit():
        return Problem("bad_date")
    if len(digits) == 4 and digits.startswith("20"):
        return Problem("ambiguous_date")
    readings: set[date | None] = set()
    if len(digits) == 5:
        readings |= {from_serial(int(digits)), make(2000 + int(digits[3:]), int(digits[1:3]), int(digits[0]))}
    if len(digits) in (7, 8):
        long = digits.zfill(8)
        readings |= {make(int(long[4:]), int(long[2:4]), int(long[:2])), make(int(long[:4]), int(long[4:6]), int(long[6:]))}
    elif len(digits) == 6:
        readings |= {make(2000 + int(digits[4:]), int(digits[2:4]), int(digits[:2]))}
    fitting = [day for day in readings if day is not None and window.expects(day)]
    return Problem("bad_date", show(fitting[0]) if len(fitting) == 1 else "")


def as_seen(raw: CellValue) -> CellValue:
    """A serial day as the sheet shows it; anything else as it is."""
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not _FIRST_SERIAL <= raw <= _LAST_SERIAL:
        return raw
    return show(from_serial(raw))


def read_datetime(raw: CellValue, window: Window) -> datetime | Problem:
    """As ``read_date`` but keeps the time of day of a serial; text carries its day only."""
    day = read_date(raw, window)
    if isinstance(day, Problem):
        return day
    seconds = round((raw % 1) * 86400) if isinstance(raw, float) else 0
    return datetime.combine(day, time()) + timedelta(seconds=seconds)
