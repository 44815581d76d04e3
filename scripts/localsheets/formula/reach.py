"""Areas written in a formula → functions that find them from where it stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from localsheets.formula.context import Context, Ref
from localsheets.formula.errors import FormulaError, Stop
from localsheets.formula.tokens import AreaText


def _offsets(area: AreaText) -> tuple[str | None, int, bool, int, bool]:
    """Sheet, row, whether it moves with the formula, column, whether it does."""
    first = area.first
    return area.sheet, first.row or 0, not first.fixed_row and first.row is not None, first.column or 0, (
        not first.fixed_column and first.column is not None
    )


def cell_getter(area: AreaText) -> Callable[[Context], Any]:
    """Gives the value of one cell; an error ends the calculation."""
    sheet, row, row_moves, column, column_moves = _offsets(area)

    def get(context: Context) -> Any:
        value = context.cell(
            sheet or context.sheet,
            row + context.row if row_moves else row,
            column + context.column if column_moves else column,
        )
        if type(value) is FormulaError:
            raise Stop(value)
        return value

    return get


def area_getter(area: AreaText) -> Callable[[Context], Ref]:
    """Gives the part of the area that lies in its sheet."""
    sheet, row, row_moves, column, column_moves = _offsets(area)
    last = area.last or area.first
    last_row_moves = not last.fixed_row and last.row is not None
    last_column_moves = not last.fixed_column and last.column is not None

    def get(context: Context) -> Ref:
        last_row, last_column = last.row, last.column
        return context.area(
            sheet,
            row + context.row if row_moves else row,
            column + context.column if column_moves else column,
            last_row + context.row if last_row_moves and last_row is not None else last_row,
            last_column + context.column if last_column_moves and last_column is not None else last_column,
        )

    return get
