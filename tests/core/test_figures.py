"""What officials are shown: integers decide, silence is not zero, a tie is a tie."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

import pytest
from test_summarise import rows_of

from oracle_totals import totals
from random_world import PLAN, TODAY, book, context, fourth_quarter, groups
from toso.core.calendar import VIETNAM
from toso.core.figure import Figure
from toso.core.figures import Figures
from toso.core.guard import drops, published
from toso.core.indicators import compile_table, count_table
from toso.core.ranking import ranked, weakest
from toso.core.summarise import summarise
from toso.core.trend import Light, from_text, light, moves, to_text, with_day
from toso.core.ward import as_table, context_of, replies_of, ward_figures
from toso.model import Difficulty, Group, GroupSummary, TableResult
from toso.schema.load import load_schema

SCHEMA = load_schema()
NOW = datetime(2025, 12, 15, 7, 5, tzinfo=VIETNAM)


def summary(code: str, guided: int | None = None, **more) -> GroupSummary:
    counts = {} if guided is None else {"households_guided": guided}
    state = more.pop("state", "partial" if guided is not None else "empty")
    return GroupSummary(code, "2025-Q4", {**counts, **more.pop("counts", {})}, {}, state, more.pop("submitted_on", None), **more)


def ward(*given: tuple[str, int | None, int | None], today: date = TODAY, **more) -> Figures:
    """(code, guided, official number) …"""
    listed = [Group(code, f"Tổ {code}", official) for code, _, official in given]
    summaries = {code: summary(code, guided) for code, guided, _ in given}
    summaries |= more.pop("summaries", {})
    return ward_figures(listed, summaries, SCHEMA, fourth_quarter(), today, plan=PLAN, as_of=NOW, **more)


# Coverage


def test_a_group_without_an_official_number_stands_neither_above_nor_below_the_line() -> None:
    figures = ward(("A", 300, 400), ("B", 350, None), ("C", None, 100))
    figure = figures.of_ward("households_guided")
    assert (figure.value, figure.measured, figure.total, figure.tenths, figure.met) == (650, 300, 500, 600, False)
    assert figure.lacking == 100
    whole = ward(("A", 300, 400), ("B", 350, 400), ("C", None, 100)).of_ward("households_guided")
    assert (whole.value, whole.measured, whole.total, whole.tenths) == (650, 650, 900, 722)


def test_where_no_group_has_an_official_number_nothing_is_said_of_the_target() -> None:
    figure = ward(("A", 300, None), ("B", 350, None)).of_ward("households_guided")
    assert (figure.value, figure.total, figure.met, figure.state) == (650, None, None, "no_total")


@pytest.mark.parametrize(
    ("guided", "official", "reached"),
    [(160, 200, True), (159, 200, False), (799, 1000, False), (800, 1000, True), (1999, 2500, False), (2499, 3124, False), (0, 1, False), (1, 1, True)],
)
def test_eighty_percent_is_decided_by_integers(guided: int, official: int, reached: bool) -> None:
    figure = ward(("TDP01", guided, official)).coverage["TDP01"]
    assert figure.met is reached
    assert figure.met is (5 * guided >= 4 * official)
    assert figure.state == ("met" if reached else "below")


def test_a_share_is_cut_and_not_rounded_up() -> None:
    assert Figure(2499, 3125).tenths == 799, "79.968 % must not read 80.0"
    assert Figure(2500, 3125).tenths == 800


def test_how_many_households_are_lacking() -> None:
    assert Figure(150, 200, (4, 5)).lacking == 10
    assert Figure(160, 200, (4, 5)).lacking == 0
    assert Figure(1, 3, (4, 5)).lacking == 2, "80 % of 3 households takes all three"


def test_a_group_that_typed_nothing_has_not_submitted_and_is_not_at_zero() -> None:
    figures = ward(("TDP01", 160, 200), ("TDP02", None, 100))
    silent = figures.coverage["TDP02"]
    assert silent.value is None
    assert silent.state == "not_submitted"
    assert silent.tenths is None


def test_a_question_nobody_answered_reads_not_answered_and_stays_out_of_the_wards_total() -> None:
    answered = {"TDP01": summary("TDP01", 160, counts={"zalo_households": 90}), "TDP02": summary("TDP02", 80)}
    figures = ward(("TDP01", 160, 200), ("TDP02", 80, 100), ("TDP03", None, 50), summaries=answered)
    found = figures.by_group("zalo_households")
    assert [(one.value, one.state) for one in found.values()] == [(90, "known"), (None, "not_answered"), (None, "not_submitted")]
    whole = figures.whole("zalo_households")
    assert (whole.value, whole.missing, whole.state) == (90, 2, "known")
    assert figures.whole("literacy_households").state == "not_answered"
    assert figures.whole("activities").state == "not_submitted"


def test_the_wards_coverage_counts_the_households_of_silent_groups_too() -> None:
    figure = ward(("TDP01", 160, 200), ("TDP02", None, 100)).of_ward("households_guided")
    assert (figure.value, figure.total, figure.missing) == (160, 300, 1)
    assert figure.state == "below"


def test_a_group_without_an_official_number_has_no_rate() -> None:
    figures = ward(("TDP01", 160, None))
    assert figures.coverage["TDP01"].state == "no_total"
    assert figures.ranking[0].rank is None


def test_more_households_than_there_are_is_said_and_not_hidden() -> None:
    assert ward(("TDP01", 201, 200)).coverage["TDP01"].state == "over"


def test_a_book_out_of_reach_keeps_its_last_figures_and_says_so() -> None:
    figures = ward(("TDP01", 160, 200), summaries={"TDP01": summary("TDP01", 150, state="unreachable")})
    assert figures.coverage["TDP01"].value == 150
    assert ward(("TDP01", None, 200), summaries={"TDP01": summary("TDP01", state="unreachable")}).coverage["TDP01"].state == "unreachable"


def test_the_plans_target_comes_from_the_settings() -> None:
    assert ward(("TDP01", 150, 200), coverage_target=(3, 4)).coverage["TDP01"].met is True


# Ranking


def test_equal_rates_share_a_rank_and_the_next_rank_is_left_out() -> None:
    places = ward(("A", 80, 100), ("B", 90, 100), ("C", 160, 200), ("D", 70, 100), ("E", None, 50)).ranking
    assert [(one.code, one.rank, one.tied) for one in places] == [
        ("B", 1, False),
        ("A", 2, True),
        ("C", 2, True),
        ("D", 4, False),
        ("E", None, False),
    ]


def test_rates_that_look_alike_are_told_apart() -> None:
    places = ward(("A", 2499, 3125), ("B", 7997, 10000)).ranking
    assert [one.code for one in places] == ["B", "A"], "79.97 % stands over 79.968 %"


def test_the_three_weakest_are_those_with_a_rate_and_all_who_share_the_last_place() -> None:
    places = ranked({code: Figure(value, 100, (4, 5)) for code, value in [("A", 50), ("B", 60), ("C", 70), ("D", 70), ("E", 90), ("F", None)]})
    assert [one.code for one in weakest(places)] == ["A", "B", "D", "C"], "the lowest first; D and C share a place"


# Timeliness and completeness


@pytest.mark.parametrize(
    ("submitted", "today", "timing", "late"),
    [
        (date(2025, 12, 15), date(2025, 12, 15), "on_time", 0),
        (date(2025, 12, 16), date(2025, 12, 17), "late", 1),
        (None, date(2025, 12, 15), "not_yet", 0),
        (None, date(2025, 12, 16), "missing", 0),
    ],
)
def test_timeliness_is_what_the_leader_marked(submitted: date | None, today: date, timing: str, late: int) -> None:
    figures = ward(("TDP01", 160, 200), today=today, summaries={"TDP01": summary("TDP01", 160, submitted_on=submitted)})
    one = figures.timeliness["TDP01"]
    assert (one.timing, one.days_late) == (timing, late)


def test_who_has_not_submitted_when_the_figures_are_frozen_has_missed_the_deadline() -> None:
    noon = datetime(2025, 12, 15, 12, 0, tzinfo=VIETNAM)
    for now, timing in ((noon - timedelta(minutes=1), "not_yet"), (noon, "missing")):
        figures = replace(ward(("TDP01", 160, 200), today=noon.date()), as_of=now)
        assert figures.timeliness["TDP01"].timing == timing


def test_completeness_is_judged_by_content_whatever_the_leader_marked() -> None:
    marked = summary("TDP01", submitted_on=date(2025, 12, 10))
    one = ward(("TDP01", None, 200), summaries={"TDP01": marked}).completeness["TDP01"]
    assert one.state == "empty"
    assert one.present == 0
    assert "households_guided" in one.lacking


# The whole ward against a plain count


@pytest.mark.parametrize("seed", range(6))
def test_the_wards_figures_equal_a_plain_count_over_all_groups(seed: int) -> None:
    rng = Random(seed)
    listed = groups(rng, 6)
    books = {group.code: book(rng, group) for group in listed}
    summaries = {group.code: summarise(books[group.code], SCHEMA, context(group)) for group in listed}
    figures = ward_figures(listed, summaries, SCHEMA, fourth_quarter(), TODAY, plan=PLAN)
    period = fourth_quarter()
    plain = [totals(rows_of(result), PLAN[0], period.start, period.end) for result in books.values()]
    closed = {one.name for one in SCHEMA.indicators.values() if one.publish == "survey"}
    for key in {key for one in plain for key in one}:
        expected = sum(one.get(key, 0) for one in plain)
        if key.split("|")[0] in closed:
            assert key not in figures.counts, "survey cells come out suppressed or not at all"
        else:
            assert figures.counts[key] == expected, key


def test_survey_figures_are_not_given_out_for_one_group() -> None:
    figures = ward(("TDP01", 160, 200))
    with pytest.raises(KeyError):
        figures.of_group("TDP01", "survey_people")
    with pytest.raises(KeyError):
        figures.breakdown("survey_p5", "p5")


def test_a_breakdown_stands_in_the_order_of_the_list_and_adds_up() -> None:
    rng = Random(2)
    listed = groups(rng, 4)
    summaries = {group.code: summarise(book(rng, group), SCHEMA, context(group)) for group in listed}
    figures = ward_figures(listed, summaries, SCHEMA, fourth_quarter(), TODAY, plan=PLAN)
    found = figures.breakdown("activities", "kind")
    assert list(found)[:3] == ["session", "door_to_door", "loudspeaker"]
    assert sum(found.values()) == figures.of_ward("activities").value


# Difficulties and replies


def difficulty(code: str, raised: int, urgent: bool = False, replied: int | None = None) -> Difficulty:
    day = date(2025, 11, 1)
    return Difficulty("TDP01", code, "apps", urgent, day + timedelta(raised), day + timedelta(replied) if replied is not None else None, 0)


def test_open_and_urgent_difficulties_stand_first_and_then_the_oldest() -> None:
    lines = (difficulty("KK01", 0, replied=3), difficulty("KK02", 5), difficulty("KK03", 9, urgent=True), difficulty("KK04", 2))
    figures = ward(("TDP01", 1, 2), summaries={"TDP01": summary("TDP01", 1, difficulties=lines)})
    assert [one.code for one in figures.difficulties] == ["KK03", "KK04", "KK02", "KK01"]
    assert [one.days for one in figures.difficulties] == [35, 42, 39, 3]


def test_an_answer_dated_before_its_difficulty_waited_for_an_unknown_time_not_for_none() -> None:
    lines = (difficulty("KK01", 0, replied=3), difficulty("KK02", 5, replied=5), difficulty("KK03", 9, replied=2))
    figures = ward(("TDP01", 1, 2), summaries={"TDP01": counted("TDP01", lines)})
    assert {one.code: (one.days, one.misdated) for one in figures.difficulties} == {"KK01": (3, False), "KK02": (0, False), "KK03": (None, True)}
    assert figures.of_ward("difficulties_answered").value == 3
    waited = figures.of_ward("days_to_answer")
    assert (waited.value, waited.total) == (3, 2) == (3, figures.of_ward("difficulties_answered_timed").value)


def counted(code: str, lines: tuple[Difficulty, ...]) -> GroupSummary:
    """A group's summary whose counts are those of ``lines``."""
    ctx = context_of(Group(code, "", None), [], fourth_quarter(), PLAN, TODAY)
    return summary(code, 1, counts=count_table(compile_table(SCHEMA, "difficulties"), as_table(lines), ctx), difficulties=lines)


