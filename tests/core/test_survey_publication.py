"""All survey tables of a publication together: what one question withholds, no other gives away."""

from __future__ import annotations

import os
from collections import Counter
from random import Random

import pytest

from differencing import Equations, bounded, solved
from toso.core.suppress import THRESHOLD
from toso.core.survey import SurveyTable, flat, survey_tables
from toso.schema.load import load_schema

SCHEMA = load_schema()
WORLDS = 200 if os.environ.get("TOSO_SOAK") else 24
FIELDS = {field.name: field for field in SCHEMA.tables["survey"].fields}
AGES = ("a18_24", "a35_44", "a65")
SKILLS = ("p4", "p5", "p6", "p9", "p10", "p11", "p12")
ASKED = {"survey_h4": ("survey_h3", "none"), "survey_p3": ("survey_p2", "never")}
"""What everybody knows who has read the form: who is asked why."""
COUNTED = ("survey_h3", "survey_h4", "survey_p2", "survey_p3", *(f"survey_{name}" for name in SKILLS))
Person = dict[str, str | None]


def crowd(rng: Random) -> list[Person]:
    """People who answer nearly everything, some of them able in everything, few of them offline."""
    silent, able = rng.choice([0, 0, 0.01, 0.1]), rng.choice([0, 0.3, 0.8])
    liked = {name.removeprefix("survey_"): 0.0 for name in COUNTED}
    weights = {name: [rng.random() ** 3 + 0.01 for _ in SCHEMA.lists[FIELDS[name].list or ""]] for name in liked}
    people = []
    for _ in range(rng.choice([30, 60, 120, 300])):
        one: Person = {"age": rng.choice(AGES), "sex": rng.choice(["male", "female"])}
        for name, shares in weights.items():
            codes = [member.code for member in SCHEMA.lists[FIELDS[name].list or ""]]
            one[name] = None if rng.random() < silent else rng.choices(codes, shares)[0]
        if rng.random() < able:
            one.update(dict.fromkeys(SKILLS, "2"))
        one["h4"] = one["h4"] if one["h3"] == "none" else None
        one["p3"] = one["p3"] if one["p2"] == "never" else None
        people.append(one)
    return people


