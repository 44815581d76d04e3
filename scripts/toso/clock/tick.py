"""One tick: what is due is run, in order; what fails is told and tried again at the next tick.

A job's expected error never stops the others; a bug ends the tick's code with 1, after the others have run.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from toso.core.calendar import Calendar
from toso.core.due import Due, Ledger, Rules, due
from toso.disk import of_the_disk
from toso.errors import Exit, TosoError

log = logging.getLogger("toso.clock")

PASSES = 3
"""A job may make another due (close → addendum); no chain is longer."""

PATIENCE = timedelta(hours=6)
"""A report waits for a snapshot that failed until this long before its sending day ends; then it goes as it can."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended. ``note`` goes into the ledger (a hash, a revision); ``act`` is what a person must do, or ""."""

    code: Exit = Exit.DONE
    note: str = ""
    act: str = ""


@dataclass(frozen=True, slots=True)
class Ran:
    """One job that ran in this tick. ``error`` is what it raised, expected or not."""

    due: Due
    outcome: Outcome
    error: Exception | None = None


Job = Callable[[Due, datetime], Outcome]


@dataclass(slots=True)
class Ticker:
    """What a tick needs, all of it given: the simulation gives other parts than ``wiring``."""

    rules: Rules
    calendar: Calendar
    jobs: Mapping[str, Job]
    read_ledger: Callable[[], Ledger]
    record: Callable[[Due, datetime, Outcome], None]
    """Called after each job that ended well enough to be done (exit code 0 or 5)."""
    machine_now: Callable[[], datetime]
    server_now: Callable[[], datetime | None] = lambda: None
    """The time a server tells, or None: a machine's clock may be a day off, and a report may not be a day late."""
    skew: timedelta = timedelta(0)
    """Server minus machine, as last seen."""
    keep_skew: Callable[[timedelta], None] = lambda skew: None
    told: Callable[[Ran], None] = field(default=lambda ran: None)

    def now(self) -> datetime:
        """The machine's time, mended by what a server last told."""
        return self.machine_now() + self.skew

    def measure(self) -> None:
        """Asks a server for the time; a difference of a minute and less is none."""
        before = self.machine_now()
        told = self.server_now()
        if told is None:
            return
        found = told - before
        self.skew = found if abs(found) > timedelta(minutes=1) else timedelta(0)
        self.keep_skew(self.skew)


def tick(ticker: Ticker, only: frozenset[str] = frozenset()) -> tuple[Ran, ...]:
    """Runs what is due (of the jobs ``only``, where given) and returns what ran, in order."""
    ran: list[Ran] = []
    tried: set[tuple[str, str]] = set()
    if not due(ticker.now(), ticker.rules, ticker.calendar, ticker.read_ledger()):
        return ()
    ticker.measure()  # before anything is frozen or sent
    for _ in range(PASSES):
        now = ticker.now()
        found = due(now, ticker.rules, ticker.calendar, ticker.read_ledger())
        fresh = [one for one in found if (one.job, one.period.code) not in tried and (not only or one.job in only)]
        if not fresh:
            break
        for one in fresh:
            tried.add((one.job, one.period.code))
            if one.job in ticker.jobs and not _must_wait(one, ran, now):
                ran.append(run_one(ticker, one, now))
                ticker.told(ran[-1])
    return tuple(ran)


def _must_wait(one: Due, ran: list[Ran], now: datetime) -> bool:
    """A report whose snapshot has just failed waits for the next tick while there is time."""
    failed = any(
        r.due.job == "snapshot" and r.due.period == one.period and r.outcome.code not in (Exit.DONE, Exit.PARTIAL)
        for r in ran
    )
    return failed and one.job in ("report", "addendum") and now < one.deadline - PATIENCE


def run_one(ticker: Ticker, one: Due, now: datetime) -> Ran:
    started = ticker.machine_now()
    try:
        outcome = ticker.jobs[one.job](one, now)
    except TosoError as error:
        ran = Ran(one, Outcome(error.exit_code), error)
    except Exception as error:
        if (known := of_the_disk(error)) is not None:
            known.__cause__ = error
            ran = Ran(one, Outcome(known.exit_code), known)
        else:  # a bug in one job: told loudly, after the others had their turn
            ran = Ran(one, Outcome(Exit.BUG), error)
    else:
        ran = Ran(one, outcome)
        if outcome.code in (Exit.DONE, Exit.PARTIAL):
            ticker.record(one, now, outcome)
    log.info(
        "job",
        extra={
            "job": one.job,
            "period": one.period.code,
            "code": int(ran.outcome.code),
            "seconds": round((ticker.machine_now() - started).total_seconds(), 1),
        },
    )
    return ran


SEVERITY = (
    Exit.BUG, Exit.USAGE, Exit.CONFIGURATION, Exit.ACCESS, Exit.MAIL_UNKNOWN, Exit.TRY_AGAIN, Exit.PARTIAL, Exit.FINDINGS,
)  # fmt: skip


def exit_code(ran: tuple[Ran, ...]) -> Exit:
    """The gravest of what ran; done when nothing did."""
    codes = {one.outcome.code for one in ran}
    return next((code for code in SEVERITY if code in codes), Exit.DONE)
