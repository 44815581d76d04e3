"""Typed numbers, percents and money."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from localsheets.numberformat.locales import Locale

_SYMBOLS = ("$", "€", "£", "¥", "₩", "₹", "₫")


@lru_cache
def _shape(locale: Locale) -> re.Pattern[str]:
    group, point = re.escape(locale.group), re.escape(locale.decimal)
    if locale.group in "\u00a0\u202f":
        group = "[ \u00a0\u202f]"
    money = "|".join(re.escape(symbol) for symbol in sorted({*locale.symbols, *_SYMBOLS}, key=len, reverse=True))
    return re.compile(
        rf"""(?P<sign>[+-]?)\s?(?P<before>{money})?\s?(?P<sign2>[+-]?)
        (?:(?P<grouped>\d{{1,3}}(?:{group}\d{{3}})+)|(?P<whole>\d+))?(?:{point}(?P<part>\d*))?
        (?P<power>[eE][+-]?\d{{1,3}})?\s?(?:(?P<percent>%)|(?P<after>{money}))?""",
        re.VERBOSE | re.ASCII,
    )


def read_number(text: str, locale: Locale) -> tuple[float | int, dict | None] | None:
    """The number and the NumberFormat it implies (None for a plain one), or None if `text` is no number."""
    match = _shape(locale).fullmatch(text)
    if match is None:
        return None
    sign, before, sign2, grouped, whole, part, power, percent, after = match.groups()
    if not (grouped or whole or part) or (sign and sign2) or (sign2 and not before):
        return None
    if (before and after) or (power and (grouped or before or after or percent)) or (before and percent):
        return None
    digits = re.sub(r"\D", "", grouped) if grouped else whole or "0"
    try:
        value = Decimal(f"{sign or sign2}{digits}.{part or '0'}{power or ''}")
    except InvalidOperation:
        return None
    if percent:
        value /= 100
    number = float(value)
    if abs(number) == float("inf"):
        return None
    plain: float | int = int(number) if number.is_integer() and abs(number) < 2**53 else number
    return plain, _format(bool(grouped), bool(part), power, percent, before, after, locale)


def _format(
    grouped: bool, decimals: bool, power: str | None, percent: str | None, before: str | None, after: str | None,
    locale: Locale,
) -> dict | None:  # fmt: skip
    tail = ".00" if decimals else ""
    if percent:
        return {"type": "PERCENT", "pattern": f"0{tail}%"}
    if power:
        return {"type": "SCIENTIFIC", "pattern": "0.00E+00"}
    symbol = before or after
    if symbol:
        own = symbol in locale.symbols
        shape = locale.currency if own else f"[${symbol}]{{}}"
        return {"type": "CURRENCY", "pattern": shape.format(f"#,##0{tail}")}
    return {"type": "NUMBER", "pattern": f"#,##0{tail}"} if grouped else None
