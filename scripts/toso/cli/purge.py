"""``toso purge``: blanks the personal columns of the groups' books. Looks first; ``--yes`` does it."""

from __future__ import annotations

from typing import Annotated

import typer

from toso.cli.context import options, tell

WORDS = "cli/books.yaml"


def command(
    ctx: typer.Context,
    group: Annotated[list[str] | None, typer.Option("--group")] = None,
    yes: Annotated[bool, typer.Option("--yes")] = False,
) -> int:
    from toso import words
    from toso.cli.plan import ended, targets
    from toso.jobs.purge import purge_books
    from toso.lock import run_lock
    from toso.wiring import Wiring

    told = options(ctx)
    wiring = Wiring(told.settings)
    try:
        with run_lock(told.settings.files.state):
            wanted = [one for one in targets(wiring, group or []) if one.group is not None and one.book_id]
            found = purge_books(wiring.books, wanted, wiring.desk, really=yes)
    finally:
        wiring.close()
    total = 0
    for one in found:
        if one.error is not None or one.plan is None:
            said = words.error_text(one.error) if one.error else None
            tell(
                words.say(
                    WORDS,
                    "purge.failed",
                    title=one.target.facts.title,
                    what=said.what if said else "",
                    mend=said.mend if said else "",
                )
            )
            continue
        total += one.plan.total
        if told.quiet:
            continue
        print(words.say(WORDS, "purge.book", title=one.target.facts.title, count=one.plan.total))
        for (table, column), count in one.plan.counts.items():
            print("  - " + words.say(WORDS, "purge.column", **_titles(wiring.schema, table, column), count=count))
        for table, column in one.plan.untold:
            tell("  - " + words.say(WORDS, "purge.untold", **_titles(wiring.schema, table, column)))
    if told.now().date() <= told.settings.plan.end:
        tell(words.say(WORDS, "purge.early", end=f"{told.settings.plan.end:%d/%m/%Y}"))
    told.say(words.say(WORDS, "purge.done" if yes else "purge.dry", count=total))
    return ended(found)


def _titles(schema, table: str, column: str) -> dict[str, str]:  # type: ignore[no-untyped-def]
    sheet = schema.tables[table]
    return {"table": sheet.title, "column": sheet.field(column).title}
