"""Rows and columns: insert, delete, append, move, size, hide, group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localsheets import protection, shift
from localsheets.a1 import Box
from localsheets.errors import Missing, Refused
from localsheets.fieldmask import assign
from localsheets.measure import PADDING, text_width
from localsheets.model import MAX_COLUMNS, Book, Cell, Sheet, too_many_columns
from localsheets.ranges import overlaps
from localsheets.tidy import tidy

if TYPE_CHECKING:
    from localsheets.batch import Batch

COUNT = {"ROWS": "rowCount", "COLUMNS": "columnCount"}
FROZEN = {"ROWS": "frozenRowCount", "COLUMNS": "frozenColumnCount"}
AFTER = {"ROWS": "rowGroupControlAfter", "COLUMNS": "columnGroupControlAfter"}
WORD = {"ROWS": "row", "COLUMNS": "column"}
MAX_DEPTH = 8


def span_box(sheet: Sheet, dimension: str, start: int, end: int) -> Box:
    if dimension == "ROWS":
        return Box(start, end, 0, sheet.column_count)
    return Box(0, sheet.row_count, start, end)


def span(batch: Batch, given: dict | None, growing: bool = False, verb: str = "access") -> tuple[Sheet, str, int, int]:
    """(sheet, dimension, start, end) of a DimensionRange inside the sheet. `growing`: it may end past the edge."""
    if given is None:
        raise Missing("range", "No range specified.")
    sheet = batch.sheet(given.get("sheetId"))
    dimension = given.get("dimension", "DIMENSION_UNSPECIFIED")
    if dimension not in COUNT:
        raise Missing("range.dimension", "No dimension specified.")
    size, word = sheet.size(dimension), WORD[dimension]
    start, end = given.get("startIndex", 0), given.get("endIndex", size)
    if start < 0 or end < 0:
        raise Refused("range.startIndex and range.endIndex must not be negative.")
    if end <= start:
        raise Refused(f"range.endIndex[{end}] must be after range.startIndex[{start}]")
    if growing:
        if start > size:
            raise Refused(f"range.startIndex is larger than current grid size ({size})")
    elif start >= size:
        raise Refused(f"Cannot {verb} a {word} that doesn't exist. Tried to {verb} {word} index {start} but there are only {size} {word}s.")
    return sheet, dimension, start, end if growing else min(end, size)


def _set_size(sheet: Sheet, dimension: str, change: int, frozen: int = 0) -> None:
    grid = {**sheet.properties["gridProperties"]}
    grid[COUNT[dimension]] += change
    if frozen:
        grid[FROZEN[dimension]] = max(grid.get(FROZEN[dimension], 0) + frozen, 0)
        if not grid[FROZEN[dimension]]:
            del grid[FROZEN[dimension]]
    sheet.properties = {**sheet.properties, "gridProperties": grid}


def insert(book: Book, sheet: Sheet, dimension: str, start: int, count: int, inherit_before: bool) -> None:
    """New rows or columns; they take format, validation and size of their neighbour before or after."""
    if dimension == "COLUMNS" and sheet.column_count + count > MAX_COLUMNS:
        raise Refused(too_many_columns())
    frozen = sheet.properties["gridProperties"].get(FROZEN[dimension], 0)
    shift.apply(book, sheet, shift.Move("insert", dimension, start, count))
    _set_size(sheet, dimension, count, count if start < frozen else 0)
    source = start - 1 if inherit_before else start + count
    if not 0 <= source < sheet.size(dimension):
        return
    meta = sheet.meta(dimension)
    pattern = {k: v for k, v in meta.get(source, {}).items() if k == "pixelSize"}
    for at in range(start, start + count):
        if pattern:
            meta[at] = dict(pattern)
        _inherit(sheet, dimension, source, at)


def _inherit(sheet: Sheet, dimension: str, source: int, at: int) -> None:
    if dimension == "ROWS":
        for column, cell in sheet.rows.get(source, {}).items():
            if cell.fmt or cell.validation:
                sheet.put(at, column, Cell(fmt=cell.fmt, validation=cell.validation))
    else:
        for row, cells in list(sheet.rows.items()):
            beside = cells.get(source)
            if beside is not None and (beside.fmt or beside.validation):
                sheet.put(row, at, Cell(fmt=beside.fmt, validation=beside.validation))


def insert_dimension(batch: Batch, arguments: dict) -> None:
    sheet, dimension, start, end = span(batch, arguments.get("range"), growing=True)
    if "endIndex" not in arguments["range"]:
        raise Missing("range.endIndex")
    before = arguments.get("inheritFromBefore", False)
    if before and start == 0:
        raise Refused(f"Cannot inherit from before when inserting at the first {WORD[dimension]}.")
    if start == sheet.size(dimension) and not before:
        size = sheet.size(dimension)
        raise Refused(f"range.startIndex must be less than the grid size ({size}) if inheritFromBefore is false.")
    across = sheet.column_count if dimension == "ROWS" else sheet.row_count
    batch.book.check_size((end - start) * across)
    if start and start < sheet.size(dimension):
        _guard_between(batch, sheet, dimension, start)
    insert(batch.book, sheet, dimension, start, end - start, before)


def _guard_between(batch: Batch, sheet: Sheet, dimension: str, at: int) -> None:
    """Rows may not be put inside a protected range by those who may not edit it."""
    before, after = span_box(sheet, dimension, at - 1, at), span_box(sheet, dimension, at, at + 1)
    for protected in sheet.protected_ranges:
        if protection.may_edit(protected, batch.file, batch.ctx.account):
            continue
        box = protection.box_of(batch.book, protected)[1]
        if overlaps(box, before) and overlaps(box, after):
            raise protection.refused()


def delete_dimension(batch: Batch, arguments: dict) -> None:
    sheet, dimension, start, end = span(batch, arguments.get("range"), verb="delete")
    batch.guard(sheet, span_box(sheet, dimension, start, end))
    remove(batch.book, sheet, dimension, start, end)


def remove(book: Book, sheet: Sheet, dimension: str, start: int, end: int) -> None:
    size, word = sheet.size(dimension), WORD[dimension]
    if end - start >= size:
        raise Refused(f"You can't delete all the {word}s on the sheet.")
    frozen = sheet.properties["gridProperties"].get(FROZEN[dimension], 0)
    lost_frozen = max(min(end, frozen) - start, 0) if start < frozen else 0
    if frozen - lost_frozen >= size - (end - start):
        raise Refused(f"Sorry, it is not possible to delete all non-frozen {word}s.")
    shift.apply(book, sheet, shift.Move("delete", dimension, start, end - start))
    _set_size(sheet, dimension, start - end, -lost_frozen)


def append_dimension(batch: Batch, arguments: dict) -> None:
    sheet = batch.sheet(arguments.get("sheetId"))
    dimension, count = arguments.get("dimension"), arguments.get("length", 0)
    if dimension not in COUNT:
        raise Missing("range.dimension", "No dimension specified.")
    if count < 1:
        raise Refused("length must be greater than 0.")
    if dimension == "COLUMNS" and sheet.column_count + count > MAX_COLUMNS:
        raise Refused(too_many_columns())
    batch.book.check_size(count * (sheet.column_count if dimension == "ROWS" else sheet.row_count))
    _set_size(sheet, dimension, count)


def move_dimension(batch: Batch, arguments: dict) -> None:
    sheet, dimension, start, end = span(batch, arguments.get("source"))
    to = arguments.get("destinationIndex", 0)
    if not 0 <= to <= sheet.size(dimension):
        raise Refused(f"destinationIndex[{to}] is after last {WORD[dimension]} in grid[{sheet.size(dimension)}]")
    if start <= to <= end:
        return
    low, high = min(start, to), max(end, to)
    batch.guard(sheet, span_box(sheet, dimension, start, end))
    for merge in sheet.merges:
        first, last = (merge.row0, merge.row1) if dimension == "ROWS" else (merge.col0, merge.col1)
        assert last is not None
        crossed = first < start < last or first < end < last or first < to < last
        if crossed and low < last and first < high:
            word = WORD[dimension]
            why = f"Sorry, it is not possible to move a {word} to a position that crosses a merged cell."
            raise Refused(f"{why} Please unmerge and try again.")
    shift.apply(batch.book, sheet, shift.Move("move", dimension, start, end - start, to))


def update_dimension_properties(batch: Batch, arguments: dict) -> None:
    tree = batch.mask(arguments.get("fields"), "DimensionProperties")
    if "range" not in arguments:
        raise Missing("range", "No range specified.")
    sheet, dimension, start, end = span(batch, arguments["range"])
    asked = arguments.get("properties", {})
    if asked.get("pixelSize", 1) < 0:
        raise Refused("pixelSize must not be negative.")
    tree = tree or {"hiddenByUser": {}, "pixelSize": {}}
    meta = sheet.meta(dimension)
    batch.guard(sheet, span_box(sheet, dimension, start, end))
    for at in range(start, end):
        new = tidy("DimensionProperties", assign(meta.get(at, {}), asked, tree))
        if new:
            meta[at] = new
        else:
            meta.pop(at, None)


def auto_resize(batch: Batch, arguments: dict) -> None:
    """Columns fit their longest text (empty ones keep their width); rows go back to the plain height."""
    if "dimensions" not in arguments:
        raise Missing("dimensions", "Must specify dimensions.")
    sheet, dimension, start, end = span(batch, arguments["dimensions"])
    meta = sheet.meta(dimension)
    widths: dict[int, int] = {}
    if dimension == "COLUMNS":
        calculator = batch.ctx.calculator(batch.book)
        from localsheets.values import Renderer

        renderer = Renderer(calculator, "FORMATTED_VALUE", "SERIAL_NUMBER")
        for row, column, cell in sheet.cells(span_box(sheet, dimension, start, end)):
            text = str(renderer.cell(sheet, row, column, cell))
            style = (cell.fmt or {}).get("textFormat", {})
            width = text_width(text, style.get("fontSize", 10), style.get("bold", False)) if text else 0
            widths[column] = max(widths.get(column, 0), width)
    for at in range(start, end):
        if dimension == "COLUMNS" and not widths.get(at):
            continue
        old = {k: v for k, v in meta.get(at, {}).items() if k != "pixelSize"}
        if widths.get(at):
            old["pixelSize"] = max(widths[at] + PADDING, 21)
        if old:
            meta[at] = old
        else:
            meta.pop(at, None)


def _group_range(sheet: Sheet, dimension: str, start: int, end: int) -> dict:
    found: dict = {"sheetId": sheet.id} if sheet.id else {}
    return found | {"dimension": dimension, "startIndex": start, "endIndex": end}


def _depths(sheet: Sheet, dimension: str) -> list[int]:
    depths = [0] * sheet.size(dimension)
    for group in sheet.groups(dimension):
        for at in range(group["range"]["startIndex"], group["range"]["endIndex"]):
            depths[at] = max(depths[at], group["depth"])
    return depths


def _regroup(sheet: Sheet, dimension: str, depths: list[int]) -> None:
    """The groups that give each row or column this depth: one per unbroken stretch and level."""
    collapsed = {
        (g["range"]["startIndex"], g["range"]["endIndex"], g["depth"]) for g in sheet.groups(dimension) if g.get("collapsed")
    }
    found = []
    for level in range(1, max(depths, default=0) + 1):
        at = 0
        while at < len(depths):
            if depths[at] < level:
                at += 1
                continue
            end = at
            while end < len(depths) and depths[end] >= level:
                end += 1
            group: dict = {"range": _group_range(sheet, dimension, at, end), "depth": level}
            if (at, end, level) in collapsed:
                group["collapsed"] = True
            found.append(group)
            at = end
    found.sort(key=lambda g: (g["depth"], g["range"]["startIndex"]))
    sheet.groups(dimension)[:] = found


def add_group(batch: Batch, arguments: dict) -> dict:
    sheet, dimension, start, end = span(batch, arguments.get("range"))
    depths = _depths(sheet, dimension)
    for at in range(start, end):
        depths[at] += 1
    if max(depths) > MAX_DEPTH:
        raise Refused(f"A group cannot be nested deeper than {MAX_DEPTH} levels.")
    _regroup(sheet, dimension, depths)
    grid = {**sheet.properties["gridProperties"], AFTER[dimension]: True}
    sheet.properties = {**sheet.properties, "gridProperties": grid}
    return {"dimensionGroups": [dict(group) for group in sheet.groups(dimension)]}


def delete_group(batch: Batch, arguments: dict) -> dict:
    sheet, dimension, start, end = span(batch, arguments.get("range"))
    depths = _depths(sheet, dimension)
    if not any(depths[start:end]):
        raise Refused("There are no groups to delete in the given range.")
    for at in range(start, end):
        depths[at] = max(depths[at] - 1, 0)
    _regroup(sheet, dimension, depths)
    groups = [dict(group) for group in sheet.groups(dimension)]
    return {"dimensionGroups": groups} if groups else {}


KINDS = {
    "insertDimension": insert_dimension,
    "deleteDimension": delete_dimension,
    "appendDimension": append_dimension,
    "moveDimension": move_dimension,
    "updateDimensionProperties": update_dimension_properties,
    "autoResizeDimensions": auto_resize,
    "addDimensionGroup": add_group,
    "deleteDimensionGroup": delete_group,
}
