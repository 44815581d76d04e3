"""Values as a cell shows them. Source: https://developers.google.com/sheets/api/guides/formats"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localsheets.numberformat.dates import show_date
from localsheets.numberformat.general import general
from localsheets.numberformat.locales import LOCALES, Locale, locale_of
from localsheets.numberformat.numbers import show_number
from localsheets.numberformat.pattern import section_for, sections_of

if TYPE_CHECKING:
    from localsheets.formula.errors import FormulaError

__all__ = ["LOCALES", "color_of", "default_pattern", "format_value", "general", "is_date", "locale_of", "pattern_of"]

def default_pattern(kind: str, locale: str = "en_US") -> str:
    """The pattern Google uses for a NumberFormat of that `type` without one ("" for automatic)."""
    return locale_of(locale).defaults.get(kind, "")


def pattern_of(number_format: dict | None, locale: str = "en_US") -> str:
    """The pattern of a NumberFormat, the locale's own if it has none; "" for automatic."""
    if not number_format:
        return ""
    return number_format.get("pattern") or default_pattern(number_format.get("type", ""), locale)


def is_date(number_format: dict | None) -> bool:
    """Whether numbers under this format are shown as dates or times."""
    if not number_format:
        return False
    pattern = number_format.get("pattern")
    if pattern:
        return sections_of(pattern)[0].kind == "date"
    return number_format.get("type") in ("DATE", "TIME", "DATE_TIME")


def format_value(value: bool | float | int | str | FormulaError | None, number_format: dict | None, locale: str = "en_US") -> str:
    """The text a cell shows for `value` under an API NumberFormat (`type`, `pattern`), None being automatic."""
    if isinstance(value, str):
        return _text(value, number_format) if number_format else value
    if value is None:
        return ""
    if value is True:
        return "TRUE"
    if value is False:
        return "FALSE"
    if not isinstance(value, (int, float)):
        return value.code  # a FormulaError
    place = locale_of(locale)
    pattern = pattern_of(number_format, locale)
    return _number(value, pattern, place) if pattern else general(value, place.decimal)


def _text(value: str, number_format: dict) -> str:
    pattern = number_format.get("pattern", "")
    if "@" not in pattern or pattern == "@":
        return value
    section = sections_of(pattern)[-1]
    if section.kind != "text":
        return value
    return "".join(value if token.kind == "at" else token.text for token in section.tokens)


def _number(number: float, pattern: str, locale: Locale) -> str:
    if number != number or abs(number) == float("inf"):
        return "#NUM!"
    section, unsigned = section_for(sections_of(pattern), number)
    if section is None:
        return general(number, locale.decimal)
    if section.kind == "date":
        shown = show_date(number, section, locale)
        return general(number, locale.decimal) if shown is None else shown
    return show_number(abs(number) if unsigned else number, section, locale)


def color_of(value: float, pattern: str) -> str | None:
    """The colour a pattern gives a number (`red`, `color12` …), or None."""
    section, _ = section_for(sections_of(pattern), value)
    return section.color if section else None
