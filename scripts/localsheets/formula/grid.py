"""What a formula may ask of the book it stands in. All indexes are 0-based."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from localsheets.formula.errors import FormulaError

#: A value of a cell: blank, checkbox, number (dates are serials), text, or error.
Value = None | bool | int | float | str | FormulaError


class Area(NamedTuple):
    """Cells of one sheet, both ends included; `None` is open to the end of the sheet."""

    sheet: str
    row: int
    column: int
    last_row: int | None
    last_column: int | None


class Grid(Protocol):
    """The book a formula reads. An exception raised by a grid passes through `calculate` untouched.

    Optional methods are used if the object has them:
    `block(sheet, row, column, last_row, last_column) -> list[list[Value]]` (many cells at once),
    `extent(sheet) -> (rows, columns)` (the part that holds anything, so that `A:A` is cheap),
    `number_format(sheet, row, column) -> dict | None` (what `&` shows of a date),
    `formula(sheet, row, column) -> str | None` (for ISFORMULA and FORMULATEXT).
    """

    def value(self, sheet: str | None, row: int, column: int) -> Value:
        """The calculated value of a cell; a cell outside the sheet is never asked for."""

    def size(self, sheet: str) -> tuple[int, int]:
        """Rows and columns of a sheet. Raises KeyError when there is no sheet of that title (case is ignored)."""

    def named_range(self, name: str) -> Area | None:
        """The cells behind a name (case is ignored), or None."""


class DimensionChange(NamedTuple):
    """One change of the book that moves cells.

    kind: `insert` (`count` before `start`), `delete`, `move` (`count` from `start` to before `destination`, as in
    the API's moveDimension), `rename` (sheet → new_title) or `remove` (the sheet is deleted).
    """

    kind: str
    sheet: str
    dimension: str = "ROWS"
    start: int = 0
    count: int = 0  # type: ignore[assignment]  # a tuple has a method of that name
    destination: int = 0
    new_title: str = ""


class Computed(NamedTuple):
    """All a formula gives: its value, the array it spills (or None) and the number format it implies (or None)."""

    value: Value
    array: list[list[Value]] | None = None
    number_format: dict | None = None


