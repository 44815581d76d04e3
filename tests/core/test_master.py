"""The master as officials read it: right figures, words beside colours, nothing personal, nothing withheld given away."""

from __future__ import annotations

import colorsys
import json
import re
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from itertools import product
from random import Random

import pytest

import worlds
from random_world import PERSONAL_TEXT, PLAN, TODAY, book, context, fourth_quarter, groups
from toso import words
from toso.core.calendar import VIETNAM
from toso.core.master import build
from toso.core.master_facts import Facts, ReportLine, SystemLine
from toso.core.master_links import sources
from toso.core.master_model import Cell, MasterBook, MasterTable
from toso.core.master_requests import MasterState, entered, writing
from toso.core.master_words import MasterWords, signed
from toso.core.summarise import summarise
from toso.core.suppress import THRESHOLD
from toso.core.trend import Light
from toso.core.ward import ward_figures
from toso.model import Group, GroupSummary
from toso.schema.load import load_schema

SCHEMA = load_schema()
SAID = words.catalogue("master/words.yaml")
NOW = datetime(2025, 12, 15, 7, 5, tzinfo=VIETNAM)


def facts(seed: int = 1, how_many: int = 8, now: datetime = NOW, **more) -> Facts:
    rng = Random(seed)
    listed = [replace(group, households_official=group.households_official or 77) for group in groups(rng, how_many)]
    summaries = {group.code: summarise(book(rng, group), SCHEMA, context(group)) for group in listed}
    summaries[listed[-1].code] = GroupSummary(listed[-1].code, "2025-Q4", {}, {}, "empty", None)
    figures = ward_figures(listed, summaries, SCHEMA, fourth_quarter(), TODAY, plan=PLAN, as_of=now)
    return Facts(figures, MasterWords(SAID), "Phường Trần Liễu", **more)


@cache
def sample() -> tuple[Facts, MasterBook]:
    """The sample ward, as the demo shows it."""
    ward = worlds.sample_ward()
    listed = [worlds.registered(group) for group in ward.groups]
    summaries = {
        group.code: summarise(worlds.validated()[group.code], SCHEMA, worlds.context(group)) for group in ward.groups
    }
    plan = (date(2025, 9, 1), date(2025, 12, 31))
    figures = ward_figures(listed, summaries, SCHEMA, fourth_quarter(), TODAY, plan=plan, as_of=NOW)
    found = Facts(figures, MasterWords(SAID), "Phường Trần Liễu")
    return found, build(found)


def texts(table: MasterTable) -> list[str]:
    return [str(cell.value) for row in table.grid for cell in row if cell.value is not None]


def row_of(table: MasterTable, code: str) -> dict[str, Cell]:
    for row in table.rows:
        if row and row[0].value == code:
            return {column.name: cell for column, cell in zip(table.header, row, strict=False)}
    raise KeyError(code)


# What stands on it


def test_every_master_tab_of_the_schema_is_made_in_its_order() -> None:
    assert list(build(facts()).tables) == [sheet.name for sheet in SCHEMA.book("master")]


def test_the_sample_wards_coverage_per_group_is_the_plain_count_of_its_own_rows() -> None:
    found, book_ = sample()
    table = book_.tables["master_coverage"]
    for group in found.figures.groups:
        result = worlds.validated()[group.code].tables.get("households")
        guided = set()
        if result is not None:
            for i, key in enumerate(result.keys):
                day = result.columns["guided_on"][i]
                if result.counted[i] and day is not None and date(2025, 9, 1) <= day <= date(2025, 12, 14):
                    guided.add(key)
        row = row_of(table, group.code)
        if found.figures.summaries[group.code].state == "empty":
            assert row["households_guided"].value == "chưa nộp"
            assert row["percent"].value is None
            assert row["standing"].value == "○ Chưa nộp"
        else:
            assert row["households_guided"].value == len(guided)
            reached = 5 * len(guided) >= 4 * (group.households_official or 0)
            assert row["standing"].value == ("✓ Đạt" if reached else "✗ Chưa đạt")


