"""Which cells hold personal data, and the writes that blank them: down columns found by metadata, so that a column
moved meanwhile is blanked where it is and no other."""

from __future__ import annotations

from dataclasses import dataclass

from toso.core import batch
from toso.core.batch import Request
from toso.core.sheet_state import FIELD_KEY, BookState
from toso.model import CellValue
from toso.schema.types import SheetSchema

COPIES = ("to_mend", "machine")
"""Machine-owned tabs that repeat what people typed."""


@dataclass(frozen=True, slots=True)
class PurgePlan:
    """``counts``: (tab, column) → cells that hold something. ``untold``: personal columns that cannot be blanked because
    no mark says which they are; lay the book out first."""

    counts: dict[tuple[str, str], int]
    by_column: tuple[Request, ...]
    requests: tuple[Request, ...]
    untold: tuple[tuple[str, str], ...] = ()

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def purge(state: BookState, tables: tuple[SheetSchema, ...]) -> PurgePlan:
    """What it takes to blank every personal column of a book, and what the machine copied from them."""
    counts: dict[tuple[str, str], int] = {}
    by_column: list[Request] = []
    untold: list[tuple[str, str]] = []
    for table in tables:
        tab = state.tabs.get(table.name)
        if tab is None or table.owner == "machine":
            continue
        for field in table.fields:
            at = tab.columns.get(field.name)
            if not field.personal or at is None:
                continue
            filled = sum(tab.value(row, at) not in (None, "") for row in range(tab.header_row + 1, len(tab.rows)))
            if not filled:
                continue
            if [place for place, name in tab.marked.items() if name == field.name] != [at]:
                untold.append((table.name, field.name))
                continue
            counts[table.name, field.name] = filled
            kept: list[CellValue] = [None] * (tab.header_row + 1)
            cells = kept + [""] * (tab.row_count - tab.header_row - 1)
            by_column.append(batch.by_column(tab.sheet_id, FIELD_KEY, field.name, cells))
    requests: list[Request] = []
    if counts:
        requests = [
            batch.repeat(batch.area(state.tabs[name].sheet_id, 1), {}, "userEnteredValue")
            for name in COPIES
            if name in state.tabs
        ]
    return PurgePlan(counts, tuple(by_column), tuple(requests), tuple(untold))
