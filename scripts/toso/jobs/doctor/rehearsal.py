"""Everything toso writes into a book, as calls that can be made in scratch tabs of a book that is in use.

A small book is laid out, filled with invented rows, checked and answered in the stand-in; what that sent is recorded.
Then tabs, named ranges and metadata get names of their own, so that none of the calls can reach a tab that people use.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from toso.core import batch
from toso.core.book_facts import BookFacts, Desk
from toso.core.calendar import VIETNAM, Calendar
from toso.core.catalogue import Catalogue
from toso.core.feedback import feedback
from toso.core.periods import quarter_of
from toso.core.sheet_state import FIELD_KEY, BookState
from toso.core.validate import validate_book
from toso.google.books import Books
from toso.jobs.feedback_book import say
from toso.jobs.layout_book import lay_out
from toso.model import CellValue, Context, Group
from toso.schema.types import Schema

SUFFIX = "_thu"
"""Every scratch tab's title ends so; ``_`` keeps it from being a title that people would give."""
MARK = "thu:"
NAMED = "thu_"
TABLES = ("guide", "members", "households", "survey", "difficulties", "submissions", "to_mend", "machine")
DAY = date(2025, 12, 1)

TYPED: Mapping[str, Sequence[Mapping[str, CellValue]]] = {
    "members": [{"full_name": "Người Thử Một", "is_leader": "Có"}, {"full_name": "Người Thử Hai", "is_leader": "x"}],
    "households": [
        {"persons": 4, "guided_on": 45951, "vneid_level2": "Có"},
        {"persons": "bốn", "guided_on": "T9/2025"},
        {"persons": -1, "guided_on": 45951, "note": "=1+1"},
        {"vneid_level2": "Có"},
    ],
    "difficulties": [{"raised_on": 45951, "urgent": "Có", "budget_need": "1.234"}],
}
"""Invented rows: right ones, wrong ones of several native types, and text that looks like a formula."""


@dataclass(frozen=True, slots=True)
class Call:
    """One write: ``requests`` of a batchUpdate, or ``data`` of values:batchUpdateByDataFilter."""

    kind: str
    payload: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Script:
    """The calls, and the scratch tabs they make: sheet id → title."""

    calls: tuple[Call, ...]
    tabs: Mapping[int, str]
    named: tuple[str, ...]


class Recorder(Books):
    """Books that also notes what is written, before gspread or anybody can change it."""

    def __init__(self, books: Books) -> None:
        super().__init__(books.session)
        self.calls: list[Call] = []

    def batch(self, book_id: str, requests: Sequence[Mapping[str, Any]], repeatable: bool) -> Any:
        self.calls.append(Call("batch", tuple(deepcopy(list(requests)))))
        return super().batch(book_id, requests, repeatable)  # type: ignore[arg-type]

    def by_column(self, book_id: str, data: Sequence[Mapping[str, Any]], raw: bool = False) -> Any:
        self.calls.append(Call("raw_columns" if raw else "columns", tuple(deepcopy(list(data)))))
        return super().by_column(book_id, data, raw)  # type: ignore[arg-type]


def scratch_schema(schema: Schema) -> Schema:
    """The group's tabs under titles of their own, with few rows."""
    tables = {
        name: replace(
            schema.tables[name],
            title=schema.tables[name].title + SUFFIX,
            aliases=(),
            numbered_rows=6 if schema.tables[name].numbered else None,
        )
        for name in TABLES
    }
    return replace(schema, tables=tables)


def rehearse(stand_in: Books, schema: Schema, desk_of: Any, catalogue: Catalogue, editor: str) -> Script:
    """Plays everything once in a fresh book of the stand-in. ``desk_of``: Schema → Desk."""
    small = scratch_schema(schema)
    desk: Desk = desk_of(small)
    facts = BookFacts("group", "Sổ thử", "TDP99", "Tổ thử", 5, 0, ("2025-Q4",), "", editor)
    recorder = Recorder(stand_in)
    book = stand_in.drive.create("rehearsal")
    lay_out(recorder, book, facts, desk)
    tables = small.book("group")
    _type(recorder, recorder.state(book, tables))
    read = recorder.read(book, tables, "TDP99")
    group = Group("TDP99", "Tổ thử", 5, book)
    ctx = Context(group, frozenset({"TDP99"}), quarter_of(DAY, Calendar()), date(2025, 9, 1), date(2025, 12, 31), DAY)
    result = validate_book(small, read.raw, ctx, catalogue)
    at = datetime(2025, 12, 1, 9, tzinfo=VIETNAM)
    replies: dict[str, dict[str, CellValue]] = {"KK01": {"reply": "Trả lời thử", "replied_on": 45990}}
    say(recorder, read, lambda state: feedback(result, state, ctx, desk, catalogue, at, replies), facts, desk)
    households = recorder.state(book, tables).tabs["households"]
    found_by_mark = batch.by_column(households.sheet_id, FIELD_KEY, "note", [None, "ghi theo dấu cột"])
    recorder.by_column(book, [found_by_mark], raw=True)
    return _renamed(recorder.calls)


