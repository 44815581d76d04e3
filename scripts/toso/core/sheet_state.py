"""A workbook as `spreadsheets.get` answers it, turned into values: what stands in the cells and how the book is laid out.

Source: https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from sys import intern
from typing import Any

from toso.core.bind import HeaderProblem, bind_columns, find_header
from toso.core.text import code_key, header_key
from toso.model import CellValue, RawBook, RawTable
from toso.schema.types import SheetSchema

MASK = (
    "spreadsheetId,properties(title,locale,timeZone),namedRanges,developerMetadata,"
    "sheets(properties,developerMetadata,protectedRanges,conditionalFormats,bandedRanges,"
    "data(startRow,startColumn,rowData(values(effectiveValue,userEnteredValue(formulaValue))),columnMetadata(developerMetadata,hiddenByUser)))"
)
"""Everything a run needs of a book, in one call: native values (a date is its serial number), which cells are formulas,
and the layout."""

TABLE_KEY, FIELD_KEY, STAMP_KEY, BOOK_KEY = "toso.table", "toso.field", "toso.layout", "toso.book"
"""Developer metadata: which tab, which column, how the tab was last laid out, which book."""

WRONG = "_wrong"
"""The hidden machine column of a tab that people fill (see ``core.formulas``)."""

_ERRORS = {
    "NULL_VALUE": "#NULL!",
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "VALUE": "#VALUE!",
    "REF": "#REF!",
    "NAME": "#NAME?",
    "NUM": "#NUM!",
    "N_A": "#N/A",
}
_ROWS_OVER_HEADER = 5
"""A header is looked for under so many rows: a leader may put a title over the table."""


@dataclass(frozen=True, slots=True)
class TabState:
    """One tab. ``rows`` are native values from the sheet's first row on; trailing blanks may be missing."""

    table: str
    sheet_id: int
    properties: Mapping[str, Any]
    rows: Sequence[Sequence[CellValue]]
    header_row: int
    """0-based; 0 when no row looks like a header, -1 when the first row is one of data: the header's was deleted."""
    columns: Mapping[str, int]
    """Field name → 0-based column, as validation binds them (``core.bind``), and the hidden machine column."""
    problems: tuple[HeaderProblem, ...]
    """Headers that are missing, doubled or renamed."""
    marked: Mapping[int, str]
    """0-based column → field name of its developer metadata."""
    hidden: frozenset[int]
    """0-based columns that are hidden."""
    formulas: frozenset[tuple[int, int]]
    """0-based (row, column) of cells that hold a formula."""
    bound_by: str
    """``title``, ``alias`` or ``metadata``."""
    raw: Mapping[str, Any] = field(repr=False, default_factory=dict)

    @property
    def title(self) -> str:
        return str(self.properties.get("title", ""))

    def header(self, column: int) -> str:
        """The text over a column."""
        return str(self.value(self.header_row, column) or "")

    @property
    def row_count(self) -> int:
        return int(self.properties.get("gridProperties", {}).get("rowCount", 0))

    @property
    def column_count(self) -> int:
        return int(self.properties.get("gridProperties", {}).get("columnCount", 0))

    def value(self, row: int, column: int) -> CellValue:
        """The cell at a 0-based place; None where nothing stands."""
        if row < 0 or row >= len(self.rows) or column < 0 or column >= len(self.rows[row]):
            return None
        return self.rows[row][column]

    def stamp(self) -> str:
        """The fingerprint of the layout this tab was given last; "" when it was never laid out."""
        return _metadata(self.raw.get("developerMetadata")).get(STAMP_KEY, "")


@dataclass(frozen=True, slots=True)
class BookState:
    """A book: its tabs by schema name, those it lacks, those nobody asked for."""

    book_id: str
    properties: Mapping[str, Any]
    tabs: Mapping[str, TabState]
    missing: tuple[str, ...]
    others: tuple[Mapping[str, Any], ...]
    """Properties of tabs that belong to no table (a leader's own); ``empty``: nothing stands in it."""
    named: Mapping[str, Mapping[str, Any]]
    """Named ranges by name."""
    stamp: str = ""


def parse(book: Mapping[str, Any], tables: Iterable[SheetSchema]) -> BookState:
    """``spreadsheets.get`` with ``MASK`` → BookState. Tabs are bound by title, then alias, then metadata."""
    sheets = list(book.get("sheets") or ())
    bound: dict[str, tuple[int, str]] = {}
    tables = tuple(tables)
    titles = [header_key(one.get("properties", {}).get("title", "")) for one in sheets]
    marks = [_metadata(one.get("developerMetadata")).get(TABLE_KEY, "") for one in sheets]
    for way, wanted in (
        ("title", lambda t: {header_key(t.title)}),
        ("alias", lambda t: {header_key(a) for a in t.aliases}),
    ):
        for table in tables:
            if table.name not in bound:
                _bind(bound, table.name, way, [i for i, title in enumerate(titles) if title in wanted(table)])
    for table in tables:
        if table.name not in bound:
            _bind(bound, table.name, "metadata", [i for i, mark in enumerate(marks) if mark == table.name])
    used = {index for index, _ in bound.values()}
    return BookState(
        book_id=str(book.get("spreadsheetId", "")),
        properties=book.get("properties") or {},
        tabs={t.name: _tab(t, sheets[bound[t.name][0]], bound[t.name][1]) for t in tables if t.name in bound},
        missing=tuple(table.name for table in tables if table.name not in bound),
        others=tuple(
            {**one.get("properties", {}), "empty": _is_empty(one)} for i, one in enumerate(sheets) if i not in used
        ),
        named={one["name"]: one for one in book.get("namedRanges") or () if one.get("name")},
        stamp=_metadata(book.get("developerMetadata")).get(BOOK_KEY, ""),
    )


