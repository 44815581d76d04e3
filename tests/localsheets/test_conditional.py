"""Conditional formats: which rule paints which cell."""

import pytest
from formula_grid import NOON, Book

from localsheets.conditional import Painter, evaluate, problem
from localsheets.numberformat.serial import serial_of

RED = {"backgroundColor": {"red": 1.0}}
BLUE = {"backgroundColor": {"blue": 1.0}}
TODAY = serial_of(NOON.date())


@pytest.fixture
def book():
    """Tổ 3: what was found wrong, names, persons, days."""
    return Book(
        {
            "A1": "|guided_on|persons|", "B1": "Bà Lan", "C1": 4, "D1": TODAY,
            "A2": "|persons|", "B2": "ông Lân", "C2": -2, "D2": TODAY - 3,
            "A3": "", "B3": "lan@phuong.vn", "C3": "4", "D3": TODAY - 400,
            "B4": "https://phuong.vn", "C4": True, "D4": "=1/0",
        },
        formats={"D1": {"type": "DATE", "pattern": "dd/mm/yyyy"}},
        names={},
        Danh={"A1": "Bà Lan"},
    )  # fmt: skip


def rule(kind, *values, area=(0, 4, 0, 4), paint=RED):
    condition = {"type": kind}
    if values:
        condition["values"] = [v if isinstance(v, dict) else {"userEnteredValue": str(v)} for v in values]
    return {"ranges": [box(*area)], "booleanRule": {"condition": condition, "format": paint}}


def box(top, bottom, left, right):
    return {"startRowIndex": top, "endRowIndex": bottom, "startColumnIndex": left, "endColumnIndex": right}


def painted(book, *rules, locale="en_US"):
    """The names of the cells of A1:D5 that are painted red."""
    painter = Painter(list(rules), book, "Tổ 3", locale, NOON)
    return [f"{'ABCD'[c]}{r + 1}" for c in range(4) for r in range(5) if painter.at(r, c) == RED]


@pytest.mark.parametrize(
    ("condition", "cells"),
    [
        (("NUMBER_GREATER", 0), ["C1", "D1", "D2", "D3"]),
        (("NUMBER_GREATER_THAN_EQ", 4), ["C1", "D1", "D2", "D3"]),
        (("NUMBER_LESS", 0), ["C2"]),
        (("NUMBER_LESS_THAN_EQ", -2), ["C2"]),
        (("NUMBER_EQ", "=C1"), ["C1"]),
        (("NUMBER_BETWEEN", 5, -5), ["C1", "C2"]),
        (("NUMBER_NOT_BETWEEN", -5, 5), ["D1", "D2", "D3"]),
        (("TEXT_CONTAINS", "LAN"), ["B1", "B3"]),
        (("TEXT_STARTS_WITH", "bà"), ["B1"]),
        (("TEXT_ENDS_WITH", "vn"), ["B3", "B4"]),
        (("TEXT_EQ", "bà lan"), ["B1"]),
        (("TEXT_CONTAINS", "24/11"), ["D1"]),
        (("TEXT_IS_EMAIL",), ["B3"]),
        (("TEXT_IS_URL",), ["B4"]),
        (("DATE_EQ", {"relativeDate": "TODAY"}), ["D1"]),
        (("DATE_EQ", {"relativeDate": "PAST_WEEK"}), ["D1", "D2"]),
        (("DATE_BEFORE", {"relativeDate": "PAST_YEAR"}), ["C1", "C2", "D3"]),
        (("DATE_AFTER", {"relativeDate": "YESTERDAY"}), ["D1"]),
        (("DATE_ON_OR_AFTER", "11/21/2025"), ["D1", "D2"]),
        (("DATE_BETWEEN", "11/1/2025", "11/22/2025"), ["D2"]),
        (("NOT_BLANK",), ["A1", "A2", "B1", "B2", "B3", "B4", "C1", "C2", "C3", "C4", "D1", "D2", "D3", "D4"]),
        (("BLANK",), ["A3", "A4"]),
        (("ONE_OF_LIST", "Bà Lan", "4"), ["B1", "C1", "C3"]),
        (("BOOLEAN",), ["C4"]),
    ],
)
def test_a_condition_paints_the_cells_it_holds_for(book, condition, cells):
    area = (0, 1, 2, 3) if condition[1:2] == ("=C1",) else (0, 4, 0, 4)
    assert painted(book, rule(*condition, area=area)) == cells


