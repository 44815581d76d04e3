"""Dates as volunteers type them: text day first, numbers as serial days; what could be two days is asked, not guessed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toso.core.dates import Window, as_seen, from_serial, read_date, read_text_date, show, to_serial
from toso.core.problem import Problem

PLAN = (date(2025, 9, 1), date(2025, 12, 31))
TODAY = date(2025, 12, 14)
WINDOW = Window(PLAN[0], TODAY, PLAN)
OPEN = Window()


@pytest.mark.parametrize(
    "typed",
    [
        "5/10/25", "05-10-2025", "5.10.2025", "05/10/2025", " 5/10/2025 ", "5 / 10 / 2025", "5/10/2025 14:30", "2025-10-05",
        "2025-10-05T08:00:00", "2025/10/5", "ngày 5/10/2025", "Ngày 5 tháng 10 năm 2025", "Chủ nhật, 5/10/2025", "CN 5/10/2025",
        "5\u00a0/10/2025\u200b", to_serial(date(2025, 10, 5)), float(to_serial(date(2025, 10, 5))) + 0.6,
    ],
)
def test_every_certain_form_of_5_october_2025_is_that_day(typed: object) -> None:
    assert read_date(typed, WINDOW) == date(2025, 10, 5)


@pytest.mark.parametrize(
    ("typed", "kind", "suggestion"),
    [
        ("5/10", "ambiguous_date", "05/10/2025"),
        ("12/10", "ambiguous_date", "12/10/2025"),
        ("14 tháng 11", "ambiguous_date", "14/11/2025"),
        ("5/7", "ambiguous_date", ""),
        ("T9/2025", "ambiguous_date", ""),
        ("tháng 9", "ambiguous_date", ""),
        ("9/2025", "ambiguous_date", ""),
        ("2025", "ambiguous_date", ""),
        (2025, "ambiguous_date", ""),
        (5.1, "ambiguous_date", ""),
        ("12/10/2025, 15/10/2025", "ambiguous_date", ""),
        ("12 và 15/10/2025", "ambiguous_date", ""),
        ("12-15/10/2025", "ambiguous_date", ""),
        ("12/10/2025\n15/10/2025", "ambiguous_date", ""),
        ("5-10/2025", "ambiguous_date", ""),
        ("30/2/2025", "bad_date", ""),
        ("31/11/2025", "bad_date", ""),
        ("30/2", "bad_date", ""),
        ("5/13/2025", "bad_date", ""),
        ("5/10/205", "bad_date", "05/10/2025"),
        ("5/10/20255", "bad_date", ""),
        ("05102025", "bad_date", "05/10/2025"),
        (20251005, "bad_date", "05/10/2025"),
        ("khoảng 5/10/2025", "bad_date", "05/10/2025"),
        ("5,10,2025", "ambiguous_date", "05/10/2025"),
        ("5, 6, 10/2025", "ambiguous_date", ""),
        ("5 10 2025", "bad_date", "05/10/2025"),
        ("5\\10\\2025", "bad_date", "05/10/2025"),
        ("5 tháng 10, 2025", "bad_date", "05/10/2025"),
        ("10/25/2025", "bad_date", "25/10/2025"),
        ("45935", "bad_date", "05/10/2025"),
        ("51025", "bad_date", "05/10/2025"),
        (-1000, "bad_date", ""),
        ("5/10/2024", "date_too_early", "05/10/2025"),
        (to_serial(date(1925, 10, 5)), "date_too_early", "05/10/2025"),
        ("5/10/2026", "date_too_late", "05/10/2025"),
        ("hôm qua", "bad_date", ""),
        ("đã làm", "bad_date", ""),
        ("x" * 50_000, "bad_date", ""),
        (True, "bad_date", ""),
        (-3, "bad_date", ""),
        (1e300, "bad_date", ""),
        ("31/8/2025", "date_too_early", ""),
        ("15/12/2025", "date_too_late", ""),
        ("10/5/2025", "date_too_early", "05/10/2025"),
        (to_serial(date(2025, 6, 25)), "date_too_early", ""),
        (to_serial(date(2026, 2, 20)), "date_too_late", ""),
    ],
)
def test_what_is_no_certain_day_is_told_with_the_likely_one(typed: object, kind: str, suggestion: str) -> None:
    read = read_date(typed, WINDOW)
    assert isinstance(read, Problem)
    assert (read.kind, read.suggestion) == (kind, suggestion)


@pytest.mark.parametrize(("real", "meant"), [(date(2025, 5, 10), date(2025, 10, 5)), (date(2026, 1, 12), date(2026, 12, 1))])
def test_a_real_day_outside_its_bounds_that_fits_when_day_and_month_change_places_is_ambiguous(real: date, meant: date) -> None:
    read = read_date(to_serial(real), WINDOW)
    assert isinstance(read, Problem)
    fits = WINDOW.expects(meant)
    assert (read.kind, read.suggestion) == (("ambiguous_date", show(meant)) if fits else ("date_too_late", ""))


def test_a_real_day_that_fits_is_taken_as_it_is_even_if_it_would_fit_swapped_too() -> None:
    assert read_date(to_serial(date(2025, 10, 11)), WINDOW) == date(2025, 10, 11)


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_a_day_shown_and_read_again_is_the_same_day(day: date) -> None:
    assert read_date(show(day), OPEN) == day == from_serial(to_serial(day))
    assert read_date(to_serial(day), OPEN) == day
    assert as_seen(to_serial(day)) == show(day)


@given(st.one_of(st.text(max_size=30), st.integers(), st.floats(), st.booleans(), st.text(alphabet="0123456789/.- tháng", max_size=14)))
def test_any_cell_gives_a_day_inside_the_bounds_or_a_problem(cell: object) -> None:
    read = read_date(cell, WINDOW)
    assert isinstance(read, Problem) or WINDOW.holds(read)


@given(st.dates(PLAN[0], TODAY), st.sampled_from(["{d}/{m}/{y}", "{d:02}-{m:02}-{y}", "{d}.{m}.{s:02}", "{y}-{m:02}-{d:02}"]))
def test_every_form_of_every_day_of_the_plan_is_read_as_that_day(day: date, form: str) -> None:
    assert read_date(form.format(d=day.day, m=day.month, y=day.year, s=day.year % 100), WINDOW) == day


def test_the_day_of_old_lists_is_read_whatever_the_bounds() -> None:
    assert read_text_date("5/10/2019", WINDOW) == date(2019, 10, 5)
    assert to_serial(date(1899, 12, 30)) == 0 and from_serial(1) == date(1899, 12, 30) + timedelta(days=1)
