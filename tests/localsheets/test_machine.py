"""Any sequence of operations: read-after-write as a naive model has it, nothing breaks, and a reload changes nothing."""

from __future__ import annotations

import json
import os
import tempfile

import hypothesis.strategies as st
from callers import WARD, Caller, Clock, Refused, Sheet
from discovery import CheckedApp
from hypothesis import HealthCheck, given, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from wild import furniture, request

SOAK = bool(os.environ.get("TOSO_SOAK"))
EXAMPLES = 5000 if SOAK else 120
ROWS, COLUMNS = 12, 6
row, column = st.integers(0, ROWS - 1), st.integers(0, COLUMNS - 1)
cell = st.sampled_from(["a", "Tổ 3", "=A1", "0042", 7, 2.5, True, False, "", None])
block = st.lists(st.lists(cell, min_size=1, max_size=3), min_size=1, max_size=3)
QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def a1(r: int, c: int) -> str:
    return f"{chr(65 + c)}{r + 1}"


class Naive:
    """A sheet as a list of lists, no cleverness."""

    def __init__(self):
        self.rows = [["" for _ in range(COLUMNS)] for _ in range(ROWS)]

    def put(self, r, c, lines):
        for down, line in enumerate(lines):
            for right, value in enumerate(line):
                if value is not None:
                    self.rows[r + down][c + right] = value

    def fits(self, r, c, lines):
        return r + len(lines) <= len(self.rows) and c + max(map(len, lines)) <= len(self.rows[0])

    def trimmed(self):
        found = []
        for line in self.rows:
            line = list(line)
            while line and line[-1] == "":
                line.pop()
            found.append(line)
        while found and not found[-1]:
            found.pop()
        return found