def test_a_question_that_nobody_in_a_group_answered_reads_not_written_and_not_zero() -> None:
    found, book_ = sample()
    asked = {"zalo_group": ("master_coverage", "zalo_households"), "city_app": ("master_platforms", "platform_city_app")}
    blank = set()
    for group in found.figures.groups:
        result = worlds.validated()[group.code].tables.get("households")
        if result is None or found.figures.summaries[group.code].state == "empty":
            continue
        for column, (tab, name) in asked.items():
            known = any(value is not None for value in result.columns[column])
            shown = row_of(book_.tables[tab], group.code)[name].value
            assert isinstance(shown, int) if known else shown == "chưa ghi", (group.code, name)
            blank |= set() if known else {group.code}
    assert {"TDP01", "TDP07", "TDP12"} <= blank, "their lists do not ask for it"
    zalo = next(row for row in book_.tables["master_overview"].rows if "nhóm Zalo của tổ" in str(row[0].value))
    column = book_.tables["master_overview"].column("standing")
    assert zalo[column].value == f"○ thiếu {len(blank) + 1} tổ", "those, and the one that handed nothing in"


def test_difficulties_of_a_ward_that_handed_nothing_in_are_unknown_in_the_list_as_in_the_overview() -> None:
    listed = [Group("TDP01", "Tổ dân phố số 1", 100), Group("TDP02", "Tổ dân phố số 2", 100)]
    for counts, value, standing in (({}, "–", "○ Chưa nộp"), ({"difficulties": 0, "difficulties_answered": 0}, 0, None)):
        summaries = {one.code: GroupSummary(one.code, "2025-Q4", counts, {}, "empty", None) for one in listed}
        figures = ward_figures(listed, summaries, SCHEMA, fourth_quarter(), TODAY, plan=PLAN, as_of=NOW)
        tables = build(Facts(figures, MasterWords(SAID), "Phường Trần Liễu")).tables
        overview = {str(row[0].value): row for row in tables["master_overview"].rows if row}
        titles = [column.name for column in tables["master_overview"].header]
        for name in ("difficulties", "difficulties_answered"):
            title = SCHEMA.indicators[name].title
            total = next(row for row in tables["master_difficulties"].rows if len(row) > 1 and row[1].value == title)
            above = next(row for key, row in overview.items() if key.startswith(title))
            assert (total[3].value, total[4].value) == (value, standing)
            assert total[3].value == above[titles.index("value")].value


def test_the_group_at_79_9_fails_and_the_one_at_80_passes() -> None:
    found, book_ = sample()
    rates = {code: one for code, one in found.figures.coverage.items() if one.tenths in (799, 800)}
    standing = {one.tenths: row_of(book_.tables["master_coverage"], code)["standing"].value for code, one in rates.items()}
    assert standing == {799: "✗ Chưa đạt", 800: "✓ Đạt"}


def test_the_lowest_coverage_stands_on_top_and_the_silent_at_the_end() -> None:
    table = build(facts()).tables["master_coverage"]
    units = table.rows[table.first_unit : table.first_unit + table.data_rows]
    rates = [row[table.column("percent")].value for row in units]
    known = [rate for rate in rates if rate is not None]
    assert known == sorted(known)
    assert rates[-1] is None


def test_the_whole_ward_is_the_first_row_and_adds_up() -> None:
    book_ = build(facts())
    for name in ("master_platforms", "master_activities", "master_training"):
        table = book_.tables[name]
        units = table.rows[table.first_unit : table.first_unit + table.data_rows]
        for place in range(2, len(table.header)):
            numbers = [row[place].value for row in units if isinstance(row[place].value, int)]
            total = table.rows[0][place].value
            assert total == (sum(numbers) if numbers else "–"), (name, table.header[place].name)


def test_an_indicator_that_is_shown_on_a_tab_is_a_column_there_without_any_python() -> None:
    one = replace(SCHEMA.indicators["platform_health"], name="platform_new", title="Hộ được hướng dẫn việc mới", shown=("master.platforms",))
    schema = replace(SCHEMA, indicators={**SCHEMA.indicators, "platform_new": one})
    before = facts()
    rng = Random(1)
    listed = groups(rng, 8)
    summaries = {group.code: summarise(book(rng, group), schema, context(group)) for group in listed}
    figures = ward_figures(listed, summaries, schema, fourth_quarter(), TODAY, plan=PLAN, as_of=NOW)
    table = build(replace(before, figures=figures)).tables["master_platforms"]
    new, known = table.column("platform_new"), table.column("platform_health")
    assert table.header[new].title == "Hộ được hướng dẫn việc mới"
    assert [row[new].value for row in table.rows if len(row) > new] == [row[known].value for row in table.rows if len(row) > known]


