"""The words that a schema file may use for bounds, tests, severities and places."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

BOUND_NAMES = frozenset({"plan_start", "plan_end", "period_start", "period_end", "today", "households_official"})
"""What a bound may be called instead of being written down; the context of a run gives the value."""

DAY_BOUNDS = BOUND_NAMES - {"households_official"}
TESTS = frozenset({"present", "equals", "in", "at_least", "at_most", "less_than", "greater_than"})
JOINS = frozenset({"any", "all", "not"})
NUMBERED_WORDS = frozenset({"group", "n", "period"})
NUMBERED_ROWS = frozenset({"households_official", "periods"})


def folded(text: str) -> str:
    """Text as headers are compared: NFC, no case, white space once."""
    return " ".join(unicodedata.normalize("NFC", str(text)).casefold().split())


def each_test(condition: Any) -> Iterator[tuple[str, Any]]:
    """Every (column, test) of a condition, however deep; what is no condition is given as ("", the thing)."""
    if not isinstance(condition, Mapping):
        yield "", condition
        return
    for key, value in condition.items():
        if key in ("any", "all"):
            if isinstance(value, list):
                for one in value:
                    yield from each_test(one)
            else:
                yield "", value
        elif key == "not":
            yield from each_test(value)
        else:
            yield key, value


def places(tables: Mapping[str, Any], lists: Mapping[str, Any]) -> frozenset[str]:
    """Every place where an indicator may be shown."""
    found = {f"master.{name.removeprefix('master_')}" for name in tables if name.startswith("master_")}
    for name, prefix in (
        ("report_sections", "report."),
        ("report_tables", "report.table."),
        ("report_places", "report."),
    ):
        found.update(prefix + member.code for member in lists.get(name, ()))
    return frozenset(found)
