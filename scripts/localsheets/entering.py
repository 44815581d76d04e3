"""Values into cells: RAW or as typed, within a range, cleared, appended to a table.

Source: https://developers.google.com/workspace/sheets/api/guides/values
"""

from __future__ import annotations

import json
import math
from typing import Any

from localsheets import a1, entry
from localsheets.a1 import Box
from localsheets.errors import ApiError, bad_request
from localsheets.formula import titled
from localsheets.formula.tokens import prefix_of
from localsheets.model import MAX_TEXT, Book, Cell, Sheet, intern
from localsheets.places import inside
from localsheets.ranges import closed
from localsheets.values import number

PARTS_OF_TEXT = ("textFormatRuns", "chipRuns")


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
        return f"{pad}number_value: {_double(item)}\n"
    if isinstance(item, str):
        return f"{pad}string_value: {json.dumps(item, ensure_ascii=False)}\n"
    kind = "list_value" if isinstance(item, list) else "struct_value"
    return f"{pad}{kind} {_proto_text(item, depth)}"


def _double(item: float) -> str:
    try:
        return str(float(item))
    except OverflowError:
        return "Infinity"


def check_text(text: str) -> None:
    """Raises Google's 400 for more than 50,000 characters in a cell."""
    if len(text) > MAX_TEXT:
        raise bad_request("Your input contains more than the maximum of 50000 characters in a single cell.")


def own_titles(book: Book, text: str | None) -> str | None:
    """A formula that was entered, the titles in it written as the sheets have them."""
    if text is None or "!" not in text:
        return text
    known = [prefix_of(sheet.title) for sheet in book.sheets]
    if sum(map(text.count, known)) == text.count("!") and not any(p in text and p[0] != "'" for p in known):
        return text  # every title in it is written right already

    def own(title: str) -> str | None:
        sheet = book.titled(title)
        return sheet.title if sheet is not None else None

    return titled(text, own)


def enter(book: Book, cell: Cell, value: Any, user_entered: bool, today: Any = None) -> None:
    """Put one value of a ValueRange into a cell as RAW or as typed. None is the caller's to skip."""
    if isinstance(value, str):
        check_text(value)
    if cell.extra:
        cell.extra = {k: v for k, v in cell.extra.items() if k not in PARTS_OF_TEXT} or None
    cell.formula = None
    if not isinstance(value, str) or not user_entered:
        cell.value = None if value == "" and isinstance(value, str) else number(value)
        return
    typed = entry.parse_entry(value, book.locale, (cell.fmt or {}).get("numberFormat"), today)
    cell.value, cell.formula = typed.value, own_titles(book, typed.formula)
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
            if type(value) is float and not math.isfinite(value):
                raise bad_request(f"Invalid values[{r}][{c}]: number out of range")
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


def table_box(sheet: Sheet, box: Box) -> Box | None:
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
