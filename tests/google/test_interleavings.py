"""A leader goes on working while the job runs: between any two of its calls anything may happen in the book.

Nothing of the leader's is ever changed, no message stands beside a row it is not about, and after one run in which
nobody touches the book the feedback is exactly right.
"""

from __future__ import annotations

import os
from random import Random
from typing import Any

import pytest

from books import GroupBook, group_three
from toso.core.feedback import row_words
from toso.core.machine_sheet import guided_tables, painted_fields
from toso.core.sheet_state import BookState
from toso.core.validate import validate_book
from toso.google.books import reading
from worlds import catalogue

COUNT = 1000 if os.environ.get("TOSO_SOAK") else 8
IN_ONE_BOOK = 4
TYPED = (
    "5/10/2025",
    "31/2/2025",
    "bốn",
    4,
    "",
    "Có",
    "x",
    "0912345678",
    "09123",
    "Nguyễn Văn An",
    "*",
    "~?",
    "=1/0",
    "12/10",
    "TDP03-0002",
    "TV01",
    "45950",
    -3,
)
HEADERS = ("ngày đi", "Ngày hướng dẫn", "Số nhân khẩu", "cột của tôi", "Chủ hộ", " NGÀY  HƯỚNG DẪN ")


class Leader:
    """Chị Hoa with a phone and no patience."""

    def __init__(self, book: GroupBook, chance: Random) -> None:
        self.book, self.chance = book, chance
        self.deeds = (self.types, self.types, self.types, self.types, self.inserts_rows, self.deletes_rows, self.sorts,
                      self.inserts_a_column, self.moves_a_column, self.renames_a_header, self.copies_a_row)  # fmt: skip

    def does_something(self) -> None:
        self.tab = self.book.state().tabs[self.chance.choice(("households", "households", "difficulties", "members"))]
        self.chance.choice(self.deeds)()

    def row(self) -> int:
        return self.chance.randrange(self.tab.header_row + 1, min(self.tab.row_count, self.tab.header_row + 9))

    def types(self) -> None:
        people = [at for name, at in self.tab.columns.items() if name not in ("check", "_wrong", "reply", "replied_on")]
        self.book.types_at(self.tab, self.row(), self.chance.choice(people), self.chance.choice(TYPED))

    def inserts_rows(self) -> None:
        at, count = self.row(), self.chance.randint(1, 2)
        rows = {"sheetId": self.tab.sheet_id, "dimension": "ROWS", "startIndex": at, "endIndex": at + count}
        self.book.does({"insertDimension": {"range": rows, "inheritFromBefore": self.chance.random() < 0.5}})

    def deletes_rows(self) -> None:
        at = self.row()
        self.book.does(
            {
                "deleteDimension": {
                    "range": {"sheetId": self.tab.sheet_id, "dimension": "ROWS", "startIndex": at, "endIndex": at + 1}
                }
            }
        )

    def sorts(self) -> None:
        by = self.chance.choice(sorted(self.tab.columns.values()))
        area = {
            "sheetId": self.tab.sheet_id,
            "startRowIndex": self.tab.header_row + 1,
            "startColumnIndex": 0,
            "endColumnIndex": self.tab.column_count,
        }
        spec = {"dimensionIndex": by, "sortOrder": self.chance.choice(("ASCENDING", "DESCENDING"))}
        self.book.does({"sortRange": {"range": area, "sortSpecs": [spec]}})

    def inserts_a_column(self) -> None:
        if self.tab.column_count < 40:
            at = self.chance.randrange(0, self.tab.column_count)
            column = {"sheetId": self.tab.sheet_id, "dimension": "COLUMNS", "startIndex": at, "endIndex": at + 1}
            self.book.does({"insertDimension": {"range": column, "inheritFromBefore": at > 0}})

    def moves_a_column(self) -> None:
        at, to = self.chance.randrange(1, self.tab.column_count), self.chance.randrange(1, self.tab.column_count)
        if to not in (at, at + 1):
            column = {"sheetId": self.tab.sheet_id, "dimension": "COLUMNS", "startIndex": at, "endIndex": at + 1}
            self.book.does({"moveDimension": {"source": column, "destinationIndex": to}})

    def renames_a_header(self) -> None:
        people = [at for name, at in self.tab.columns.items() if name not in ("check", "_wrong")]
        self.book.types_at(self.tab, self.tab.header_row, self.chance.choice(people), self.chance.choice(HEADERS))

    def copies_a_row(self) -> None:
        source, goal = self.row(), self.row()
        where = [
            {
                "sheetId": self.tab.sheet_id,
                "startRowIndex": r,
                "endRowIndex": r + 1,
                "startColumnIndex": 0,
                "endColumnIndex": self.tab.column_count,
            }
            for r in (source, goal)
        ]
        self.book.does(
            {
                "copyPaste": {
                    "source": where[0],
                    "destination": where[1],
                    "pasteType": self.chance.choice(("PASTE_NORMAL", "PASTE_VALUES")),
                }
            }
        )


