"""sortRange: whole cells change rows; numbers before text before booleans, blanks last."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from localsheets import formula
from localsheets.a1 import Box, box_text
from localsheets.errors import Missing, Refused
from localsheets.formula import FormulaError
from localsheets.model import Cell, Sheet
from localsheets.ranges import contains, overlaps

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
    """Sort the rows of a closed box by its columns. Formulas are rewritten as if they were copied; rows that are
    hidden stay where they are, the others are sorted into the places left."""
    assert box.row1 is not None and box.col1 is not None
    if not specs:
        return
    for spec in specs:
        if not box.col0 <= spec.get("dimensionIndex", 0) < box.col1:
            raise Refused(f"Sort column index {spec.get('dimensionIndex', 0)} is outside of the sort range.")
    for merge in sheet.merges:
        if overlaps(merge, box) and (merge.row1 or 0) - merge.row0 > 1:
            where = f"There is a vertical merge at {box_text(merge)}"
            raise Refused(f"You can't sort a range containing vertical merges. {where}")
    batch.ctx.changed(batch.book)
    calculator = batch.ctx.calculator(batch.book)
    unseen = {row for row, meta in sheet.row_meta.items() if meta.get("hiddenByUser") or meta.get("hiddenByFilter")}
    places = [row for row in range(box.row0, box.row1) if row not in unseen]
    order = [row for row in places if row in sheet.rows]
    empty = [row for row in places if row not in sheet.rows] if len(places) < 100_000 else []
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
    place = dict(zip(order + empty, places, strict=False))
    _rearrange(sheet, box, place)
    _metadata(batch, sheet, place)
    sheet.merges = [
        Box(place[merge.row0], place[merge.row0] + 1, merge.col0, merge.col1)
        if merge.row0 in place and contains(box, merge) else merge
        for merge in sheet.merges
    ]  # fmt: skip


def _rearrange(sheet: Sheet, box: Box, place: dict[int, int]) -> None:
    """`place` says where each row goes."""
    lifted: dict[int, dict[int, Cell]] = {}
    for row in place:
        cells = sheet.rows.get(row, {})
        lifted[row] = {c: cell for c, cell in cells.items() if box.col0 <= c < (box.col1 or 0)}
    for row, cells in lifted.items():
        for column in cells:
            sheet.put(row, column, None)
    for row, at in place.items():
        for column, cell in lifted[row].items():
            if cell.formula is not None and at != row:
                cell.formula = formula.translate(cell.formula, at - row, 0)
            sheet.put(at, column, cell)


def _metadata(batch: Batch, sheet: Sheet, place: dict[int, int]) -> None:
    """What is attached to a row goes with it."""
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
