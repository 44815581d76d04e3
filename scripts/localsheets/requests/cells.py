"""updateCells and repeatCell: every field of a cell, under a mask."""

from __future__ import annotations

import marshal
from typing import TYPE_CHECKING, Any

from localsheets import entry, formula
from localsheets.a1 import Box
from localsheets.entering import PARTS_OF_TEXT, check_text, own_titles
from localsheets.errors import Missing, Refused
from localsheets.fieldmask import Tree, assign
from localsheets.model import EXTRA, Book, Cell, Sheet, intern
from localsheets.tidy import tidy
from localsheets.values import number

if TYPE_CHECKING:
    from localsheets.batch import Batch



def set_value(book: Book, cell: Cell, value: dict | None) -> None:
    """An ExtendedValue into a cell; None or {} empties it. Raises Refused for what cannot be entered."""
    cell.value = cell.formula = None
    if not value:
        return
    kind, content = next(iter(value.items()))
    if kind == "formulaValue":
        check_text(content)
        typed = entry.parse_entry(content, book.locale) if content.startswith("=") else None
        if typed is None or typed.formula is None:
            raise Refused(f"Invalid formula: {content}" if content else "formulaValue must start with '='.")
        cell.formula = own_titles(book, typed.formula)
    elif kind == "errorValue":
        raise Refused("errorValue is read-only.")
    else:
        if kind == "stringValue":
            check_text(content)
        cell.value = None if content == "" else number(content)


def _from_the_start(name: str, kept: Any) -> Any:
    """Runs of text begin at its start: what stands before the first run looks like the cell."""
    if name == "textFormatRuns" and kept[0].get("startIndex"):
        return [{"format": {}}, *kept]
    return kept


class Writer:
    """Applies CellData under a mask; equal formats are laid on equal formats only once."""

    def __init__(self, batch: Batch, tree: Tree | None):
        self.book = batch.book
        self.all = not tree
        self.tree = tree or {}
        self._formats: dict[tuple[int, bytes], dict | None] = {}
        self._kept: list[dict | None] = []
        self._formulas: dict[str | None, str | None] = {}

    def _named(self, name: str) -> bool:
        return self.all or name in self.tree

    def format(self, worn: dict | None, data: dict) -> dict | None:
        """userEnteredFormat of `data` laid on the format a cell wears, as far as the mask reaches."""
        asked = data.get("userEnteredFormat")
        key = (id(worn), marshal.dumps(asked))
        if key not in self._formats:
            self._kept.append(worn)  # kept alive here, so that its id stays its own
            inner = self.tree.get("userEnteredFormat", {})
            new = tidy("CellFormat", assign(worn or {}, tidy("CellFormat", asked or {}), inner))
            self._formats[key] = intern(new)
        return self._formats[key]

    def _enter(self, cell: Cell, value: dict | None) -> None:
        text = value.get("formulaValue") if value else None
        if text in self._formulas:
            cell.value, cell.formula = None, self._formulas[text]
            return
        set_value(self.book, cell, value)
        if text:
            self._formulas[text] = cell.formula

    def apply(self, sheet: Sheet, row: int, column: int, data: dict) -> None:
        cell = sheet.at(row, column)
        if self._named("userEnteredValue"):
            self._enter(cell, data.get("userEnteredValue"))
            if cell.extra:  # what was said of parts of the old text is gone with it
                cell.extra = {k: v for k, v in cell.extra.items() if k not in PARTS_OF_TEXT} or None
        if self._named("userEnteredFormat"):
            cell.fmt = self.format(cell.fmt, data)
        if self._named("note"):
            cell.note = data.get("note") or None
        if self._named("dataValidation"):
            rule = data.get("dataValidation")
            cell.validation = intern(tidy("DataValidationRule", rule)) if rule else None
        for name in EXTRA:
            if self._named(name):
                extra = dict(cell.extra or {})
                extra.pop(name, None)
                if data.get(name):
                    extra[name] = _from_the_start(name, tidy("CellData", {name: data[name]})[name])
                cell.extra = extra or None
        if cell.blank():
            sheet.put(row, column, None)


