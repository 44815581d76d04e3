"""Matrices (lists of rows) and references made into one another, and functions applied cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from localsheets.formula.context import MAX_CELLS, TOO_LARGE, Context, Ref
from localsheets.formula.errors import FormulaError, Stop

Matrix = list


def is_many(value: Any) -> bool:
    """Whether a value has more than one cell."""
    if type(value) is list:
        return len(value) != 1 or len(value[0]) != 1
    return type(value) is Ref and not value.single


def matrix(value: Any, context: Context) -> Matrix:
    """A scalar, reference or matrix as a list of rows; errors stay in their cells."""
    if type(value) is list:
        return value
    if type(value) is Ref:
        return context.block(value)
    return [[value]]


def scalar(value: Any, context: Context) -> Any:
    """The one value of a scalar, reference or matrix. Raises Stop with an error it holds."""
    if type(value) is Ref:
        value = context.here(value)
    elif type(value) is list:
        value = value[0][0] if value and value[0] else None
    if type(value) is FormulaError:
        raise Stop(value)
    return value


def cells(value: Any, context: Context) -> Iterator[Any]:
    """Every cell of a value, row by row; of a reference only those up to the last that hold anything."""
    if type(value) is Ref:
        for row in context.block(value, clip=True):
            yield from row
    elif type(value) is list:
        for row in value:
            yield from row
    else:
        yield value


def line(value: Any, context: Context) -> list:
    """The cells of a row or column as a list."""
    return [cell for row in matrix(value, context) for cell in row]


_MISSING = FormulaError("#N/A", "Argument array has no value here.")


def spread(values: list[Any], run: Callable[..., Any], context: Context) -> Any:
    """`run` on every position of `values`, single values and single rows or columns repeated; errors stay cells."""
    grids = [matrix(value, context) for value in values]
    height, width = max(map(len, grids)), max(len(grid[0]) if grid else 0 for grid in grids)
    if height * width > MAX_CELLS:
        raise Stop(TOO_LARGE)

    def at(grid: Matrix, r: int, c: int) -> Any:
        rows = len(grid)
        if rows == 1:
            r = 0
        columns = len(grid[0]) if grid else 0
        if columns == 1:
            c = 0
        return grid[r][c] if r < rows and c < columns else _MISSING

    out = []
    for r in range(height):
        row = []
        for c in range(width):
            try:
                row.append(run(*[at(grid, r, c) for grid in grids]))
            except Stop as stop:
                row.append(stop.error)
        out.append(row)
    return out


def sound(value: Any) -> Any:
    """The value itself. Raises Stop when it is an error."""
    if type(value) is FormulaError:
        raise Stop(value)
    return value


def kept(value: Any) -> Any:
    """A value that a function looks at without failing. Raises Stop when nobody knows what Google has there."""
    if type(value) is FormulaError and value.uncalculated:
        raise Stop(value)
    return value
