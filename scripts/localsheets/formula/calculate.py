"""Formulas calculated. Trees are compiled once for all copies of a formula."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, NamedTuple

import localsheets.formula.functions  # noqa: F401  (declares the functions)
from localsheets.formula.arrays import scalar
from localsheets.formula.coerce import plain
from localsheets.formula.compile import Compiler, Getter, failing
from localsheets.formula.context import Context, Ref
from localsheets.formula.errors import FormulaError, Stop
from localsheets.formula.formats import Shape, format_of, implied_format
from localsheets.formula.grid import Computed, Grid, Value
from localsheets.formula.parse import TOO_DEEP, ParseFailed, parse
from localsheets.formula.rewrite import WORDS
from localsheets.formula.spilling import one_cell
from localsheets.formula.tokens import AREA, SHEET, Corner, area_of
from localsheets.numberformat.locales import locale_of

#: Longest formula, as in Google's limits of a cell.
MAX_LENGTH = 50_000
_KEPT = 20_000


class Compiled(NamedTuple):
    """A formula ready to be calculated anywhere."""

    value: Getter
    shape: Shape | None
    one_cell: frozenset[str] | None
    """The names that must stand for one column for it to fill no other cell; None: it may fill others."""


_compiled: dict[tuple[str, str], Compiled] = {}
#: Formulas without a reference that depends on where they stand: their key in every row but those that they name.
_anywhere: dict[str, tuple[str, frozenset[int]]] = {}

#: An area outside of text; function names, numbers and longer words are none.
_AREAS = re.compile(rf"(?<![\w.$])(?:{SHEET})?{AREA}")


def relative_text(formula: str, row: int, column: int) -> str:
    """The formula with its references counted from its own cell: the same for all copies."""
    known = _anywhere.get(formula)
    if known is not None and row not in known[1]:
        return known[0]
    text, rows = _relative_key(formula, row, column)
    if rows is not None and row not in rows:
        if len(_anywhere) >= _KEPT:
            _anywhere.clear()
        _anywhere[formula] = (text, rows)
    return text


def _relative_key(formula: str, row: int, column: int) -> tuple[str, frozenset[int] | None]:
    """The formula with its references counted from its own cell; and, where none of them moves with it, the rows they
    name, in any other of which that text is the same (None: some move)."""
    corners: list[Corner] = []

    def area(match: re.Match[str]) -> str:
        found = area_of(match.group())
        last = found.last
        if _everywhere(found.first) and (last is None or _everywhere(last)):
            return match.group()
        corners.append(found.first)
        text = f"\0{found.prefix}{_relative(found.first, row, column)}"
        if last is None:
            return text
        corners.append(last)
        return f"{text}:{_relative(last, row, column)}"

    if "'" in formula:  # a quoted title may hold a quotation mark
        text = WORDS.sub(lambda match: area(match) if match.lastgroup == "ref" else match.group(), formula)
    else:
        parts = formula.split('"')
        parts[::2] = [_AREAS.sub(area, part) for part in parts[::2]]
        text = '"'.join(parts)
    if not all(corner.still for corner in corners):
        return text, None
    return text, frozenset(corner.row for corner in corners if corner.row is not None)


def _everywhere(corner: Corner) -> bool:
    """Whether a corner means the same wherever it is written (`$A` of a whole column)."""
    return corner.row is None and (corner.column is None or corner.fixed_column)


def _relative(corner: Corner, row: int, column: int) -> str:
    """The corner counted from a cell; a row fixed to the cell's own is counted, too (see `relative`)."""
    c, r, fixed_column, fixed_row = corner
    across = "" if c is None else f"${c}" if fixed_column else c - column
    down = "" if r is None else f"${r}" if fixed_row and r != row else r - row
    return f"{across}/{down}"


def compiled(formula: str, row: int, column: int, locale: str = "en_US") -> Compiled:
    """The formula standing in that cell, ready to be calculated. A text that is no formula gives its error."""
    decimal = locale_of(locale).decimal
    key = (relative_text(formula, row, column), decimal)
    found = _compiled.get(key)
    if found is None:
        if len(_compiled) >= _KEPT:
            _compiled.clear()
        found = _compiled[key] = _compile(formula, row, column, decimal)
    return found


def _compile(formula: str, row: int, column: int, decimal: str) -> Compiled:
    try:
        if len(formula) > MAX_LENGTH:
            raise ParseFailed
        compiler = Compiler()
        tree = parse(formula, row, column, decimal)
        return Compiled(compiler.value(tree), implied_format(compiler, tree), one_cell(tree))
    except ParseFailed as failure:
        return Compiled(failing(failure.error), None, frozenset())
    except RecursionError:
        return Compiled(failing(TOO_DEEP), None, frozenset())


def compute(
    formula: str, grid: Grid, sheet: str, row: int, col: int, locale: str = "en_US", now: datetime | None = None
) -> Computed:
    """Value, spilled array and implied number format of `formula` standing in that cell (0-based).

    Needs `now` (in the book's time zone) for TODAY, NOW and dates typed without a year. What the grid raises passes
    through; nothing else is raised.
    """
    ready = compiled(formula, row, col, locale)
    context = Context(grid, sheet, row, col, locale, now)
    try:
        found = ready.value(context)
        if type(found) is list:
            return _array(found, ready, context)
        value = plain(scalar(found, context))
        shape = None
        if type(value) in (int, float):
            shape = format_of(found, context) if type(found) is Ref else ready.shape(context) if ready.shape else None
        return Computed(value, None, shape)
    except Stop as stop:
        return Computed(stop.error)
    except OverflowError:
        return Computed(FormulaError("#NUM!", "Numeric value is greater than 1.79769e+308 and cannot be displayed properly."))
    except RecursionError:
        return Computed(TOO_DEEP)


def _array(found: list[list[Any]], ready: Compiled, context: Context) -> Computed:
    rows: list[list[Value]] = [[_cell(cell) for cell in row] for row in found]
    first = rows[0][0] if rows and rows[0] else None
    shape = ready.shape(context) if ready.shape and type(first) in (int, float) else None
    return Computed(first, rows if len(rows) > 1 or (rows and len(rows[0]) > 1) else None, shape)


def _cell(cell: Any) -> Value:
    try:
        return plain(cell)
    except Stop as stop:
        return stop.error


def calculate(
    formula: str, grid: Grid, sheet: str, row: int, col: int, locale: str = "en_US", now: datetime | None = None
) -> Value:
    """The value of `formula` standing in that cell (0-based); of an array, its top left. See `compute`."""
    return compute(formula, grid, sheet, row, col, locale, now).value
