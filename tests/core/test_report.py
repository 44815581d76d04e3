"""The report's sentences and tables: they follow the figures of named groups."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from reports import CALENDAR, PHUONG, Q4, TOLD, figures, group, groups_of, report, schema, summary, ward, with_summaries
from toso.core.figures import Figures
from toso.core.periods import ad_hoc, period
from toso.core.report import Material, Narrative, Office, Report, build_report, shape
from toso.core.report.sentences import Words, fill
from toso.delivery.templates import words
from toso.errors import SchemaError


def of(now: Figures, **changes: object) -> Report:
    return report(replace(ward(3), figures=now, trend=(), narrative=(), **changes))  # type: ignore[arg-type]


def text(made: Report) -> str:
    return "\n".join(block.text for block in made.blocks)


def three(*guided: int, households: int = 200, **own: object) -> Figures:
    groups = tuple(group(n, households) for n in range(1, len(guided) + 1))
    return replace(figures(groups, [summary(g.code, n) for g, n in zip(groups, guided, strict=True)]), **own)  # type: ignore[arg-type]


# --- the plan's target


def test_79_96_percent_is_below_the_target_and_never_reads_as_80() -> None:
    made = of(three(1999, households=2500))
    assert "chưa đạt mục tiêu 80% (còn thiếu 1 hộ)" in text(made)
    assert "79,9%" in text(made)
    assert "80,0%" not in text(made)
    assert made.coverage.rows[0].cells[-1].text == "Chưa đạt"


def test_exactly_80_percent_reaches_the_target() -> None:
    made = of(three(2000, households=2500))
    assert "Toàn phường đạt mục tiêu hướng dẫn ít nhất 80% số hộ gia đình: 80,0% (2.000/2.500 hộ)." in text(made)
    assert "Cả 1 tổ dân phố đều đạt mục tiêu 80%." in text(made)


def test_more_households_than_the_registry_knows_is_told_not_praised() -> None:
    made = of(three(210, 100))
    assert "Các tổ có số hộ được hướng dẫn nhiều hơn tổng số hộ do phường quản lý" in text(made)
    assert made.coverage.rows[0].cells[-1].text == "Vượt tổng số hộ, cần kiểm tra"
    assert made.team_pages[0].status.startswith("CẦN KIỂM TRA")


def test_a_group_that_typed_nothing_reads_not_submitted_and_not_zero() -> None:
    now = with_summaries(replace(ward(3), figures=three(180, 170)), {"TDP02": summary("TDP02", 0, state="empty")}).figures
    made = of(now)
    row = made.coverage.rows[1]
    assert [cell.text for cell in row.cells[3:]] == ["–", "–", "–", "Chưa nộp"]
    assert row.style == "empty"
    assert "1/2 tổ dân phố đã có số liệu; chưa nộp: Tổ dân phố số 2." in text(made)
    assert made.team_pages[1].status.startswith("CHƯA NỘP")
    assert "0,0%" not in made.team_pages[1].status


def test_when_nobody_submitted_the_report_says_so_and_claims_nothing() -> None:
    silent = figures(groups_of(3), [summary(f"TDP0{n}", 0, state="empty") for n in (1, 2, 3)])
    made = of(silent)
    assert "chưa có tổ dân phố nào trong 3 tổ nộp số liệu" in text(made)
    assert "Chưa đánh giá được mục tiêu" in text(made)
    assert "chưa có tổ nào nộp số liệu." in text(made)
    assert "%)" not in text(made)
    assert text(made).endswith("./.")


def test_a_book_that_could_not_be_read_is_named() -> None:
    made = of(figures(groups_of(2), [summary("TDP01", 180)]))
    assert "Chưa đọc được số liệu của: Tổ dân phố số 2; số liệu chung chưa bao gồm các tổ này." in text(made)
    assert made.coverage.rows[1].cells[-1].text == "Không đọc được"


@pytest.mark.parametrize("silent", [0, 1, 3])
def test_a_total_is_the_sum_of_its_column(silent: int) -> None:
    """Groups above the target and silent ones make the ward's own lacking another number; it is said in the text."""
    told = [summary("TDP01", 100), summary("TDP02", 190), summary("TDP03", 151)]
    now = figures(groups_of(3 + silent), [*told, *(summary(f"TDP0{n}", 0, state="empty") for n in range(4, 4 + silent))])
    made = of(now)
    tables = [made.coverage, *(table for one in made.appendices for table in one.tables if table.rows[-1].style == "total")]
    assert tables[0].rows[-1].cells[5].text == "69"
    for table in tables:
        for n, column in enumerate(table.columns):
            numbers = [row.cells[n].number for row in table.rows[:-1] if row.cells[n].number is not None]
            if column.kind in ("count", "money") and numbers:
                assert table.rows[-1].cells[n].number == sum(numbers), (table.name, column.title)


