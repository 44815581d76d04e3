"""``toso apply``: makes and lays out the books as the schema says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from toso.cli.context import Options, options

if TYPE_CHECKING:
    from toso.jobs.plan import Outcome
    from toso.wiring import Wiring

WORDS = "cli/books.yaml"


def command(
    ctx: typer.Context,
    group: Annotated[list[str] | None, typer.Option("--group")] = None,
    no_snapshot: Annotated[bool, typer.Option("--no-snapshot")] = False,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> int:
    from toso.cli.plan import as_json, ended, targets
    from toso.cli.progress import with_bar
    from toso.jobs.apply import apply_books
    from toso.jobs.targets import enter_ids
    from toso.lock import run_lock
    from toso.wiring import Wiring

    told = options(ctx)
    wiring = Wiring(told.settings)
    try:
        with run_lock(told.settings.files.state):
            books, ward_id = wiring.making_books, told.settings.books.ward
            outcomes = apply_books(
                books,
                targets(wiring, group or []),
                wiring.desk,
                now=told.now(),
                folder=told.settings.google.folder or told.settings.google.shared_drive,
                snapshots=not no_snapshot,
                each=with_bar(told, "apply", wiring.each),
            )
            made = {one.target.facts.code: one.made for one in outcomes if one.made and one.target.group is not None}
            if made and ward_id:
                enter_ids(books, ward_id, made, wiring.desk)
    finally:
        wiring.close()
    if json:
        print(as_json(outcomes))
    else:
        _show(told, wiring, outcomes)
    return ended(outcomes)


def _show(told: Options, wiring: Wiring, outcomes: list[Outcome]) -> None:
    from toso import words
    from toso.cli.plan import lines

    for one in outcomes:
        lines(wiring, one, told.quiet)
        if one.made and one.target.group is None:
            print(words.say(WORDS, "apply.settings", name=one.target.facts.kind, id=one.made))
        elif one.made:
            told.say(words.say(WORDS, "apply.new_id", id=one.made))
    if not any(one.target.group for one in outcomes) and not told.quiet:
        told.say(words.say(WORDS, "apply.registry"))
    told.say(
        words.say(
            WORDS,
            "apply.summary",
            books=len(outcomes),
            changed=sum(bool(one.changes) for one in outcomes),
            made=sum(bool(one.made) for one in outcomes),
            failed=sum(one.error is not None for one in outcomes),
        )
    )