def test_the_overview_names_the_three_lowest_and_who_is_silent() -> None:
    given = facts()
    table = build(given).tables["master_overview"]
    lowest = [given.names[one.code] for one in given.figures.weakest() if one.figure.met is False]
    said = texts(table)
    assert len(lowest) >= 2
    assert all(name in said for name in lowest)
    assert any(text.startswith("○ Chưa có số liệu (") for text in said)


def test_every_tab_of_figures_says_for_which_minute_it_is_true() -> None:
    for table in build(facts()).tables.values():
        if table.frozen_rows == 3:
            assert any("07:05 ngày 15/12/2025" in str(cell.value) for row in table.head for cell in row), table.name


def test_the_deadline_and_how_many_have_submitted_stand_over_the_overview() -> None:
    head = " ".join(str(cell.value) for row in build(facts(seed=2)).tables["master_overview"].head for cell in row)
    assert "Hạn nộp: 12:00 ngày 15/12/2025" in head
    done = re.search(r"Đã ghi nộp: (\d+)/8 tổ", head)
    assert done
    assert "còn" not in head, "too many to be named"


def test_the_last_who_have_not_submitted_are_named_over_the_overview() -> None:
    given = facts()
    late = [one.code for one in given.figures.groups][1:3]
    summaries = {
        code: replace(one, submitted_on=None if code in late else given.figures.period.end) for code, one in given.figures.summaries.items()
    }
    given = replace(given, figures=replace(given.figures, summaries=summaries))
    head = " ".join(str(cell.value) for row in build(given).tables["master_overview"].head for cell in row)
    assert f"Đã ghi nộp: 6/8 tổ · còn {', '.join(late)}" in head


def test_words_among_numbers_end_where_the_numbers_end() -> None:
    assert signed(-10252).value == "−10.252"
    table = build(facts()).tables["master_overview"]
    target = table.rows[0][table.column("target")]
    assert (target.value, target.format) == ("≥ 80 %", "beside")


def test_doubts_mark_the_overview() -> None:
    marked = facts(doubts={"dropped": {}, "unreachable": {"number": 2}})
    head = " ".join(str(cell.value) for row in build(marked).tables["master_overview"].head for cell in row)
    assert "giảm mạnh" in head
    assert "Có 2 sổ không đọc được" in head


def test_every_figure_is_linked_to_its_book_and_tab() -> None:
    given = facts()
    link = sources(given.figures.groups, "ward-book", SCHEMA)
    cell = row_of(build(given).tables["master_platforms"], "TDP01")["platform_health"]
    assert cell.link == "book:TDP01/households"
    sheet = 1000 + SCHEMA.tables["households"].order
    assert link(cell.link) == f"https://docs.google.com/spreadsheets/d/book-1/edit#gid={sheet}"
    assert link("ward:support").startswith("https://docs.google.com/spreadsheets/d/ward-book/")
    assert link("book:TDP99/households") == ""


def test_system_and_ledger_are_shown() -> None:
    line = SystemLine("Kiểm tra sổ", "look", "mã 5", NOW, None)
    sent = ReportLine("2025-Q4", "dinh_ky", 1, NOW, NOW, 3, "sent", "a1b2c3")
    tables = build(facts(system=(line,), reports=(sent,))).tables
    assert "⚠ Cần xem" in texts(tables["master_system"])
    assert {"Định kỳ", "✓ Đã gửi", "a1b2c3"} <= set(texts(tables["master_reports"]))


def test_trend_shows_days_newest_first_with_their_change() -> None:
    days = (Light("2025-12-14", {"households_guided": 100}), Light("2025-12-15", {"households_guided": 130}))
    table = build(facts(days=days)).tables["master_trend"]
    lines = [[cell.value for cell in row] for row in table.rows if row[0].value in ("14/12/2025", "15/12/2025")]
    assert [line[0] for line in lines] == ["15/12/2025", "14/12/2025"]
    assert lines[0][3:] == [100, 130, "+30"]


