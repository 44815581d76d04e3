"""A jump against the period before is a question, never an error."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from toso.model import BookResult, Context, GroupSummary
from typing_in import check, context, household, tab, team, told


def after(period: str = "2025-Q3", **counts: int) -> Context:
    return replace(context(), last_summary=GroupSummary("TDP03", period, counts, {}, "complete", None))


def guided(number: int) -> Any:
    return tab("households", *(household(n, guided_on=f"{1 + n % 28}/10/2025") for n in range(1, number + 1)))


def sessions(*participants: int) -> Any:
    return tab("activities", *({"activity_code": f"HD{n:03d}", "held_on": "5/10/2025", "kind": "Video", "pillar": "Kinh tế số", "participants": number} for n, number in enumerate(participants, 1)))


def jumps(result: BookResult) -> list[tuple[Any, ...]]:
    return [one for one in told(result, "table", "row", "kind", "severity") if one[2] == "jump"]


@pytest.mark.parametrize(("before", "asked"), [(90, []), (94, []), (106, [("households", 2, "jump", "question")]), (400, [("households", 2, "jump", "question")])])
def test_coverage_that_fell_by_much_is_asked_about_and_cleaning_up_is_not(before: int, asked: list[Any]) -> None:
    assert jumps(check(guided(90), ctx=after(households_guided=before))) == asked


@pytest.mark.parametrize(("before", "now", "asked"), [(60, 300, False), (200, 2000, True), (0, 900, False), (20, 400, False)])
def test_a_sum_many_times_that_of_the_period_before_is_asked_about(before: int, now: int, asked: bool) -> None:
    assert bool(jumps(check(sessions(now), ctx=after(people_reached=before)))) is asked


def test_the_question_names_both_figures_and_can_be_answered() -> None:
    rows = guided(90)
    finding = next(one for one in check(rows, ctx=after(households_guided=200)).findings if one.kind == "jump")
    assert "200" in finding.message and "90" in finding.message and finding.key == "TDP03-0001"


def test_the_question_stays_at_its_row_when_rows_are_sorted_and_never_stands_at_a_row_of_totals() -> None:
    rows = guided(90)
    turned = replace(rows, rows=[["Tổng cộng", *rows.rows[0][1:]], *rows.rows[::-1]])
    assert [one.key for one in check(turned, ctx=after(households_guided=200)).findings if one.kind == "jump"] == ["TDP03-0001"]


def test_the_same_period_is_not_compared_with_itself() -> None:
    assert jumps(check(guided(90), ctx=after("2025-Q4", households_guided=400))) == []


def test_an_empty_tab_is_missing_content_not_a_jump() -> None:
    assert jumps(check(tab("members", *team()), guided(0), ctx=after(households_guided=400))) == []
