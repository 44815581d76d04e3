"""Values of cells, formulas calculated on demand and remembered until the book changes.

A deep chain of formulas (each row adding to the one above) is calculated from its far end without deep recursion:
past a certain depth the cell that is needed is noted, the way back is cut short, and the cell is calculated first.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from localsheets import formula
from localsheets.a1 import column_letters
from localsheets.formula import CIRCULAR, Area, Computed, FormulaError
from localsheets.model import Book, Cell, Sheet

MAX_DEPTH = 40
SPILL_ROUNDS = 4
#: Only these can fill more than their own cell; the others need not be calculated before they are asked for.
_MAY_SPILL = re.compile(
    r"\{|\b(ARRAYFORMULA|ARRAY_CONSTRAIN|FILTER|UNIQUE|SORTN?|SEQUENCE|TRANSPOSE|SPLIT|QUERY|FLATTEN|TOCOL|TOROW|"
    r"[HV]STACK|WRAP(ROWS|COLS)|MAP|BYROW|BYCOL|MAKEARRAY|SCAN|LET|LAMBDA|MMULT|FREQUENCY|RANDARRAY|CHOOSE(ROWS|COLS)|"
    r"OFFSET|INDEX|INDIRECT|REGEXEXTRACT)\b",
    re.IGNORECASE,
)


class _Deeper(BaseException):
    """Calculate this cell first. Not an Exception, so that no formula function can swallow it."""

    def __init__(self, key: tuple[int, int, int]):
        self.key = key


class Calculator:
    """The Grid that formulas of one book read. Made anew whenever the book changes or the minute does."""

    def __init__(self, book: Book, now: datetime):
        self.book, self.now = book, now
        self.locale = book.locale
        self._done: dict[tuple[int, int, int], Computed] = {}
        self._open: set[tuple[int, int, int]] = set()
        self._depth = 0
        self._sheets: dict[str, Sheet] = {}
        for sheet in reversed(book.sheets):
            self._sheets[sheet.title.casefold()] = sheet
        self._named = {named["name"].casefold(): named for named in book.named_ranges}
        self._areas: dict[str, Area | None] = {}
        self._extents: dict[int, tuple[int, int]] = {}
        self._spills: dict[int, dict[tuple[int, int], Any]] = {}
        self._searched = False
        self._single: set[str] = set()
        #: blocks of values as they were sent (see `values.value_range`)
        self.blocks: dict[tuple, dict] = {}

    # what the rest of the package asks

    def cell_value(self, sheet: Sheet, row: int, column: int, cell: Cell | None) -> Any:
        """What the cell holds after calculation: None, bool, number, text or FormulaError."""
        if not self._searched:
            self._find_spills()
        if cell is not None:
            if cell.formula is not None:
                return self.computed(sheet, row, column).value
            if cell.value is not None:
                return cell.value
        spill = self._spills.get(sheet.id)
        return spill.get((row, column)) if spill else None

    @property
    def known(self) -> dict[tuple[int, int, int], Computed]:
        """What was calculated so far, by (sheetId, row, column)."""
        return self._done

    def implied_format(self, sheet: Sheet, row: int, column: int) -> dict | None:
        """The number format a formula's result brings with it."""
        return self.computed(sheet, row, column).number_format

    def computed(self, sheet: Sheet, row: int, column: int) -> Computed:
        if not self._searched:
            self._find_spills()
        key = (sheet.id, row, column)
        done = self._done.get(key)
        if done is not None:
            return done
        if self._depth:
            return self._calculate(key)
        waiting = [key]
        while waiting:
            try:
                self._calculate(waiting[-1])
                waiting.pop()
            except _Deeper as deeper:
                self._open.clear()
                self._depth = 0
                if deeper.key in waiting:  # a circle longer than the depth
                    for member in waiting[waiting.index(deeper.key) :]:
                        self._done[member] = Computed(CIRCULAR)
                    waiting = [k for k in waiting if k not in self._done]
                else:
                    waiting.append(deeper.key)
        return self._done[key]

    def _calculate(self, key: tuple[int, int, int]) -> Computed:
        if key in self._done:
            return self._done[key]
        if key in self._open:
            return Computed(CIRCULAR)
        if self._depth >= MAX_DEPTH:
            raise _Deeper(key)
        sheet = self.book.sheet(key[0])
        cell = sheet.get(key[1], key[2]) if sheet else None
        if sheet is None or cell is None or cell.formula is None:
            return Computed(None)
        self._open.add(key)
        self._depth += 1
        try:
            result = formula.compute(cell.formula, self, sheet.title, key[1], key[2], self.locale, self.now)
        finally:
            self._depth -= 1
            self._open.discard(key)
        if result.value is formula.TOO_DEEP and self._depth:
            raise _Deeper(key)  # it may only be deep because it was asked for from deep inside other cells
        self._done[key] = result
        return result

    def spill_areas(self) -> dict[int, dict[tuple[int, int], Any]]:
        if not self._searched:
            self._find_spills()
        return self._spills

    def _find_spills(self) -> None:
        """Formulas that give arrays fill the cells below and to the right, unless something stands there. Looked for
        when a cell is first asked for: what is said of a book without its cells costs no calculation."""
        self._searched = True
        sources = [
            (sheet, row, column)
            for sheet in self.book.sheets
            for row, cells in sheet.rows.items()
            for column, cell in cells.items()
            if cell.formula is not None and self._may_spill(cell.formula, row, column)
        ]
        for _ in range(SPILL_ROUNDS):  # an array may be made of the cells another array fills
            found: dict[int, dict[tuple[int, int], Any]] = {}
            refused = {}
            for sheet, row, column in sources:
                array = self.computed(sheet, row, column).array
                if array and (len(array) > 1 or len(array[0]) > 1):
                    error = self._spill(sheet, row, column, array, found)
                    if error is not None:
                        refused[(sheet.id, row, column)] = Computed(error)
            if found == self._spills:
                if refused:  # what was calculated from them is calculated again
                    self._done = refused
                return
            self._spills = found
            self._done.clear()
            self._extents.clear()

    def _may_spill(self, text: str, row: int, column: int) -> bool:
        if text in self._single:
            return False
        if _MAY_SPILL.search(text) is not None:
            names = formula.compiled(text, row, column, self.locale).one_cell
            if names is None or not all(map(self._one_column, names)):
                return True
        self._single.add(text)
        return False

    def _one_column(self, name: str) -> bool:
        area = self.named_range(name)
        return area is not None and area.last_column == area.column

    @staticmethod
    def _spill(
        sheet: Sheet, row: int, column: int, array: list[list[Any]], found: dict[int, dict[tuple[int, int], Any]]
    ) -> FormulaError | None:
        """Put the array's cells into `found`; gives an error instead if one of them is taken."""
        places = [
            (row + down, column + right, value)
            for down, line in enumerate(array)
            for right, value in enumerate(line)
            if down or right
        ]
        for at_row, at_column, _ in places:
            there = sheet.get(at_row, at_column)
            if there is not None and there.filled():
                where = f"{column_letters(at_column)}{at_row + 1}"
                return FormulaError("#REF!", f"Array result was not expanded because it would overwrite data in {where}.")
        spill = found.setdefault(sheet.id, {})
        spill.update({(at_row, at_column): value for at_row, at_column, value in places if value is not None})
        return None

    # Grid, what formulas ask

    def _sheet(self, title: str | None) -> Sheet:
        return self._sheets[(title or "").casefold()]

    def value(self, sheet: str | None, row: int, column: int) -> Any:
        page = self._sheet(sheet)
        return self.cell_value(page, row, column, page.get(row, column))

    def block(self, sheet: str, row: int, column: int, last_row: int, last_column: int) -> list[list[Any]]:
        if not self._searched:
            self._find_spills()
        page = self._sheet(sheet)
        blank = [None] * (last_column - column + 1)
        spill = self._spills.get(page.id)
        found = []
        for at in range(row, last_row + 1):
            cells = page.rows.get(at)
            if not cells and not spill:
                found.append(blank)
                continue
            cells = cells or {}
            line = []
            for col in range(column, last_column + 1):
                cell = cells.get(col)
                if cell is not None and cell.formula is None and cell.value is not None:
                    line.append(cell.value)
                elif cell is None and not spill:
                    line.append(None)
                else:
                    line.append(self.cell_value(page, at, col, cell))
            found.append(line)
        return found

    def size(self, sheet: str) -> tuple[int, int]:
        page = self._sheet(sheet)
        return page.row_count, page.column_count

    def extent(self, sheet: str) -> tuple[int, int]:
        if not self._searched:
            self._find_spills()
        page = self._sheet(sheet)
        if page.id not in self._extents:
            rows = [r for r, cells in page.rows.items() if any(c.filled() for c in cells.values())]
            columns = [c for cells in page.rows.values() for c, cell in cells.items() if cell.filled()]
            spilled = self._spills.get(page.id, {})
            rows += [r for r, _ in spilled]
            columns += [c for _, c in spilled]
            self._extents[page.id] = (max(rows, default=-1) + 1, max(columns, default=-1) + 1)
        return self._extents[page.id]

    def named_range(self, name: str) -> Area | None:
        if name not in self._areas:
            self._areas[name] = self._area(name)
        return self._areas[name]

    def _area(self, name: str) -> Area | None:
        named = self._named.get(name.casefold())
        if named is None:
            return None
        area = named.get("range", {})
        sheet = self.book.sheet(area.get("sheetId", 0))
        if sheet is None:
            return None
        row1, col1 = area.get("endRowIndex"), area.get("endColumnIndex")
        return Area(
            sheet.title,
            area.get("startRowIndex", 0),
            area.get("startColumnIndex", 0),
            None if row1 is None else row1 - 1,
            None if col1 is None else col1 - 1,
        )

    def number_format(self, sheet: str, row: int, column: int) -> dict | None:
        page = self._sheet(sheet)
        cell = page.get(row, column)
        return shown_format(self, page, row, column, cell) if cell is not None else None

    def formula(self, sheet: str, row: int, column: int) -> str | None:
        cell = self._sheet(sheet).get(row, column)
        return cell.formula if cell is not None else None


def shown_format(calculator: Calculator, sheet: Sheet, row: int, column: int, cell: Cell) -> dict | None:
    """The number format a cell is shown by: its own, else the one its formula brings."""
    if cell.fmt and "numberFormat" in cell.fmt:
        return cell.fmt["numberFormat"]
    if cell.formula is not None:
        return calculator.implied_format(sheet, row, column)
    return None
