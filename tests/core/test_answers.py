"""Giải thích: an answer is bound to key, kind and value."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from toso.core.answers import known_of, pack, unpack
from toso.core.cross import cross_check
from toso.model import BookResult
from typing_in import check, context, household, tab, team
from worlds import catalogue, schema


def visits(count: int, why: str | None = None, day: str = "5/10/2025", **also: Any) -> Any:
    rows = [household(number, guided_on=day, guided_by="TV01") for number in range(1, count + 1)]
    rows[0] |= {"explanation": why, **also}
    return tab("households", *rows)


def many(result: BookResult) -> list[bool]:
    return [one.answered for one in result.findings if one.kind == "many_visits"]


def test_a_text_answers_the_question_and_errors_are_never_answered() -> None:
    result = check(tab("members", *team()), visits(41, "Hôm đó cả tổ cùng đi", persons="bốn"))
    assert [(one.kind, one.answered) for one in result.findings] == [("many_visits", True), ("bad_number", False)]


def test_it_stays_answered_while_key_kind_and_value_stay_even_when_rows_are_sorted_and_the_text_is_tidied_away() -> None:
    first = check(tab("members", *team()), visits(41, "Hôm đó cả tổ cùng đi"))
    tidied = visits(41)
    again = check(tab("members", *team()), tidied, answers=known_of(first))
    upside_down = check(tab("members", *team()), replace(tidied, rows=tidied.rows[::-1]), answers=known_of(first))
    assert many(first) == many(again) == many(upside_down) == [True]


def test_two_questions_at_one_cell_keep_an_answer_each() -> None:
    members = tab("members", *team())
    rows = [household(n, guided_on="5/10/2025", guided_by="TV01" if n <= 50 else f"TV0{2 + n % 4}") for n in range(1, 131)]
    rows[0] |= {"explanation": "Hôm đó hướng dẫn tập trung"}
    first = check(members, tab("households", *rows))
    again = check(members, tab("households", *rows), answers=unpack(pack(known_of(first))))
    assert many(first) == many(again) == [True, True]  # 50 of one member, 130 of one day


def test_a_team_of_four_stays_explained_when_its_rows_are_sorted_another_way() -> None:
    four = team(size=4)
    four[0] |= {"explanation": "Một người vừa chuyển đi"}
    first = check(tab("members", *four))
    sorted_by_name = check(tab("members", *sorted(four, key=lambda one: str(one["full_name"]))), answers=known_of(first))
    assert [(one.kind, one.key, one.answered) for one in sorted_by_name.findings] == [("team_size", "TV01", True)]


def test_another_value_or_another_number_asks_again_until_there_is_a_new_text() -> None:
    members = tab("members", *team())
    first = check(members, visits(41, "Hôm đó cả tổ cùng đi"))
    assert many(check(members, visits(41, "Hôm đó cả tổ cùng đi", day="6/10/2025"), answers=known_of(first))) == [False]
    assert many(check(members, visits(42, "Hôm đó cả tổ cùng đi"), answers=known_of(first))) == [False]
    assert many(check(members, visits(42, "Thêm một hộ ở nhà văn hóa"), answers=known_of(first))) == [True]


def test_a_later_question_of_the_same_row_needs_a_text_of_its_own() -> None:
    members = tab("members", *team())
    first = check(members, visits(41, "Hôm đó cả tổ cùng đi"))
    later = check(members, visits(41, "Hôm đó cả tổ cùng đi", phone=912345678), answers=known_of(first))
    assert [(one.kind, one.answered) for one in later.findings] == [("many_visits", True), ("ambiguous_phone", False)]


def test_an_answer_whose_question_is_gone_is_forgotten() -> None:
    members = tab("members", *team())
    first = check(members, visits(41, "Hôm đó cả tổ cùng đi"))
    assert len(known_of(first)) == 1
    assert known_of(check(members, visits(40, "Hôm đó cả tổ cùng đi"), answers=known_of(first))) == {}


def test_answers_are_kept_without_what_was_typed() -> None:
    known = known_of(check(tab("members", *team()), visits(41, "Hôm đó cả tổ cùng đi")))
    rows = pack(known)
    assert unpack(rows) == known
    assert "cả tổ" not in repr(rows) and "5/10" not in repr(rows)


@pytest.mark.parametrize("rows", [[[]], [["a", "b"]], [[1, 2, 3, 4, 5, 6]], [["", None, "", "", "", ""]]])
def test_rows_that_are_no_answers_are_passed_over(rows: list[list[object]]) -> None:
    assert unpack(rows) == {}


def test_both_groups_are_told_of_a_claimed_code_and_neither_sees_the_others_people() -> None:
    ours = check(tab("households", household(7, head_name="Bùi Thị Sáu", persons=4)))
    theirs = check(tab("households", household(7, "TDP03", head_name="Phạm Văn Chín", persons=2)), ctx=context("TDP04"))
    assert [one.kind for one in theirs.findings] == ["other_group_code"]
    told = cross_check([theirs, ours], schema(), catalogue())
    (finding,) = told["TDP03"]
    assert (finding.kind, finding.severity, finding.row, finding.key, finding.column) == ("claimed_by_other_group", "warning", 2, "TDP03-0007", "household_code")
    assert "TDP04" in finding.message and "TDP03-0007" in finding.message
    assert "Sáu" not in repr(theirs) and "Chín" not in repr(told)
    assert list(ours.tables["households"].counted) == [True]


def test_a_code_that_its_own_group_does_not_use_is_the_claimers_slip_alone() -> None:
    theirs = check(tab("households", household(8, "TDP03", persons=2)), ctx=context("TDP04"))
    assert cross_check([theirs, check(tab("households", household(7, persons=4)))], schema(), catalogue()) == {}


def test_a_claim_can_be_answered_too() -> None:
    ours = check(tab("households", household(7, persons=4, explanation="Hộ này đã chuyển về tổ tôi")))
    theirs = check(tab("households", household(7, "TDP03", persons=2)), ctx=context("TDP04"))
    (finding,) = cross_check([theirs, ours], schema(), catalogue())["TDP03"]
    assert finding.answered
