"""Random wards as validation hands them to counting: any column may be blank, any row may not count."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from toso.core import periods
from toso.core.calendar import Calendar
from toso.model import BookResult, Context, Group, Period, TableResult
from toso.schema.load import load_schema
from toso.schema.types import Field, SheetSchema

PLAN = (date(2025, 9, 1), date(2025, 12, 31))
TODAY = date(2025, 12, 15)
SIZES = {"members": 12, "households": 60, "businesses": 15, "survey": 40, "activities": 25, "training": 30, "difficulties": 8}
PERSONAL_TEXT = "Bà Nguyễn Thị Mận, 0912345678"
"""What a personal column holds here: it must come out nowhere."""


def fourth_quarter() -> Period:
    return periods.period("2025-Q4", Calendar())


def column(rng: Random, field: Field, n: int) -> list[Any]:
    if field.list:
        members = [member.code for member in load_schema().lists[field.list]]
        weights = [1 / (place + 1) for place in range(len(members))]
        return rng.choices([*members, None], [*weights, 0.3], k=n)
    if field.type == "boolean" and rng.random() < 0.15:
        return [None] * n  # nobody was ever asked
    if field.type == "boolean":
        return rng.choices([True, False, None], [5, 3, 2], k=n)
    if field.type == "date":
        return [PLAN[0] + timedelta(days=rng.randint(-20, 115)) if rng.random() < 0.85 else None for _ in range(n)]
    if field.type in ("integer", "number"):
        return [rng.randint(0, 6) if rng.random() < 0.85 else None for _ in range(n)]
    if field.personal:
        return [PERSONAL_TEXT if rng.random() < 0.7 else None for _ in range(n)]
    return [rng.choice("abcdefghijkl") if rng.random() < 0.8 else None for _ in range(n)]


def table(rng: Random, sheet: SheetSchema, group: str, n: int) -> TableResult:
    """``n`` rows; a few keys stand twice or are missing, and such rows do not count."""
    keys = [f"{group}-{i:04d}" if sheet.name == "households" else f"{sheet.name[:2].upper()}{i:03d}" for i in range(n)]
    counted = [True] * n
    for i in range(n):
        chance = rng.random()
        if chance < 0.03 and i:
            keys[i] = keys[rng.randrange(i)]
            counted[i] = False
        elif chance < 0.06:
            keys[i], counted[i] = "", False
    columns = {field.name: column(rng, field, n) for field in sheet.fields if field.name not in ("check", "_wrong")}
    columns[sheet.primary_key or ""] = list(keys)
    if sheet.name == "survey" and n:
        columns["household_code"] = [f"{group}-{rng.randint(0, 50):04d}" if rng.random() < 0.95 else None for _ in range(n)]
    return TableResult(sheet.name, range(2, n + 2), keys, columns, counted)


def book(rng: Random, group: Group, scale: float = 1.0) -> BookResult:
    schema = load_schema()
    tables = {}
    for name, most in SIZES.items():
        if rng.random() < 0.9:
            tables[name] = table(rng, schema.tables[name], group.code, rng.randint(0, max(1, int(most * scale))))
    sheet = schema.tables["submissions"]
    columns = {field.name: column(rng, field, 1) for field in sheet.fields if field.name != "check"}
    columns["period"] = ["2025-Q4"]
    tables["submissions"] = TableResult("submissions", [2], ["2025-Q4"], columns, [True])
    return BookResult(group.code, f"book-{group.code}", tables, ())


def groups(rng: Random, how_many: int) -> list[Group]:
    return [
        Group(f"TDP{n:02d}", f"Tổ dân phố số {n}", rng.randint(20, 90) if rng.random() < 0.9 else None, f"book-{n}")
        for n in range(1, how_many + 1)
    ]


def context(group: Group) -> Context:
    return Context(group, frozenset(), fourth_quarter(), *PLAN, TODAY)