@pytest.mark.parametrize("kept", [True, False], ids=["with its period", "from before periods were kept"])
def test_a_day_is_not_held_against_a_day_of_another_period_where_counting_began_anew(kept: bool) -> None:
    told = [
        ("2025-12-14", "2025-Q4", 150, 200),
        ("2025-12-15", "2025-Q4", 160, 207),
        ("2025-12-16", "2026-Q1", 160, 0),
        ("2025-12-17", "2026-Q1", 165, 3),
    ]
    days = tuple(
        Light(day, {"households_guided": guided, "activities": activities}, period if kept else "")
        for day, period, guided, activities in told
    )
    table = build(facts(days=days)).tables["master_trend"]
    lines: dict[str, list[tuple]] = {}
    for row in table.rows:
        if "/12/2025" in str(row[0].value):
            lines.setdefault(str(row[2].value), []).append(tuple(cell.value for cell in row[3:]))
    assert lines[SCHEMA.indicators["activities"].title] == [(0, 3, "+3"), ("–", 0, None), (200, 207, "+7"), ("–", 200, None)]
    assert lines[SCHEMA.indicators["households_guided"].title] == [(160, 165, "+5"), (160, 160, "0"), (150, 160, "+10"), ("–", 150, None)]


# What must not stand on it


def test_nothing_personal_reaches_the_master() -> None:
    everything = json.dumps([text for table in build(facts()).tables.values() for text in texts(table)], ensure_ascii=False)
    assert PERSONAL_TEXT not in everything
    assert "0912345678" not in everything


def test_no_survey_cell_under_five_is_on_the_master() -> None:
    for seed in range(5):
        table = build(facts(seed)).tables["master_survey"]
        first = table.column("people")
        for row in table.rows:
            for column, cell in zip(table.header[first:], row[first:], strict=False):
                if column.name != "percent" and isinstance(cell.value, int):
                    assert cell.value >= THRESHOLD


def test_text_that_looks_like_a_formula_stays_text() -> None:
    given = facts()
    hostile = replace(given.figures.groups[0], name='=HYPERLINK("http://x","Tổ 1")')
    figures = replace(given.figures, groups=(hostile, *given.figures.groups[1:]))
    found = writing(build(replace(given, figures=figures)), MasterState({}), SAID["styles"], lambda target: "")
    text = json.dumps(found.requests, ensure_ascii=False)
    assert "formulaValue" not in text
    assert '{"stringValue": "=HYPERLINK' in text


# When it differs


def test_the_same_figures_give_the_same_fingerprint_whenever_they_were_checked() -> None:
    one, other = build(facts()), build(facts(now=NOW.replace(hour=9)))
    assert one.fingerprint() == other.fingerprint()


def test_a_figure_that_differs_changes_the_fingerprint() -> None:
    given = facts()
    code = given.figures.groups[0].code
    old = given.figures.summaries[code]
    changed = replace(old, counts={**old.counts, "households_guided": old.counts.get("households_guided", 0) + 1})
    figures = replace(given.figures, summaries={**given.figures.summaries, code: changed})
    assert build(replace(given, figures=figures)).fingerprint() != build(given).fingerprint()


def test_that_a_job_went_well_is_no_reason_to_write_and_that_it_failed_is() -> None:
    not_yet, well, badly = (
        build(facts(system=(SystemLine("Sao lưu", state, detail),))).fingerprint()
        for state, detail in (("none", ""), ("good", ""), ("look", "mã 5"))
    )
    assert not_yet == well
    assert badly != well


def test_a_new_day_changes_the_fingerprint() -> None:
    given = facts()
    tomorrow = replace(given, figures=replace(given.figures, today=date(2025, 12, 16)))
    assert build(tomorrow).fingerprint() != build(given).fingerprint()


