"""What hands do to a book: recognised, healed where that is safe, told where it is not, and never a wrong number meanwhile."""

from __future__ import annotations

from typing import Any

import pytest

from books import GroupBook, small_schema
from toso.core.sharing import Granted, Step, steps
from toso.model import BookResult

AN, BINH = "TDP03-0001", "TDP03-0002"


@pytest.fixture
def book() -> GroupBook:
    made = GroupBook()
    made.types("households", AN, head_name="Nguyễn Văn An", guided_on="5/10/2025")
    made.types("households", BINH, head_name="Trần Thị Bình", guided_on="31/2/2025")
    made.check()
    return made


def guided(found: BookResult) -> int:
    table = found.tables["households"]
    return sum(day is not None for day in table.columns["guided_on"])


def kinds(found: BookResult) -> set[str]:
    return {one.kind for one in found.findings}


def header_at(book: GroupBook, name: str) -> tuple[Any, int]:
    tab = book.state().tabs["households"]
    return tab, tab.columns[name]


def test_a_renamed_header_is_still_known_and_gets_its_name_back(book: GroupBook) -> None:
    tab, at = header_at(book, "guided_on")
    book.types_at(tab, 0, at, "hôm đi")
    found, _ = book.check()
    assert guided(found) == 1
    assert "renamed_column" in kinds(found)
    assert header_at(book, "guided_on")[0].header(at) == "Ngày hướng dẫn"
    assert "renamed_column" not in kinds(book.check()[0])
    assert book.check()[1] == 0


def test_a_moved_column_is_read_where_it_is(book: GroupBook) -> None:
    _, at = header_at(book, "guided_on")
    book.does({"moveDimension": {"source": book.span("households", "COLUMNS", at), "destinationIndex": 1}})
    found, _ = book.check()
    assert guided(found) == 1
    assert book.state().tabs["households"].columns["guided_on"] == 1
    assert book.check()[1] == 0


def test_a_column_of_the_leaders_own_stays(book: GroupBook) -> None:
    tab, _ = header_at(book, "check")
    book.does({"insertDimension": {"range": book.span("households", "COLUMNS", 4), "inheritFromBefore": True}})
    book.types_at(tab, 0, 4, "Đã gọi điện")
    book.types_at(tab, 1, 4, "rồi")
    book.check()
    assert book.state().tabs["households"].rows[1][4] == "rồi"
    assert book.check()[1] == 0


def test_a_doubled_column_is_told_and_counts_no_wrong_number(book: GroupBook) -> None:
    tab, at = header_at(book, "guided_on")
    book.does({"insertDimension": {"range": book.span("households", "COLUMNS", at + 1), "inheritFromBefore": True}})
    book.types_at(tab, 0, at + 1, "Ngày hướng dẫn")
    book.types_at(tab, 5, at + 1, "6/10/2025")
    found, _ = book.check()
    assert "doubled_column" in kinds(found)
    assert guided(found) in (0, 1)


def test_a_deleted_column_comes_back_empty_and_meanwhile_nothing_is_counted_from_it(book: GroupBook) -> None:
    _, at = header_at(book, "guided_on")
    book.does({"deleteDimension": {"range": book.span("households", "COLUMNS", at)}})
    found, _ = book.check()
    assert guided(found) == 0 and "missing_column" in kinds(found)
    tab, at = header_at(book, "guided_on")
    assert tab.header(at) == "Ngày hướng dẫn"
    book.types("households", AN, guided_on="7/10/2025")
    found, _ = book.check()
    assert guided(found) == 1 and "missing_column" not in kinds(found)
    assert book.check()[1] == 0


