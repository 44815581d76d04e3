"""Reads the sheets of a list file (xlsx, xls, ods, csv) into ``FileSheet`` values."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from toso.core.cells import UNCALCULATED
from toso.core.importing.grid import FileCell, FileSheet, OldFontText, make_sheet
from toso.core.syllables import is_syllable
from toso.core.text import clean
from toso.errors import TosoError, UsageError

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

READABLE = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".txt", ".tsv")

MOST_ROWS, MOST_COLUMNS = 20_000, 300
"""A stray cell far below makes a sheet look a million rows long; a group has some hundreds of households."""


def read_file(path: Path) -> list[FileSheet]:
    """Every sheet of the file, hidden ones too. Raises UsageError ``import_file_kind``,
    ``file_closed`` or ``import_unreadable``."""
    readers: dict[str, Callable[[Path], list[FileSheet]]] = {
        ".xlsx": _xlsx, ".xlsm": _xlsx, ".xls": _xls, ".ods": _ods, ".csv": _csv, ".txt": _csv, ".tsv": _csv,
    }
    if not path.is_file():
        raise UsageError("file_missing", path=path.name)
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise UsageError("import_file_kind", path=path.name, kinds=", ".join(READABLE))
    try:
        return readers.get(_by_content(path), reader)(path)
    except TosoError:
        raise
    except PermissionError as error:
        raise UsageError("file_closed", path=path.name, place=path) from error
    except Exception as error:  # the libraries raise many kinds of their own for a broken file
        raise UsageError("import_unreadable", path=path.name, reason=type(error).__name__) from error


def _by_content(path: Path) -> str:
    """The kind that the first bytes tell, whatever the name says; "" for text."""
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return ".xls"
    if not head.startswith(b"PK"):
        return ""
    with zipfile.ZipFile(path) as packed:
        return ".ods" if "content.xml" in packed.namelist() else ".xlsx"


def _day(value: object) -> FileCell:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, time):
        return value.isoformat()
    if value is None or isinstance(value, str | int | float | date):
        return value
    return str(value)


def _shown_day(day: date, number_format: str) -> FileCell:
    """A real date shown by month and year only was typed so: nobody said the day."""
    shown = re.sub(r"\[[^\]]*\]|\"[^\"]*\"|\\.", "", number_format.lower())
    return f"{day.month}/{day.year}" if "m" in shown and "y" in shown and "d" not in shown else day


def _old_font(name: str | None) -> bool:
    return bool(name) and str(name).lower().startswith((".vn", "vni-", "vni "))


def _xlsx(path: Path) -> list[FileSheet]:
    from openpyxl import load_workbook

    packed = path.read_bytes()  # not the path: the library judges a file by its name
    book = load_workbook(io.BytesIO(packed), data_only=True)
    typed = load_workbook(io.BytesIO(packed)) if _has_bare_formulas(path) else None
    return [_xlsx_sheet(sheet, typed[sheet.title] if typed else None) for sheet in book.worksheets]


def _has_bare_formulas(path: Path) -> bool:
    """Formulas without the value they had, as some programs save them: a cell that looks blank and is not."""
    with zipfile.ZipFile(path) as packed:
        names = [name for name in packed.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
        return any(re.search(rb"</f>\s*(?:<v\s*/>|<v></v>)?\s*</c>|<f[^>]*/>\s*</c>", packed.read(name)) for name in names)


def _xlsx_sheet(sheet: Worksheet, typed: Worksheet | None) -> FileSheet:
    last, width = min(sheet.max_row, MOST_ROWS), min(sheet.max_column, MOST_COLUMNS)
    rows: list[list[FileCell]] = []
    for number, line in enumerate(sheet.iter_rows(min_row=1, min_col=1, max_row=last, max_col=width), 1):
        row: list[FileCell] = []
        for column, cell in enumerate(line, 1):
            value = cell.value
            if value is None and typed is not None and isinstance(typed.cell(number, column).value, str):
                row.append(UNCALCULATED)
            elif isinstance(value, datetime | date):
                row.append(_shown_day(value.date() if isinstance(value, datetime) else value, cell.number_format))
            else:
                row.append(OldFontText(value) if isinstance(value, str) and _old_font(cell.font.name) else _day(value))
        rows.append(row)
    merges = [(m.min_row - 1, m.min_col - 1, m.max_row - 1, m.max_col - 1) for m in sheet.merged_cells.ranges]
    return make_sheet(sheet.title, sheet.sheet_state == "visible", rows, merges)


def _xls(path: Path) -> list[FileSheet]:
    import xlrd

    book = xlrd.open_workbook(path, formatting_info=True)

    def value(cell: xlrd.sheet.Cell) -> FileCell:
        if cell.ctype == xlrd.XL_CELL_DATE:
            shown = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
            return _shown_day(xlrd.xldate_as_datetime(cell.value, book.datemode).date(), shown)
        if cell.ctype == xlrd.XL_CELL_BOOLEAN:
            return bool(cell.value)
        if cell.ctype == xlrd.XL_CELL_ERROR:
            return str(xlrd.error_text_from_code.get(cell.value, "#N/A"))
        if cell.ctype == xlrd.XL_CELL_TEXT and _old_font(book.font_list[book.xf_list[cell.xf_index].font_index].name):
            return OldFontText(cell.value)
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
    text = _decoded(path.read_bytes()).replace("\0", "")
    said = re.match(r"\s*\"?sep=(.)\"?\r?\n", text)
    delimiter = said[1] if said else max(";\t,|", key=lambda mark: _evenness(text, mark))
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[list[FileCell]] = [[_as_formula(cell) for cell in line] for line in lines]
    return [make_sheet(None, True, rows)]


def _as_formula(cell: str) -> str:
    """``="0912345678"``: how programs keep a text of digits text in CSV."""
    found = re.fullmatch(r'="([^"]*)"', cell.strip())
    return found[1] if found else cell


def _evenness(text: str, delimiter: str) -> int:
    """How many of the first records have the commonest number (above 1) of cells."""
    widths = [len(row) for _, row in zip(range(200), csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), strict=False)]
    wide = [width for width in widths if width > 1]
    return max((wide.count(width) * width for width in set(wide)), default=0)


def _decoded(data: bytes) -> str:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding)
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if data[first:400:2].count(0) > 60:
            return data.decode(encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return max((data.decode(one, "replace") for one in ("cp1258", "cp1252")), key=_vietnamese)


def _vietnamese(text: str) -> int:
    """How many words with marks are Vietnamese, less those that are not."""
    words = [word for word in re.findall(r"[^\W\d_]+", clean(text)) if not word.isascii()]
    return sum(1 if is_syllable(word) else -1 for word in words) - 5 * text.count("\ufffd")
