"""Five years, hour by hour: machines that sleep, clocks that are wrong, days the Government swaps.

The world below knows the true time; the machine knows only its own clock, its ledger and, when it is up, what a
server says the time is. The jobs record when they truly ran.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest

from toso.clock.tick import Outcome, Ticker, tick
from toso.core import periods
from toso.core.calendar import VIETNAM, Calendar
from toso.core.due import JOBS, Due, Ledger, Rules
from toso.errors import TryAgain

HOUR = timedelta(hours=1)
BEGIN, END = datetime(2025, 10, 1, tzinfo=VIETNAM), datetime(2030, 10, 1, tzinfo=VIETNAM)
CALENDAR = Calendar(
    days_off=frozenset({date(2026, 1, 2), date(2026, 9, 15), date(2028, 12, 15)}),
    days_worked=frozenset({date(2026, 1, 10), date(2027, 6, 12), date(2029, 9, 15)}),
)
SOAK = bool(os.environ.get("TOSO_SOAK"))
ZONES = ["Europe/Paris", "UTC", "Asia/Ho_Chi_Minh"]
"""The last has no daylight saving, the first has."""


@dataclass
class Ward:
    """One ward's machine in a world whose true time is ``now``."""

    zone: tzinfo
    wrong_by: Callable[[datetime], timedelta]
    network: Callable[[datetime], bool] = lambda now: True
    now: datetime = BEGIN
    skew: timedelta = timedelta(0)
    done: dict[tuple[str, str], datetime] = field(default_factory=dict)
    notes: dict[tuple[str, str], str] = field(default_factory=dict)
    ran: list[tuple[str, str, datetime, bool]] = field(default_factory=list)
    up: list[datetime] = field(default_factory=list)

    def job(self, one: Due, moment: datetime) -> Outcome:
        """Every job needs the network; what it does, it does at the true time."""
        if not self.network(self.now):
            raise TryAgain("network", host="sheets.googleapis.com")
        self.ran.append((one.job, one.period.code, self.now, one.late))
        figures = one.job if int(one.period.code[-1]) % 2 else "unchanged"
        return Outcome(note=figures if one.job in ("snapshot", "close") else "")

    def record(self, one: Due, moment: datetime, outcome: Outcome) -> None:
        self.done[one.job, one.period.code] = moment
        self.notes[one.job, one.period.code] = outcome.note

    def wake(self, now: datetime) -> None:
        """One tick at the true time ``now``."""
        self.now = now
        self.up.append(now)
        ticker = Ticker(
            rules=Rules(),
            calendar=CALENDAR,
            jobs=dict.fromkeys(JOBS, self.job),
            read_ledger=lambda: Ledger(self.done, self.notes, since=BEGIN),
            record=self.record,
            machine_now=lambda: (self.now + self.wrong_by(self.now)).astimezone(self.zone),
            server_now=lambda: self.now if self.network(self.now) else None,
            skew=self.skew,
        )
        tick(ticker)
        self.skew = ticker.skew


def hours() -> list[datetime]:
    return [BEGIN + n * HOUR for n in range(int((END - BEGIN) / HOUR))]


def always(now: datetime) -> bool:
    return True


def outages(seed: int) -> Callable[[datetime], bool]:
    """Up or down, hour by hour: outages of an hour to 40 days, about a third of all time."""
    chance, down, hour, all_hours = random.Random(seed), set(), 0, len(hours())
    while hour < all_hours:
        hour += chance.randint(1, 24 * 40)
        length = chance.choice([chance.randint(1, 48), chance.randint(1, 24 * 40)])
        down.update(range(hour, hour + length))
        hour += length
    return lambda now: int((now - BEGIN) / HOUR) not in down


STEP = 1 if SOAK else 3
"""Hours between two looks of a machine that is not always up."""


def live(ward: Ward, up: Callable[[datetime], bool], step: int = STEP) -> Ward:
    for now in filter(up, hours()[::step]):
        ward.wake(now)
    return ward