def test_the_wards_answer_counts_before_the_groups_book_has_its_copy() -> None:
    lines = (difficulty("KK01", 0), difficulty("KK02", 5))
    counts = {"difficulties": 2, "difficulties_answered": 0, "difficulties_open": 2, "difficulties_open|category=apps": 2}
    replies = {
        "group_code": ["TDP01"],
        "difficulty_code": ["KK01"],
        "reply": ["Đã chuyển nhà mạng"],
        "replied_on": [date(2025, 11, 5)],
        "replied_by": ["Phòng VH-XH"],
        "report_text": ["Đã xử lý"],
    }
    table = TableResult("replies", [2], ["TL01"], replies, [True])
    assert replies_of(table)["TDP01", "KK01"].report_text == "Đã xử lý"
    figures = ward(
        ("TDP01", 1, 2),
        summaries={"TDP01": summary("TDP01", 1, counts=counts, difficulties=lines)},
        ward_tables={"replies": table},
    )
    assert figures.of_ward("difficulties_answered").value == 1
    assert figures.of_ward("difficulties_open").value == 1
    assert figures.counts["difficulties_open|category=apps"] == 1
    assert figures.of_ward("days_to_answer").value == 4


def test_difficulties_as_a_tab_hold_no_words() -> None:
    assert set(as_table((difficulty("KK01", 0),)).columns) == {"difficulty_code", "raised_on", "category", "urgent", "budget_need", "replied_on"}


