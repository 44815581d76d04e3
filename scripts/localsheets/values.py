"""spreadsheets.values: reading and writing blocks of plain values.

Source: https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets.values
"""

from __future__ import annotations

import json
from typing import Any

from localsheets import a1, entry, numberformat
from localsheets.a1 import Box
from localsheets.calc import Calculator, shown_format
from localsheets.errors import ApiError, bad_request
from localsheets.formula import FormulaError
from localsheets.model import MAX_TEXT, Book, Cell, Sheet, intern
from localsheets.ranges import closed, loose_box

SERIAL_TYPES = ("DATE", "TIME", "DATE_TIME")


def parse_failure(text: str) -> ApiError:
    return bad_request(f"Unable to parse range: {text}")


def resolve(book: Book, text: str) -> tuple[Sheet, Box, bool]:
    """A range as typed → (sheet, box with open ends, whether a named range or whole sheet stands behind it).

    Raises Google's 400 `Unable to parse range`.
    """
    try:
        title, cells, _ = a1.split_title(text)
    except a1.NotA1:
        raise parse_failure(text) from None
    if title is not None:
        sheet = book.titled(title)
        if sheet is None or cells == "":
            raise parse_failure(text)
        if cells is None:
            return sheet, Box(0, None, 0, None), True
    else:
        sheet = None
    try:
        box = a1.parse_cells(cells or "")
        if box.col0 < a1.MAX_COLUMN:
            return sheet or book.sheets[0], box, False
    except a1.NotA1:
        pass
    named = book.named(cells or "")
    if named is not None:
        area = named.get("range", {})
        owner = book.sheet(area.get("sheetId", 0))
        if owner is not None and (sheet is None or owner is sheet):
            return owner, loose_box(area), True
    if title is None:
        by_title = book.titled(text)
        if by_title is not None:
            return by_title, Box(0, None, 0, None), True
    raise parse_failure(text)


def grid_limits(sheet: Sheet, box: Box) -> ApiError:
    """Google's 400 for a range that starts outside the sheet."""
    limits = f"Max rows: {sheet.row_count}, max columns: {sheet.column_count}"
    return bad_request(f"Range ({a1.loose_text(box, sheet.title)}) exceeds grid limits. {limits}")


def inside(sheet: Sheet, box: Box) -> Box:
    """The box cut to the sheet. Raises Google's 400 if it starts outside."""
    if box.row0 >= sheet.row_count or box.col0 >= sheet.column_count:
        raise grid_limits(sheet, box)
    return closed(box, sheet.row_count, sheet.column_count)


# reading


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
        if isinstance(value, bool) or isinstance(value, str):
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
        """One row; the commonest cells are told apart here, without a call each."""
        line: list[Any] = []
        formatted = self.render == "FORMATTED_VALUE"
        plain_numbers = not formatted and (self.dates != "FORMATTED_STRING" or self.render == "FORMULA")
        for column in columns:
            cell = cells.get(column)
            value: Any = None
            if cell is not None and cell.formula is None:
                kind = type(cell.value)
                if kind is str:
                    if not formatted or not cell.fmt or "numberFormat" not in cell.fmt:
                        value = cell.value
                elif (kind is int or kind is bool) and plain_numbers:
                    value = cell.value
            if value is None:
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
    """The ValueRange of a closed box."""
    rows = renderer.rows(sheet, box)
    found: dict = {"range": a1.box_text(box, sheet.title), "majorDimension": dimension}
    if dimension == "COLUMNS":
        rows = columns_of(rows)
    if rows:
        found["values"] = rows
    return found


# writing


def _not_a_value(index: str, value: Any) -> ApiError:
    """Google's 400 for a list or object where a value belongs, in protobuf's text form."""
    kind = "list_value" if isinstance(value, list) else "struct_value"
    return bad_request(f"Invalid {index}: {kind} {_proto_text(value)}")


def _proto_text(value: Any, depth: int = 0) -> str:
    pad, deeper = "  " * depth, "  " * (depth + 1)
    if depth > 8:
        return "{\n" + pad + "}\n"
    lines = []
    if isinstance(value, list):
        for item in value[:50]:
            lines.append(f"{deeper}values {{\n{_proto_value(item, depth + 2)}{deeper}}}\n")
    else:
        for key, item in list(value.items())[:50]:
            inner = "  " * (depth + 2)
            body = f"{inner}key: {json.dumps(key)}\n{inner}value {{\n{_proto_value(item, depth + 3)}{inner}}}\n"
            lines.append(f"{deeper}fields {{\n{body}{deeper}}}\n")
    return "{\n" + "".join(lines) + pad + "}\n"


def _proto_value(item: Any, depth: int) -> str:
    pad = "  " * depth
    if item is None:
        return f"{pad}null_value: NULL_VALUE\n"
    if isinstance(item, bool):
        return f"{pad}bool_value: {str(item).lower()}\n"
    if isinstance(item, (int, float)):
        return f"{pad}number_value: {item}\n"
    if isinstance(item, str):
        return f"{pad}string_value: {json.dumps(item, ensure_ascii=False)}\n"
    kind = "list_value" if isinstance(item, list) else "struct_value"
    return f"{pad}{kind} {_proto_text(item, depth)}"


def check_text(text: str) -> None:
    """Raises Google's 400 for more than 50,000 characters in a cell."""
    if len(text) > MAX_TEXT:
        raise bad_request("Your input contains more than the maximum of 50000 characters in a single cell.")


