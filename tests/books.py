"""A group's book in the stand-in, the job that checks it, and the leader who types in it.

TDP03 is "Tổ dân phố số 3" of Phường Trần Liễu; its leader is chị Hoa, the ward's account is the robot.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from requests.adapters import BaseAdapter

from localsheets import App
from localsheets.adapter import LocalAdapter
from toso import words
from toso.core.book_facts import BookFacts, Desk
from toso.core.calendar import VIETNAM
from toso.core.feedback import feedback
from toso.core.machine_sheet import guided_tables
from toso.core.sheet_state import BookState
from toso.core.validate import validate_book
from toso.google.books import Books, Reading
from toso.google.credentials import Account
from toso.google.session import Session, open_session
from toso.jobs.feedback_book import say
from toso.jobs.layout_book import Laid, lay_out
from toso.model import BookResult, CellValue, Context, Group
from toso.schema.load import load_schema
from toso.schema.types import Schema
from worlds import catalogue, fourth_quarter

ROBOT, HOA = "robot@toso.iam.gserviceaccount.com", "hoa@example.vn"
SEVEN = datetime(2025, 12, 10, 7, 5, tzinfo=VIETNAM)
SHEETS = "https://sheets.googleapis.com/v4/spreadsheets"
ORANGE = (0.9882353, 0.88235295, 0.78431374)


@cache
def whole_schema() -> Schema:
    return load_schema()


@cache
def small_schema() -> Schema:
    """The same tabs with few numbered rows, and only those a test needs: the stand-in answers ten times as fast."""
    whole = whole_schema()
    kept = ("guide", "members", "households", "difficulties", "to_mend", "machine")
    rows = {"members": 5, "difficulties": 4}
    tables = {
        name: replace(whole.tables[name], numbered_rows=rows.get(name, whole.tables[name].numbered_rows))
        for name in kept
    }
    return replace(whole, tables=tables)


def desk_of(schema: Schema) -> Desk:
    return Desk(schema, words.catalogue("sheet/book.yaml"), words.fill)


def group_three(households: int = 20, **changes: Any) -> BookFacts:
    facts = BookFacts(
        "group", "Sổ TDP03", "TDP03", "Tổ dân phố số 3", households, 0, ("2025-Q4",), "chị Lan 0912 345 678", ROBOT
    )  # fmt: skip
    return replace(facts, **changes)


class Patient:
    """A clock that only moves when somebody sleeps: nobody waits for a quota or a retry."""

    def __init__(self) -> None:
        self.now = 0.0

    def time(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def session_of(
    app: App, who: str, adapter: BaseAdapter | None = None, seconds: float = 1e12, tries: int = 12
) -> Session:
    clock = Patient()
    return open_session(
        Account("token", token=who), endpoint=adapter or LocalAdapter(app), clock=clock.time, sleep=clock.sleep,
        random=lambda: 0.5, seconds=seconds, tries=tries,
    )  # fmt: skip


class Between(BaseAdapter):
    """The stand-in, with somebody who does something right before and right after each call."""

    def __init__(self, app: App) -> None:
        super().__init__()
        self.inner = LocalAdapter(app)
        self.before: Callable[[], None] = lambda: None
        self.after: Callable[[], None] = lambda: None

    def send(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self.before()
        answer = self.inner.send(request, *args, **kwargs)
        self.after()
        return answer

    def close(self) -> None:
        """Nothing is held open."""


@dataclass
class GroupBook:
    """The book of TDP03 with everybody around it."""

    schema: Schema = field(default_factory=small_schema)
    facts: BookFacts = field(default_factory=group_three)
    app: App = field(default_factory=App)
    laid: Laid = field(init=False)

    def __post_init__(self) -> None:
        self.desk = desk_of(self.schema)
        self.between = Between(self.app)
        self.robot = session_of(self.app, ROBOT, self.between)
        self.books = Books(self.robot)
        self.book_id = self.books.drive.create(self.facts.title)
        self.laid = self.apply()
        self.books.drive.share(self.book_id, HOA, "writer")
        self.hoa = session_of(self.app, HOA)
        self.eye = Books(session_of(self.app, ROBOT))
        self.group_codes = frozenset({"TDP03", "TDP04"})
        self.robot.calls.__init__()

    @property
    def tables(self) -> tuple[Any, ...]:
        return self.schema.book("group")

    @property
    def context(self) -> Context:
        group = Group(self.facts.code, self.facts.name, self.facts.households, self.book_id)
        return Context(group, self.group_codes, fourth_quarter(), date(2025, 9, 1), date(2025, 12, 31), SEVEN.date())

    # --- the job -------------------------------------------------------------------------------------------------

    def apply(self, facts: BookFacts | None = None, schema: Schema | None = None) -> Laid:
        self.facts = facts or self.facts
        self.schema = schema or self.schema
        self.desk = desk_of(self.schema)
        return lay_out(self.books, self.book_id, self.facts, self.desk)

    def check(
        self, at: datetime = SEVEN, replies: Mapping[str, Mapping[str, CellValue]] | None = None
    ) -> tuple[BookResult, int]:
        """One run of validation over this book: what it found, and how many writes it took."""
        read = self.books.read(self.book_id, self.tables, self.facts.code)
        return self.say_back(read, at, replies)

    def say_back(
        self, read: Reading, at: datetime = SEVEN, replies: Mapping[str, Mapping[str, CellValue]] | None = None
    ) -> tuple[BookResult, int]:
        result = validate_book(self.schema, read.raw, self.context, catalogue(), answers=read.answers)

        def on(state: BookState) -> Any:
            return feedback(result, state, self.context, self.desk, catalogue(), at, replies)

        return result, say(self.books, read, on, self.facts, self.desk)

    # --- what stands in the book ---------------------------------------------------------------------------------

    def state(self) -> BookState:
        return self.eye.state(self.book_id, self.tables)

    def shown(self, table: str, key: str, name: str) -> CellValue:
        """What the cell of that key and field shows now."""
        tab = self.state().tabs[table]
        return tab.value(self.row_of(tab, key), tab.columns[name])

    def row_of(self, tab: Any, key: str) -> int:
        primary = self.schema.tables[tab.table].primary_key
        rows = [row for row in range(len(tab.rows)) if tab.value(row, tab.columns[primary]) == key]
        assert rows, f"{key} stands nowhere in {tab.title}"
        return rows[0]

    def to_mend(self) -> list[dict[str, str]]:
        """The rows of Cần sửa, by the names of its fields; "" where nothing stands."""
        tab = self.state().tabs["to_mend"]
        names = [one.name for one in self.schema.tables["to_mend"].fields]
        rows = [row for row in range(1, len(tab.rows)) if any(value not in (None, "") for value in tab.rows[row])]
        return [{name: str(tab.value(row, at) or "") for at, name in enumerate(names)} for row in rows]

    def banner(self) -> str:
        return str(self.state().tabs["guide"].value(1, 0))

    def painted(self, table: str) -> set[tuple[str, str]]:
        """(key, field) of every cell that is painted as one to mend, beside Kiểm tra itself."""
        tab = self.state().tabs[table]
        answer = self.eye.session.http.send(
            "get", f"{SHEETS}/{self.book_id}", repeatable=True,
            params={"ranges": f"'{tab.title}'", "fields": "sheets.data.rowData.values.effectiveFormat.backgroundColor"},
        ).json()  # fmt: skip
        lines = answer["sheets"][0]["data"][0].get("rowData", [])
        names = {at: name for name, at in tab.columns.items()}
        primary = self.schema.tables[table].primary_key
        return {
            (str(tab.value(row, tab.columns[primary]) or ""), names.get(column, f"column {column}"))
            for row, line in enumerate(lines)
            for column, cell in enumerate(line.get("values", []))
            if _is_orange(cell) and names.get(column) != "check"
        }

    # --- the leader ----------------------------------------------------------------------------------------------

    def types(self, table: str, key: str, **values: Any) -> None:
        """Chị Hoa types into the row of that key, as on a phone: the sheet makes of it what it makes of typing."""
        tab = self.state().tabs[table]
        row = self.row_of(tab, key)
        for name, value in values.items():
            self.types_at(tab, row, tab.columns[name], value)

    def types_at(self, tab: Any, row: int, column: int, value: Any, option: str = "USER_ENTERED") -> None:
        where = {
            "sheetId": tab.sheet_id,
            "startRowIndex": row,
            "endRowIndex": row + 1,
            "startColumnIndex": column,
            "endColumnIndex": column + 1,
        }
        body = {"valueInputOption": option, "data": [{"dataFilter": {"gridRange": where}, "values": [[value]]}]}
        self.hoa.http.send(
            "post", f"{SHEETS}/{self.book_id}/values:batchUpdateByDataFilter", json=body, repeatable=True
        )

    def does(self, *requests: dict[str, Any]) -> None:
        """Chị Hoa inserts, deletes, moves, sorts."""
        self.hoa.http.send(
            "post", f"{SHEETS}/{self.book_id}:batchUpdate", json={"requests": list(requests)}, repeatable=False
        )

    def span(self, table: str, dimension: str, first: int, end: int | None = None) -> dict[str, Any]:
        sheet = self.state().tabs[table].sheet_id
        return {
            "sheetId": sheet,
            "dimension": dimension,
            "startIndex": first,
            "endIndex": first + 1 if end is None else end,
        }

    def people_cells(self, state: BookState | None = None) -> dict[str, list[list[CellValue]]]:
        """Everything in the tabs that people fill, but the header and the columns that the machine owns."""
        state = state or self.state()
        found = {}
        for table in guided_tables(self.tables):
            if table.name in state.tabs:
                tab = state.tabs[table.name]
                machine = {
                    tab.columns[name] for name in ("check", "_wrong", "reply", "replied_on") if name in tab.columns
                }
                rows = [
                    [None if at in machine or value == "" else value for at, value in enumerate(row)]
                    for row in tab.rows[tab.header_row + 1 :]
                ]
                found[table.name] = [_cut(row) for row in rows]
                while found[table.name] and not found[table.name][-1]:
                    found[table.name].pop()
        return found


def _cut(row: Sequence[CellValue]) -> list[CellValue]:
    end = len(row)
    while end and row[end - 1] is None:
        end -= 1
    return list(row[:end])


def _is_orange(cell: Mapping[str, Any]) -> bool:
    colour = cell.get("effectiveFormat", {}).get("backgroundColor", {})
    return all(
        abs(colour.get(name, 0) - part) < 0.01 for name, part in zip(("red", "green", "blue"), ORANGE, strict=True)
    )
