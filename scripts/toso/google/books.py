"""A workbook read in one call, and written in one call when it differs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from toso.core import answers, machine_sheet
from toso.core.answers import Answer, Place
from toso.core.batch import Request
from toso.core.feedback import Feedback
from toso.core.feedback_write import MACHINE, writes
from toso.core.layout_bench import LayoutPlan
from toso.core.patch import as_requests, as_typed
from toso.core.sheet_state import MASK, BookState, parse, raw_book
from toso.google.drive import Drive, Seen
from toso.google.http import SHEETS
from toso.google.session import Session
from toso.model import RawBook, RawTable
from toso.schema.types import SheetSchema


@dataclass(frozen=True, slots=True)
class Reading:
    """A book at one moment. ``raw``: what people typed, for validation. ``state``: all of it, for feedback and layout.
    ``answers``: what the team answered before. ``content_hash``: changes when, and only when, ``raw`` does."""

    state: BookState
    raw: RawBook
    answers: Mapping[Place, Answer]
    content_hash: str


class Books:
    """Reads and writes books. ``shared_drive``: the id of the Shared Drive in which they lie, if they do."""

    def __init__(self, session: Session, shared_drive: str = "") -> None:
        self.session = session
        self.drive = Drive(session, shared_drive)
        self._http = session.http

    def seen(self, ids: Iterable[str]) -> dict[str, Seen]:
        """When each book that the account can see was changed, and whether it is open by link. 1 call."""
        return self.drive.seen(ids)

    def changed(self, ids: Iterable[str]) -> dict[str, str]:
        """Book id → modifiedTime, of the books the account can see. 1 call."""
        return self.drive.changed(ids)

    def state(self, book_id: str, tables: Sequence[SheetSchema]) -> BookState:
        """The book as it stands. 1 call."""
        answer = self._http.send("get", f"{SHEETS}/{book_id}", params={"fields": MASK}, repeatable=True)
        return parse(answer.json(), tables)

    def read(self, book_id: str, tables: Sequence[SheetSchema], group_code: str = "", modified: str = "") -> Reading:
        """All tabs at once, native values. 1 call. Raises AccessError and TryAgain."""
        return reading(self.state(book_id, tables), tables, group_code, modified)

    def write_feedback(
        self, read: Reading, said: Feedback, tables: Sequence[SheetSchema], heal: LayoutPlan | None = None
    ) -> int:
        """Brings the machine-owned tabs and formulas to ``said``; gives the number of calls made: 0 where nothing
        differs, else 1 (2 where columns are healed in the same run in which formulas are missing).

        ``heal``: what drifted in the layout and is mended along.
        """
        found = writes(read.state, said, tuple(tables))
        structure = [*(heal.requests if heal else ()), *found.first]
        by_column = [*(heal.by_column if heal else ()), *found.refill]
        calls = 0
        if structure or (found.patches and not by_column):
            self.batch(
                read.state.book_id, [*structure, *as_requests(found.patches)], repeatable=not (heal and heal.requests)
            )
            calls += 1
            if by_column:
                self.by_column(read.state.book_id, by_column)
                calls += 1
        elif by_column:
            self.by_column(read.state.book_id, [*by_column, *as_typed(found.patches)])
            calls += 1
        return calls

    def batch(self, book_id: str, requests: Sequence[Request], repeatable: bool) -> Any:
        """One batchUpdate: all of it or nothing. ``repeatable``: sending it twice leaves the same book."""
        url = f"{SHEETS}/{book_id}:batchUpdate"
        return self._http.send(
            "post", url, json={"requests": list(requests)}, params={"fields": "spreadsheetId"}, repeatable=repeatable
        )

    def by_column(self, book_id: str, data: Sequence[Request], raw: bool = False) -> Any:
        """Our own formulas and headers, down columns found by their metadata. Sending it twice leaves the same book.
        ``raw``: nothing is read as a formula."""
        body = {"valueInputOption": "RAW" if raw else "USER_ENTERED", "data": list(data)}
        url = f"{SHEETS}/{book_id}/values:batchUpdateByDataFilter"
        return self._http.send("post", url, json=body, params={"fields": "spreadsheetId"}, repeatable=True)


def reading(state: BookState, tables: Sequence[SheetSchema], group_code: str = "", modified: str = "") -> Reading:
    raw = raw_book(state, tables, group_code, modified)
    return Reading(state, raw, _answers(state), content_hash(raw))


def _answers(state: BookState) -> Mapping[Place, Answer]:
    if MACHINE not in state.tabs:
        return {}
    first = machine_sheet.FIRST_ANSWER_COLUMN
    return answers.unpack(row[first : first + len(machine_sheet.ANSWER)] for row in state.tabs[MACHINE].rows[1:])


def content_hash(raw: RawBook) -> str:
    """A digest of what people typed: tabs, headers, rows; trailing blanks do not count."""
    digest = sha256()
    for name in sorted(raw.tables):
        digest.update(json.dumps([name, *_content(raw.tables[name])], ensure_ascii=False).encode())
    digest.update(json.dumps(sorted(raw.missing)).encode())
    return digest.hexdigest()


def _content(table: RawTable) -> list[Any]:
    rows = [_cut(row) for row in table.rows]
    while rows and not rows[-1]:
        rows.pop()
    return [table.title, _cut(table.header), table.first_row, rows]


def _cut(row: Sequence[Any]) -> list[Any]:
    end = len(row)
    while end and row[end - 1] in (None, ""):
        end -= 1
    return list(row[:end])
