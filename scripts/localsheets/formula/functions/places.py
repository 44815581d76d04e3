"""References made and taken apart: ROW, COLUMN, OFFSET, INDIRECT, ADDRESS."""

from __future__ import annotations

import re
from typing import Any

from localsheets.formula.arrays import is_many
from localsheets.formula.coerce import to_number
from localsheets.formula.context import Context, Ref
from localsheets.formula.errors import FormulaError, Stop
from localsheets.formula.registry import function
from localsheets.formula.tokens import AREA, SHEET, area_of, column_name, prefix_of

_REFERENCE = re.compile(rf"(?:{SHEET})?{AREA}")
_LOOSE_SHEET = re.compile(rf"([^'!]+)!({AREA})")
_R1C1 = re.compile(r"R(\d+|\[-?\d+\])?C(\d+|\[-?\d+\])?", re.IGNORECASE)


def _no_reference(name: str) -> Stop:
    return Stop(FormulaError("#REF!", f"Function {name} parameter 1 value is not a valid cell/range reference."))


def _line(context: Context, name: str, value: Any, down: bool) -> Any:
    if value is None:
        return context.row + 1 if down else context.column + 1
    if type(value) is not Ref:
        raise Stop(FormulaError("#N/A", f"Argument of {name} must be a range."))
    if not is_many(value):
        return value.row + 1 if down else value.column + 1
    if down:
        return [[row + 1] for row in range(value.row, value.last_row + 1)]
    return [[column + 1 for column in range(value.column, value.last_column + 1)]]


@function("ROW", "?r", context=True)
def _row(context: Context, value: Any = None) -> Any:
    return _line(context, "ROW", value, True)


@function("COLUMN", "?r", context=True)
def _column(context: Context, value: Any = None) -> Any:
    return _line(context, "COLUMN", value, False)


@function("OFFSET", "rii?ss", context=True)
def _offset(context: Context, base: Any, rows: int, columns: int, height: Any = None, width: Any = None) -> Ref:
    if type(base) is not Ref:
        raise Stop(FormulaError("#N/A", "Argument must be a range."))
    tall = base.height if height is None else int(to_number(height, context, "OFFSET", 4))
    wide = base.width if width is None else int(to_number(width, context, "OFFSET", 5))
    row, column = base.row + rows, base.column + columns
    if tall < 1 or wide < 1 or row < 0 or column < 0:
        raise Stop(FormulaError("#REF!", "Function OFFSET evaluates to an out of bounds range."))
    return context.area(base.sheet, row, column, row + tall - 1, column + wide - 1)


@function("INDIRECT", "t?b", context=True)
def _indirect(context: Context, text: str, a1: bool = True) -> Ref:
    text = text.strip()
    if not a1:
        return _r1c1(context, text)
    if not _REFERENCE.fullmatch(text):
        loose = _LOOSE_SHEET.fullmatch(text)
        if loose:  # INDIRECT takes a title with spaces without its quotes
            text = prefix_of(loose[1]) + loose[2]
        else:
            if re.fullmatch(r"[^\W\d][\w.]*", text) and context.grid.named_range(text) is not None:
                return context.named(text)
            raise Stop(FormulaError("#REF!", f"Function INDIRECT parameter 1 value is '{text}'. It is not a valid cell/range reference."))
    area = area_of(text)
    first, last = area.first, area.last or area.first
    return context.area(area.sheet, first.row or 0, first.column or 0, last.row, last.column)


def _r1c1(context: Context, text: str) -> Ref:
    at = text.rfind("!") + 1
    sheet = text[: at - 1].strip("'").replace("''", "'") if at else None
    corners = [_R1C1.fullmatch(part) for part in text[at:].split(":")]
    if not 1 <= len(corners) <= 2 or None in corners:
        raise _no_reference("INDIRECT")

    def index(part: str | None, own: int) -> int:
        if part is None:
            return own
        return own + int(part[1:-1]) if part[0] == "[" else int(part) - 1

    places = [(index(c[1], context.row), index(c[2], context.column)) for c in corners if c]
    (row, column), (last_row, last_column) = places[0], places[-1]
    return context.area(sheet, row, column, last_row, last_column)


@function("ADDRESS", "ii?ibt")
def _address(row: int, column: int, kind: int = 1, a1: bool = True, sheet: str = "") -> str:
    if row < 1 or column < 1 or not 1 <= kind <= 4:
        raise Stop(FormulaError("#VALUE!", "Function ADDRESS parameters are out of range."))
    prefix = prefix_of(sheet) if sheet else ""
    fixed_row, fixed_column = kind in (1, 2), kind in (1, 3)
    if not a1:
        shown_row = str(row) if fixed_row else f"[{row}]"
        shown_column = str(column) if fixed_column else f"[{column}]"
        return f"{prefix}R{shown_row}C{shown_column}"
    return f"{prefix}{'$' * fixed_column}{column_name(column - 1)}{'$' * fixed_row}{row}"