def counts(people: list[Person]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for one in people:
        where = f"age_band={one['age']}|sex={one['sex']}"
        able = all(one[name] == "2" for name in ("p5", "p6", "p11", "p12")) and "2" in (one["p4"], one["p9"], one["p10"])
        for name in ("survey_people", *(["basic_skills"] if able else [])):
            found.update([name, f"{name}|{where}"])
        for name in COUNTED:
            column = name.removeprefix("survey_")
            if one[column] is not None:
                found.update([name, f"{name}|{column}={one[column]}|{where}"])
    return found


class Reader:
    """Somebody with the whole publication and the questionnaire: every equation that holds between the numbers."""

    def __init__(self, tables: tuple[SurveyTable, ...]) -> None:
        self.shown, self.known = flat(tables), Equations[str]()
        self.tables = {one.name: one for one in tables}
        for one in tables:
            self._adds_up(one)
        for name, one in self.tables.items():
            whole, answer = ASKED.get(name, ("survey_people", ""))
            if name != "survey_people" and whole in self.tables:
                self._part(one, name, whole + (f"|answer={answer}" if answer else ""), exactly=name == "basic_skills")
        for column in ("p5", "p6", "p11", "p12"):
            if {"basic_skills", f"survey_{column}"} <= self.tables.keys():
                self._part(self.tables["basic_skills"], "basic_skills|answer=true", f"survey_{column}|answer=2")

    def _say(self, *terms: tuple[int, str]) -> None:
        left: Counter[str] = Counter()
        right = 0
        for sign, name in terms:
            number = self.shown.get(name)
            if number is None:
                left[name] += sign
            else:
                right -= sign * number
        if any(left.values()):
            self.known.append(({name: sign for name, sign in left.items() if sign}, right))

    def _adds_up(self, table: SurveyTable) -> None:
        name, answers = table.name, [code for code, _ in table.answers]
        for part in table.breakdowns:
            keys = [f"{part.dimension}={key}" for key, _ in part.columns]
            for answer in answers:
                self._say(*((1, f"{name}|answer={answer}|{key}") for key in keys), (-1, f"{name}|answer={answer}"))
            for key in keys:
                self._say(*((1, f"{name}|answer={answer}|{key}") for answer in answers), (-1, f"{name}|{key}"))
            self._say(*((1, f"{name}|{key}") for key in keys), (-1, name))
        self._say(*((1, f"{name}|answer={answer}") for answer in answers), (-1, name))

    def _part(self, table: SurveyTable, part: str, whole: str, *, exactly: bool = False) -> None:
        """Everybody of ``part`` is in ``whole``; who is only in ``whole`` adds up as well."""
        only = f"only {whole} not {part}"
        for one in table.breakdowns:
            keys = [f"|{one.dimension}={key}" for key, _ in one.columns]
            for key in keys:
                self._say((1, whole + key), (-1, part + key), (-1, only + key))
            self._say(*((1, only + key) for key in keys), (-1, only))
        self._say((1, whole), (-1, part), (-1, only))
        if exactly:
            self._say((1, only))

    def worked_out(self) -> dict[str, int]:
        unknown = {name for left, _ in self.known for name in left}
        found = {name: int(number) for name, number in solved(self.known).items()}
        found |= bounded(self.known, unknown, 1000)
        return {name: number for name, number in found.items() if self.shown.get(name, 0) is None}


@pytest.mark.parametrize("batch", range(4))
def test_no_small_cell_is_worked_out_from_all_questions_together(batch: int) -> None:
    small = 0
    for seed in range(batch, WORLDS, 4):
        tables = survey_tables(SCHEMA, counts(crowd(Random(seed))))
        small += sum(number is None for number in flat(tables).values())
        given_away = {name: number for name, number in Reader(tables).worked_out().items() if number < THRESHOLD}
        assert not given_away, (seed, given_away)
    assert small > 100, "or nothing was withheld and nothing proven"


def asked_why(offline: list[str]) -> dict[str, SurveyTable]:
    """Everybody without Internet at home gives one of the nine reasons; ages take turns, all are women."""
    reasons = [member.code for member in SCHEMA.lists[FIELDS["h4"].list or ""]]
    people: list[Person] = []
    for i, answer in enumerate(offline):
        why = reasons[i // len(AGES) % len(reasons)] if answer == "none" else None
        one = {"age": AGES[i % len(AGES)], "sex": "female", "h3": answer, "h4": why}
        people.append(dict.fromkeys((*SKILLS, "p2", "p3")) | one)
    return {one.name: one for one in survey_tables(SCHEMA, counts(people))}


def test_why_not_is_not_broken_down_by_age_where_the_answer_before_it_is_withheld_for_an_age() -> None:
    """Three old people have no Internet at home: the reasons by age would say so."""
    first = [("fibre", "none", "none" if turn < 3 else "fibre") for turn in range(90)]
    tables = asked_why([*(one for turn in first for one in turn), *["mobile"] * 60])
    assert tables["survey_h3"].cells["age_band", "none", "a65"] is None
    why = tables["survey_h4"]
    assert why.total == 93
    assert None not in why.answer_totals.values()
    assert all(number is None for (dimension, *_), number in why.cells.items() if dimension == "age_band")
    assert any(number is not None for (dimension, *_), number in why.cells.items() if dimension == "sex")


def test_the_answer_that_why_not_hangs_on_is_withheld_last() -> None:
    tables = asked_why(["none"] * 8 + ["mobile"] * 3 + ["fibre"] * 90)
    assert tables["survey_h3"].answer_totals == {"none": 8, "mobile": None, "fibre": None}
    assert tables["survey_h4"].total == 8


def test_why_not_is_silent_where_even_the_answer_before_it_is_withheld() -> None:
    tables = asked_why(["none"] * 8 + ["mobile"] * 3)
    assert tables["survey_h3"].answer_totals["none"] is None, "it hides the three with mobile only"
    assert tables["survey_h4"].total is None
    assert set(flat([tables["survey_h4"]]).values()) == {None}
