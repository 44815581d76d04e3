"""Few calls, and the same book in the end whatever the line does to the answers."""

from __future__ import annotations

import os
from datetime import date
from typing import Any

import pytest

from books import HOA, ROBOT, SEVEN, SHEETS, desk_of, group_three, session_of, small_schema, whole_schema
from localsheets import App
from localsheets.faults import Faults
from toso.core.feedback import feedback
from toso.core.validate import validate_book
from toso.errors import AccessError, TryAgain
from toso.google.books import Books
from toso.google.session import Session
from toso.jobs.feedback_book import say
from toso.jobs.layout_book import lay_out
from toso.model import BookResult, Context, Group
from worlds import catalogue, fourth_quarter

SOAK = bool(os.environ.get("TOSO_SOAK"))
SCHEMA = small_schema()
TABLES = SCHEMA.book("group")
MISTAKES = (
    {"guided_on": "31/2/2025"},
    {"persons": "bốn"},
    {"phone": "09123"},
    {"guided_on": "5/10/2025", "vneid_level2": "Có"},
    {"vneid_level2": "Có"},
)


def patient(app: App, seconds: float = 1e12, tries: int = 12) -> Session:
    return session_of(app, ROBOT, seconds=seconds, tries=tries)


def check(books: Books, book_id: str) -> tuple[BookResult, int]:
    desk, facts = desk_of(SCHEMA), group_three()
    group = Group("TDP03", facts.name, facts.households, book_id)
    context = Context(group, frozenset({"TDP03"}), fourth_quarter(), date(2025, 9, 1), date(2025, 12, 31), SEVEN.date())
    read = books.read(book_id, TABLES, "TDP03")
    found = validate_book(SCHEMA, read.raw, context, catalogue(), answers=read.answers)
    return found, say(books, read, lambda state: feedback(found, state, context, desk, catalogue(), SEVEN), facts, desk)


def type_rows(app: App, book_id: str, rows: list[dict[str, str]]) -> None:
    """The leader's rows, typed through a line that never fails."""
    faults, app.faults = app.faults, None
    eye = Books(session_of(app, ROBOT))
    tab = eye.state(book_id, TABLES).tabs["households"]
    data = [
        {
            "dataFilter": {"gridRange": {"sheetId": tab.sheet_id, "startRowIndex": n, "endRowIndex": n + 1, "startColumnIndex": tab.columns[name], "endColumnIndex": tab.columns[name] + 1}},
            "values": [[value]],
        }
        for n, row in enumerate(rows, 1)
        for name, value in row.items()
    ]  # fmt: skip
    eye.by_column(book_id, data)
    app.faults = faults


def content(app: App, book_id: str) -> dict[str, Any]:
    """Everything of a book but the numbers that the server gave its parts."""
    fields = (
        "properties(locale,timeZone),namedRanges(name,range),developerMetadata(metadataKey,metadataValue),"
        "sheets(properties,developerMetadata(metadataKey,metadataValue),conditionalFormats,"
        "protectedRanges(range,description,warningOnly),bandedRanges(range,rowProperties),"
        "data(rowData(values(userEnteredValue,effectiveValue,userEnteredFormat,note,dataValidation)),"
        "columnMetadata(hiddenByUser,pixelSize,developerMetadata(metadataKey,metadataValue))))"
    )
    faults, app.faults = app.faults, None
    http = session_of(app, ROBOT).http
    found: dict[str, Any] = http.send("get", f"{SHEETS}/{book_id}", params={"fields": fields}, repeatable=True).json()
    app.faults = faults
    found["namedRanges"] = sorted(found.get("namedRanges", []), key=lambda one: str(one["name"]))
    return found


def ward_of(count: int, app: App, books: Books) -> list[str]:
    return [books.drive.create(f"Sổ TDP{n:02d}") for n in range(count)]


def run(app: App, session: Session, count: int) -> list[dict[str, Any]]:
    """Books made, laid out, typed into, checked, mended, checked again, over one line; what stands in them."""
    books, desk = Books(session), desk_of(SCHEMA)
    ids = ward_of(count, app, books)
    for book_id in ids:
        lay_out(books, book_id, group_three(), desk)
        type_rows(app, book_id, list(MISTAKES))
    for book_id in ids:
        check(books, book_id)
        type_rows(app, book_id, [{"guided_on": "1/10/2025"}])
        check(books, book_id)
    return [content(app, book_id) for book_id in ids]


def test_one_call_says_which_of_24_books_changed() -> None:
    app = App()
    books = Books(session_of(app, ROBOT))
    ids = ward_of(24, app, books)
    before = books.session.calls.total
    assert set(books.changed([*ids, "một sổ đã mất"])) == set(ids)
    assert books.session.calls.total - before == 1


def test_a_changed_book_takes_one_read_and_one_write_and_an_unchanged_one_no_write() -> None:
    app = App()
    books = Books(session_of(app, ROBOT))
    book_id = books.drive.create("Sổ TDP03")
    lay_out(books, book_id, group_three(), desk_of(SCHEMA))
    type_rows(app, book_id, list(MISTAKES))
    for writes in (1, 0):
        books.session.calls.__init__()  # type: ignore[misc]
        assert check(books, book_id)[1] == writes
        assert (books.session.calls.reads, books.session.calls.writes) == (1, writes)


