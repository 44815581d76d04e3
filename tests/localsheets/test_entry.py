"""What a person types into a cell, and what Sheets makes of it."""

from datetime import date

import pytest
from formula_grid import many
from hypothesis import given
from hypothesis import strategies as st

from localsheets.entry import Entered, parse_entry
from localsheets.numberformat import format_value

TODAY = date(2025, 11, 24)


def typed(text, locale="en_US", current=None):
    """(value, pattern) of what was typed."""
    found = parse_entry(text, locale, current, TODAY)
    return found.formula or found.value, (found.number_format or {}).get("pattern")


@pytest.mark.parametrize(
    ("text", "value", "pattern"),
    [
        ("42", 42, None),
        ("0042", 42, None),
        (" 42 ", 42, None),
        ("+84912345678", 84912345678, None),
        ("-7.5", -7.5, None),
        (".5", 0.5, None),
        ("42.01", 42.01, None),
        ("2,000,000.01", 2000000.01, "#,##0.00"),
        ("2,000", 2000, "#,##0"),
        ("85.5%", 0.855, "0.00%"),
        ("85%", 0.85, "0%"),
        ("$1,000.50", 1000.5, '"$"#,##0.00'),
        ("-$5", -5, '"$"#,##0'),
        ("€5", 5, "[$€]#,##0"),
        ("1e5", 100000, "0.00E+00"),
        ("TRUE", True, None),
        ("false", False, None),
        ("2020-01-01", 43831, "yyyy-mm-dd"),
        ("1999-01-02", 36162, "yyyy-mm-dd"),
        ("10/5/2025", 45935, "m/d/yyyy"),
        ("5-Oct-2025", 45935, "d-mmm-yyyy"),
        ("October 5, 2025", 45935, "mmmm d, yyyy"),
        ("10/5", 45935, "m/d"),
        ("12/30/1899", 0, "m/d/yyyy"),
        ("10:30", 0.4375, "h:mm"),
        ("10:30 PM", 0.9375, "h:mm am/pm"),
        ("25:30:00", 1.0625, "[h]:mm:ss"),
        ("2020-01-01 12:00", 43831.5, "yyyy-mm-dd h:mm"),
        ("1/2/34", 12421, "m/d/yy"),
    ],
)
def test_in_en_us_typing_gives_a_number_and_its_format(text, value, pattern):
    assert typed(text) == (value, pattern)
    assert type(typed(text)[0]) is type(value)


@pytest.mark.parametrize(
    ("text", "value", "pattern"),
    [
        ("1.234,5", 1234.5, "#,##0.00"),
        ("2.000.000", 2000000, "#,##0"),
        ("0,8", 0.8, None),
        ("85,5%", 0.855, "0.00%"),
        ("1.000 ₫", 1000, '#,##0\\ "₫"'),
        ("1000đ", 1000, '#,##0\\ "₫"'),
        ("5/10/2025", 45935, "d/m/yyyy"),
        ("05/10/2025", 45935, "dd/m/yyyy"),
        ("05/09/2025", 45905, "dd/mm/yyyy"),
        ("31/12", 46022, "d/m"),
        ("2025-10-05", 45935, "yyyy-mm-dd"),
        ("5 tháng 10, 2025", 45935, 'd" tháng "m", "yyyy'),
        ("10:30", 0.4375, "h:mm"),
    ],
)
def test_in_vi_vn_the_comma_is_the_decimal_and_the_day_comes_first(text, value, pattern):
    assert typed(text, "vi_VN") == (value, pattern)


@pytest.mark.parametrize(
    "text",
    ["3_1_0", "1,5", "1,234,56", "12/13/14/15", "20/10/2023", "2020-02-30", "1/2/345", "=", "+", "-", ".", "１２",
     "0912 345 678", "HH-0012", "10:75", "nan", "inf", "1e999", "Tổ 3", "5 cái", "12.10.2025", "1/2", "%5"],
)  # fmt: skip
def test_what_is_no_number_stays_text(text):
    found = parse_entry(text, "en_US")
    assert found == Entered(text, None, None)


def test_in_vi_vn_an_english_number_stays_text():
    assert typed("12/13/2025", "vi_VN") == ("12/13/2025", None)
    assert typed("1.5", "vi_VN") == ("1.5", None)
    assert typed("1,234.5", "vi_VN") == ("1,234.5", None)


