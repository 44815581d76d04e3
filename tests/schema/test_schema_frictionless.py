"""Other tools read our tabs: frictionless accepts each descriptor and judges rows by it as the plan means."""

from __future__ import annotations

from datetime import date
from typing import Any

import frictionless
import pytest

from toso.schema.frictionless_export import table_schema
from toso.schema.load import load_schema

SCHEMA = load_schema()
STANDARD = {
    "name", "type", "format", "title", "description", "constraints", "fields", "primaryKey", "foreignKeys",
    "missingValues", "required", "unique", "pattern", "minimum", "maximum", "minLength", "maxLength", "enum",
    "reference", "resource",
}  # fmt: skip
"""https://datapackage.org/standard/table-schema/"""


def keys(node: Any) -> set[str]:
    if isinstance(node, dict):
        return set(node) | {key for below in node.values() for key in keys(below)}
    return {key for below in node for key in keys(below)} if isinstance(node, list) else set()


@pytest.mark.parametrize("name", SCHEMA.tables)
def test_frictionless_accepts_the_descriptor_of_every_tab(name: str) -> None:
    descriptor = table_schema(SCHEMA.tables[name], SCHEMA.lists, {"today": date(2025, 12, 14)})
    assert frictionless.Schema.metadata_validate(descriptor) is not None
    assert list(frictionless.Schema.metadata_validate(descriptor)) == []
    loaded = frictionless.Schema.from_descriptor(descriptor)
    assert loaded.field_names == [one.name for one in SCHEMA.tables[name].fields]


@pytest.mark.parametrize("name", SCHEMA.tables)
def test_the_descriptor_holds_no_key_of_our_own(name: str) -> None:
    assert keys(table_schema(SCHEMA.tables[name], SCHEMA.lists)) <= STANDARD


def errors_of(rows: list[list[Any]]) -> list[tuple[int, str, str]]:
    bounds = {"plan_start": date(2025, 9, 1), "today": date(2025, 12, 14)}
    descriptor = table_schema(SCHEMA.tables["activities"], SCHEMA.lists, bounds)
    descriptor.pop("foreignKeys")
    header = [one["name"] for one in descriptor["fields"]]
    resource = frictionless.Resource(
        data=[header, *(row + [None] * (len(header) - len(row)) for row in rows)],
        schema=frictionless.Schema.from_descriptor(descriptor),
    )
    report = resource.validate()
    return [tuple(one) for one in report.flatten(["rowNumber", "fieldName", "type"])]


def test_a_sound_row_of_activities_passes_in_frictionless() -> None:
    assert errors_of([["HD001", None, "2025-10-18", "session", "government", 45]]) == []


def test_a_wrong_row_fails_in_frictionless_at_the_same_columns() -> None:
    wrong = errors_of([["HD1", None, "2026-01-05", "party", "government", -1]])
    assert {column for _, column, _ in wrong} == {"activity_code", "held_on", "kind", "participants"}
    assert {kind for _, _, kind in wrong} == {"constraint-error"}


def test_a_bound_that_nobody_knows_yet_is_left_out() -> None:
    held = next(one for one in table_schema(SCHEMA.tables["activities"])["fields"] if one["name"] == "held_on")
    assert held["constraints"] == {"required": True}
