"""sortRange: whole cells change rows; numbers before text before booleans, blanks last."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from localsheets import formula
from localsheets.a1 import Box
from localsheets.errors import Missing, Refused
from localsheets.formula import FormulaError
from localsheets.model import Cell, Sheet

if TYPE_CHECKING:
    from localsheets.batch import Batch


def _key(value: Any) -> tuple:
    if isinstance(value, FormulaError):
        return (3, value.code)
    if isinstance(value, bool):
        return (2, value)
    if isinstance(value, (int, float)):
        return (0, value)
    text = str(value)
    folded = "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))
    return (1, (folded, text.casefold(), text))


def sort_rows(batch: Batch, sheet: Sheet, box: Box, specs: list[dict]) -> None:
    """Sort the rows of a closed box by its columns. Formulas are rewritten as if they were copied."""
    assert box.row1 is not None and box.col1 is not None
    if not specs:
        return
    for spec in specs:
        if not box.col0 <= spec.get("dimensionIndex", 0) < box.col1:
            raise Refused(f"Sort column index {spec.get('dimensionIndex', 0)} is outside of the sort range.")
    for merge in sheet.merges:
        if merge.row0 < box.row1 and box.row0 < (merge.row1 or 0) and merge.col0 < box.col1 and box.col0 < (merge.col1 or 0):
            raise Refused("You can't sort a range that contains merged cells.")
    batch.ctx.changed(batch.book)
    calculator = batch.ctx.calculator(batch.book)
    order = [row for row in range(box.row0, box.row1) if row in sheet.rows]
    empty = [row for row in range(box.row0, box.row1) if row not in sheet.rows] if box.row1 - box.row0 < 100_000 else []
    values = {
        (row, spec.get("dimensionIndex", 0)): calculator.cell_value(
            sheet, row, spec.get("dimensionIndex", 0), sheet.get(row, spec.get("dimensionIndex", 0))
        )
        for row in order
        for spec in specs
    }
    for spec in reversed(specs):
        column = spec.get("dimensionIndex", 0)
        filled = [row for row in order if values[row, column] is not None]
        blank = [row for row in order if values[row, column] is None]
        keys = {row: _key(values[row, column]) for row in filled}
        filled.sort(key=keys.__getitem__, reverse=spec.get("sortOrder") == "DESCENDING")
        order = filled + blank
    order += empty
    _rearrange(sheet, box, order)
    _metadata(batch, sheet, box, order)


def _rearrange(sheet: Sheet, box: Box, order: list[int]) -> None:
    lifted: dict[int, dict[int, Cell]] = {}
    for row in order:
        cells = sheet.rows.get(row, {})
        lifted[row] = {c: cell for c, cell in cells.items() if box.col0 <= c < (box.col1 or 0)}
    for row, cells in lifted.items():
        for column in cells:
            sheet.put(row, column, None)
    for at, row in enumerate(order, box.row0):
        for column, cell in lifted[row].items():
            if cell.formula is not None and at != row:
                cell.formula = formula.translate(cell.formula, at - row, 0)
            sheet.put(at, column, cell)


def _metadata(batch: Batch, sheet: Sheet, box: Box, order: list[int]) -> None:
    """What is attached to a row goes with it."""
    place = {row: at for at, row in enumerate(order, box.row0)}
    kept = []
    for one in batch.book.metadata:
        span = one["location"].get("dimensionRange")
        if span and span.get("sheetId", 0) == sheet.id and span["dimension"] == "ROWS" and span["startIndex"] in place:
            at = place[span["startIndex"]]
            moved = {**span, "startIndex": at, "endIndex": at + 1}
            one = {**one, "location": {**one["location"], "dimensionRange": moved}}
        kept.append(one)
    batch.book.metadata = kept


def sort_range(batch: Batch, arguments: dict) -> None:
    sheet, box = batch.area(arguments.get("range"))
    specs = arguments.get("sortSpecs", [])
    if not specs:
        raise Missing("sortSpecs", "Must specify at least one sortSpec.")
    sort_rows(batch, sheet, box, specs)


KINDS = {"sortRange": sort_range}
