"""What has to change in a book so that it is as the schema says: decided from what stands in it, written by the caller.

A cell of a person is never written: values go only into tabs, rows and columns that the same batch makes, into
machine-owned tabs, or down a column found by its metadata.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from toso.core import batch, guide, machine_sheet
from toso.core.batch import Formula, Request
from toso.core.book_facts import BookFacts, Desk, codes, grid_rows
from toso.core.dress import all_columns, dress, is_guided, names_columns
from toso.core.formulas import range_name
from toso.core.layout_bench import MACHINE, Bench, Change, LayoutPlan, frozen
from toso.core.layout_change import change_tab
from toso.core.sheet_state import BOOK_KEY, FIELD_KEY, STAMP_KEY, TABLE_KEY, BookState
from toso.model import CellValue
from toso.schema.types import SheetSchema

LOCALE, ZONE = "vi_VN", "Asia/Ho_Chi_Minh"


def plan(state: BookState, facts: BookFacts, desk: Desk, numbering: bool = True) -> LayoutPlan:
    """Everything that brings the book to the schema; empty when it is there. ``numbering``: codes that a tab lacks at
    its end come in as well."""
    bench = Bench(state, facts, desk)
    bench.numbering = numbering
    changes: list[Change] = []
    requests: list[Request] = []
    by_column: list[Request] = []
    again = False
    _book(bench, changes, requests)
    ids = _sheet_ids(bench)
    spare = _pristine(state)
    for position, table in enumerate(bench.tables):
        if table.name in state.tabs:
            one = change_tab(bench, table, state.tabs[table.name], position)
            changes += one.changes
            requests += one.requests
            by_column += one.by_column
            again |= one.again
        else:
            changes.append(Change("tab_new", table.name, table.title))
            requests += new_tab(
                bench, table, ids[table.name], position, reuse=spare if table is bench.tables[0] else None
            )
    if state.stamp != bench.book_stamp() and (state.stamp or requests):
        changes.append(Change("version", detail=desk.schema.version))
    return LayoutPlan(tuple(changes), tuple(requests), tuple(by_column), again)


def _book(bench: Bench, changes: list[Change], requests: list[Request]) -> None:
    properties = bench.state.properties
    wanted = {"locale": LOCALE, "timeZone": ZONE}
    wrong = {name: value for name, value in wanted.items() if properties.get(name) != value}
    if wrong:
        changes.append(Change("book_properties", detail=", ".join(wrong.values())))
        requests.append({"updateSpreadsheetProperties": {"properties": wrong, "fields": ",".join(wrong)}})
    if not bench.state.stamp:
        requests.append(batch.mark(BOOK_KEY, bench.book_stamp(), {"spreadsheet": True}))
    elif bench.state.stamp != bench.book_stamp():
        requests.append(batch.remark(BOOK_KEY, bench.book_stamp(), None))


def _sheet_ids(bench: Bench) -> dict[str, int]:
    """Ids for tabs to be made: the same in every book unless somebody's tab has taken one."""
    taken = {tab.sheet_id for tab in bench.state.tabs.values()} | {
        int(one.get("sheetId", 0)) for one in bench.state.others
    }
    found: dict[str, int] = {}
    for table in bench.tables:
        one = 1000 + table.order
        while one in taken:
            one += 100
        found[table.name] = one
        taken.add(one)
    return found


def _pristine(state: BookState) -> int | None:
    """The one tab of a book that was just made, which becomes our first tab instead of staying behind empty."""
    if state.tabs or len(state.others) != 1 or state.stamp:
        return None
    only = state.others[0]
    untouched = only.get("title") in ("Sheet1", "Trang tính1", "Trang_tính1") and only.get("empty")
    return int(only.get("sheetId", 0)) if untouched else None


def new_tab(bench: Bench, table: SheetSchema, sheet: int, position: int, reuse: int | None = None) -> list[Request]:
    """A tab that is not there yet, whole."""
    names = all_columns(table)
    height, width = grid_rows(table, bench.facts), max(len(names), int(table.layout.get("columns", 1)))
    if table.name == MACHINE:
        height, width = bench.last_row, machine_sheet.width(bench.tables)
    grid: dict[str, Any] = {"rowCount": height, "columnCount": width, **frozen(table)}
    properties: dict[str, Any] = {"title": table.title, "index": position, "gridProperties": grid}
    if table.colour:
        properties["tabColorStyle"] = batch.colour(table.colour)
    if table.hidden:
        properties["hidden"] = True
    if table.owner == "machine" and table.layout.get("gridlines") is False:
        grid["hideGridlines"] = True
    if reuse is not None:
        sheet = reuse
        fields = "title,index,tabColorStyle,gridProperties(" + ",".join(grid) + ")"
        found: list[Request] = [
            {"updateSheetProperties": {"properties": {"sheetId": sheet, **properties}, "fields": fields}}
        ]
    else:
        found = [{"addSheet": {"properties": {"sheetId": sheet, **properties}}}]
    found.append(batch.mark(TABLE_KEY, table.name, {"sheetId": sheet}))
    found.append(batch.mark(STAMP_KEY, bench.stamp(table), {"sheetId": sheet}))
    if table.name == MACHINE:
        found.append(batch.write(sheet, 0, 0, [machine_sheet.header(bench.tables)]))
        found += [batch.write(sheet, 1, block.key, rows) for block, rows in _first_keys(bench)]
        return found + dress(table, sheet, {}, 0, bench.facts, bench.desk, bench.column)
    if not names_columns(table):
        return found + dress(table, sheet, {}, 0, bench.facts, bench.desk, bench.column)
    placed = {name: index for index, name in enumerate(names)}
    found += [
        batch.mark(FIELD_KEY, name, {"dimensionRange": batch.columns(sheet, index, index + 1)})
        for name, index in placed.items()
    ]
    found += dress(table, sheet, placed, 0, bench.facts, bench.desk, bench.column)
    if table.name == guide.GUIDE:
        return [*found, batch.write(sheet, 0, 0, [[line] for line in guide.lines(bench.facts, bench.desk)])]
    titles = {one.name: one.title for one in table.fields}
    found.append(batch.write(sheet, 0, 0, [[titles.get(name, name) for name in names]]))
    if is_guided(table):
        found += [bench.name(range_name(table.name, name), sheet, index) for name, index in placed.items()]
    return found + _numbered(bench, table, sheet, placed, height)


def _first_keys(bench: Bench) -> list[tuple[machine_sheet.Block, list[list[CellValue]]]]:
    """The keys that new tabs are numbered with, so that no formula has to look for its key before the first check."""
    found = []
    for table in bench.tables:
        if is_guided(table) and table.numbered and table.name not in bench.state.tabs:
            rows: list[list[CellValue]] = [[code, machine_sheet.BAR] for code in codes(table, bench.facts)]
            if rows:
                found.append((bench.blocks[table.name], rows))
    return found


def _numbered(bench: Bench, table: SheetSchema, sheet: int, placed: Mapping[str, int], height: int) -> list[Request]:
    """Codes down the key's column, formulas down the machine's."""
    found: list[Request] = []
    if table.primary_key and table.numbered:
        column = [[code] for code in codes(table, bench.facts)]
        if column:
            found.append(batch.write(sheet, 1, placed[table.primary_key], column))
    for name, text in bench.formulas(table).items():
        where = batch.area(sheet, 1, height, placed[name], placed[name] + 1)
        found.append(batch.repeat(where, batch.cell(Formula(text)), "userEnteredValue"))
    return found
