"""Say back to one book, mending on the way what somebody's hand did to its layout."""

from __future__ import annotations

from collections.abc import Callable

from toso.core.book_facts import BookFacts, Desk
from toso.core.drift import can_speak, healing
from toso.core.feedback import Feedback
from toso.core.sheet_state import BookState
from toso.google.books import Books, Reading, reading
from toso.google.http import APIError
from toso.jobs.layout_book import lay_out


def say(books: Books, read: Reading, feedback_on: Callable[[BookState], Feedback], facts: BookFacts, desk: Desk) -> int:
    """Writes the feedback where it differs; gives the number of write calls.

    ``feedback_on``: the feedback for a book as it stands. A book whose machine tabs were deleted gets them again first,
    which costs a call to look at it and one to write it. A write that Google refuses because somebody took away rows or
    columns meanwhile is left to the next run, which finds the book changed.
    """
    tables = desk.schema.book(facts.kind)
    heal = healing(read.state, facts, desk)
    calls = 0
    if not can_speak(read.state):
        lay_out(books, read.state.book_id, facts, desk)
        read = reading(books.state(read.state.book_id, tables), tables, read.raw.group_code, read.raw.modified)
        heal, calls = healing(read.state, facts, desk), 1
    try:
        return calls + books.write_feedback(read, feedback_on(read.state), tables, heal)
    except APIError:
        if books.state(read.state.book_id, tables) == read.state:
            raise
        return calls
