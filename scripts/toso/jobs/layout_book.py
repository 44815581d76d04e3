"""Lay one book out: look, decide, write, and look again where an answer was lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from toso.core.book_facts import BookFacts, Desk
from toso.core.layout import plan
from toso.core.layout_bench import LayoutPlan
from toso.core.sheet_state import BookState
from toso.google.books import Books
from toso.google.http import LostAnswer


@dataclass(frozen=True, slots=True)
class Laid:
    """What was done to a book. ``plan`` is empty where nothing had to be."""

    book_id: str
    facts: BookFacts
    plan: LayoutPlan
    created: bool = False


def look(books: Books, book_id: str, facts: BookFacts, desk: Desk) -> tuple[BookState, LayoutPlan]:
    """The book, and what it would take. 1 call."""
    state = books.state(book_id, desk.schema.book(facts.kind))
    return state, plan(state, facts, desk)


def lay_out(
    books: Books,
    book_id: str,
    facts: BookFacts,
    desk: Desk,
    before: Callable[[BookState, LayoutPlan], None] | None = None,
) -> Laid:
    """Brings a book to the schema: 1 call to look, 1 to write (2 where headers or formulas of old columns change), 0 to
    write where it is there already. ``before``: called once before anything is written (the snapshot).

    A batch whose answer was lost is not sent again blindly: the book is looked at, and what is still wanting is planned.
    """
    state, found = look(books, book_id, facts, desk)
    first = found
    if before and not found.empty:
        before(state, found)
    lost: LostAnswer | None = None
    for _ in range(5):
        try:
            if found.requests:
                books.batch(book_id, found.requests, repeatable=False)
            if found.by_column:
                books.by_column(book_id, found.by_column)
            if not found.again:
                return Laid(book_id, facts, first)
            lost = None
        except LostAnswer as error:
            lost = error
        state, found = look(books, book_id, facts, desk)
    if lost is not None:
        raise lost
    return Laid(book_id, facts, first)
