"""The demo's steps, in order; each is told before it begins."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from toso import words
from toso.clock.running import run_due, ticker_of
from toso.clock.tick import run_one
from toso.demo.show import Left, save_all, write_page
from toso.demo.summary import Summary, summarise_demo
from toso.demo.ward import CONFIG, make_sample
from toso.errors import Exit
from toso.jobs import reporting
from toso.jobs.report import preview
from toso.settings import load_settings
from toso.wiring import Wiring
from toso.wiring_jobs import asked, jobs_of, shown_period

WORDS = "cli/demo.yaml"
Say = Callable[[str], None]


def run_demo(folder: Path, seed: int, now: datetime, say: Say, tick: Callable[[str], None]) -> tuple[Exit, str]:
    """Makes the ward in ``folder``, runs the three jobs as of ``now``, leaves everything to look at.

    ``say`` is told each step, ``tick`` each book that is made. Answers the exit code and the summary's text.
    Raises UsageError for a folder that somebody uses.
    """
    begun = time.monotonic()
    say(words.say(WORDS, "steps.books", groups=24))
    make_sample(folder, seed, tick)
    config = folder / CONFIG
    with closing(Wiring(load_settings(config))) as wiring:
        code, summary, left = _run(wiring, config, now, say)
    text = words.say(
        WORDS,
        "summary",
        ward=wiring.settings.ward.name,
        period=shown_period(now, wiring).code,
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


def _run(wiring: Wiring, config: Path, now: datetime, say: Say) -> tuple[Exit, Summary, Left]:
    jobs = jobs_of(wiring)
    ticker = ticker_of(wiring.settings, wiring.state, jobs, lambda: now)
    code = Exit.DONE
    for name in ("validate", "aggregate"):
        say(words.say(WORDS, f"steps.{name}"))
        ran = run_one(ticker, asked(name, now, wiring), now)
        if ran.error is not None:
            raise ran.error
        code = max(code, ran.outcome.code)
    say(words.say(WORDS, "steps.report"))
    sent, ran_rest = run_due(ticker, wiring.settings, wiring.state, frozenset(jobs) - {"validate", "aggregate"})
    for one in ran_rest:
        if one.error is not None:
            raise one.error
    period = shown_period(now, wiring)
    at = reporting.basis(wiring.day, period, now, wiring.calendar)
    report = preview(reporting.material(wiring.day, at), wiring.schema)
    summary = summarise_demo(at.found, at.figures, len(list((config.parent / "outbox").glob("*.eml"))))
    say(words.say(WORDS, "steps.files"))
    left = save_all(wiring, config, at.found, report)
    say(words.say(WORDS, "steps.page"))
    write_page(wiring, config.parent, at.found, at.figures, report, summary, left)
    return max(code, sent), summary, left