def test_a_row_inserted_without_formulas_costs_no_second_write() -> None:
    app = App()
    books = Books(session_of(app, ROBOT))
    book_id = books.drive.create("Sổ TDP03")
    lay_out(books, book_id, group_three(), desk_of(SCHEMA))
    tab = books.state(book_id, TABLES).tabs["households"]
    rows = {"sheetId": tab.sheet_id, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}
    books.batch(book_id, [{"insertDimension": {"range": rows}}], repeatable=False)
    type_rows(app, book_id, [{"household_code": "TDP03-0777", "guided_on": "=1/0"}, *MISTAKES])
    books.session.calls.__init__()  # type: ignore[misc]
    assert check(books, book_id)[1] == 1
    assert (books.session.calls.reads, books.session.calls.writes) == (1, 1)
    after = books.state(book_id, TABLES)
    assert str(after.tabs["households"].value(1, 1)).startswith("⚠")
    assert check(books, book_id)[1] == 0


def test_what_people_typed_has_a_digest_that_the_machines_words_do_not_change() -> None:
    app = App()
    books = Books(session_of(app, ROBOT))
    book_id = books.drive.create("Sổ TDP03")
    lay_out(books, book_id, group_three(), desk_of(SCHEMA))
    type_rows(app, book_id, list(MISTAKES))
    first = books.read(book_id, TABLES).content_hash
    check(books, book_id)
    assert books.read(book_id, TABLES).content_hash == first
    type_rows(app, book_id, [{"guided_on": "1/10/2025"}])
    assert books.read(book_id, TABLES).content_hash != first


@pytest.mark.parametrize("seed", range(40 if SOAK else 2))
def test_a_bad_line_leaves_the_same_books_as_a_good_one(seed: int) -> None:
    """30 % of all calls fail: too many, server errors, timeouts, answers lost before and after the work was done."""
    count = 5 if SOAK else 2
    good, bad = (
        App(),
        App(faults=f"429=0.08,500=0.04,503=0.06,timeout=0.04,drop=0.04,cut=0.04,retry-after=3,seed={seed}"),
    )
    expected = run(good, session_of(good, ROBOT), count)
    assert run(bad, patient(bad), count) == expected
    assert bad.faults is not None and len(bad.faults.drawn) >= count


def test_answers_lost_after_every_other_write_leave_identical_sheets() -> None:
    wanted = 500 if SOAK else 12
    good, bad = App(), App()
    ids = {}
    for app in (good, bad):
        books = Books(session_of(app, ROBOT))
        ids[app] = books.drive.create("Sổ TDP03")
        lay_out(books, ids[app], group_three(), desk_of(SCHEMA))
    faults = Faults.parse("drop=0.5,only=write,seed=5")
    lost = 0
    steady, shaky = Books(session_of(good, ROBOT)), Books(patient(bad, tries=50))
    turn = 0
    while len(faults.drawn) < wanted:
        turn += 1
        row = {"guided_on": f"{turn}/13/2025", "persons": f"lần {turn}"}
        for app, books in ((good, steady), (bad, shaky)):
            type_rows(app, ids[app], [row])
            bad.faults = faults if app is bad else None
            check(books, ids[app])
            bad.faults = None
        lost = len(faults.drawn)
    assert lost >= wanted
    assert content(good, ids[good]) == content(bad, ids[bad])


def test_layouts_whose_answers_are_lost_are_not_made_twice() -> None:
    good, bad = App(), App(faults="drop=0.4,timeout=0.2,seed=11")
    assert run(bad, patient(bad, tries=50), 1) == run(good, session_of(good, ROBOT), 1)


def test_a_book_whose_making_got_no_answer_is_found_and_not_made_again() -> None:
    app = App(faults="drop=0.6,seed=2")
    books = Books(patient(app, tries=50))
    made = books.drive.create("Sổ TDP03")
    app.faults = None
    names = [one["name"] for one in books.drive._list("trashed=false", "name")]
    assert names == ["Sổ TDP03"] and books.drive.find("Sổ TDP03") == made


def test_a_total_outage_says_try_again() -> None:
    app = App()
    books = Books(session_of(app, ROBOT))
    book_id = books.drive.create("Sổ TDP03")
    app.faults = Faults.parse("503=1")
    with pytest.raises(TryAgain) as ended:
        Books(patient(app, seconds=600)).read(book_id, TABLES)
    assert ended.value.exit_code == 75


def test_a_book_that_is_not_shared_and_one_that_is_not_there_are_told_apart_from_a_bug() -> None:
    app = App()
    hers = session_of(app, HOA).client.create("Sổ riêng").id
    books = Books(session_of(app, ROBOT))
    for book_id, code in ((hers, "google_forbidden"), ("1" * 44, "google_not_found")):
        with pytest.raises(AccessError) as refused:
            books.read(book_id, TABLES)
        assert refused.value.code == code


def test_a_book_of_the_whole_schema_is_read_in_one_call_of_moderate_size() -> None:
    app = App()
    books = Books(session_of(app, ROBOT))
    book_id = books.drive.create("Sổ TDP03")
    lay_out(books, book_id, group_three(450), desk_of(whole_schema()))
    read = books.read(book_id, whole_schema().book("group"))
    assert len(read.raw.tables["households"].rows) >= 495 and not read.raw.missing
