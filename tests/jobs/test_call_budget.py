"""What a run costs at Google: nothing changed, one book changed, a household claimed from a neighbour; and an outage."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from books import SEVEN, Patient, desk_of, group_three, whole_schema
from localsheets import App
from localsheets.adapter import LocalAdapter
from localsheets.faults import Faults
from small_ward import NINE, OFFICIAL, ROBOT, SHOWN, SmallWard, books_of, guided, make_book, small_ward, type_into
from toso.errors import TryAgain
from toso.google.books import Books
from toso.google.credentials import Account
from toso.google.session import open_session
from toso.jobs.collect import collect
from toso.jobs.day import Day
from toso.jobs.layout_book import lay_out
from toso.jobs.validate import Said
from toso.state import FILE_NAME, State


def test_an_unchanged_ward_of_24_groups_costs_one_call(tmp_path: Path) -> None:
    ward = small_ward(tmp_path)
    own = books_of(ward.app, OFFICIAL)
    registry = 1000 + whole_schema().tables["groups"].order
    more = {"appendDimension": {"sheetId": registry, "dimension": "ROWS", "length": 20}}
    own.batch(ward.settings.books.ward, [more], repeatable=False)
    for n in range(5, 25):
        code = f"TDP{n:02d}"
        ward.group_books[code] = make_book(own, f"Sổ {code}", {"households": guided(code, 1, 3)})
        own.drive.share(ward.group_books[code], ROBOT, "writer")
        registered = {"group_code": code, "name": f"Tổ dân phố số {n}", "households_official": 20, "book_id": ward.group_books[code]}
        type_into(own, ward.settings.books.ward, "groups", n + 1, [registered])
    found, _ = ward.run(SEVEN)
    assert len(found.read) == 24
    found, done = ward.run(NINE)
    assert (found.read, done.written, ward.calls) == ({}, False, {"drive get files": 1})


@pytest.fixture
def laid(tmp_path: Path) -> SmallWard:
    """Two groups with laid-out books, checked once and at rest."""
    ward = small_ward(tmp_path)
    books = books_of(ward.app, OFFICIAL)
    for n in (1, 2):
        code = f"TDP{n:02d}"
        ward.group_books[code] = book = books.drive.create(f"Sổ mới {code}")
        lay_out(books, book, group_three(5, code=code, name=f"Tổ dân phố số {n}", title=f"Sổ {code}", editor=ROBOT), desk_of(whole_schema()))
        books.drive.share(book, ROBOT, "writer")
    registry = [
        {"group_code": f"TDP{n:02d}", "name": f"Tổ dân phố số {n}", "households_official": 5, "book_id": ward.group_books[f"TDP{n:02d}"]}
        for n in (1, 2)
    ]
    type_into(books, ward.settings.books.ward, "groups", 2, [*registry, {}, {}])
    for _ in range(3):
        said = checked(ward)
    assert said.written == () and sum(ward.calls.values()) == 1
    return ward


def checked(ward: SmallWard) -> Said:
    with State(ward.folder / FILE_NAME) as state:
        return Day(ward.parts(state), desk_of(whole_schema()), lambda found, now: SHOWN).validate(ward.period, SEVEN)


def types(ward: SmallWard, group: str, cell: str, value: str) -> None:
    sheet = books_of(ward.app, OFFICIAL).session.client.open_by_key(ward.group_books[group]).worksheet("Hộ gia đình")
    sheet.update([[value]], cell, raw=False)


def test_one_changed_book_costs_two_reads_and_one_write(laid: SmallWard) -> None:
    types(laid, "TDP01", "E2", "31/2/2025")
    said = checked(laid)
    assert said.written == ("TDP01",)
    assert laid.calls == {"drive get files": 1, "read get spreadsheets": 1, "write post spreadsheets:batchUpdate": 1}


def test_a_household_claimed_from_a_neighbour_costs_one_write_in_each_of_the_two_books(laid: SmallWard) -> None:
    types(laid, "TDP02", "E4", "6/10/2025")
    checked(laid)
    types(laid, "TDP01", "A2", "TDP02-0003")
    types(laid, "TDP01", "E2", "5/10/2025")
    said = checked(laid)
    assert set(said.written) == {"TDP01", "TDP02"}
    assert laid.books.session.calls.writes == 2


def test_a_total_outage_ends_a_run_of_many_books_with_75_within_the_deadline_of_the_run(tmp_path: Path) -> None:
    app = App()
    ward = small_ward(tmp_path, app=app)
    ward.run(SEVEN)
    clock = Patient()
    session = open_session(Account("token", token=ROBOT), endpoint=LocalAdapter(app), clock=clock.time, sleep=clock.sleep, random=lambda: 0.5, seconds=900, tries=10_000)  # fmt: skip
    app.faults = Faults.parse("503=0.5,timeout=0.25,drop=0.25,only=read")
    with State(ward.folder / FILE_NAME) as state:
        parts = replace(ward.parts(state), books=Books(session))
        with pytest.raises(TryAgain) as ended:
            collect(parts, NINE, ward.period, everything=True)
    assert ended.value.exit_code == 75
    assert 800 < clock.now <= 900
