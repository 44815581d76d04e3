"""Ranges calculated as arrays, filtered, sorted and rearranged."""

from __future__ import annotations

from functools import cmp_to_key
from typing import Any

from localsheets.formula.arrays import line, matrix
from localsheets.formula.coerce import order, to_boolean
from localsheets.formula.compile import Compiler, Getter
from localsheets.formula.context import MAX_CELLS, TOO_LARGE, Context, Ref
from localsheets.formula.errors import FormulaError, Stop
from localsheets.formula.functions.counting import key_of
from localsheets.formula.parse import Node
from localsheets.formula.registry import function, special

Matrix = list[list[Any]]


@special("ARRAYFORMULA", 1, 1, shape="first")
def _arrayformula(compiler: Compiler, arguments: tuple[Node, ...], array: bool) -> Getter:
    get = compiler.value(arguments[0], True)

    def spread_out(context: Context) -> Any:
        value = get(context)
        return matrix(value, context) if type(value) is Ref and not value.single else value

    return spread_out


def _no_rows(name: str) -> Stop:
    return Stop(FormulaError("#N/A", f"No matches are found in {name} evaluation."))


def _truth(cell: Any) -> bool:
    if type(cell) is FormulaError:
        raise Stop(cell)
    return type(cell) is not str and to_boolean(cell)


@function("FILTER", "aa", repeat=1, context=True, shape="first")
def _filter(context: Context, source: Any, *conditions: Any) -> Matrix:
    rows = matrix(source, context)
    grids = [matrix(condition, context) for condition in conditions]
    down = all(len(grid) == len(rows) and len(grid[0]) == 1 for grid in grids)
    if not down and not all(len(grid) == 1 and len(grid[0]) == len(rows[0]) for grid in grids):
        message = f"FILTER has mismatched range sizes. Expected row count: {len(rows)}. column count: 1."
        raise Stop(FormulaError("#N/A", message))
    wanted = [[_truth(cell) for row in grid for cell in row] for grid in grids]
    keep = [all(column) for column in zip(*wanted, strict=True)]
    if down:
        found = [row for row, kept in zip(rows, keep, strict=True) if kept]
    else:
        found = [[cell for cell, kept in zip(row, keep, strict=True) if kept] for row in rows] if any(keep) else []
    if not found:
        raise _no_rows("FILTER")
    return found


@function("UNIQUE", "a?bb", context=True, shape="first")
def _unique(context: Context, source: Any, by_column: bool = False, once: bool = False) -> Matrix:
    rows = matrix(source, context)
    if by_column:
        rows = [list(column) for column in zip(*rows, strict=True)]
    counts: dict[Any, int] = {}
    first: dict[Any, list[Any]] = {}
    for row in rows:
        key = tuple(map(key_of, row))
        counts[key] = counts.get(key, 0) + 1
        first.setdefault(key, row)
    found = [row for key, row in first.items() if not once or counts[key] == 1]
    if not found:
        raise _no_rows("UNIQUE")
    return [list(column) for column in zip(*found, strict=True)] if by_column else found


def sorted_rows(rows: Matrix, keys: list[tuple[list[Any], bool]]) -> Matrix:
    """Rows ordered by columns of keys, each rising or falling; blanks are last either way."""

    def compare(i: int, j: int) -> int:
        for column, rising in keys:
            a, b = column[i], column[j]
            turn = (a is None) - (b is None) or (order(a, b) if rising else order(b, a))
            if turn:
                return turn
        return i - j

    return [rows[i] for i in sorted(range(len(rows)), key=cmp_to_key(compare))]


@function("SORT", "a?ab", repeat=2, context=True, shape="first")
def _sort(context: Context, source: Any, *by: Any) -> Matrix:
    rows = matrix(source, context)
    keys = [] if by else [([row[0] for row in rows], True)]
    for i in range(0, len(by), 2):
        rising = by[i + 1] if i + 1 < len(by) else True
        column = by[i]
        if type(column) in (int, float):
            if not 1 <= column <= len(rows[0]):
                message = f"SORT parameter {i + 2} value {column} is out of range."
                raise Stop(FormulaError("#VALUE!", message))
            keys.append(([row[int(column) - 1] for row in rows], rising))
        else:
            cells = line(column, context)
            if len(cells) != len(rows):
                raise Stop(FormulaError("#N/A", "SORT has mismatched range sizes."))
            keys.append((cells, rising))
    return sorted_rows(rows, keys)


@function("TRANSPOSE", "a", context=True)
def _transpose(context: Context, source: Any) -> Matrix:
    return [list(column) for column in zip(*matrix(source, context), strict=True)]


@function("FLATTEN TOCOL", "a", repeat=1, context=True)
def _flatten(context: Context, *sources: Any) -> Matrix:
    return [[cell] for source in sources for cell in line(source, context)]


@function("HSTACK", "a", repeat=1, context=True)
def _hstack(context: Context, *sources: Any) -> Matrix:
    grids = [matrix(source, context) for source in sources]
    missing = FormulaError("#N/A", "")
    height = max(map(len, grids))
    return [
        [cell for grid in grids for cell in (grid[r] if r < len(grid) else [missing] * len(grid[0]))]
        for r in range(height)
    ]


@function("VSTACK", "a", repeat=1, context=True)
def _vstack(context: Context, *sources: Any) -> Matrix:
    rows = [row for source in sources for row in matrix(source, context)]
    width = max(map(len, rows))
    return [row + [FormulaError("#N/A", "")] * (width - len(row)) for row in rows]


@function("SEQUENCE", "i?inn")
def _sequence(rows: int, columns: int = 1, start: float = 1, step: float = 1) -> Matrix:
    if rows < 1 or columns < 1:
        raise Stop(FormulaError("#NUM!", "Function SEQUENCE parameters must be positive."))
    if rows * columns > MAX_CELLS:
        raise Stop(TOO_LARGE)
    return [[start + (r * columns + c) * step for c in range(columns)] for r in range(rows)]


@function("ARRAY_CONSTRAIN", "aii", context=True)
def _array_constrain(context: Context, source: Any, rows: int, columns: int) -> Matrix:
    if rows < 1 or columns < 1:
        raise Stop(FormulaError("#NUM!", "Function ARRAY_CONSTRAIN parameters must be positive."))
    return [row[:columns] for row in matrix(source, context)[:rows]]
