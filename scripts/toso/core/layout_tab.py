"""What changes in one tab of a book that stands already."""

from __future__ import annotations

from toso.core import batch
from toso.core.batch import Request
from toso.core.dress import all_columns
from toso.core.layout_bench import Bench, Change, LayoutPlan
from toso.core.sheet_state import FIELD_KEY, TabState
from toso.schema.types import SheetSchema


class TabChange:
    """Collects what changes in one tab."""

    def __init__(self, bench: Bench, table: SheetSchema, tab: TabState) -> None:
        self.bench, self.table, self.tab, self.sheet = bench, table, tab, tab.sheet_id
        self.changes: list[Change] = []
        self.requests: list[Request] = []
        self.by_column: list[Request] = []
        self.placed = {name: at for name, at in tab.columns.items() if name in all_columns(table)}
        """Where columns stand once the requests so far are done."""
        self.inserts: list[int] = []
        self.again = False

    def moved(self, at: int) -> int:
        """Where a column that stood at ``at`` is once the requests so far are done."""
        for place in self.inserts:
            at += place <= at
        return at

    def is_marked(self, name: str) -> bool:
        """Whether the column a field is bound to, and only that one, carries its mark: what is written down a mark goes
        nowhere else."""
        return [at for at, mark in self.tab.marked.items() if mark == name] == [self.tab.columns.get(name)]

    def note(self, kind: str, detail: str = "") -> None:
        self.changes.append(Change(kind, self.table.name, detail))

    def down_column(self, name: str, cells: list[str | None]) -> None:
        """Writes down a column by its mark; a column that gets its mark only now is written at a second look."""
        if self.is_marked(name):
            self.by_column.append(batch.by_column(self.sheet, FIELD_KEY, name, cells))
        else:
            self.again = True

    def plan(self) -> LayoutPlan:
        return LayoutPlan(tuple(self.changes), tuple(self.requests), tuple(self.by_column), self.again)