def test_an_apostrophe_keeps_a_phone_number_as_text():
    assert parse_entry("'0912345678") == Entered("0912345678", None, None)
    assert parse_entry("'=1+1") == Entered("=1+1", None, None)


def test_a_plain_text_cell_keeps_what_is_typed():
    for text in ("0042", "=1+1", "2020-01-01", "TRUE"):
        assert parse_entry(text, current_format={"type": "TEXT"}) == Entered(text, None, None)


def test_an_equals_sign_or_a_plus_starts_a_formula():
    assert parse_entry("= 1 / 1024") == Entered(None, "= 1 / 1024", None)
    assert parse_entry("+A1") == Entered(None, "=+A1", None)
    assert parse_entry("=sum(a1;b2)").formula == "=sum(A1,B2)"
    assert parse_entry("=SUM(A1;0,5)", "vi_VN").formula == "=SUM(A1;0,5)"
    assert parse_entry("=SUM(A1").formula == "=SUM(A1)"


def test_nothing_typed_is_nothing():
    assert parse_entry("") == Entered(None, None, None)
    assert parse_entry("   ") == Entered("   ", None, None)


def test_a_cell_that_has_a_format_keeps_it_unless_a_date_lands_in_a_cell_for_numbers():
    money = {"type": "CURRENCY", "pattern": '#,##0 "₫"'}
    dates = {"type": "DATE", "pattern": "dd/mm/yyyy"}
    assert typed("2,000", current=money) == (2000, None)
    assert typed("10/5/2025", current=dates) == (45935, None)
    assert typed("10/5/2025", current=money) == (45935, "m/d/yyyy")


def test_without_a_clock_a_date_without_a_year_stays_text():
    assert parse_entry("10/5").value == "10/5"


@many
@given(st.text(max_size=80))
def test_whatever_is_typed_the_answer_is_a_value_and_never_an_error(text):
    for locale in ("en_US", "vi_VN"):
        found = parse_entry(text, locale, None, TODAY)
        assert found.formula is None or found.value is None


@many
@given(st.dates(), st.sampled_from(["en_US", "vi_VN"]), st.sampled_from(["d-mmm-yyyy", "yyyy-mm-dd", "date"]))
def test_a_date_shown_and_typed_again_is_the_same_day(day, locale, pattern):
    serial = day.toordinal() - 693594
    pattern = {"en_US": "m/d/yyyy", "vi_VN": "dd/mm/yyyy"}[locale] if pattern == "date" else pattern
    if locale == "vi_VN" and "mmm" in pattern:
        pattern = 'd" tháng "m", "yyyy'
    shown = format_value(serial, {"type": "DATE", "pattern": pattern}, locale)
    again = parse_entry(shown, locale, None, TODAY)
    assert again.value == serial
    assert format_value(again.value, again.number_format, locale) == shown


@many
@given(st.integers(-(10**12), 10**12), st.sampled_from(["#,##0", "#,##0.00", "0%", '"₫"#,##0']), st.sampled_from(["en_US", "vi_VN"]))
def test_a_number_shown_and_typed_again_is_the_same_number(number, pattern, locale):
    pattern = pattern.replace('"₫"', "[$₫]")
    shown = format_value(number, {"type": "NUMBER", "pattern": pattern}, locale)
    assert parse_entry(shown, locale).value == number


@many
@given(st.decimals(-(10**9), 10**9, places=2), st.sampled_from(["en_US", "vi_VN"]))
def test_a_sum_with_two_decimals_survives_being_shown_and_typed(amount, locale):
    number = float(amount)
    shown = format_value(number, {"type": "NUMBER", "pattern": "#,##0.00"}, locale)
    assert parse_entry(shown, locale).value == number


@many
@given(st.integers(0, 86399), st.sampled_from(["h:mm:ss", "h:mm:ss am/pm", "[h]:mm:ss"]))
def test_a_time_shown_and_typed_again_is_the_same_second(second, pattern):
    shown = format_value(second / 86400, {"type": "TIME", "pattern": pattern}, "en_US")
    assert round(parse_entry(shown).value * 86400) == second
