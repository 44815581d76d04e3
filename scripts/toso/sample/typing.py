"""Types a sample group's rows into its laid-out book, as a leader would: raw, into the numbered rows, columns by title."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import gspread
from gspread.utils import rowcol_to_a1

from toso.core.text import header_key
from toso.model import CellValue
from toso.sample.world import Row
from toso.schema.types import Schema, SheetSchema


def type_rows(book: gspread.Spreadsheet, schema: Schema, rows: Mapping[str, Sequence[Row]]) -> None:
    """Two calls: what stands there, then everything at once (RAW: text stays text, a serial number stays a day)."""
    sheets = [schema.tables[name] for name in rows if rows[name]]
    standing = book.values_batch_get(
        [_quoted(sheet.title) for sheet in sheets],
        params={"valueRenderOption": "FORMULA"},
    )["valueRanges"]
    data = []
    for sheet, found in zip(sheets, standing, strict=True):
        data += _ranges(sheet, found.get("values", []), rows[sheet.name])
    book.values_batch_update({"valueInputOption": "RAW", "data": data})


def _quoted(title: str) -> str:
    return "'" + title.replace("'", "''") + "'"


def _ranges(sheet: SheetSchema, values: Sequence[Sequence[CellValue]], rows: Sequence[Row]) -> list[dict[str, object]]:
    header = {header_key(title): column for column, title in enumerate(values[0])}
    columns = {field.name: header[header_key(field.title)] for field in sheet.fields if header_key(field.title) in header}
    key_column = columns[str(sheet.primary_key)]
    places: dict[str, int] = {}
    for number, line in enumerate(values[1:], 2):
        if len(line) > key_column and line[key_column] not in ("", None):
            places.setdefault(str(line[key_column]), number)
    last = max(places.values(), default=1)
    width = max(columns.values()) + 1
    blocks = []
    for row in rows:
        at = places.pop(str(row.get(str(sheet.primary_key))), None)
        own_key = at is not None
        if at is None:
            at = last = last + 1
        cells: list[CellValue] = [None] * width
        for name, value in row.items():
            if name in columns and not (own_key and name == sheet.primary_key):
                cells[columns[name]] = value
        blocks.append((at, cells))
    return [
        {"range": f"{_quoted(sheet.title)}!{rowcol_to_a1(start, 1)}:{rowcol_to_a1(start + len(lines) - 1, width)}", "values": lines}
        for start, lines in _runs(sorted(blocks, key=lambda block: block[0]))
    ]


def _runs(blocks: Sequence[tuple[int, list[CellValue]]]) -> list[tuple[int, list[list[CellValue]]]]:
    runs: list[tuple[int, list[list[CellValue]]]] = []
    for at, cells in blocks:
        if runs and runs[-1][0] + len(runs[-1][1]) == at:
            runs[-1][1].append(cells)
        else:
            runs.append((at, [cells]))
    return runs