def _type(recorder: Recorder, state: BookState) -> None:
    """The invented rows, as native values beside the codes that stand there."""
    requests = []
    for table, lines in TYPED.items():
        tab = state.tabs[table]
        for at, line in enumerate(lines, tab.header_row + 1):
            for name, value in line.items():
                if name in tab.columns:
                    requests.append(batch.write(tab.sheet_id, at, tab.columns[name], [[value]]))
    recorder.batch(state.book_id, requests, repeatable=True)


# -- names of their own ---------------------------------------------------------------------------------------------------


def _renamed(calls: Iterable[Call]) -> Script:
    """The calls without those to the book as a whole and to its first tab (the guide: a book in use has its own), with
    scratch ids, names and marks."""
    kept: list[Call] = []
    made: dict[int, str] = {}
    named: list[str] = []
    for call in calls:
        payload = [one for one in call.payload if not _of_the_book(one)]
        for one in payload:
            if "addSheet" in one:
                properties = one["addSheet"]["properties"]
                made[properties["sheetId"]] = properties["title"]
            if "addNamedRange" in one:
                named.append(one["addNamedRange"]["namedRange"]["name"])
        if payload:
            kept.append(Call(call.kind, tuple(payload)))
    names = re.compile(r"(?<![\w.])(" + "|".join(sorted(map(re.escape, named), key=len, reverse=True)) + r")(?![\w(.])")
    ids = {old: 990_000_000 + place for place, old in enumerate(sorted(made))}
    script = Script(
        tuple(Call(call.kind, tuple(_own(one, ids, names) for one in call.payload)) for call in kept),
        {ids[old]: title for old, title in made.items()},
        tuple(NAMED + name for name in named),
    )
    _assert_apart(script)
    return script


def _of_the_book(request: Mapping[str, Any]) -> bool:
    text = json.dumps(request)
    return "updateSpreadsheetProperties" in request or '"spreadsheet": true' in text or '"sheetId": 0' in text


def _own(value: Any, ids: Mapping[int, int], names: re.Pattern[str], key: str = "") -> Any:
    if isinstance(value, Mapping):
        found = {name: _own(one, ids, names, name) for name, one in value.items()}
        if "addSheet" in found:
            found["addSheet"]["properties"].pop("index", None)
        return found
    if isinstance(value, (list, tuple)):
        return [_own(one, ids, names, key) for one in value]
    if key == "sheetId":
        return ids.get(value, value)
    if key == "metadataValue":
        return MARK + value
    if isinstance(value, str) and (key == "name" or value.startswith("=")):
        return names.sub(NAMED + r"\1", value)
    return value


def _assert_apart(script: Script) -> None:
    """No call may speak of a tab, a name or a mark that is not the trial's own. Raises RuntimeError: a bug."""
    for call in script.calls:
        for key, value in _leaves(call.payload):
            apart = (
                value in script.tabs
                if key == "sheetId"
                else str(value).startswith(MARK)
                if key == "metadataValue"
                else True
            )
            if not apart:
                raise RuntimeError(f"the trial would touch {key} {value}")
        for one in call.payload:
            lookup = one.get("dataFilter", {}).get("developerMetadataLookup")
            if lookup is not None and lookup.get("metadataLocation", {}).get("sheetId") not in script.tabs:
                raise RuntimeError("the trial would write where metadata leads")


def _leaves(value: Any, key: str = "") -> Iterable[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for name, one in value.items():
            yield from _leaves(one, name)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from _leaves(one, key)
    else:
        yield key, value
