"""Between groups: a code that stands in another group's book. Both are told, by code alone: neither sees the other's
people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from toso.core.answers import Known, apply_answers, explanations
from toso.core.catalogue import Catalogue
from toso.model import BookResult, Finding
from toso.schema.types import Schema

KIND = "claimed_by_other_group"


def cross_check(
    results: Sequence[BookResult], schema: Schema, catalogue: Catalogue, answers: Mapping[str, Known] = MappingProxyType({})
) -> Mapping[str, tuple[Finding, ...]]:
    """Group code → what it must be told of its codes in other groups' books. Only codes that stand in its own book
    too: a code it never used is the other group's slip alone. The claiming group was told at its own row.

    ``answers``: group code → what the group answered before; ``Giải thích`` of the row answers as everywhere."""
    claims: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for book in results:
        for group, table, key in book.foreign_claims:
            if group != book.group_code:
                claims[group, table, key].add(book.group_code)
    by_group = {book.group_code: book for book in results}
    found: dict[str, list[Finding]] = defaultdict(list)
    for (group, table, key), others in sorted(claims.items()):
        own = by_group.get(group)
        result = own.tables.get(table) if own is not None else None
        if result is None or key not in result.keys:
            continue
        position = result.keys.index(key)
        found[group].append(_finding(schema, catalogue, group, table, result.rows[position], key, sorted(others)))
    return {
        group: tuple(apply_answers(findings, explanations(by_group[group].tables), answers.get(group, {})))
        for group, findings in found.items()
    }


def _finding(
    schema: Schema, catalogue: Catalogue, group: str, table: str, row: int, key: str, others: Sequence[str]
) -> Finding:
    facts: dict[str, object] = {"other": ", ".join(others), "key": key}
    column = schema.tables[table].primary_key or ""
    message = catalogue.message(KIND, key, facts=facts)
    return Finding(KIND, catalogue[KIND].severity, group, table, row, key, column, key, "", message, False, facts)
