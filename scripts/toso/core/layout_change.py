"""A tab that stands in a book already, perhaps full of data: what it lacks, and how it is mended without touching that."""

from __future__ import annotations

from typing import Any

from toso.core import batch, machine_sheet
from toso.core.batch import Formula, Request
from toso.core.book_facts import codes
from toso.core.dress import all_columns, dress, is_guided, names_columns
from toso.core.formulas import range_name
from toso.core.guide import BANNER_ROW, GUIDE, lines
from toso.core.layout_bench import MACHINE, Bench, LayoutPlan, frozen
from toso.core.layout_tab import TabChange
from toso.core.patch import as_requests, difference
from toso.core.sheet_state import FIELD_KEY, STAMP_KEY, TABLE_KEY, WRONG, TabState
from toso.core.text import header_key
from toso.core.undress import is_undressed, strip
from toso.model import CellValue
from toso.schema.types import SheetSchema


def change_tab(bench: Bench, table: SheetSchema, tab: TabState, position: int) -> LayoutPlan:
    """Everything that brings one tab to the schema; empty when it is there."""
    one = TabChange(bench, table, tab)
    if tab.header_row < 0:
        _header_back(one)
        return one.plan()
    if table.name == MACHINE:
        _machine(one)
    elif table.owner == "machine":
        _machine_owned(one)
    else:
        _columns(one)
        bench.placed[table.name] = one.placed
        _rows(one)
        _marks(one)
    if TABLE_KEY not in {item["metadataKey"] for item in tab.raw.get("developerMetadata") or ()}:
        one.requests.append(batch.mark(TABLE_KEY, table.name, {"sheetId": one.sheet}))
        one.note("tab_marked")
    _properties(one, position)
    _dressing(one)
    return one.plan()


def _header_back(one: TabChange) -> None:
    """Somebody deleted the header's row: it comes back as a row of its own over the first row of data, which is nobody's
    to write over. Its looks follow with the next look."""
    titles = {field.name: field.title for field in one.table.fields}
    width = max(one.tab.marked) + 1
    header = [titles.get(name, name) if (name := one.tab.marked.get(at)) else None for at in range(width)]
    one.requests.append({"insertDimension": {"range": batch.rows(one.sheet, 0, 1), "inheritFromBefore": False}})
    one.requests.append(batch.write(one.sheet, 0, 0, [header]))
    one.note("header_back")
    one.again = True


def _properties(one: TabChange, position: int) -> None:
    """Title, colour, hidden or not, what is frozen. A leader's widths and order of tabs are the leader's."""
    table, now = one.table, one.tab.properties
    wanted: dict[str, Any] = {}
    if header_key(one.tab.title) != header_key(table.title):
        wanted["title"] = table.title
        one.note("tab_title", one.tab.title)
    if bool(now.get("hidden")) != table.hidden:
        wanted["hidden"] = table.hidden
        one.note("tab_hidden" if table.hidden else "tab_shown")
    grid = now.get("gridProperties", {})
    freeze = {name: count for name, count in frozen(table).items() if grid.get(name, 0) != count}
    if freeze and one.tab.header_row == 0:
        wanted["gridProperties"] = freeze
        one.note("tab_frozen")
    if wanted:
        names = [name for name in wanted if name != "gridProperties"] + [
            f"gridProperties.{name}" for name in wanted.get("gridProperties", ())
        ]
        one.requests.append(
            {"updateSheetProperties": {"properties": {"sheetId": one.sheet, **wanted}, "fields": ",".join(names)}}
        )


def _machine(one: TabChange) -> None:
    """`_toso` grows with the tabs; when its columns change meaning, what stood in them goes."""
    tab, width = one.tab, machine_sheet.width(one.bench.tables)
    rows, columns = max(tab.row_count, one.bench.last_row), max(tab.column_count, width)
    if (rows, columns) != (tab.row_count, tab.column_count):
        one.requests.append(batch.resize(one.sheet, rows, columns))
        one.note("machine_grows")
    wanted = machine_sheet.header(one.bench.tables)
    if [tab.value(0, i) or "" for i in range(len(wanted))] != wanted:
        everything = batch.area(one.sheet, 1, None, 0, None)
        one.requests.append(batch.repeat(everything, {}, "userEnteredValue"))
        one.requests.append(batch.write(one.sheet, 0, 0, [wanted]))
        one.note("machine_columns")


