"""Many numbers made into one. Inside ranges only numbers count; a value given by itself is read as a number."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from localsheets.formula.arrays import cells, matrix
from localsheets.formula.coerce import to_number
from localsheets.formula.context import Context, Ref
from localsheets.formula.errors import FormulaError, Stop
from localsheets.formula.operators import divide_by_zero, too_big
from localsheets.formula.registry import function


def each_number(context: Context, name: str, values: tuple[Any, ...]) -> Iterator[float]:
    """The numbers among `values`. Raises Stop with the first error met."""
    for place, value in enumerate(values, 1):
        kind = type(value)
        if kind is int or kind is float:
            yield value
        elif kind is Ref or kind is list:
            for cell in cells(value, context):
                kind = type(cell)
                if kind is int or kind is float:
                    yield cell
                elif kind is FormulaError:
                    raise Stop(cell)
        elif value is not None:
            yield to_number(value, context, name, place)


def numbers(context: Context, name: str, values: tuple[Any, ...]) -> list[float]:
    """The numbers among `values` as a list."""
    return list(each_number(context, name, values))


def total(found: list[float]) -> float:
    """A sum that is the same in every order; whole numbers stay whole."""
    if all(type(number) is int for number in found):
        return sum(found)
    try:
        return math.fsum(found)
    except OverflowError:
        raise too_big() from None


@function("SUM", "r", repeat=1, context=True, shape="first")
def _sum(context: Context, *values: Any) -> float:
    return total(numbers(context, "SUM", values))


@function("AVERAGE", "r", repeat=1, context=True, shape="first")
def _average(context: Context, *values: Any) -> float:
    found = numbers(context, "AVERAGE", values)
    if not found:
        raise Stop(FormulaError("#DIV/0!", "Evaluation of function AVERAGE caused a divide by zero error."))
    return total(found) / len(found)


@function("MIN", "r", repeat=1, context=True, shape="first")
def _min(context: Context, *values: Any) -> float:
    return min(each_number(context, "MIN", values), default=0)


@function("MAX", "r", repeat=1, context=True, shape="first")
def _max(context: Context, *values: Any) -> float:
    return max(each_number(context, "MAX", values), default=0)


@function("PRODUCT", "r", repeat=1, context=True)
def _product(context: Context, *values: Any) -> float:
    found = numbers(context, "PRODUCT", values)
    return math.prod(map(float, found)) if found else 0


def _empty(name: str) -> Stop:
    return Stop(FormulaError("#NUM!", f"Function {name} has no valid input data."))


def middle(found: list[float], part: float) -> float:
    """The value below which `part` of the sorted numbers lie, between neighbours in proportion."""
    place = part * (len(found) - 1)
    low = int(place)
    high = min(low + 1, len(found) - 1)
    return found[low] + (found[high] - found[low]) * (place - low)


@function("MEDIAN", "r", repeat=1, context=True, shape="first")
def _median(context: Context, *values: Any) -> float:
    found = sorted(numbers(context, "MEDIAN", values))
    if not found:
        raise _empty("MEDIAN")
    return middle(found, 0.5)


@function("MODE MODE.SNGL", "r", repeat=1, context=True)
def _mode(context: Context, *values: Any) -> float:
    counts: dict[float, int] = {}
    for number in each_number(context, "MODE", values):
        counts[number] = counts.get(number, 0) + 1
    best = max(counts.values(), default=0)
    if best < 2:
        raise Stop(FormulaError("#N/A", "Evaluation of function MODE found no value that occurs more than once."))
    return next(number for number, count in counts.items() if count == best)


def _variance(context: Context, name: str, values: tuple[Any, ...], sample: bool) -> float:
    found = numbers(context, name, values)
    count = len(found) - sample
    if count < 1:
        raise divide_by_zero(name)
    mean = total(found) / len(found)
    return math.fsum((number - mean) ** 2 for number in found) / count


@function("VAR VAR.S", "r", repeat=1, context=True)
def _var(context: Context, *values: Any) -> float:
    return _variance(context, "VAR", values, True)


@function("VARP VAR.P", "r", repeat=1, context=True)
def _varp(context: Context, *values: Any) -> float:
    return _variance(context, "VARP", values, False)


@function("STDEV STDEV.S", "r", repeat=1, context=True)
def _stdev(context: Context, *values: Any) -> float:
    return math.sqrt(_variance(context, "STDEV", values, True))


@function("STDEVP STDEV.P", "r", repeat=1, context=True)
def _stdevp(context: Context, *values: Any) -> float:
    return math.sqrt(_variance(context, "STDEVP", values, False))


@function("SUMPRODUCT", "a", repeat=1, context=True)
def _sumproduct(context: Context, *values: Any) -> float:
    grids = [matrix(value, context) for value in values]
    shape = (len(grids[0]), len(grids[0][0]))
    if any((len(grid), len(grid[0])) != shape for grid in grids):
        message = "Function SUMPRODUCT has mismatched range sizes."
        raise Stop(FormulaError("#VALUE!", message))
    products = []
    for rows in zip(*grids, strict=True):
        for row in zip(*rows, strict=True):
            product: float = 1
            for cell in row:
                kind = type(cell)
                if kind is FormulaError:
                    raise Stop(cell)
                # Text and blanks count as nothing; a comparison counts as 1 or 0.
                product *= cell if kind is int or kind is float else int(cell) if kind is bool else 0
            products.append(product)
    return total(products)
