"""``toso backup``."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from toso.cli.context import Options, options
from toso.errors import ConfigurationError

WORDS = "cli/backup.yaml"
COPIES_KEPT = 4
"""Copies of each group's book that stay in Drive."""


def command(
    ctx: typer.Context,
    out: Annotated[Path | None, typer.Option("--out")] = None,
    keep: Annotated[int | None, typer.Option("--keep", min=1)] = None,
    books: Annotated[bool, typer.Option("--books")] = False,
) -> None:
    from toso import words
    from toso.jobs import backup

    o = options(ctx)
    settings = o.settings
    path = backup.make(settings, o.now(), out)
    count = len(backup.read(path).files)
    dropped = backup.drop_old(path.parent, keep or settings.clock.backups_kept)
    o.say(words.say(WORDS, "page.made", path=path, count=count))
    if dropped:
        o.say(words.say(WORDS, "page.dropped", count=dropped))
    if books:
        _copy_books(o)


def _copy_books(o: Options) -> None:
    """Copies every book inside Drive and drops the copies that have expired."""
    from toso import words
    from toso.jobs import book_copies
    from toso.jobs.ward_book import recall
    from toso.lock import run_lock
    from toso.state.ledger import ledger_of
    from toso.wiring import Wiring

    with run_lock(o.settings.files.state), closing(Wiring(o.settings)) as parts:
        ward = recall(parts.state)
        if ward is None:
            raise ConfigurationError("groups_unknown")
        drive, name = parts.books.drive, words.catalogue(WORDS)["copy_name"]
        count = book_copies.make(drive, parts.state, ward.groups, o.now(), name, o.settings.google.folder)
        book_copies.expire(drive, parts.state, COPIES_KEPT, ledger_of(parts.state).purged_on)
        o.say(words.say(WORDS, "page.books", count=count))
