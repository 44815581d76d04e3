"""Blank the personal columns of the groups' books. Looks first; a person says yes."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from toso.core.book_facts import Desk
from toso.core.purge import PurgePlan, purge
from toso.errors import TosoError
from toso.google.books import Books
from toso.jobs.targets import Target

log = logging.getLogger("toso.purge")


@dataclass(frozen=True, slots=True)
class Purged:
    """What a book holds, or held; or why it could not be reached."""

    target: Target
    plan: PurgePlan | None = None
    error: TosoError | None = None


def purge_books(books: Books, targets: Sequence[Target], desk: Desk, *, really: bool) -> list[Purged]:
    """1 call a book to look, 2 to blank. Twice does no harm. The log gets tab, column and count, never a value."""
    found = []
    for target in targets:
        try:
            tables = desk.schema.book(target.facts.kind)
            plan = purge(books.state(target.book_id, tables), tables)
            if really and plan.by_column:
                books.by_column(target.book_id, plan.by_column, raw=True)
                books.batch(target.book_id, plan.requests, repeatable=True)
                for (table, column), count in plan.counts.items():
                    log.info("purged", extra={"book": target.book_id, "tab": table, "column": column, "count": count})
            found.append(Purged(target, plan))
        except TosoError as error:
            found.append(Purged(target, error=error))
    return found
