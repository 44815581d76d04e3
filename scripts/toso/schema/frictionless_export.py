"""A tab as a pure Table Schema descriptor (https://datapackage.org/standard/table-schema/), for other tools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from toso.schema.types import Constraints, Field, Member, SheetSchema
from toso.schema.vocabulary import BOUND_NAMES

Bounds = Mapping[str, Any]
"""What the named bounds are worth; a bound that is not known is left out."""


def table_schema(
    sheet: SheetSchema, lists: Mapping[str, Sequence[Member]] | None = None, bounds: Bounds | None = None
) -> dict[str, Any]:
    """The descriptor of a tab's records (ISO days, codes of closed lists), without keys of our own."""
    names = {one.name for one in sheet.fields}
    descriptor: dict[str, Any] = {"fields": [_field(one, lists or {}, bounds or {}) for one in sheet.fields]}
    if sheet.primary_key in names:
        descriptor["primaryKey"] = [sheet.primary_key]
    if sheet.foreign_keys:
        descriptor["foreignKeys"] = [
            {"fields": [key.field], "reference": {"resource": key.table, "fields": [key.reference]}}
            for key in sheet.foreign_keys
        ]
    descriptor["missingValues"] = list(sheet.missing_values)
    return descriptor


def _field(field: Field, lists: Mapping[str, Sequence[Member]], bounds: Bounds) -> dict[str, Any]:
    found: dict[str, Any] = {"name": field.name, "type": field.type, "title": field.title}
    if field.format == "email":
        found["format"] = "email"
    if field.help:
        found["description"] = field.help
    constraints = _constraints(field.constraints, bounds)
    if field.list and field.list in lists:
        constraints["enum"] = [member.code for member in lists[field.list]]
    if constraints:
        found["constraints"] = constraints
    return found


def _constraints(limits: Constraints, bounds: Bounds) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if limits.required:
        found["required"] = True
    if limits.unique:
        found["unique"] = True
    for key, value in (
        ("pattern", limits.pattern),
        ("minimum", _worth(limits.minimum, bounds)),
        ("maximum", _worth(limits.maximum, bounds)),
        ("minLength", limits.min_length),
        ("maxLength", limits.max_length),
    ):
        if value is not None:
            found[key] = value
    return found


def _worth(bound: Any, bounds: Bounds) -> Any:
    value = bounds.get(bound) if isinstance(bound, str) and bound in BOUND_NAMES else bound
    return value.isoformat() if isinstance(value, date) else value
