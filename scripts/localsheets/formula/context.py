"""Where a formula stands, what it may read, and references to cells."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from localsheets.formula.errors import FormulaError, Stop
from localsheets.formula.grid import Area, Grid, Value
from localsheets.numberformat.locales import Locale, locale_of

#: A matrix of more cells than this is refused rather than built.
MAX_CELLS = 2_000_000
TOO_LARGE = FormulaError("#ERROR!", "This stand-in cannot calculate an array this large.")


class Ref:
    """Cells of one sheet, both ends included, inside the sheet."""

    __slots__ = ("column", "last_column", "last_row", "row", "sheet")

    def __init__(self, sheet: str, row: int, column: int, last_row: int, last_column: int) -> None:
        self.sheet, self.row, self.column = sheet, row, column
        self.last_row, self.last_column = last_row, last_column

    @property
    def height(self) -> int:
        return self.last_row - self.row + 1

    @property
    def width(self) -> int:
        return self.last_column - self.column + 1

    @property
    def single(self) -> bool:
        return self.row == self.last_row and self.column == self.last_column


class Context:
    """One calculation of one formula. `names` holds what LET has named."""

    __slots__ = ("column", "grid", "locale", "locale_name", "names", "now", "row", "sheet", "sizes", "value")

    def __init__(self, grid: Grid, sheet: str, row: int, column: int, locale: str, now: datetime | None) -> None:
        self.grid, self.sheet, self.row, self.column = grid, sheet, row, column
        self.locale_name, self.now = locale, now
        self.locale: Locale = locale_of(locale)
        self.value = grid.value
        self.sizes: dict[str, tuple[int, int]] = {}
        self.names: dict[str, Any] = {}

    def size(self, sheet: str) -> tuple[int, int]:
        """Rows and columns of a sheet. Raises Stop(#REF!) when there is none."""
        found = self.sizes.get(sheet)
        if found is None:
            try:
                found = self.sizes[sheet] = self.grid.size(sheet)
            except KeyError:
                raise Stop(FormulaError("#REF!", f"Unresolved sheet name '{sheet}'.")) from None
        return found

    def cell(self, sheet: str, row: int, column: int) -> Value:
        """The value of a cell, an error as a value. Raises Stop(#REF!) outside the sheet."""
        rows, columns = self.sizes.get(sheet) or self.size(sheet)
        if not (0 <= row < rows and 0 <= column < columns):
            raise Stop(FormulaError("#REF!", "Reference does not exist."))
        return self.value(sheet, row, column)

    def area(self, sheet: str | None, row: int, column: int, last_row: int | None, last_column: int | None) -> Ref:
        """The part of an area that lies in its sheet. Raises Stop(#REF!) when none does."""
        title = sheet or self.sheet
        rows, columns = self.size(title)
        if last_row is not None and last_row < row:
            row, last_row = last_row, row
        if last_column is not None and last_column < column:
            column, last_column = last_column, column
        if not (0 <= row < rows and 0 <= column < columns):
            raise Stop(FormulaError("#REF!", "Reference does not exist."))
        last_row = rows - 1 if last_row is None or last_row >= rows else last_row
        last_column = columns - 1 if last_column is None or last_column >= columns else last_column
        return Ref(title, row, column, last_row, last_column)

    def block(self, ref: Ref, clip: bool = False) -> list[list[Value]]:
        """The values of an area; with `clip`, only up to the last row and column that hold anything."""
        last_row, last_column = ref.last_row, ref.last_column
        held_row, held_column = last_row, last_column
        extent = getattr(self.grid, "extent", None)
        if extent is not None:
            rows, columns = extent(ref.sheet)
            held_row, held_column = min(last_row, rows - 1), min(last_column, columns - 1)
        if not clip and ref.height * ref.width > MAX_CELLS:
            raise Stop(TOO_LARGE)
        found = self._read(ref.sheet, ref.row, ref.column, held_row, held_column)
        if clip or (held_row == last_row and held_column == last_column):
            return found
        missing: list[Value] = [None] * (ref.width - max(0, held_column - ref.column + 1))
        full: list[list[Value]] = [row + missing for row in found]
        full.extend([None] * ref.width for _ in range(ref.height - len(full)))
        return full

    def _read(self, sheet: str, row: int, column: int, last_row: int, last_column: int) -> list[list[Value]]:
        if last_row < row or last_column < column:
            return []
        block = getattr(self.grid, "block", None)
        if block is not None:
            return block(sheet, row, column, last_row, last_column)
        value, columns = self.value, range(column, last_column + 1)
        return [[value(sheet, r, c) for c in columns] for r in range(row, last_row + 1)]

    def here(self, ref: Ref) -> Value:
        """The one value of a reference: its only cell, or the one in the formula's own row or column."""
        if ref.single:
            return self.value(ref.sheet, ref.row, ref.column)
        if ref.width == 1 and ref.row <= self.row <= ref.last_row:
            return self.value(ref.sheet, self.row, ref.column)
        if ref.height == 1 and ref.column <= self.column <= ref.last_column:
            return self.value(ref.sheet, ref.row, self.column)
        raise Stop(FormulaError("#VALUE!", "An array value could not be found."))

    def number_format(self, ref: Ref) -> dict | None:
        """The number format of the first cell of a reference, if the grid knows formats."""
        ask = getattr(self.grid, "number_format", None)
        return ask(ref.sheet, ref.row, ref.column) if ask is not None else None

    def named(self, name: str) -> Ref:
        """The cells behind a name. Raises Stop(#NAME?)."""
        found: Area | None = self.grid.named_range(name)
        if found is None:
            raise Stop(FormulaError("#NAME?", f"Unknown range name: '{name.upper()}'."))
        return self.area(*found)
