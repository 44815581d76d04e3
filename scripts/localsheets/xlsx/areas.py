"""Boxes of cells: GridRanges closed, and single cells gathered into rectangles."""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter
from typing import NamedTuple

from localsheets.formula.tokens import column_name


class Box(NamedTuple):
    """Cells of a sheet, both ends included."""

    row: int
    column: int
    last_row: int
    last_column: int

    @property
    def name(self) -> str:
        """`A1:B2`."""
        first = f"{column_name(self.column)}{self.row + 1}"
        last = f"{column_name(self.last_column)}{self.last_row + 1}"
        return first if first == last else f"{first}:{last}"

    @property
    def cells(self) -> int:
        return (self.last_row - self.row + 1) * (self.last_column - self.column + 1)


def box_of(area: dict, rows: int, columns: int) -> Box | None:
    """A GridRange inside a sheet of that size, or None when nothing of it is."""
    box = Box(
        area.get("startRowIndex", 0),
        area.get("startColumnIndex", 0),
        min(area.get("endRowIndex", rows), rows) - 1,
        min(area.get("endColumnIndex", columns), columns) - 1,
    )
    return box if box.row <= box.last_row and box.column <= box.last_column else None


def rectangles(cells: Iterable[tuple[int, int]]) -> list[Box]:
    """Cells (row, column) as few rectangles: runs down a column, joined with equal runs beside them."""
    runs: list[Box] = []
    first, before, at = 0, -2, -1  # the run that is open: its first and last row, its column
    for row, column in sorted(cells, key=itemgetter(1, 0)):
        if column != at or row != before + 1:
            if at >= 0:
                runs.append(Box(first, at, before, at))
            first, at = row, column
        before = row
    if at >= 0:
        runs.append(Box(first, at, before, at))
    joined: dict[tuple[int, int, int], Box] = {}
    for run in runs:
        beside = joined.pop((run.row, run.last_row, run.column - 1), None)
        box = run if beside is None else beside._replace(last_column=run.column)
        joined[(box.row, box.last_row, box.last_column)] = box
    return list(joined.values())
