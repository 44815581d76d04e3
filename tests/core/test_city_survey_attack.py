"""A city's survey against a plain loop, and against somebody who wants to know: nothing in it gives a ward's cell away."""

from __future__ import annotations

from collections import Counter
from itertools import product
from random import Random

import pytest

from differencing import Equations, bounded, solved
from hai_phong import unit, wards
from survey_of_wards import SCHEMA, added, table
from toso.core.city_survey import merged_survey
from toso.core.suppress import THRESHOLD
from toso.core.survey import SurveyTable

AGES = ("a18_24", "a25_34", "a35_44", "a65")


def small_wards(seed: int, how_many: int = 3) -> list[SurveyTable]:
    rng = Random(seed)
    return [table({age: rng.choice([2, 3, 6, 25, 60]) for age in AGES}, rng.choice([1, 4, 9, 30])) for _ in range(how_many)]


@pytest.mark.parametrize("how_many", [12, 114])
def test_every_number_of_the_city_is_the_whole_sum_or_at_least_what_was_published(how_many: int) -> None:
    tables = [unit(ward.code).survey for ward in wards()[:how_many]]
    numbers = bounds = 0
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
            bound = found.cells_at_least.get((dimension, answer, key))
            assert bound == (None if number is not None else sum(people or 0 for people in held) or None)
            assert bound is None or bound >= THRESHOLD
            numbers += number is not None
            bounds += bound is not None
    assert numbers
    assert bounds > numbers


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
        for key, least in (*one.cells_at_least.items(), *one.columns_at_least.items()):
            assert who == "city"
            shown["at least", *key] = least
            say((1, (who, *key)), (-1, ("at least", *key)), (-1, ("the rest", *key)))
        say(*((1, (who, "answer", code)) for code in codes), (-1, (who, "total")))
        for part in one.breakdowns:
            keys = [key for key, _ in part.columns]
            for code in codes:
                say(*((1, (who, part.dimension, code, key)) for key in keys), (-1, (who, "answer", code)))
            for key in keys:
                say(*((1, (who, part.dimension, code, key)) for code in codes), (-1, (who, part.dimension, key)))
    for part in found.breakdowns:
        lines = [*((code,) for code, _ in found.answers), ()]
        for (key, _), line in product(part.columns, lines):
            inside = [
                (who, part.dimension, *line, own)
                for who, one in enumerate(handed) if one in whole
                for p in one.breakdowns if p.dimension == part.dimension
                for own, _ in p.columns if set(own.split("+")) <= set(key.split("+"))
            ]
            place = (part.dimension, *line, key)
            if inside:
                say((-1, ("city", *place)), *((1, name) for name in inside))
                if ("at least", *place) in shown:
                    say((-1, ("the rest", *place)), *((1, name) for name in inside if shown[name] is None))
                    assert shown["at least", *place] == sum(shown[name] or 0 for name in inside)
    unknown = {name for left, _ in known for name in left}
    out = {name: int(number) for name, number in solved(known).items()} | bounded(known, unknown, 3000)
    given_away = {name: number for name, number in out.items() if number < THRESHOLD}
    assert not given_away
    assert any(number is None for one in handed for number in one.cells.values())
    assert not whole or found.cells_at_least or None not in found.cells.values()
