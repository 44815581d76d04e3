"""The ward's survey tables: who is in them, how they are broken down, what is withheld."""

from __future__ import annotations

from datetime import date
from random import Random

from random_world import PLAN, TODAY, context, fourth_quarter
from toso.core import periods
from toso.core.calendar import Calendar
from toso.core.figures import Figures
from toso.core.summarise import summarise
from toso.core.survey import COLUMN_MINIMUM, SurveyTable
from toso.core.ward import ward_figures
from toso.model import BookResult, Group, Period, TableResult
from toso.schema.load import load_schema

SCHEMA = load_schema()
GROUP = Group("TDP01", "Tổ dân phố số 1", 300)
SKILLS = ("p4", "p5", "p6", "p9", "p10", "p11", "p12")


def person(**answers: object) -> dict[str, object]:
    """Somebody who consented; what is not said was not answered."""
    return {"consent": True, "surveyed_on": date(2025, 10, 5), "age_band": "a35_44", "sex": "female", **answers}


def figures(people: list[dict[str, object]], period: Period | None = None) -> Figures:
    names = [field.name for field in SCHEMA.tables["survey"].fields if field.name != "check"]
    keys = [f"PK{n:04d}" for n in range(len(people))]
    columns = {name: [one.get(name) for one in people] for name in names} | {"form_code": keys}
    table = TableResult("survey", range(2, len(people) + 2), keys, columns, [True] * len(people))
    summary = summarise(BookResult("TDP01", "b", {"survey": table}, ()), SCHEMA, context(GROUP))
    return ward_figures([GROUP], {"TDP01": summary}, SCHEMA, period or fourth_quarter(), TODAY, plan=PLAN)


def question(people: list[dict[str, object]], name: str) -> SurveyTable:
    return next(one for one in figures(people).survey if one.name == name)


def test_without_consent_nobody_is_in_a_table() -> None:
    willing = [person(p5=skill) for skill in ["0"] * 8 + ["1"] * 9 + ["2"] * 13]
    unwilling = [{**person(p5="0"), "consent": answer} for answer in (False, None) for _ in range(20)]
    table = question(willing + unwilling, "survey_p5")
    assert table.total == 30
    assert table.answer_totals == {"0": 8, "1": 9, "2": 13}


def test_who_gave_no_answer_is_not_in_that_questions_table() -> None:
    people = [person(p5="2") for _ in range(30)] + [person() for _ in range(40)]
    assert question(people, "survey_p5").total == 30
    assert question(people, "survey_people").total == 70


def test_every_number_of_the_table_is_the_plain_count_or_withheld() -> None:
    rng = Random(4)
    ages = [member.code for member in SCHEMA.lists["age_bands"]]
    people = [
        person(p5=rng.choice(["0", "1", "2"]), age_band=rng.choice(ages), sex=rng.choice(["male", "female"])) for _ in range(900)
    ]
    table = question(people, "survey_p5")
    for (dimension, answer, key), shown in table.cells.items():
        true = sum(one["p5"] == answer and one[dimension] in key.split("+") for one in people)
        assert shown == true
    assert {part.dimension for part in table.breakdowns} == {"age_band", "sex"}


def test_a_small_column_is_put_together_with_its_neighbour_in_every_question_alike() -> None:
    people = [person(p5="2", p6="1") for _ in range(40)] + [person(p5="2", p6="0", age_band="a45_54") for _ in range(60)]
    people += [person(p5="1", p6="2", age_band="a55_64") for _ in range(7)]
    tables = [one for one in figures(people).survey if one.name in ("survey_p5", "survey_p6")]
    columns = [[key for key, _ in one.breakdowns[0].columns] for one in tables]
    assert columns == [["a35_44", "a45_54+a55_64"]] * 2
    assert tables[0].breakdowns[0].columns[1][1] == "45–54 + 55–64"
    assert COLUMN_MINIMUM > 7


def test_the_four_who_would_not_say_their_sex_are_not_shown_as_four() -> None:
    people = [person(p5="2", sex=sex) for sex in ["female"] * 40 + ["male"] * 50 + ["unstated"] * 4]
    table = question(people, "survey_p5")
    assert [key for key, _ in table.breakdowns[1].columns] == ["male", "female+unstated"]
    assert 4 not in table.cells.values()


def test_an_answer_of_three_people_is_withheld_with_company() -> None:
    people = [person(p5=skill) for skill in ["0"] * 3 + ["1"] * 30 + ["2"] * 40]
    table = question(people, "survey_p5")
    assert table.answer_totals["0"] is None
    assert list(table.answer_totals.values()).count(None) >= 2, "or the total would give it back"


def test_basic_skills_are_all_four_and_one_of_three() -> None:
    able = person(p5="2", p6="2", p11="2", p12="2", p9="2")
    people = [able] * 20
    people += [{**able, "p12": "1"}] * 20
    people += [{**able, "p9": "1"}] * 20
    people += [{**able, "p9": None, "p4": "2"}] * 20
    table = question([dict(one) for one in people], "basic_skills")
    assert table.answer_totals == {"true": 40, "false": 40}
    assert dict(table.answers) == {"true": "Có", "false": "Không"}
    assert SCHEMA.indicators["basic_skills"].note, "the definition stands beside it"


def test_all_sixteen_questions_are_published() -> None:
    rng = Random(1)
    people = []
    for _ in range(200):
        one = person()
        for field in SCHEMA.tables["survey"].fields:
            if field.codes:
                members = [member.code for member in SCHEMA.lists.get(field.list or "", ())]
                one[field.name] = rng.choice(members or ([True, False] if field.type == "boolean" else [0, 1, 2, 3]))
        people.append(one)
    names = {table.name for table in figures(people).survey}
    asked = {f"survey_{field.name}" for field in SCHEMA.tables["survey"].fields if field.codes and field.name[0] in "hp"}
    assert len(asked) == 16
    assert asked <= names


def test_an_ad_hoc_report_has_no_survey_tables() -> None:
    people = [person(p5="2") for _ in range(50)]
    period = periods.ad_hoc(date(2025, 10, 1), date(2025, 11, 20), date(2025, 11, 25), Calendar())
    found = figures(people, period)
    assert found.survey == ()
    assert found.survey_counts == {}


def test_a_ward_with_four_forms_publishes_nothing() -> None:
    found = figures([person(p5="2") for _ in range(4)])
    assert all(number is None for number in found.survey_counts.values())
    assert found.of_ward("survey_people").value is None
