"""Periods and deadlines, against the dates that the domain's page lists (Decree 09/2019/NĐ-CP, art. 12)."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toso.core import periods
from toso.core.calendar import DAY, VIETNAM, Calendar, _quiet, in_vietnam, public_holidays
from toso.errors import UsageError

PLAIN = Calendar()
SWAPPED = Calendar(days_off=frozenset({date(2026, 1, 2)}), days_worked=frozenset({date(2026, 1, 10)}))
"""The Government's swap of New Year 2026: Friday 2/1 off, Saturday 10/1 worked."""


@pytest.mark.parametrize(
    ("code", "start", "end", "sending"),
    [
        ("2025-Q1", date(2024, 12, 15), date(2025, 3, 14), date(2025, 3, 14)),
        ("2025-Q2", date(2025, 3, 15), date(2025, 6, 14), date(2025, 6, 13)),
        ("2025-Q3", date(2025, 6, 15), date(2025, 9, 14), date(2025, 9, 15)),
        ("2025-Q4", date(2025, 9, 15), date(2025, 12, 14), date(2025, 12, 15)),
        ("2026-Q1", date(2025, 12, 15), date(2026, 3, 14), date(2026, 3, 13)),
        ("2025-12", date(2025, 11, 15), date(2025, 12, 14), date(2025, 12, 15)),
        ("2026-01", date(2025, 12, 15), date(2026, 1, 14), date(2026, 1, 15)),
        ("2025-H1", date(2024, 12, 15), date(2025, 6, 14), date(2025, 6, 13)),
        ("2025-H2", date(2025, 6, 15), date(2025, 12, 14), date(2025, 12, 15)),
        ("2025", date(2024, 12, 15), date(2025, 12, 14), date(2025, 12, 15)),
    ],
)
def test_the_decrees_periods_run_from_the_15th_to_the_14th(code: str, start: date, end: date, sending: date) -> None:
    one = periods.period(code, PLAIN)
    assert (one.code, one.start, one.end, one.sending_day) == (code, start, end, sending)
    assert one.entry_deadline == datetime.combine(sending, time(12), VIETNAM)


def test_no_15th_of_a_quarter_from_2025_to_2028_is_a_public_holiday() -> None:
    """What the domain's page says of those four years: only weekends move the sending day."""
    moved = {
        one.code: one.sending_day
        for one in periods.periods_between(date(2025, 1, 1), date(2028, 12, 1), "quarter", PLAIN)
        if one.sending_day.day != 15
    }
    weekends = {
        periods.quarter_of(date(year, month, 14), PLAIN).code
        for year in range(2025, 2029)
        for month in (3, 6, 9, 12)
        if date(year, month, 15).weekday() > 4
    }
    assert set(moved) == weekends
    assert {"2025-Q1", "2025-Q2", "2026-Q1"} <= set(moved)


def test_a_day_off_by_decree_moves_the_sending_day_and_a_worked_saturday_keeps_it() -> None:
    off = Calendar(days_off=frozenset({date(2025, 12, 15)}))
    assert periods.period("2025-Q4", off).sending_day == date(2025, 12, 12)
    worked = Calendar(days_worked=frozenset({date(2025, 3, 15)}))
    assert periods.period("2025-Q1", worked).sending_day == date(2025, 3, 15)


def test_new_year_2026_is_swapped_with_a_saturday() -> None:
    assert PLAIN.is_working_day(date(2026, 1, 2)) and not PLAIN.is_working_day(date(2026, 1, 10))
    assert not SWAPPED.is_working_day(date(2026, 1, 2)) and SWAPPED.is_working_day(date(2026, 1, 10))


def test_vietnams_culture_day_is_a_holiday_from_2026() -> None:
    assert PLAIN.is_working_day(date(2025, 11, 24))
    assert not PLAIN.is_working_day(date(2026, 11, 24))


def test_on_the_morning_of_the_15th_people_still_work_on_the_old_quarter() -> None:
    morning = datetime(2025, 12, 15, 10, tzinfo=VIETNAM)
    assert periods.current_period(morning, PLAIN).code == "2025-Q4"
    assert periods.current_period(morning.replace(hour=12), PLAIN).code == "2026-Q1"


