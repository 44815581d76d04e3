"""A city's survey: sums of what its wards published, whole, "at least" or withheld."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import frictionless
import openpyxl

from hai_phong import unit, wards
from random_world import TODAY, fourth_quarter
from survey_of_wards import NONE, OLDER, SCHEMA, YOUNG, added, city, table, without
from toso import words
from toso.core.city import city_figures, from_text, handed_up, to_text
from toso.core.master import build
from toso.core.master_facts import Facts
from toso.core.master_words import MasterWords
from toso.jobs.export import export

SAID = words.catalogue("master/words.yaml")


def test_three_equal_wards_of_which_one_withholds_two_cells_give_the_sum_of_two_only_as_a_bound() -> None:
    whole = table(NONE)
    found = added(whole, whole, without(whole, YOUNG, OLDER))
    assert found.answer_totals["none"] == 3 * sum(NONE.values())
    assert found.cells[YOUNG] is None, "158 would read like all three"
    assert found.cells[OLDER] is None
    assert found.cells_at_least == {YOUNG: 158, OLDER: 160}
    assert found.cells["age_band", "none", "a65"] == 150
    assert found.cells["age_band", "computer", "a18_24"] == 120
    all_three = added(whole, whole, whole)
    assert (all_three.cells[YOUNG], all_three.cells_at_least) == (237, {})


def test_a_cell_that_every_ward_withholds_stays_withheld() -> None:
    found = added(without(table(NONE), YOUNG), without(table(NONE), YOUNG, OLDER))
    assert found.cells[YOUNG] is None
    assert found.cells_at_least == {OLDER: 80}


def test_a_column_whose_number_of_people_one_ward_withholds_holds_at_least_the_others() -> None:
    whole, place = table(NONE), ("age_band", "a65")
    found = added(whole, replace(whole, column_totals={**whole.column_totals, place: None}))
    assert found.column_totals[place] is None
    assert found.columns_at_least == {place: whole.column_totals[place]}


def test_bounds_add_up_from_level_to_level() -> None:
    whole = table(NONE)
    units = [
        from_text(to_text(handed_up(city(*tables), code, f"Thành phố {code}")))
        for code, tables in (("31", (whole, without(whole, YOUNG))), ("32", (whole, whole)), ("33", (without(whole, YOUNG, OLDER),)))
    ]
    assert [one.survey[0].cells_at_least for one in units] == [{YOUNG: 79}, {}, {}]
    nation = city_figures(units, SCHEMA, fourth_quarter(), TODAY).survey[0]
    assert nation.cells_at_least == {YOUNG: 79 + 2 * 79, OLDER: 4 * 80}
    assert added(*[one.survey[0] for one in units]).cells_at_least == nation.cells_at_least


def test_a_file_from_before_there_were_bounds_is_still_read() -> None:
    whole = table(NONE)
    body = json.loads(to_text(handed_up(city(whole, without(whole, YOUNG)), "31", "Thành phố Hải Phòng")))
    for one in body["survey"]:
        assert one.pop("cells_at_least") == [[*YOUNG, 79]]
        assert one.pop("columns_at_least") == []
    found = from_text(json.dumps(body)).survey[0]
    assert (found.cells[YOUNG], found.cells_at_least, found.columns_at_least) == (None, {}, {})
    assert added(found, whole).cells_at_least == {YOUNG: 79}


def test_no_rate_and_no_total_is_made_of_a_bound() -> None:
    whole = table(NONE)
    figures = city(whole, without(whole, YOUNG, OLDER))
    assert figures.survey_counts["survey_h1|answer=none|age_band=a18_24"] is None
    assert not {79, 80} & set(handed_up(figures, "31", "Thành phố Hải Phòng").counts.values())


def test_the_master_and_the_files_show_a_sum_of_some_wards_only_as_at_least(tmp_path: Path) -> None:
    whole = table(NONE)
    figures = city(whole, whole, without(whole, YOUNG, OLDER))
    book = build(Facts(figures, MasterWords(SAID, "city"), "Thành phố Hải Phòng"))
    own = handed_up(figures, "31", "Thành phố Hải Phòng")
    export(tmp_path, figures, book, own, SAID["styles"], lambda target: "")
    sheet = book.tables["master_survey"]
    row = next(row for row in sheet.rows if row[sheet.column("answer")].value == "Không có")
    assert row[sheet.column("people")].value == 807
    bound = row[sheet.column("age_band_a18_24")]
    assert (bound.value, bound.style, bound.format) == ("≥ 158", "at_least", "beside")
    assert row[sheet.column("age_band_a65")].value == 150
    assert str(sheet.head[1][0].value).endswith("Dấu ≥ : xem dòng cuối bảng.")
    assert sheet.rows[-1][1].value == "≥ n: ít nhất n người, vì có xã, phường không công bố số của ô này."
    with (tmp_path / "survey.csv").open(encoding="utf-8", newline="") as lines:
        shown = {row["column"]: (row["people"], row["at_least"]) for row in csv.DictReader(lines) if row["answer"] == "none"}
    assert (shown["a18_24"], shown["a25_34"]) == (("", "158"), ("", "160"))
    assert (shown["a65"], shown["all"]) == (("150", ""), ("807", ""))
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    fields = next(one["schema"]["fields"] for one in package["resources"] if one["path"] == "survey.csv")
    assert {"name": "at_least", "type": "integer"} in fields
    assert frictionless.Package(str(tmp_path / "datapackage.json")).validate().valid
    assert own.survey[0].cells[YOUNG] is None
    saved = openpyxl.load_workbook(tmp_path / "master.xlsx")["Khảo sát"]
    held = {cell.value: cell for line in saved for cell in line}
    assert 158 not in held
    assert (held["≥ 158"].data_type, held["≥ 158"].alignment.horizontal) == ("s", "right")


def test_a_bound_of_thousands_is_written_as_numbers_are_and_one_without_any_is_not_explained() -> None:
    whole = table({**NONE, "a18_24": 1234})
    for tables, value, said in (([whole, without(whole, YOUNG)], "≥ 1.234", True), ([whole, whole], 2468, False)):
        sheet = build(Facts(city(*tables), MasterWords(SAID, "city"), "Thành phố Hải Phòng")).tables["master_survey"]
        row = next(row for row in sheet.rows if row[sheet.column("answer")].value == "Không có")
        assert row[sheet.column("age_band_a18_24")].value == value
        words_ = " ".join(str(cell.value) for line in (*sheet.head, *sheet.rows) for cell in line)
        assert ("ít nhất n" in words_, "Dấu ≥" in words_) == (said, said)


def test_columns_that_one_ward_put_together_are_put_together_for_the_city() -> None:
    fine, coarse = table(NONE), table({**NONE, "a25_34": 4}, computer=4)
    assert [key for key, _ in coarse.breakdowns[0].columns] == ["a18_24", "a25_34+a35_44", "a65"]
    found = added(fine, coarse)
    assert [key for key, _ in found.breakdowns[0].columns] == ["a18_24", "a25_34+a35_44", "a65"]
    assert found.breakdowns[0].columns[1][1] == "25–34 + 35–44"
    assert found.cells["age_band", "none", "a25_34+a35_44"] == 80 + 60 + 4 + 60
    withheld = added(without(fine, OLDER), coarse)
    assert withheld.cells["age_band", "none", "a25_34+a35_44"] is None
    assert withheld.cells_at_least["age_band", "none", "a25_34+a35_44"] == 60 + 4 + 60, "a part of a column is known as well"
    assert found.column_totals["age_band", "a18_24"] == fine.column_totals["age_band", "a18_24"] + 79 + 12  # type: ignore[operator]


def test_a_ward_that_withholds_how_many_gave_an_answer_is_left_out_and_that_is_said(tmp_path: Path) -> None:
    whole = table(NONE)
    silent = replace(whole, answer_totals={**whole.answer_totals, "tablet": None, "both": None})
    figures = city(whole, silent, whole)
    found = figures.survey[0]
    assert (found.total, found.left_out) == (2 * whole.total, 1)  # type: ignore[operator]
    book = build(Facts(figures, MasterWords(SAID, "city"), "Thành phố Hải Phòng"))
    said = [cell.value for row in book.tables["master_survey"].rows for cell in row]
    assert "Không gồm 1 xã, phường không công bố đủ số của câu này." in said
    again = from_text(to_text(handed_up(figures, "31", "Thành phố Hải Phòng")))
    assert again.survey[0].left_out == 1


def test_a_question_that_every_ward_withholds_is_there_and_withheld() -> None:
    silent = replace(table(NONE), answer_totals=dict.fromkeys(table(NONE).answer_totals))
    found = added(silent, silent)
    assert (found.total, found.left_out) == (None, 2)
    assert {*found.answer_totals.values(), *found.cells.values(), *found.column_totals.values()} == {None}
    assert (found.cells_at_least, found.columns_at_least) == ({}, {}), "who is not counted gives no bound either"


def test_a_rate_is_not_made_of_other_wards_than_its_whole() -> None:
    """People with basic skills in two wards of those asked in three would be too low a share."""
    base = unit(wards()[0].code)
    skills = replace(table(NONE), name="basic_skills", answers=(("true", "Có"), ("false", "Không")))
    known = replace(skills, total=90, answer_totals={"true": 30, "false": 60}, cells={}, column_totals={}, breakdowns=())
    hidden = replace(known, answer_totals=dict.fromkeys(("true", "false")))
    units = [
        replace(base, code=f"W{n}", survey=(one,), counts={**base.counts, "basic_skills": 30, "survey_people": 90})
        for n, one in enumerate((known, known, hidden))
    ]
    figure = city_figures(units, SCHEMA, fourth_quarter(), TODAY).of_ward("basic_skills")
    assert (figure.value, figure.total, figure.tenths, figure.missing) == (60, 180, 333, 1)
    none = city_figures(units[2:], SCHEMA, fourth_quarter(), TODAY).of_ward("basic_skills")
    assert (none.value, none.tenths) == (None, None)
