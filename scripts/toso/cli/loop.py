"""``toso loop``: runs what is due, for ever, where there is neither cron nor systemd."""

from __future__ import annotations

from typing import Annotated

import typer

from toso.cli.context import options


def command(
    ctx: typer.Context,
    every: Annotated[int, typer.Option("--every", min=1)] = 60,
    ticks: Annotated[int | None, typer.Option("--ticks", min=1)] = None,
) -> None:
    import time

    from toso.cli.boundary import told_and_code
    from toso.cli.run import run_due_once
    from toso.clock.loop import loop

    o = options(ctx)
    _ = o.settings  # wrong settings end the loop before it begins; later troubles do not
    loop(lambda: run_due_once(o), every, time.sleep, lambda error: told_and_code(error, o), ticks)
