"""COUNTIF, SUMIF, AVERAGEIF, MAXIFS and the like."""

from __future__ import annotations

from typing import Any

from localsheets.formula.arrays import matrix
from localsheets.formula.context import Context, Ref
from localsheets.formula.criteria import criterion
from localsheets.formula.errors import FormulaError, Stop
from localsheets.formula.functions.aggregate import total
from localsheets.formula.functions.counting import key_of
from localsheets.formula.registry import function

Place = tuple[int, int]


def _held(value: Any, context: Context) -> tuple[list[list[Any]], int, int]:
    """The rows up to the last cell that holds anything, and the full size."""
    if type(value) is Ref:
        return context.block(value, clip=True), value.height, value.width
    rows = matrix(value, context)
    return rows, len(rows), len(rows[0])


def _fitting(context: Context, name: str, pairs: tuple[Any, ...]) -> tuple[set[Place] | None, int, int]:
    """Where every criterion fits; None stands for the blank cells beyond what is held, which fit too."""
    found: set[Place] | None = None
    blanks, size, reach = True, (0, 0), (0, 0)
    for i in range(0, len(pairs), 2):
        rows, height, width = _held(pairs[i], context)
        if i and (height, width) != size:
            message = f"Array arguments to {name} are of different size."
            raise Stop(FormulaError("#VALUE!", message))
        size = (height, width)
        test = criterion(pairs[i + 1], context)
        empty = test(None)
        blanks = blanks and empty
        here = {(r, c) for r, row in enumerate(rows) for c, cell in enumerate(row) if test(cell)}
        if empty:
            held = (len(rows), len(rows[0]) if rows else 0)
            reach = (max(reach[0], held[0]), max(reach[1], held[1]))
            here |= _beyond(held, size, found)
        found = here if found is None else found & here
    return found, size[0], size[1]


def _beyond(held: Place, size: Place, found: set[Place] | None) -> set[Place]:
    """The places past what is held: those another criterion fits, or all of them."""
    if found is not None:
        return {place for place in found if place[0] >= held[0] or place[1] >= held[1]}
    return {(r, c) for r in range(size[0]) for c in range(size[1]) if r >= held[0] or c >= held[1]}


@function("COUNTIF", "rs", context=True)
def _countif(context: Context, where: Any, wanted: Any) -> int:
    rows, height, width = _held(where, context)
    test = criterion(wanted, context)
    count = sum(test(cell) for row in rows for cell in row)
    if test(None):
        count += height * width - sum(map(len, rows))
    return count


@function("COUNTIFS", "rs", repeat=2, context=True)
def _countifs(context: Context, *pairs: Any) -> int:
    return len(_fitting(context, "COUNTIFS", pairs)[0] or ())


@function("COUNTUNIQUEIFS", "rrs", repeat=2, context=True)
def _countuniqueifs(context: Context, values: Any, *pairs: Any) -> int:
    found = _picked(context, "COUNTUNIQUEIFS", values, pairs)
    return len({key_of(cell) for cell in found if cell is not None and cell != ""})


def _picked(context: Context, name: str, values: Any, pairs: tuple[Any, ...], same_size: bool = True) -> list[Any]:
    """The cells of `values` where the criteria fit. Raises Stop with an error among them."""
    places, height, width = _fitting(context, name, pairs)
    if type(values) is Ref and not same_size:
        values = context.area(values.sheet, values.row, values.column, values.row + height - 1, values.column + width - 1)
    rows, own_height, own_width = _held(values, context)
    if same_size and (own_height, own_width) != (height, width):
        raise Stop(FormulaError("#VALUE!", f"Array arguments to {name} are of different size."))
    found = []
    for r, c in sorted(places or ()):
        cell = rows[r][c] if r < len(rows) and c < len(rows[r]) else None
        if type(cell) is FormulaError:
            raise Stop(cell)
        found.append(cell)
    return found


def _numbers(found: list[Any]) -> list[float]:
    return [cell for cell in found if type(cell) in (int, float)]


def _mean(name: str, found: list[float]) -> float:
    if not found:
        raise Stop(FormulaError("#DIV/0!", f"Evaluation of function {name} caused a divide by zero error."))
    return total(found) / len(found)


@function("SUMIF", "rs?r", context=True)
def _sumif(context: Context, where: Any, wanted: Any, values: Any = None) -> float:
    return total(_numbers(_picked(context, "SUMIF", where if values is None else values, (where, wanted), False)))


@function("AVERAGEIF", "rs?r", context=True)
def _averageif(context: Context, where: Any, wanted: Any, values: Any = None) -> float:
    return _mean("AVERAGEIF", _numbers(_picked(context, "AVERAGEIF", where if values is None else values, (where, wanted), False)))


@function("SUMIFS", "rrs", repeat=2, context=True)
def _sumifs(context: Context, values: Any, *pairs: Any) -> float:
    return total(_numbers(_picked(context, "SUMIFS", values, pairs)))


@function("AVERAGEIFS", "rrs", repeat=2, context=True)
def _averageifs(context: Context, values: Any, *pairs: Any) -> float:
    return _mean("AVERAGEIFS", _numbers(_picked(context, "AVERAGEIFS", values, pairs)))


@function("MAXIFS", "rrs", repeat=2, context=True)
def _maxifs(context: Context, values: Any, *pairs: Any) -> float:
    return max(_numbers(_picked(context, "MAXIFS", values, pairs)), default=0)


@function("MINIFS", "rrs", repeat=2, context=True)
def _minifs(context: Context, values: Any, *pairs: Any) -> float:
    return min(_numbers(_picked(context, "MINIFS", values, pairs)), default=0)
