"""Spreadsheet resources: properties, sheets and, where asked for, every cell (GridData).

Source: https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets
"""

from __future__ import annotations

from localsheets.a1 import Box
from localsheets.calc import Calculator
from localsheets.fieldmask import Ready, Tree, below, wants
from localsheets.model import Blank, Book, Sheet
from localsheets.ranges import closed, grid_range
from localsheets.render_cells import CellRenderer

DEFAULT_PIXELS = {"ROWS": 21, "COLUMNS": 100}


def grid_data(renderer: CellRenderer, sheet: Sheet, box: Box, tree: Tree | None) -> dict:
    """GridData of a closed box: rows to the last one that holds anything, sizes of rows and columns."""
    assert box.row1 is not None and box.col1 is not None
    found: dict = {}
    if box.row0:
        found["startRow"] = box.row0
    if box.col0:
        found["startColumn"] = box.col0
    if wants(tree, "rowData"):
        rows = _row_data(renderer, sheet, box)
        if rows:
            found["rowData"] = Ready(rows) if renderer.exact else rows
    for name, dimension, start, end in (
        ("rowMetadata", "ROWS", box.row0, box.row1),
        ("columnMetadata", "COLUMNS", box.col0, box.col1),
    ):
        if wants(tree, name):
            attached = _attached(renderer.calculator.book, sheet, dimension)
            meta = sheet.meta(dimension)
            plain = {"pixelSize": DEFAULT_PIXELS[dimension]}
            found[name] = [
                {**plain, **meta.get(index, {}), **attached.get(index, {})} if index in meta or index in attached else plain
                for index in range(start, end)
            ]
    return found


def _row_data(renderer: CellRenderer, sheet: Sheet, box: Box) -> list[dict]:
    spill = renderer.calculator.spill_areas().get(sheet.id, {})
    present: dict[int, list[int]] = {}
    for row, column, _ in sheet.cells(box):
        present.setdefault(row, []).append(column)
    for row, column in spill:
        if box.row0 <= row < (box.row1 or 0) and box.col0 <= column < (box.col1 or 0):
            present.setdefault(row, []).append(column)
    if not present:
        return []
    rows: list[dict] = []
    for row in range(box.row0, max(present) + 1):
        columns = present.get(row)
        if not columns:
            rows.append({})
            continue
        cells = sheet.rows.get(row, {})
        span = range(box.col0, max(columns) + 1)
        if renderer.values_only and not spill:
            line = [
                renderer.cell(sheet, row, c, cell) if (cell := cells.get(c)) is not None and cell.filled() else {} for c in span
            ]
        elif spill or renderer.effective_format:
            line = [renderer.cell(sheet, row, c, cells.get(c)) for c in span]
        else:
            line = [
                renderer.worn(cell) if (cell := cells.get(c)) is None or type(cell) is Blank else renderer.cell(sheet, row, c, cell)
                for c in span
            ]
        rows.append({"values": line})
    return rows


def _attached(book: Book, sheet: Sheet, dimension: str) -> dict[int, dict]:
    """Developer metadata of single rows or columns, by index."""
    found: dict[int, dict] = {}
    for one in book.metadata:
        span = one["location"].get("dimensionRange")
        if span and span.get("sheetId", 0) == sheet.id and span["dimension"] == dimension:
            found.setdefault(span["startIndex"], {"developerMetadata": []})["developerMetadata"].append(one)
    return found


def sheet_resource(
    renderer: CellRenderer | None, book: Book, sheet: Sheet, boxes: list[Box] | None, tree: Tree | None
) -> dict:
    """A Sheet; `boxes` are the ranges whose cells are wanted (None: the whole sheet), `renderer` None: no cells."""
    found: dict = {"properties": sheet.properties}
    if renderer is not None and sheet.properties.get("sheetType", "GRID") == "GRID":
        closed_boxes = [closed(b, sheet.row_count, sheet.column_count) for b in boxes] if boxes else [sheet.full()]
        found["data"] = [grid_data(renderer, sheet, box, below(tree, "data")) for box in closed_boxes]
    parts = {
        "merges": [grid_range(merge, sheet.id) for merge in sheet.merges],
        "conditionalFormats": sheet.conditional_formats,
        "protectedRanges": sheet.protected_ranges,
        "basicFilter": sheet.basic_filter,
        "charts": sheet.charts,
        "bandedRanges": sheet.banded_ranges,
        "rowGroups": sheet.row_groups,
        "columnGroups": sheet.column_groups,
        "developerMetadata": [m for m in book.metadata if m["location"].get("sheetId") == sheet.id],
    }
    for name, part in parts.items():
        if part:
            found[name] = part
    return found


def book_resource(
    book: Book,
    calculator: Calculator,
    url: str,
    tree: Tree | None = None,
    grid: bool = False,
    ranges: list[tuple[Sheet, Box]] | None = None,
) -> dict:
    """A Spreadsheet. With a mask, cells come if it names them; else if `grid`. `ranges` keeps only what they touch."""
    if tree is not None:
        grid = wants(tree, "sheets", "data")
    renderer = None
    if grid:
        renderer = CellRenderer(calculator, below(tree, "sheets", "data", "rowData", "values"))
    found: dict = {"spreadsheetId": book.id, "properties": book.properties}
    if wants(tree, "sheets"):
        sheets = []
        for sheet in book.sheets:
            boxes = [box for owner, box in ranges if owner is sheet] if ranges else None
            if ranges and not boxes:
                continue
            sheets.append(sheet_resource(renderer, book, sheet, boxes, below(tree, "sheets")))
        found["sheets"] = sheets
    if book.named_ranges:
        found["namedRanges"] = book.named_ranges
    found["spreadsheetUrl"] = url
    whole = [m for m in book.metadata if m["location"].get("spreadsheet")]
    if whole:
        found["developerMetadata"] = whole
    return found
