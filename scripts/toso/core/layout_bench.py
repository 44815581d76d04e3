"""What laying out a book works on: the plan of its changes, and the bench that every part of the plan needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from toso.core import batch, machine_sheet
from toso.core.batch import Request
from toso.core.book_facts import BookFacts, Desk, grid_rows
from toso.core.dress import all_columns, is_guided, stamp
from toso.core.formulas import row_formulas
from toso.core.sheet_state import BookState
from toso.schema.types import SheetSchema

MACHINE = "machine"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that laying out changes, for people to read: words in templates/sheet/plan.yaml by ``kind``."""

    kind: str
    table: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class LayoutPlan:
    """``requests``: one batchUpdate. ``by_column``: data for values:batchUpdateByDataFilter, our own formulas and
    headers only. ``again``: something more can only be written once this is."""

    changes: tuple[Change, ...] = ()
    requests: tuple[Request, ...] = ()
    by_column: tuple[Request, ...] = ()
    again: bool = False

    @property
    def empty(self) -> bool:
        return not (self.requests or self.by_column)


class Bench:
    """What every part of the plan needs: the book's tables, their blocks in `_toso`, formulas, where columns stand."""

    def __init__(self, state: BookState, facts: BookFacts, desk: Desk) -> None:
        self.state, self.facts, self.desk = state, facts, desk
        self.tables = desk.schema.book(facts.kind)
        self.blocks = machine_sheet.blocks(self.tables)
        self.by_name = {one.name: one for one in self.tables}
        self.last_row = self._last_row()
        self.numbering = True
        self.placed: dict[str, Mapping[str, int]] = {}
        """Where columns stand once the requests planned so far are done."""

    def _last_row(self) -> int:
        """How far down `_toso` is searched: beyond the longest tab, in steps, so that it seldom changes."""
        longest = 0
        for table in self.tables:
            if is_guided(table):
                there = self.state.tabs[table.name].row_count if table.name in self.state.tabs else 0
                longest = max(longest, there, grid_rows(table, self.facts))
        return machine_sheet.rows_for(longest)

    def title(self, name: str) -> str:
        return self.by_name[name].title

    def formulas(self, table: SheetSchema) -> dict[str, str]:
        if not is_guided(table) or MACHINE not in self.by_name:
            return {}
        return row_formulas(table, self.blocks[table.name], self.title(MACHINE), self.last_row)

    def column(self, name: str, field: str) -> tuple[str, int] | None:
        """Where a column stands that a dropdown is filled from."""
        there = self.placed.get(name) or (self.state.tabs[name].columns if name in self.state.tabs else {})
        return (self.by_name[name].title, there[field]) if field in there else self.home(name, field)

    def home(self, name: str, field: str) -> tuple[str, int] | None:
        """Where the schema puts that column in a new tab."""
        table = self.by_name.get(name)
        if table is None or field not in all_columns(table):
            return None
        return table.title, all_columns(table).index(field)

    def name(self, label: str, sheet: int, column: int) -> Request:
        """Gives a column its named range, whether the name is new or stands elsewhere."""
        there = self.state.named.get(label)
        if there is None:
            return batch.name_column(label, sheet, column)
        where = batch.area(sheet, None, None, column, column + 1)
        named = {"namedRangeId": there["namedRangeId"], "name": label, "range": where}
        return {"updateNamedRange": {"namedRange": named, "fields": "range"}}

    def stamp(self, table: SheetSchema) -> str:
        facts = BookFacts(self.facts.kind, "")
        return stamp(table, facts, self.desk, self.home, self.formulas(table))

    def book_stamp(self) -> str:
        return f"{self.facts.kind} {self.facts.code} {self.desk.schema.version}".replace("  ", " ")


def frozen(table: SheetSchema) -> dict[str, int]:
    """Header and key stay in sight; the schema may say otherwise."""
    columns = int(table.layout.get("frozen_columns", 1 if table.primary_key else 0))
    wanted = {
        "frozenRowCount": int(table.layout.get("frozen_rows", 1)),
        "frozenColumnCount": columns if columns < max(len(table.fields), int(table.layout.get("columns", 1))) else 0,
    }
    return {name: count for name, count in wanted.items() if count}