def no_message_beside_a_wrong_row(book: GroupBook, state: BookState) -> None:
    """Every ⚠ that shows is, word for word, made of messages found for the key of its own row."""
    machine = state.tabs["machine"]
    found: dict[tuple[str, str], set[str]] = {}
    for row in machine.rows[1:]:
        if len(row) > 7 and row[2]:
            found.setdefault((str(row[2]), str(row[3])), set()).add(str(row[7]))
    for table in guided_tables(book.tables):
        tab = state.tabs[table.name]
        if not {table.primary_key, "check"} <= set(tab.columns):
            continue
        for row in range(tab.header_row + 1, len(tab.rows)):
            shown = str(tab.value(row, tab.columns["check"]) or "")
            if shown.startswith("⚠"):
                key = str(tab.value(row, tab.columns[str(table.primary_key)]))
                rest = shown.removeprefix("⚠").strip()
                for message in sorted(found.get((table.name, key), ()), key=len, reverse=True):
                    rest = rest.replace(message, "").strip()
                assert rest == "", f"{table.name} {key}: {shown}"


def exactly_right(book: GroupBook) -> None:
    """What stands in the book is what a fresh validation of it says."""
    state = book.state()
    read = reading(state, book.tables, "TDP03")
    found = validate_book(book.schema, read.raw, book.context, catalogue(), answers=read.answers)
    standing = [one for one in found.findings if not one.answered]
    for table in guided_tables(book.tables):
        tab = state.tabs[table.name]
        painted = cells_painted(book, table.name)
        wanted_paint: set[tuple[int, int]] = set()
        names = {one.name for one in painted_fields(table)}
        people = [at for name, at in tab.columns.items() if name in names and name != table.primary_key]
        checked = set(found.tables[table.name].rows)
        for row in range(tab.header_row + 1, len(tab.rows)):
            key = tab.value(row, tab.columns[str(table.primary_key)])
            own = [one for one in standing if one.table == table.name and one.row == row + 1]
            own = [
                one
                for one in own
                if (one.column or str(table.primary_key)) in names
                and (one.column or str(table.primary_key)) in tab.columns
            ]
            shown = str(tab.value(row, tab.columns["check"]) or "")
            if key is None:
                assert shown == ""
                if any(tab.value(row, at) is not None for at in people):
                    wanted_paint |= {(row, at) for at in (*people, tab.columns[str(table.primary_key)])}
            elif own:
                said = [row_words(one, table, book.desk, catalogue()) for one in own]
                assert shown == "⚠ " + " ".join(said), f"{table.name} {row + 1}: {shown}"
                wanted_paint |= {(row, tab.columns[one.column or str(table.primary_key)]) for one in own}
            else:
                assert shown == ("✓" if row + 1 in checked else ""), f"{table.name} {row + 1}: {shown}"
        assert painted == wanted_paint, table.name
    listed = sorted((row["key"], row["message"]) for row in book.to_mend())
    assert listed == sorted((one.key, one.message) for one in found.findings if one.kind != "renamed_column")


def cells_painted(book: GroupBook, table: str) -> set[tuple[int, int]]:
    from books import SHEETS, _is_orange

    tab = book.state().tabs[table]
    fields = "sheets.data.rowData.values.effectiveFormat.backgroundColor"
    answer: Any = book.eye.session.http.send(
        "get", f"{SHEETS}/{book.book_id}", repeatable=True, params={"ranges": f"'{tab.title}'", "fields": fields}
    )
    lines = answer.json()["sheets"][0]["data"][0].get("rowData", [])
    return {
        (row, column)
        for row, line in enumerate(lines)
        for column, cell in enumerate(line.get("values", []))
        if _is_orange(cell) and column != tab.columns["check"]
    }


@pytest.mark.parametrize("turn", range(COUNT // IN_ONE_BOOK))
def test_a_leader_who_types_while_the_job_runs_loses_nothing_and_reads_nothing_wrong(turn: int) -> None:
    chance = Random(turn)
    book = GroupBook(facts=group_three(households=8))
    leader = Leader(book, chance)
    before: dict[str, Any] = {}

    def edits() -> None:
        for _ in range(chance.randint(0, 3)):
            leader.does_something()
        state = book.state()
        no_message_beside_a_wrong_row(book, state)
        before["cells"] = book.people_cells(state)

    def after() -> None:
        state = book.state()
        no_message_beside_a_wrong_row(book, state)
        assert book.people_cells(state) == before["cells"]

    for _ in range(IN_ONE_BOOK):
        book.between.before, book.between.after = edits, after
        book.check()
        book.between.before = book.between.after = lambda: None
        book.check()
        exactly_right(book)
        assert book.check()[1] == 0
