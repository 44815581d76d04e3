"""RANK, LARGE, SMALL, PERCENTILE, QUARTILE."""

from __future__ import annotations

from typing import Any

from localsheets.formula.context import Context
from localsheets.formula.errors import FormulaError, Stop
from localsheets.formula.functions.aggregate import middle, numbers
from localsheets.formula.registry import function


def _ranks(context: Context, name: str, number: float, values: Any, rising: bool) -> tuple[int, int]:
    """How many come before `number`, and how many are equal to it."""
    found = numbers(context, name, (values,))
    if number not in found:
        message = f"Function {name} parameter 1 value {number} is not found in parameter 2."
        raise Stop(FormulaError("#N/A", message))
    before = sum((one < number) if rising else (one > number) for one in found)
    return before, found.count(number)


@function("RANK RANK.EQ", "nr?b", context=True)
def _rank(context: Context, number: float, values: Any, rising: bool = False) -> int:
    return _ranks(context, "RANK", number, values, rising)[0] + 1


@function("RANK.AVG", "nr?b", context=True)
def _rank_avg(context: Context, number: float, values: Any, rising: bool = False) -> float:
    before, same = _ranks(context, "RANK.AVG", number, values, rising)
    return before + (same + 1) / 2


def _nth(context: Context, name: str, values: Any, place: int, largest: bool) -> float:
    found = sorted(numbers(context, name, (values,)), reverse=largest)
    if not 1 <= place <= len(found):
        message = f"Function {name} parameter 2 value {place} is out of range."
        raise Stop(FormulaError("#NUM!", message))
    return found[place - 1]


@function("LARGE", "ri", context=True, shape="first")
def _large(context: Context, values: Any, place: int) -> float:
    return _nth(context, "LARGE", values, place, True)


@function("SMALL", "ri", context=True, shape="first")
def _small(context: Context, values: Any, place: int) -> float:
    return _nth(context, "SMALL", values, place, False)


def _part(context: Context, name: str, values: Any, part: float) -> float:
    found = sorted(numbers(context, name, (values,)))
    if not found or not 0 <= part <= 1:
        raise Stop(FormulaError("#NUM!", f"Function {name} parameter 2 value is out of range."))
    return middle(found, part)


@function("PERCENTILE PERCENTILE.INC", "rn", context=True, shape="first")
def _percentile(context: Context, values: Any, part: float) -> float:
    return _part(context, "PERCENTILE", values, part)


@function("QUARTILE QUARTILE.INC", "ri", context=True, shape="first")
def _quartile(context: Context, values: Any, quarter: int) -> float:
    return _part(context, "QUARTILE", values, quarter / 4)