@pytest.mark.parametrize("name", ["check", "_wrong", "household_code"])
def test_a_machine_column_that_was_deleted_comes_back_with_its_work(book: GroupBook, name: str) -> None:
    _, at = header_at(book, name)
    book.does({"deleteDimension": {"range": book.span("households", "COLUMNS", at)}})
    for _ in range(3):
        book.check()
    assert book.check()[1] == 0
    tab, _ = header_at(book, name)
    texts = {str(tab.value(row, tab.columns["head_name"])): str(tab.value(row, tab.columns["check"])) for row in (1, 2)}
    assert texts["Nguyễn Văn An"] == "✓" and texts["Trần Thị Bình"].startswith("⚠")


def test_a_renamed_tab_is_still_known_and_gets_its_name_back(book: GroupBook) -> None:
    sheet = book.state().tabs["households"].sheet_id
    book.does(
        {"updateSheetProperties": {"properties": {"sheetId": sheet, "title": "hộ của tổ tôi"}, "fields": "title"}}
    )
    found, _ = book.check()
    assert guided(found) == 1
    assert book.state().tabs["households"].title == "Hộ gia đình"
    assert str(book.shown("households", BINH, "check")).startswith("⚠")


def test_a_deleted_header_row_comes_back_over_the_first_household_and_never_in_its_place(book: GroupBook) -> None:
    before = book.people_cells()["households"]
    book.does({"deleteDimension": {"range": book.span("households", "ROWS", 0)}})
    found, _ = book.check()
    assert guided(found) == 1
    for _ in range(3):
        found, writes = book.check()
        assert guided(found) == 1
    assert writes == 0
    tab, at = header_at(book, "guided_on")
    assert (tab.header_row, tab.header(at)) == (0, "Ngày hướng dẫn")
    assert book.people_cells()["households"] == before
    assert book.painted("households") == {(BINH, "guided_on")}
    assert sum(not one.get("warningOnly") for one in tab.raw["protectedRanges"]) == 0


def test_a_title_put_over_the_header_silences_nothing(book: GroupBook) -> None:
    rows = {**book.span("households", "ROWS", 0), "endIndex": 2}
    book.does({"insertDimension": {"range": rows, "inheritFromBefore": False}})
    book.types_at(book.state().tabs["households"], 0, 0, "DANH SÁCH HỘ TỔ 3")
    for _ in range(3):
        found, writes = book.check()
        assert guided(found) == 1
    assert writes == 0
    assert str(book.shown("households", BINH, "check")).startswith("⚠") and book.shown("households", AN, "check") == "✓"
    assert book.state().tabs["households"].rows[0][0] == "DANH SÁCH HỘ TỔ 3"


@pytest.mark.parametrize("name", ["machine", "to_mend", "guide"])
def test_a_machine_tab_that_was_deleted_is_made_again_and_says_the_same(book: GroupBook, name: str) -> None:
    sheet = book.state().tabs[name].sheet_id
    book.robot.http.send(
        "post", f"https://sheets.googleapis.com/v4/spreadsheets/{book.book_id}:batchUpdate",
        json={"requests": [{"deleteSheet": {"sheetId": sheet}}]}, repeatable=False,
    )  # fmt: skip
    book.check()
    book.check()
    assert str(book.shown("households", BINH, "check")).startswith("⚠")
    assert book.shown("households", AN, "check") == "✓"
    assert len(book.to_mend()) == 1
    assert book.check()[1] == 0


def test_protection_and_paint_that_were_taken_away_come_back(book: GroupBook) -> None:
    state = book.state()
    tab = state.tabs["households"]
    gone: list[dict[str, Any]] = [{"deleteConditionalFormatRule": {"sheetId": tab.sheet_id, "index": 0}}]
    gone += [
        {"deleteProtectedRange": {"protectedRangeId": one["protectedRangeId"]}} for one in tab.raw["protectedRanges"]
    ]
    book.robot.http.send(
        "post",
        f"https://sheets.googleapis.com/v4/spreadsheets/{book.book_id}:batchUpdate",
        json={"requests": gone},
        repeatable=False,
    )
    book.check()
    after = book.state().tabs["households"]
    assert len(after.raw["protectedRanges"]) == len(tab.raw["protectedRanges"])
    assert len(after.raw["conditionalFormats"]) == len(tab.raw["conditionalFormats"])
    assert book.check()[1] == 0


