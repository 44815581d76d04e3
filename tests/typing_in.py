"""A group's book as a test types it: tables from rows of {field: cell}, and what validation says of them.

Tổ 3 (TDP03, 600 households) is the group; Tổ 4 (TDP04) and Tổ 19 (TDP19) are its neighbours. The day is 14/12/2025.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from toso.core.answers import Known
from toso.core.validate import validate_book
from toso.model import BookResult, CellValue, Context, Finding, Group, RawBook, RawTable
from worlds import PLAN_END, PLAN_START, catalogue, fourth_quarter, schema

TODAY = date(2025, 12, 14)
Row = Mapping[str, CellValue]


def context(group: str = "TDP03", official: int | None = 600, today: date = TODAY) -> Context:
    groups = frozenset({"TDP03", "TDP04", "TDP19"})
    return Context(Group(group, group, official), groups, fourth_quarter(), PLAN_START, PLAN_END, today)


def tab(name: str, *rows: Row, header: Sequence[CellValue] | None = None) -> RawTable:
    """Rows by field name, under the titles of the schema."""
    sheet = schema().tables[name]
    fields = [one.name for one in sheet.fields]
    titles = tuple(header) if header is not None else tuple(one.title for one in sheet.fields)
    return RawTable(name, sheet.title, titles, [[row.get(field) for field in fields] for row in rows])


def book(*tabs: RawTable, missing: Sequence[str] = (), group: str = "TDP03") -> RawBook:
    return RawBook(f"book-{group}", group, {one.name: one for one in tabs}, tuple(missing))


def check(*tabs: RawTable, ctx: Context | None = None, missing: Sequence[str] = (), answers: Known | None = None) -> BookResult:
    ctx = ctx or context()
    return validate_book(schema(), book(*tabs, missing=missing, group=ctx.group.code), ctx, catalogue(), answers or {})


def household(number: int = 1, group: str = "TDP03", **cells: CellValue) -> dict[str, CellValue]:
    return {"household_code": f"{group}-{number:04d}", **cells}


def team(number: int = 1, *, size: int = 5, leaders: int = 1, first: int = 1) -> list[dict[str, CellValue]]:
    names = ("Trần Thị Bình", "Lê Văn Cường", "Phạm Thị Dung", "Vũ Minh Đức", "Đỗ Thu Hà", "Bùi Văn Khải", "Ngô Thị Lan")
    return [
        {
            "member_code": f"TV{first + at:02d}", "full_name": f"{names[at % 7]}", "team_number": number,
            "body": "Giáo viên", "is_leader": "Có" if at < leaders else "Không",
        }
        for at in range(size)
    ]


def told(result: BookResult, *fields: str) -> list[tuple[Any, ...]]:
    """Findings as (row, column, kind), or as the attributes that are asked for."""
    return [tuple(getattr(one, name) for name in fields or ("row", "column", "kind")) for one in result.findings]


def one_finding(result: BookResult) -> Finding:
    assert len(result.findings) == 1, told(result)
    return result.findings[0]
