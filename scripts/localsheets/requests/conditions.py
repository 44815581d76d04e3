"""Which conditions may stand where, and how many values each takes.

Source: https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/other#ConditionType
"""

from __future__ import annotations

from localsheets import formula
from localsheets.errors import Refused
from localsheets.model import Book, Sheet

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
        raise Refused("Condition type is required." if kind.endswith("UNSPECIFIED") else f"Unsupported condition: {kind}")
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
        if text == "" and kind not in ("ONE_OF_LIST", "BOOLEAN"):
            raise Refused(f"Invalid ConditionValue.userEnteredValue: {text}")
        _check_value(kind, text, where, book, sheet)


def _check_value(kind: str, text: str, where: str, book: Book, sheet: Sheet) -> None:
    if kind == "CUSTOM_FORMULA" and not text.startswith("="):
        raise Refused(f"Invalid ConditionValue.userEnteredValue: {text}")
    if kind == "ONE_OF_RANGE":
        from localsheets.errors import ApiError
        from localsheets.places import resolve

        try:
            resolve(book, text.removeprefix("="))
        except ApiError:
            raise Refused(f"Invalid ConditionValue.userEnteredValue: {text}") from None
    if where == "format" and text.startswith("="):
        for area in formula.references(text, sheet.title):
            if area.sheet.casefold() != sheet.title.casefold():
                raise Refused("Conditional format rule cannot reference a different sheet.")
