"""A group's old list into its book: read → place → one write. Nothing that stands in the book is touched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from toso import resources
from toso.core.batch import area
from toso.core.importing.aliases import Aliases, compile_aliases
from toso.core.importing.read import Imported, read_list
from toso.core.importing.to_book import Placed, place
from toso.core.importing.values import Plan
from toso.core.sheet_state import WRONG, TabState
from toso.core.text import code_key
from toso.errors import ConfigurationError, TryAgain
from toso.google.books import Books
from toso.jobs.list_files import read_file
from toso.model import CellValue
from toso.schema.load import read_yaml
from toso.schema.types import Schema

HOUSEHOLDS = "households"


@cache
def aliases() -> Aliases:
    """``sheets_schema/import.yaml``."""
    return compile_aliases(read_yaml(resources.path("sheets_schema") / "import.yaml"))


def read_import(path: Path, group: str, plan: Plan, sheet: str | None = None) -> Imported:
    """The list of ``group`` in a file. Raises UsageError: file_missing, import_file_kind, import_unreadable,
    import_no_list, import_no_sheet."""
    return read_list(read_file(path), group, aliases(), plan, sheet)


@dataclass(frozen=True, slots=True)
class Standing:
    """The tab of households as it stands: codes of numbered rows with nothing typed, in order, and the filled rows."""

    tab: TabState
    places: Mapping[str, int]
    free: tuple[str, ...]
    filled: tuple[Mapping[str, CellValue], ...]


def bring_in(books: Books, book_id: str, imported: Imported, schema: Schema) -> Placed:
    """Fills free numbered rows; at most 2 reads and 1 write.

    Raises ConfigurationError(``import_book_not_ready``) where the tab or a column of it is not there, TryAgain
    (``import_rows_moved``) where somebody moved rows while they were written.
    """
    standing = _standing(books, book_id, schema, imported.group)
    placed = place(imported, standing.free, standing.filled)
    if not placed.rows:
        return placed
    wanted = {name for cells in placed.rows.values() for name in cells}
    if missing := wanted - standing.tab.columns.keys():
        titles = ", ".join(sorted(schema.tables[HOUSEHOLDS].field(name).title for name in missing))
        raise ConfigurationError("import_book_not_ready", group=imported.group, missing=titles)
    books.by_column(book_id, _data(standing, placed, sorted(wanted)), raw=True)
    after = _standing(books, book_id, schema, imported.group)
    if any(after.places.get(code) != standing.places[code] for code in placed.rows):
        raise TryAgain("import_rows_moved", group=imported.group)
    return placed


def _standing(books: Books, book_id: str, schema: Schema, group: str) -> Standing:
    sheet = schema.tables[HOUSEHOLDS]
    tab = books.state(book_id, schema.book("group")).tabs.get(HOUSEHOLDS)
    key = str(sheet.primary_key)
    if tab is None or key not in tab.columns:
        raise ConfigurationError("import_book_not_ready", group=group, missing=sheet.title)
    own = {tab.columns[name] for name in (key, "check", WRONG) if name in tab.columns}
    places: dict[str, int] = {}
    free: list[str] = []
    filled: list[Mapping[str, CellValue]] = []
    for row in range(tab.header_row + 1, len(tab.rows)):
        code = code_key(str(tab.value(row, tab.columns[key]) or ""))
        if any(cell not in (None, "") for column, cell in enumerate(tab.rows[row]) if column not in own):
            filled.append({name: tab.value(row, column) for name, column in tab.columns.items() if column not in own})
        elif code.startswith(f"{group}-") and code not in places:
            free.append(code)
        if code:
            places.setdefault(code, row)
    return Standing(tab, places, tuple(free), tuple(filled))


def _data(standing: Standing, placed: Placed, names: list[str]) -> list[dict[str, Any]]:
    """One range a column over the rows that are filled; ``None`` leaves a cell as it is."""
    rows = {standing.places[code]: cells for code, cells in placed.rows.items()}
    first, last = min(rows), max(rows)
    tab = standing.tab
    return [
        {
            "dataFilter": {"gridRange": area(tab.sheet_id, first, last + 1, tab.columns[name], tab.columns[name] + 1)},
            "majorDimension": "COLUMNS",
            "values": [[rows[row].get(name) if row in rows else None for row in range(first, last + 1)]],
        }
        for name in names
    ]
