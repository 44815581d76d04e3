"""Which conditions may stand where, and how many values each takes.

Source: https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/other#ConditionType
"""

from __future__ import annotations

import re
from datetime import date

from localsheets import entry, formula
from localsheets.errors import ApiError, Missing, Refused
from localsheets.formula.parse import ParseFailed, parse
from localsheets.formula.rewrite import WORDS
from localsheets.formula.tokens import AreaText, Corner, area_of, area_text
from localsheets.model import Book, Sheet
from localsheets.numberformat.locales import locale_of
from localsheets.places import resolve

ANY = frozenset({"validation", "format", "filter"})
_FORMAT_FILTER = frozenset({"format", "filter"})
_VALIDATION = frozenset({"validation"})
_FILTER = frozenset({"filter"})
#: type → (fewest values, most values or None, where it may stand)
TYPES: dict[str, tuple[int, int | None, frozenset[str]]] = {
    **{f"NUMBER_{name}": (1, 1, ANY) for name in ("GREATER", "GREATER_THAN_EQ", "LESS", "LESS_THAN_EQ")},
    "NUMBER_EQ": (1, None, ANY),
    "NUMBER_NOT_EQ": (1, None, ANY),
    "NUMBER_BETWEEN": (2, 2, ANY),
    "NUMBER_NOT_BETWEEN": (2, 2, ANY),
    "TEXT_CONTAINS": (1, 1, ANY),
    "TEXT_NOT_CONTAINS": (1, 1, ANY),
    "TEXT_STARTS_WITH": (1, 1, _FORMAT_FILTER),
    "TEXT_ENDS_WITH": (1, 1, _FORMAT_FILTER),
    "TEXT_EQ": (1, None, ANY),
    "TEXT_NOT_EQ": (1, None, _FILTER),
    "TEXT_IS_EMAIL": (0, 0, _VALIDATION),
    "TEXT_IS_URL": (0, 0, _VALIDATION),
    "DATE_EQ": (1, None, ANY),
    "DATE_NOT_EQ": (1, None, _FILTER),
    "DATE_BEFORE": (1, 1, ANY),
    "DATE_AFTER": (1, 1, ANY),
    "DATE_ON_OR_BEFORE": (1, 1, _VALIDATION),
    "DATE_ON_OR_AFTER": (1, 1, _VALIDATION),
    "DATE_BETWEEN": (2, 2, _VALIDATION),
    "DATE_NOT_BETWEEN": (2, 2, _VALIDATION),
    "DATE_IS_VALID": (0, 0, _VALIDATION),
    "ONE_OF_RANGE": (1, 1, _VALIDATION),
    "ONE_OF_LIST": (1, None, _VALIDATION),
    "BLANK": (0, 0, _FORMAT_FILTER),
    "NOT_BLANK": (0, 0, _FORMAT_FILTER),
    "CUSTOM_FORMULA": (1, 1, ANY),
    "BOOLEAN": (0, 2, _VALIDATION),
}
PLACE = {"validation": "data validation", "format": "conditional formatting", "filter": "filters"}
RELATIVE = frozenset({"DATE_EQ", "DATE_BEFORE", "DATE_AFTER"})


def check_condition(condition: dict, where: str, book: Book, sheet: Sheet) -> None:
    """Raises Refused for a condition that may not stand there, or with wrong values."""
    kind = condition.get("type", "CONDITION_TYPE_UNSPECIFIED")
    if kind not in TYPES:
        raise Missing("condition.type", "Condition type is required." if kind.endswith("UNSPECIFIED") else f"Unsupported condition: {kind}")
    fewest, most, places = TYPES[kind]
    if where not in places:
        raise Refused(f"Condition type {kind} is not supported for {PLACE[where]}.")
    values = condition.get("values", [])
    if len(values) < fewest or (most is not None and len(values) > most):
        wanted = str(fewest) if fewest == most else f"at least {fewest}" if most is None else f"{fewest} to {most}"
        raise Refused(f"Condition type {kind} requires {wanted} ConditionValue(s), but {len(values)} were given.")
    for value in values:
        if "relativeDate" in value:
            if kind not in RELATIVE or where == "validation":
                raise Refused(f"ConditionValue.relativeDate is not supported for {kind} in {PLACE[where]}.")
            continue
        text = value.get("userEnteredValue", "")
        if not _fits(kind, text, book):
            raise Refused(f"Invalid ConditionValue.userEnteredValue: {text} for ConditionType: {kind}")
        if where == "format" and text.startswith("="):
            for area in formula.references(text, sheet.title):
                if area.sheet.casefold() != sheet.title.casefold():
                    raise Refused("Conditional format rule cannot reference a different sheet.")


def _fits(kind: str, text: str, book: Book) -> bool:
    """Whether a condition of that kind can use what was entered; formulas must read in the book's locale."""
    if kind == "ONE_OF_RANGE":
        return text.startswith("=") and _names_cells(text[1:], book)
    if text.startswith("="):
        try:
            parse(text, decimal=locale_of(book.locale).decimal)
        except ParseFailed:
            return False
        return True
    if kind == "CUSTOM_FORMULA":
        return False
    if text == "":
        return kind in ("ONE_OF_LIST", "BOOLEAN")
    if kind.startswith(("NUMBER_", "DATE_")):
        typed = entry.parse_entry(text, book.locale, None, date(2000, 1, 1)).value
        return isinstance(typed, (int, float)) and not isinstance(typed, bool)
    return True


def _names_cells(text: str, book: Book) -> bool:
    try:
        resolve(book, text)
    except ApiError:
        return False
    return True


def fixed(condition: dict) -> dict:
    """The condition as Google keeps it: the range of a dropdown gets `$` everywhere."""
    if condition.get("type") != "ONE_OF_RANGE":
        return condition
    values = [{**v, "userEnteredValue": _absolute(v["userEnteredValue"])} for v in condition["values"]]
    return {**condition, "values": values}


def _absolute(text: str) -> str:
    def word(match: re.Match[str]) -> str:
        if match.lastgroup != "ref":
            return match.group()
        area = area_of(match.group())
        corners = [c and Corner(c.column, c.row, c.column is not None, c.row is not None) for c in (area.first, area.last)]
        return area_text(AreaText(area.sheet, area.prefix, corners[0] or area.first, corners[1]))

    return WORDS.sub(word, text)
