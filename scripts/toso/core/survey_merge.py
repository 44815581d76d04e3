"""A group's survey: the forms typed into its book and those answered online, counted together, told apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from toso.core.catalogue import Catalogue
from toso.core.validate import validate_book
from toso.model import BookResult, Context, Finding, RawBook, RawTable, TableResult
from toso.schema.types import Schema

SURVEY, HOUSEHOLDS = "survey", "households"


def check_online(schema: Schema, online: RawTable, raw: RawBook, ctx: Context, catalogue: Catalogue) -> tuple[TableResult, list[Finding]]:
    """The online answers by the survey tab's own rules, their household codes against the group's book. The findings
    are the ward's to see: they belong to no row of the group's book."""
    tables = {SURVEY: online}
    if HOUSEHOLDS in raw.tables:
        tables[HOUSEHOLDS] = raw.tables[HOUSEHOLDS]
    found = validate_book(schema, RawBook(raw.book_id, raw.group_code, tables), ctx, catalogue)
    return found.tables[SURVEY], [one for one in found.findings if one.table == SURVEY]


def with_online(result: BookResult, online: TableResult | None) -> BookResult:
    """What is counted: the book with its online answers. What is said back to the book stays ``result``."""
    if online is None or not online.keys:
        return result
    own = result.tables.get(SURVEY)
    return replace(result, tables={**result.tables, SURVEY: online if own is None else _joined(own, online)})


def _joined(first: TableResult, second: TableResult) -> TableResult:
    nothing: Sequence[object] = ()

    def column(name: str) -> list[object]:
        parts = []
        for table in (first, second):
            parts += list(table.columns.get(name, nothing)) or [None] * len(table.keys)
        return parts

    return TableResult(
        first.name,
        [*first.rows, *second.rows],
        [*first.keys, *second.keys],
        {name: column(name) for name in {**first.columns, **second.columns}},
        [*first.counted, *second.counted],
        first.missing_columns if not second.keys else tuple(one for one in first.missing_columns if one in second.missing_columns),
    )
