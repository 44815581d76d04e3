"""One cell by its column: blank is unknown, errors of formulas and identity numbers are told in any column."""

from __future__ import annotations

from datetime import date, datetime
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toso.core.bounds import bounds_of
from toso.core.cells import FORMULA_ERRORS, UNCALCULATED, reader_for, taken_as_typed
from toso.core.columns import Bounds
from toso.core.dates import to_serial
from toso.core.problem import Problem
from toso.core.text import LETTERS
from toso.errors import SchemaError
from toso.schema.types import Constraints, Field
from typing_in import context
from worlds import schema

BOUNDS: Bounds = bounds_of(context())
cells = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=40),
    st.text(alphabet="0123456789/.- +", max_size=16), st.text(alphabet="abcdeghinotuvx ĐÐ\u00ad\u200b" + LETTERS, max_size=20),
)


def read(field: Field, raw: object) -> object:
    return reader_for(field, schema().lists, BOUNDS, ("", "-", "—"))(raw)


ONE_OF_EACH = (
    Field("a", "A"), Field("b", "B", type="integer"), Field("c", "C", type="number"), Field("d", "D", type="boolean"),
    Field("e", "E", type="date"), Field("f", "F", list="skills"), Field("g", "G", format="phone"), Field("h", "H", format="email"),
    Field("i", "I", format="code", constraints=Constraints(pattern="TDP[0-9]{2}")),
)


@pytest.mark.parametrize("field", ONE_OF_EACH, ids=lambda one: one.type + "-" + one.format)
@pytest.mark.parametrize("blank", [None, "", "  ", "\u00a0", "\u200b", "-", " — ", "\n"])
def test_blank_is_unknown_in_every_column(field: Field, blank: str | None) -> None:
    assert read(field, blank) is None


@pytest.mark.parametrize("field", ONE_OF_EACH, ids=lambda one: one.type + "-" + one.format)
@pytest.mark.parametrize("error", sorted(FORMULA_ERRORS))
def test_an_error_of_a_formula_is_told_in_every_column(field: Field, error: str) -> None:
    assert read(field, error) == Problem("formula_error")


@pytest.mark.parametrize("field", ONE_OF_EACH, ids=lambda one: one.type + "-" + one.format)
def test_an_identity_number_is_told_in_every_column(field: Field) -> None:
    assert read(field, "030985123408") == Problem("citizen_id_like")


@pytest.mark.parametrize("typed", ["030985123408", 30985123408, "030,985,123,408", "O30 985 123 408"])
def test_an_identity_number_in_place_of_a_code_of_another_tab_is_not_shown_as_a_code_that_is_not_there(typed: object) -> None:
    assert read(schema().tables["survey"].field("household_code"), typed) == Problem("citizen_id_like")


@pytest.mark.parametrize("field", ONE_OF_EACH, ids=lambda one: one.type + "-" + one.format)
def test_a_formula_that_a_file_holds_without_its_value_is_told_as_one(field: Field) -> None:
    assert read(field, UNCALCULATED) == Problem("formula_error", facts={"variant": "not_calculated"})


def test_a_column_of_money_takes_big_sums() -> None:
    assert read(Field("m", "M", type="integer", format="money"), 142_345_678) == 142_345_678


