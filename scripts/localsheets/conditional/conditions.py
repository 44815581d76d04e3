"""Whether a BooleanCondition of the API holds for a cell: conditional formats and data validation share them.

Source: https://developers.google.com/sheets/api/reference/rest/v4/spreadsheets/other#conditiontype
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from localsheets.formula import FormulaError, Grid, references
from localsheets.formula.arrays import cells, scalar
from localsheets.formula.calculate import compiled
from localsheets.formula.coerce import equal, same_number, text_number, to_text
from localsheets.formula.context import Context
from localsheets.formula.errors import Stop
from localsheets.formula.parse import ParseFailed, parse
from localsheets.numberformat import format_value, is_date
from localsheets.numberformat.locales import locale_of
from localsheets.numberformat.serial import moment, serial_of

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
_URL = re.compile(r"(?:(?:https?|ftp)://|www\.)\S+", re.IGNORECASE)


class Place(NamedTuple):
    """The cell a condition is asked about, and the cell its formulas are written for (the top left of the range)."""

    grid: Grid
    sheet: str
    row: int
    column: int
    base_row: int
    base_column: int
    locale: str = "en_US"
    now: datetime | None = None

    def context(self) -> Context:
        return Context(self.grid, self.sheet, self.row, self.column, self.locale, self.now)

    def calculated(self, formula: str, context: Context) -> Any:
        """What a formula written for the base gives here, ranges left as they are. Raises Stop."""
        return compiled(formula, self.base_row, self.base_column, self.locale).value(context)


def holds(condition: dict, place: Place) -> bool:
    """Whether the condition holds for the cell; a condition that ends in an error does not."""
    test = _TESTS.get(condition.get("type", ""))
    if test is None:
        return False
    context = place.context()
    try:
        value = place.grid.value(place.sheet, place.row, place.column)
        return test(value, condition.get("values") or [], place, context)
    except Stop:
        return False


def problem(condition: dict, locale: str = "en_US", own_sheet: str = "") -> str | None:
    """Why Google refuses the condition of a conditional format (its own words), or None.

    A formula must parse, and may name cells of other sheets only through INDIRECT.
    """
    for given in condition.get("values") or []:
        text = given.get("userEnteredValue", "")
        if not text.startswith("="):
            if condition.get("type") == "CUSTOM_FORMULA":
                return f"Invalid ConditionValue.userEnteredValue: {text}"
            continue
        try:
            parse(text, decimal=locale_of(locale).decimal)
        except ParseFailed:
            return f"Invalid ConditionValue.userEnteredValue: {text}"
        if any(area.sheet.lower() != own_sheet.lower() for area in references(text, own_sheet)):
            return "Conditional format rule cannot reference a different sheet."
    return None


def _given(values: list[dict], index: int, place: Place, context: Context) -> Any:
    """A condition's value as it would be if it were typed: number, date, boolean, text, or calculated."""
    text = values[index].get("userEnteredValue", "") if index < len(values) else ""
    if text.startswith("=") and len(text) > 1:
        return scalar(place.calculated(text, context), context)
    if text.upper() in ("TRUE", "FALSE"):
        return text.upper() == "TRUE"
    number = text_number(text, context)
    return text if number is None else number


def _is_number(value: Any) -> bool:
    return type(value) is int or type(value) is float


def _numeric(compare: Callable[[float, float], bool]) -> Callable[..., bool]:
    def test(value: Any, values: list[dict], place: Place, context: Context) -> bool:
        if not _is_number(value):
            return False
        given = _given(values, 0, place, context)
        return _is_number(given) and compare(value, given)

    return test


def _between(inside: bool) -> Callable[..., bool]:
    def test(value: Any, values: list[dict], place: Place, context: Context) -> bool:
        if not _is_number(value):
            return False
        ends = [_given(values, i, place, context) for i in (0, 1)]
        if not all(map(_is_number, ends)):
            return False
        return (min(ends) <= value <= max(ends)) is inside

    return test


def _shown(value: Any, place: Place, context: Context) -> str:
    """The text of a cell; dates as they are shown."""
    if _is_number(value):
        ask = getattr(place.grid, "number_format", None)
        number_format = ask(place.sheet, place.row, place.column) if ask else None
        if is_date(number_format):
            return format_value(value, number_format, place.locale)
    return to_text(value, context)


def _textual(compare: Callable[[str, str], bool], blank: bool = False) -> Callable[..., bool]:
    def test(value: Any, values: list[dict], place: Place, context: Context) -> bool:
        if value is None:
            return blank
        raw = values[0].get("userEnteredValue", "") if values else ""
        given = to_text(_given(values, 0, place, context), context) if raw.startswith("=") else raw
        return compare(_shown(value, place, context).lower(), given.lower())

    return test


def _days(values: list[dict], index: int, place: Place, context: Context) -> tuple[int, int] | None:
    """First and last day meant: one day, or the stretch of a relative date."""
    relative = values[index].get("relativeDate") if index < len(values) else None
    if relative:
        if place.now is None:
            return None
        return _stretch(relative, place.now.date())
    given = _given(values, index, place, context)
    return (math.floor(given), math.floor(given)) if _is_number(given) else None


