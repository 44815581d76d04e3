"""The master, written whole in one call, and only when something on it differs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from toso.core.master_model import MasterBook, MasterTable
from toso.core.master_requests import MASK, Link, MasterState, state_of, tab_writing, writing
from toso.google.books import Books
from toso.google.http import SHEETS, LostAnswer

TRIES = 4


@dataclass(frozen=True, slots=True)
class Written:
    """``fingerprint``: of what stands in the master now. ``written``: whether this call had to change it."""

    fingerprint: str
    written: bool


def look(books: Books, book_id: str) -> MasterState:
    """What stands there. 1 call."""
    answer = books.session.http.send("get", f"{SHEETS}/{book_id}", params={"fields": MASK}, repeatable=True)
    return state_of(answer.json())


def write_master(
    books: Books,
    book_id: str,
    book: MasterBook,
    styles: Mapping[str, Mapping[str, Any]],
    link: Link,
    known: str = "",
    check: Callable[[MasterState], None] = lambda state: None,
) -> Written:
    """Brings the master to ``book``.

    ``known``: the fingerprint written last, as far as it is remembered. 0 calls where it is the same; where nothing
    is remembered, 1 call to look at the one the master carries; else 1 call to look and 1 to write. A batch whose
    answer was lost is not sent again blindly. ``check`` is shown what stands there before anything is written, and
    raises where it must not be. Raises AccessError and TryAgain.
    """
    mark = book.fingerprint()
    if known == mark:
        return Written(mark, False)
    last: LostAnswer | None = None
    for _ in range(TRIES):
        state = look(books, book_id)
        check(state)
        if state.fingerprint == mark:
            return Written(mark, last is not None)
        found = writing(book, state, styles, link)
        try:
            books.batch(book_id, found.requests, repeatable=found.repeatable)
            return Written(mark, True)
        except LostAnswer as lost:
            last = lost
    assert last is not None
    raise last


def write_tab(
    books: Books, book_id: str, table: MasterTable, styles: Mapping[str, Mapping[str, Any]], link: Link
) -> bool:
    """One tab of the master, now: 1 call to look and 1 to write (the ledger of reports, around sending). False where
    the master has no such tab yet."""
    found = tab_writing(table, look(books, book_id), styles, link)
    if found is None:
        return False
    books.batch(book_id, found.requests, repeatable=found.repeatable)
    return True