class Book(RuleBasedStateMachine):
    """One spreadsheet of 12 × 6 cells beside its naive twin."""

    @initialize()
    def start(self):
        self.app = CheckedApp(seed=1, clock=Clock())
        caller = Caller(self.app, WARD)
        grid = {"rowCount": ROWS, "columnCount": COLUMNS}
        made = caller.post("/v4/spreadsheets", {"sheets": [{"properties": {"gridProperties": grid}}]})
        self.book = Sheet(caller, made["spreadsheetId"])
        self.naive = Naive()

    def refused(self, act) -> bool:
        try:
            act()
        except Refused as refused:
            assert refused.status == 400
            return True
        return False

    @rule(r=row, c=column, lines=block)
    def write(self, r, c, lines):
        refused = self.refused(lambda: self.book.write(a1(r, c), lines))
        inside = r < len(self.naive.rows) and c < len(self.naive.rows[0])
        assert refused == (not inside or not self.naive.fits(r, c, lines))
        if not refused:
            self.naive.put(r, c, lines)

    @rule(r=row, c=column, lines=block)
    def write_two_ranges_or_none(self, r, c, lines):
        data = [{"range": a1(r, c), "values": lines}, {"range": "A1", "values": [["b"]]}]
        body = {"valueInputOption": "RAW", "data": data}
        if not self.refused(lambda: self.book.caller.post(f"{self.book.path}/values:batchUpdate", body)):
            self.naive.put(r, c, lines)
            self.naive.put(0, 0, [["b"]])

    @rule(r=row, c=column, height=st.integers(1, 4), width=st.integers(1, 3))
    def clear(self, r, c, height, width):
        where = f"{a1(r, c)}:{a1(r + height - 1, c + width - 1)}"
        if not self.refused(lambda: self.book.caller.post(f"{self.book.path}/values/{where}:clear")):
            for line in self.naive.rows[r : r + height]:
                line[c : c + width] = [""] * len(line[c : c + width])

    def batch(self, *requests) -> bool:
        return not self.refused(lambda: self.book.batch(*requests))

    @rule(at=row, count=st.integers(1, 2))
    def insert_rows(self, at, count):
        span = {"sheetId": 0, "dimension": "ROWS", "startIndex": at, "endIndex": at + count}
        if self.batch({"insertDimension": {"range": span}}):
            self.naive.rows[at:at] = [["" for _ in self.naive.rows[0]] for _ in range(count)]

    @rule(at=column)
    def insert_column(self, at):
        span = {"sheetId": 0, "dimension": "COLUMNS", "startIndex": at, "endIndex": at + 1}
        if self.batch({"insertDimension": {"range": span}}):
            for line in self.naive.rows:
                line.insert(at, "")

    @rule(at=row, count=st.integers(1, 4))
    def delete_rows(self, at, count):
        span = {"sheetId": 0, "dimension": "ROWS", "startIndex": at, "endIndex": at + count}
        if self.batch({"deleteDimension": {"range": span}}):
            del self.naive.rows[at : at + count]

    @rule(at=row, count=st.integers(1, 3), to=row)
    def move_rows(self, at, count, to):
        span = {"sheetId": 0, "dimension": "ROWS", "startIndex": at, "endIndex": at + count}
        if self.batch({"moveDimension": {"source": span, "destinationIndex": to}}) and not at <= to <= at + count:
            lines = self.naive.rows
            moved = lines[at : at + count]
            rest = lines[:at] + lines[at + count :]
            place = to if to < at else to - len(moved)
            self.naive.rows = rest[:place] + moved + rest[place:]

    @rule(at=column, to=column)
    def copy_a_column(self, at, to):
        ends = lambda c: {"sheetId": 0, "startColumnIndex": c, "endColumnIndex": c + 1}  # noqa: E731
        if self.batch({"copyPaste": {"source": ends(at), "destination": ends(to), "pasteType": "PASTE_NORMAL"}}):
            for line in self.naive.rows:
                line[to] = line[at]

    @rule(r=row, c=column, lines=block)
    def fail_after_changes(self, r, c, lines):
        doomed = {"addSheet": {"properties": {"title": "Sheet1"}}}
        write = {"rows": [{"values": [{"note": "x"}]}], "fields": "*", "start": {"sheetId": 0}}
        span = {"sheetId": 0, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}
        assert not self.batch({"updateCells": write}, {"deleteDimension": {"range": span}}, doomed)

    @precondition(lambda self: hasattr(self, "book"))
    @rule()
    def reload(self):
        before = json.dumps(self.book.get(includeGridData="true"), sort_keys=True)
        self.app.store.forget(self.book.id)
        assert json.dumps(self.book.get(includeGridData="true"), sort_keys=True) == before

    @invariant()
    def what_was_written_is_read(self):
        if hasattr(self, "book"):
            assert self.book.raw() == self.naive.trimmed()
            assert self.app.bugs == 0


def test_reading_gives_what_a_naive_model_gives():
    run_state_machine_as_test(
        Book, settings=settings(max_examples=EXAMPLES, stateful_step_count=12, deadline=None, suppress_health_check=QUIET)
    )


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=QUIET)
@given(st.lists(st.lists(request(), min_size=1, max_size=3), min_size=1, max_size=6))
def test_no_request_of_any_kind_breaks_the_stand_in_or_its_store(batches):
    with tempfile.TemporaryDirectory() as folder:
        app = CheckedApp(folder, seed=1, clock=Clock())
        caller = Caller(app, WARD)
        sheets = [{"properties": {"sheetId": n, "title": t, "gridProperties": {"rowCount": 12, "columnCount": 6}}} for n, t in ((0, "Sheet1"), (1, "b"))]
        book = Sheet(caller, caller.post("/v4/spreadsheets", {"sheets": sheets})["spreadsheetId"])
        book.type("A1:C3", [["a", 1, "=B1*2"], ["b", 2, "=SUM(B1:B2)"], ["12/10/2025", "", "=C2"]])
        book.batch(*furniture())
        for batch in batches:
            before = book.get(includeGridData="true")
            answer = caller.send("POST", f"{book.path}:batchUpdate", {"requests": batch})
            assert answer.status in (200, 400), answer.body
            assert app.bugs == 0
            if answer.status == 400:
                assert book.get(includeGridData="true") == before
        after = book.get(includeGridData="true")
        app.close()
        reopened = CheckedApp(folder, clock=Clock())
        assert Sheet(Caller(reopened, WARD), book.id).get(includeGridData="true") == after
        reopened.close()
