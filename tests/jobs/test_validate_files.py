"""Workbooks on disk, checked with no Google: tabs by title, rows as the person sees them, broken files told and passed over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from toso.errors import UsageError
from toso.jobs.validate_files import FileReport, read_book, validate_files, workbooks
from toso.model import CellValue, RawTable
from typing_in import context, household, tab, team
from worlds import catalogue, schema


def save(path: Path, *tabs: RawTable, above: Sequence[str] = (), titles: dict[str, str] | None = None) -> Path:
    """An .xlsx with the tabs, ``above`` lines over each header."""
    book = Workbook()
    book.remove(book.active)
    for one in tabs:
        sheet = book.create_sheet((titles or {}).get(one.name, one.title))
        for line in above:
            sheet.append([line])
        sheet.append(list(one.header))
        for row in one.rows:
            sheet.append([cell for cell in row])
    book.save(path)
    return path


def households(*rows: dict[str, CellValue]) -> RawTable:
    return tab("households", *rows)


def check(*paths: Path, group: str = "") -> list[FileReport]:
    return list(validate_files(paths, schema(), catalogue(), lambda code: context(code), group))


def places(report: FileReport) -> list[tuple[str, int, str, str]]:
    assert report.book is not None
    return [(one.table, one.row, one.column, one.kind) for one in report.book.findings]


def test_a_book_is_known_by_its_tabs_and_its_group_by_its_codes(tmp_path: Path) -> None:
    path = save(tmp_path / "so.xlsx", tab("members", *team()), households(household(1, persons="bốn"), household(2, guided_on="30/2/2025")))
    (report,) = check(path)
    assert report.book is not None and report.book.group_code == "TDP03"
    assert places(report) == [("households", 2, "persons", "bad_number"), ("households", 3, "guided_on", "bad_date")]


def test_real_dates_booleans_and_errors_of_formulas_are_read_as_the_sheet_holds_them(tmp_path: Path) -> None:
    raw = households(household(1, guided_on=None, persons=4), household(2, persons=None))
    path = save(tmp_path / "so.xlsx", raw)
    from openpyxl import load_workbook

    book = load_workbook(path)
    sheet = book.worksheets[0]
    at = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, at["Ngày hướng dẫn"], date(2025, 10, 5))
    sheet.cell(2, at["VNeID mức 2"], True)
    sheet.cell(3, at["Ngày hướng dẫn"], datetime(2025, 5, 10, 8, 30))
    wrong = sheet.cell(3, at["Số khẩu"], "#REF!")
    wrong.data_type = "e"
    book.save(path)
    (report,) = check(path)
    assert report.book is not None
    columns = report.book.tables["households"].columns
    assert (columns["guided_on"][0], columns["vneid_level2"][0], columns["persons"][0]) == (date(2025, 10, 5), True, 4)
    assert places(report) == [("households", 3, "guided_on", "ambiguous_date"), ("households", 3, "persons", "formula_error")]


def test_rows_are_numbered_as_the_person_sees_them_whatever_stands_above_the_header(tmp_path: Path) -> None:
    path = save(tmp_path / "so.xlsx", households(household(1, persons="bốn")), above=("UBND PHƯỜNG TRẦN LIỄU", "DANH SÁCH HỘ", ""))
    assert places(check(path)[0]) == [("households", 5, "persons", "bad_number")]


def test_a_tab_is_known_by_an_old_title_and_a_csv_by_its_columns(tmp_path: Path) -> None:
    renamed = save(tmp_path / "a.xlsx", households(household(1, persons="bốn")), titles={"households": "danh sách HỘ"})
    assert places(check(renamed)[0]) == [("households", 2, "persons", "bad_number")]
    csv = tmp_path / "TDP03 ho.csv"
    csv.write_text("Mã hộ;Chủ hộ;Số khẩu\nTDP03-0001;Nguyễn Văn An;bốn\n", encoding="utf-8-sig")
    report = check(csv)[0]
    assert ("households", 2, "persons", "bad_number") in places(report)
    assert report.book is not None and report.book.group_code == "TDP03"


def test_a_missing_tab_is_told_when_most_of_the_book_is_there(tmp_path: Path) -> None:
    tabs = [tab(one.name) for one in schema().book("group") if one.owner == "team" and one.primary_key and one.name != "difficulties"]
    whole = check(save(tmp_path / "a.xlsx", *tabs))[0]
    assert places(whole) == [("difficulties", 0, "", "missing_tab")]
    assert places(check(save(tmp_path / "b.xlsx", households(household(1, persons=4))))[0]) == []


def test_the_group_may_be_given_or_stand_in_the_files_name(tmp_path: Path) -> None:
    members = save(tmp_path / "so-tdp19 thang 11.xlsx", tab("members", *team()))
    assert read_book(members, schema()).group_code == "TDP19"
    assert read_book(members, schema(), "TDP04").group_code == "TDP04"


def test_two_groups_in_one_folder_are_told_of_the_code_both_use(tmp_path: Path) -> None:
    save(tmp_path / "TDP03.xlsx", households(household(1, persons=4), household(2, persons=4)))
    save(tmp_path / "TDP04.xlsx", households(household(1, "TDP04", persons=4), household(2, "TDP04", persons=4), household(2, persons=3)))
    first, second = check(*workbooks([tmp_path]))
    assert places(first) == [("households", 3, "household_code", "claimed_by_other_group")]
    assert places(second) == [("households", 4, "household_code", "other_group_code")]


def test_without_a_registry_a_survey_of_another_groups_household_is_told_as_that(tmp_path: Path) -> None:
    forms = tab("survey", {"form_code": "PK0001", "household_code": "TDP04-0007"}, {"form_code": "PK0002", "household_code": "Nhà-7"})
    path = save(tmp_path / "so.xlsx", households(household(1, persons=4)), forms)
    alone = replace(context(), group_codes=frozenset({"TDP03"}))
    (report,) = validate_files([path], schema(), catalogue(), lambda code: alone)
    assert places(report) == [("survey", 2, "household_code", "other_group_code"), ("survey", 3, "household_code", "unknown_reference")]
    assert report.book is not None and report.book.foreign_claims == (("TDP04", "households", "TDP04-0007"),)


def test_a_formula_that_was_never_calculated_is_told_as_one(tmp_path: Path) -> None:
    (report,) = check(save(tmp_path / "so.xlsx", households(household(1, persons="=2+2"))))
    assert places(report) == [("households", 2, "persons", "formula_error")]
    assert report.book is not None and "UNCALCULATED" not in report.book.findings[0].message


def test_a_broken_file_is_told_and_does_not_stop_the_others(tmp_path: Path) -> None:
    broken = tmp_path / "a.xlsx"
    broken.write_bytes(b"PK\x03\x04 this is no workbook")
    good = save(tmp_path / "b.xlsx", households(household(1, persons="bốn")))
    strange = save(tmp_path / "c.xlsx", RawTable("x", "Chi tiêu", ("Ngày", "Tiền"), [["1/1", 5]]))
    reports = check(broken, good, strange)
    assert [report.error.code if report.error else None for report in reports] == ["import_unreadable", None, "validate_no_tab"]
    assert places(reports[1]) == [("households", 2, "persons", "bad_number")]


def test_a_folder_gives_its_workbooks_and_nothing_else(tmp_path: Path) -> None:
    inside = tmp_path / "quý 4"
    inside.mkdir()
    wanted = [save(tmp_path / "b.xlsx", households()), save(inside / "a.xlsx", households())]
    (tmp_path / "~$b.xlsx").write_bytes(b"lock")
    (tmp_path / "ghi chú.docx").write_bytes(b"x")
    assert workbooks([tmp_path]) == sorted(wanted)
    with pytest.raises(UsageError, match="file_missing"):
        workbooks([tmp_path / "không có"])
    with pytest.raises(UsageError, match="validate_no_files"):
        (tmp_path / "trống").mkdir()
        workbooks([tmp_path / "trống"])


def test_the_files_are_not_changed(tmp_path: Path) -> None:
    path = save(tmp_path / "so.xlsx", households(household(1, persons="bốn")))
    before = path.read_bytes()
    check(path)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["so.xlsx"]
