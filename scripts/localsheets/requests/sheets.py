"""Sheets as a whole, and the spreadsheet's own properties."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from localsheets import formula, shift, spreadsheets
from localsheets.errors import Refused
from localsheets.fieldmask import assign
from localsheets.model import MAX_COLUMNS, Book, Sheet, too_many_columns
from localsheets.tidy import tidy

if TYPE_CHECKING:
    from localsheets.batch import Batch
    from localsheets.context import Context

TEXT_LIMIT = 100  # characters of a sheet's title


def check_title(book: Book, title: str, own: Sheet | None = None) -> None:
    if not title:
        raise Refused("The sheet name cannot be blank. Please enter another name.")
    if len(title) > TEXT_LIMIT:
        raise Refused(f"The sheet name cannot be greater than {TEXT_LIMIT} characters.")
    there = book.titled(title)
    if there is not None and there is not own and there.title.casefold() == title.casefold():
        raise Refused(f'A sheet with the name "{title}" already exists. Please enter another name.')


def check_grid(grid: dict) -> None:
    """Raises Refused for a grid of impossible size or with everything frozen."""
    rows, columns = grid.get("rowCount", 0), grid.get("columnCount", 0)
    if rows < 1:
        raise Refused("Invalid value: rowCount must be at least 1." if rows < 0 else "You can't delete all the rows on the sheet.")
    if columns < 1:
        raise Refused("Invalid value: columnCount must be at least 1." if columns < 0 else "You can't delete all the columns on the sheet.")
    if columns > MAX_COLUMNS:
        raise Refused(too_many_columns())
    for name, size, what in (("frozenRowCount", rows, "rows"), ("frozenColumnCount", columns, "columns")):
        if grid.get(name, 0) < 0:
            raise Refused(f"Invalid value: {name} must not be negative.")
        if grid.get(name, 0) >= size:
            raise Refused(f"You can't freeze all visible {what} on the sheet.")


def _default_title(book: Book) -> str:
    number = len(book.sheets) + 1
    while book.titled(f"Sheet{number}"):
        number += 1
    return f"Sheet{number}"


def new_sheet(ctx: Context, book: Book, asked: dict) -> Sheet:
    """A sheet with the properties asked for and Google's defaults for the rest, put at its place in the book."""
    asked = tidy("SheetProperties", asked)
    sheet_id = asked.get("sheetId")
    if sheet_id is not None and (sheet_id < 0 or book.sheet(sheet_id) is not None):
        raise Refused("Sheet id must be non-negative." if sheet_id < 0 else f"Sheet with id {sheet_id} already exists.")
    if sheet_id is None:
        sheet_id = spreadsheets.new_sheet_id(ctx, book)
    title = asked.get("title") or _default_title(book)
    check_title(book, title)
    index = asked.get("index", len(book.sheets))
    if not 0 <= index <= len(book.sheets):
        raise Refused(f"Invalid index: {index}. Must be between 0 and {len(book.sheets)}.")
    grid = {"rowCount": 1000, "columnCount": 26, **asked.get("gridProperties", {})}
    check_grid(grid)
    kind = asked.get("sheetType", "GRID")
    if kind != "GRID":
        raise Refused("Only sheets of type GRID can be added.")
    book.check_size(grid["rowCount"] * grid["columnCount"])
    properties = {"sheetId": sheet_id, "title": title, "index": index, "sheetType": "GRID", "gridProperties": grid}
    properties |= {k: v for k, v in asked.items() if k not in properties}
    sheet = Sheet(properties)
    book.sheets.insert(index, sheet)
    book.renumber()
    return sheet


def add_sheet(batch: Batch, arguments: dict) -> dict:
    sheet = new_sheet(batch.ctx, batch.book, arguments.get("properties", {}))
    return {"properties": sheet.properties}


def _known(batch: Batch, sheet_id: int | None) -> Sheet:
    sheet = batch.book.sheet(sheet_id or 0)
    if sheet is None:
        raise Refused(f"No sheet with id: {sheet_id or 0}")
    return sheet


def delete_sheet(batch: Batch, arguments: dict) -> None:
    sheet = _known(batch, arguments.get("sheetId"))
    batch.guard(sheet, sheet.full())
    if len(batch.book.sheets) == 1:
        raise Refused("You can't remove all the sheets in a document.")
    book = batch.book
    book.sheets.remove(sheet)
    if all(other.properties.get("hidden") for other in book.sheets):
        raise Refused("You can't remove all the visible sheets in a document.")
    book.renumber()
    book.named_ranges = [n for n in book.named_ranges if n.get("range", {}).get("sheetId", 0) != sheet.id]
    book.metadata = [m for m in book.metadata if _sheet_of(m) != sheet.id]
    shift.rewrite_formulas(book, formula.DimensionChange("remove", sheet.title))


def _sheet_of(one: dict) -> int | None:
    location = one["location"]
    if "dimensionRange" in location:
        return location["dimensionRange"].get("sheetId", 0)
    return location.get("sheetId")


def duplicate_sheet(batch: Batch, arguments: dict) -> dict:
    source = _known(batch, arguments.get("sourceSheetId"))
    book = batch.book
    new_id = arguments.get("newSheetId")
    if new_id is not None and (new_id < 0 or book.sheet(new_id) is not None):
        raise Refused("Sheet id must be non-negative." if new_id < 0 else f"Sheet with id {new_id} already exists.")
    title = arguments.get("newSheetName") or ""
    if not title:
        title, number = f"Copy of {source.title}", 2
        while book.titled(title):
            title, number = f"Copy of {source.title} {number}", number + 1
    check_title(book, title)
    index = arguments.get("insertSheetIndex", 0)
    if not 0 <= index <= len(book.sheets):
        raise Refused(f"Invalid insertSheetIndex: {index}. Must be between 0 and {len(book.sheets)}.")
    book.check_size(source.row_count * source.column_count)
    fresh = spreadsheets.copy_sheet(batch.ctx, book, source, title, index, new_id)
    book.sheets.insert(index, fresh)
    book.renumber()
    return {"properties": fresh.properties}