def test_a_formula_is_written_for_the_top_left_of_the_range_and_moves_with_the_cell(book):
    by_helper = rule("CUSTOM_FORMULA", '=ISNUMBER(FIND("|persons|",$A1))', area=(0, 4, 2, 3))
    assert painted(book, by_helper) == ["C1", "C2"]
    below = rule("CUSTOM_FORMULA", "=C1>0", area=(1, 4, 2, 3))
    assert painted(book, below) == ["C2", "C4"]


def test_a_formula_that_ends_in_an_error_or_text_paints_nothing(book):
    assert painted(book, rule("CUSTOM_FORMULA", "=1/0")) == []
    assert painted(book, rule("CUSTOM_FORMULA", '="x"')) == []
    assert painted(book, rule("CUSTOM_FORMULA", "=QUERY(A1)")) == []
    assert painted(book, rule("NUMBER_EQ")) == []
    assert painted(book, rule("NO_SUCH_TYPE")) == []


def test_the_first_rule_that_holds_wins(book):
    first, second = rule("NUMBER_GREATER", 0, paint=BLUE), rule("NUMBER_GREATER", -5)
    assert evaluate([first, second], book, "Tổ 3", 0, 2) == BLUE
    assert evaluate([first, second], book, "Tổ 3", 1, 2) == RED
    assert evaluate([first, second], book, "Tổ 3", 2, 2) is None


def test_a_rule_with_an_open_range_reaches_to_the_end(book):
    open_below = {"ranges": [{"startRowIndex": 1}], "booleanRule": {"condition": {"type": "BLANK"}, "format": RED}}
    assert evaluate([open_below], book, "Tổ 3", 900, 20) == RED
    assert evaluate([open_below], book, "Tổ 3", 0, 20) is None


def test_in_vi_vn_a_rule_reads_its_numbers_and_dates_as_people_type_them_there(book):
    assert painted(book, rule("NUMBER_BETWEEN", "3,5", "4,5"), locale="vi_VN") == ["C1"]
    assert painted(book, rule("DATE_ON_OR_AFTER", "21/11/2025"), locale="vi_VN") == ["D1", "D2"]
    assert painted(book, rule("CUSTOM_FORMULA", "=AND(C1>3,5;C1<5)", area=(0, 4, 2, 3)), locale="vi_VN") == ["C1"]


def test_a_list_from_a_range_fits_its_values(book):
    assert painted(book, rule("ONE_OF_RANGE", "=Danh!$A$1:$A$3", area=(0, 4, 1, 2))) == ["B1"]


def test_a_colour_scale_lies_between_its_points():
    book = Book({"A1": 0, "A2": 5, "A3": 10, "A4": "x"})
    white = {"red": 1.0, "green": 1.0, "blue": 1.0}
    scale = {
        "ranges": [box(0, 9, 0, 1)],
        "gradientRule": {
            "minpoint": {"color": white, "type": "MIN"},
            "maxpoint": {"color": {"green": 1.0}, "type": "MAX"},
        },
    }
    painter = Painter([scale], book, "Tổ 3")
    assert painter.at(0, 0)["backgroundColor"] == white
    assert painter.at(1, 0)["backgroundColor"] == {"red": 0.5, "green": 1.0, "blue": 0.5}
    assert painter.at(2, 0)["backgroundColor"] == {"red": 0.0, "green": 1.0, "blue": 0.0}
    assert painter.at(3, 0) is None
    scale["gradientRule"]["midpoint"] = {"color": {"red": 1.0}, "type": "PERCENTILE", "value": "50"}
    assert Painter([scale], book, "Tổ 3").at(1, 0)["backgroundColor"] == {"red": 1.0, "green": 0.0, "blue": 0.0}


def test_google_refuses_a_formula_that_names_another_sheet_or_does_not_parse():
    def said(text, kind="CUSTOM_FORMULA"):
        return problem({"type": kind, "values": [{"userEnteredValue": text}]}, "en_US", "Tổ 3")

    assert said("=A1>0") is None
    assert said('=INDIRECT("Danh!A1")>0') is None
    assert said("='Tổ 3'!A1>0") is None
    assert "different sheet" in said("=Danh!A1>0")
    assert said("=A1>") == "Invalid ConditionValue.userEnteredValue: =A1>"
    assert said("A1>0") == "Invalid ConditionValue.userEnteredValue: A1>0"
    assert said("5", "NUMBER_EQ") is None
