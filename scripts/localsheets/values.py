"""Cells as values: the three render options, blocks of rows and columns.

Source: https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets.values
"""

from __future__ import annotations

from typing import Any

from localsheets import a1, numberformat
from localsheets.a1 import Box
from localsheets.calc import Calculator, shown_format
from localsheets.formula import FormulaError
from localsheets.model import Cell, Sheet

BLOCKS_KEPT = 64
SERIAL_TYPES = ("DATE", "TIME", "DATE_TIME")


def number(value: float | int) -> float | int:
    """Whole numbers as JSON integers."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value


class Renderer:
    """Turns cells into the values of a ValueRange, in one of the three render options."""

    def __init__(self, calculator: Calculator, render: str, dates: str):
        self.calculator, self.locale = calculator, calculator.locale
        self.render, self.dates = render, dates
        self._shown: dict[tuple, str] = {}

    def shown(self, value: Any, number_format: dict | None) -> str:
        if isinstance(value, str) and number_format is None:
            return value
        if value is None:
            return ""
        key = (value, type(value), id(number_format))
        text = self._shown.get(key)
        if text is None:
            text = self._shown[key] = numberformat.format_value(value, number_format, self.locale)
        return text

    def cell(self, sheet: Sheet, row: int, column: int, cell: Cell | None) -> Any:
        """The value as sent; "" for a blank cell."""
        if cell is not None and self.render == "FORMULA" and cell.formula is not None:
            return cell.formula
        value = self.calculator.cell_value(sheet, row, column, cell)
        if value is None:
            return ""
        if self.render == "FORMATTED_VALUE":
            return self.shown(value, self._format(sheet, row, column, cell))
        if isinstance(value, FormulaError):
            return f"{value.code} ({value.message})" if value.message else value.code
        if isinstance(value, (bool, str)):
            return value
        if self.dates == "FORMATTED_STRING" and self.render == "UNFORMATTED_VALUE":
            number_format = self._format(sheet, row, column, cell)
            if number_format and number_format.get("type") in SERIAL_TYPES:
                return self.shown(value, number_format)
        return number(value)

    def _format(self, sheet: Sheet, row: int, column: int, cell: Cell | None) -> dict | None:
        return shown_format(self.calculator, sheet, row, column, cell) if cell is not None else None

    def rows(self, sheet: Sheet, box: Box) -> list[list[Any]]:
        """Rows of a closed box, trailing blanks cut from each row and from the block."""
        assert box.row1 is not None and box.col1 is not None
        col0, col1 = box.col0, box.col1
        whole = col0 == 0 and col1 >= sheet.column_count
        spilled: dict[int, list[int]] = {}
        for spill_row, spill_column in self.calculator.spill_areas().get(sheet.id, ()):
            if box.row0 <= spill_row < box.row1 and col0 <= spill_column < col1:
                spilled.setdefault(spill_row, []).append(spill_column)
        if len(sheet.rows) > box.row1 - box.row0:
            numbers = [r for r in range(box.row0, box.row1) if r in sheet.rows]
        else:
            numbers = [r for r in sheet.rows if box.row0 <= r < box.row1]
        numbers += [r for r in spilled if r not in sheet.rows]
        found: dict[int, list[Any]] = {}
        for row in numbers:
            cells = sheet.rows.get(row, {})
            columns = sorted(cells) if whole else sorted(c for c in cells if col0 <= c < col1)
            if row in spilled:
                columns = sorted({*columns, *spilled[row]})
            line = self._line(sheet, row, cells, columns, col0)
            if line:
                found[row] = line
        if not found:
            return []
        return [found.get(row, []) for row in range(box.row0, max(found) + 1)]

    def _line(self, sheet: Sheet, row: int, cells: dict[int, Cell], columns: list[int], col0: int) -> list[Any]:
        """One row. The commonest cells are told apart here without a call each; `cell` knows the rest."""
        line: list[Any] = []
        formulas, formatted = self.render == "FORMULA", self.render == "FORMATTED_VALUE"
        plain_numbers = formulas or (not formatted and self.dates != "FORMATTED_STRING")
        known, sheet_id = self.calculator.known, sheet.id
        for column in columns:
            cell = cells.get(column)
            value: Any = None
            if cell is not None:
                if cell.formula is None:
                    value = cell.value
                elif formulas:
                    value = cell.formula
                else:
                    done = known.get((sheet_id, row, column))
                    value = done.value if done is not None else None
            kind = type(value)
            if kind is str:
                if formatted and cell is not None and cell.fmt and "numberFormat" in cell.fmt:
                    value = self.cell(sheet, row, column, cell)
                if value == "":
                    continue
            elif kind is float and plain_numbers:
                value = number(value)
            elif not (plain_numbers and (kind is int or kind is bool)):
                value = self.cell(sheet, row, column, cell)
                if value == "" and type(value) is str:
                    continue
            gap = column - col0 - len(line)
            if gap:
                line.extend([""] * gap)
            line.append(value)
        return line


def columns_of(rows: list[list[Any]]) -> list[list[Any]]:
    """The same block by columns, trailing blanks cut again."""
    width = max((len(row) for row in rows), default=0)
    found = []
    for column in range(width):
        line = [row[column] if column < len(row) else "" for row in rows]
        while line and type(line[-1]) is str and line[-1] == "":
            line.pop()
        found.append(line)
    return found


def value_range(renderer: Renderer, sheet: Sheet, box: Box, dimension: str) -> dict:
    """The ValueRange of a closed box. Do not change it: the same one is given again until the book changes."""
    blocks = renderer.calculator.blocks
    key = (sheet.id, box, dimension, renderer.render, renderer.dates)
    known = blocks.get(key)
    if known is not None:
        return known
    rows = renderer.rows(sheet, box)
    found: dict = {"range": a1.box_text(box, sheet.title), "majorDimension": dimension}
    if dimension == "COLUMNS":
        rows = columns_of(rows)
    if rows:
        found["values"] = rows
    if len(blocks) >= BLOCKS_KEPT:
        blocks.clear()
    blocks[key] = found
    return found
