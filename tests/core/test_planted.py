"""Tables with 3 % of their cells wrong: everything planted is found at its row, column and kind, and nothing else is."""

from __future__ import annotations

from datetime import datetime

import pytest

from household_tables import HEADER, PLAN_END, PLAN_START, SCHEMA, SHEET, TODAY, Table, make_table
from toso.core.validate import validate_table
from toso.model import Context, Group, Period, RawTable
from worlds import catalogue

PERIOD = Period("2025-Q4", "quarter", PLAN_START, TODAY, TODAY, datetime(2025, 12, 15, 12))
CONTEXT = Context(Group("TDP03", "Tổ 3", None), frozenset({"TDP03", "TDP04"}), PERIOD, PLAN_START, PLAN_END, TODAY)


def found(table: Table) -> set[tuple[int, str, str]]:
    raw = RawTable("households", "Hộ gia đình", HEADER, table.rows)
    _, findings = validate_table(SCHEMA, SHEET, raw, CONTEXT, catalogue())
    places = [(one.row, one.column, one.kind) for one in findings]
    assert len(places) == len(set(places))
    return set(places)


def assert_exact(table: Table, share: float) -> None:
    cells = 12 * len(table.rows)
    assert len(table.planted) > share * cells
    told = found(table)
    assert (table.planted - told, told - table.planted) == (set(), set())


@pytest.mark.parametrize("seed", range(5))
def test_ten_thousand_rows_precision_and_recall_are_1(seed: int) -> None:
    table = make_table(10_000, seed)
    assert_exact(table, 0.02)
    assert len({(column, kind) for _, column, kind in table.planted}) >= 28


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 105))
def test_a_hundred_thousand_rows_precision_and_recall_are_1(seed: int) -> None:
    assert_exact(make_table(100_000, seed), 0.02)


def test_a_table_without_mistakes_has_no_findings() -> None:
    assert found(make_table(2_000, 1, share=0)) == set()