# --- change


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        (150, 170, "tăng 20 hộ so với quý III/2025"),
        (180, 170, "giảm 10 hộ so với quý III/2025"),
        (170, 170, "không thay đổi so với quý III/2025"),
    ],
)
def test_a_figure_is_compared_with_the_period_before(before: int, now: int, said: str) -> None:
    earlier = replace(three(before), period=period("2025-Q3", CALENDAR))
    assert said in text(of(three(now, previous=earlier)))


def test_without_a_period_before_nothing_is_compared() -> None:
    assert "so với" not in text(of(three(170))).partition("VI.")[0]


# --- parts of the plan


def test_every_section_that_officials_can_write_for_is_in_the_outline() -> None:
    codes = {member.code for member in schema().lists["report_sections"]}
    outline = words().outline
    parts = [part.get("section") for part in outline] + [item["section"] for part in outline for item in part.get("items", [])]
    assert codes <= set(parts)


def test_every_figure_that_the_schema_shows_in_the_report_is_shown() -> None:
    made = report(ward(5))
    said = text(made).lower()
    for one in schema().indicators.values():
        for place in one.shown:
            section = place.removeprefix("report.")
            if place.startswith("report.") and "." not in section and section not in ("key", "team") and one.publish == "open":
                assert one.title.lower() in said or one.name == made_coverage(), one.name


REFERENCE = re.compile(r"(?:^Chi tiết: |; )([^;]+?) tại (Phụ lục [IVXLC]+)(?=[;.])")


def references(made: Report) -> dict[str, dict[str, str]]:
    """Section's code → what its reference names → the appendix's label."""
    sections = {str(one["title"]): str(one.get("section")) for part in words().outline for one in (part, *part.get("items", []))}
    upper = {title.upper(): code for title, code in sections.items()}
    found: dict[str, dict[str, str]] = {}
    section = ""
    for block in made.blocks:
        if block.kind in ("part", "item"):
            title = block.text.partition(". ")[2]
            section = upper.get(title.upper(), section)
        elif block.text.startswith("Chi tiết: "):
            assert REFERENCE.sub("", block.text) in (".", "./."), block.text
            found[section] = dict(REFERENCE.findall(block.text))
        else:
            assert "Phụ lục" not in block.text or section == "general", "a reference is no part of another sentence"
    return found


@pytest.mark.parametrize("missing", ["", "businesses", "coverage"])
def test_every_reference_names_the_appendix_in_which_that_table_stands(missing: str) -> None:
    """Whichever appendices there are: the numbers follow."""
    named = {str(one.get("about")): str(one["name"]) for one in words().tables}
    kept = tuple(one for one in words().tables if one["name"] != missing)
    made = build_report(ward(5), schema(), Words({**words().files, "tables": {**words().files["tables"], "appendices": kept}}))
    stands = {one.label: one.tables[0].name for one in made.appendices if one.tables}
    said = references(made)
    assert {named[about] for one in said.values() for about in one} == set(stands.values()) - {"timeliness"}
    for section, one in said.items():
        assert {about: named[about] for about in one} == {about: stands[label] for about, label in one.items()}, section


def test_a_sections_reference_names_every_appendix_that_holds_one_of_its_figures_and_no_other() -> None:
    made = report(ward(5))
    headers = {one.label: [column.title for column in table.columns] for one in made.appendices for table in one.tables}
    named = {label for one in references(made).values() for label in one.values()}
    short = words().files["tables"]["short"]
    for section, one in references(made).items():
        titles = {shape.first_upper(short.get(i.name, i.title)) for i in schema().indicators.values() if f"report.{section}" in i.shown and i.publish == "open"}
        columns = {label for label in named if titles & set(headers[label])}
        if section in ("survey", "difficulties", "proposals"):
            assert len(one) == 1
            continue
        assert columns - set(one.values()) == set(), section
        assert {label for about, label in one.items() if about != "hộ được hướng dẫn của từng tổ"} - columns == set(), section


def made_coverage() -> str:
    return ward(3).figures.coverage_name


def test_approved_narrative_is_printed_paragraph_by_paragraph_and_the_rest_is_not() -> None:
    told = (Narrative("general", "Đoạn một.\n\nĐoạn hai."), Narrative("survey", "Chưa duyệt.", approved=False))
    made = report(replace(ward(3), narrative=told))
    bodies = [block.text for block in made.blocks if block.kind == "body"]
    assert "Đoạn một." in bodies
    assert "Đoạn hai." in bodies
    assert "Chưa duyệt." not in text(made)


