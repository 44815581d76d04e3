"""The ward's list of groups, pasted or from a CSV file → the rows of Danh sách tổ. Checked by the tab's own rules."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from toso.core.batch import area
from toso.core.calendar import Calendar
from toso.core.catalogue import Catalogue
from toso.core.periods import quarter_of
from toso.core.text import code_key, header_key
from toso.core.validate import validate_table
from toso.errors import ConfigurationError, UsageError
from toso.google.books import Books
from toso.jobs.targets import REGISTRY
from toso.jobs.ward_book import groups_of
from toso.model import Context, Finding, Group, RawTable
from toso.schema.types import Schema, SheetSchema

COLUMNS = ("group_code", "name", "households_official", "leader_name", "leader_email", "book_id")
"""The order of a list without a header."""


def read_file(path: Path) -> str:
    """The text of a CSV file. Raises UsageError(``groups_file``)."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("groups_file", path=str(path)) from error


def read_groups(text: str, schema: Schema, catalogue: Catalogue) -> tuple[Group, ...]:
    """The groups of ``text``: tab, semicolon or comma between columns, with or without a header.

    Raises UsageError(``groups_line``) for the first line that the tab's rules find wrong, ``groups_none``.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise UsageError("groups_none")
    rows = list(csv.reader(lines, delimiter=max("\t;,", key=lines[0].count)))
    sheet = schema.tables[REGISTRY]
    titles = {header_key(name): f.title for f in sheet.fields for name in (f.title, *f.aliases)}
    has_header = header_key(rows[0][0]) in titles
    header = rows.pop(0) if has_header else [sheet.field(name).title for name in COLUMNS]
    if not rows:
        raise UsageError("groups_none")
    width = len(header)
    raw = RawTable(
        REGISTRY,
        sheet.title,
        tuple(header),
        [tuple((row + [""] * width)[:width]) for row in rows],
        2 if has_header else 1,
    )
    table, findings = validate_table(schema, sheet, raw, _context(), catalogue)
    wrong = [one for one in findings if one.severity == "error" and not _left_out(sheet, one)]
    if wrong:
        first = min(wrong, key=lambda one: one.row)
        raise UsageError("groups_line", line=first.row, problem=first.message)
    return groups_of(table)


def _left_out(sheet: SheetSchema, one: Finding) -> bool:
    """A list may leave out the columns that a group need not have."""
    return one.kind == "missing_column" and not (one.column and sheet.field(one.column).constraints.required)


def _context() -> Context:
    """A registry is checked without a period: any will do."""
    day = date(2025, 12, 1)
    return Context(Group("", "", None), frozenset(), quarter_of(day, Calendar()), day, day, day)


def enter_groups(books: Books, ward_id: str, groups: Sequence[Group], schema: Schema) -> tuple[int, int]:
    """Writes the groups that Danh sách tổ lacks below what stands there, as text, and leaves every filled row alone.

    Gives (written, already known). Raises ConfigurationError(``no_ward_book``) where the tab is not laid out yet.
    """
    state = books.state(ward_id, schema.book("ward"))
    tab = state.tabs.get(REGISTRY)
    if tab is None or not {"group_code", "name"} <= set(tab.columns):
        raise ConfigurationError("no_ward_book")
    codes = {
        row: code_key(str(tab.value(row, tab.columns["group_code"]) or ""))
        for row in range(tab.header_row + 1, len(tab.rows))
    }
    fresh = [one for one in groups if one.code not in set(codes.values())]
    filled = [row for row, code in codes.items() if code or any(v not in (None, "") for v in tab.rows[row])]
    first = max(filled, default=tab.header_row) + 1
    if fresh:
        values: dict[str, list[str | int | None]] = {
            "group_code": [one.code for one in fresh],
            "name": [one.name for one in fresh],
            "households_official": [one.households_official for one in fresh],
            "leader_name": [one.leader_name for one in fresh],
            "leader_email": [one.leader_email for one in fresh],
            "book_id": [one.book_id for one in fresh],
        }
        data = [
            {
                "dataFilter": {"gridRange": area(tab.sheet_id, first, first + len(fresh), column, column + 1)},
                "majorDimension": "COLUMNS",
                "values": [[None if value in ("", None) else value for value in values[name]]],
            }
            for name in COLUMNS
            if (column := tab.columns.get(name)) is not None
        ]
        books.by_column(ward_id, data, raw=True)
    return len(fresh), len(groups) - len(fresh)
