"""``toso run``: check the books, count, and send what is due. ``--due``: only what the clock says (for cron)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from toso.cli.context import Options, options
from toso.errors import Exit

if TYPE_CHECKING:
    from toso.clock.tick import Ran
    from toso.wiring import Wiring

WORDS = "cli/run.yaml"


def command(
    ctx: typer.Context,
    due: Annotated[bool, typer.Option("--due")] = False,
    group: Annotated[str, typer.Option("--group")] = "",
    engine: Annotated[str, typer.Option("--engine")] = "",
    scheduler: Annotated[str, typer.Option("--scheduler")] = "",
) -> Exit:
    return run(options(ctx), only_due=due, group=group.strip().upper(), engine=engine, scheduler=scheduler)


def run_due_once(o: Options) -> Exit:
    """One tick, as ``toso loop`` makes it."""
    return run(o, only_due=True)


def run(o: Options, *, only_due: bool, group: str = "", engine: str = "", scheduler: str = "") -> Exit:
    from toso.clock.running import run_due, ticker_of
    from toso.clock.tick import exit_code, run_one
    from toso.lock import run_lock
    from toso.wiring import Wiring
    from toso.wiring_fleet import fleet, with_engine
    from toso.wiring_jobs import SHOWN_IN_THE_MASTER, Jobs, asked, jobs_of

    told: list[Ran] = []
    said: set[str] = set()

    def tell(ran: Ran) -> None:
        _tell(o, ran, said)

    settings = with_engine(o.settings, engine, scheduler)
    with run_lock(settings.files.state), closing(Wiring(settings)) as wiring, fleet(wiring, o.now()):
        o.look_for_the_state()
        jobs = jobs_of(wiring)
        if group:
            ward: Jobs = jobs["validate"].__self__  # type: ignore[attr-defined]
            ward.group = group
        ticker = ticker_of(o.settings, wiring.state, jobs, o.now, _server_now(o), told=tell)
        first: tuple[Ran, ...] = ()
        if not only_due:
            names = ("validate",) if group else ("validate", "aggregate")
            first = tuple(run_one(ticker, asked(name, o.now(), wiring), o.now()) for name in names)
            for ran in first:
                tell(ran)
        rest: tuple[Ran, ...] = ()
        code = exit_code(first)
        if not group:
            done = frozenset(ran.due.job for ran in first)
            code, rest = run_due(ticker, o.settings, wiring.state, frozenset(jobs) - done)
            if any(ran.due.job in SHOWN_IN_THE_MASTER for ran in rest):
                rest = (*rest, run_one(ticker, asked("aggregate", o.now(), wiring), o.now()))
        told += [*first, *rest]
        if o.verbose:
            tell_calls(wiring)
    return exit_code(tuple(told)) if told else code


def _server_now(o: Options) -> Callable[[], datetime | None]:
    """Who mends the machine's clock: Google; nobody where all is on this machine or another moment was asked for."""
    if o.as_of is not None or o.settings.google.auth == "local":
        return lambda: None
    from toso.clock.servertime import server_time

    return server_time


def _tell(o: Options, ran: Ran, said: set[str]) -> None:
    """How a job ended, and what a person must do. An error that stops several jobs (a full disk, no network) is told
    in full once."""
    from toso import words
    from toso.cli.boundary import told_and_code
    from toso.cli.context import tell
    from toso.errors import TosoError

    names = words.catalogue("cli/due.yaml")["jobs"]
    how = words.say(WORDS, "did", job=names.get(ran.due.job, ran.due.job), code=int(ran.outcome.code))
    if ran.error is None:
        o.say(how)
        if ran.outcome.act:
            tell(ran.outcome.act)
        return
    known = str(words.error_text(ran.error)) if isinstance(ran.error, TosoError) else ""
    if known and known in said:
        o.say(how)
        return
    said.add(known)
    told_and_code(ran.error, o)


def tell_calls(wiring: Wiring) -> None:
    """What was asked of Google, for who wants to know (-v)."""
    from toso import words
    from toso.cli.context import tell

    calls = wiring.session.calls if "session" in wiring.__dict__ else None
    tell(words.say(WORDS, "calls", reads=calls.reads if calls else 0, writes=calls.writes if calls else 0))
    for name, count in (calls.by_name() if calls else {}).items():
        tell(f"  {count:>4}  {name}")
