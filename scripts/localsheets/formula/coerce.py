"""One kind of value made into another, and two values compared, as Sheets does."""

from __future__ import annotations

from typing import Any

from localsheets.formula.context import Context
from localsheets.formula.errors import FormulaError, Stop
from localsheets.numberformat.general import general
from localsheets.numberformat.typed import parse_number


def _refuse(name: str, place: int, wanted: str, value: Any) -> Stop:
    shown = str(value)
    return Stop(
        FormulaError(
            "#VALUE!",
            f"Function {name} parameter {place} expects {wanted} values. But '{shown}' is a text and cannot be "
            f"coerced to a {wanted}.",
        )
    )


def to_number(value: Any, context: Context, name: str = "N", place: int = 1) -> float | int:
    """A number from a scalar; text is read as typed. Raises Stop(#VALUE!), or the error that `value` is."""
    kind = type(value)
    if kind is int or kind is float:
        return value
    if value is None:
        return 0
    if kind is bool:
        return int(value)
    if kind is str:
        found = text_number(value, context)
        if found is None:
            raise _refuse(name, place, "number", value)
        return found
    raise Stop(value)


def text_number(text: str, context: Context) -> float | int | None:
    """The number that text is typed for, or None."""
    found = parse_number(text.strip(), context.locale_name, context.now.date() if context.now else None)
    return None if found is None else found[0]


def to_text(value: Any, context: Context) -> str:
    """The text of a scalar without a format. Raises Stop with the error that `value` is."""
    kind = type(value)
    if kind is str:
        return value
    if value is None:
        return ""
    if kind is bool:
        return context.locale.truth[value]
    if kind is int or kind is float:
        return general(value, context.locale.decimal, 15)
    raise Stop(value)


def to_boolean(value: Any, name: str = "IF", place: int = 1) -> bool:
    """TRUE or FALSE from a scalar. Raises Stop(#VALUE!), or the error that `value` is."""
    kind = type(value)
    if kind is bool:
        return value
    if value is None:
        return False
    if kind is int or kind is float:
        return value != 0
    if kind is str:
        upper = value.upper()
        if upper in ("TRUE", "FALSE"):
            return upper == "TRUE"
        raise _refuse(name, place, "boolean", value)
    raise Stop(value)


def same_number(a: float, b: float) -> bool:
    """Equal in the 15 digits a spreadsheet keeps."""
    return a == b or (abs(a - b) <= 1e-14 * abs(a) and f"{a:.15g}" == f"{b:.15g}")


def equal(a: Any, b: Any) -> bool:
    """`=`: case is ignored, kinds are not; a blank equals 0, "" and FALSE. Raises Stop for an error."""
    kind_a, kind_b = type(a), type(b)
    if kind_a is str and kind_b is str:
        return a == b or a.lower() == b.lower()
    if kind_a is FormulaError:
        raise Stop(a)
    if kind_b is FormulaError:
        raise Stop(b)
    if a is None:
        return b is None or b == "" or b is False or (kind_b is not str and kind_b is not bool and b == 0)
    if b is None:
        return a == "" or a is False or (kind_a is not str and kind_a is not bool and a == 0)
    if (kind_a is str) or (kind_b is str) or (kind_a is bool) != (kind_b is bool):
        return False
    return same_number(a, b)


def _rank(value: Any) -> int:
    if type(value) is str:
        return 2
    return 3 if type(value) is bool else 1


def order(a: Any, b: Any) -> int:
    """-1, 0 or 1: numbers come before text, text before booleans. Raises Stop for an error."""
    if type(a) is FormulaError:
        raise Stop(a)
    if type(b) is FormulaError:
        raise Stop(b)
    if a is None:
        a = "" if type(b) is str else False if type(b) is bool else 0
    if b is None:
        b = "" if type(a) is str else False if type(a) is bool else 0
    rank_a, rank_b = _rank(a), _rank(b)
    if rank_a != rank_b:
        return -1 if rank_a < rank_b else 1
    if rank_a == 2:
        low_a, low_b = a.lower(), b.lower()
        return (low_a > low_b) - (low_a < low_b)
    if rank_a == 1 and same_number(a, b):
        return 0
    return (a > b) - (a < b)


def plain(number: Any) -> Any:
    """A whole float as an int, so that 4/2 is 2. Raises Stop(#NUM!) for what is no number."""
    if type(number) is float:
        if number.is_integer():
            return int(number) if abs(number) < 2**53 else number
        if number != number or number in (float("inf"), float("-inf")):
            raise Stop(FormulaError("#NUM!", "Numeric value is greater than 1.79769e+308 and cannot be displayed properly."))
    return number
