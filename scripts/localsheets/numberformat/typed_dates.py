"""Typed dates and times. The format they imply shows them as they were typed."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from localsheets.numberformat.locales import MONTHS, Locale
from localsheets.numberformat.serial import serial_of

_TIME = re.compile(
    r"(?P<hour>\d{1,4})(?::(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?P<part>[.,]\d{1,3})?)?)?(?:\s?(?P<noon>[ap]m?|SA|CH))?",
    re.IGNORECASE | re.ASCII,
)
_NUMERIC = re.compile(r"(\d{1,4})(?P<mark>[/-])(\d{1,2})(?:(?P=mark)(\d{1,4}))?", re.ASCII)
_DAY_FIRST = re.compile(r"(?P<d>\d{1,2})(?P<mark>[ -])(?P<m>[A-Za-z]{3,9})\.?(?:,? ?(?P=mark)?(?P<y>\d{4}|\d{2}))?", re.ASCII)
_MONTH_FIRST = re.compile(r"(?P<m>[A-Za-z]{3,9})\.?(?P<mark>[ -])(?P<d>\d{1,2})(?:(?:,? |-)(?P<y>\d{4}))?", re.ASCII)
_MONTH_YEAR = re.compile(r"(?P<m>[A-Za-z]{3,9})\.?(?P<mark>[ -])(?P<y>\d{4})", re.ASCII)
_VIETNAMESE = re.compile(r"(?:ngày )?(?P<d>\d{1,2}) tháng (?P<m>\d{1,2})(?:(?:,| năm)? (?P<y>\d{4}))?", re.IGNORECASE)

Found = tuple[float | int, dict]


def read_moment(text: str, locale: Locale, today: date | None) -> Found | None:
    """The serial and NumberFormat of a typed date, time or both; None if `text` is neither."""
    dated = _read_date(text, locale, today)
    if dated is not None:
        day, pattern = dated
        return serial_of(day), {"type": "DATE", "pattern": pattern}
    timed = _read_time(text)
    if timed is not None:
        part, pattern = timed
        return part, {"type": "TIME", "pattern": pattern}
    head, gap, tail = _split(text)
    if not gap:
        return None
    dated, timed = _read_date(head, locale, today), _read_time(tail)
    if dated is None or timed is None or timed[0] >= 1:
        return None
    number = serial_of(dated[0]) + timed[0]
    plain: float | int = int(number) if number == int(number) else number
    return plain, {"type": "DATE_TIME", "pattern": f"{dated[1]} {timed[1]}"}


def _split(text: str) -> tuple[str, str, str]:
    """Date and time part: the last gap before something with a colon."""
    match = re.fullmatch(r"(.+?)(,? |T)(\d{1,2}(?::.*|\s?[apAP][mM]))", text)
    return match.groups() if match else (text, "", "")  # type: ignore[return-value]


def _read_time(text: str) -> tuple[float | int, str] | None:
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hour, minute, second, part, noon = match.groups()
    if minute is None and noon is None:
        return None
    hours, minutes, seconds = int(hour), int(minute or 0), int(second or 0)
    if minutes > 59 or seconds > 59:
        return None
    if noon:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if noon[0].upper() in "PC" else 0)
    pattern = "h:mm" if hours < 24 else "[h]:mm"
    if second is not None:
        pattern += ":ss"
    if part:
        pattern += "." + "0" * (len(part) - 1)
    if noon:
        pattern += " am/pm"
    total = (hours * 3600 + minutes * 60 + seconds + float("0." + part[1:] if part else 0)) / 86400
    return (int(total) if total == int(total) else total), pattern


def _year(text: str) -> int | None:
    """Two digits are 1930–2029; one or three are no year."""
    if len(text) == 2:
        return int(text) + (2000 if int(text) < 30 else 1900)
    return int(text) if len(text) == 4 else None


def _padded(text: str, letter: str) -> str:
    return letter * 2 if text[0] == "0" else letter


def _day(year: int | None, month: str | int, day: str) -> date | None:
    try:
        return date(year or 0, int(month), int(day))
    except ValueError:
        return None


def _read_date(text: str, locale: Locale, today: date | None) -> tuple[date, str] | None:
    match = _NUMERIC.fullmatch(text)
    if match:
        return _numeric(match, locale, today)
    if locale.name == "vi_VN":
        match = _VIETNAMESE.fullmatch(text)
        if match:
            return _worded(match, int(match["m"]), 'd" tháng "m', '", "yyyy', today)
    for shape in (_DAY_FIRST, _MONTH_FIRST, _MONTH_YEAR):
        match = shape.fullmatch(text)
        name = match["m"].lower() if match else ""
        month = _month_names(locale).get(name)
        if match and month:
            code = "mmmm" if len(name) > 3 else "mmm"
            mark = match["mark"]
            if shape is _DAY_FIRST:
                return _worded(match, month, f"{_padded(match['d'], 'd')}{mark}{code}", f"{mark}yyyy", today)
            if shape is _MONTH_FIRST:
                return _worded(match, month, f"{code}{mark}{_padded(match['d'], 'd')}", ", yyyy" if mark == " " else "-yyyy", today)
            found = _day(_year(match["y"]), month, "1")
            return (found, f"{code}{mark}yyyy") if found else None
    return None


@lru_cache
def _month_names(locale: Locale) -> dict[str, int]:
    names = [MONTHS, locale.months, locale.months_short]
    found = {name.lower(): i for months in names for i, name in enumerate(months, 1)}
    return found | {name[:3].lower(): i for i, name in enumerate(MONTHS, 1)} | {"sept": 9}


def _worded(match: re.Match[str], month: int, pattern: str, year: str, today: date | None) -> tuple[date, str] | None:
    typed = match["y"]
    if typed is None:
        found = _day(today.year if today else None, month, match["d"])
        return (found, pattern) if found else None
    found = _day(_year(typed), month, match["d"])
    if len(typed) == 2:
        year = year.replace("yyyy", "yy")
    return (found, pattern + year) if found else None


def _numeric(match: re.Match[str], locale: Locale, today: date | None) -> tuple[date, str] | None:
    first, mark, second, third = match.groups()
    if third is None:
        if len(first) > 2 or locale.order == "ymd":
            return _year_month(first, second, mark) if len(first) == 4 else _short(first, second, mark, "md", today)
        return _short(first, second, mark, locale.order.replace("y", ""), today)
    if len(first) == 4:
        if len(third) > 2:
            return None
        found = _day(int(first), second, third)
        codes = ("mm" if len(second) == 2 else "m", "dd" if len(third) == 2 else "d")
        return (found, f"yyyy{mark}{codes[0]}{mark}{codes[1]}") if found else None
    if len(first) > 2:
        return None
    parts = dict(zip(locale.order if locale.order != "ymd" else "mdy", (first, second, third), strict=True))
    year = _year(parts["y"])
    found = _day(year, parts["m"], parts["d"]) if year is not None else None
    if found is None:
        return None
    codes_of = {"d": _padded(parts["d"], "d"), "m": _padded(parts["m"], "m"), "y": "y" * len(parts["y"])}
    return found, mark.join(codes_of[letter] for letter in parts)


def _short(first: str, second: str, mark: str, order: str, today: date | None) -> tuple[date, str] | None:
    """Day and month of this year; or month and year (`10/25` when there is no such day is text)."""
    parts = dict(zip(order, (first, second), strict=True))
    found = _day(today.year if today else None, parts["m"], parts["d"])
    return (found, mark.join(_padded(parts[letter], letter) for letter in order)) if found else None


def _year_month(year: str, month: str, mark: str) -> tuple[date, str] | None:
    found = _day(int(year), month, "1")
    return (found, f"yyyy{mark}{'mm' if len(month) == 2 else 'm'}") if found else None
