"""A small ward in the stand-in: four groups, the ward's book, an empty master; and the run that counts them.

TDP01 reaches the target, TDP02 does not, TDP03 has typed nothing, TDP04 claims a household of TDP01.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from localsheets import App
from localsheets.adapter import LocalAdapter
from toso import words
from toso.core import batch
from toso.core.calendar import VIETNAM
from toso.google.books import Books
from toso.google.credentials import Account
from toso.google.http import SHEETS
from toso.google.session import open_session
from toso.jobs.aggregate import Aggregated, Shown, aggregate
from toso.jobs.collect import Collected, Parts, collect
from toso.model import CellValue, Group
from toso.schema.load import load_schema
from toso.settings import Settings, load_settings
from toso.state import FILE_NAME, State
from worlds import catalogue, fourth_quarter

ROBOT, OFFICIAL = "robot@toso.iam.gserviceaccount.com", "lan@phuongtranlieu.example.vn"
SEVEN, NINE = (datetime(2025, 12, 10, hour, 5, tzinfo=VIETNAM) for hour in (7, 9))
SHOWN = Shown(words.catalogue("master/words.yaml"))
Row = Mapping[str, CellValue]
GUIDED = 45940
"""10/10/2025 as a sheet holds it."""


def guided(code: str, first: int, last: int) -> list[Row]:
    return [
        {"household_code": f"{code}-{n:04d}", "guided_on": GUIDED, "vneid_level2": "Có" if n % 2 else "Không"}
        for n in range(first, last + 1)
    ]


def books_of(app: App, who: str = ROBOT, endpoint: str = "") -> Books:
    return Books(open_session(Account("token", token=who), endpoint=endpoint or LocalAdapter(app)))


def make_book(books: Books, name: str, tabs: Mapping[str, Sequence[Row]]) -> str:
    """A workbook with those tabs of the schema, headers and rows as people would have typed them."""
    schema = load_schema()
    book = books.drive.create(name)
    requests: list[Any] = []
    for place, (table, rows) in enumerate(tabs.items()):
        sheet = schema.tables[table]
        names = [one.name for one in sheet.fields if one.name != "check"]
        number = 1000 + sheet.order
        properties = {"sheetId": number, "title": sheet.title, "index": place}
        grid = {"rowCount": max(10, len(rows) + 5), "columnCount": len(names) + 1}
        requests.append({"addSheet": {"properties": {**properties, "gridProperties": grid}}})
        lines = [[sheet.field(one).title for one in names], *([row.get(one) for one in names] for row in rows)]
        requests.append(batch.write(number, 0, 0, lines))
    books.batch(book, requests, repeatable=False)
    return book


def type_into(books: Books, book: str, table: str, first_row: int, rows: Sequence[Row]) -> None:
    """Somebody types rows from a sheet row on (1-based; the header is row 1); an empty mapping empties the row."""
    sheet = load_schema().tables[table]
    names = [one.name for one in sheet.fields if one.name != "check"]
    lines = [[row.get(one) for one in names] for row in rows]
    books.batch(book, [batch.write(1000 + sheet.order, first_row - 1, 0, lines)], repeatable=True)


@dataclass
class SmallWard:
    """``run`` is one run of reading, counting and publishing by the robot."""

    app: App
    folder: Path
    settings: Settings
    group_books: dict[str, str]
    period: Any = field(default_factory=fourth_quarter)
    books: Books = None  # type: ignore[assignment]

    def parts(self, state: State) -> Parts:
        self.books = books_of(self.app)
        return Parts(self.settings, load_schema(), catalogue(), self.books, state)

    def run(self, now: datetime = SEVEN, shown: Shown = SHOWN, everything: bool = False, **how: bool) -> tuple[Collected, Aggregated]:
        with State(self.folder / FILE_NAME) as state:
            parts = self.parts(state)
            found = collect(parts, now, self.period, everything=everything)
            return found, aggregate(parts, found, shown, **how)

    @property
    def calls(self) -> dict[str, int]:
        """Of the last run."""
        return self.books.session.calls.by_name()

    @property
    def groups(self) -> tuple[Group, ...]:
        return tuple(
            Group(code, f"Tổ dân phố số {n}", 20, book) for n, (code, book) in enumerate(self.group_books.items(), start=1)
        )

    def master(self, tab: str) -> list[list[Any]]:
        """A tab of the master as an official sees it."""
        url = f"{SHEETS}/{self.settings.books.master}/values/'{load_schema().tables[tab].title}'"
        answer = books_of(self.app, OFFICIAL).session.http.send("get", url, repeatable=True).json()
        return answer.get("values", [])

    def coverage(self) -> dict[str, list[str]]:
        return {row[0]: row for row in self.master("master_coverage") if row and row[0].startswith("TDP")}


def small_ward(folder: Path, data: Path | None = None, app: App | None = None) -> SmallWard:
    """Made by the official; the robot may edit all of it."""
    app = app or App(data)
    own = books_of(app, OFFICIAL)
    typed = {
        "TDP01": guided("TDP01", 1, 16),
        "TDP02": guided("TDP02", 1, 15),
        "TDP03": [{"household_code": f"TDP03-{n:04d}"} for n in range(1, 21)],
        "TDP04": [*guided("TDP04", 1, 18), *guided("TDP01", 3, 3)],
    }
    group_books = {
        code: make_book(own, f"Sổ {code}", {"households": rows, "members": [], "difficulties": []})
        for code, rows in typed.items()
    }
    registry = [
        {"group_code": code, "name": f"Tổ dân phố số {n}", "households_official": 20, "book_id": book}
        for n, (code, book) in enumerate(group_books.items(), start=1)
    ]
    ward = make_book(own, "Sổ phường", {"groups": registry, "replies": [], "communications": []})
    master = own.drive.create("Tổng hợp")
    for book in (*group_books.values(), ward, master):
        own.drive.share(book, ROBOT, "writer")
    base = load_settings(None, env={}, home=folder)
    settings = base.model_copy(update={"books": base.books.model_copy(update={"ward": ward, "master": master})})
    return SmallWard(app, folder, settings, group_books)


def plan_of(settings: Settings) -> tuple[date, date]:
    return settings.plan.start, settings.plan.end
