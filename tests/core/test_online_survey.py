"""The online form of Phường Trần Liễu: who answers, whose group they are counted in, and what happens to strange questions."""

from __future__ import annotations

from datetime import date
from typing import Any

from toso.core.dates import to_serial
from toso.core.online_survey import Online, bind_questions, group_links, prefilled_link, read_online
from toso.core.survey_merge import check_online, with_online
from toso.model import BookResult, Context, Group, RawBook, RawTable
from worlds import catalogue, fourth_quarter, schema

SURVEY = schema().tables["survey"]
ASKED = {
    "surveyed_on": "Dấu thời gian",
    "household_code": "Mã hộ của ông/bà",
    "consent": "Ông/bà có đồng ý trả lời khảo sát không?",
    "age_band": "Ông/bà thuộc nhóm tuổi nào?",
    "sex": "Giới tính của ông/bà?",
    "h2": "Nhà ông/bà đang dùng bao nhiêu điện thoại thông minh?",
    "p5": "Ông/bà có tìm và kiểm tra được tin đúng sai trên mạng không?",
    "p6": "Ông/bà có nhắn tin hoặc gọi video bằng Zalo được không?",
}
OCTOBER_19 = to_serial(date(2025, 10, 19))
CHI_HOA = {"surveyed_on": OCTOBER_19 + 0.35, "household_code": "TDP03-0007", "consent": "Tôi đồng ý", "age_band": "35–44", "sex": "Nữ", "h2": 3, "p5": "Cần giúp", "p6": "Tự làm"}
BAC_LAM = {"surveyed_on": OCTOBER_19 + 0.5, "household_code": "TDP07-0012", "consent": "Có", "age_band": "Từ 65 trở lên", "sex": "Nam", "h2": 1, "p5": "Không", "p6": "Cần giúp"}
GROUPS = ["TDP03", "TDP07", "TDP11"]


def form(*answers: dict[str, Any], asked: dict[str, str] = ASKED) -> RawTable:
    return RawTable("survey", "Câu trả lời biểu mẫu 1", tuple(asked.values()), [[one.get(name) for name in asked] for one in answers], 2)


def read(*answers: dict[str, Any], asked: dict[str, str] = ASKED) -> Online:
    return read_online(SURVEY, form(*answers, asked=asked), GROUPS)


def rows(online: Online, group: str) -> list[dict[str, Any]]:
    table = online.groups.get(group)
    names = {field.title: field.name for field in SURVEY.fields}
    return [dict(zip((names[str(title)] for title in table.header), row, strict=True)) for row in table.rows] if table else []


def test_each_answer_goes_to_the_group_of_its_household_code() -> None:
    online = read(CHI_HOA, BAC_LAM)
    assert [row["household_code"] for row in rows(online, "TDP03")] == ["TDP03-0007"]
    assert [row["household_code"] for row in rows(online, "TDP07")] == ["TDP07-0012"]


def test_an_online_answer_says_online_and_agreed_on_the_day_it_was_sent() -> None:
    (hoa,) = rows(read(CHI_HOA), "TDP03")
    assert (hoa["how"], hoa["consent"], hoa["consent_how"]) == ("online", "Có", "online")
    assert hoa["surveyed_on"] == hoa["consent_on"] == OCTOBER_19


def test_who_does_not_agree_has_no_day_and_way_of_consent() -> None:
    (hoa,) = rows(read(CHI_HOA | {"consent": "Tôi không đồng ý"}), "TDP03")
    assert (hoa["consent"], hoa["consent_how"], hoa["consent_on"]) == ("Không", None, None)


def test_chi_hoa_answers_twice_and_the_last_answer_counts() -> None:
    online = read(CHI_HOA, BAC_LAM, CHI_HOA | {"p5": "Tự làm"})
    assert [row["p5"] for row in rows(online, "TDP03")] == ["Tự làm"]
    assert online.superseded == 1


def test_her_husband_in_the_same_household_is_another_person() -> None:
    assert len(rows(read(CHI_HOA, CHI_HOA | {"sex": "Nam"}), "TDP03")) == 2