def quarters() -> list[periods.Period]:
    return [
        one
        for one in periods.periods_between(BEGIN.date(), END.date(), "quarter", CALENDAR)
        if one.entry_deadline < END
    ]


def assert_kept(ward: Ward) -> None:
    """The promise: every quarter one report, in time wherever one tick could make it so."""
    reports = [(code, when, late) for job, code, when, late in ward.ran if job == "report"]
    sent = {code: (when, late) for code, when, late in reports}
    assert len(reports) == len(sent), "a report was sent twice"
    for one in quarters():
        window_end = periods.window_end(one, CALENDAR)
        chances = [m for m in ward.up if ward.network(m) and one.entry_deadline <= m < window_end]
        later = [m for m in ward.up if ward.network(m) and m >= window_end]
        if chances:
            when, late = sent[one.code]
            assert when < window_end and when == chances[0] and not late, f"{one.code} left {when}"
        elif later:
            when, late = sent[one.code]
            assert when == later[0] and late, f"{one.code} was late and not sent at once, or not marked"
    reminded = Counter(when.date() for job, _, when, _ in ward.ran if job == "remind")
    assert not [day for day, times in reminded.items() if times > 1], "two reminders on one day"
    addenda = Counter(code for job, code, _, _ in ward.ran if job == "addendum")
    assert not addenda or max(addenda.values()) == 1


def test_five_years_hold_twenty_quarters() -> None:
    assert len(quarters()) == 20


@pytest.mark.parametrize("zone", ZONES if SOAK else ZONES[:1])
def test_a_machine_that_never_sleeps_sends_twenty_reports_at_the_entry_deadline(zone: str) -> None:
    ward = live(Ward(ZoneInfo(zone), lambda now: timedelta(0)), always, step=1)
    assert_kept(ward)
    assert [when for job, _, when, _ in ward.ran if job == "report"] == [one.entry_deadline for one in quarters()]
    assert sum(job == "addendum" for job, *_ in ward.ran) >= 1, "early freezes with changed figures had no addendum"


@pytest.mark.parametrize(
    ("seed", "wrong"), [(n, w) for n in range(40) for w in (-24, -3, 0, 24)] if SOAK else [(2, 24)]
)
def test_outages_of_up_to_forty_days_and_wrong_clocks_lose_no_report(seed: int, wrong: int) -> None:
    zone = ZoneInfo(ZONES[(seed + wrong) % 3])
    ward = live(Ward(zone, lambda now: timedelta(hours=wrong)), outages(seed))
    assert_kept(ward)


@pytest.mark.parametrize("seed", range(100, 120 if SOAK else 101))
def test_a_clock_that_jumps_and_a_network_that_fails_lose_no_report(seed: int) -> None:
    chance = random.Random(seed)
    jumps = sorted((chance.uniform(0, 5 * 365), chance.choice([-24, 0, 24])) for _ in range(60))

    def wrong_by(now: datetime) -> timedelta:
        day = (now - BEGIN) / timedelta(days=1)
        return timedelta(hours=next((hours for since, hours in reversed(jumps) if since <= day), 0))

    ward = Ward(ZoneInfo("Europe/Paris"), wrong_by, network=lambda now: hash((seed, int(now.timestamp()))) % 10 > 2)
    reports = assert_once(live(ward, outages(seed)))
    assert reports >= 18


def assert_once(ward: Ward) -> int:
    """With a clock that jumps between two looks at a server, the hour may be missed; the window may not."""
    reports = [(code, when) for job, code, when, _ in ward.ran if job == "report"]
    assert len({code for code, _ in reports}) == len(reports)
    sent = dict(reports)
    for one in quarters():
        window_end = periods.window_end(one, CALENDAR)
        if any(ward.network(m) and one.entry_deadline <= m < window_end for m in ward.up):
            assert sent[one.code] < window_end, f"{one.code} left {sent[one.code]}"
    return len(reports)
