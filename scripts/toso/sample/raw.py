"""A sample group's rows as a book that was read: for counting and checking without any sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from toso.model import RawBook, RawTable
from toso.sample.world import Row
from toso.schema.types import Schema, SheetSchema


def raw_table(sheet: SheetSchema, rows: Sequence[Row]) -> RawTable:
    header = tuple(field.title for field in sheet.fields)
    cells = [tuple(row.get(field.name) for field in sheet.fields) for row in rows]
    return RawTable(sheet.name, sheet.title, header, cells)


def raw_book(schema: Schema, code: str, rows: Mapping[str, Sequence[Row]], kind: str = "group") -> RawBook:
    tables = {
        sheet.name: raw_table(sheet, rows.get(sheet.name, ()))
        for sheet in schema.tables.values()
        if sheet.book == kind and sheet.owner != "machine"
    }
    return RawBook(f"book-{code}", code, tables)