def test_difficulties_are_counted_by_kind_and_only_an_officials_words_are_printed() -> None:
    made = report(ward(6))
    assert "2 khó khăn, vướng mắc, gồm Thiết bị, mạng: 1; Kỹ năng của người dân: 1." in text(made)
    assert "Phường đã trả lời 1, còn 1 đang xử lý." in text(made)
    assert "1 nội dung khẩn, còn 1 nội dung khẩn chưa được trả lời" in text(made)
    assert "Tổ dân phố số 5: Đã mở lớp kèm cặp tại nhà văn hóa" in text(made)


def test_a_figure_with_a_target_of_its_own_is_measured_by_that_one() -> None:
    """The plan's 80 % (the settings') is the promise about households guided; a ward may promise more besides."""
    chat = replace(schema().indicators["zalo_households"], target={"ratio": [1, 10], "of": "households_official"})
    own = replace(schema(), indicators={**schema().indicators, chat.name: chat})
    material = ward(6)
    now = replace(material.figures, schema=own, coverage_target=(4, 5))
    said = text(build_report(replace(material, figures=now), own, words()))
    assert re.search(r"nhóm Zalo của tổ: [\d.]+/[\d.]+ hộ \([\d,]+%\), đạt mục tiêu 10%", said)
    assert "mục tiêu hướng dẫn ít nhất 80%" in said


def test_budget_needs_of_the_teams_are_summed() -> None:
    more = replace(TOLD[0], code="KK09", group_code="TDP06", budget_need=1_250_000)
    made = report(with_summaries(ward(6), {"TDP06": summary("TDP06", 150, difficulties=(more,))}))
    assert "Tổng nhu cầu kinh phí các tổ đề xuất: 4.750.000 đồng, của 2 tổ" in text(made)
    table = next(t for a in made.appendices for t in a.tables if t.name == "difficulties")
    assert table.rows[-1].cells[-1].number == 4_750_000


def test_next_tasks_follow_from_the_figures() -> None:
    made = report(ward(6))
    assert "Đôn đốc 1 tổ chưa nộp số liệu: Tổ dân phố số 2." in text(made)
    assert "Yêu cầu các tổ rà soát, sửa 4 ô số liệu còn lỗi" in text(made)
    assert "NHIỆM VỤ TRỌNG TÂM QUÝ I/2026" in text(made)


def test_the_survey_is_left_out_of_an_ad_hoc_report() -> None:
    asked = ad_hoc(date(2025, 10, 1), date(2025, 11, 20), date(2025, 11, 24), CALENDAR)
    made = of(three(170, period=asked), kind="dot_xuat")
    assert not [t for a in made.appendices for t in a.tables if t.name == "survey"]
    assert "kỹ năng số cơ bản" not in text(made)
    assert "từ ngày 01/10/2025 đến ngày 20/11/2025" in " ".join(made.heading.subject)


def test_an_ad_hoc_report_asks_nobody_for_a_mark_and_says_its_days_once() -> None:
    asked = ad_hoc(date(2025, 10, 1), date(2025, 11, 20), date(2025, 11, 24), CALENDAR)
    made = of(three(170, period=asked), kind="dot_xuat")
    assert made.opening[0].count("từ ngày 01/10/2025") == 1
    assert "xác nhận nộp báo cáo của kỳ này" not in text(made)
    assert "kỳ thời gian tới" not in text(made)
    assert not [point for a in made.appendices for page in a.pages for point in page.points if "Chưa xác nhận" in point]
    table = next(t for a in made.appendices for t in a.tables if t.name == "timeliness")
    assert [c.title for c in table.columns] == ["TT", "Tổ dân phố", "Nội dung", "Lỗi còn lại", "Cần xem lại"]
    assert {len(row.cells) for row in table.rows} == {5}


def test_survey_numbers_come_only_as_they_are_published() -> None:
    made = report(ward(3))
    table = next(t for a in made.appendices for t in a.tables if t.name == "survey")
    published = {one.name: one for one in ward(3).figures.survey}
    shown = [row.cells[2].number for row in table.rows]
    wanted = [published[name].answer_totals.get(code) for name in published for code, _ in published[name].answers]
    assert shown == wanted


# --- opening, kinds, addendum


def test_a_report_before_the_close_says_that_its_figures_are_to_date() -> None:
    early = period("2026-Q1", CALENDAR)
    made = of(three(170, period=early, as_of=early.entry_deadline, today=early.sending_day))
    assert early.sending_day == date(2026, 3, 13)
    assert "kỳ số liệu chưa kết thúc (đến hết ngày 14/3/2026)" in made.opening[1]
    assert "báo cáo bổ sung" in made.opening[1]


