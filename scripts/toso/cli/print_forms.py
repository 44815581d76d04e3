"""``toso print-forms``: paper for teams that go from door to door, typed in later by the keeper."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toso.cli.context import options, tell

WORDS = "cli/books.yaml"


def command(
    ctx: typer.Context,
    group: Annotated[list[str] | None, typer.Option("--group")] = None,
    out: Annotated[Path | None, typer.Option("--out")] = None,
    with_names: Annotated[bool, typer.Option("--with-names")] = False,
) -> None:
    from toso import words
    from toso.cli.plan import targets
    from toso.jobs.print_forms import print_forms
    from toso.wiring import Wiring

    told = options(ctx)
    wiring = Wiring(told.settings)
    try:
        for target in targets(wiring, group or []):
            if target.group is None or not target.book_id:
                continue
            place = out or told.settings.files.out
            made = print_forms(wiring.books, target, wiring.desk, told.settings, place, with_names)
            print(words.say(WORDS, "forms.done", pages=made.rows, name=target.facts.name, file=made.file))
            if with_names:
                tell(words.say(WORDS, "forms.named"))
    finally:
        wiring.close()
