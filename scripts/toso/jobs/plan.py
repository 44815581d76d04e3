"""What ``toso apply`` would change. Looks only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from toso.core.book_facts import Desk
from toso.core.layout_bench import Change, LayoutPlan
from toso.errors import TosoError
from toso.executor import Each, in_turn
from toso.google.books import Books
from toso.jobs.layout_book import look
from toso.jobs.targets import Target


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a book needs, got, or why it could not be reached. ``made``: the id of a book that was made."""

    target: Target
    changes: tuple[Change, ...] = ()
    error: TosoError | None = None
    made: str = ""


def plan_books(books: Books, targets: Sequence[Target], desk: Desk, each: Each = in_turn) -> list[Outcome]:
    """One call a book that is there; a book that has yet to be made needs none."""

    def one(target: Target) -> Outcome:
        if not target.book_id:
            return Outcome(target, (Change("book_new", detail=target.facts.title),))
        try:
            _, found = look(books, target.book_id, target.facts, desk)
        except TosoError as error:
            return Outcome(target, error=error)
        return Outcome(target, _changes(found))

    return [found for found in each(one, targets) if isinstance(found, Outcome)]


def _changes(found: LayoutPlan) -> tuple[Change, ...]:
    return found.changes or ((Change("other"),) if not found.empty else ())