def test_a_leaders_own_colours_stay_when_ours_are_mended(book: GroupBook) -> None:
    tab = book.state().tabs["households"]
    own = {
        "ranges": [{"sheetId": tab.sheet_id, "startColumnIndex": 3, "endColumnIndex": 4}],
        "booleanRule": {
            "condition": {"type": "TEXT_CONTAINS", "values": [{"userEnteredValue": "Ngõ 5"}]},
            "format": {"backgroundColor": {"green": 1}},
        },
    }
    book.does({"addConditionalFormatRule": {"index": 0, "rule": own}})
    book.does({"deleteConditionalFormatRule": {"sheetId": tab.sheet_id, "index": 1}})
    book.check()
    rules = book.state().tabs["households"].raw["conditionalFormats"]
    assert len(rules) == len(tab.raw["conditionalFormats"]) + 1
    assert sum(one["booleanRule"]["condition"]["type"] == "TEXT_CONTAINS" for one in rules) == 1


def test_a_text_format_pasted_over_kiem_tra_does_not_leave_letters_instead_of_words(book: GroupBook) -> None:
    tab, at = header_at(book, "check")
    where = {
        "sheetId": tab.sheet_id,
        "startRowIndex": 1,
        "endRowIndex": 4,
        "startColumnIndex": at,
        "endColumnIndex": at + 1,
    }
    as_text = {
        "userEnteredFormat": {"numberFormat": {"type": "TEXT", "pattern": "@"}},
        "userEnteredValue": {"stringValue": "dán đè"},
    }
    book.does(
        {"repeatCell": {"range": where, "cell": as_text, "fields": "userEnteredValue,userEnteredFormat.numberFormat"}}
    )
    book.check()
    book.check()
    assert str(book.shown("households", BINH, "check")).startswith("⚠")
    assert book.check()[1] == 0


def test_a_book_of_another_version_is_checked_and_not_changed_in_its_layout(book: GroupBook) -> None:
    from dataclasses import replace

    tab, at = header_at(book, "guided_on")
    book.types_at(tab, 0, at, "hôm đi")
    book.schema = replace(small_schema(), version="mới hơn")
    from books import desk_of

    book.desk = desk_of(book.schema)
    found, _ = book.check()
    assert guided(found) == 1
    assert header_at(book, "guided_on")[0].header(at) == "hôm đi"


def test_a_link_that_opens_the_book_is_closed_and_a_stranger_is_told_of() -> None:
    granted = [
        Granted("1", "user", "owner", "phuong@example.vn"),
        Granted("2", "user", "writer", "robot@toso.iam.gserviceaccount.com"),
        Granted("3", "anyone", "writer"),
        Granted("4", "user", "writer", "la@example.com"),
        Granted("5", "user", "reader", "HOA@example.vn"),
    ]
    found = steps(
        granted, {"hoa@example.vn": "writer", "robot@toso.iam.gserviceaccount.com": "writer"}, ["phuong@example.vn"]
    )
    assert found == (
        Step("close_link", role="writer", permission="3"),
        Step("change", "hoa@example.vn", "writer", "5"),
        Step("stranger", "la@example.com", "writer", "4"),
    )
    assert steps(granted[:2], {}, ["phuong@example.vn", "robot@toso.iam.gserviceaccount.com"]) == ()


def test_a_header_typed_over_another_columns_name_is_told_apart_by_the_marks(book: GroupBook) -> None:
    tab, at = header_at(book, "persons")
    book.types("households", AN, persons=4)
    book.types_at(tab, 0, at, "Ngày hướng dẫn")
    found, _ = book.check()
    assert guided(found) == 1 and found.tables["households"].columns["persons"][0] == 4
    assert header_at(book, "persons")[0].header(at) == "Số khẩu"
    assert book.check()[1] == 0
