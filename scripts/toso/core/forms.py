"""The paper form of the household tab: its columns and rows, from the schema and the group's book."""

from __future__ import annotations

from typing import Any

from toso.core.sheet_state import TabState
from toso.schema.types import Field, SheetSchema

NAMED = ("head_name", "lane")
"""Columns that help to find the door; printed filled only when asked for, because paper gets lost."""
WRITTEN = ("guided_on", "guided_by", "guided_how")
_WEIGHT = {"household_code": 1.5, "head_name": 2.6, "lane": 1.5, "guided_on": 1.3, "guided_by": 1.7, "guided_how": 1.6}


def columns(table: SheetSchema) -> list[Field]:
    """Code, name, lane, what is written by hand, then a narrow column to tick for every yes-or-no of the tab."""
    named = {one.name: one for one in table.fields}
    wanted = [named[name] for name in (str(table.primary_key), *NAMED, *WRITTEN) if name in named]
    return wanted + [one for one in table.fields if one.type == "boolean" and one.owner == "team"]


def form(table: SheetSchema, tab: TabState, with_names: bool) -> dict[str, Any]:
    """Columns and rows as the template takes them: a row for every code of the tab, in its order."""
    fields = columns(table)
    rows = []
    key = tab.columns.get(str(table.primary_key), 0)
    for row in range(tab.header_row + 1, len(tab.rows)):
        code = tab.value(row, key)
        if code in (None, ""):
            continue
        rows.append(
            [str(code) if one.name == table.primary_key else _printed(one, tab, row, with_names) for one in fields]
        )
    return {
        "columns": [
            {
                "title": one.title,
                "kind": "tick" if one.type == "boolean" else "text",
                "weight": _WEIGHT.get(one.name, 1),
            }
            for one in fields
        ],
        "rows": rows,
    }


def _printed(field: Field, tab: TabState, row: int, with_names: bool) -> str:
    if not with_names or field.name not in NAMED or field.name not in tab.columns:
        return ""
    return str(tab.value(row, tab.columns[field.name]) or "")
