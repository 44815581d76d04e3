"""VLOOKUP, HLOOKUP, LOOKUP, MATCH, INDEX, XLOOKUP. A cell found in the sheet keeps its number format."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from localsheets.formula.arrays import is_many, kept, line, matrix
from localsheets.formula.coerce import equal, order
from localsheets.formula.context import Context, Ref
from localsheets.formula.errors import FormulaError, Stop
from localsheets.formula.registry import function
from localsheets.formula.wildcards import has_wildcards, matches


def _absent(name: str, wanted: Any) -> Stop:
    return Stop(FormulaError("#N/A", f"Did not find value '{_shown(wanted)}' in {name} evaluation."))


def _shown(value: Any) -> str:
    return "" if value is None else str(value).upper() if type(value) is bool else str(value)


def exact_test(wanted: Any, wild: bool = True) -> Callable[[Any], bool]:
    """Equal in kind and value; text may hold wildcards. A blank search key finds nothing but blanks."""
    if wild and type(wanted) is str and has_wildcards(wanted):
        return lambda cell: type(cell) is str and matches(wanted, cell)
    if type(wanted) is str:
        low = wanted.lower()
        return lambda cell: type(cell) is str and (cell == wanted or cell.lower() == low)
    if wanted is None:
        return lambda cell: cell is None
    return lambda cell: cell is not None and type(kept(cell)) is not FormulaError and equal(cell, wanted)


def exact_place(wanted: Any, cells: list[Any], wild: bool = True) -> int | None:
    """The first place that holds `wanted`."""
    test = exact_test(wanted, wild)
    return next((i for i, cell in enumerate(cells) if test(cell)), None)


def _kind(value: Any) -> str:
    return "number" if type(value) in (int, float) else type(value).__name__


def sorted_place(wanted: Any, cells: list[Any], falling: bool = False) -> int | None:
    """The last place of a sorted line that is not past `wanted`; other kinds of values are passed over."""
    wanted = 0 if wanted is None else wanted
    same = [i for i, cell in enumerate(cells) if _kind(kept(cell)) == _kind(wanted)]
    low, high = 0, len(same)
    while low < high:
        half = (low + high) // 2
        turn = order(cells[same[half]], wanted)
        if (turn >= 0) if falling else (turn <= 0):
            low = half + 1
        else:
            high = half
    return same[low - 1] if low else None


def _at(source: Any, row: int, column: int, context: Context) -> Any:
    """A cell of a range as a reference, of a matrix as a value."""
    if type(source) is Ref:
        return Ref(source.sheet, source.row + row, source.column + column, source.row + row, source.column + column)
    rows = matrix(source, context)
    if row >= len(rows) or column >= len(rows[row]):
        raise _too_short()
    value = rows[row][column]
    if type(value) is FormulaError:
        raise Stop(value)
    return value


def _too_short() -> Stop:
    return Stop(FormulaError("#N/A", "The result range is shorter than the search range."))


def _height(source: Any, context: Context) -> int:
    return source.height if type(source) is Ref else len(matrix(source, context))


def _width(source: Any, context: Context) -> int:
    return source.width if type(source) is Ref else len(matrix(source, context)[0])


def _bad_index(name: str, index: int, most: int) -> Stop:
    code = "#VALUE!" if index < 1 else "#REF!"
    return Stop(FormulaError(code, f"{name} evaluates to an out of bounds range. Index {index} is not between 1 and {most}."))


@function("VLOOKUP", "sri?b", context=True)
def _vlookup(context: Context, wanted: Any, source: Any, index: int, is_sorted: bool = True) -> Any:
    width = _width(source, context)
    if not 1 <= index <= width:
        raise _bad_index("VLOOKUP", index, width)
    keys = _column(source, 0, context)
    place = sorted_place(wanted, keys) if is_sorted else exact_place(wanted, keys)
    if place is None:
        raise _absent("VLOOKUP", wanted)
    return _at(source, place, index - 1, context)


def _column(source: Any, column: int, context: Context) -> list[Any]:
    if type(source) is Ref:
        at = source.column + column
        return [row[0] for row in context.block(Ref(source.sheet, source.row, at, source.last_row, at), clip=True) if row]
    return [row[column] for row in matrix(source, context)]


def _row(source: Any, row: int, context: Context) -> list[Any]:
    if type(source) is Ref:
        at = source.row + row
        found = context.block(Ref(source.sheet, at, source.column, at, source.last_column), clip=True)
        return found[0] if found else []
    return matrix(source, context)[row]


@function("HLOOKUP", "sri?b", context=True)
def _hlookup(context: Context, wanted: Any, source: Any, index: int, is_sorted: bool = True) -> Any:
    height = _height(source, context)
    if not 1 <= index <= height:
        raise _bad_index("HLOOKUP", index, height)
    keys = _row(source, 0, context)
    place = sorted_place(wanted, keys) if is_sorted else exact_place(wanted, keys)
    if place is None:
        raise _absent("HLOOKUP", wanted)
    return _at(source, index - 1, place, context)


def _line(source: Any, context: Context) -> list[Any]:
    """The cells of a row or column up to the last that holds anything."""
    if type(source) is Ref:
        if source.width == 1:
            return _column(source, 0, context)
        if source.height == 1:
            return _row(source, 0, context)
    return line(source, context)


@function("MATCH", "sr?n", context=True)
def _match(context: Context, wanted: Any, source: Any, kind: float = 1) -> int:
    if is_many(source) and _height(source, context) > 1 and _width(source, context) > 1:
        raise Stop(FormulaError("#N/A", "MATCH range must be a single row or a single column."))
    found = _line(source, context)
    place = exact_place(wanted, found) if kind == 0 else sorted_place(wanted, found, kind < 0)
    if place is None:
        raise _absent("MATCH", wanted)
    return place + 1


def _nth(source: Any, place: int, context: Context) -> Any:
    wide = source.height == 1 if type(source) is Ref else len(matrix(source, context)) == 1
    return _at(source, 0, place, context) if wide else _at(source, place, 0, context)


@function("LOOKUP", "sr?r", context=True)
def _lookup(context: Context, wanted: Any, source: Any, result: Any = None) -> Any:
    height = _height(source, context)
    width = _width(source, context)
    flat = height == 1 or width == 1
    keys = _line(source, context) if flat else (_row(source, 0, context) if width > height else _column(source, 0, context))
    place = sorted_place(wanted, keys)
    if place is None:
        raise _absent("LOOKUP", wanted)
    if result is not None:
        return _nth(result, place, context)
    if flat:
        return _nth(source, place, context)
    return _at(source, height - 1, place, context) if width > height else _at(source, place, width - 1, context)


@function("INDEX", "a?ii", context=True)
def _index(context: Context, source: Any, row: int = 0, column: int = 0) -> Any:
    height = _height(source, context)
    width = _width(source, context)
    if height == 1 and column == 0 and row > 1:
        row, column = 1, row  # of a single row the one number is the column
    if not 0 <= row <= height or not 0 <= column <= width:
        message = f"Function INDEX parameter {2 if not 0 <= row <= height else 3} value is {row if not 0 <= row <= height else column}. It is out of range."
        raise Stop(FormulaError("#NUM!", message))
    if row and column:
        return _at(source, row - 1, column - 1, context)
    first_row, last_row = (row - 1, row - 1) if row else (0, height - 1)
    first_column, last_column = (column - 1, column - 1) if column else (0, width - 1)
    if type(source) is Ref:
        return Ref(source.sheet, source.row + first_row, source.column + first_column,
                   source.row + last_row, source.column + last_column)  # fmt: skip
    return [line[first_column : last_column + 1] for line in matrix(source, context)[first_row : last_row + 1]]


@function("XLOOKUP", "srr?eii", context=True)
def _xlookup(
    context: Context, wanted: Any, keys: Any, result: Any, missing: Any = None, mode: int = 0, search: int = 1
) -> Any:
    cells = line(keys, context)
    place = _xplace(wanted, cells, mode, search)
    if place is None:
        if missing is not None:
            return missing
        raise _absent("XLOOKUP", wanted)
    upright = keys.width == 1 if type(keys) is Ref else len(matrix(keys, context)) > 1
    if place >= (_height(result, context) if upright else _width(result, context)):
        raise _too_short()
    if type(result) is Ref:
        if upright:
            return Ref(result.sheet, result.row + place, result.column, result.row + place, result.last_column)
        return Ref(result.sheet, result.row, result.column + place, result.last_row, result.column + place)
    rows = matrix(result, context)
    return [rows[place]] if upright else [[row[place]] for row in rows]


def _xplace(wanted: Any, cells: list[Any], mode: int, search: int) -> int | None:
    order_of = range(len(cells)) if search >= 0 else range(len(cells) - 1, -1, -1)
    test = exact_test(wanted, mode == 2)
    found = next((i for i in order_of if test(cells[i])), None)
    if found is not None or mode not in (-1, 1):
        return found
    best = None
    for i in order_of:
        beside = _kind(kept(cells[i])) == _kind(wanted) and order(cells[i], wanted) == mode
        if beside and (best is None or order(cells[i], cells[best]) == -mode):
            best = i
    return best


@function("XMATCH", "sr?ii", context=True)
def _xmatch(context: Context, wanted: Any, keys: Any, mode: int = 0, search: int = 1) -> int:
    place = _xplace(wanted, line(keys, context), mode, search)
    if place is None:
        raise _absent("XMATCH", wanted)
    return place + 1
