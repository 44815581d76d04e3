"""Ranges as the API writes them (GridRange, DimensionRange) and as boxes of cells."""

from __future__ import annotations

from localsheets.a1 import Box

ROWS, COLUMNS = "ROWS", "COLUMNS"


def box_of(grid_range: dict, rows: int, columns: int) -> Box:
    """A GridRange closed to a sheet of that size; parts outside are cut off."""
    row0 = grid_range.get("startRowIndex", 0)
    col0 = grid_range.get("startColumnIndex", 0)
    return Box(
        row0,
        max(row0, min(grid_range.get("endRowIndex", rows), rows)),
        col0,
        max(col0, min(grid_range.get("endColumnIndex", columns), columns)),
    )


def closed(box: Box, rows: int, columns: int) -> Box:
    """`box` with open ends at the edge of the sheet and closed ends cut to it."""
    row1 = rows if box.row1 is None else min(box.row1, rows)
    col1 = columns if box.col1 is None else min(box.col1, columns)
    return Box(box.row0, max(row1, box.row0), box.col0, max(col1, box.col0))


def grid_range(box: Box, sheet_id: int) -> dict:
    """The GridRange of a box. sheetId 0 is left out, as in Google's answers."""
    found: dict = {"sheetId": sheet_id} if sheet_id else {}
    found["startRowIndex"] = box.row0
    if box.row1 is not None:
        found["endRowIndex"] = box.row1
    found["startColumnIndex"] = box.col0
    if box.col1 is not None:
        found["endColumnIndex"] = box.col1
    return found


def overlaps(a: Box, b: Box) -> bool:
    """Whether two boxes share a cell; open ends reach for ever."""
    return (
        (b.row1 is None or a.row0 < b.row1)
        and (a.row1 is None or b.row0 < a.row1)
        and (b.col1 is None or a.col0 < b.col1)
        and (a.col1 is None or b.col0 < a.col1)
    )


def contains(outer: Box, inner: Box) -> bool:
    return (
        outer.row0 <= inner.row0
        and outer.col0 <= inner.col0
        and (outer.row1 is None or (inner.row1 is not None and inner.row1 <= outer.row1))
        and (outer.col1 is None or (inner.col1 is not None and inner.col1 <= outer.col1))
    )


def loose_box(grid_range: dict) -> Box:
    """A GridRange as a box that keeps its open ends."""
    return Box(
        grid_range.get("startRowIndex", 0),
        grid_range.get("endRowIndex"),
        grid_range.get("startColumnIndex", 0),
        grid_range.get("endColumnIndex"),
    )
