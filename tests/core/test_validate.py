"""A group's book: rows, keys, required cells, rules, counts, references, consent."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from toso.core.answers import known_of
from toso.core.dates import to_serial
from toso.model import CellValue, RawTable
from typing_in import check, context, household, one_finding, tab, team, told
from worlds import catalogue, schema

TEAM = tab("members", *team())


def households(*rows: Any) -> RawTable:
    return tab("households", *rows)


# Rows and keys


def test_a_row_that_holds_only_its_numbered_code_is_no_record_and_nothing_is_said_of_it() -> None:
    result = check(households(household(1, persons=4), household(2), household(3)))
    assert told(result) == []
    assert result.tables["households"].keys == ["TDP03-0001"]


def test_a_tidy_row_becomes_values() -> None:
    row = household(
        1, head_name="Nguyễn  Văn An", phone="+84 912 345 678", persons="04", guided_on="5/10/25", guided_by="trần thị bình",
        guided_how="tai nha", vneid_level2="x", e_payment="ko",
    )
    result = check(TEAM, households(row))
    assert told(result) == []
    table = result.tables["households"]
    read = {name: values[0] for name, values in table.columns.items() if values[0] is not None}
    assert read == {
        "household_code": "TDP03-0001", "head_name": "Nguyễn Văn An", "phone": "0912345678", "persons": 4,
        "guided_on": date(2025, 10, 5), "guided_by": "TV01", "guided_how": "at_home", "vneid_level2": True, "e_payment": False,
    }
    assert (list(table.rows), list(table.counted)) == ([2], [True])


def test_a_code_typed_in_small_letters_with_spaces_is_the_same_code() -> None:
    result = check(households({"household_code": " tdp03 – 0007 ", "persons": 4}))
    assert told(result) == []
    assert result.tables["households"].keys == ["TDP03-0007"]


def test_a_code_that_stands_twice_is_told_at_both_rows_and_counted_once() -> None:
    result = check(households(household(1, persons=4), household(2, persons=3), household(1, persons=5)))
    assert told(result) == [(2, "household_code", "duplicate_key"), (4, "household_code", "duplicate_key")]
    assert list(result.tables["households"].counted) == [True, True, False]
    assert "dòng 2, 4" in result.findings[0].message


def test_a_row_with_content_and_no_code_is_told_and_not_counted() -> None:
    result = check(households(household(1, persons=4), {"head_name": "Lê Thị Hoa", "persons": 3}))
    assert told(result) == [(3, "household_code", "row_without_key")]
    assert list(result.tables["households"].counted) == [True, False]


def test_a_code_of_another_group_is_told_claimed_and_not_counted() -> None:
    result = check(households(household(1, persons=4), household(9, "TDP04", persons=3)))
    assert told(result) == [(3, "household_code", "other_group_code")]
    assert result.foreign_claims == (("TDP04", "households", "TDP04-0009"),)
    assert list(result.tables["households"].counted) == [True, False]


def test_a_code_of_no_group_at_all_has_a_wrong_form() -> None:
    result = check(households(household(1, "TDP99", persons=4)))
    assert told(result) == [(2, "household_code", "bad_pattern")]
    assert result.foreign_claims == ()


@pytest.mark.parametrize(
    "row",
    [{"head_name": "Tổng cộng", "persons": 812}, {"household_code": "Cộng", "persons": 812}, {"lane": "Cộng ngõ 2: 29 hộ", "persons": 100},
     {"household_code": "TDP03-0002", "head_name": "TỔNG SỐ HỘ", "persons": 812}, {"head_name": "Toàn tổ", "persons": 812}],
)
def test_a_row_of_totals_is_told_once_and_not_counted(row: dict[str, Any]) -> None:
    result = check(households(household(1, persons=4), row))
    assert told(result) == [(3, "", "stray_total")]
    assert list(result.tables["households"].counted) == [True, False]


@pytest.mark.parametrize("name", ["Nguyễn Văn Cộng", "Tống Công Tổng", "Tống Công", "Tống Công Minh", "Cộng Hòa", "Tô Toàn"])
def test_people_whose_names_sound_like_totals_are_people(name: str) -> None:
    assert told(check(households(household(1, head_name=name, persons=4)))) == []


@pytest.mark.parametrize("column", ["held_on", "kind", "pillar"])
@pytest.mark.parametrize("word", ["Tổng cộng", "TỔNG", "tong cong", "Tổng số lượt: 812"])
def test_a_sum_under_the_last_activity_is_not_one_more_activity_whichever_column_says_so(column: str, word: str) -> None:
    one = {"activity_code": "HD001", "held_on": "5/10/2025", "kind": "Video", "pillar": "Kinh tế số", "participants": 45}
    result = check(tab("activities", one, {"activity_code": "HD002", column: word, "participants": 812}))
    assert told(result) == [(3, "", "stray_total")]
    assert list(result.tables["activities"].counted) == [True, False]


def test_a_sum_named_at_length_beside_a_code_is_a_sum_and_a_long_note_that_begins_so_is_a_note() -> None:
    rows = (household(1, persons=4), household(2, head_name="Tổng số hộ đã hướng dẫn", persons=12), household(3, persons=2, note="Tổng số người " * 50))
    assert told(check(households(*rows))) == [(3, "", "stray_total"), (4, "note", "too_long")]


def test_the_header_copied_into_the_table_once_more_is_told_once() -> None:
    titles = {one.name: one.title for one in schema().tables["households"].fields}
    result = check(households(household(1, persons=4), titles, household(2, persons=3)))
    assert told(result) == [(3, "", "stray_header")]
    assert list(result.tables["households"].counted) == [True, False, True]


def test_lines_put_above_the_header_are_passed_over_and_rows_keep_their_numbers() -> None:
    raw = households(household(1, persons="bốn"))
    pushed = RawTable("households", raw.title, ("UBND PHƯỜNG TRẦN LIỄU",), [["DANH SÁCH"], list(raw.header), *raw.rows], 2)
    result = check(pushed)
    assert told(result) == [(4, "persons", "bad_number")]


# Cells


def test_an_error_leaves_the_cell_unknown_and_a_warning_leaves_its_value() -> None:
    result = check(households(household(1, persons="bốn", phone=912345678, guided_on="5/10/25")))
    assert told(result, "column", "kind", "severity") == [("persons", "bad_number", "error"), ("phone", "ambiguous_phone", "warning")]
    columns = result.tables["households"].columns
    assert columns["persons"][0] is None
    assert columns["guided_on"][0] == date(2025, 10, 5)
    assert list(result.tables["households"].counted) == [True]


def test_an_identity_number_is_kept_nowhere() -> None:
    result = check(households(household(1, note="CCCD 030985123408"), {"household_code": "030985123408", "persons": 4}))
    assert told(result) == [(2, "note", "citizen_id_like"), (3, "household_code", "citizen_id_like")]
    assert "030985123408" not in repr(result)


def test_what_is_required_is_asked_of_rows_with_content_only() -> None:
    result = check(tab("members", *team(), {"member_code": "TV06", "full_name": "Đinh Văn Sáu"}, {"member_code": "TV07"}))
    assert told(result) == [(7, "team_number", "missing_required"), (7, "body", "missing_required")]


def test_a_members_age_under_18_takes_the_row_out() -> None:
    result = check(households(household(1, persons=4)), tab("survey", {"form_code": "PK0001", "household_code": "TDP03-0001", "age_band": "Dưới 18"}))
    assert told(result) == [(2, "age_band", "under_age")]
    assert list(result.tables["survey"].counted) == [False]


def test_a_machine_column_is_read_and_never_blamed_on_the_leader() -> None:
    row = {"difficulty_code": "KK01", "raised_on": "5/10/25", "category": "Kinh phí", "description": "Thiếu máy", "replied_on": "hôm qua"}
    result = check(tab("difficulties", row))
    assert told(result) == []
    assert result.tables["difficulties"].columns["replied_on"][0] is None


# Rules and counts


def test_a_platform_without_a_day_is_told_at_the_day() -> None:
    assert told(check(households(household(1, vneid_level2="Có")))) == [(2, "guided_on", "platform_without_date")]
    assert told(check(households(household(1, vneid_level2="Không")))) == []


def test_one_mistake_is_told_once_a_wrong_day_is_not_a_missing_day_too() -> None:
    assert told(check(households(household(1, vneid_level2="Có", guided_on="30/2/2025")))) == [(2, "guided_on", "bad_date")]


@pytest.mark.parametrize(("size", "leaders", "kinds"), [(5, 1, []), (4, 1, ["team_size"]), (6, 1, ["team_size"]), (5, 0, ["leader_count"]), (5, 2, ["leader_count"]), (3, 0, ["team_size", "leader_count"])])
def test_a_team_has_five_members_and_one_leader(size: int, leaders: int, kinds: list[str]) -> None:
    result = check(tab("members", *team(1, size=size, leaders=leaders), *team(2, first=11)))
    assert [one.kind for one in result.findings] == kinds
    assert {one.row for one in result.findings} <= {2}
    assert all(one.severity == "warning" for one in result.findings)


def test_more_households_than_the_ward_has_on_its_list_is_a_warning_and_all_are_counted() -> None:
    rows = [household(number, guided_on="5/10/25" if number % 2 else to_serial(date(2025, 10, 6))) for number in range(1, 5)]
    result = check(households(*rows), ctx=context(official=3))
    finding = one_finding(result)
    assert (finding.kind, finding.severity, finding.row) == ("more_than_official", "warning", 2)
    assert "4 hộ" in finding.message and "3 hộ" in finding.message
    assert all(result.tables["households"].counted)


def test_more_visits_in_a_day_than_hands_is_a_question() -> None:
    rows = [household(number, guided_on="5/10/2025", guided_by="TV01") for number in range(1, 42)]
    finding = one_finding(check(TEAM, households(*rows)))
    assert (finding.kind, finding.severity, finding.key) == ("many_visits", "question", "TDP03-0001")
    assert "5/10/2025" in finding.message and "41" in finding.message


# Between tabs


def test_a_member_is_known_by_code_and_by_name_when_only_one_has_it() -> None:
    twins = [*team(), {"member_code": "TV06", "full_name": "Lê Văn Cường", "team_number": 2, "body": "Giáo viên"}]
    rows = [household(n, guided_on="5/10/25", guided_by=who) for n, who in enumerate(("TV03", "tv 03", "Phạm Thị Dung", "Lê Văn Cường", "Lê Văn Tám", "Pham Thi Dung"), 1)]
    result = check(tab("members", *twins), households(*rows))
    of_households = [one for one in told(result, "table", "row", "column", "kind") if one[0] == "households"]
    assert of_households == [
        ("households", 5, "guided_by", "ambiguous_reference"), ("households", 6, "guided_by", "unknown_reference"),
        ("households", 7, "guided_by", "unknown_reference"),
    ]
    assert list(result.tables["households"].columns["guided_by"]) == ["TV03", "TV03", "TV03", None, None, None]
    assert [one.suggestion for one in result.findings if one.kind == "unknown_reference"][-1] == "Phạm Thị Dung"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("TV1", "TV01"), ("tv-3", "TV03"), ("chị Bình", "Trần Thị Bình"), ("Đ/c Thu Hà", "Đỗ Thu Hà"), ("TV09", ""), ("An", ""), ("Lan", ""), (True, "")],
)
def test_who_is_meant_by_a_short_code_or_a_given_name_is_suggested_only_where_it_is_one(typed: CellValue, meant: str) -> None:
    twins = [*team(), *team(2, size=2, leaders=0, first=6)]
    twins[5]["full_name"], twins[6]["full_name"] = "Ngô Thị Lan", "Bùi Mai Lan"
    result = check(tab("members", *twins), households(household(1, guided_by=typed)))
    (finding,) = [one for one in result.findings if one.table == "households"]
    assert (finding.kind, finding.suggestion) == ("unknown_reference", meant)
    assert result.tables["households"].columns["guided_by"][0] is None


def test_a_household_code_typed_short_is_suggested_in_full() -> None:
    survey = tab("survey", {"form_code": "PK0001", "household_code": "tdp03-1"}, {"form_code": "PK0002", "household_code": "TDP03 0001"})
    result = check(households(household(1, persons=4), household(11, persons=4)), survey)
    assert [(one.kind, one.suggestion) for one in result.findings] == [("unknown_reference", "TDP03-0001")] * 2


def test_a_survey_may_name_a_household_that_has_only_its_code_yet() -> None:
    survey = tab("survey", {"form_code": "PK0001", "household_code": "TDP03-0002"})
    assert told(check(households(household(1, persons=4), household(2)), survey)) == []


def test_a_survey_of_another_groups_household_is_told_and_of_nobodys_too() -> None:
    survey = tab("survey", {"form_code": "PK0001", "household_code": "TDP04-0002"}, {"form_code": "PK0002", "household_code": "TDP03-0999"})
    result = check(households(household(1, persons=4)), survey)
    assert told(result) == [(2, "household_code", "other_group_code"), (3, "household_code", "unknown_reference")]
    assert list(result.tables["survey"].columns["household_code"]) == [None, None]


def test_a_tab_that_is_missing_is_told_once_and_not_asked_about_its_codes() -> None:
    result = check(households(household(1, guided_on="5/10/25", guided_by="TV01")), missing=("members",))
    assert told(result, "table", "row", "kind") == [("members", 0, "missing_tab")]
    assert "Thành viên" in result.findings[0].message
    assert result.tables["households"].columns["guided_by"][0] == "TV01"


def test_a_column_that_is_missing_is_told_once_and_no_rule_asks_for_it() -> None:
    raw = households(household(1, vneid_level2="Có", persons=4))
    at = list(raw.header).index("Ngày hướng dẫn")
    cut = RawTable("households", raw.title, (*raw.header[:at], *raw.header[at + 1:]), [[*row[:at], *row[at + 1:]] for row in raw.rows])
    result = check(cut)
    assert told(result) == [(0, "guided_on", "missing_column")]
    table = result.tables["households"]
    assert table.missing_columns == ("guided_on",) and table.columns["guided_on"] == [None]


def test_without_the_column_of_codes_nothing_is_counted() -> None:
    raw = households(household(1, persons=4))
    cut = RawTable("households", raw.title, raw.header[1:], [row[1:] for row in raw.rows])
    result = check(cut)
    assert told(result) == [(0, "household_code", "missing_column")]
    assert list(result.tables["households"].counted) == [False]


def test_an_optional_personal_column_that_is_missing_is_a_warning() -> None:
    raw = households(household(1, persons=4))
    at = list(raw.header).index("Ngõ, xóm")
    cut = RawTable("households", raw.title, (*raw.header[:at], *raw.header[at + 1:]), [[*row[:at], *row[at + 1:]] for row in raw.rows])
    assert told(check(cut), "column", "kind", "severity") == [("lane", "missing_column", "warning")]


# Consent


@pytest.mark.parametrize("consent", [None, "Không", "?"])
def test_answers_without_an_explicit_yes_go_no_further_than_the_sheet(consent: str | None) -> None:
    form = {"form_code": "PK0001", "household_code": "TDP03-0001", "consent": consent, "age_band": "35–44", "sex": "Nữ", "p5": "Tự làm", "h2": 3}
    result = check(households(household(1, persons=4)), tab("survey", form))
    columns = result.tables["survey"].columns
    assert {columns[name][0] for name in ("age_band", "sex", "p5", "h2")} == {None}
    assert columns["household_code"][0] == "TDP03-0001"
    assert list(result.tables["survey"].counted) == [True]


def test_answers_with_consent_are_kept() -> None:
    form = {
        "form_code": "PK0001", "household_code": "TDP03-0001", "consent": "Có", "consent_on": "5/10/25", "consent_how": "Nói miệng",
        "surveyed_on": "5/10/25", "age_band": 40, "sex": "Nữ", "p5": 2,
    }
    result = check(households(household(1, persons=4)), tab("survey", form))
    assert told(result) == []
    columns = result.tables["survey"].columns
    assert (columns["age_band"][0], columns["sex"][0], columns["p5"][0]) == ("a35_44", "female", "2")


# The whole


def test_every_kind_that_the_schema_can_raise_is_in_the_catalogue() -> None:
    raised = {rule.kind for sheet in schema().tables.values() for rule in (*sheet.rules, *sheet.counts)}
    refused = {kind for sheet in schema().tables.values() for one in sheet.fields for kind in one.refused}
    own = {kind for sheet in schema().tables.values() for one in sheet.fields for kind in (*one.severity, *one.feedback)}
    assert raised | refused | own <= set(catalogue().kinds)


def test_a_book_of_empty_tabs_has_no_findings_and_no_records() -> None:
    empty = [RawTable(one.name, one.title, (), []) for one in schema().book("group")]
    titled = [tab(one.name) for one in schema().book("group")]
    assert {one.kind for one in check(*empty).findings} == {"missing_column"}
    assert told(check(*titled)) == []
    assert known_of(check(*titled)) == {}


def test_findings_come_in_the_order_of_tabs_rows_and_columns() -> None:
    result = check(households(household(2, phone="09", persons="?"), household(1, persons="?")), tab("members", *team(size=4)))
    assert told(result, "table", "row", "column") == [("members", 2, "team_number"), ("households", 2, "persons"), ("households", 2, "phone"), ("households", 3, "persons")]
