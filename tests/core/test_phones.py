"""Phone numbers: forms people type, the lost zero, two in a cell, old prefixes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toso.core.phones import MOBILE, read_phone
from toso.core.problem import Problem

mobiles = st.from_regex(MOBILE, fullmatch=True)


@pytest.mark.parametrize(
    "typed",
    [
        "0912345678", "0912 345 678", "0912.345.678", "0912-345-678", "+84912345678", "+84 912 345 678", "84912345678",
        "0084912345678", "+84 (0)912 345 678", "ĐT: 0912.345.678", "sđt 0912345678", "0912\u00a0345\u00a0678\u200b",
    ],
)
def test_every_certain_form_of_a_mobile_is_ten_digits(typed: str) -> None:
    assert read_phone(typed) == "0912345678"


@pytest.mark.parametrize(
    ("old", "now"),
    [("01621234567", "0321234567"), ("0169 123 4567", "0391234567"), ("01201234567", "0701234567"), ("01281234567", "0781234567"),
     ("01231234567", "0831234567"), ("01291234567", "0821234567"), ("01861234567", "0561234567"), ("01991234567", "0591234567"),
     ("+84 168 123 4567", "0381234567")],
)
def test_old_eleven_digit_mobiles_take_their_new_prefix(old: str, now: str) -> None:
    assert read_phone(old) == now


@pytest.mark.parametrize("typed", ["02203000895", "0220 3000 895", "0225.3822.115", "+84 225 3822 115"])
def test_landlines_of_the_two_old_provinces_keep_eleven_digits(typed: str) -> None:
    read = read_phone(typed)
    assert isinstance(read, str) and len(read) == 11


@pytest.mark.parametrize("typed", [912345678, 912345678.0, "912345678", "912 345 678", 840064252])
def test_nine_digits_have_probably_lost_their_zero_which_only_an_import_puts_back(typed: object) -> None:
    asked = read_phone(typed)
    assert isinstance(asked, Problem) and asked.kind == "ambiguous_phone"
    assert read_phone(typed, mend_lost_zero=True) == asked.suggestion
    assert asked.suggestion.startswith("0") and len(asked.suggestion) == 10


@pytest.mark.parametrize(
    "typed",
    ["0912345678/0987654321", "0912345678 - 0987654321", "0912345678, 0987654321", "0850047706\n0700043307", "0912345678 0987654321",
     "09123456780987654321", "0912.345.678 hoặc 0987.654.321", "912345678; 987654321"],
)
def test_two_numbers_in_a_cell_are_told(typed: str) -> None:
    read = read_phone(typed)
    assert isinstance(read, Problem) and read.kind == "two_phones"


@pytest.mark.parametrize(
    ("typed", "suggestion"),
    [("09123", ""), ("0123456", ""), ("không có", ""), ("091234567", ""), ("09123456789", ""), ("0612345678", ""), ("0912345678 (vợ)", "0912345678"),
     (True, ""), (1.5, ""), ("9" * 50_000, ""), ("+1 912 345 6789", "")],
)
def test_anything_else_is_no_phone(typed: object, suggestion: str) -> None:
    read = read_phone(typed)
    assert isinstance(read, Problem)
    assert (read.kind, read.suggestion) == ("bad_phone", suggestion)


@given(mobiles)
def test_a_phone_read_again_is_the_same_phone(number: str) -> None:
    assert read_phone(number) == read_phone(f"+84{number[1:]}") == read_phone(f"{number[:4]} {number[4:7]} {number[7:]}") == number


@given(st.one_of(st.text(max_size=24), st.text(alphabet="0123456789+ .-/", max_size=26), st.integers(), st.floats()))
def test_any_cell_gives_a_number_of_ours_or_a_problem(cell: object) -> None:
    read = read_phone(cell)
    assert isinstance(read, Problem) or (read.startswith("0") and len(read) in (10, 11) and read.isascii() and read.isdigit())
