"""From parsed YAML to the frozen values of ``types.py``; the YAML names are Table Schema's camelCase."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from toso.errors import SchemaError
from toso.schema.types import Constraints, CountRule, Field, ForeignKey, Indicator, Member, Rule, SheetSchema

T = TypeVar("T")

RENAMED = {
    "minLength": "min_length",
    "maxLength": "max_length",
    "primaryKey": "primary_key",
    "missingValues": "missing_values",
}
"""YAML key → attribute, where they differ."""

TUPLES = frozenset({"aliases", "codes", "also", "per", "by", "shown", "plan", "span", "missing_values"})


def _make(kind: type[T], content: Any, place: str, **given: Any) -> T:
    if not isinstance(content, Mapping):
        raise SchemaError("schema_not_a_mapping", place=place)
    values = dict(given)
    for key, value in content.items():
        name = RENAMED.get(str(key), str(key))
        if name not in given:
            values[name] = tuple(value or ()) if name in TUPLES else value
    try:
        return kind(**values)
    except TypeError as problem:
        raise SchemaError("schema_unknown_key", place=place, problem=str(problem)) from problem


def field_from(content: Mapping[str, Any], place: str) -> Field:
    """One entry of ``fields``."""
    here = f"{place}: {content.get('name')}"
    given: dict[str, Any] = {"constraints": _make(Constraints, content.get("constraints") or {}, here)}
    if "refused" in content:
        given["refused"] = {kind: tuple(words) for kind, words in content["refused"].items()}
    return _make(Field, content, here, **given)


def foreign_key_from(content: Mapping[str, Any], place: str) -> ForeignKey:
    """Table Schema's ``{fields, reference: {resource, fields}}`` plus our ``also``."""
    try:
        reference = content["reference"]
        return ForeignKey(
            content["fields"], reference["resource"], reference["fields"], tuple(content.get("also") or ())
        )
    except (KeyError, TypeError) as problem:
        raise SchemaError("schema_bad_foreign_key", place=place) from problem


def sheet_from(content: Any, place: str) -> SheetSchema:
    """One tab. ``place`` is its file, ``group/households.yaml``; raises SchemaError."""
    if not isinstance(content, Mapping):
        raise SchemaError("schema_not_a_mapping", place=place)
    given = {
        "fields": tuple(field_from(one, place) for one in content.get("fields") or ()),
        "foreign_keys": tuple(foreign_key_from(one, place) for one in content.get("foreignKeys") or ()),
        "rules": tuple(_make(Rule, one, place) for one in content.get("rules") or ()),
        "counts": tuple(_make(CountRule, one, place) for one in content.get("counts") or ()),
    }
    rest = {key: value for key, value in content.items() if key != "foreignKeys"}
    return _make(SheetSchema, rest, place, **given)


def member_from(content: Any, place: str) -> Member:
    """A member of a closed list; keys beside code, title and aliases go to ``extra``."""
    if not isinstance(content, Mapping):
        raise SchemaError("schema_not_a_mapping", place=place)
    own = {key: value for key, value in content.items() if key in ("code", "title", "aliases")}
    extra = {key: value for key, value in content.items() if key not in own}
    return _make(Member, {**own, "extra": extra}, place)


def indicator_from(content: Any, place: str) -> Indicator:
    """One figure of ``indicators.yaml``."""
    name = content.get("name") if isinstance(content, Mapping) else None
    return _make(Indicator, content, f"{place}: {name}")
