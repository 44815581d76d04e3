"""A group's summary: every figure as a plain count says, and nothing that is anybody's own."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from random import Random

import pytest

from oracle_totals import totals
from random_world import PERSONAL_TEXT, PLAN, book, context, fourth_quarter, groups
from toso.core.summarise import merge, optional_tables, summarise, typed_tables
from toso.model import BookResult, Finding, Group, TableResult
from toso.schema.load import load_schema
from toso.state.codec import summary_of, summary_text

WORLDS = 1000 if os.environ.get("TOSO_SOAK") else 60
SCHEMA = load_schema()
LAN = Group("TDP03", "Tổ dân phố số 3", 100)


def households(**columns: list) -> TableResult:
    n = len(next(iter(columns.values())))
    keys = columns.pop("household_code", [f"TDP03-{i:04d}" for i in range(1, n + 1)])
    sheet = SCHEMA.tables["households"]
    every = {field.name: columns.get(field.name, [None] * n) for field in sheet.fields if field.name != "check"}
    counted = columns.get("counted", [True] * n)
    return TableResult("households", range(2, n + 2), keys, {**every, "household_code": keys}, counted)


def summary_of_households(**columns: list):
    return summarise(BookResult("TDP03", "b", {"households": households(**columns)}, ()), SCHEMA, context(LAN))


def rows_of(result: BookResult, schema=SCHEMA) -> dict[str, list[dict]]:
    typed = typed_tables(result, schema)
    content = typed - {"submissions"}
    asked = typed | (optional_tables(schema) if content else frozenset())
    return {
        name: [
            {column: values[i] for column, values in one.columns.items()} for i in range(len(one.keys)) if one.counted[i]
        ]
        for name, one in result.tables.items()
        if name in asked
    }


@pytest.mark.parametrize("batch", range(10))
def test_every_figure_of_a_random_group_equals_a_plain_count(batch: int) -> None:
    for world in range(batch, WORLDS, 10):
        rng = Random(world)
        for group in groups(rng, rng.randint(1, 3)):
            result = book(rng, group)
            found = dict(summarise(result, SCHEMA, context(group)).counts)
            found.pop("households_official", None)
            period = fourth_quarter()
            assert found == totals(rows_of(result), PLAN[0], period.start, period.end), world


def test_the_order_of_rows_changes_nothing() -> None:
    rng = Random(7)
    result = book(rng, LAN)
    before = summarise(result, SCHEMA, context(LAN))
    shuffled = {}
    for name, one in result.tables.items():
        order = list(range(len(one.keys)))
        rng.shuffle(order)
        shuffled[name] = TableResult(
            name,
            [one.rows[i] for i in order],
            [one.keys[i] for i in order],
            {column: [values[i] for i in order] for column, values in one.columns.items()},
            [one.counted[i] for i in order],
        )
    after = summarise(replace(result, tables=shuffled), SCHEMA, context(LAN))
    assert summary_text(after) == summary_text(before)


def test_summaries_add_up_in_any_order_and_any_lots() -> None:
    rng = Random(11)
    counts = [summarise(book(rng, group), SCHEMA, context(group)).counts for group in groups(rng, 12)]
    whole = merge(counts)
    for _ in range(20):
        rng.shuffle(counts)
        cut = sorted(rng.sample(range(13), 2))
        parts = [merge(counts[: cut[0]]), merge(counts[cut[0] : cut[1]]), merge(counts[cut[1] :])]
        rng.shuffle(parts)
        assert merge(parts) == whole


def test_a_household_that_stands_twice_is_counted_once() -> None:
    day = date(2025, 10, 5)
    twice = summary_of_households(
        household_code=["TDP03-0001", "TDP03-0002", "TDP03-0001"], guided_on=[day, day, day], vneid_level2=[True, None, True]
    )
    assert twice.counts["households_guided"] == 2
    assert twice.counts["platform_vneid_level2"] == 1


def test_guided_before_the_plan_or_after_the_period_is_not_guided() -> None:
    edges = [date(2025, 8, 31), date(2025, 9, 1), date(2025, 12, 14), date(2025, 12, 15), None]
    assert summary_of_households(guided_on=edges).counts["households_guided"] == 2


def test_a_platform_without_a_date_is_not_counted() -> None:
    found = summary_of_households(guided_on=[None, date(2025, 10, 1)], e_payment=[True, True])
    assert found.counts["platform_e_payment"] == 1


def test_a_row_that_must_not_be_counted_is_not() -> None:
    day = date(2025, 10, 5)
    found = summary_of_households(guided_on=[day, day], counted=[True, False])
    assert found.counts["households_guided"] == 1


def test_a_tab_nobody_typed_in_gives_no_figure_and_not_zero() -> None:
    found = summary_of_households(guided_on=[None, None], persons=[None, None])
    assert found.state == "empty"
    assert "households_guided" not in found.counts
    assert found.counts == {"households_official": 100}


def test_a_group_that_typed_its_households_only_is_partial_and_has_no_activities_figure() -> None:
    names = [field.name for field in SCHEMA.tables["difficulties"].fields if field.name != "check"]
    tables = {
        "households": households(guided_on=[date(2025, 10, 5)]),
        "activities": TableResult("activities", [], [], {"activity_code": [], "held_on": [], "kind": []}, []),
        "difficulties": TableResult("difficulties", [], [], {name: [] for name in names}, []),
    }
    found = summarise(BookResult("TDP03", "b", tables, ()), SCHEMA, context(LAN))
    assert found.state == "partial"
    assert "activities" not in found.counts
    assert found.counts["difficulties"] == 0, "no difficulty is an answer"


def test_a_tab_where_everything_is_wrong_is_not_taken_for_silence() -> None:
    wrong = Finding("bad_date", "error", "TDP03", "households", 2, "TDP03-0001", "guided_on", "hôm qua")
    result = BookResult("TDP03", "b", {"households": households(guided_on=[None])}, (wrong,))
    found = summarise(result, SCHEMA, context(LAN))
    assert found.state == "partial"
    assert found.counts["households_guided"] == 0
    assert found.findings == {"error|bad_date": 1}


def test_an_answered_question_is_no_finding_any_more() -> None:
    answered = Finding("jump", "question", "TDP03", "households", 2, "TDP03-0001", "persons", 40, answered=True)
    result = BookResult("TDP03", "b", {"households": households(guided_on=[date(2025, 10, 5)])}, (answered,))
    assert summarise(result, SCHEMA, context(LAN)).findings == {}


def test_a_column_that_is_missing_is_unknown_and_not_zero() -> None:
    one = households(guided_on=[date(2025, 10, 5)], education=[False])
    result = BookResult("TDP03", "b", {"households": replace(one, missing_columns=("health",))}, ())
    counts = summarise(result, SCHEMA, context(LAN)).counts
    assert "platform_health" not in counts
    assert counts["platform_education"] == 0


def test_a_question_that_nobody_in_the_group_answered_is_unknown_and_one_no_is_zero() -> None:
    days = [date(2025, 10, 5), date(2025, 10, 6), None]
    counts = summary_of_households(guided_on=days, vneid_level2=[True, None, None], health=[None, False, None]).counts
    assert counts["households_guided"] == 2
    assert counts["platform_vneid_level2"] == 1
    assert counts["platform_health"] == 0, "one household said no"
    for name in ("platform_city_app", "platform_education", "zalo_households", "literacy_households"):
        assert name not in counts, name


def test_answers_about_households_that_are_not_guided_say_nothing_of_those_that_are() -> None:
    counts = summary_of_households(guided_on=[date(2025, 10, 5), None], e_payment=[None, True]).counts
    assert "platform_e_payment" not in counts
    nobody_guided = summary_of_households(guided_on=[None, None], zalo_group=[True, None]).counts
    assert nobody_guided["platform_e_payment"] == 0, "where nobody was guided, nobody was guided in this"
    assert nobody_guided["zalo_households"] == 1


def tab(table: str, n: int, **columns: list) -> TableResult:
    """A tab with its numbered rows; columns that are not given are blank."""
    sheet = SCHEMA.tables[table]
    keys = [f"{sheet.primary_key}{i:02d}" for i in range(n)]
    every = {field.name: columns.get(field.name, [None] * n) for field in sheet.fields if field.name != "check"}
    return TableResult(table, range(2, n + 2), keys, {**every, sheet.primary_key or "": keys}, [True] * n)


def test_a_tab_that_may_stay_empty_has_no_businesses_online_and_one_with_names_only_does_not_know() -> None:
    guided = households(guided_on=[date(2025, 10, 5)])
    figures = {}
    for name, names in (("untouched", [None, None]), ("named", ["Quán cơm", None])):
        tables = {"households": guided, "businesses": tab("businesses", 2, name=names)}
        figures[name] = summarise(BookResult("TDP03", "b", tables, ()), SCHEMA, context(LAN)).counts
    assert (figures["untouched"]["businesses"], figures["untouched"]["businesses_on_marketplace"]) == (0, 0)
    assert figures["named"]["businesses"] == 1
    assert not [key for key in figures["named"] if key.startswith("businesses_on_marketplace")]


def test_a_mark_left_blank_says_no() -> None:
    tables = {
        "households": households(guided_on=[date(2025, 10, 5)]),
        "difficulties": tab("difficulties", 2, raised_on=[date(2025, 11, 3), None], category=["apps", None]),
        "members": tab("members", 2, full_name=["x", None], team_number=[1, None]),
    }
    counts = summarise(BookResult("TDP03", "b", tables, ()), SCHEMA, context(LAN)).counts
    assert (counts["difficulties"], counts["difficulties_urgent"], counts["difficulties_urgent_open"]) == (1, 0, 0)
    assert (counts["teams"], counts["teams_with_leader"]) == (1, 0)


def test_groups_that_were_asked_add_up_beside_one_that_was_not() -> None:
    day = [date(2025, 10, 5)]
    counts = [summary_of_households(guided_on=day, zalo_group=[said]).counts for said in (True, None, False, True)]
    assert merge(counts)["zalo_households"] == 2
    assert merge([merge(counts[:2]), merge(counts[2:])]) == merge(counts)
    assert "zalo_households" not in merge([counts[1], counts[1]])


def test_a_team_of_five_is_five_and_not_four_or_six() -> None:
    sheet = SCHEMA.tables["members"]
    teams = [1] * 5 + [2] * 4 + [3] * 6
    n = len(teams)
    columns = {field.name: [None] * n for field in sheet.fields if field.name != "check"}
    keys = [f"TV{i:02d}" for i in range(n)]
    columns |= {"member_code": keys, "team_number": teams, "full_name": ["x"] * n, "is_leader": [True, *[False] * 4, True, True, *[None] * 8]}
    result = BookResult("TDP03", "b", {"members": TableResult("members", range(n), keys, columns, [True] * n)}, ())
    counts = summarise(result, SCHEMA, context(LAN)).counts
    assert (counts["teams"], counts["teams_of_five"], counts["teams_with_leader"]) == (3, 1, 1)


def test_the_leaders_mark_is_the_first_day_it_was_set_and_only_of_this_period() -> None:
    columns = {
        "period": ["2025-Q3", "2025-Q4", "2025-Q4"],
        "submitted": [True, True, True],
        "submitted_on": [date(2025, 9, 12), date(2025, 12, 16), date(2025, 12, 12)],
    }
    tables = {"submissions": TableResult("submissions", [2, 3, 4], columns["period"], columns, [True] * 3)}
    found = summarise(BookResult("TDP03", "b", tables, ()), SCHEMA, context(LAN))
    assert found.submitted_on == date(2025, 12, 12)
    assert found.state == "empty", "marking is no content"


def test_nothing_personal_is_in_a_summary() -> None:
    rng = Random(3)
    for group in groups(rng, 5):
        text = summary_text(summarise(book(rng, group), SCHEMA, context(group)))
        assert PERSONAL_TEXT not in text
        assert "Mận" not in text


def test_a_summary_survives_the_state_file() -> None:
    rng = Random(5)
    one = summarise(book(rng, LAN), SCHEMA, context(LAN), fourth_quarter().entry_deadline, "abc")
    assert summary_of(summary_text(one)) == one
