"""What a leader sees beside the own rows, while typing, between the checks, and after rows have moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

import worlds
from books import SEVEN, GroupBook, group_three

AN, BINH, CHI = "TDP03-0001", "TDP03-0002", "TDP03-0003"


@pytest.fixture
def book() -> GroupBook:
    """Hộ An is right; hộ Bình has a day that does not exist and letters for persons; the rest is empty."""
    made = GroupBook()
    made.types("households", AN, head_name="Nguyễn Văn An", guided_on="5/10/2025", vneid_level2="Có")
    made.types("households", BINH, head_name="Trần Thị Bình", guided_on="31/2/2025", persons="bốn")
    return made


def says(book: GroupBook, key: str, table: str = "households") -> str:
    return str(book.shown(table, key, "check") or "")


def test_a_row_never_checked_says_nothing(book: GroupBook) -> None:
    assert [says(book, key) for key in (AN, BINH, CHI)] == ["", "", ""]


def test_after_a_check_a_right_row_is_ticked_a_wrong_one_says_what_to_mend_and_an_empty_one_nothing(
    book: GroupBook,
) -> None:
    book.check()
    assert says(book, AN) == "✓"
    assert says(book, BINH).startswith("⚠ ")
    assert says(book, BINH) == (
        "⚠ Ngày hướng dẫn: ngày không có thật hoặc không đọc được, ví dụ 05/10/2025. Số khẩu: không phải số, ví dụ 4."
    )
    assert says(book, CHI) == ""


def test_exactly_the_wrong_cells_are_painted(book: GroupBook) -> None:
    book.check()
    assert book.painted("households") == {(BINH, "guided_on"), (BINH, "persons")}


def test_a_new_value_takes_the_paint_and_the_words_of_its_own_cell_at_once(book: GroupBook) -> None:
    book.check()
    book.types("households", BINH, guided_on="28/9/2025")
    assert book.painted("households") == {(BINH, "persons")}
    assert says(book, BINH) == "⚠ Số khẩu: không phải số, ví dụ 4."


def test_a_mended_row_waits_for_its_check_and_is_ticked_by_the_next(book: GroupBook) -> None:
    book.check()
    book.types("households", BINH, guided_on="28/9/2025", persons=4)
    assert says(book, BINH) == "đã sửa, chờ kiểm tra"
    assert book.painted("households") == set()
    book.check(SEVEN + timedelta(hours=2))
    assert says(book, BINH) == "✓"


def test_a_row_first_filled_after_the_check_is_not_ticked_before_the_next(book: GroupBook) -> None:
    book.check()
    book.types("households", CHI, head_name="Lê Văn Chi", guided_on="6/10/2025")
    assert says(book, CHI) == ""
    book.check()
    assert says(book, CHI) == "✓"


def test_the_same_letters_in_another_case_are_another_value(book: GroupBook) -> None:
    book.check()
    book.types("households", BINH, persons="BỐN")
    assert (BINH, "persons") not in book.painted("households")


def test_a_text_that_becomes_the_number_of_the_same_digits_is_another_value(book: GroupBook) -> None:
    tab = book.state().tabs["households"]
    row = book.row_of(tab, CHI)
    book.types_at(tab, row, tab.columns["head_name"], "Lê Chi")
    book.types_at(tab, row, tab.columns["persons"], 99)
    book.check()
    assert (CHI, "persons") in book.painted("households")
    book.types_at(tab, row, tab.columns["persons"], "99", option="RAW")
    assert (CHI, "persons") not in book.painted("households")


def test_a_cell_missing_although_needed_is_painted_until_something_stands_in_it(book: GroupBook) -> None:
    book.types("households", CHI, vneid_level2="Có")
    book.check()
    assert (CHI, "guided_on") in book.painted("households")
    book.types("households", CHI, guided_on="1/10/2025")
    assert (CHI, "guided_on") not in book.painted("households")
    assert says(book, CHI) == "đã sửa, chờ kiểm tra"


def test_a_formula_that_fails_is_painted_until_it_is_replaced(book: GroupBook) -> None:
    book.types("households", CHI, head_name="Lê Chi", guided_on="1/10/2025", persons="=1/0")
    book.check()
    assert (CHI, "persons") in book.painted("households")
    book.types("households", CHI, persons=3)
    assert (CHI, "persons") not in book.painted("households")


def test_a_row_inserted_above_takes_no_neighbours_message(book: GroupBook) -> None:
    book.check()
    before = says(book, BINH)
    book.does({"insertDimension": {"range": book.span("households", "ROWS", 1, 4), "inheritFromBefore": False}})
    assert says(book, BINH) == before and says(book, AN) == "✓"
    tab = book.state().tabs["households"]
    assert [tab.value(row, tab.columns["check"]) or "" for row in (1, 2, 3)] == ["", "", ""]
    assert book.painted("households") == {(BINH, "guided_on"), (BINH, "persons")}


def test_sorting_the_rows_takes_every_message_along(book: GroupBook) -> None:
    book.check()
    sheet = book.state().tabs["households"].sheet_id
    area = {"sheetId": sheet, "startRowIndex": 1, "startColumnIndex": 0}
    book.does({"sortRange": {"range": area, "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "DESCENDING"}]}})
    assert says(book, AN) == "✓" and "Ngày hướng dẫn" in says(book, BINH)
    assert book.painted("households") == {(BINH, "guided_on"), (BINH, "persons")}
    book.check()
    assert says(book, AN) == "✓" and "Ngày hướng dẫn" in says(book, BINH)


def test_a_moved_column_keeps_its_paint(book: GroupBook) -> None:
    book.check()
    at = book.state().tabs["households"].columns["persons"]
    book.does({"moveDimension": {"source": book.span("households", "COLUMNS", at), "destinationIndex": 2}})
    assert book.painted("households") == {(BINH, "guided_on"), (BINH, "persons")}
    assert book.check()[1] == 0


def test_an_inserted_row_gets_its_formulas_from_the_next_check(book: GroupBook) -> None:
    book.does({"insertDimension": {"range": book.span("households", "ROWS", 2), "inheritFromBefore": True}})
    tab = book.state().tabs["households"]
    book.types_at(tab, 2, tab.columns["household_code"], "TDP03-0999")
    book.types_at(tab, 2, tab.columns["guided_on"], "32/1/2025")
    book.check()
    assert says(book, "TDP03-0999").startswith("⚠ Ngày hướng dẫn: ngày không có thật")
    assert ("TDP03-0999", "guided_on") in book.painted("households")


def test_a_row_without_a_code_is_painted_by_itself_and_told_in_the_list(book: GroupBook) -> None:
    book.does({"insertDimension": {"range": book.span("households", "ROWS", 2), "inheritFromBefore": True}})
    tab = book.state().tabs["households"]
    book.types_at(tab, 2, tab.columns["head_name"], "Phạm Dung")
    painted = book.painted("households")
    assert ("", "head_name") in painted and ("", "household_code") in painted
    book.check()
    assert any(row["table"] == "Hộ gia đình" and not row["key"] for row in book.to_mend())


def test_rows_that_share_a_code_share_a_message_that_says_so(book: GroupBook) -> None:
    tab = book.state().tabs["households"]
    book.types_at(tab, book.row_of(tab, CHI), tab.columns["head_name"], "Lê Chi")
    book.types_at(tab, book.row_of(tab, CHI), tab.columns["household_code"], AN)
    book.check()
    tab = book.state().tabs["households"]
    rows = [row for row in range(len(tab.rows)) if tab.value(row, tab.columns["household_code"]) == AN]
    shown = {str(tab.value(row, tab.columns["check"])) for row in rows}
    assert len(rows) == 2
    assert shown == {"⚠ Mã hộ: mã bị ghi hai lần."}


def test_somebody_who_types_over_kiem_tra_gets_the_machines_words_back(book: GroupBook) -> None:
    book.check()
    book.types("households", BINH, check="✓")
    assert says(book, BINH) == "✓"
    book.check()
    assert says(book, BINH).startswith("⚠")


def test_the_list_names_tab_code_column_value_and_what_to_type(book: GroupBook) -> None:
    book.check()
    first, second = book.to_mend()
    assert (first["severity"], first["table"], first["key"]) == ("Cần sửa", "Hộ gia đình", BINH)
    assert (first["column"], first["value"]) == ("Ngày hướng dẫn", "31/2/2025")
    assert "ví dụ 05/10/2025" in first["message"] and second["value"] == "bốn"


def test_a_number_like_a_citizens_is_pointed_at_and_shown_nowhere(book: GroupBook) -> None:
    book.types("households", CHI, note="CCCD 030185001234")
    book.check()
    machine, to_mend = book.state().tabs["machine"], book.state().tabs["to_mend"]
    listed = [(row["key"], row["column"], row["value"]) for row in book.to_mend()]
    assert (CHI, "Ghi chú", "(không hiện)") in listed
    assert not any("030185001234" in str(value) for row in to_mend.rows for value in row)
    messages = [row[7] for row in machine.rows[1:] if len(row) > 7]
    assert not any("030185001234" in str(message) for message in messages)
    assert "030185001234" not in says(book, CHI) and says(book, CHI).startswith("⚠")


def test_the_banner_counts_and_names_the_deadline_for_typing(book: GroupBook) -> None:
    book.check()
    assert book.banner() == (
        "✅ 1 dòng đúng · ⚠ 2 cần sửa · còn 15 hộ để đạt 80 % · kiểm tra lúc 07:05 ngày 10/12 · hạn 12:00 ngày 15/12"
    )


def test_the_banner_of_a_book_in_which_nobody_typed_says_so_and_counts_nothing() -> None:
    empty = GroupBook(worlds.schema(), replace(group_three(), periods=("2025-Q4",)))
    empty.check()
    assert empty.banner().startswith("○ chưa nhập gì · cần 16 hộ để đạt 80 % · chưa nộp 2025-Q4 · kiểm tra lúc")


def test_the_banner_asks_for_the_confirmation_until_the_leader_has_given_it() -> None:
    whole = GroupBook(worlds.schema(), replace(group_three(), periods=("2025-Q4",)))
    whole.types("households", AN, guided_on="5/10/2025")
    whole.check()
    assert "chưa nộp 2025-Q4" in whole.banner() and "chưa nhập" not in whole.banner()
    whole.types("submissions", "2025-Q4", submitted="Có", submitted_on="9/12/2025")
    whole.check()
    assert "chưa nộp" not in whole.banner()


def test_a_second_check_of_the_same_book_writes_nothing_whatever_the_hour(book: GroupBook) -> None:
    assert book.check()[1] == 1
    before = book.state()
    assert book.check(SEVEN + timedelta(hours=9))[1] == 0
    assert book.state() == before


def test_an_explanation_answers_a_question_and_is_remembered() -> None:
    book = GroupBook(facts=group_three(households=2))
    for key in (AN, BINH, CHI):
        book.types("households", key, head_name="Hộ có thật", guided_on="1/10/2025")
    found, _ = book.check()
    (asked,) = found.findings
    assert asked.kind == "more_than_official" and says(book, asked.key).startswith("⚠")
    book.types("households", asked.key, explanation="Một hộ mới tách")
    found, _ = book.check()
    assert found.findings[0].answered and says(book, asked.key) == "✓"
    assert book.to_mend()[0]["answered"] == "Đã giải thích"
    assert book.check()[1] == 0


def test_the_wards_answer_comes_back_beside_the_difficulty_wherever_its_row_has_gone() -> None:
    book = GroupBook()
    book.types("difficulties", "KK02", raised_on="3/11/2025", category="Thiết bị, mạng", description="Sóng yếu")
    answer = {"KK02": {"reply": "=Đã chuyển nhà mạng", "replied_on": 45967}}
    book.check(replies=answer)
    assert book.shown("difficulties", "KK02", "reply") == "=Đã chuyển nhà mạng"
    assert book.shown("difficulties", "KK02", "replied_on") == 45967
    book.does({"insertDimension": {"range": book.span("difficulties", "ROWS", 1, 3), "inheritFromBefore": False}})
    assert book.shown("difficulties", "KK02", "reply") == "=Đã chuyển nhà mạng"
    assert book.shown("difficulties", "KK01", "reply") in (None, "")
    book.check(replies=answer)
    assert book.shown("difficulties", "KK02", "reply") == "=Đã chuyển nhà mạng"
    assert book.check(replies=answer)[1] == 0


def test_nothing_of_the_leaders_is_changed_by_a_check(book: GroupBook) -> None:
    before = book.people_cells()
    book.check()
    assert book.people_cells() == before


def test_a_book_with_many_findings_makes_room_for_them() -> None:
    book = GroupBook(facts=group_three(households=150))
    tab = book.state().tabs["households"]
    column = tab.columns["guided_on"]
    where = {"sheetId": tab.sheet_id, "rowIndex": 1, "columnIndex": column}
    rows = [{"values": [{"userEnteredValue": {"stringValue": f"ngày {n}"}}, {}]} for n in range(160)]
    book.does({"updateCells": {"start": where, "rows": rows, "fields": "userEnteredValue"}})
    persons = {**where, "columnIndex": tab.columns["persons"]}
    book.does(
        {
            "updateCells": {
                "start": persons,
                "rows": [{"values": [{"userEnteredValue": {"stringValue": "x"}}]}] * 160,
                "fields": "userEnteredValue",
            }
        }
    )
    found, _ = book.check()
    assert len(found.findings) >= 320
    assert len(book.to_mend()) == len(found.findings)
    assert len(book.painted("households")) == len({(one.key, one.column) for one in found.findings})
