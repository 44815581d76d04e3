"""``toso aggregate``: the ward's master from its groups, or a city's from what its wards handed up."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toso.cli.context import Options, options
from toso.errors import Exit, UsageError

if TYPE_CHECKING:
    from toso.jobs.aggregate import Aggregated
    from toso.jobs.aggregate_city import CityDone
    from toso.wiring import Wiring

WORDS = "cli/aggregate.yaml"


def command(
    ctx: typer.Context,
    accept_drop: Annotated[bool, typer.Option("--accept-drop")] = False,
    out: Annotated[Path | None, typer.Option("--out")] = None,
    level: Annotated[str, typer.Option("--level")] = "ward",
    units: Annotated[Path | None, typer.Option("--from")] = None,
    engine: Annotated[str, typer.Option("--engine")] = "",
    scheduler: Annotated[str, typer.Option("--scheduler")] = "",
) -> Exit:
    told = options(ctx)
    if level == "city":
        if units is None:
            raise UsageError("units_wanted")
        given = {"--accept-drop": accept_drop, "--engine": engine, "--scheduler": scheduler}
        if useless := [name for name, value in given.items() if value]:
            raise UsageError("not_for_city", options=", ".join(useless))
        return _city(told, units, out)
    if level != "ward":
        raise UsageError("level_unknown", level=level)
    if units is not None:
        raise UsageError("from_without_city")
    return _ward(told, accept_drop, out, engine, scheduler)


def _ward(told: Options, accept_drop: bool, out: Path | None, engine: str, scheduler: str) -> Exit:
    from toso.lock import run_lock
    from toso.wiring import Wiring
    from toso.wiring_fleet import fleet, with_engine

    settings, now = with_engine(told.settings, engine, scheduler), told.now()
    _ready(out)
    wiring = Wiring(settings)
    try:
        with run_lock(settings.files.state), fleet(wiring, now, speaks=False):
            told.look_for_the_state()
            done = wiring.day.aggregate(wiring.shown_period(now), now, accept_drop=accept_drop)
            unread = sum(one.state == "unreachable" for one in done.figures.summaries.values())
            _tell(told, done, unread)
            _tell_calls(told, wiring, settings.run.executor)
            done.refuse()
            if out is not None:
                _export(told, wiring, done, out)
    finally:
        wiring.close()
    return Exit.PARTIAL if unread else Exit.DONE


def _ready(out: Path | None) -> None:
    """The folder of ``--out`` is tried first: nothing is read and no master written for files that cannot be."""
    if out is not None:
        from toso.jobs.export import ready

        ready(out)


def _tell(told: Options, done: Aggregated, unread: int) -> None:
    from toso.words import say

    figures = done.figures
    one = figures.of_ward(figures.coverage_name)
    percent = "–" if one.tenths is None else f"{one.tenths // 10},{one.tenths % 10} %"
    below = sum(figure.met is False for figure in figures.coverage.values())
    silent = sum(figure.value is None for figure in figures.coverage.values())
    facts = {"groups": len(figures.groups), "guided": one.measured or 0, "total": one.total or 0, "percent": percent}
    told.say(say(WORDS, "summary", **facts, below=below, silent=silent, unread=unread))
    told.say(say(WORDS, "held" if done.held else "written" if done.written else "unchanged"))


def _tell_calls(told: Options, wiring: Wiring, engine: str = "") -> None:
    """What was asked of Google, for who wants to know (-v). Workers count for themselves."""
    if not told.verbose:
        return
    from toso.cli.context import tell
    from toso.cli.run import tell_calls
    from toso.words import say

    tell_calls(wiring)
    if engine == "dask":
        tell(say(WORDS, "calls_of_workers"))


def _export(told: Options, wiring: Wiring, done: Aggregated, out: Path) -> None:
    from toso import words
    from toso.core.city import handed_up
    from toso.core.master import build
    from toso.core.master_facts import Facts
    from toso.core.master_links import sources
    from toso.core.master_words import MasterWords
    from toso.jobs.export import export

    settings, said = told.settings, words.catalogue("master/words.yaml")
    book = done.master or build(done.facts or Facts(done.figures, MasterWords(said), settings.ward.name))
    code = settings.ward.code or "ward"
    unit = handed_up(done.figures, code, settings.ward.name, book_id=settings.books.master)
    link = sources(done.figures.groups, settings.books.ward, wiring.schema)
    for path in export(out, done.figures, book, unit, said["styles"], link):
        print(path)


def _city(told: Options, units: Path, out: Path | None) -> Exit:
    from toso.jobs.aggregate_city import aggregate_city
    from toso.lock import run_lock
    from toso.wiring import Wiring

    wiring = Wiring(told.settings)
    try:
        with run_lock(told.settings.files.state):
            done = aggregate_city(
                told.settings, wiring.schema, wiring.calendar, told.now(), units, out, lambda: wiring.books
            )
        _tell_calls(told, wiring)
    finally:
        wiring.close()
    _tell_city(told, done)
    for path in done.files:
        print(path)
    return Exit.DONE


def _tell_city(told: Options, done: CityDone) -> None:
    """Which period is shown, of how many; and by name whose files are of another one and not counted."""
    from toso.core.master_words import MasterWords
    from toso.words import catalogue, say

    word = MasterWords(catalogue("master/words.yaml"), "city").period
    facts = {"units": done.units, "expected": done.expected, "period": word(done.period)}
    told.say(say(WORDS, "city", **facts, written="1" if done.written else ""))
    if done.period != done.wanted:
        told.say(say(WORDS, "city_other_period", wanted=word(done.wanted), period=word(done.period)))
    for code in sorted({one.period for one in done.others}):
        names = ", ".join(one.name for one in done.others if one.period == code)
        told.say(say(WORDS, "city_not_counted", code=code, names=names))
