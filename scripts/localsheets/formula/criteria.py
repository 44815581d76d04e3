"""What COUNTIF and its kin look for: `">=5"`, `"<>"`, `"a*"`, a number, a date typed as text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from localsheets.formula.arrays import kept
from localsheets.formula.coerce import same_number, text_number
from localsheets.formula.context import Context
from localsheets.formula.errors import FormulaError
from localsheets.formula.wildcards import has_wildcards, matches

Test = Callable[[Any], bool]
_SIGNS = ("<>", "<=", ">=", "=", "<", ">")


def criterion(wanted: Any, context: Context) -> Test:
    """A test of one cell for what a criterion asks. An error fits only an error of the same kind."""
    if type(wanted) is FormulaError:
        return lambda cell: type(cell) is FormulaError and kept(cell).code == wanted.code
    if type(wanted) is not str:
        return _sound(_same(0 if wanted is None else wanted, context))
    sign = next((one for one in _SIGNS if wanted.startswith(one)), "")
    rest = wanted[len(sign) :]
    if sign in ("", "="):
        return _sound(_blank_or_empty if not rest and not sign else _blank if not rest else _typed(rest, context))
    if sign == "<>":
        other = _blank if not rest else _typed(rest, context)
        # What is an error is different from everything.
        return lambda cell: (kept(cell) is cell and type(cell) is FormulaError) or not other(cell)
    return _sound(_ordered(sign, rest, context))


def _sound(test: Test) -> Test:
    def sound(cell: Any) -> bool:
        return kept(cell) is None if type(cell) is FormulaError else test(cell)

    return sound


def _blank(cell: Any) -> bool:
    return cell is None


def _blank_or_empty(cell: Any) -> bool:
    return cell is None or cell == ""


def _typed(text: str, context: Context) -> Test:
    """Equal to what `text` would be if it were typed."""
    upper = text.upper()
    if upper in ("TRUE", "FALSE"):
        truth = upper == "TRUE"
        return lambda cell: cell is truth
    number = text_number(text, context)
    return _text(text) if number is None else _same(number, context)


def _text(text: str) -> Test:
    if has_wildcards(text):
        return lambda cell: type(cell) is str and matches(text, cell)
    low = text.lower()
    return lambda cell: type(cell) is str and cell.lower() == low


def _same(wanted: Any, context: Context) -> Test:
    """The number itself, or text that is typed for it."""
    if type(wanted) is bool:
        return lambda cell: cell is wanted

    def test(cell: Any) -> bool:
        kind = type(cell)
        if kind is int or kind is float:
            return same_number(cell, wanted)
        if kind is str and cell:
            number = text_number(cell, context)
            return number is not None and same_number(number, wanted)
        return False

    return test


def _ordered(sign: str, text: str, context: Context) -> Test:
    """Numbers are compared with numbers, text with text."""
    number = text_number(text, context)
    if number is not None:
        wanted: Any = number
        kinds: tuple[type, ...] = (int, float)
    else:
        wanted, kinds = text.lower(), (str,)
    compare = {
        "<": lambda cell: cell < wanted,
        "<=": lambda cell: cell <= wanted,
        ">": lambda cell: cell > wanted,
        ">=": lambda cell: cell >= wanted,
    }[sign]
    return lambda cell: type(cell) in kinds and compare(cell.lower() if type(cell) is str else cell)
