"""``toso sample``: the sample ward in books of the local stand-in, with the list of what was planted."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toso.cli.context import options


def command(
    ctx: typer.Context,
    out: Annotated[Path, typer.Option("--out")] = Path("sample"),
    seed: Annotated[int, typer.Option("--seed", min=0)] = 2025,
) -> None:
    from toso import words
    from toso.demo.ward import make_sample

    told = options(ctx)
    made = make_sample(out, seed, step=lambda name: told.say(words.say("cli/demo.yaml", "making", name=name)))
    print(words.say("cli/demo.yaml", "sample_made", folder=str(out), groups=len(made.ward.groups), planted=len(made.ward.planted)))
