"""Shapes that lists take from group to group: headers over several rows, neighbours on the sheet, sheets of many groups."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from toso.core.importing.grid import FileSheet, OldFontText, make_sheet
from toso.core.importing.read import Imported, read_list
from toso.core.importing.values import Plan
from toso.errors import UsageError
from toso.jobs.import_list import aliases, read_import

PLAN = Plan(date(2025, 9, 1), date(2025, 12, 31))
HEADER = ["STT", "Chủ hộ", "Số khẩu", "SĐT"]
HOA, NGA = [1, "Lê Hoa", 4, "0912345678"], [2, "Lê Nga", 5, "0912345679"]


def sheet(*rows: list[Any], merges: tuple[tuple[int, int, int, int], ...] = (), title: str = "DS", visible: bool = True) -> FileSheet:
    return make_sheet(title, visible, [list(row) for row in rows], merges)


def read(*sheets: FileSheet, group: str = "TDP03") -> Imported:
    return read_list(sheets, group, aliases(), PLAN)


def names(found: Imported) -> list[Any]:
    return [row.values["head_name"] for row in found.rows]


def test_the_heads_name_and_phone_may_stand_under_one_wide_header() -> None:
    top = ["TT", "Chủ hộ", None, None, None, "Khẩu", "Kết quả", None]
    below = [None, "Họ và tên", "Năm sinh", "CCCD", "SĐT", None, "Ngày", "VNeID"]
    household = [1, "Lê Hoa", 1960, "030060123456", "0912345678", 4, "5/10/2025", "x"]
    found = read(sheet(top, below, household, merges=((0, 1, 0, 4), (0, 6, 0, 7), (0, 0, 1, 0), (0, 5, 1, 5))))
    assert found.header_rows == (1, 2) and found.dropped_columns == ("Năm sinh", "CCCD")
    values = found.rows[0].values
    assert (values["phone"], values["guided_on"], values["vneid_level2"]) == ("0912345678", date(2025, 10, 5), True)


def test_a_header_over_three_rows_is_one_header() -> None:
    rows = [
        ["STT", "Thông tin hộ", None, None, None, "Nội dung hướng dẫn", None, None],
        [None, "Chủ hộ", "Liên hệ", None, "Số khẩu", "Chính quyền số", None, "Kinh tế số"],
        [None, None, "SĐT", "Ngõ", None, "VNeID", "DVC", "Thanh toán"],
        [1, "Lê Hoa", "0912345678", "Ngõ 2", 4, "x", None, "ko"],
    ]
    merges = ((0, 0, 2, 0), (0, 1, 0, 4), (0, 5, 0, 7), (1, 1, 2, 1), (1, 2, 1, 3), (1, 4, 2, 4), (1, 5, 1, 6))
    found = read(sheet(*rows, merges=merges))
    assert found.header_rows == (1, 2, 3)
    assert [found.rows[0].values[name] for name in ("lane", "vneid_level2", "e_payment")] == ["Ngõ 2", True, False]


def test_two_header_rows_in_csv_have_no_merged_cells_to_tell_them(tmp_path: Path) -> None:
    text = "STT;Chủ hộ;Nền tảng;;Ghi chú\n;;VNeID;DVC;\n1;Lê Hoa;x;ko;tổ phó\n"
    (tmp_path / "ds.csv").write_text(text, encoding="utf-8")
    found = read_import(tmp_path / "ds.csv", "TDP03", PLAN)
    assert found.header_rows == (1, 2) and found.rows[0].values["public_services"] is False


def test_a_line_of_contacts_over_the_header_is_no_header() -> None:
    found = read(sheet(["Tổ trưởng: Nguyễn Văn A", "SĐT: 0912", "Tổ 3"], ["Số nhà", "Chủ hộ", "Số khẩu", "SĐT"], [12, "Lê Hoa", 4]))
    assert found.header_rows == (2,)


def test_a_first_lane_with_its_roman_number_is_no_second_header() -> None:
    found = read(sheet([*HEADER, "Ghi chú"], ["I", "Xóm 7"], [*HOA, None]))
    assert (found.header_rows, found.rows[0].values["lane"]) == ((1,), "Xóm 7")


@pytest.mark.parametrize("header", ["Ông (bà)", "Danh tính", "Người nhận phiếu"])
def test_names_under_a_header_worded_as_none_before_are_told_by_what_stands_there(header: str) -> None:
    people = ["Lê Hoa", "Trần Văn Nam", "Phạm Thị Bảy", "Vũ Đức Lý", "Đỗ Tú", "Bùi An"]
    rows = [[n, name, 3, f"091234567{n}"] for n, name in enumerate(people, 1)]
    assert names(read(sheet(["STT", header, "Số khẩu", "SĐT"], *rows))) == people


def test_a_smartphone_column_is_no_phone_number() -> None:
    found = read(sheet(["STT", "Chủ hộ", "Số khẩu", "Có điện thoại thông minh", "SĐT"], [1, "Lê Hoa", 4, "có", "0912345678"]))
    assert found.rows[0].values["phone"] == "0912345678" and found.dropped_columns == ("Có điện thoại thông minh",)


def test_a_summary_below_the_list_makes_no_households() -> None:
    below = [["Tổng cộng", None, 9], [], ["STT", "Ngõ", "Số hộ", "Đã HD"], [1, "Ngõ 1", 1, 1], ["Cộng", None, 2, 1]]
    assert names(read(sheet(HEADER, HOA, NGA, *below))) == ["Lê Hoa", "Lê Nga"]
    counts = [[], ["Trong đó:"], [1, "Hộ nghèo", 3], [2, "Hộ đã hướng dẫn", 2]]
    assert names(read(sheet(HEADER, HOA, NGA, *counts))) == ["Lê Hoa", "Lê Nga"]
    lines = [["Cộng:", None, 9], [None, "Trong đó: - Hộ đã hướng dẫn: 30 hộ"], [None, None, "- Hộ chưa hướng dẫn: 10 hộ"]]
    assert names(read(sheet(HEADER, HOA, NGA, *lines))) == ["Lê Hoa", "Lê Nga"]


def test_a_lanes_sum_that_says_tong_does_not_end_an_unnumbered_list() -> None:
    header = ["Chủ hộ", "Ngõ", "Số khẩu", "SĐT"]
    found = read(sheet(header, ["Lê Hoa", "Ngõ 1", 4], ["Tổng: 1 hộ", None, 4], ["Lê Nga", "nt", None], ["Lê An", "Ngõ 2", 3, "0912345678"]))
    assert names(found) == ["Lê Hoa", "Lê Nga", "Lê An"]


def test_ong_tong_and_a_household_whose_note_names_the_secretary_are_households() -> None:
    header = ["Chủ hộ", "Số khẩu", "SĐT", "Ngày HD", "Ghi chú"]
    rows = [["Tổng Thị Bảy", 4, "0912345678"], [None, 6, "0899516639", date(2025, 10, 14), "Thư ký hội phụ nữ"], ["Lê Hoa", 2]]
    found = read(sheet(header, *rows))
    assert names(found) == ["Tổng Thị Bảy", None, "Lê Hoa"]


def test_nt_below_an_empty_numbered_row_means_that_rows_lane() -> None:
    header = ["STT", "Ngõ", "Chủ hộ", "Số khẩu"]
    found = read(sheet(header, [1, "Ngõ 1", "Lê Hoa", 4], [2, "Ngõ 2"], [3, "nt", "Lê Nga", 5]))
    assert [row.values["lane"] for row in found.rows] == ["Ngõ 1", "Ngõ 2"]


def one(title: str, name: str, *above: list[Any], visible: bool = True) -> FileSheet:
    return sheet(*above, HEADER, [1, name, 2, "0912345678"], title=title, visible=visible)


def test_sheets_called_t1_t3_t13_are_those_groups() -> None:
    assert names(read(one("T1", "Lê An"), one("T3", "Lê Hoa"), one("T13", "Lê Nga"))) == ["Lê Hoa"]


def test_a_group_named_over_two_cells_of_the_heading_is_named() -> None:
    found = read(one("Sheet1", "Lê Hoa", ["Tổ dân phố", "Số 03"]), one("Sheet2", "Lê Nga", ["Tổ dân phố:", "04"]))
    assert names(found) == ["Lê Hoa"]
    with pytest.raises(UsageError) as refused:
        read(one("DS", "Lê Nga", ["Tổ dân phố:", 4]))
    assert refused.value.code == "import_no_list"


def test_a_cover_that_names_another_group_is_believed() -> None:
    cover = sheet(["UBND phường"], ["Tổ dân phố số 04"], title="Bìa")
    assert names(read(cover, one("Danh sách", "Lê Hoa"), group="TDP04")) == ["Lê Hoa"]
    with pytest.raises(UsageError) as refused:
        read(cover, one("Danh sách", "Lê Hoa"))
    assert refused.value.code == "import_no_list"


@pytest.mark.parametrize("titles", [("Sheet1", "Sheet3"), ("T9", "T3"), ("DS cũ", "DS mới")])
def test_two_lists_that_name_no_group_are_asked_about_not_guessed(titles: tuple[str, str]) -> None:
    with pytest.raises(UsageError) as refused:
        read(one(titles[0], "Lê Hoa"), one(titles[1], "Lê Nga"))
    assert refused.value.code == "import_which_sheet" and titles[1] in str(refused.value.facts["titles"])


def test_mai_phoc_among_names_of_an_old_font_is_told_and_elsewhere_a_name() -> None:
    old = [[1, "NguyÔn V¨n Dòng", 4], [2, "TrÇn ThÞ Hµ", 4], [3, "Mai Hång", 3], [4, "Mai Phóc", 2], [5, "Phan Minh Tú", 2]]
    assert names(read(sheet(HEADER, *old))) == [None, None, None, None, "Phan Minh Tú"]
    assert names(read(sheet(HEADER, [1, "Mai Phóc", 2]))) == ["Mai Phóc"]
    fonts = [[1, OldFontText("NguyÔn V¨n Dòng"), 4], [2, OldFontText("TrÇn ThÞ Hµ"), 4], [3, OldFontText("Mai Hång"), 3], [4, "Mai Phóc", 2]]
    assert names(read(sheet(HEADER, *fonts)))[3] == "Mai Phóc"


def test_digits_kept_as_text_by_a_formula_and_a_date_that_is_not_day_first(tmp_path: Path) -> None:
    text = 'STT;Chủ hộ;Số khẩu;Điện thoại;Ngày HD\n1;Lê Hoa;4 ng;="0912345678";2025-10-05\n'
    (tmp_path / "ds.csv").write_text(text, encoding="utf-8")
    found = read_import(tmp_path / "ds.csv", "TDP03", PLAN)
    assert (found.rows[0].values["phone"], found.rows[0].values["persons"]) == ("0912345678", 4)
    assert [(one.column, one.kind) for one in found.findings] == [("Ngày HD", "bad_date")]
    assert found.rows[0].typed == {"guided_on": "2025-10-05"}