# The regression guard


def test_a_ward_that_loses_more_than_a_twentieth_is_asked_about() -> None:
    before, now = published(ward(("A", 500, 600), ("B", 500, 600))), published(ward(("A", 440, 600), ("B", 500, 600)))
    assert [(one.unit, one.before, one.now) for one in drops(before, now)] == [("", 1000, 940)]


def test_a_small_fall_is_nobodys_business() -> None:
    before, now = published(ward(("A", 500, 600), ("B", 500, 600))), published(ward(("A", 470, 600), ("B", 500, 600)))
    assert drops(before, now) == ()


def test_a_group_that_is_wiped_is_asked_about_even_where_the_ward_hardly_notices() -> None:
    many = [(f"T{n}", 300, 400) for n in range(24)]
    before = published(ward(*many))
    found = drops(before, published(ward(("T0", None, 400), *many[1:])))
    assert [(one.unit, one.before, one.now) for one in found] == [("T0", 300, 0)]


def test_coverage_that_falls_while_the_households_stand_is_asked_about() -> None:
    before = published(ward(("A", 500, 600), ("B", 500, 600)))
    found = drops(before, published(ward(("A", 500, 2000), ("B", 500, 600))))
    assert [(one.unit, one.before, one.now, one.is_rate) for one in found] == [("", 833, 384, True), ("A", 833, 250, True)]


