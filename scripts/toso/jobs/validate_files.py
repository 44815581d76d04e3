"""``toso validate FILE|FOLDER``: workbooks on disk, checked with no Google at all. Files are only read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from toso.core.bind import bind_columns, find_header, header_names
from toso.core.catalogue import Catalogue
from toso.core.cross import cross_check
from toso.core.dates import to_serial
from toso.core.importing.grid import FileCell, FileSheet
from toso.core.text import code_key, header_key
from toso.core.validate import is_checked, validate_book
from toso.errors import TosoError, UsageError
from toso.jobs.list_files import READABLE, read_file
from toso.model import BookResult, CellValue, Context, RawBook, RawTable
from toso.schema.types import Schema, SheetSchema

_group_in_name = re.compile(r"(?<![A-Za-z])([A-Za-z]{2,5}\d{2,3})(?!\d)").search


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file: its findings, or why it could not be read."""

    path: Path
    book: BookResult | None = None
    error: TosoError | None = None


def workbooks(paths: Sequence[Path]) -> list[Path]:
    """The files meant: a folder gives every readable workbook under it. Raises UsageError where there is none."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = [one for one in sorted(path.rglob("*")) if one.suffix.lower() in READABLE and one.is_file()]
            found += [one for one in inside if not one.name.startswith(("~$", "."))]
        elif path.exists():
            found.append(path)
        else:
            raise UsageError("file_missing", path=path.name)
    if not found:
        raise UsageError("validate_no_files", path=", ".join(path.name for path in paths))
    return found


def validate_files(
    paths: Sequence[Path], schema: Schema, catalogue: Catalogue, context_of: Callable[[str], Context], group: str = ""
) -> Iterator[FileReport]:
    """One report a file, in the order of ``paths``; a file that cannot be read does not stop the others.

    ``context_of``: group code → context. With several files, codes of one group in another's book are told in both.
    """
    reports = [_validate(path, schema, catalogue, context_of, group) for path in paths]
    books = [report.book for report in reports if report.book is not None]
    told = cross_check(books, schema, catalogue) if len(books) > 1 else {}
    for report in reports:
        more = told.get(report.book.group_code, ()) if report.book is not None else ()
        yield report if not more else replace(report, book=replace(report.book, findings=(*report.book.findings, *more)))  # type: ignore[type-var,union-attr]


def _validate(
    path: Path, schema: Schema, catalogue: Catalogue, context_of: Callable[[str], Context], group: str
) -> FileReport:
    try:
        raw = read_book(path, schema, group)
        return FileReport(path, validate_book(schema, raw, context_of(raw.group_code), catalogue))
    except UsageError as error:
        return FileReport(path, error=error)


def read_book(path: Path, schema: Schema, group: str = "") -> RawBook:
    """A workbook's tabs by their titles (a lone unnamed one by its header). Raises UsageError where none is known."""
    sheets = [sheet for sheet in read_file(path) if sheet.rows]
    known = {name: table for name, table in _by_title(sheets, schema).items()}
    if not known:
        known = _by_header(sheets, schema)
    if not known:
        raise UsageError("validate_no_tab", path=path.name)
    kind = Counter(schema.tables[name].book for name in known).most_common(1)[0][0]
    expected = [sheet.name for sheet in schema.book(kind) if is_checked(sheet)]
    tables = {name: known[name] for name in expected if name in known}
    missing = tuple(name for name in expected if name not in known) if len(tables) * 2 > len(expected) else ()
    code = group or (_group_of(tables, schema, path) if kind == "group" else "")
    return RawBook(path.name, code, tables, missing, path.stem)


def _by_title(sheets: Iterable[FileSheet], schema: Schema) -> dict[str, RawTable]:
    names = {header_key(title): one for one in schema.tables.values() if is_checked(one) for title in (*one.aliases, one.title)}
    found: dict[str, RawTable] = {}
    for sheet in sheets:
        one = names.get(header_key(sheet.title))
        if one is not None and (one.name not in found or header_key(sheet.title) == header_key(one.title)):
            found[one.name] = _table(sheet, one)
    return found


def _by_header(sheets: Sequence[FileSheet], schema: Schema) -> dict[str, RawTable]:
    """A file without our titles (a CSV, ``Sheet1``): the tab whose columns it has, if it has at least three."""
    for sheet in sheets:
        if not sheet.visible:
            continue
        bound = [(len(bind_columns(one, table).columns), one.name, table) for one in schema.tables.values()
                 if is_checked(one) for table in [_table(sheet, one)]]
        columns, name, table = max(bound, key=lambda one: one[0])
        if columns >= 3:
            return {name: table}
    return {}


def _table(sheet: FileSheet, schema: SheetSchema) -> RawTable:
    at = find_header(schema, [[_cell(cell) for cell in row] for row in sheet.rows[:15]]) or 0
    rows = [[_cell(cell) for cell in row] for row in sheet.rows[at:]]
    header = tuple(rows[0]) if rows else ()
    return RawTable(schema.name, sheet.title or "", header, rows[1:], at + 2)


def _cell(cell: FileCell) -> CellValue:
    return to_serial(cell) if isinstance(cell, date) else cell


def _group_of(tables: dict[str, RawTable], schema: Schema, path: Path) -> str:
    """Whose book it is: what most of its own codes begin with, else what the file's name says."""
    codes: Counter[str] = Counter()
    for name, table in tables.items():
        sheet = schema.tables[name]
        if not (sheet.numbered or "").startswith("{group}-") or sheet.primary_key is None:
            continue
        names = header_names(sheet)
        at = next((i for i, title in enumerate(table.header) if names.get(header_key(title)) == sheet.primary_key), None)
        for row in table.rows if at is not None else ():
            if at is not None and at < len(row) and isinstance(row[at], str):
                codes[code_key(str(row[at])).rpartition("-")[0]] += 1
    codes.pop("", None)
    if codes:
        return codes.most_common(1)[0][0]
    named = _group_in_name(path.stem)
    return named[1].upper() if named else ""
