"""Spreadsheet resources: properties, sheets and, where asked for, every cell (GridData).

Source: https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/cells
"""

from __future__ import annotations

import re
from typing import Any

from localsheets import conditional, numberformat
from localsheets.a1 import Box
from localsheets.calc import Calculator, shown_format
from localsheets.defaults import DEFAULT_FORMAT
from localsheets.fieldmask import Ready, Tree, below, wants
from localsheets.formula import FormulaError
from localsheets.model import EXTRA, Blank, Book, Cell, Sheet, intern
from localsheets.ranges import closed, grid_range
from localsheets.tidy import THEME
from localsheets.values import number

DEFAULT_PIXELS = {"ROWS": 21, "COLUMNS": 100}
ALIGNMENT = {str: "LEFT", int: "RIGHT", float: "RIGHT"}
LINKED = {
    "foregroundColor": THEME["LINK"],
    "foregroundColorStyle": {"rgbColor": THEME["LINK"]},
    "underline": True,
}
_LINK = re.compile(r'\s*=\s*HYPERLINK\(\s*"([^"]+)"', re.IGNORECASE)
_EFFECTIVE_BASE = {
    **DEFAULT_FORMAT,
    "textFormat": {**DEFAULT_FORMAT["textFormat"], "fontFamily": "Arial"},
    "hyperlinkDisplayType": "PLAIN_TEXT",
}


def extended(value: Any) -> dict:
    """A calculated value as an ExtendedValue."""
    if isinstance(value, FormulaError):
        error = {"type": value.type}
        return {"errorValue": error | ({"message": value.message} if value.message else {})}
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, str):
        return {"stringValue": value}
    return {"numberValue": number(value)}


def merged_format(base: dict, over: dict) -> dict:
    """`over` laid on `base`, message by message."""
    found = dict(base)
    for name, value in over.items():
        old = found.get(name)
        if isinstance(value, dict) and isinstance(old, dict) and name in ("textFormat", "padding", "borders"):
            found[name] = merged_format(old, value)
        else:
            found[name] = value
    return found


class CellRenderer:
    """Renders CellData, only the parts a mask asks for."""

    def __init__(self, calculator: Calculator, tree: Tree | None):
        self.calculator, self.locale = calculator, calculator.locale
        self.entered = wants(tree, "userEnteredValue")
        self.effective = wants(tree, "effectiveValue")
        self.formatted = wants(tree, "formattedValue")
        self.own_format = wants(tree, "userEnteredFormat")
        self.effective_format = wants(tree, "effectiveFormat")
        self.note = wants(tree, "note")
        self.validation = wants(tree, "dataValidation")
        self.link = wants(tree, "hyperlink")
        #: Only values are asked for: a cell without one has nothing to say, whatever it wears.
        others = (self.own_format, self.effective_format, self.note, self.validation, self.link)
        self.values_only = bool(tree) and not any(others) and not any(wants(tree, name) for name in EXTRA)
        #: Cells come out just as the mask wants them.
        self.exact = self.values_only and tree is not None and all(not part for part in tree.values()) and "*" not in tree
        self._formats: dict[tuple, dict] = {}
        self._blanks: dict[int, dict] = {}
        self._painters: dict[int, conditional.Painter] = {}
        base = calculator.book.properties.get("defaultFormat", DEFAULT_FORMAT)
        self._base = _EFFECTIVE_BASE if base == DEFAULT_FORMAT else {**merged_format(_EFFECTIVE_BASE, base)}

    def cell(self, sheet: Sheet, row: int, column: int, cell: Cell | None) -> dict:
        found: dict = {}
        value = self.calculator.cell_value(sheet, row, column, cell)
        if value is None and (cell is None or (type(cell) is Blank and not self.effective_format)):
            return self.worn(cell)
        cell = cell or Cell()
        if self.entered:
            if cell.formula is not None:
                found["userEnteredValue"] = {"formulaValue": cell.formula}
            elif cell.value is not None:
                found["userEnteredValue"] = extended(cell.value)
        if value is not None and not (value == "" and isinstance(value, str)):
            if self.effective:
                found["effectiveValue"] = extended(value)
            if self.formatted:
                shown = shown_format(self.calculator, sheet, row, column, cell)
                found["formattedValue"] = numberformat.format_value(value, shown, self.locale)
        if self.own_format and cell.fmt:
            found["userEnteredFormat"] = cell.fmt
        if self.effective_format:
            found["effectiveFormat"] = self._effective(sheet, row, column, cell)
        if self.link:
            link = self._link(cell)
            if link:
                found["hyperlink"] = link
        if self.note and cell.note:
            found["note"] = cell.note
        if self.validation and cell.validation:
            found["dataValidation"] = cell.validation
        if cell.extra:
            found |= cell.extra
        return found

    def worn(self, cell: Cell | None) -> dict:
        """What is said of a cell without a value: one and the same of all that wear the same."""
        if cell is None:
            return {}
        found = self._blanks.get(id(cell))
        if found is None:
            found = {}
            if self.own_format and cell.fmt:
                found["userEnteredFormat"] = cell.fmt
            link = self._link(cell) if self.link else None
            if link:
                found["hyperlink"] = link
            if self.validation and cell.validation:
                found["dataValidation"] = cell.validation
            self._blanks[id(cell)] = found
        return found

    def _link(self, cell: Cell) -> str | None:
        if cell.formula is not None:
            match = _LINK.match(cell.formula)
            return match.group(1) if match else None
        if cell.fmt:
            link = cell.fmt.get("textFormat", {}).get("link", {}).get("uri")
            if link:
                return link
        if isinstance(cell.value, str) and re.match(r"https?://\S+\Z", cell.value):
            return cell.value
        return None

    def _effective(self, sheet: Sheet, row: int, column: int, cell: Cell) -> dict:
        implied = None
        if cell.formula is not None and not (cell.fmt and "numberFormat" in cell.fmt):
            implied = self.calculator.implied_format(sheet, row, column)
        over = None
        if sheet.conditional_formats:
            painter = self._painters.get(sheet.id)
            if painter is None:
                painter = self._painters[sheet.id] = conditional.Painter(
                    sheet.conditional_formats, self.calculator, sheet.title, self.locale, self.calculator.now
                )
            over = intern(painter.at(row, column))
        value = self.calculator.cell_value(sheet, row, column, cell)
        link = self._link(cell)
        align = ALIGNMENT.get(type(value), "CENTER" if value is not None else None)
        key = (id(cell.fmt), id(intern(implied)), id(over), align, link)
        found = self._formats.get(key)
        if found is None:
            found = self._base if align is None else {**self._base, "horizontalAlignment": align}
            if link:
                found = merged_format(found, {"textFormat": {**LINKED, "link": {"uri": link}}})
                found["hyperlinkDisplayType"] = "LINKED"
            found = merged_format(found, cell.fmt or {})
            if implied:
                found["numberFormat"] = implied
            if over:
                found = merged_format(found, over)
            self._formats[key] = found
        return found


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
