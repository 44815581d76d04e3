"""A finding as a line for other programs and for the screen: what is shown, and what is not."""

from __future__ import annotations

import re
from collections.abc import Mapping

from toso.core.catalogue import HIDDEN, Catalogue
from toso.core.draft import words_for
from toso.model import Finding
from toso.schema.types import CountRule, Rule, Schema, SheetSchema


def line_of(
    finding: Finding, schema: Schema, catalogue: Catalogue, book: str, *, show_values: bool = False
) -> dict[str, object]:
    """``book``, ``tab`` and ``column`` as people see them. What was typed is in it only with ``show_values``, and never
    for a kind that is not echoed; a suggestion made from personal data counts as what was typed."""
    sheet = schema.tables[finding.table]
    line: dict[str, object] = {
        "book": book,
        "tab": sheet.title,
        "row": finding.row,
        "column": next((one.title for one in sheet.fields if one.name == finding.column), ""),
        "key": finding.key if show_values else key_outside(finding.key, sheet, HIDDEN),
        "kind": finding.kind,
        "severity": finding.severity,
        "message": finding.message if show_values else without_value(finding, sheet, catalogue),
        "suggestion": finding.suggestion if show_values or not _is_private(finding, sheet) else "",
        "answered": finding.answered,
    }
    if show_values and catalogue[finding.kind].echo:
        line["value"] = finding.value
    return line


def key_outside(key: str, sheet: SheetSchema, otherwise: str = "") -> str:
    """A row's key as it may leave the group's workbook: not whatever somebody typed in its place, a name or a phone."""
    pattern = sheet.field(sheet.primary_key).constraints.pattern if sheet.primary_key else None
    return key if not key or pattern is None or re.fullmatch(pattern, key) else otherwise


def without_value(finding: Finding, sheet: SheetSchema, catalogue: Catalogue) -> str:
    """The message with a dot-dot-dot in place of what was typed."""
    one = next((one for one in sheet.fields if one.name == finding.column), None)
    key = key_outside(finding.key, sheet, HIDDEN)
    words: Mapping[str, object] = {**words_for(sheet, one), "key": key, **finding.facts}
    rules: tuple[Rule | CountRule, ...] = (*sheet.rules, *sheet.counts)
    own = next((rule.feedback for rule in rules if rule.kind == finding.kind and rule.at == finding.column), "")
    template = own or (one.feedback.get(finding.kind, "") if one else "")
    suggestion = "" if _is_private(finding, sheet) else finding.suggestion
    return catalogue.message(finding.kind, HIDDEN, suggestion, words, template)


def _is_private(finding: Finding, sheet: SheetSchema) -> bool:
    """Whether a suggestion would tell of a person: personal columns, and columns that name people."""
    personal = {one.name for one in sheet.fields if one.personal}
    return finding.column in personal | {key.field for key in sheet.foreign_keys if key.also}
