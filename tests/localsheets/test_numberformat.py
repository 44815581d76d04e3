"""Numbers, dates and texts as a cell shows them."""

import pytest
from formula_grid import many
from hypothesis import given
from hypothesis import strategies as st

from localsheets.formula import FormulaError
from localsheets.numberformat import color_of, format_value


def shown(value, pattern, locale="en_US"):
    return format_value(value, {"type": "NUMBER", "pattern": pattern}, locale)


@pytest.mark.parametrize(
    ("value", "pattern", "text"),
    [
        # the samples of Google's guide to formats
        (12345.125, "#,##0.00", "12,345.13"),
        (12345.125, "####.#", "12345.1"),
        (12.34, "000.0##", "012.34"),
        (5, "#.0#", "5.0"),
        (5.125, "# ???/???", "5   1/8  "),
        (12345, "#,##0.0,", "12.3"),
        (1.5, "[Red]0.00", "1.50"),
        # and others
        (0.855, "0.0%", "85.5%"),
        (0.855, "0%", "86%"),
        (-5.5, "0.00;(0.00)", "(5.50)"),
        (0, '0;-0;"không"', "không"),
        (1234567890, "(###) ###-####", "(123) 456-7890"),
        (5, "0000", "0005"),
        (12345, "0.00E+00", "1.23E+04"),
        (0.00012, "0.0e-0", "1.2e-4"),
        (1234.5, '"$"#,##0.00', "$1,234.50"),
        (1234.5, "[$₫-42A] #,##0", "₫ 1,235"),
        (12, '[<10]"ít";[>=10]"nhiều: "0', "nhiều: 12"),
        (5, '[<10]"ít";[>=10]"nhiều: "0', "ít"),
        (5, '0 "hộ"', "5 hộ"),
        (5, "0\\ \\x", "5 x"),
        (5, "_(0_)", " 5 "),
        (5, "* 0", "5"),
        (0.5, "#.##", ".5"),
        (0.5, "?.??", " .5 "),
        (2.5, "0", "3"),
        (-2.5, "0", "-3"),
        (1.005, "0.00", "1.01"),
        (-0.001, "0.00", "0.00"),
        (5, "@", "5"),
        (1e20, "#,##0", "100,000,000,000,000,000,000"),
        (0.5, "?/?", "1/2"),
        (0.5, "# ?/8", " 4/8"),
        (1000, "General", "1000"),
        (1000, '"x"', "x"),
    ],
)
def test_a_number_is_shown_by_its_pattern(value, pattern, text):
    assert shown(value, pattern) == text


@pytest.mark.parametrize(
    ("value", "pattern", "text"),
    [
        (43831, "yyyy-mm-dd", "2020-01-01"),
        (43831, "d/m/yy", "1/1/20"),
        (0, "dd/mm/yyyy", "30/12/1899"),
        (2.5, "yyyy-mm-dd hh:mm", "1900-01-01 12:00"),
        (44000.5, "dddd, mmmm d yyyy", "Thursday, June 18 2020"),
        (44000.5, "ddd d mmm", "Thu 18 Jun"),
        (44000.5, "mmmmm", "J"),
        (44000.5, "h:mm am/pm", "12:00 PM"),
        (44000.0625, "hh:mm a/p", "01:30 a"),
        (44000.0625, "h:m A/P", "1:30 A"),
        (44000.51, "h:mm:ss", "12:14:24"),
        (44000.51, "MM/dd h:mm", "06/18 12:14"),
        (44000.123456, "ss.000", "46.598"),
        (1.51, "[h]:mm:ss", "36:14:24"),
        (1.51, "[mm]:ss", "2174:24"),
        (-0.5, "[h]:mm", "-12:00"),
        (0.4375, "h:mm", "10:30"),
        (-1, "dd/mm/yyyy", "29/12/1899"),
        (1e9, "yyyy", "1000000000"),
    ],
)
def test_a_serial_is_shown_as_a_date_or_time(value, pattern, text):
    assert shown(value, pattern) == text


