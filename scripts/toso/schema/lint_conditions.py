"""Conditions of rules and figures: columns, tests and values that are not there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from toso.schema.lint_fields import DAYS, fields_by_name, wrong_bound
from toso.schema.notes import Notes, nearest
from toso.schema.source import Path_, Source
from toso.schema.types import Field, SheetSchema
from toso.schema.vocabulary import TESTS, each_test
from toso.schema.world import World


def check_condition(
    source: Source, path: Path_, condition: Any, sheet: SheetSchema, world: World, notes: Notes
) -> None:
    """Notes every mistake of a condition on the rows of ``sheet``."""
    fields = dict(fields_by_name(sheet))
    for name, test in each_test(condition):
        if not name or not isinstance(test, Mapping) or not test:
            notes.add("bad_condition", source, path, tests=", ".join(sorted(TESTS)))
        elif name not in fields:
            notes.add("unknown_column", source, path, column=name, tab=sheet.title, nearest=nearest(name, fields))
        else:
            for word, value in test.items():
                _test(source, path, fields[name], str(word), value, fields, world, notes)


def _test(
    source: Source,
    path: Path_,
    field: Field,
    word: str,
    value: Any,
    fields: Mapping[str, Field],
    world: World,
    notes: Notes,
) -> None:
    if word not in TESTS:
        notes.add("unknown_test", source, path, test=word, tests=", ".join(sorted(TESTS)), nearest=nearest(word, TESTS))
        return
    if word == "present":
        if not isinstance(value, bool):
            notes.add("bad_test_value", source, path, column=field.name, value=value, wanted="true / false")
        return
    if (word == "in") is not isinstance(value, list):
        notes.add("bad_test_value", source, path, column=field.name, value=value, wanted="[…]" if word == "in" else "…")
        return
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str) and one.startswith("$"):
            if one[1:] not in fields:
                notes.add("unknown_column", source, path, column=one, tab="", nearest=nearest(one[1:], fields))
            continue
        wanted = _unfit(field, one, world)
        if wanted:
            notes.add("bad_test_value", source, path, column=field.name, value=one, wanted=wanted)


def _unfit(field: Field, value: Any, world: World) -> str:
    """What the value should be, where the column can never hold it; else ""."""
    if field.list:
        codes = [one.code for one in world.lists.get(field.list, ())]
        return "" if not codes or value in codes else ", ".join(codes)
    if field.type == "boolean":
        return "" if isinstance(value, bool) else "true / false"
    if field.type in DAYS or field.type in ("integer", "number"):
        wrong = wrong_bound(field.type, value) or (isinstance(value, bool) and "bool")
        return ("2025-10-05" if field.type in DAYS else "12") if wrong else ""
    return "" if isinstance(value, str) else "“…”"
