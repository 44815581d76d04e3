"""Where a figure comes from: addresses of books at one of their tabs.

Only the tab is named: a link to a cell goes stale with the next sorting, and fails on phones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from toso.model import Group
from toso.schema.types import Schema

ADDRESS = "https://docs.google.com/spreadsheets/d/{book}/edit#gid={sheet}"
FIRST_SHEET = 1000
"""Laying out gives a tab the id 1000 + its order, unless somebody's own tab had taken it."""


def sources(groups: Iterable[Group], ward_book: str, schema: Schema) -> Callable[[str], str]:
    """``book:TDP03/households`` and ``ward:support`` → address; "" where the book is not known."""
    books = {group.code: group.book_id for group in groups}

    def address(target: str) -> str:
        kind, _, rest = target.partition(":")
        code, _, table = rest.partition("/")
        if kind == "ward":
            code, table = "", rest
        book = ward_book if kind == "ward" else books.get(code, "") if kind == "book" else ""
        if not book:
            return ""
        sheet = FIRST_SHEET + schema.tables[table].order if table in schema.tables else FIRST_SHEET + 1
        return ADDRESS.format(book=book, sheet=sheet)

    return address