def enter(book: Book, cell: Cell, value: Any, user_entered: bool, today: Any = None) -> None:
    """Put one value of a ValueRange into a cell as RAW or as typed. None is the caller's to skip."""
    if isinstance(value, str):
        check_text(value)
    if cell.extra:
        cell.extra = {k: v for k, v in cell.extra.items() if k not in ("textFormatRuns", "chipRuns")} or None
    cell.formula = None
    if not isinstance(value, str) or not user_entered:
        cell.value = None if value == "" and isinstance(value, str) else number(value)
        return
    typed = entry.parse_entry(value, book.locale, (cell.fmt or {}).get("numberFormat"), today)
    cell.value, cell.formula = typed.value, typed.formula
    if typed.number_format:
        cell.fmt = intern({**(cell.fmt or {}), "numberFormat": typed.number_format})


def by_rows(values: list[list[Any]], dimension: str) -> list[list[Any]]:
    """The values as rows; where a column is shorter the cell is skipped (None)."""
    if dimension != "COLUMNS":
        return values
    height = max((len(column) for column in values), default=0)
    return [[column[row] if row < len(column) else None for column in values] for row in range(height)]


class Written:
    """What one ValueRange changed; adds up for the totals of a batch."""

    def __init__(self, sheet: Sheet, box: Box):
        self.sheet, self.box = sheet, box
        self.rows: set[int] = set()
        self.columns: set[int] = set()
        self.cells = 0

    def answer(self, book_id: str) -> dict:
        found: dict = {"spreadsheetId": book_id, "updatedRange": a1.box_text(self.box, self.sheet.title)}
        if self.cells:
            found |= {
                "updatedRows": len(self.rows),
                "updatedColumns": len(self.columns),
                "updatedCells": self.cells,
            }
        return found


def check_values(values: list[list[Any]]) -> None:
    """Raises Google's 400 for lists or objects among the values."""
    for r, line in enumerate(values):
        for c, value in enumerate(line):
            if isinstance(value, (list, dict)):
                raise _not_a_value(f"values[{r}][{c}]", value)
            if type(value) is int and abs(value) > 2**53:
                try:
                    line[c] = float(value)
                except OverflowError:
                    raise bad_request(f"Invalid values[{r}][{c}]: number out of range") from None


def write(
    book: Book, sheet: Sheet, box: Box, rows: list[list[Any]], user_entered: bool, text: str, today: Any = None
) -> Written:
    """Write rows from the corner of `box`; `text` is the range as the caller typed it.

    A box of one cell is only a start: the sheet's edge limits the rows. Raises Google's 400 beyond that.
    """
    height, width = len(rows), max((len(row) for row in rows), default=0)
    limit = inside(sheet, box)
    if box.row1 == box.row0 + 1 and box.col1 == box.col0 + 1:
        limit = Box(box.row0, sheet.row_count, box.col0, sheet.column_count)
    end = Box(box.row0, box.row0 + max(height, 1), box.col0, box.col0 + max(width, 1))
    assert limit.row1 is not None and limit.col1 is not None and end.row1 is not None and end.col1 is not None
    outside = None
    if end.row1 > limit.row1:
        outside = f"row [{limit.row1 + 1}]"
    elif end.col1 > limit.col1:
        outside = f"column [{a1.column_letters(limit.col1)}]"
    if outside:
        raise bad_request(f"Requested writing within range [{text}], but tried writing to {outside}")
    written = Written(sheet, end)
    for r, line in enumerate(rows, box.row0):
        for c, value in enumerate(line, box.col0):
            if value is None:
                continue
            cell = sheet.at(r, c)
            enter(book, cell, value, user_entered, today)
            if cell.blank():
                sheet.put(r, c, None)
            written.cells += 1
            written.rows.add(r)
            written.columns.add(c)
    return written


def clear(sheet: Sheet, box: Box) -> None:
    """Empty the cells of a closed box; formats, notes and validations stay."""
    for row, column, cell in list(sheet.cells(box)):
        if cell.filled() or cell.extra:
            changed = sheet.at(row, column)
            changed.value = changed.formula = changed.extra = None
            sheet.sweep(row, column)


# append


def table_box(calculator: Calculator, sheet: Sheet, box: Box) -> Box | None:
    """The table that values.append finds: the block of data around the last filled cell of the range.

    A single blank cell is in no table, whatever stands beside it.
    """
    target = closed(box, sheet.row_count, sheet.column_count)

    def filled(row: int, column: int) -> bool:
        cell = sheet.get(row, column)
        return cell is not None and cell.filled()

    last: tuple[int, int] | None = None
    for row, column, cell in sheet.cells(target):
        if cell.filled() and (last is None or (row, column) > last):
            last = (row, column)
    if last is None:
        return None
    row0, row1, col0, col1 = last[0], last[0] + 1, last[1], last[1] + 1
    grown = True
    while grown:
        grown = False
        around = range(max(col0 - 1, 0), col1 + 1)
        while row0 and any(filled(row0 - 1, c) for c in around):
            row0, grown = row0 - 1, True
        while any(filled(row1, c) for c in around):
            row1, grown = row1 + 1, True
        around = range(max(row0 - 1, 0), row1 + 1)
        while col0 and any(filled(r, col0 - 1) for r in around):
            col0, grown = col0 - 1, True
        while any(filled(r, col1) for r in around):
            col1, grown = col1 + 1, True
    return Box(row0, row1, col0, col1)
