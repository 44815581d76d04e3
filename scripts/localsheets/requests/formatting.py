"""Merges and data validation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localsheets.a1 import Box
from localsheets.errors import Missing, Refused
from localsheets.model import Sheet, intern
from localsheets.ranges import contains, loose_box, overlaps
from localsheets.requests.conditions import check_condition, fixed
from localsheets.tidy import tidy

if TYPE_CHECKING:
    from localsheets.batch import Batch

PARTIAL = "You must select all cells in a merged range to merge or unmerge them."


def _parts(box: Box, kind: str) -> list[Box]:
    assert box.row1 is not None and box.col1 is not None
    if kind == "MERGE_COLUMNS":
        return [Box(box.row0, box.row1, c, c + 1) for c in range(box.col0, box.col1)]
    if kind == "MERGE_ROWS":
        return [Box(r, r + 1, box.col0, box.col1) for r in range(box.row0, box.row1)]
    return [box]


def _freed(sheet: Sheet, box: Box) -> None:
    """Drop the merges inside the box. Raises Refused if one crosses its edge."""
    for merge in sheet.merges:
        if overlaps(merge, box) and not contains(box, merge):
            raise Refused(PARTIAL)
    sheet.merges = [merge for merge in sheet.merges if not overlaps(merge, box)]


def merge_cells(batch: Batch, arguments: dict) -> None:
    sheet, box = batch.area(arguments.get("range"))
    kind = arguments.get("mergeType", "MERGE_ALL")
    assert box.row1 is not None and box.col1 is not None
    grid = sheet.properties["gridProperties"]
    frozen_rows, frozen_columns = grid.get("frozenRowCount", 0), grid.get("frozenColumnCount", 0)
    if kind != "MERGE_ROWS" and box.row0 < frozen_rows < box.row1:
        raise Refused("You can't merge frozen and non-frozen rows.")
    if kind != "MERGE_COLUMNS" and box.col0 < frozen_columns < box.col1:
        raise Refused("You can't merge frozen and non-frozen columns.")
    if sheet.basic_filter:
        area = loose_box(sheet.basic_filter.get("range", {}))
        if overlaps(area, box) and not contains(area, box):
            raise Refused("You can't merge cells that cross the borders of an existing filter.")
    _freed(sheet, box)
    for part in _parts(box, kind):
        assert part.row1 is not None and part.col1 is not None
        if (part.row1 - part.row0) * (part.col1 - part.col0) > 1:
            _keep_corner(sheet, part)
            sheet.merges.append(part)


def _keep_corner(sheet: Sheet, box: Box) -> None:
    """Only the first filled cell's content stays, in the corner."""
    corner = sheet.get(box.row0, box.col0)
    moved = None if corner is not None and corner.filled() else False
    for row, column, cell in list(sheet.cells(box)):
        if (row, column) == (box.row0, box.col0) or not cell.filled():
            continue
        changed = sheet.at(row, column)
        if moved is False:
            target = sheet.at(box.row0, box.col0)
            target.value, target.formula, moved = changed.value, changed.formula, True
        changed.value = changed.formula = None
        sheet.sweep(row, column)


def unmerge_cells(batch: Batch, arguments: dict) -> None:
    sheet, box = batch.area(arguments.get("range"))
    _freed(sheet, box)


def set_data_validation(batch: Batch, arguments: dict) -> None:
    sheet, box = batch.area(arguments.get("range"))
    assert box.row1 is not None and box.col1 is not None
    rule = arguments.get("rule")
    if not rule:
        for row, column, cell in list(sheet.cells(box)):
            if cell.validation:
                sheet.at(row, column).validation = None
                sheet.sweep(row, column)
        return
    if "condition" not in rule:
        raise Missing("rule.condition")
    check_condition(rule["condition"], "validation", batch.book, sheet)
    if (box.row1 - box.row0) * (box.col1 - box.col0) > 2_000_000:
        raise Refused("The range has too many cells for one request.")
    kept = intern(tidy("DataValidationRule", {**rule, "condition": fixed(rule["condition"])}))
    filtered_out = arguments.get("filteredRowsIncluded", False)
    for part in [box] if filtered_out else _shown(sheet, box):
        sheet.wear(part, lambda fmt, _: (fmt, kept))


def _shown(sheet: Sheet, box: Box) -> list[Box]:
    """The box without the rows that a filter hides."""
    assert box.row1 is not None
    away = sorted(row for row, meta in sheet.row_meta.items() if meta.get("hiddenByFilter") and box.row0 <= row < box.row1)
    starts, ends = [box.row0, *(row + 1 for row in away)], [*away, box.row1]
    return [Box(start, end, box.col0, box.col1) for start, end in zip(starts, ends, strict=True) if start < end]


KINDS = {
    "mergeCells": merge_cells,
    "unmergeCells": unmerge_cells,
    "setDataValidation": set_data_validation,
}