def update_sheet_properties(batch: Batch, arguments: dict) -> None:
    asked = arguments.get("properties", {})
    tree = batch.mask(arguments.get("fields"), "SheetProperties")
    sheet = _known(batch, asked.get("sheetId"))
    book = batch.book
    wanted = tidy("SheetProperties", asked)
    if not tree:
        tree = {name: {} for name in ("title", "hidden", "rightToLeft", "tabColor", "tabColorStyle", "gridProperties")}
        if "index" in wanted:
            tree["index"] = {}
    old = sheet.properties
    new = tidy("SheetProperties", assign(old, wanted, tree))
    new |= {name: old[name] for name in ("sheetId", "sheetType", "index")}
    if "title" in tree:
        check_title(book, new.get("title", ""), sheet)
    if "gridProperties" in tree:
        grid = new.get("gridProperties", {})
        for name in ("rowCount", "columnCount"):
            inner = tree["gridProperties"]
            if name not in grid and (not inner or name not in inner or name not in wanted.get("gridProperties", {})):
                if inner and name in inner:
                    grid[name] = 0
                else:
                    grid[name] = old["gridProperties"][name]
        check_grid(grid)
        _check_freeze(sheet, grid)
        new["gridProperties"] = grid
        _resize(batch, sheet, old["gridProperties"], grid)
    if new.get("hidden") and all(s.properties.get("hidden") for s in book.sheets if s is not sheet):
        raise Refused("You can't hide all the sheets in a document.")
    renamed = new["title"] != old["title"]
    before = sheet.title
    sheet.properties = new
    if renamed:
        shift.rewrite_formulas(book, formula.DimensionChange("rename", before, new_title=new["title"]))
    if "index" in tree:
        _reorder(book, sheet, wanted.get("index", len(book.sheets)))


def _check_freeze(sheet: Sheet, grid: dict) -> None:
    """Raises Refused if the frozen edge would run through merged cells."""
    rows, columns = grid.get("frozenRowCount", 0), grid.get("frozenColumnCount", 0)
    for merge in sheet.merges:
        what = "rows" if merge.row0 < rows < (merge.row1 or 0) else "columns" if merge.col0 < columns < (merge.col1 or 0) else ""
        if what:
            raise Refused(
                f"Sorry, you can't freeze {what} which contain only part of a merged cell. Try to break apart merged "
                f"cells or freeze more {what} to include the complete merged cells."
            )


def _resize(batch: Batch, sheet: Sheet, old: dict, new: dict) -> None:
    grown = new["rowCount"] * new["columnCount"] - old["rowCount"] * old["columnCount"]
    if grown > 0:
        batch.book.check_size(grown)
    for dimension, name in (("ROWS", "rowCount"), ("COLUMNS", "columnCount")):
        lost = old[name] - new[name]
        if lost > 0:
            from localsheets.requests.dimensions import span_box

            batch.guard(sheet, span_box(sheet, dimension, new[name], old[name]))
            shift.apply(batch.book, sheet, shift.Move("delete", dimension, new[name], lost))


def _reorder(book: Book, sheet: Sheet, index: int) -> None:
    """`index` counts places before the move: to go one place right means index + 2."""
    current = book.sheets.index(sheet)
    if not 0 <= index <= len(book.sheets):
        raise Refused(f"Invalid index: {index}. Must be between 0 and {len(book.sheets)}.")
    if index in (current, current + 1):
        return
    book.sheets.insert(index, sheet)
    book.sheets.pop(current if index > current else current + 1)
    book.renumber()


_LOCALE = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?\Z")


def set_book_properties(book: Book, new: dict) -> None:
    """Raises Refused for a locale or time zone there is not."""
    if not new.get("title"):
        raise Refused("The spreadsheet title cannot be blank.")
    if not _LOCALE.match(new.get("locale", "")):
        raise Refused(f"Unsupported locale: {new.get('locale', '')}")
    if not _time_zone(new.get("timeZone", "")):
        raise Refused(f"Invalid time zone: {new.get('timeZone', '')}")
    book.properties = new


def _time_zone(name: str) -> bool:
    import zoneinfo

    try:
        zoneinfo.ZoneInfo(name)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        return False
    return bool(name)


def update_spreadsheet_properties(batch: Batch, arguments: dict) -> None:
    tree = batch.mask(arguments.get("fields"), "SpreadsheetProperties")
    book = batch.book
    asked: dict[str, Any] = tidy("SpreadsheetProperties", arguments.get("properties", {}))
    fixed = {"defaultFormat": book.properties["defaultFormat"]}
    names = ("title", "locale", "timeZone", "autoRecalc", "iterativeCalculationSettings")
    tree = tree or {name: {} for name in names if name in asked}
    new = {**assign(book.properties, asked, tree), **fixed}
    new.setdefault("autoRecalc", "ON_CHANGE")
    renamed = new.get("title") != book.title
    set_book_properties(book, new)
    if renamed:
        batch.file = {**batch.file, "name": new["title"]}
        batch.ctx.store.save_file(batch.file)


KINDS = {
    "addSheet": add_sheet,
    "deleteSheet": delete_sheet,
    "duplicateSheet": duplicate_sheet,
    "updateSheetProperties": update_sheet_properties,
    "updateSpreadsheetProperties": update_spreadsheet_properties,
}