def _stretch(relative: str, today: date) -> tuple[int, int] | None:
    end = serial_of(today)
    back = {"PAST_WEEK": timedelta(days=7), "PAST_MONTH": timedelta(days=30), "PAST_YEAR": timedelta(days=365)}
    if relative in back:
        return serial_of(today - back[relative]), end
    away = {"YESTERDAY": -1, "TODAY": 0, "TOMORROW": 1}.get(relative)
    return None if away is None else (end + away, end + away)


def _dated(compare: Callable[[int, tuple[int, int]], bool]) -> Callable[..., bool]:
    def test(value: Any, values: list[dict], place: Place, context: Context) -> bool:
        if not _is_number(value):
            return False
        days = _days(values, 0, place, context)
        return days is not None and compare(math.floor(value), days)

    return test


def _date_between(inside: bool) -> Callable[..., bool]:
    def test(value: Any, values: list[dict], place: Place, context: Context) -> bool:
        first, last = _days(values, 0, place, context), _days(values, 1, place, context)
        if not _is_number(value) or first is None or last is None:
            return False
        return (first[0] <= math.floor(value) <= last[1]) is inside

    return test


def _date_is_valid(value: Any, values: list[dict], place: Place, context: Context) -> bool:
    return _is_number(value) and moment(value) is not None


def _one_of_list(value: Any, values: list[dict], place: Place, context: Context) -> bool:
    if value is None:
        return False
    shown = to_text(value, context)
    return any(one.get("userEnteredValue", "") == shown or _same(value, one, context) for one in values)


def _same(value: Any, one: dict, context: Context) -> bool:
    number = text_number(one.get("userEnteredValue", ""), context) if _is_number(value) else None
    return number is not None and same_number(value, number)


def _one_of_range(value: Any, values: list[dict], place: Place, context: Context) -> bool:
    if value is None or not values:
        return False
    text = values[0].get("userEnteredValue", "")
    area = place.calculated(text if text.startswith("=") else "=" + text, context)
    return any(
        cell is not None and type(cell) is not FormulaError and type(cell) is type(value) and equal(cell, value)
        for cell in cells(area, context)
    )


def _custom(value: Any, values: list[dict], place: Place, context: Context) -> bool:
    text = values[0].get("userEnteredValue", "") if values else ""
    found = scalar(place.calculated(text, context), context)
    return found is True or (_is_number(found) and found != 0)


def _boolean(value: Any, values: list[dict], place: Place, context: Context) -> bool:
    if not values:
        return type(value) is bool
    given = [_given(values, i, place, context) for i in range(len(values))]
    return any(type(one) is type(value) and equal(one, value) for one in given)


_TESTS: dict[str, Callable[..., bool]] = {
    "NUMBER_GREATER": _numeric(lambda a, b: a > b),
    "NUMBER_GREATER_THAN_EQ": _numeric(lambda a, b: a >= b),
    "NUMBER_LESS": _numeric(lambda a, b: a < b),
    "NUMBER_LESS_THAN_EQ": _numeric(lambda a, b: a <= b),
    "NUMBER_EQ": _numeric(same_number),
    "NUMBER_NOT_EQ": _numeric(lambda a, b: not same_number(a, b)),
    "NUMBER_BETWEEN": _between(True),
    "NUMBER_NOT_BETWEEN": _between(False),
    "TEXT_CONTAINS": _textual(lambda a, b: b in a),
    "TEXT_NOT_CONTAINS": _textual(lambda a, b: b not in a, blank=True),
    "TEXT_STARTS_WITH": _textual(str.startswith),
    "TEXT_ENDS_WITH": _textual(str.endswith),
    "TEXT_EQ": _textual(str.__eq__),
    "TEXT_NOT_EQ": _textual(str.__ne__, blank=True),
    "TEXT_IS_EMAIL": lambda value, *_: type(value) is str and _EMAIL.fullmatch(value) is not None,
    "TEXT_IS_URL": lambda value, *_: type(value) is str and _URL.fullmatch(value) is not None,
    "DATE_EQ": _dated(lambda day, days: days[0] <= day <= days[1]),
    "DATE_NOT_EQ": _dated(lambda day, days: not days[0] <= day <= days[1]),
    "DATE_BEFORE": _dated(lambda day, days: day < days[0]),
    "DATE_AFTER": _dated(lambda day, days: day > days[1]),
    "DATE_ON_OR_BEFORE": _dated(lambda day, days: day <= days[1]),
    "DATE_ON_OR_AFTER": _dated(lambda day, days: day >= days[0]),
    "DATE_BETWEEN": _date_between(True),
    "DATE_NOT_BETWEEN": _date_between(False),
    "DATE_IS_VALID": _date_is_valid,
    "ONE_OF_LIST": _one_of_list,
    "ONE_OF_RANGE": _one_of_range,
    "BLANK": lambda value, *_: value is None or value == "",
    "NOT_BLANK": lambda value, *_: value is not None and value != "",
    "CUSTOM_FORMULA": _custom,
    "BOOLEAN": _boolean,
}
