"""What a book is for: whose it is, how many rows are numbered, and with which codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from toso.schema.types import BookKind, Schema, SheetSchema

SPARE_ROWS = 20
"""Empty rows under the numbered ones."""
UNNUMBERED_ROWS = 300
UNKNOWN_HOUSEHOLDS = 150
"""Rows numbered when the ward does not know the number of households yet."""


@dataclass(frozen=True, slots=True)
class BookFacts:
    """One book to lay out. ``households``: the ward's official number. ``contact``: whom a leader calls.
    ``editor``: the address of the account that lays out and may go on editing machine-owned tabs. ``extra_households``:
    rows asked for beyond the official number + 10 %. ``survey_link``: the online form with the group's code filled in."""

    kind: BookKind
    title: str
    code: str = ""
    name: str = ""
    households: int | None = None
    extra_households: int = 0
    periods: tuple[str, ...] = ()
    contact: str = ""
    editor: str = ""
    survey_link: str = ""


def numbered_rows(table: SheetSchema, facts: BookFacts) -> int:
    """How many rows of the tab carry a code; 0 where codes are not given by the machine."""
    if not table.numbered or table.owner == "machine":
        return 0
    if table.numbered_rows == "households_official":
        official = UNKNOWN_HOUSEHOLDS if facts.households is None else facts.households
        return -(-11 * official // 10) + facts.extra_households
    if table.numbered_rows == "periods":
        return len(facts.periods)
    return int(table.numbered_rows or 0)


def codes(table: SheetSchema, facts: BookFacts) -> list[str]:
    """The codes of the tab's rows, in order."""
    assert table.numbered
    count = numbered_rows(table, facts)
    if "{period}" in table.numbered:
        return list(facts.periods)
    return [table.numbered.format(group=facts.code, n=n) for n in range(1, count + 1)]


def grid_rows(table: SheetSchema, facts: BookFacts) -> int:
    """Rows of a new tab, header included."""
    if table.owner == "machine":
        return int(table.layout.get("rows", UNNUMBERED_ROWS))
    numbered = numbered_rows(table, facts)
    return 1 + (numbered + SPARE_ROWS if numbered else UNNUMBERED_ROWS)


@dataclass(frozen=True, slots=True)
class Desk:
    """What laying out works with beside the book: the schema, the words, and how words are filled with facts."""

    schema: Schema
    words: Mapping[str, Any]
    fill: Any
    """``fill(text, **facts) -> str``."""
