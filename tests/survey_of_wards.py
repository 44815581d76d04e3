"""Survey tables of wards, made to measure, and the city that adds them up."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hai_phong import unit, wards
from random_world import TODAY, fourth_quarter
from toso.core.city import Unit, city_figures
from toso.core.city_survey import merged_survey
from toso.core.figures import Figures
from toso.core.survey import SurveyTable, survey_tables
from toso.schema.load import load_schema

SCHEMA = load_schema()
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
