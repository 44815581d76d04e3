"""Our own writing moves a book's modifiedTime; remembered, it does not make the next run read the book again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from toso.jobs.collect import Collected, Parts


def remember_own_writes(parts: Parts, found: Collected, written: Iterable[str]) -> int:
    """To be called after feedback was written into the books of the groups ``written``. Gives the calls made: 1, or 0
    where nothing was written.

    Drive's time may lag: then an older one is remembered, the book is read once more, and its content hash says that
    nothing changed. What a person typed in the seconds between our reading and our writing carries no later time than
    our own write: it is seen with the book's next change, and at the latest when every book is read whatever
    Drive says (the first run of a day, and the entry deadline).
    """
    ids = {found.read[code].group.book_id for code in written if code in found.read}
    if not ids:
        return 0
    after = parts.books.changed(ids)
    cursors = parts.state.cursors()
    for book_id in sorted(ids & cursors.keys()):
        parts.state.put_cursor(replace(cursors[book_id], own_write=after.get(book_id, "")), found.now)
    return 1