@pytest.mark.parametrize(
    ("field", "typed", "kind"),
    [
        (Field("a", "A", constraints=Constraints(max_length=5)), "Nguyễn", "too_long"),
        (Field("a", "A", constraints=Constraints(min_length=3)), "An", "too_short"),
        (Field("a", "A", constraints=Constraints(max_length=500)), "x" * 50_000, "too_long"),
        (Field("a", "A", format="code", constraints=Constraints(pattern="TDP[0-9]{2}")), "TDP3", "bad_pattern"),
        (Field("a", "A", type="integer", constraints=Constraints(minimum=1)), 0, "too_small"),
        (Field("a", "A", type="integer", constraints=Constraints(maximum="households_official")), 601, "too_large"),
        (Field("a", "A", type="date", constraints=Constraints(minimum="2022-01-01")), "31/12/2021", "date_too_early"),
        (Field("a", "A", type="date", constraints=Constraints(maximum="period_end")), "15/12/2025", "date_too_late"),
        (Field("a", "A", format="email"), "an@", "bad_email"),
        (Field("a", "A", format="person_name"), "TrÇn §øc C\u00adêng", "unreadable_text"),
        (schema().tables["survey"].field("age_band"), "Dưới 18", "under_age"),
        (schema().tables["survey"].field("age_band"), 15, "under_age"),
        (schema().tables["survey"].field("age_band"), "17 tuổi", "under_age"),
    ],
)
def test_constraints_are_told_by_their_kind(field: Field, typed: object, kind: str) -> None:
    problem = read(field, typed)
    assert isinstance(problem, Problem) and problem.kind == kind


@pytest.mark.parametrize(("typed", "value"), [(" To@Truong.vn ", "To@Truong.vn"), ("mailto:a.b@c.com.vn", "a.b@c.com.vn")])
def test_addresses(typed: str, value: str) -> None:
    assert read(Field("a", "A", format="email"), typed) == value


def test_a_moment_keeps_its_time() -> None:
    assert read(Field("a", "A", type="datetime"), to_serial(date(2025, 10, 5)) + 0.5) == datetime(2025, 10, 5, 12)


def test_a_bound_that_nobody_knows_is_an_error_of_the_schema() -> None:
    with pytest.raises(SchemaError, match="schema_unknown_bound"):
        reader_for(Field("a", "A", type="integer", constraints=Constraints(maximum="number_of_dogs")), {}, BOUNDS)


@pytest.mark.parametrize("field", [one for sheet in schema().book("group") for one in sheet.fields], ids=lambda one: one.name)
@settings(max_examples=30)
@given(raw=cells)
def test_any_cell_in_any_column_is_a_value_blank_or_a_problem_and_the_same_twice(field: Field, raw: object) -> None:
    first, second = read(field, raw), read(field, raw)
    assert first == second or first != first
    if isinstance(first, Problem) and first.kind == "citizen_id_like":
        assert first == Problem("citizen_id_like")


@pytest.mark.parametrize("field", [one for sheet in schema().book("group") for one in sheet.fields], ids=lambda one: one.name)
@settings(max_examples=30)
@given(raw=st.one_of(st.text(max_size=30), st.text(alphabet="ABCTDPĐ0123456789- " + LETTERS, max_size=20)))
def test_what_is_taken_as_typed_is_what_the_reader_would_give(field: Field, raw: str) -> None:
    as_typed = taken_as_typed(field)
    if as_typed is not None and as_typed(raw):
        assert read(field, raw) == raw


@given(raw=cells)
def test_reading_what_was_read_gives_the_same(raw: object) -> None:
    for field in ONE_OF_EACH:
        value = read(field, raw)
        if value is not None and not isinstance(value, Problem | date):
            assert read(field, value) == value


AWKWARD = {
    "letters and a number": "x" * 49_991 + "123456789", "points": "1." * 25_000, "one number and points": "1" + "." * 49_999, "hyphens": "a-" * 25_000,
    "a link's beginning": "h" * 49_987 + " 030985123408", "spaces": " " * 49_999 + "1", "marks on one letter": "e" + "\u0323\u0301" * 24_999,
    "invisible": "\u200b" * 50_000, "lines": "1\n" * 25_000, "old font": "TrÇn" * 12_500, "slashes": "1/" * 25_000, "digits": "9" * 50_000,
    "address": "a@" + "a." * 24_999, "errors": "#" * 50_000,
}  # fmt: skip


@pytest.mark.parametrize("text", AWKWARD.values(), ids=AWKWARD)
def test_a_cell_of_fifty_thousand_characters_of_any_make_is_read_in_a_moment(text: str) -> None:
    started = perf_counter()
    for field in ONE_OF_EACH:
        read(field, text)
    assert perf_counter() - started < 5  # reading in the square of the length would take minutes
