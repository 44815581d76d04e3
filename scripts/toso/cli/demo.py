"""``toso demo``: the sample ward from nothing to the report."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from toso.cli.context import options
from toso.errors import Exit

DUE_DAY = "2025-12-15T12:00"
"""The day the Q4/2025 report is due, at the hour when figures are frozen."""


def command(
    ctx: typer.Context,
    out: Annotated[Path, typer.Option("--out")] = Path("demo"),
    seed: Annotated[int, typer.Option("--seed", min=0)] = 2025,
) -> Exit:
    from toso.cli.context import parse_moment
    from toso.demo.run import run_demo

    told = options(ctx)
    now: datetime = told.as_of or parse_moment(DUE_DAY)
    on_screen = sys.stderr.isatty() and not told.quiet

    def tick(name: str) -> None:
        if on_screen:
            print(f"\r  {name:<12}", end="", file=sys.stderr, flush=True)

    def say(text: str) -> None:
        if on_screen:
            print("\r", end="", file=sys.stderr)
        told.say(text)

    code, text = run_demo(out, seed, now, say, tick)
    print(text.rstrip())
    return code
