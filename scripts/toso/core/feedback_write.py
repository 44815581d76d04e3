"""What has to be written so that a book says its feedback: nothing, where it says so already."""

from __future__ import annotations

from dataclasses import dataclass

from toso.core import batch, guide, machine_sheet
from toso.core.batch import Request
from toso.core.dress import plain
from toso.core.feedback import Feedback
from toso.core.formulas import formula_columns, row_formulas
from toso.core.machine_sheet import BAR, Block
from toso.core.patch import Patch, difference
from toso.core.sheet_state import FIELD_KEY, WRONG, BookState, TabState
from toso.model import CellValue
from toso.schema.types import SheetSchema

MACHINE, TO_MEND, GUIDE = "machine", "to_mend", guide.GUIDE


@dataclass(frozen=True, slots=True)
class Writes:
    """``patches`` go into machine-owned tabs; ``first`` makes room for them, and mends formats; ``refill`` are formulas for columns in which
    rows were found without them (data for values:batchUpdateByDataFilter)."""

    patches: tuple[Patch, ...] = ()
    first: tuple[Request, ...] = ()
    refill: tuple[Request, ...] = ()

    @property
    def empty(self) -> bool:
        return not (self.patches or self.refill)


def writes(state: BookState, said: Feedback, tables: tuple[SheetSchema, ...]) -> Writes:
    """The difference between what the book says and what it should. The time of checking alone is no difference.

    Raises KeyError where `_toso` or Cần sửa is missing: lay the book out first.
    """
    machine, to_mend = state.tabs[MACHINE], state.tabs[TO_MEND]
    patches: list[Patch] = []
    patches += _lines(to_mend, 0, len(to_mend.rows[0]) if to_mend.rows else 8, said.to_mend)
    patches += _lines(machine, machine_sheet.FIRST_LINE_COLUMN, len(machine_sheet.LINE), said.lines)
    patches += _lines(machine, machine_sheet.FIRST_ANSWER_COLUMN, len(machine_sheet.ANSWER), said.answers)
    blocks = machine_sheet.blocks(tables)
    for name, rows in said.blocks.items():
        patches += _lines(machine, blocks[name].key, blocks[name].end - blocks[name].key, rows)
    refill: list[Request] = []
    mended: list[Request] = []
    for table in machine_sheet.guided_tables(tables):
        if table.name in state.tabs and _lacks_formulas(state.tabs[table.name], table, machine, blocks[table.name]):
            refill += refilled(state.tabs[table.name], table, blocks[table.name], machine)
            mended += _as_letters(state.tabs[table.name], table)
    if patches or refill or [machine.value(1, 1), machine.value(2, 1)] != [said.version, said.banner_facts]:
        facts = [said.version, said.banner_facts, said.checked_at.isoformat(timespec="seconds")]
        patches += _lines(machine, 0, 2, [list(one) for one in zip(machine_sheet.FACTS, facts, strict=True)])
        if GUIDE in state.tabs:
            patches += difference(
                state.tabs[GUIDE].sheet_id,
                guide.BANNER_ROW,
                0,
                [[state.tabs[GUIDE].value(guide.BANNER_ROW, 0)]],
                [[said.banner]],
                1,
            )
    return Writes(tuple(patches), (*_grow(patches, (machine, to_mend)), *mended), tuple(refill))


def _lines(
    tab: TabState, column: int, width: int, new: tuple[list[CellValue], ...] | list[list[CellValue]]
) -> list[Patch]:
    """The rows under the header of a block."""
    old = [list(row[column : column + width]) for row in tab.rows[1:]]
    while old and not any(value not in (None, "") for value in old[-1]):
        old.pop()
    return difference(tab.sheet_id, 1, column, old, new, width)


def _grow(patches: list[Patch], tabs: tuple[TabState, ...]) -> list[Request]:
    """Room for what is written, as a size and not as an addition, so that sending it twice does no harm."""
    found: list[Request] = []
    for tab in tabs:
        needed = max((one.row + len(one.rows) for one in patches if one.sheet == tab.sheet_id), default=0)
        if needed > tab.row_count:
            found.append(batch.resize(tab.sheet_id, rows=needed + 50))
    return found


def _lacks_formulas(tab: TabState, table: SheetSchema, machine: TabState, block: Block) -> bool:
    """Whether a row with a key lacks its formulas, or shows something else than they give for what was read. The text of
    a formula is not compared: nobody promises that a sheet gives back the letters it got."""
    if tab.header_row < 0 or any(name not in tab.columns for name in (table.primary_key, WRONG, "check")):
        return False  # laying out brings the columns back
    key, helper, check = (tab.columns[name] for name in (str(table.primary_key), WRONG, "check"))
    moved = {
        _same(row[block.key]): index
        for index, row in enumerate(machine.rows)
        if index and len(row) > block.key and row[block.key] is not None
    }
    for index in range(tab.header_row + 1, len(tab.rows)):
        typed = tab.value(index, key)
        says = BAR
        if typed is not None:
            here = machine.value(index, block.key)
            place = index if here is not None and _same(here) == _same(typed) else moved.get(_same(typed), 0)
            says = str(machine.value(place, block.says)) if place else BAR
            if tab.value(index, helper) != says or not {(index, helper), (index, check)} <= tab.formulas:
                return True
        if (tab.value(index, check) or "") != says.split(BAR)[0]:
            return True
    return False


def _as_letters(tab: TabState, table: SheetSchema) -> list[Request]:
    """Formula columns in which a formula stands as letters, because somebody pasted the format "text" over them."""
    rows = range(tab.header_row + 1, len(tab.rows))
    return [
        plain(tab.sheet_id, tab.columns[name], tab.header_row)
        for name in formula_columns(table)
        if name in tab.columns and any(str(tab.value(row, tab.columns[name])).startswith("=") for row in rows)
    ]


def _same(value: CellValue) -> tuple[str, object]:
    """What `=` goes by: text without capitals, numbers and booleans each by themselves."""
    if isinstance(value, str):
        return ("text", value.casefold())
    return ("boolean" if isinstance(value, bool) else "number", value)


def refilled(tab: TabState, table: SheetSchema, block: Block, machine: TabState) -> list[Request]:
    """The formulas of a tab down all its rows. Their text is the same in every row, so a row that comes in meanwhile
    does no harm; the columns are found by metadata, so a column that moves meanwhile takes them along."""
    texts = row_formulas(table, block, machine.title, machine_sheet.search_depth(machine.row_count))
    head: list[CellValue] = [None] * (tab.header_row + 1)
    body = tab.row_count - tab.header_row - 1
    return [
        batch.by_column(tab.sheet_id, FIELD_KEY, name, [*head, *([texts[name]] * body)])
        for name in formula_columns(table)
        if name in tab.columns
    ]
