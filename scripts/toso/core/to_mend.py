"""The rows of the tab Cần sửa: where, what stands there, what is wrong, what to type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from toso.core.book_facts import Desk
from toso.core.catalogue import Catalogue
from toso.core.sheet_state import BookState
from toso.core.text import shorten
from toso.model import SEVERITIES, BookResult, CellValue, Finding
from toso.schema.types import SheetSchema

TABLE = "to_mend"
LONGEST = 300
_DAY_ZERO = date(1899, 12, 30)
_DAYS = range(1, 2958466)


def to_mend_rows(book: BookResult, state: BookState, desk: Desk, catalogue: Catalogue) -> list[list[CellValue]]:
    """One row a finding, errors first, in the order of the tabs; all text. Answered ones come last and say so."""
    schema = desk.schema
    if TABLE not in schema.tables:
        return []
    names = [one.name for one in schema.tables[TABLE].fields]
    order = {table.name: index for index, table in enumerate(schema.book("group"))}
    ranked = sorted(
        book.findings,
        key=lambda one: (one.answered, SEVERITIES.index(one.severity), order.get(one.table, 99), one.row, one.column),
    )
    return [[said.get(name) for name in names] for said in _rows(ranked, state, desk, catalogue)]


def _rows(
    findings: list[Finding], state: BookState, desk: Desk, catalogue: Catalogue
) -> Iterator[dict[str, CellValue]]:
    words = desk.words
    for one in findings:
        table = desk.schema.tables.get(one.table)
        yield {
            "severity": words["severity"][one.severity],
            "table": table.title if table else one.table,
            "key": one.key or None,
            "column": _column(one, table, words),
            "value": _shown(one, table, state, words) if catalogue[one.kind].echo else words["hidden_value"],
            "message": one.message,
            "suggestion": one.suggestion or None,
            "answered": words["answered"]["yes" if one.answered else "no"],
        }


def _column(one: Finding, table: SheetSchema | None, words: Mapping[str, Any]) -> str:
    if one.column and table is not None:
        titles = {field.name: field.title for field in table.fields}
        return titles.get(one.column, one.column)
    return words["whole_row"] if one.row else words["whole_tab"]


def _shown(one: Finding, table: SheetSchema | None, state: BookState, words: Mapping[str, Any]) -> str | None:
    """The value as a person sees it: a day as a day, a number with a comma."""
    value: CellValue = one.value
    tab = state.tabs.get(one.table)
    if tab is not None and one.row and one.column in tab.columns:
        value = tab.value(one.row - 1, tab.columns[one.column])
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        kinds = {field.name: field.type for field in table.fields} if table else {}
        if kinds.get(one.column) == "date" and int(value) in _DAYS:
            return (_DAY_ZERO + timedelta(days=int(value))).strftime("%d/%m/%Y")
        return f"{value:.15g}".replace(".", ",")
    return shorten(str(value), LONGEST)