def _machine_owned(one: TabChange) -> None:
    """A tab that only the machine writes: its columns stand where the schema has them."""
    names = all_columns(one.table)
    one.placed = {name: index for index, name in enumerate(names)} if names_columns(one.table) else {}
    if len(names) > one.tab.column_count:
        one.requests.append(batch.resize(one.sheet, columns=len(names)))
    titles = [field.title for field in one.table.fields]
    if one.table.name == GUIDE:
        said: list[list[CellValue]] = [[line] for line in lines(one.bench.facts, one.bench.desk)]
        said[BANNER_ROW] = [one.tab.value(BANNER_ROW, 0)]
        patches = difference(one.sheet, 0, 0, [row[:1] for row in one.tab.rows], said, 1)
        one.requests += as_requests(patches)
        if patches:
            one.note("guide")
    elif one.placed and [one.tab.value(0, i) for i in range(len(titles))] != titles:
        one.requests.append(batch.write(one.sheet, 0, 0, [titles]))
        one.note("column_title", ", ".join(titles))


def _columns(one: TabChange) -> None:
    """Columns that are missing come in at the schema's place; renamed headers get their name back; a column the schema
    no longer knows is hidden, with everything in it."""
    titles = {field.name: field.title for field in one.table.fields}
    doubled = {problem.field for problem in one.tab.problems if problem.kind == "doubled_column"}
    before = -1
    for name in all_columns(one.table):
        if name in one.placed:
            before = one.placed[name]
            continue
        if name in doubled:
            continue
        at = (max(one.placed.values(), default=-1) if name == WRONG else before) + 1
        _insert(one, name, titles.get(name, name), at)
        before = at
    for name, at in one.tab.columns.items():
        if name in titles and header_key(one.tab.header(at)) != header_key(titles[name]):
            one.down_column(name, [None] * one.tab.header_row + [titles[name]])
            one.note("column_title", f"{one.tab.header(at)} → {titles[name]}")
    known = set(all_columns(one.table))
    for at, name in one.tab.marked.items():
        if name not in known and at not in one.tab.hidden and at not in one.tab.columns.values():
            now = one.moved(at)
            one.requests.append(batch.size(batch.columns(one.sheet, now, now + 1), hidden=True))
            one.note("column_dropped", one.tab.header(at))


def _insert(one: TabChange, name: str, title: str, at: int) -> None:
    """A new column with its header, its mark and its name; written in the batch that makes it, so it is ours."""
    one.requests.append(
        {"insertDimension": {"range": batch.columns(one.sheet, at, at + 1), "inheritFromBefore": at > 0}}
    )
    body = batch.area(one.sheet, None, None, at, at + 1)
    one.requests.append({"repeatCell": {"range": body, "cell": {}, "fields": "userEnteredFormat,note,dataValidation"}})
    one.requests.append(batch.write(one.sheet, one.tab.header_row, at, [[title]]))
    one.requests.append(batch.mark(FIELD_KEY, name, {"dimensionRange": batch.columns(one.sheet, at, at + 1)}))
    if is_guided(one.table):
        one.requests.append(one.bench.name(range_name(one.table.name, name), one.sheet, at))
    text = one.bench.formulas(one.table).get(name)
    if text:
        where = batch.area(one.sheet, one.tab.header_row + 1, one.tab.row_count, at, at + 1)
        one.requests.append(batch.repeat(where, batch.cell(Formula(text)), "userEnteredValue"))
    one.inserts.append(at)
    one.placed = {other: place + (place >= at) for other, place in one.placed.items()} | {name: at}
    one.note("column_new", title)


