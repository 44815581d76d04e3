"""The demo's steps, in order; each is told before it begins."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from toso import words
from toso.clock.running import run_due, ticker_of
from toso.clock.tick import Ran, run_one
from toso.demo.books import Saving
from toso.demo.folder import emptied
from toso.demo.show import MASTER_NAME, OUTBOX, SHEETS, WARD_NAME, Left, save_report, write_page
from toso.demo.summary import Summary, summarise_demo
from toso.demo.ward import CONFIG, fill
from toso.errors import Exit
from toso.executor import Each, watched
from toso.jobs import reporting
from toso.jobs.collect import GroupRead
from toso.jobs.report import preview
from toso.settings import Settings, load_settings
from toso.wiring import Wiring
from toso.wiring_jobs import asked, jobs_of

WORDS = "cli/demo.yaml"
Say = Callable[[str], None]


def run_demo(folder: Path, seed: int, now: datetime, say: Say, tick: Callable[[str], None]) -> tuple[Exit, str]:
    """Makes the ward in ``folder``, runs the three jobs as of ``now``, leaves everything to look at.

    ``say`` is told each step, ``tick`` each book that is made. Answers the exit code and the summary's text.
    Raises UsageError for a folder that somebody uses, TryAgain while another demo works in it.
    """
    with emptied(folder):
        return _all_steps(folder, seed, now, say, tick)


def _all_steps(folder: Path, seed: int, now: datetime, say: Say, tick: Callable[[str], None]) -> tuple[Exit, str]:
    begun = time.monotonic()
    say(words.say(WORDS, "steps.books", groups=24))
    fill(folder, seed, tick)
    config = folder / CONFIG
    with closing(Saving(config, folder / SHEETS)) as saving, closing(Watched(load_settings(config), saving)) as wiring:
        code, summary, left = _run(wiring, folder, now, say, saving)
        say(words.say(WORDS, "steps.files"))
    text = words.say(
        WORDS,
        "summary",
        ward=wiring.settings.ward.name,
        period=wiring.shown_period(now).code,
        as_of=words.moment(now),
        folder=folder.as_posix(),
        master=left.master,
        docx=left.docx,
        pdf=left.pdf,
        seconds=words.number(round(time.monotonic() - begun, 1)),
        **{name: getattr(summary, name) for name in Summary.__slots__ if name != "under"},
        under=f"{len(summary.under)} tổ: {', '.join(summary.under)}" if summary.under else words.catalogue(WORDS)["nobody"],
    )
    return code, text


class Watched(Wiring):
    """Saves each group's book as soon as the jobs have said back to it, while they go on with the next."""

    def __init__(self, settings: Settings, saving: Saving) -> None:
        super().__init__(settings)
        self._saving = saving

    @property
    def each(self) -> Each:
        return watched(super().each, self._save)

    def _save(self, thing: object) -> None:
        if isinstance(thing, GroupRead):
            self._saving.begin({thing.group.code: thing.group.book_id})


def _run(wiring: Wiring, folder: Path, now: datetime, say: Say, saving: Saving) -> tuple[Exit, Summary, Left]:
    jobs = jobs_of(wiring)
    ticker = ticker_of(wiring.settings, wiring.state, jobs, lambda: now)
    say(words.say(WORDS, "steps.validate"))
    codes = [_done(run_one(ticker, asked("validate", now, wiring), now))]
    period = wiring.shown_period(now)
    saving.begin({WARD_NAME: wiring.settings.books.ward})
    say(words.say(WORDS, "steps.aggregate"))
    codes.append(_done(run_one(ticker, asked("aggregate", now, wiring), now)))
    say(words.say(WORDS, "steps.report"))
    sent, rest = run_due(ticker, wiring.settings, wiring.state, frozenset(jobs) - {"validate", "aggregate", "backup"})
    codes += [sent, *(_done(one) for one in rest), _done(run_one(ticker, asked("aggregate", now, wiring), now))]
    saving.begin({MASTER_NAME: wiring.settings.books.master})
    at = reporting.basis(wiring.day, period, now, wiring.calendar)
    report = preview(reporting.material(wiring.day, at), wiring.schema)
    summary = summarise_demo(at.found, at.figures, len(list((folder / OUTBOX).glob("*.eml"))))
    left = save_report(folder, report)
    say(words.say(WORDS, "steps.page"))
    write_page(wiring, folder, at.found, at.figures, report, summary, left)
    return max(codes), summary, left


def _done(ran: Ran) -> Exit:
    """Its exit code. Raises what the job raised."""
    if ran.error is not None:
        raise ran.error
    return ran.outcome.code
