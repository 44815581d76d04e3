"""``toso support-bundle``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toso.cli.context import options

WORDS = "cli/support.yaml"


def command(ctx: typer.Context, out: Annotated[Path | None, typer.Option("--out")] = None) -> None:
    from toso import words
    from toso.jobs.support import bundle

    o = options(ctx)
    print(words.say(WORDS, "page.made", path=bundle(o.settings, o.now(), out)))
