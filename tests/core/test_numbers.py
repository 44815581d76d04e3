"""Numbers as they are typed in Vietnamese."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toso.core.numbers import read_number, show
from toso.core.problem import Problem


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (4, 4), (4.0, 4), ("4", 4), ("04", 4), (" 7 ", 7), ("4 khẩu", 4), ("4 người", 4), ("1.234", 1234), ("1.234.567", 1234567),
        ("1 234", 1234), ("-3", -3), ("−3", -3), ("12,0", 12), ("1,234,567", 1234567),
    ],
)
def test_whole_numbers(typed: object, read: int) -> None:
    assert read_number(typed, whole=True) == read


@pytest.mark.parametrize(("typed", "read"), [("1,5", 1.5), (1.5, 1.5), ("1.234,5", 1234.5), ("85,5%", 0.855), ("85 %", 0.85), ("0,25", 0.25)])
def test_numbers_with_decimals(typed: object, read: float) -> None:
    assert read_number(typed, whole=False) == pytest.approx(read)


@pytest.mark.parametrize(
    ("typed", "read"),
    [("2.000.000", 2_000_000), ("2.000.000đ", 2_000_000), ("2000000 VNĐ", 2_000_000), ("2 triệu", 2_000_000), ("1,5 triệu đồng", 1_500_000), ("500k", 500_000), (750000.0, 750_000)],
)
def test_sums_of_money(typed: object, read: int) -> None:
    assert read_number(typed, whole=True, money=True) == read


@pytest.mark.parametrize(
    ("typed", "kind", "suggestion"),
    [
        ("1.5", "ambiguous_number", ""), ("1,234", "ambiguous_number", "1234"), (1.234, "ambiguous_number", "1234"),
        ("1,234.5", "ambiguous_number", ""), (1.5, "bad_number", ""), ("1,5", "bad_number", ""), ("bốn", "bad_number", "4"),
        ("khoảng 6", "bad_number", "6"), ("4-5", "bad_number", ""), ("nhiều", "bad_number", ""), ("?", "bad_number", ""),
        (True, "bad_number", ""), (float("nan"), "bad_number", ""), (float("inf"), "bad_number", ""), ("1e3", "bad_number", ""),
        ("9" * 50_000, "bad_number", ""), ("85,5%", "bad_number", ""), ("500k", "bad_number", ""), ("12/10", "bad_number", ""),
        ("100%", "bad_number", ""), ("200 %", "bad_number", ""), ("4 %.", "bad_number", "4"), ("0.123", "ambiguous_number", ""), ("00.123", "ambiguous_number", ""),
        ("0 123", "bad_number", ""), ("0,123,456", "bad_number", ""),
    ],
)
def test_what_is_no_certain_whole_number_is_told(typed: object, kind: str, suggestion: str) -> None:
    read = read_number(typed, whole=True)
    assert isinstance(read, Problem)
    assert (read.kind, read.suggestion) == (kind, suggestion)


def test_a_bare_point_is_asked_about_with_the_comma_as_suggestion() -> None:
    assert read_number("1.5", whole=False) == Problem("ambiguous_number", "1,5")
    assert read_number("85.5%", whole=False) == Problem("ambiguous_number", "85,5%")
    assert read_number("0.123", whole=False) == Problem("ambiguous_number", "0,123")


@given(st.integers(-(10**14), 10**14))
def test_a_number_shown_and_read_again_is_the_same_number(number: int) -> None:
    assert read_number(show(number), whole=True) == number == read_number(str(number), whole=True)


@given(st.one_of(st.text(max_size=20), st.text(alphabet="0123456789.,% -k", max_size=12), st.integers(), st.floats(), st.booleans()))
def test_any_cell_gives_a_whole_number_or_a_problem(cell: object) -> None:
    read = read_number(cell, whole=True)
    assert isinstance(read, Problem) or (isinstance(read, int) and not isinstance(read, bool))


@given(st.integers(0, 999), st.integers(0, 99))
def test_a_point_before_one_or_two_digits_is_never_taken_for_a_number(whole: int, decimals: int) -> None:
    assert isinstance(read_number(f"{whole}.{decimals}", whole=True), Problem)
