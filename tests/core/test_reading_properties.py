"""Reading is idempotent, independent of row order and of batching."""

from __future__ import annotations

from collections import Counter
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from test_planted import CONTEXT

from household_tables import COLUMNS, HEADER, SCHEMA, SHEET, make_table
from toso.core.dates import show
from toso.core.validate import validate_table
from toso.model import CellValue, Finding, RawTable, TableResult
from worlds import catalogue

Rows = list[list[CellValue]]
ACROSS_ROWS = {"duplicate_key"}
seeds = st.integers(0, 10_000)


def validated(rows: Rows, first_row: int = 2) -> tuple[TableResult, list[Finding]]:
    return validate_table(SCHEMA, SHEET, RawTable("households", "Hộ gia đình", HEADER, rows, first_row), CONTEXT, catalogue())


def by_row(result: TableResult) -> Counter[tuple[object, ...]]:
    return Counter(zip(*(result.columns[name] for name in COLUMNS), strict=True))


def said(findings: list[Finding]) -> Counter[tuple[object, ...]]:
    """Findings without their row numbers."""
    return Counter((one.kind, one.severity, one.column, one.key, repr(one.value), one.suggestion) for one in findings)


@settings(max_examples=30, deadline=None)
@given(seeds, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_value_and_no_finding(seed: int, rng: Random) -> None:
    rows = make_table(120, seed, share=0.1).rows
    shuffled = rng.sample(rows, len(rows))
    (one, told), (other, told_again) = validated(rows), validated(shuffled)
    assert by_row(one) == by_row(other)
    assert said(told) == said(told_again)
    assert sum(one.counted) == sum(other.counted)


@settings(max_examples=30, deadline=None)
@given(seeds, st.integers(1, 119))
def test_reading_in_batches_gives_what_reading_at_once_gives(seed: int, cut: int) -> None:
    rows = make_table(120, seed, share=0.1).rows
    whole, told = validated(rows)
    first, told_first = validated(rows[:cut])
    second, told_second = validated(rows[cut:], first_row=2 + cut)
    assert by_row(whole) == by_row(first) + by_row(second)
    alone = [(one.row, one.column, one.kind, one.message) for one in told if one.kind not in ACROSS_ROWS]
    assert alone == [(one.row, one.column, one.kind, one.message) for one in (*told_first, *told_second) if one.kind not in ACROSS_ROWS]


@settings(max_examples=30, deadline=None)
@given(seeds)
def test_reading_twice_gives_the_same_and_reading_what_was_read_changes_nothing(seed: int) -> None:
    rows = make_table(120, seed, share=0.1).rows
    result, told = validated(rows)
    again, told_again = validated(rows)
    assert (result.columns, told) == (again.columns, told_again)
    read: Rows = [[_as_typed(result.columns[name][at]) for name in COLUMNS] for at in range(len(result.rows))]
    kept = [row for row, counted in zip(read, result.counted, strict=True) if counted]
    settled, left = validated(kept)
    assert by_row(settled) == Counter(tuple(result.columns[name][at] for name in COLUMNS) for at in range(len(result.rows)) if result.counted[at])
    assert {one.kind for one in left} <= {"platform_without_date"}


def _as_typed(value: object) -> CellValue:
    return show(value) if hasattr(value, "strftime") else value  # type: ignore[return-value,arg-type]