def write_rows(batch: Batch, sheet: Sheet, row0: int, column0: int, rows: list[dict], tree: Tree | None) -> Box:
    """RowData from a corner, growing the sheet if it must (as creating a file does); gives the box written."""
    writer = Writer(batch, tree)
    height, width = len(rows), max((len(row.get("values", [])) for row in rows), default=0)
    grid = dict(sheet.properties["gridProperties"])
    grid["rowCount"] = max(grid["rowCount"], row0 + height)
    grid["columnCount"] = max(grid["columnCount"], column0 + width)
    batch.book.check_size(grid["rowCount"] * grid["columnCount"] - sheet.row_count * sheet.column_count)
    sheet.properties["gridProperties"] = grid
    for r, row in enumerate(rows, row0):
        for c, data in enumerate(row.get("values", []), column0):
            writer.apply(sheet, r, c, data)
    return Box(row0, row0 + height, column0, column0 + width)


def update_cells(batch: Batch, arguments: dict) -> None:
    tree = batch.mask(arguments.get("fields"), "CellData")
    rows = arguments.get("rows", [])
    width = max((len(row.get("values", [])) for row in rows), default=0)
    whole = "range" in arguments
    if whole == ("start" in arguments):
        raise Missing("range", "Must specify one of range or start." if not whole else "Only one of range or start may be set.")
    if whole:
        sheet, box = batch.area(arguments["range"])
        assert box.row1 is not None and box.col1 is not None
        if len(rows) > box.row1 - box.row0:
            raise Refused(f"Attempting to write row: {box.row1}, beyond the last requested row of: {box.row1 - 1}")
        if width > box.col1 - box.col0:
            raise Refused(f"Attempting to write column: {box.col1}, beyond the last requested column of: {box.col1 - 1}")
    else:
        start = arguments["start"]
        sheet = batch.sheet(start.get("sheetId"))
        row0, col0 = start.get("rowIndex", 0), start.get("columnIndex", 0)
        box = Box(row0, row0 + len(rows), col0, col0 + width)
        if row0 < 0 or col0 < 0:
            raise Refused("start.rowIndex and start.columnIndex must not be negative.")
        if row0 + len(rows) > sheet.row_count or row0 >= sheet.row_count:
            raise Refused(f"Attempting to write row: {sheet.row_count}, beyond the last row of: {sheet.row_count - 1}")
        if col0 + width > sheet.column_count or col0 >= sheet.column_count:
            last = sheet.column_count
            raise Refused(f"Attempting to write column: {last}, beyond the last column of: {last - 1}")
        batch.guard(sheet, box)
    writer = Writer(batch, tree)
    for r, row in enumerate(rows, box.row0):
        for c, data in enumerate(row.get("values", []), box.col0):
            writer.apply(sheet, r, c, data)
    if whole:
        _clear_rest(writer, sheet, box, rows)


def _clear_rest(writer: Writer, sheet: Sheet, box: Box, rows: list[dict]) -> None:
    """Cells of the range that no row named lose the masked fields."""
    empty: dict = {}
    for row, column, _ in list(sheet.cells(box)):
        line = row - box.row0
        if line >= len(rows) or column - box.col0 >= len(rows[line].get("values", [])):
            writer.apply(sheet, row, column, empty)


def repeat_cell(batch: Batch, arguments: dict) -> None:
    tree = batch.mask(arguments.get("fields"), "CellData")
    sheet, box = batch.area(arguments.get("range"))
    assert box.row1 is not None and box.col1 is not None
    data = arguments.get("cell", {})
    writer = Writer(batch, tree)
    if not any(data.values()):
        for row, column, _ in list(sheet.cells(box)):
            writer.apply(sheet, row, column, data)
        return
    if (box.row1 - box.row0) * (box.col1 - box.col0) > 2_000_000:
        raise Refused("The range has too many cells for one request.")
    if set(tree) == {"userEnteredFormat"}:
        sheet.wear(box, lambda fmt, rule: (writer.format(fmt, data), rule))
        return
    text = (data.get("userEnteredValue") or {}).get("formulaValue")
    first: Any = None
    still = False
    for row in range(box.row0, box.row1):
        for column in range(box.col0, box.col1):
            writer.apply(sheet, row, column, data)
            if text and (not tree or "userEnteredValue" in tree):
                cell = sheet.at(row, column)
                if first is None:
                    first = cell.formula
                    still = first is not None and formula.translate(first, 1, 1) == first
                elif still:
                    cell.formula = first
                else:
                    cell.formula = formula.translate(first, row - box.row0, column - box.col0)


KINDS = {"updateCells": update_cells, "repeatCell": repeat_cell}