def _bind(bound: dict[str, tuple[int, str]], name: str, way: str, places: list[int]) -> None:
    free = [place for place in places if place not in {index for index, _ in bound.values()}]
    if free:
        bound[name] = (free[0], way)


def raw_book(state: BookState, tables: Iterable[SheetSchema], group_code: str, modified: str = "") -> RawBook:
    """The tabs as validation reads them; machine-owned columns beside people's are blanked, machine tabs left out."""
    tables = [one for one in tables if one.owner != "machine"]
    return RawBook(
        book_id=state.book_id,
        group_code=group_code,
        tables={one.name: raw_table(one, state.tabs[one.name]) for one in tables if one.name in state.tabs},
        missing=tuple(one.name for one in tables if one.name not in state.tabs),
        title=str(state.properties.get("title", "")),
        modified=modified,
    )


def raw_table(schema: SheetSchema, tab: TabState) -> RawTable:
    """The tab without what the machine wrote beside people's cells."""
    machine = {index for name, index in tab.columns.items() if name in (WRONG, "check")}
    header: list[CellValue] = list(tab.rows[tab.header_row]) if tab.rows and tab.header_row >= 0 else []
    if tab.header_row < 0:
        header = [None] * (max(tab.marked) + 1)
    rows = [list(row) for row in tab.rows[tab.header_row + 1 :]]
    for index in machine:
        for row in rows:
            if index < len(row):
                row[index] = None
        if index < len(header) and header[index] == WRONG:
            header[index] = None
    marked = {index: name for index, name in tab.marked.items() if name != WRONG}
    return RawTable(schema.name, tab.title, tuple(header), rows, tab.header_row + 2, marked)


def _tab(schema: SheetSchema, sheet: Mapping[str, Any], bound_by: str) -> TabState:
    data = (sheet.get("data") or [{}])[0]
    rows = [[_value(cell) for cell in line.get("values") or ()] for line in data.get("rowData") or ()]
    formulas = frozenset(
        (row, column)
        for row, line in enumerate(data.get("rowData") or ())
        for column, cell in enumerate(line.get("values") or ())
        if "formulaValue" in cell.get("userEnteredValue", ())
    )
    marked: dict[int, str] = {}
    hidden = set()
    for index, column in enumerate(data.get("columnMetadata") or (), int(data.get("startColumn", 0))):
        name = _metadata(column.get("developerMetadata")).get(FIELD_KEY)
        if name:
            marked[index] = name
        if column.get("hiddenByUser"):
            hidden.add(index)
    found = find_header(schema, rows, within=_ROWS_OVER_HEADER + 1)
    header_row = -1 if found is None and _begins_with_data(schema, rows, marked) else found or 0
    header = list(rows[header_row]) if rows and header_row >= 0 else []
    header += [None] * (max(marked, default=-1) + 1 - len(header))
    binding = bind_columns(schema, RawTable(schema.name, "", tuple(header), rows[header_row + 1 :], 2, marked))
    columns = dict(binding.columns)
    places = [i for i, mark in marked.items() if mark == WRONG] or [i for i, text in enumerate(header) if text == WRONG]
    if places:
        columns[WRONG] = places[0]
    return TabState(
        schema.name, int(sheet["properties"].get("sheetId", 0)), sheet["properties"], rows, header_row,
        columns, binding.problems, marked, frozenset(hidden), formulas, bound_by, {name: part for name, part in sheet.items() if name != "data"},
    )  # fmt: skip


def _begins_with_data(schema: SheetSchema, rows: Sequence[Sequence[CellValue]], marked: Mapping[int, str]) -> bool:
    """Whether the first row of a tab that was laid out carries a key where its header should stand."""
    place = next((at for at, name in marked.items() if name == schema.primary_key), None)
    if place is None or not rows or place >= len(rows[0]):
        return False
    pattern = schema.field(str(schema.primary_key)).constraints.pattern
    return pattern is not None and re.fullmatch(pattern, code_key(str(rows[0][place] or ""))) is not None


class CellError(str):
    """An error value (``#REF!``) in a cell, as opposed to the same letters typed."""

    __slots__ = ()


def _value(cell: Mapping[str, Any]) -> CellValue:
    found = cell.get("effectiveValue")
    if not found:
        return None
    for value in found.values():
        if isinstance(value, str):
            return intern(value)  # most cells hold one of a few answers
        if isinstance(value, Mapping):
            return CellError(_ERRORS.get(value.get("type", ""), "#ERROR!"))
        if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
            return int(value)
        return value
    return None


def _is_empty(sheet: Mapping[str, Any]) -> bool:
    lines = (line for block in sheet.get("data") or () for line in block.get("rowData") or ())
    return not any(cell.get("effectiveValue") for line in lines for cell in line.get("values") or ())


def _metadata(found: Iterable[Mapping[str, Any]] | None) -> dict[str, str]:
    return {one["metadataKey"]: one.get("metadataValue", "") for one in found or () if one.get("metadataKey")}
