"""One tick over the real state: ledger in, jobs run, ledger out, the dead-man's switch told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from toso.clock.ping import ping
from toso.clock.tick import Job, Outcome, Ran, Ticker, exit_code, tick
from toso.core.due import Due
from toso.errors import Exit, TosoError
from toso.settings import Settings
from toso.settings.derived import calendar_of, rules_of
from toso.state import State
from toso.state.ledger import SINCE, SKEW, key_made_on, ledger_of

Told = Callable[[Ran], None]


def ticker_of(
    settings: Settings,
    state: State,
    jobs: Mapping[str, Job],
    machine_now: Callable[[], datetime],
    server_now: Callable[[], datetime | None] = lambda: None,
    told: Told = lambda ran: None,
) -> Ticker:
    """A ticker that reads and writes the state file."""
    made = key_made_on(settings)

    def record(one: Due, now: datetime, outcome: Outcome) -> None:
        state.mark_done(one.job, one.period.code, now, outcome.note)

    return Ticker(
        rules=rules_of(settings),
        calendar=calendar_of(settings),
        jobs=jobs,
        read_ledger=lambda: ledger_of(state, made),
        record=record,
        machine_now=machine_now,
        server_now=server_now,
        skew=timedelta(seconds=float(state.fact(SKEW) or 0)),
        keep_skew=lambda skew: state.put_fact(SKEW, str(skew.total_seconds())),
        told=told,
    )


def run_due(
    ticker: Ticker, settings: Settings, state: State, only: frozenset[str] = frozenset()
) -> tuple[Exit, tuple[Ran, ...]]:
    """Runs what is due and returns the exit code with what ran. The caller holds the run's lock."""
    if state.fact(SINCE) is None:
        ticker.measure()
        state.put_fact(SINCE, ticker.now().isoformat())
    url = settings.keeper.ping_url.get_secret_value()
    ping(url, "start")
    run = state.begin_run("run", "", ticker.now())
    code = Exit.BUG
    ran: tuple[Ran, ...] = ()
    try:
        ran = tick(ticker, only)
        code = exit_code(ran)
        return code, ran
    except KeyboardInterrupt:
        code = Exit.INTERRUPTED
        raise
    except TosoError as error:  # the state itself: a full disk is no bug here either
        code = error.exit_code
        raise
    finally:
        state.end_run(run, ticker.now(), code, " ".join(f"{one.due.job}:{int(one.outcome.code)}" for one in ran))
        ping(url, str(int(code)))