def test_after_an_early_freeze_people_work_on_the_old_quarter_until_it_closes() -> None:
    frozen = datetime(2026, 3, 13, 12, tzinfo=VIETNAM)
    assert periods.current_period(frozen, PLAIN).code == "2026-Q1"
    assert periods.current_period(datetime(2026, 3, 14, 23, 59, tzinfo=VIETNAM), PLAIN).code == "2026-Q1"
    assert periods.current_period(datetime(2026, 3, 15, tzinfo=VIETNAM), PLAIN).code == "2026-Q2"


@pytest.mark.parametrize(
    ("moment", "plan_end", "code"),
    [
        ("2025-12-15T16:30", date(2025, 12, 31), "2025-Q4"),
        ("2025-12-16T00:00", date(2025, 12, 31), "plan-20251215-20251231"),
        ("2026-01-08T09:00", date(2025, 12, 31), "plan-20251215-20251231"),
        ("2026-02-20T09:00", date(2025, 12, 31), "plan-20251215-20251231"),
        ("2027-05-01T09:00", date(2025, 12, 31), "plan-20251215-20251231"),
        ("2026-02-20T09:00", date(2025, 12, 14), "2025-Q4"),
        ("2026-02-20T09:00", date(2026, 12, 31), "2026-Q1"),
        ("2026-02-20T09:00", None, "2026-Q1"),
    ],
)
def test_after_the_last_quarter_its_last_days_are_shown_and_nothing_after_the_plan(
    moment: str, plan_end: date | None, code: str
) -> None:
    now = datetime.fromisoformat(moment).replace(tzinfo=VIETNAM)
    assert periods.shown_period(now, PLAIN, plan_end=plan_end).code == code


def test_people_read_a_short_code_of_the_last_days() -> None:
    tail = periods.tail_of_plan(date(2025, 12, 31), "quarter", PLAIN)
    assert tail is not None and tail.row_code == periods.row_code(tail.code) == "BS-2025-12"
    assert periods.tail_of_plan(date(2025, 12, 14), "quarter", PLAIN) is None
    assert periods.row_code("2025-Q4") == "2025-Q4" and periods.row_code("adhoc-20251001-20251120").startswith("adhoc")


def test_no_public_holiday_of_a_century_falls_on_a_day_taken_for_quiet() -> None:
    found = [day for year in range(2000, 2100) for day in public_holidays(year) if _quiet(day)]
    assert found == []
    assert _quiet(date(2025, 12, 15)) and not _quiet(date(2026, 11, 24))


def test_an_ad_hoc_period_and_the_plans_last_days_are_found_again_by_their_codes() -> None:
    asked = periods.ad_hoc(date(2025, 10, 1), date(2025, 11, 20), date(2025, 11, 24), PLAIN)
    assert periods.period(asked.code, PLAIN) == asked
    assert asked.entry_deadline == datetime(2025, 11, 24, 12, tzinfo=VIETNAM)
    last = periods.final(date(2025, 12, 15), date(2025, 12, 31), PLAIN)
    assert periods.period(last.code, PLAIN) == last
    assert last.sending_day == date(2026, 1, 15)


@pytest.mark.parametrize(
    "code", ["", "2025-Q5", "2025-13", "Q4", "2025-H3", "adhoc-20251301-20251401", "2025_Q4", "25-Q4"]
)
def test_a_code_that_names_no_period_is_told(code: str) -> None:
    with pytest.raises(UsageError, match="period_unknown"):
        periods.period(code, PLAIN)


@given(st.dates(date(1990, 1, 1), date(2090, 12, 1)), st.sampled_from(list(periods.MONTHS)))
def test_every_day_lies_in_exactly_one_period_and_they_follow_without_a_gap(day: date, kind: str) -> None:
    one = periods.period_of(day, kind, PLAIN)  # type: ignore[arg-type]
    assert one.start <= day <= one.end
    assert periods.after(one, PLAIN).start == one.end + DAY
    assert periods.before(periods.after(one, PLAIN), PLAIN) == one
    assert periods.period(one.code, PLAIN) == one
    assert one.sending_day.day <= 15 and PLAIN.is_working_day(one.sending_day)
    assert all(not PLAIN.is_working_day(one.sending_day + n * DAY) for n in range(1, 16 - one.sending_day.day))


@given(st.datetimes(datetime(2020, 1, 1), datetime(2050, 1, 1)))
def test_the_current_period_never_lies_behind_nor_more_than_one_ahead(moment: datetime) -> None:
    now = in_vietnam(moment)
    one = periods.current_period(now, PLAIN)
    assert now < max(one.entry_deadline, periods.closes_at(one))
    assert now.date() >= one.start
