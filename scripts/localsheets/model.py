"""The truth of a spreadsheet in memory: what was entered, format, note and validation of each cell, and all around it.

Nothing here checks permissions or speaks HTTP. Structures that the API hands out (charts, rules, protected ranges …)
are kept as tidy API JSON; ranges inside them carry no sheetId when it is 0.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from localsheets.a1 import Box
from localsheets.errors import bad_request

EXTRA = ("textFormatRuns", "pivotTable", "chipRuns", "dataSourceTable", "dataSourceFormula")
"""Parts of CellData that are kept as they were given."""
BLOCK = 128  # rows saved together
MAX_CELLS = 10_000_000
MAX_COLUMNS = 18_278
MAX_TEXT = 50_000

_interned: dict[str, dict] = {}


def intern(data: dict | None) -> dict | None:
    """One shared copy of equal formats or rules. Never change what this gives back."""
    if not data:
        return None
    key = json.dumps(data, sort_keys=True, ensure_ascii=False)
    if len(_interned) > 20_000:
        _interned.clear()
    return _interned.setdefault(key, data)


class Cell:
    """`value` is what was entered (None, bool, number, text) unless `formula` (with its `=`) is set.

    `extra` holds the rarer fields of CellData as they are (textFormatRuns, pivotTable …).
    """

    __slots__ = ("extra", "fmt", "formula", "note", "validation", "value")

    def __init__(
        self,
        value: Any = None,
        formula: str | None = None,
        fmt: dict | None = None,
        note: str | None = None,
        validation: dict | None = None,
        extra: dict | None = None,
    ):
        self.value, self.formula, self.fmt = value, formula, fmt
        self.note, self.validation, self.extra = note, validation, extra

    def copy(self) -> Cell:
        return Cell(self.value, self.formula, self.fmt, self.note, self.validation, self.extra)

    def blank(self) -> bool:
        """Nothing at all is kept here."""
        return not self.filled() and not (self.fmt or self.note or self.validation or self.extra)

    def filled(self) -> bool:
        """Something was entered."""
        return self.value is not None or self.formula is not None


class Blank(Cell):
    """A cell in which nothing was entered. All that wear the same are one object, so a book of dressed but empty rows
    costs no more than their places; `Sheet.at` gives a cell of its own in exchange. Never change one."""

    __slots__ = ()


NOTHING = Blank()
_blanks: dict[tuple[int, int], Blank] = {}


def worn(fmt: dict | None, validation: dict | None) -> Blank | None:
    """The one empty cell with this format and rule, both shared copies (see `intern`); None for neither."""
    if not fmt and not validation:
        return None
    key = (id(fmt), id(validation))
    found = _blanks.get(key)
    if found is None:  # it keeps its format and rule alive, so the key stays theirs
        if len(_blanks) > 20_000:
            _blanks.clear()
        found = _blanks[key] = Blank(fmt=fmt, validation=validation)
    return found


class Sheet:
    """One tab."""

    def __init__(self, properties: dict):
        self.properties = properties
        self.rows: dict[int, dict[int, Cell]] = {}
        self.row_meta: dict[int, dict] = {}
        self.column_meta: dict[int, dict] = {}
        self.merges: list[Box] = []
        self.conditional_formats: list[dict] = []
        self.protected_ranges: list[dict] = []
        self.banded_ranges: list[dict] = []
        self.charts: list[dict] = []
        self.basic_filter: dict | None = None
        self.row_groups: list[dict] = []
        self.column_groups: list[dict] = []
        self.dirty: set[int] = set()
        self.all_dirty = True

    @property
    def id(self) -> int:
        return self.properties["sheetId"]

    @property
    def title(self) -> str:
        return self.properties["title"]

    @property
    def row_count(self) -> int:
        return self.properties.get("gridProperties", {}).get("rowCount", 0)

    @property
    def column_count(self) -> int:
        return self.properties.get("gridProperties", {}).get("columnCount", 0)

    def get(self, row: int, column: int) -> Cell | None:
        cells = self.rows.get(row)
        return cells.get(column) if cells else None

    def at(self, row: int, column: int) -> Cell:
        """The cell, made if it was not there; its row counts as changed."""
        self.dirty.add(row // BLOCK)
        cells = self.rows.setdefault(row, {})
        cell = cells.get(column)
        if cell is None:
            cell = cells[column] = Cell()
        elif type(cell) is Blank:
            cell = cells[column] = cell.copy()
        return cell

    def wear(self, box: Box, change: Callable[[dict | None, dict | None], tuple[dict | None, dict | None]]) -> None:
        """Give every cell of a closed box another format and rule: `change` of those it has. All are shared copies."""
        assert box.row1 is not None and box.col1 is not None
        swaps: dict[int, Blank | None] = {}  # by the id of the blank cell that was there
        kept = []
        columns = range(box.col0, box.col1)
        for row in range(box.row0, box.row1):
            cells = self.rows.setdefault(row, {})
            for column in columns:
                cell = cells.get(column, NOTHING)
                if type(cell) is Blank:
                    place = id(cell)
                    if place not in swaps:
                        kept.append(cell)  # kept alive here, so that its id stays its own
                        swaps[place] = worn(*change(cell.fmt, cell.validation))
                    new = swaps[place]
                    if new is not None:
                        cells[column] = new
                    else:
                        cells.pop(column, None)
                else:
                    cell.fmt, cell.validation = change(cell.fmt, cell.validation)
                    if cell.blank():
                        del cells[column]
            if not cells:
                del self.rows[row]
        self.dirty.update(range(box.row0 // BLOCK, -(-box.row1 // BLOCK)))

    def put(self, row: int, column: int, cell: Cell | None) -> None:
        self.dirty.add(row // BLOCK)
        if cell is None or cell.blank():
            cells = self.rows.get(row)
            if cells and column in cells:
                del cells[column]
                if not cells:
                    del self.rows[row]
        else:
            self.rows.setdefault(row, {})[column] = cell

    def sweep(self, row: int, column: int) -> None:
        """Forget the cell if nothing is kept in it."""
        cell = self.get(row, column)
        if cell is not None and cell.blank():
            self.put(row, column, None)

    def cells(self, box: Box) -> Iterator[tuple[int, int, Cell]]:
        """The kept cells inside a closed box, in reading order. The box may be far larger than what is kept."""
        assert box.row1 is not None and box.col1 is not None
        if box.row1 - box.row0 > len(self.rows):
            numbers: Any = sorted(r for r in self.rows if box.row0 <= r < box.row1)
        else:
            numbers = (r for r in range(box.row0, box.row1) if r in self.rows)
        for row in list(numbers):
            cells = self.rows[row]
            for column in sorted(c for c in cells if box.col0 <= c < box.col1):
                yield row, column, cells[column]

    def meta(self, dimension: str) -> dict[int, dict]:
        return self.row_meta if dimension == "ROWS" else self.column_meta

    def groups(self, dimension: str) -> list[dict]:
        return self.row_groups if dimension == "ROWS" else self.column_groups

    def size(self, dimension: str) -> int:
        return self.row_count if dimension == "ROWS" else self.column_count

    def full(self) -> Box:
        return Box(0, self.row_count, 0, self.column_count)

    def changed(self) -> None:
        """Rows moved: everything is to be saved again."""
        self.all_dirty = True


class Book:
    """One spreadsheet."""

    def __init__(self, book_id: str, properties: dict):
        self.id = book_id
        self.properties = properties
        self.sheets: list[Sheet] = []
        self.named_ranges: list[dict] = []
        self.metadata: list[dict] = []
        self.generation = 0  # rises with every change: what was calculated before is stale

    @property
    def title(self) -> str:
        return self.properties["title"]

    @property
    def locale(self) -> str:
        return self.properties.get("locale", "en_US")

    def sheet(self, sheet_id: int) -> Sheet | None:
        for sheet in self.sheets:
            if sheet.id == sheet_id:
                return sheet
        return None

    def titled(self, title: str) -> Sheet | None:
        for sheet in self.sheets:
            if sheet.title == title:
                return sheet
        folded = title.casefold()
        for sheet in self.sheets:
            if sheet.title.casefold() == folded:
                return sheet
        return None

    def named(self, name: str) -> dict | None:
        folded = name.casefold()
        return next((n for n in self.named_ranges if n["name"].casefold() == folded), None)

    def renumber(self) -> None:
        for index, sheet in enumerate(self.sheets):
            sheet.properties["index"] = index

    def cell_count(self) -> int:
        return sum(sheet.row_count * sheet.column_count for sheet in self.sheets)

    def check_size(self, added: int = 0) -> None:
        """Raises Google's 400 if the workbook would hold more than 10 million cells."""
        if self.cell_count() + added > MAX_CELLS:
            raise bad_request(too_many_cells())


def too_many_cells() -> str:
    return "This action would increase the number of cells in the workbook above the limit of 10000000 cells."


def too_many_columns() -> str:
    return f"This action would increase the number of columns in the sheet above the limit of {MAX_COLUMNS} columns."
