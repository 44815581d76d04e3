"""A city's survey: sums of what its wards published, whole or withheld, and nothing that gives a ward's cell away."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from itertools import product
from pathlib import Path
from random import Random

import openpyxl
import pytest

from differencing import Equations, bounded, solved
from hai_phong import unit, wards
from random_world import TODAY, fourth_quarter
from toso import words
from toso.core.city import Unit, city_figures, from_text, handed_up, to_text
from toso.core.city_survey import merged_survey
from toso.core.figures import Figures
from toso.core.master import build
from toso.core.master_facts import Facts
from toso.core.master_words import MasterWords
from toso.core.suppress import THRESHOLD
from toso.core.survey import SurveyTable, survey_tables
from toso.jobs.export import export
from toso.schema.load import load_schema

SCHEMA = load_schema()
SAID = words.catalogue("master/words.yaml")
AGES = ("a18_24", "a25_34", "a35_44", "a65")
NONE = {"a18_24": 79, "a25_34": 80, "a35_44": 60, "a65": 50}


def table(none: dict[str, int], computer: int = 40) -> SurveyTable:
    """H1 of a ward: so many of each age have no computer at home, ``computer`` of each age have one or more."""
    counts: Counter[str] = Counter()
    for age, number in none.items():
        for code, people in (("none", number), *((code, computer) for code in ("computer", "tablet", "both"))):
            for sex, share in (("male", people - people // 2), ("female", people // 2)):
                counts.update({name: share for name in ("survey_people", "survey_h1")})
                counts[f"survey_h1|h1={code}|age_band={age}|sex={sex}"] += share
                counts[f"survey_people|age_band={age}|sex={sex}"] += share
    return next(one for one in survey_tables(SCHEMA, counts) if one.name == "survey_h1")


def without(one: SurveyTable, *keys: tuple[str, str, str]) -> SurveyTable:
    return replace(one, cells={**one.cells, **dict.fromkeys(keys)})


def added(*tables: SurveyTable) -> SurveyTable:
    return merged_survey([(one,) for one in tables], SCHEMA)[0]


def ward(number: int, one: SurveyTable) -> Unit:
    return replace(unit(wards()[number].code), survey=(one,))


def city(*tables: SurveyTable) -> Figures:
    units = [ward(number, one) for number, one in enumerate(tables)]
    return city_figures(units, SCHEMA, fourth_quarter(), TODAY)


YOUNG, OLDER = ("age_band", "none", "a18_24"), ("age_band", "none", "a25_34")


def test_three_equal_wards_of_which_one_withholds_two_cells_give_no_sum_of_two() -> None:
    whole = table(NONE)
    found = added(whole, whole, without(whole, YOUNG, OLDER))
    assert found.answer_totals["none"] == 3 * sum(NONE.values())
    assert found.cells[YOUNG] is None, "158 would read like all three"
    assert found.cells[OLDER] is None
    assert found.cells["age_band", "none", "a65"] == 150
    assert found.cells["age_band", "computer", "a18_24"] == 120
    assert added(whole, whole, whole).cells[YOUNG] == 237


def test_neither_the_master_nor_a_file_shows_a_sum_of_some_wards(tmp_path: Path) -> None:
    whole = table(NONE)
    figures = city(whole, whole, without(whole, YOUNG, OLDER))
    book = build(Facts(figures, MasterWords(SAID, "city"), "Thành phố Hải Phòng"))
    own = handed_up(figures, "31", "Thành phố Hải Phòng")
    export(tmp_path, figures, book, own, SAID["styles"], lambda target: "")
    sheet = book.tables["master_survey"]
    row = next(row for row in sheet.rows if row[sheet.column("answer")].value == "Không có")
    assert row[sheet.column("people")].value == 807
    assert row[sheet.column("age_band_a18_24")].value == "–"
    assert row[sheet.column("age_band_a65")].value == 150
    assert "thành phố cũng không công bố" in str(sheet.head[1][0].value)
    with (tmp_path / "survey.csv").open(encoding="utf-8", newline="") as lines:
        shown = {row["column"]: row["people"] for row in csv.DictReader(lines) if row["answer"] == "none"}
    assert (shown["a18_24"], shown["a25_34"], shown["a65"], shown[""]) == ("", "", "150", "807")
    assert own.survey[0].cells[YOUNG] is None
    saved = openpyxl.load_workbook(tmp_path / "master.xlsx")["Khảo sát"]
    assert 158 not in [cell.value for line in saved for cell in line]


def test_columns_that_one_ward_put_together_are_put_together_for_the_city() -> None:
    fine, coarse = table(NONE), table({**NONE, "a25_34": 4}, computer=4)
    assert [key for key, _ in coarse.breakdowns[0].columns] == ["a18_24", "a25_34+a35_44", "a65"]
    found = added(fine, coarse)
    assert [key for key, _ in found.breakdowns[0].columns] == ["a18_24", "a25_34+a35_44", "a65"]
    assert found.breakdowns[0].columns[1][1] == "25–34 + 35–44"
    assert found.cells["age_band", "none", "a25_34+a35_44"] == 80 + 60 + 4 + 60
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


# against a plain loop, and against somebody who wants to know


def small_wards(seed: int, how_many: int = 3) -> list[SurveyTable]:
    rng = Random(seed)
    return [table({age: rng.choice([2, 3, 6, 25, 60]) for age in AGES}, rng.choice([1, 4, 9, 30])) for _ in range(how_many)]


@pytest.mark.parametrize("how_many", [12, 114])
def test_every_number_of_the_city_is_the_whole_sum_or_withheld(how_many: int) -> None:
    tables = [unit(ward.code).survey for ward in wards()[:how_many]]
    numbers = 0
    for found in merged_survey(tables, SCHEMA):
        parts = [one for survey in tables for one in survey if one.name == found.name]
        whole = [one for one in parts if one.total is not None and None not in one.answer_totals.values()]
        assert found.left_out == len(parts) - len(whole)
        assert found.total == (sum(one.total or 0 for one in whole) if whole else None)
        for (dimension, answer, key), number in found.cells.items():
            held = []
            for one in whole:
                for (d, a, column), people in one.cells.items():
                    inside, across = set(column.split("+")) <= set(key.split("+")), set(column.split("+")) & set(key.split("+"))
                    assert d != dimension or inside == bool(across), "no ward's column lies across"
                    if (d, a) == (dimension, answer) and inside:
                        held.append(people)
            assert number == (None if None in held or not held else sum(held))
            assert number is None or number >= THRESHOLD
            numbers += number is not None
    assert numbers


@pytest.mark.parametrize("seed", range(12))
def test_no_wards_small_cell_is_worked_out_from_the_city_and_all_wards_together(seed: int) -> None:
    handed = small_wards(seed)
    found = added(*handed)
    whole = [one for one in handed if one.total is not None and None not in one.answer_totals.values()]
    known: Equations[tuple[object, ...]] = []
    shown: dict[tuple[object, ...], int | None] = {}

    def say(*terms: tuple[int, tuple[object, ...]]) -> None:
        left: Counter[tuple[object, ...]] = Counter()
        right = 0
        for sign, name in terms:
            number = shown.get(name)
            if number is None:
                left[name] += sign
            else:
                right -= sign * number
        if any(left.values()):
            known.append((dict(left), right))

    everybody = [*enumerate(handed), ("city", found)]
    for who, one in everybody:
        shown[who, "total"] = one.total
        shown |= {(who, "answer", code): number for code, number in one.answer_totals.items()}
        shown |= {(who, *key): number for key, number in one.cells.items()}
        shown |= {(who, *key): number for key, number in one.column_totals.items()}
    for who, one in everybody:
        codes = [code for code, _ in one.answers]
        say(*((1, (who, "answer", code)) for code in codes), (-1, (who, "total")))
        for part in one.breakdowns:
            keys = [key for key, _ in part.columns]
            for code in codes:
                say(*((1, (who, part.dimension, code, key)) for key in keys), (-1, (who, "answer", code)))
            for key in keys:
                say(*((1, (who, part.dimension, code, key)) for code in codes), (-1, (who, part.dimension, key)))
    for part in found.breakdowns:
        for (key, _), (code, _) in product(part.columns, found.answers):
            inside = [
                (who, part.dimension, code, own)
                for who, one in enumerate(handed) if one in whole
                for p in one.breakdowns if p.dimension == part.dimension
                for own, _ in p.columns if set(own.split("+")) <= set(key.split("+"))
            ]
            if inside:
                say((-1, ("city", part.dimension, code, key)), *((1, name) for name in inside))
    unknown = {name for left, _ in known for name in left}
    out = {name: int(number) for name, number in solved(known).items()} | bounded(known, unknown, 3000)
    given_away = {name: number for name, number in out.items() if number < THRESHOLD}
    assert not given_away
    assert any(number is None for one in handed for number in one.cells.values())
