"""What officials typed, as the jobs need it: kept in the state file without personal columns, so that an unchanged ward
book is not read again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from toso.core.catalogue import Catalogue
from toso.core.dates import to_serial
from toso.core.validate import validate_book
from toso.model import BookResult, CellValue, Context, Finding, Group, RawBook, TableResult
from toso.schema.types import Schema
from toso.state import State

FACT = "ward_tables"


@dataclass(frozen=True, slots=True)
class WardTables:
    """``tables``: the ward book's validated tabs by name. ``groups``: its registry. ``complete``: with personal columns
    (leaders' names and addresses), that is, just read; what the state file keeps has none."""

    tables: Mapping[str, TableResult]
    groups: tuple[Group, ...]
    complete: bool
    findings: tuple[Finding, ...] = ()


def read_ward(schema: Schema, raw: RawBook, ctx: Context, catalogue: Catalogue) -> WardTables:
    result: BookResult = validate_book(schema, raw, ctx, catalogue)
    return WardTables(result.tables, groups_of(result.tables.get("groups")), True, result.findings)


def groups_of(table: TableResult | None) -> tuple[Group, ...]:
    """The registry's rows that count, in its order."""
    if table is None:
        return ()
    names = ("group_code", "name", "households_official", "book_id", "leader_name", "leader_email")
    nothing: list[object] = [None] * len(table.keys)
    columns = [table.columns.get(name, nothing) for name in names]
    return tuple(
        Group(str(code), str(name or code), _whole(official), str(book or ""), str(leader or ""), str(email or ""))
        for counted, code, name, official, book, leader, email in zip(table.counted, *columns, strict=True)
        if counted and code
    )


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def replies_to(ward: WardTables, group: str) -> dict[str, dict[str, CellValue]]:
    """Difficulty → the ward's words and day, as the leader's own tab shows them."""
    table = ward.tables.get("replies")
    if table is None:
        return {}
    names = ("group_code", "difficulty_code", "reply", "replied_on")
    nothing: list[object] = [None] * len(table.keys)
    columns = [table.columns.get(name, nothing) for name in names]
    return {
        str(code): {"reply": str(reply or ""), "replied_on": to_serial(day) if isinstance(day, date) else None}
        for counted, whose, code, reply, day in zip(table.counted, *columns, strict=True)
        if counted and whose == group and code and (reply or day)
    }


def packed(ward: WardTables, schema: Schema) -> dict[str, object]:
    """Plain JSON of the tabs; columns marked ``personal`` are left out."""
    kept: dict[str, object] = {}
    for name, table in ward.tables.items():
        personal = {field.name for field in schema.tables[name].fields if field.personal}
        columns = {column: [_plain(v) for v in values] for column, values in table.columns.items() if column not in personal}
        kept[name] = {"rows": list(table.rows), "keys": list(table.keys), "counted": list(table.counted), "columns": columns}
    return kept


def unpacked(kept: Mapping[str, Any]) -> WardTables:
    """What ``packed`` gave."""
    tables = {
        name: TableResult(
            name,
            one["rows"],
            one["keys"],
            {column: [_value(v) for v in values] for column, values in one["columns"].items()},
            one["counted"],
        )
        for name, one in kept.items()
    }
    return WardTables(tables, groups_of(tables.get("groups")), False)


def remember(state: State, ward: WardTables, schema: Schema) -> None:
    """Keeps the tabs in the state file."""
    state.put_fact(FACT, json.dumps(packed(ward, schema), ensure_ascii=False, sort_keys=True))


def recall(state: State) -> WardTables | None:
    """What ``remember`` kept; ``None`` when nothing was."""
    text = state.fact(FACT)
    return unpacked(json.loads(text)) if text else None


def _plain(value: object) -> object:
    return {"day": value.isoformat()} if isinstance(value, date) else value


def _value(value: object) -> object:
    return date.fromisoformat(value["day"][:10]) if isinstance(value, dict) else value
