"""Make the books as the schema says: make those that are missing, lay out, keep a copy of what is changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from toso import words
from toso.core.book_facts import Desk
from toso.core.layout_bench import Change, LayoutPlan
from toso.core.sheet_state import BookState
from toso.errors import AccessError, TosoError
from toso.executor import Each, in_turn
from toso.google.books import Books
from toso.jobs.facts_of import WORDS
from toso.jobs.layout_book import lay_out
from toso.jobs.plan import Outcome
from toso.jobs.targets import Target, with_id


def apply_books(
    books: Books,
    targets: Sequence[Target],
    desk: Desk,
    *,
    now: datetime,
    folder: str = "",
    snapshots: bool = True,
    each: Each = in_turn,
) -> list[Outcome]:
    """One outcome a target, in order. A book that fails never stops the others.

    ``folder``: where new books are made (a folder of a Shared Drive, or of a person's). ``snapshots``: a book that holds
    something is copied in Drive before it is changed.
    """

    def one(target: Target) -> Outcome:
        made = ""
        try:
            if not target.book_id:
                made = books.drive.find(target.facts.title, folder) or books.drive.create(target.facts.title, folder)
                target = with_id(target, made)

            def before(state: BookState, found: LayoutPlan) -> None:
                if snapshots and _holds_something(state):
                    _copy(books, target, folder, now)

            done = lay_out(books, target.book_id, target.facts, desk, before)
        except TosoError as error:
            return Outcome(target, error=error, made=made)
        new = (Change("book_new", detail=target.facts.title),) if made else ()
        return Outcome(target, (*new, *done.plan.changes), made=made)

    return [found for found in each(one, targets) if isinstance(found, Outcome)]


def _holds_something(state: BookState) -> bool:
    """Whether somebody typed into the book since it was made."""
    return any(
        value not in (None, "")
        for name, tab in state.tabs.items()
        if name not in ("machine", "to_mend", "guide")
        for row in tab.rows[tab.header_row + 1 :]
        for value in row
    )


def _copy(books: Books, target: Target, folder: str, now: datetime) -> None:
    title = words.say(WORDS, "title.copy", title=target.facts.title, at=f"{now:%Y-%m-%d %H.%M}")
    try:
        books.drive.copy(target.book_id, title, folder)
    except AccessError as error:
        if error.code == "google_no_storage":
            raise AccessError("snapshot_no_storage", book=target.facts.title) from error
        raise