def _rows(one: TabChange) -> None:
    """Codes that the tab lacks, in rows of their own under the last one that has a code."""
    table, tab = one.table, one.tab
    if not table.numbered or not table.primary_key or table.primary_key not in one.placed:
        return
    if table.primary_key not in tab.columns:
        _number_all(one)
        return
    if not one.bench.numbering:
        return
    column = tab.columns[table.primary_key]
    there = {str(tab.value(row, column)) for row in range(tab.header_row + 1, len(tab.rows))}
    wanted = codes(table, one.bench.facts)
    missing = wanted[len(wanted) - _missing_tail(wanted, there) :]
    if not missing:
        return
    last = max(
        (row for row in range(len(tab.rows)) if tab.value(row, column) not in (None, "")), default=tab.header_row
    )
    first, end = last + 1, last + 1 + len(missing)
    one.requests.append(
        {
            "insertDimension": {
                "range": batch.rows(one.sheet, first, end),
                "inheritFromBefore": first > tab.header_row + 1,
            }
        }
    )
    key = one.placed[table.primary_key]
    one.requests.append(batch.write(one.sheet, first, key, [[code] for code in missing]))
    for name, text in one.bench.formulas(table).items():
        if name in one.placed:
            where = batch.area(one.sheet, first, end, one.placed[name], one.placed[name] + 1)
            one.requests.append(batch.repeat(where, batch.cell(Formula(text)), "userEnteredValue"))
    one.note("rows_numbered", str(len(missing)))


def _number_all(one: TabChange) -> None:
    """Codes down a key column that this batch makes: a book that was adopted with rows in it."""
    column = codes(one.table, one.bench.facts)
    short = one.tab.header_row + 1 + len(column) - one.tab.row_count
    if short > 0:
        one.requests.append({"appendDimension": {"sheetId": one.sheet, "dimension": "ROWS", "length": short}})
    assert one.table.primary_key
    key = one.placed[one.table.primary_key]
    one.requests.append(batch.write(one.sheet, one.tab.header_row + 1, key, [[code] for code in column]))
    one.note("rows_numbered", str(len(column)))


def _missing_tail(wanted: list[str], there: set[str]) -> int:
    """How many codes at the end of the list the tab never had. A code missing in the middle was deleted by somebody,
    with its row, and does not come back by itself."""
    tail = 0
    for code in reversed(wanted):
        if code in there:
            break
        tail += 1
    return tail


def _marks(one: TabChange) -> None:
    """Metadata and named ranges of columns that lost them (a column deleted and made again, a book that was adopted);
    a mark that stands on another column than the one with the header comes off."""
    for name, at in one.tab.columns.items():
        for wrong in (place for place, mark in one.tab.marked.items() if mark == name and place != at):
            now = one.moved(wrong)
            one.requests.append(
                batch.unmark(FIELD_KEY, name, {"dimensionRange": batch.columns(one.sheet, now, now + 1)})
            )
        if not one.is_marked(name):
            where = {"dimensionRange": batch.columns(one.sheet, one.placed[name], one.placed[name] + 1)}
            one.requests.append(batch.mark(FIELD_KEY, name, where))
            one.note("column_marked", name)
    one.requests += [request for name in one.tab.columns if (request := name_range(one, name))]


def name_range(one: TabChange, name: str) -> Request | None:
    """The request that makes a column's named range point at it; None when it does."""
    if not is_guided(one.table):
        return None
    label = range_name(one.table.name, name)
    where = one.bench.state.named.get(label, {}).get("range")
    if (
        where
        and int(where.get("sheetId", 0)) == one.sheet
        and int(where.get("startColumnIndex", 0)) == one.tab.columns[name]
        and not where.get("startRowIndex")  # rows that came in over the header: the formulas count from the first row
    ):
        return None
    one.note("column_named", name)
    return one.bench.name(label, one.sheet, one.placed[name])


def _dressing(one: TabChange) -> None:
    """Formats, dropdowns, paint and protection, when the schema's differ from those laid last, or somebody took them."""
    wanted, now = one.bench.stamp(one.table), one.tab.stamp()
    placed = {} if one.table.name == MACHINE else one.placed
    header_row = 0 if one.table.owner == "machine" else one.tab.header_row
    clothes = dress(one.table, one.sheet, placed, header_row, one.bench.facts, one.bench.desk, one.bench.column)
    if wanted == now and not is_undressed(one.tab, clothes):
        return
    one.note("tab_dressed" if wanted != now else "tab_mended")
    one.requests += strip(one.tab) + clothes
    if wanted != now:
        stamped = (
            batch.remark(STAMP_KEY, wanted, one.sheet) if now else batch.mark(STAMP_KEY, wanted, {"sheetId": one.sheet})
        )
        one.requests.append(stamped)
        height = one.tab.row_count - one.tab.header_row - 1
        for name, text in one.bench.formulas(one.table).items():
            if name in one.tab.columns:
                one.down_column(name, [None] * (one.tab.header_row + 1) + [text] * height)