def test_a_fall_of_households_is_not_told_twice_because_coverage_falls_with_it() -> None:
    before = published(ward(("A", 500, 600), ("B", 500, 600)))
    found = drops(before, published(ward(("A", 100, 600), ("B", 500, 600))))
    assert [(one.unit, one.is_rate) for one in found] == [("", False), ("A", False)]


def test_a_total_that_was_taken_away_is_no_fall_of_coverage() -> None:
    before = published(ward(("A", 500, 600), ("B", 500, 600)))
    assert drops(before, published(ward(("A", 500, None), ("B", 500, 600)))) == ()


def test_a_group_that_grows_or_is_new_is_not_asked_about() -> None:
    assert drops(published(ward(("A", 100, 600))), published(ward(("A", 200, 600), ("B", 5, 10)))) == ()


# Trend


def test_groups_that_moved_stand_with_their_largest_change_first() -> None:
    then = ward(("A", 100, 200), ("B", 100, 200), ("C", 50, 100), ("D", 7, 10))
    now = replace(ward(("A", 120, 200), ("B", 60, 200), ("C", 50, 100), ("D", None, 10)), previous=then)
    assert [(one.group_code, one.change) for one in moves(now) if one.figure == "households_guided"] == [("B", -40), ("A", 20), ("D", None)]
    assert now.change("households_guided", "A") == 20
    assert now.change("households_guided") == 230 - 257


def test_a_days_figures_take_the_place_of_the_same_days_earlier_ones() -> None:
    one = light(ward(("A", 100, 200)), "2025-12-14")
    series = with_day(with_day((), one), Light("2025-12-15", {"households_guided": 110}))
    series = with_day(series, Light("2025-12-15", {"households_guided": 120}))
    assert [(day.label, day.values["households_guided"]) for day in series] == [("2025-12-14", 100), ("2025-12-15", 120)]
    assert from_text(to_text(series)) == series
    assert [day.period for day in series] == ["2025-Q4", ""], "a day remembers the period it was shown in"
    assert from_text('[["2025-12-13",{"activities":3}]]') == (Light("2025-12-13", {"activities": 3}),)
    assert len(with_day(series, Light("2025-12-16", {}), keep=2)) == 2
