"""An independent count of every figure: plain loops over rows, straight from the text of indicators.yaml.

It shares no line with ``toso.core``: it reads the YAML itself, walks rows one by one and keeps no intermediate columns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

Row = Mapping[str, Any]
FILE = Path(__file__).resolve().parent.parent / "sheets_schema" / "indicators.yaml"


def declared() -> list[dict[str, Any]]:
    with FILE.open(encoding="utf-8") as text:
        return yaml.safe_load(text)


def holds(condition: Mapping[str, Any] | None, row: Row) -> bool:
    if not condition:
        return True
    for word, content in condition.items():
        if word == "all":
            if not all(holds(one, row) for one in content):
                return False
        elif word == "any":
            if not any(holds(one, row) for one in content):
                return False
        elif word == "not":
            if holds(content, row):
                return False
        elif not fits(row.get(word), content, row):
            return False
    return True


def fits(value: Any, test: Mapping[str, Any], row: Row) -> bool:
    for word, wanted in test.items():
        if isinstance(wanted, str) and wanted.startswith("$"):
            wanted = row.get(wanted[1:])
            if wanted is None:
                return False
        if word == "present":
            if (value is not None) != wanted:
                return False
            continue
        if value is None:
            return False
        good = {
            "equals": lambda: value == wanted,  # noqa: B023
            "in": lambda: value in wanted,  # noqa: B023
            "at_least": lambda: value >= wanted,  # noqa: B023
            "at_most": lambda: value <= wanted,  # noqa: B023
            "less_than": lambda: value < wanted,  # noqa: B023
            "greater_than": lambda: value > wanted,  # noqa: B023
        }[word]()
        if not good:
            return False
    return True


def code(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def in_days(one: Mapping[str, Any], row: Row, plan_start: date, start: date, end: date) -> bool:
    if one.get("scope", "period") == "standing" or not one.get("dated_by"):
        return True
    day = row.get(one["dated_by"])
    if day is None:
        return False
    first = plan_start if one["scope"] == "cumulative" else start
    return first <= day <= end


def amount(one: Mapping[str, Any], rows: Sequence[Row]) -> int:
    if one["count"] == "rows":
        return len(rows)
    if one["count"] == "sum":
        total = 0
        for row in rows:
            if one.get("span"):
                first, second = (row.get(name) for name in one["span"])
                if first is not None and second is not None:
                    total += (second - first).days
            elif row.get(one["of"]) is not None:
                total += row[one["of"]]
        return total
    values: dict[Any, int] = {}
    for row in rows:
        value = row.get(one["of"])
        if value is not None:
            values[value] = values.get(value, 0) + 1
    each = one.get("each")
    if not each:
        return len(values)
    return sum(1 for number in values.values() if number == each["exactly"])


def questions(condition: Mapping[str, Any] | None) -> list[str]:
    """Columns that must say yes (or no)."""
    found = []
    for word, content in (condition or {}).items():
        if word == "all":
            for one in content:
                found += questions(one)
        elif word not in ("any", "not") and content.get("equals") in (True, False):
            found.append(word)
    return found


def nobody_answered(one: Mapping[str, Any], rows: Sequence[Row]) -> bool:
    """A yes / no question was asked of these rows and is blank in all of them: unknown, not zero."""
    if one.get("mark") or one.get("publish") == "survey":
        return False
    for question in questions(one.get("where")):
        answers = [row[question] for row in rows if row.get(question) is not None]
        if rows and not answers:
            return True
    return False


def totals(rows_of: Mapping[str, Sequence[Row]], plan_start: date, start: date, end: date) -> dict[str, int]:
    """Table → its counted rows; every figure of those tables, with its breakdown."""
    found: dict[str, int] = {}
    for one in declared():
        if one["table"] not in rows_of:
            continue
        asked = [row for row in rows_of[one["table"]] if in_days(one, row, plan_start, start, end)]
        if nobody_answered(one, asked):
            continue
        rows = [row for row in asked if holds(one.get("where"), row)]
        by = one.get("by") or []
        cells: dict[str, list[Row]] = {}
        for row in rows:
            key = "|".join([one["name"], *(f"{name}={code(row.get(name))}" for name in by)])
            cells.setdefault(key, []).append(row)
        found[one["name"]] = amount(one, rows)
        if by:
            for key, some in cells.items():
                if amount(one, some) != 0:
                    found[key] = amount(one, some)
    return found
