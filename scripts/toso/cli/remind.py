"""``toso remind``: today's reminders, at once; called again the same day it sends nothing."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

import typer

from toso.cli.context import options
from toso.errors import Exit

WORDS = "cli/report.yaml"


def command(
    ctx: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run")] = False,
) -> Exit:
    from toso import words
    from toso.jobs import remind
    from toso.lock import run_lock
    from toso.wiring import Wiring
    from toso.wiring_jobs import Jobs

    o = options(ctx)
    now = o.now()
    with run_lock(o.settings.files.state), closing(Wiring(o.settings)) as wiring:
        jobs = Jobs(wiring)
        wanted = jobs.reminding(wiring.shown_period(now), now)
        if dry_run:
            _, zalo = remind.prepare(wanted)
            print("\n\n".join(zalo.values()))
            return Exit.DONE
        done = remind.remind(wanted, jobs.post(now))
        folder = o.settings.files.out / "zalo"
        folder.mkdir(parents=True, exist_ok=True)
        for code, text in done.zalo.items():
            (folder / f"{code}.txt").write_text(text, encoding="utf-8")
        key = "remind.done" if done.found else "remind.none"
        o.say(words.say(WORDS, key, new=done.posted.new, sent=done.posted.sent.sent))
        if done.zalo:
            o.say(words.say(WORDS, "remind.zalo", path=folder))
        return done.posted.exit_code