def test_a_code_typed_by_hand_finds_its_group_and_never_a_neighbour() -> None:
    online = read(CHI_HOA | {"household_code": "tdp03 - 7"}, BAC_LAM | {"household_code": "TDP1-0012"})
    assert [row["household_code"] for row in rows(online, "TDP03")] == ["TDP03-0007"]
    assert online.unrouted == (3,)


def test_a_group_link_without_a_household_still_counts_for_the_group() -> None:
    (bac,) = rows(read(BAC_LAM | {"household_code": "TDP11"}), "TDP11")
    assert bac["household_code"] is None and bac["p6"] == "Cần giúp"


def test_an_edited_question_is_told_and_not_counted() -> None:
    asked = ASKED | {"p5": "Ông/bà có tìm và kiểm tra được tin thật giả trên mạng không?"}
    columns, questions = bind_questions(SURVEY, tuple(asked.values()))
    assert "p5" not in columns
    assert ("edited", "p5") in [(one.kind, one.field) for one in questions]


def test_a_question_of_somebody_else_is_told() -> None:
    _, questions = bind_questions(SURVEY, (*ASKED.values(), "Ông/bà thích màu gì?"))
    assert [one.text for one in questions if one.kind == "unknown"] == ["Ông/bà thích màu gì?"]


def test_a_numbered_question_is_the_same_question() -> None:
    columns, _ = bind_questions(SURVEY, ("Câu 5. " + ASKED["p5"], ASKED["p6"] + " *"))
    assert columns == {"p5": [0], "p6": [1]}


def test_a_question_that_was_asked_anew_takes_the_column_that_was_answered() -> None:
    table = form(CHI_HOA)
    again = RawTable("survey", table.title, (*table.header, ASKED["p5"]), [[*table.rows[0], "Không"]], 2)
    (hoa,) = rows(read_online(SURVEY, again, GROUPS), "TDP03")
    assert hoa["p5"] == "Không"


def test_columns_in_another_order_give_the_same_answers() -> None:
    turned = dict(reversed(ASKED.items()))
    assert rows(read(CHI_HOA, asked=turned), "TDP03") == rows(read(CHI_HOA), "TDP03")


def context() -> Context:
    return Context(Group("TDP03", "Tổ dân phố số 3", 10), frozenset(GROUPS), fourth_quarter(), date(2025, 9, 1), date(2025, 12, 31), date(2025, 12, 10))


def book() -> RawBook:
    households = schema().tables["households"]
    table = RawTable("households", households.title, tuple(field.title for field in households.fields), [["TDP03-0007", None, "Trần Thị Hoa"]], 2)
    return RawBook("book", "TDP03", {"households": table})


def test_online_answers_are_read_by_the_rules_of_the_survey_tab() -> None:
    online = read(CHI_HOA, CHI_HOA | {"age_band": "Dưới 18"}, CHI_HOA | {"household_code": "TDP03-0999", "sex": "Nam"})
    table, findings = check_online(schema(), online.groups["TDP03"], book(), context(), catalogue())
    assert list(table.counted) == [True, False, True]
    assert {one.kind for one in findings} >= {"under_age", "unknown_reference"}


def test_what_is_counted_holds_both_and_what_is_said_back_only_the_books_own() -> None:
    online, _ = check_online(schema(), read(CHI_HOA).groups["TDP03"], book(), context(), catalogue())
    own = BookResult("TDP03", "book", {}, ())
    assert list(with_online(own, online).tables["survey"].keys) == ["PK5001"]
    assert own.tables == {}


def test_each_group_has_its_own_address_of_the_form() -> None:
    template = "https://docs.google.com/forms/d/e/X/viewform?usp=pp_url&entry.1={code}"
    assert group_links(template, ["TDP03"]) == {"TDP03": template.replace("{code}", "TDP03")}
    assert prefilled_link(template, "TDP03-0127").endswith("entry.1=TDP03-0127")
    assert group_links("", GROUPS) == {}