def test_m_is_minutes_only_beside_hours_or_seconds():
    assert shown(44000.51, "m") == "6"
    assert shown(44000.51, "h m") == "12 14"
    assert shown(44000.51, "m:ss") == "14:24"
    assert shown(44000.51, "h:M") == "12:6"


def test_vi_vn_has_its_own_separators_and_names():
    assert shown(1234567.891, "#,##0.00", "vi_VN") == "1.234.567,89"
    assert shown(0.855, "0.0%", "vi_VN") == "85,5%"
    assert shown(44000.5, "dddd, dd mmmm yyyy", "vi_VN") == "Thứ Năm, 18 tháng 6 2020"
    assert shown(44000.75, "h:mm am/pm", "vi_VN") == "6:00 CH"
    assert format_value(1000, {"type": "CURRENCY"}, "vi_VN") == "1.000,00 ₫"
    assert format_value(0.1, None, "vi_VN") == "0,1"


def test_a_type_without_a_pattern_takes_the_locales_own():
    assert format_value(43831, {"type": "DATE"}, "en_US") == "1/1/2020"
    assert format_value(43831, {"type": "DATE"}, "vi_VN") == "01/01/2020"
    assert format_value(43831.5, {"type": "DATE_TIME"}, "vi_VN") == "01/01/2020 12:00:00"
    assert format_value(0.5, {"type": "TIME"}, "en_US") == "12:00:00 PM"
    assert format_value(0.5, {"type": "PERCENT"}, "en_US") == "50.00%"
    assert format_value(1000.5, {"type": "NUMBER"}, "en_US") == "1,000.50"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (42, "42"),
        (0.0009765625, "0.0009765625"),
        (1 / 3, "0.3333333333"),
        (100 / 3, "33.33333333"),
        (1 / 30, "0.03333333333"),
        (2000000.01, "2000000.01"),
        (123456789.123, "123456789.1"),
        (0.1 + 0.2, "0.3"),
        (9.99999999999, "10"),
        (123456789012345, "123456789012345"),
        (1234567890123456789, "1.23457E+18"),
        (1e-5, "1E-05"),
        (5.551115123125783e-17, "5.55112E-17"),
        (-1.5, "-1.5"),
        (1e300, "1E+300"),
    ],
)
def test_without_a_format_a_number_has_ten_digits(value, text):
    assert format_value(value, None) == text


def test_what_is_no_number_is_shown_as_it_is():
    assert format_value(None, None) == ""
    assert format_value(True, None) == "TRUE"
    assert format_value(False, {"type": "NUMBER", "pattern": "0.00"}) == "FALSE"
    assert format_value("Bà Lan", {"type": "NUMBER", "pattern": "0.00"}) == "Bà Lan"
    assert format_value("Lan", {"type": "TEXT", "pattern": '"bà "@'}) == "bà Lan"
    assert format_value("Lan", {"type": "NUMBER", "pattern": '0;-0;0;"bà "@'}) == "bà Lan"
    assert format_value(FormulaError("#N/A"), None) == "#N/A"


def test_a_pattern_may_colour_a_number():
    assert color_of(-1, "0;[Red]-0") == "red"
    assert color_of(1, "0;[Red]-0") is None
    assert color_of(1, "[Color12]0") == "color12"


@many
@given(
    st.one_of(st.floats(allow_nan=True, allow_infinity=True), st.integers(-(10**30), 10**30)),
    st.text(alphabet='0#?.,%E+-/"\\_*@[];dmyhs:ampAMP/$Red ', max_size=30),
)
def test_no_pattern_and_no_number_breaks_the_display(value, pattern):
    assert isinstance(shown(value, pattern), str)


@many
@given(st.floats(allow_nan=False, allow_infinity=False, width=64))
def test_the_automatic_display_is_close_to_the_number(number):
    text = format_value(number, None)
    assert abs(float(text) - number) <= abs(number) * 1e-5
