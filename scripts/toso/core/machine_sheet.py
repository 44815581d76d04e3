"""Where things stand in the hidden tab `_toso`, which the formulas beside people's rows read.

Columns A and B hold facts about the book. Then the findings, one a line: tab, key, column, the wrong value in its native
type, the message, and two formulas: where the key stands now, and whether that row still holds the wrong value. Then
what the team has answered. Then a block for each tab that people fill; its row *n* belongs to the row *n* of the tab as it stood when it was checked (the
key as typed, what Kiểm tra says and which columns are wrong). A row that has moved since is found by its key.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from toso.schema.types import Field, SheetSchema

FACTS = ("version", "banner", "checked_at")
"""Rows 2, 3 … of columns A (name) and B (value)."""
LINE = ("table", "key", "column", "value", "severity", "message", "row", "how", "place", "stands")
"""Columns of a finding's line, from column C on. ``row``: where it stood when checked; ``how`` it is compared: text,
number, boolean, blank or error; ``place`` and ``stands`` are formulas."""
FIRST_LINE_COLUMN = 2
ANSWER = ("table", "key", "kind", "column", "value", "text")
"""Columns of what a team has answered (``core.answers.pack``): digests, no words."""
FIRST_ANSWER_COLUMN = FIRST_LINE_COLUMN + len(LINE)
FIRST_BLOCK_COLUMN = FIRST_ANSWER_COLUMN + len(ANSWER)
BLOCK = ("key", "says", "lines")
"""Columns of a tab's block. ``says``: what Kiểm tra shows, then ``|`` and each wrong column with a ``|`` behind it;
``lines``: from which lines it is made, blank where it is plain text."""

CHECKED, STANDS = "✓", "⚠"
BAR = "|"
"""Stands between what Kiểm tra shows and the wrong columns; alone it says nothing of a row, but a missing formula is
seen."""


@dataclass(frozen=True, slots=True)
class Block:
    """0-based columns of one tab's block. ``replies``: what is copied into machine-owned columns of the tab (the ward's
    answer to a difficulty)."""

    table: str
    key: int
    says: int
    lines: int
    replies: dict[str, int]
    end: int


def line_column(name: str) -> int:
    """0-based column of a part of a finding's line."""
    return FIRST_LINE_COLUMN + LINE.index(name)


def people_fields(table: SheetSchema) -> tuple[Field, ...]:
    """Fields whose cells people fill."""
    return tuple(one for one in table.fields if one.owner != "machine")


def painted_fields(table: SheetSchema) -> tuple[Field, ...]:
    """Fields a finding may point at: those people fill, and the key."""
    return tuple(one for one in table.fields if one.owner != "machine" or one.name == table.primary_key)


def reply_fields(table: SheetSchema) -> tuple[Field, ...]:
    """Machine-owned fields that bring the ward's words back to the row."""
    beside = (table.primary_key, "check")
    return tuple(one for one in table.fields if one.owner == "machine" and one.name not in beside)


def guided_tables(tables: Sequence[SheetSchema]) -> tuple[SheetSchema, ...]:
    """The tabs of a group's book that people fill and that are checked row by row."""
    return tuple(one for one in tables if one.owner == "team" and one.primary_key)


def blocks(tables: Sequence[SheetSchema]) -> dict[str, Block]:
    """Table name → its block, side by side in the order of the tabs."""
    found: dict[str, Block] = {}
    column = FIRST_BLOCK_COLUMN
    for table in guided_tables(tables):
        after = column + len(BLOCK)
        replies = {one.name: after + i for i, one in enumerate(reply_fields(table))}
        end = after + len(replies)
        found[table.name] = Block(table.name, column, column + 1, column + 2, replies, end)
        column = end
    return found


def width(tables: Sequence[SheetSchema]) -> int:
    """Columns that `_toso` needs."""
    return max((one.end for one in blocks(tables).values()), default=FIRST_BLOCK_COLUMN)


def header(tables: Sequence[SheetSchema]) -> list[str]:
    """Row 1 of `_toso`. A key that is found nowhere leads to it: there a block says nothing, and answers nothing."""
    titles = ["fact", "value", *LINE, *(f"answer.{part}" for part in ANSWER)]
    for block in blocks(tables).values():
        titles += [f"{block.table}.key", BAR, f"{block.table}.lines", *("" for _ in block.replies)]
    return titles


STEP = 250


def rows_for(longest: int) -> int:
    """Rows of `_toso` for tabs of at most so many rows: more than they have, in steps, so that it seldom changes."""
    return (longest // STEP + 1) * STEP


def search_depth(rows: int) -> int:
    """How far down `_toso` of so many rows a moved key is looked for."""
    return max(rows // STEP * STEP, 2)