def test_an_addendum_names_what_changed_and_which_one_it_is() -> None:
    made = of(three(170), kind="bo_sung", revision=2, sent={"households_guided": "160", "groups": "1"})
    assert made.changes == ("Số hộ gia đình đã được hướng dẫn (lũy kế): 160 → 170.",)
    assert "(lần 2)" in made.heading.subject[-1]
    assert "NỘI DUNG THAY ĐỔI" in text(made)


def test_the_ward_reports_upward_in_its_own_name() -> None:
    made = of(three(170), kind="thanh_pho", office=Office(ward="Phường Trần Liễu", city="thành phố Hải Phòng"))
    assert made.heading.issuer == ("ỦY BAN NHÂN DÂN", "PHƯỜNG TRẦN LIỄU")
    assert made.heading.superior[-1] == "THÀNH PHỐ HẢI PHÒNG"
    assert "/BC-UBND" in made.heading.number
    assert made.signature.lines[0] == "TM. ỦY BAN NHÂN DÂN"


def test_number_date_and_signer_are_left_to_the_clerk_unless_given() -> None:
    blank = report(ward(3)).heading
    assert re.fullmatch(r"Số: +/BC-VHXH", blank.number)
    assert re.fullmatch(r"Phường Trần Liễu, ngày +tháng +năm 2025", blank.place_date)
    given = report(replace(ward(3), office=replace(PHUONG, number="12", signed_on=date(2026, 1, 5)))).heading
    assert given.number == "Số: 12/BC-VHXH"
    assert given.place_date == "Phường Trần Liễu, ngày 05 tháng 01 năm 2026"


# --- words


@pytest.mark.parametrize(
    ("day", "said"),
    [(date(2025, 9, 5), "05/9/2025"), (date(2026, 2, 15), "15/02/2026"), (date(2025, 12, 15), "15/12/2025")],
)
def test_days_under_ten_and_the_first_two_months_take_a_zero(day: date, said: str) -> None:
    assert shape.day(day) == said


def test_numbers_are_grouped_by_points() -> None:
    assert (shape.count(1234567), shape.percent(1000), shape.target_percent((4, 5))) == ("1.234.567", "100,0%", "80%")


def test_appendices_beyond_fifteen_still_have_roman_numbers() -> None:
    assert [shape.roman(n) for n in (4, 9, 14, 16, 19, 24)] == ["IV", "IX", "XIV", "XVI", "XIX", "XXIV"]


def test_marks_typed_apart_are_put_together_and_what_hides_is_taken_out() -> None:
    assert shape.clean("Tổ\u200b dân\x00 phố\u202e") == "Tổ dân phố"


def test_a_sentence_that_asks_for_an_unknown_fact_is_an_error_that_names_it() -> None:
    with pytest.raises(SchemaError) as told:
        fill("Có {x} tổ", {"y": 1})
    assert told.value.facts["fact"] == "x"


def test_facts_are_never_read_as_a_template() -> None:
    assert fill("{a}", {"a": "{b} {{ c }}", "b": "không"}) == "{b} {{ c }}"


def test_every_state_of_every_sentence_can_be_said_with_facts_that_its_neighbours_have() -> None:
    """A fact named in one state only is as a rule a slip of the pen."""
    known = {"title", "unit", "value", "total", "percent", "target", "missing", "change", "detail", "as_of", "previous", "delta",
             "issuer", "issuer_lower", "ward_lower", "period", "start", "end", "groups", "submitted", "empty_names", "names",
             "on_time", "late", "reached", "best", "worst", "categories", "answered", "open", "urgent", "urgent_open", "group",
             "text", "count", "rest", "errors", "next_period", "before", "after", "GROUP", "day", "suffix", "parts", "hour",
             "minute", "timeliness", "pages"}  # fmt: skip
    for key, found in words().files["sentences"].items():
        for sentence in [found] if isinstance(found, str) else found.values():
            assert set(re.findall(r"\{(\w+)\}", sentence)) <= known, key


def test_words_are_one_value_and_say_the_first_state_they_have() -> None:
    made = Words({"sentences": {"a": {"none": "không", "value": "có {n}"}}})
    assert made.say("a", ["up", "none"]) == "không"
    assert made.say("a", n=3) == "có 3"


def test_the_same_material_gives_the_same_report() -> None:
    assert report(ward(6)) == report(ward(6))


def test_a_material_without_a_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="moment"):
        _ = Material("dinh_ky", PHUONG, three(1, as_of=None)).as_of


def test_the_quarter_runs_from_the_15th_to_the_14th() -> None:
    assert "(số liệu từ ngày 15/9/2025 đến ngày 14/12/2025)" in report(ward(3)).opening[0]
    assert (Q4.start, Q4.end) == (date(2025, 9, 15), date(2025, 12, 14))
