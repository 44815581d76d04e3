"""Reads the sheets of a list file (xlsx, xls, ods, csv) into ``FileSheet`` values."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

from toso.core.importing.grid import FileCell, FileSheet, make_sheet
from toso.errors import TosoError, UsageError

READABLE = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".txt", ".tsv")


def read_file(path: Path) -> list[FileSheet]:
    """Every sheet of the file, hidden ones too. Raises UsageError ``import_file_kind`` or ``import_unreadable``."""
    readers: dict[str, Callable[[Path], list[FileSheet]]] = {
        ".xlsx": _xlsx, ".xlsm": _xlsx, ".xls": _xls, ".ods": _ods, ".csv": _csv, ".txt": _csv, ".tsv": _csv,
    }
    if not path.is_file():
        raise UsageError("file_missing", path=path.name)
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise UsageError("import_file_kind", path=path.name, kinds=", ".join(READABLE))
    try:
        return reader(path)
    except TosoError:
        raise
    except Exception as error:  # the libraries raise many kinds of their own for a broken file
        raise UsageError("import_unreadable", path=path.name, reason=type(error).__name__) from error


def _day(value: object) -> FileCell:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, time):
        return value.isoformat()
    if value is None or isinstance(value, str | int | float | date):
        return value
    return str(value)


def _xlsx(path: Path) -> list[FileSheet]:
    from openpyxl import load_workbook

    book = load_workbook(path, data_only=True)
    return [
        make_sheet(
            sheet.title,
            sheet.sheet_state == "visible",
            [[_day(cell) for cell in row] for row in sheet.iter_rows(min_row=1, min_col=1, values_only=True)],
            [(m.min_row - 1, m.min_col - 1, m.max_row - 1, m.max_col - 1) for m in sheet.merged_cells.ranges],
        )
        for sheet in book.worksheets
    ]


def _xls(path: Path) -> list[FileSheet]:
    import xlrd

    book = xlrd.open_workbook(path, formatting_info=True)

    def value(cell: xlrd.sheet.Cell) -> FileCell:
        if cell.ctype == xlrd.XL_CELL_DATE:
            return xlrd.xldate_as_datetime(cell.value, book.datemode).date()
        if cell.ctype == xlrd.XL_CELL_BOOLEAN:
            return bool(cell.value)
        if cell.ctype == xlrd.XL_CELL_ERROR:
            return str(xlrd.error_text_from_code.get(cell.value, "#N/A"))
        return None if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK) else cell.value

    return [
        make_sheet(
            sheet.name,
            sheet.visibility == 0,
            [[value(cell) for cell in sheet.row(row)] for row in range(sheet.nrows)],
            [(top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells],
        )
        for sheet in book.sheets()
    ]


def _ods(path: Path) -> list[FileSheet]:
    from toso.jobs.ods import read_ods

    return read_ods(path)


def _csv(path: Path) -> list[FileSheet]:
    text = _decoded(path.read_bytes())
    delimiter = max(";\t,|", key=lambda mark: _evenness(text, mark))
    rows: list[list[FileCell]] = [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    return [make_sheet(None, True, rows)]


def _evenness(text: str, delimiter: str) -> int:
    """How many of the first records have the commonest number (above 1) of cells."""
    widths = [len(row) for _, row in zip(range(200), csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), strict=False)]
    wide = [width for width in widths if width > 1]
    return max((wide.count(width) * width for width in set(wide)), default=0)


def _decoded(data: bytes) -> str:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding)
    for encoding in ("utf-8", "cp1258", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")