# How it looks


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_text_stands_out_from_its_ground_everywhere() -> None:
    for name, style in SAID["styles"].items():
        light, dark = sorted((_luminance(style.get("fill", "#FFFFFF")), _luminance(style["text"])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, name


def waiting(table: MasterTable) -> tuple[list[dict[str, object]], dict[str, object]]:
    """The lines of ``Khó khăn`` that were answered, and the totals below the list."""
    lines = [{column.name: cell.value for column, cell in zip(table.header, row, strict=True)} for row in table.rows[: table.data_rows]]
    totals = {str(row[1].value): row[3].value for row in table.rows[table.data_rows :] if len(row) > 3}
    return [one for one in lines if one["replied_on"] and one["category"] and one["raised_on"]], totals


@pytest.mark.parametrize("seed", range(5))
def test_the_days_of_the_list_their_sum_and_their_average_agree(seed: int) -> None:
    lines, totals = waiting(build(facts(seed, 20)).tables["master_difficulties"])
    timed = [one for one in lines if one["raised_on"] <= one["replied_on"]]  # type: ignore[operator]
    assert {one["days"] for one in lines if one not in timed} <= {"–"}
    assert {str(one["standing"]) for one in lines if one not in timed} <= {"⚠ Ngày trả lời trước ngày nêu"}
    assert totals["Tổng số ngày chờ trả lời"] == sum(int(str(one["days"])) for one in timed)
    assert totals["Khó khăn biết rõ số ngày chờ trả lời"] == len(timed) > 0
    assert totals["Số ngày trả lời bình quân"] == 10 * int(str(totals["Tổng số ngày chờ trả lời"])) // len(timed) / 10


def test_a_state_is_never_colour_alone() -> None:
    for family in ("standing", "content", "timing", "quality", "difficulty", "report", "system"):
        for state, text in SAID[family].items():
            assert not text or (not text[0].isalnum() and text[1] == " " and len(text) > 3), (family, state)
            assert state in SAID["style_of"] or not text or state == "known" or state == "silent"


def test_reached_and_not_reached_are_blue_and_orange() -> None:
    def hue(style: str) -> float:
        colour = SAID["styles"][style]["fill"]
        return colorsys.rgb_to_hls(*(int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)))[0] * 360

    assert 190 < hue("met") < 250
    assert 15 < hue("below") < 45


def test_two_native_charts_stand_beside_the_overview() -> None:
    book_ = build(facts())
    assert [chart.name for chart in book_.charts] == ["coverage", "platforms"]
    found = writing(book_, MasterState({}), SAID["styles"], lambda target: "")
    charts = [one["addChart"]["chart"] for one in found.requests if "addChart" in one]
    assert [chart["spec"]["basicChart"]["chartType"] for chart in charts] == ["COMBO", "BAR"]


def test_the_chart_shows_each_unit_once_in_the_colour_of_its_state() -> None:
    given = facts()
    table = build(given).tables["master_coverage"]
    by_name = given.figures.coverage
    weak = {one.code for one in given.figures.weakest()}
    columns = {name: table.column(f"chart_{name}") for name in ("name", "weakest", "below", "met", "target")}
    lines = [{name: row[place].value for name, place in columns.items()} for row in table.rows[: table.data_rows]]
    assert {line["name"] for line in lines} == set(by_name), "under a column there is room for a code"
    for line in lines:
        figure = by_name[line["name"]]
        filled = [name for name in ("weakest", "below", "met") if line[name] is not None]
        if figure.tenths is None:
            assert filled == []
        else:
            assert filled == ["met" if figure.met else "weakest" if line["name"] in weak else "below"]
        assert line["target"] == 0.8


# How it is written


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (date(2025, 12, 15), {"numberValue": 46006}),
        (datetime(2025, 12, 15, 12, 0), {"numberValue": 46006.5}),
        (0, {"numberValue": 0}),
        ("", {}),
        (None, {}),
        (True, {"boolValue": True}),
    ],
)
def test_values_become_what_the_api_takes(value: object, expected: dict) -> None:
    assert entered(value) == expected


def test_a_master_that_is_there_is_changed_and_not_made_again() -> None:
    book_ = build(facts())
    titles = {table.title: {"sheetId": 50 + n, "title": table.title, "gridProperties": {"rowCount": 1000, "columnCount": 26}} for n, table in enumerate(book_.tables.values())}
    found = writing(book_, MasterState(titles, frozenset({7001, 7002}), "old", True), SAID["styles"], lambda target: "")
    kinds = {next(iter(one)) for one in found.requests}
    assert found.repeatable
    assert not kinds & {"addSheet", "addChart", "createDeveloperMetadata"}
    sizes = [one["updateSheetProperties"]["properties"]["gridProperties"] for one in found.requests if "updateSheetProperties" in one]
    assert all(size["rowCount"] >= 1000 and size["columnCount"] >= 26 for size in sizes), "a tab never shrinks"


def test_whole_numbers_and_nothing_of_pandas_reach_the_request() -> None:
    found = writing(build(facts()), MasterState({}), SAID["styles"], lambda target: "")
    json.dumps(found.requests, allow_nan=False)
    for table in build(facts()).tables.values():
        for row, place in product(table.grid, range(3)):
            if len(row) > place and row[place].value is not None:
                assert type(row[place].value) in (str, int, float, bool, date, datetime)
