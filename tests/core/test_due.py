"""What is due, moment by moment, for a ward whose year is known."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toso.core.calendar import VIETNAM, Calendar
from toso.core.due import JOBS, Ledger, Rules, due, next_deadline, working_period

PLAIN, OPEN = Calendar(), Rules()
AUTUMN = Rules(plan_start=date(2025, 9, 1), plan_end=date(2025, 12, 31))
"""The plan of September–December 2025."""


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def jobs(
    text: str, rules: Rules = OPEN, ledger: Ledger | None = None, calendar: Calendar = PLAIN
) -> set[tuple[str, str]]:
    return {(one.job, one.period.code) for one in due(at(text), rules, calendar, ledger or Ledger())}


def done(*entries: tuple[str, str, str], since: str = "2025-09-01", **notes: str) -> Ledger:
    """A ledger in which (job, period, when) were done; notes by job, all of 2026-Q1."""
    return Ledger(
        done={(job, period): at(when) for job, period, when in entries},
        notes={(job, "2026-Q1"): note for job, note in notes.items()},
        since=at(since),
    )


def test_the_report_is_due_from_the_entry_deadline_and_no_minute_before() -> None:
    assert ("report", "2025-Q4") not in jobs("2025-12-15T11:59:59")
    assert {("snapshot", "2025-Q4"), ("report", "2025-Q4")} <= jobs("2025-12-15T12:00")


def test_the_snapshot_comes_before_the_report_and_the_close_before_both() -> None:
    order = [one.job for one in due(at("2025-12-15T12:00"), OPEN, PLAIN, Ledger()) if one.period.code == "2025-Q4"]
    assert order == ["close", "snapshot", "report"]


def test_the_close_is_due_when_the_14th_has_ended() -> None:
    assert ("close", "2025-Q4") not in jobs("2025-12-14T23:59:59")
    assert ("close", "2025-Q4") in jobs("2025-12-15T00:00")


def test_a_15th_on_a_sunday_sends_on_the_friday_before() -> None:
    found = {one.job: one for one in due(at("2026-03-13T12:00"), OPEN, PLAIN, Ledger())}
    assert found["report"].period.code == "2026-Q1"
    assert found["report"].deadline == at("2026-03-13T23:59:59")
    assert ("report", "2026-Q1") not in jobs("2026-03-12T23:59")


def test_with_nothing_remembered_a_period_is_named_only_while_it_can_still_be_in_time() -> None:
    assert ("report", "2025-Q4") in jobs("2025-12-15T23:59:59")
    assert not {one for one in jobs("2025-12-16T00:00") if one[1] == "2025-Q4"}


def test_a_machine_that_slept_through_the_window_sends_late_and_says_so() -> None:
    asleep = done(("report", "2025-Q3", "2025-09-15T12:00"))
    late = {one.job: one for one in due(at("2026-01-20T03:00"), OPEN, PLAIN, asleep) if one.period.code == "2025-Q4"}
    assert set(late) == {"close", "snapshot", "report"}
    assert late["report"].late and late["report"].because == "late"


def test_a_report_that_was_sent_is_never_due_again() -> None:
    sent = done(("report", "2025-Q4", "2025-12-15T12:00"), ("close", "2025-Q4", "2025-12-15T00:00"))
    moments = (at("2025-12-15T12:00") + timedelta(hours=n) for n in range(24 * 80))
    assert not [m for m in moments for d in due(m, OPEN, PLAIN, sent) if d.period.code == "2025-Q4"]


def test_a_report_frozen_before_the_close_is_followed_by_an_addendum_only_if_figures_changed() -> None:
    entries = (
        ("snapshot", "2026-Q1", "2026-03-13T12:00"),
        ("report", "2026-Q1", "2026-03-13T12:01"),
        ("close", "2026-Q1", "2026-03-15T00:10"),
    )
    changed = done(*entries, since="2026-01-01", snapshot="aaaa", close="bbbb")
    same = done(*entries, since="2026-01-01", snapshot="aaaa", close="aaaa")
    assert ("addendum", "2026-Q1") in jobs("2026-03-15T00:15", ledger=changed)
    assert ("addendum", "2026-Q1") not in jobs("2026-03-15T00:15", ledger=same)
    again = done(
        *entries, ("addendum", "2026-Q1", "2026-03-15T00:20"), since="2026-01-01", snapshot="aaaa", close="bbbb"
    )
    assert ("addendum", "2026-Q1") not in jobs("2026-03-15T01:00", ledger=again)


def test_a_ward_that_starts_in_december_does_not_send_what_was_due_before() -> None:
    started = Ledger(since=at("2025-12-20T08:00"))
    assert not {job for job in jobs("2025-12-20T09:00", ledger=started) if job[0] in ("report", "snapshot", "close")}


def test_a_new_keeper_says_which_period_is_still_owed() -> None:
    started = Ledger(since=at("2025-12-20T08:00"))
    owed = Rules(first="2025-Q4")
    assert ("report", "2025-Q4") in jobs("2025-12-20T09:00", owed, started)
    assert ("report", "2025-Q3") not in jobs("2025-12-20T09:00", owed, started)


def test_the_days_after_the_last_close_go_into_one_final_addendum() -> None:
    sent = (("report", "2025-Q3", "2025-09-15T12:00"), ("report", "2025-Q4", "2025-12-15T12:00"))
    ledger = done(*sent, ("close", "2025-Q4", "2025-12-15T00:00"))
    code = "plan-20251215-20251231"
    assert ("addendum", code) not in jobs("2026-01-15T11:59", AUTUMN, ledger)
    assert {("snapshot", code), ("addendum", code)} <= jobs("2026-01-15T12:00", AUTUMN, ledger)
    assert not [job for job, _ in jobs("2026-03-13T13:00", AUTUMN, ledger) if job == "report"]


def test_outside_the_plans_window_nothing_is_checked_nor_sent() -> None:
    assert not jobs("2025-08-31T20:00", AUTUMN)
    assert ("validate", "2025-Q3") in jobs("2025-09-01T07:00", AUTUMN)
    assert working_period(at("2026-01-15T11:00"), AUTUMN, PLAIN) is not None
    assert not [job for job, _ in jobs("2026-02-20T09:00", AUTUMN) if job in ("validate", "aggregate", "report")]


def test_validation_runs_once_for_each_time_of_checking() -> None:
    ran = done(("validate", "2025-Q4", "2025-10-20T09:00:30"))
    assert ("validate", "2025-Q4") not in jobs("2025-10-20T10:59", ledger=ran)
    assert ("validate", "2025-Q4") in jobs("2025-10-20T11:00", ledger=ran)
    assert ("validate", "2025-Q4") in jobs("2025-10-21T03:00", ledger=ran)


def test_a_reminder_waits_for_its_day_is_made_up_for_and_never_comes_twice_a_day() -> None:
    assert ("remind", "2025-Q4") not in jobs("2025-12-01T07:59", ledger=done())
    assert ("remind", "2025-Q4") in jobs("2025-12-01T08:00", ledger=done())
    reminded = done(("remind", "2025-Q4", "2025-12-08T10:00"))
    assert ("remind", "2025-Q4") not in jobs("2025-12-08T23:00", ledger=reminded)
    assert ("remind", "2025-Q4") not in jobs("2025-12-10T23:00", ledger=reminded)
    assert ("remind", "2025-Q4") in jobs("2025-12-11T08:00", ledger=reminded)
    assert ("remind", "2025-Q4") not in jobs("2025-12-15T12:00", ledger=done())
    made_up_for = done(("remind", "2025-Q4", "2025-12-11T07:00"))  # of the 8th, an hour before the next one's time
    assert ("remind", "2025-Q4") not in jobs("2025-12-11T08:00", ledger=made_up_for)
    assert ("remind", "2025-Q4") in jobs("2025-12-12T00:00", ledger=made_up_for)


def test_an_ad_hoc_report_leaves_on_its_own_day() -> None:
    asked = Rules(ad_hoc=((date(2025, 10, 1), date(2025, 11, 20), date(2025, 11, 24)),))
    code = "adhoc-20251001-20251120-20251124"
    assert ("report", code) not in jobs("2025-11-24T11:00", asked, done())
    assert ("report", code) in jobs("2025-11-24T12:00", asked, done())


def test_the_keeper_is_told_of_personal_columns_before_their_time_is_up() -> None:
    ledger = done()
    assert "purge" not in {job for job, _ in jobs("2026-03-03T07:00", AUTUMN, ledger)}
    told = {one.job: one for one in due(at("2026-03-05T09:00"), AUTUMN, PLAIN, ledger)}["purge"]
    assert told.deadline.date() == date(2026, 3, 31)
    purged = Ledger(since=ledger.since, purged_on=date(2026, 3, 6))
    assert "purge" not in {job for job, _ in jobs("2026-04-20T09:00", AUTUMN, purged)}


def test_an_old_key_is_told_once_a_week() -> None:
    old = Ledger(since=at("2025-09-01"), key_made_on=date(2024, 10, 1))
    assert "key_age" in {job for job, _ in jobs("2025-10-20T09:00", ledger=old)}
    told = Ledger(done={("key_age", "2025-Q4"): at("2025-10-15T09:00")}, since=old.since, key_made_on=old.key_made_on)
    assert "key_age" not in {job for job, _ in jobs("2025-10-20T09:00", ledger=told)}
    assert "key_age" in {job for job, _ in jobs("2025-10-22T09:00", ledger=told)}


def test_the_keeper_is_told_when_no_check_has_succeeded_for_the_set_time() -> None:
    well = done(("validate", "2025-Q4", "2025-10-20T09:00"), ("aggregate", "2025-Q4", "2025-10-20T09:01"))
    assert "keeper_alert" not in {job for job, _ in jobs("2025-10-21T20:00", ledger=well)}
    assert "keeper_alert" in {job for job, _ in jobs("2025-10-21T22:00", ledger=well)}


def test_a_master_that_could_not_be_written_for_the_set_time_is_told_though_the_books_were_checked() -> None:
    half = done(("aggregate", "2025-Q4", "2025-10-20T09:00"), ("validate", "2025-Q4", "2025-10-21T21:00"))
    assert "keeper_alert" not in {job for job, _ in jobs("2025-10-21T20:59", ledger=half)}
    assert "keeper_alert" in {job for job, _ in jobs("2025-10-21T21:01", ledger=half)}


@pytest.mark.parametrize("zone", [UTC, ZoneInfo("America/New_York"), VIETNAM, ZoneInfo("Asia/Ho_Chi_Minh")])
def test_the_machines_time_zone_changes_nothing(zone: timezone) -> None:
    moment = at("2026-03-13T12:00")
    assert due(moment.astimezone(zone), OPEN, PLAIN, Ledger()) == due(moment, OPEN, PLAIN, Ledger())


def test_the_next_deadline_is_the_one_leaders_are_shown() -> None:
    assert next_deadline(at("2025-12-15T11:00"), OPEN, PLAIN) == at("2025-12-15T12:00")
    assert next_deadline(at("2025-12-15T12:00"), OPEN, PLAIN) == at("2026-03-13T12:00")
    assert next_deadline(at("2026-02-01T12:00"), AUTUMN, PLAIN) is None


days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
moments = st.datetimes(datetime(1960, 1, 1), datetime(2140, 1, 1), timezones=st.sampled_from([UTC, VIETNAM]))
ledgers = st.builds(
    Ledger,
    done=st.dictionaries(
        st.tuples(st.sampled_from(JOBS), st.sampled_from(["2025-Q4", "2026-Q1", ""])), moments, max_size=6
    ),
    notes=st.dictionaries(
        st.tuples(st.sampled_from(JOBS), st.sampled_from(["2025-Q4", "2026-Q1"])), st.text(max_size=3)
    ),
    since=st.none() | moments,
    key_made_on=st.none() | days,
    purged_on=st.none() | days,
)
rules = st.builds(
    Rules,
    plan_start=st.none() | days,
    plan_end=st.none() | days,
    kinds=st.lists(st.sampled_from(["month", "quarter", "half", "year"]), max_size=3).map(tuple),
    first=st.sampled_from(["", "2025-Q4", "2024", "nonsense"]),
    check_times=st.lists(st.times().map(lambda t: t.replace(tzinfo=None)), max_size=3).map(tuple),
    remind_days=st.lists(st.integers(0, 60), max_size=4).map(tuple),
)


@settings(max_examples=150, deadline=None)
@given(moments, rules, ledgers)
def test_any_moment_rules_and_ledger_have_an_answer(now: datetime, rules: Rules, ledger: Ledger) -> None:
    found = due(now, rules, PLAIN, ledger)
    assert len({(one.job, one.period.code) for one in found}) == len(found)
    assert all(one.opens <= now and one.job in JOBS for one in found)
    assert found == due(now, rules, PLAIN, ledger)
