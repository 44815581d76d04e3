"""Validation of a tab and of a book: raw cells in, columns of values and findings out. Pure; no cell is changed."""

from __future__ import annotations

from types import MappingProxyType

from toso.core.answers import Known, apply_answers, explanations
from toso.core.bounds import bounds_of
from toso.core.catalogue import Catalogue
from toso.core.compiled import CompiledSheet, compiled
from toso.core.consent import asks_consent, withhold_answers
from toso.core.draft import Draft
from toso.core.reading import read_table
from toso.core.references import check_references
from toso.core.rules import check_rules
from toso.model import BookResult, Context, Finding, RawBook, RawTable, TableResult
from toso.schema.types import Schema, SheetSchema

NO_ANSWERS: Known = MappingProxyType({})


def validate_table(
    schema: Schema, sheet: SheetSchema, raw: RawTable, context: Context, catalogue: Catalogue
) -> tuple[TableResult, list[Finding]]:
    """One tab by itself: everything but what it says of other tabs."""
    ready = compiled(schema, sheet, bounds_of(context))
    draft = read_table(ready, raw, context, catalogue)
    _finish(draft, ready)
    return draft.result(), _in_order(draft)


def validate_book(
    schema: Schema, raw: RawBook, context: Context, catalogue: Catalogue, answers: Known = NO_ANSWERS
) -> BookResult:
    """A whole book (a group's, or the ward's): its tabs, the references between them, and what teams have answered."""
    bounds = bounds_of(context)
    drafts: dict[str, tuple[Draft, CompiledSheet]] = {}
    for sheet in sorted((schema.tables[name] for name in raw.tables if name in schema.tables), key=lambda one: one.order):
        if is_checked(sheet):
            ready = compiled(schema, sheet, bounds)
            drafts[sheet.name] = (read_table(ready, raw.tables[sheet.name], context, catalogue), ready)
    for draft, _ in drafts.values():
        check_references(draft, drafts, schema)
    for draft, ready in drafts.values():
        _finish(draft, ready)
    if context.last_summary is not None:
        from toso.core.jumps import check_jumps  # counts: not needed by who only reads

        check_jumps({name: draft for name, (draft, _) in drafts.items()}, schema, context)
    findings = _missing_tabs(schema, raw, context, catalogue)
    for draft, _ in drafts.values():
        findings += _in_order(draft)
    tables = {name: draft.result() for name, (draft, _) in drafts.items()}
    return BookResult(
        group_code=context.group.code,
        book_id=raw.book_id,
        tables=tables,
        findings=tuple(apply_answers(findings, explanations(tables), answers)),
        foreign_claims=tuple(dict.fromkeys(claim for draft, _ in drafts.values() for claim in draft.claims)),
    )


def is_checked(sheet: SheetSchema) -> bool:
    """Whether people type into the tab."""
    return sheet.owner != "machine" and sheet.primary_key is not None


def _finish(draft: Draft, ready: CompiledSheet) -> None:
    check_rules(draft, ready)
    if asks_consent(draft.sheet):
        withhold_answers(draft)


def _in_order(draft: Draft) -> list[Finding]:
    places = {one.name: order for order, one in enumerate(draft.sheet.fields)}
    return sorted(draft.findings, key=lambda one: (one.row, places.get(one.column, -1), one.kind))


def _missing_tabs(schema: Schema, raw: RawBook, context: Context, catalogue: Catalogue) -> list[Finding]:
    found = []
    for name in raw.missing:
        sheet = schema.tables.get(name)
        if sheet is not None and is_checked(sheet):
            entry = catalogue["missing_tab"]
            message = catalogue.message("missing_tab", facts={"title": sheet.title})
            found.append(Finding("missing_tab", entry.severity, context.group.code, name, 0, "", "", message=message))
    return found
