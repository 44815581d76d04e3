"""Habits of single lists, each told by a small sheet of its own."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from toso.core.importing.grid import FileSheet, make_sheet
from toso.core.importing.read import Imported, read_list
from toso.core.importing.values import Plan
from toso.errors import UsageError
from toso.jobs.import_list import aliases, read_import

PLAN = Plan(date(2025, 9, 1), date(2025, 12, 31))
HEADER = ["STT", "Chủ hộ", "Số khẩu", "Điện thoại", "Ghi chú"]


def sheet(*rows: list[Any], title: str | None = "DS hộ", merges: list[tuple[int, int, int, int]] | None = None) -> FileSheet:
    return make_sheet(title, True, [list(row) for row in rows], merges or [])


def read(*sheets: FileSheet, group: str = "TDP01", name: str | None = None) -> Imported:
    return read_list(sheets, group, aliases(), PLAN, name)


def names(found: Imported) -> list[Any]:
    return [row.values["head_name"] for row in found.rows]


def lanes(found: Imported) -> list[Any]:
    return [row.values["lane"] for row in found.rows]


def kinds(found: Imported) -> list[tuple[int, str]]:
    return [(one.source_row, one.kind) for one in found.findings]


def test_ong_ngo_and_ong_duong_are_people_and_no_lanes() -> None:
    found = read(sheet(HEADER, ["Ngõ 3"], [None, "Ngô Văn Tú"], [None, "Dương Thị Hà", 4, "0912345678"], [3, "Lê Hoa", 2]))
    assert names(found) == ["Ngô Văn Tú", "Dương Thị Hà", "Lê Hoa"]
    assert lanes(found) == ["Ngõ 3"] * 3


@pytest.mark.parametrize("heading", ["I. Ngõ 5", "Ngõ 5 (23 hộ)", "Ngõ 5: 23 hộ, 80 khẩu", "1. Ngõ 5:", "* Ngõ 5 - có 23 hộ", "Ngõ 5"])
def test_a_heading_names_its_lane_however_it_is_dressed(heading: str) -> None:
    assert lanes(read(sheet(HEADER, [heading], [1, "Lê Hoa", 2], [2, "Lê Nga", 3]))) == ["Ngõ 5", "Ngõ 5"]


def test_a_roman_number_beside_a_lane_is_a_heading() -> None:
    found = read(sheet(HEADER, ["I", "Ngõ 5", 12], [1, "Lê Hoa", 2], ["II", "Xóm Đình", 9], [1, "Lê Nga", 3]))
    assert (names(found), lanes(found)) == (["Lê Hoa", "Lê Nga"], ["Ngõ 5", "Xóm Đình"])


def test_households_under_the_heading_of_another_group_are_theirs() -> None:
    found = read(sheet(HEADER, ["Ngõ 1"], [1, "Lê Hoa", 2], ["Các hộ Tổ 10 sinh hoạt ghép"], [2, "Lê Nga", 3], ["Ngõ 2"], [3, "Lê An", 1]))
    assert names(found) == ["Lê Hoa", "Lê An"]
    assert kinds(found) == [(5, "other_group")]


def test_a_name_in_two_columns_under_one_header_is_one_name() -> None:
    header = ["STT", "Họ và tên chủ hộ", None, "Số khẩu", "Điện thoại"]
    found = read(sheet(header, [1, "Nguyễn Thị", "Hoa", 4, "0912345678"], merges=[(0, 1, 0, 2)]))
    assert names(found) == ["Nguyễn Thị Hoa"]
    assert found.dropped_columns == ()


def test_ho_dem_and_ten_are_one_name() -> None:
    assert names(read(sheet(["STT", "Họ đệm", "Tên", "Số khẩu", "SĐT"], [1, "Nguyễn Thị", "Hoa", 4, "0912345678"]))) == ["Nguyễn Thị Hoa"]


def test_a_total_above_the_list_does_not_end_it() -> None:
    found = read(sheet(HEADER, [None, "Tổng số: 2 hộ", 6], [None, "Lê Hoa", 2], [None, "Lê Nga", 4], [None, "Tổng cộng", 6]))
    assert names(found) == ["Lê Hoa", "Lê Nga"]


def test_a_note_that_names_the_head_of_the_group_does_not_end_an_unnumbered_list() -> None:
    header = ["Chủ hộ", "Số khẩu", "Điện thoại", "Ghi chú"]
    found = read(sheet(header, ["Lê Hoa", 2, "0912345678", "Tổ trưởng"], ["Lê Nga", 4, None, None], [None], ["Người lập", None, "Tổ trưởng"], ["Lê Tú"]))
    assert names(found) == ["Lê Hoa", "Lê Nga"]


def test_a_household_over_two_merged_rows_is_one_household_with_two_phones() -> None:
    rows = [HEADER, [1, "Lê Hoa", 2, "0912345678"], [None, None, None, "0987654321"], [2, "Lê Nga", 3]]
    found = read(sheet(*rows, merges=[(1, 0, 2, 0), (1, 1, 2, 1)]))
    assert names(found) == ["Lê Hoa", "Lê Nga"]
    assert kinds(found) == [(2, "two_phones")]


def test_a_citizen_number_in_any_column_is_told_and_kept_nowhere() -> None:
    header = ["STT", "Chủ hộ", "Số khẩu", "Ngày hướng dẫn", "VNeID"]
    found = read(sheet(header, [1, "Lê Hoa", "030985123408", "030985123409", 30985123407]))
    assert {kind for _, kind in kinds(found)} == {"citizen_id_like"}
    assert found.rows[0].typed == {}


def test_a_lane_that_became_a_date_is_told_and_not_guessed() -> None:
    header = ["STT", "Chủ hộ", "Ngõ", "Số khẩu"]
    found = read(sheet(header, [1, "Lê Hoa", date(2025, 4, 12), 4]))
    assert lanes(found) == [None] and kinds(found) == [(2, "ambiguous_lane")]
    assert found.rows[0].typed == {"lane": "12/4"}


def test_vneid_level_one_is_not_level_two() -> None:
    header = ["STT", "Chủ hộ", "Số khẩu", "VNeID mức 1", "VNeID mức 2"]
    found = read(sheet(header, [1, "Lê Hoa", 4, "x", "không"]))
    assert found.rows[0].values["vneid_level2"] is False
    assert found.dropped_columns == ("VNeID mức 1",)


def test_the_better_header_wins_where_two_mean_the_same() -> None:
    header = ["STT", "Quan hệ với chủ hộ", "Họ và tên", "Số hộ khẩu", "Số khẩu", "Địa chỉ", "Ngõ"]
    found = read(sheet(header, [1, "Chủ hộ", "Lê Hoa", "12A34", 4, "Trần Liễu", "Ngõ 3"]))
    assert {name: found.rows[0].values[name] for name in ("head_name", "persons", "lane")} == {"head_name": "Lê Hoa", "persons": 4, "lane": "Ngõ 3"}


def test_rows_that_hold_a_number_and_unticked_boxes_are_empty() -> None:
    found = read(sheet(["STT", "Chủ hộ", "Số khẩu", "VNeID"], [1, "Lê Hoa", 4, True], [2, None, None, False]))
    assert names(found) == ["Lê Hoa"]


@pytest.mark.parametrize(("title", "group"), [("Tổ 1", "TDP01"), ("Tổ 11", "TDP11"), ("TDP.01", "TDP01"), ("11", "TDP11"), ("tdp11 (mới)", "TDP11")])
def test_group_one_and_group_eleven_are_never_taken_for_each_other(title: str, group: str) -> None:
    other = {"TDP01": "TDP11", "TDP11": "TDP01"}[group]
    own = sheet(HEADER, [1, "Lê Hoa", 2], title=title)
    assert names(read(own, group=group)) == ["Lê Hoa"]
    with pytest.raises(UsageError) as refused:
        read(own, group=other)
    assert refused.value.code == "import_no_list"


def test_a_month_in_the_title_is_no_group() -> None:
    found = sheet(["DANH SÁCH HỘ TỔ 3 - 11/2025"], HEADER, [1, "Lê Hoa", 2])
    assert names(read(found, group="TDP03")) == ["Lê Hoa"]
    with pytest.raises(UsageError):
        read(found, group="TDP11")


def test_a_sheet_of_three_groups_is_read_by_its_column_of_groups() -> None:
    rows = [["DANH SÁCH HỘ CÁC TỔ 11, 12 VÀ 13"], ["STT", "Tổ", "Chủ hộ", "Số khẩu"], [1, 11, "Lê Hoa", 2], [2, "Tổ 12", "Lê Nga", 3]]
    found = read(sheet(*rows), group="TDP12")
    assert names(found) == ["Lê Nga"] and kinds(found) == [(3, "other_group")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1258"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_csv_file_is_read_whatever_program_saved_it(encoding: str, delimiter: str, tmp_path: Path) -> None:
    lines = [HEADER, ["1", "Lê Thị Hồng Ngà", "4 khẩu", "'0912345678", "Hộ nghèo"], ["2", "Đỗ Bá Hòa", "3", "+84 987 654 321", ""]]
    text = "\r\n".join(delimiter.join(line) for line in lines)
    path = tmp_path / "ds.csv"
    path.write_bytes(_cp1258(text) if encoding == "cp1258" else text.encode(encoding))
    found = read_import(path, "TDP01", PLAN)
    assert names(found) == ["Lê Thị Hồng Ngà", "Đỗ Bá Hòa"]
    assert [row.values["phone"] for row in found.rows] == ["0912345678", "0987654321"]


def _cp1258(text: str) -> bytes:
    """As Windows writes it: a letter, then its tone."""
    import unicodedata

    out = b""
    for character in text:
        try:
            out += character.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", character)
            tone = next(mark for mark in parts if mark in "\u0300\u0301\u0303\u0309\u0323")
            out += unicodedata.normalize("NFC", parts.replace(tone, "")).encode("cp1258") + tone.encode("cp1258")
    return out


def test_formulas_give_what_the_program_showed_or_are_told(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(HEADER)
    book.active.append([1, "Lê Hoa", "=2+2", "0912345678"])
    book.active["E2"] = "#REF!"
    book.save(tmp_path / "ds.xlsx")
    found = read_import(tmp_path / "ds.xlsx", "TDP01", PLAN)
    assert kinds(found) == [(2, "formula_error"), (2, "formula_error")]


def test_a_real_date_shown_as_month_and_year_has_no_day(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["STT", "Chủ hộ", "Số khẩu", "Ngày hướng dẫn"])
    book.active.append([1, "Lê Hoa", 4, date(2025, 9, 1)])
    book.active["D2"].number_format = "mm/yyyy"
    book.active.append([2, "Lê Nga", 4, date(2025, 9, 1)])
    book.active["D3"].number_format = "dd/mm/yyyy"
    book.save(tmp_path / "ds.xlsx")
    found = read_import(tmp_path / "ds.xlsx", "TDP01", PLAN)
    assert [row.values["guided_on"] for row in found.rows] == [None, date(2025, 9, 1)]
    assert kinds(found) == [(2, "ambiguous_date")]


def test_a_file_is_what_it_holds_whatever_its_name_says(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(HEADER)
    book.active.append([1, "Lê Hoa", 4, "0912345678"])
    book.save(tmp_path / "ds.xlsx")
    (tmp_path / "ds.xlsx").rename(tmp_path / "ds.xls")
    assert names(read_import(tmp_path / "ds.xls", "TDP01", PLAN)) == ["Lê Hoa"]


@pytest.mark.parametrize(("name", "content", "code"), [("ds.pdf", b"%PDF", "import_file_kind"), ("ds.xlsx", b"PK\x03\x04broken", "import_unreadable"), ("ds.csv", b"", "import_no_list")])
def test_what_cannot_be_read_is_refused_in_words(name: str, content: bytes, code: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UsageError) as refused:
        read_import(tmp_path / name, "TDP01", PLAN)
    assert refused.value.code == code


def test_a_sheet_is_found_by_name_and_a_missing_one_is_told() -> None:
    own, other = sheet(HEADER, [1, "Lê Hoa", 2], title="A"), sheet(HEADER, [1, "Lê Nga", 2], [2, "Lê An", 1], title="B")
    assert names(read(own, other, name="A")) == ["Lê Hoa"]
    with pytest.raises(UsageError) as refused:
        read(own, other, name="C")
    assert refused.value.code == "import_no_sheet"
