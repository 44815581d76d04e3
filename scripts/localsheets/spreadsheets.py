"""spreadsheets.create, get, getByDataFilter and sheets.copyTo.

Source: https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from localsheets import metadata, proto
from localsheets.a1 import Box
from localsheets.access import READ, WRITE
from localsheets.defaults import SPREADSHEET, book_properties, sheet_properties
from localsheets.errors import bad_request
from localsheets.fieldmask import below, project, response_mask, wants
from localsheets.model import Book, Sheet
from localsheets.places import inside, resolve
from localsheets.protection import seen_by
from localsheets.render import book_resource
from localsheets.tidy import tidy

if TYPE_CHECKING:
    from localsheets.context import Context
    from localsheets.fieldmask import Tree


def url(book_id: str) -> str:
    return f"https://docs.google.com/spreadsheets/d/{book_id}/edit"


def new_sheet_id(ctx: Context, book: Book) -> int:
    taken = {sheet.id for sheet in book.sheets}
    while (number := ctx.app.random.randrange(1, 2**31 - 1)) in taken:
        pass
    return number


def new_book(ctx: Context, book_id: str, title: str, time_zone: str = "Etc/GMT", locale: str = "en_US") -> Book:
    """An empty spreadsheet with one sheet, kept in the store; Drive's record of it is made apart."""
    book = Book(book_id, book_properties(title, time_zone, locale))
    book.sheets = [Sheet(sheet_properties(0, "Sheet1"))]
    ctx.store.add_book(book)
    ctx.written.add(book_id)
    return book


def create(ctx: Context) -> dict:
    """spreadsheets.create"""
    from localsheets.creating import furnish
    from localsheets.drive import files

    reader = proto.sheets()
    query = reader.query("sheets.spreadsheets.create", ctx.request.query)
    mask = response_mask(query.get("fields"), "Spreadsheet", reader.messages)
    body = reader.body("Spreadsheet", proto.parse_json(ctx.request.body), "spreadsheet")
    if ctx.account.anonymous:
        from localsheets.errors import ApiError

        raise ApiError(401, "Request is missing required authentication credential.", "UNAUTHENTICATED")
    asked = tidy("SpreadsheetProperties", body.get("properties", {}))
    file = files.new_file(ctx, asked.get("title", "Untitled spreadsheet"), SPREADSHEET)
    book = new_book(ctx, file["id"], file["name"])
    properties = {**book.properties, **{k: v for k, v in asked.items() if k != "spreadsheetTheme"}}
    furnish(ctx, book, body, properties)
    book.renumber()
    book.check_size()
    ctx.changed(book)
    answer = book_resource(book, ctx.calculator(book), url(book.id), mask, bool(mask) and wants(mask, "sheets", "data"))
    return project(answer, mask)


def _answer(ctx: Context, book: Book, mask: Tree | None, grid: bool, ranges: list[tuple[Sheet, Box]] | None) -> dict:
    answer = book_resource(book, ctx.calculator(book), url(book.id), mask, grid, ranges)
    if wants(mask, "sheets", "protectedRanges"):
        file = ctx.store.file(book.id) or {"permissions": []}
        for sheet in answer.get("sheets", []):
            if "protectedRanges" in sheet:
                sheet["protectedRanges"] = [seen_by(p, file, ctx.account) for p in sheet["protectedRanges"]]
    return project(answer, mask)


def get(ctx: Context, book_id: str) -> dict:
    """spreadsheets.get"""
    reader = proto.sheets()
    query = reader.query("sheets.spreadsheets.get", ctx.request.query)
    mask = response_mask(query.get("fields"), "Spreadsheet", reader.messages)
    book = ctx.book(book_id, READ)
    ranges = _ranges(book, query.get("ranges"))
    return _answer(ctx, book, mask, bool(query.get("includeGridData")), ranges)


def _ranges(book: Book, texts: list[str] | None) -> list[tuple[Sheet, Box]] | None:
    if not texts:
        return None
    found = []
    for text in texts:
        sheet, box, _ = resolve(book, text)
        found.append((sheet, inside(sheet, box)))
    return found


def get_by_filter(ctx: Context, book_id: str) -> dict:
    """spreadsheets.getByDataFilter"""
    reader = proto.sheets()
    query = reader.query("sheets.spreadsheets.getByDataFilter", ctx.request.query)
    mask = response_mask(query.get("fields"), "Spreadsheet", reader.messages)
    body = reader.body("GetSpreadsheetByDataFilterRequest", proto.parse_json(ctx.request.body))
    book = ctx.book(book_id, READ)
    ranges: list[tuple[Sheet, Box]] | None = None
    if body.get("dataFilters"):
        ranges = []
        for index, data_filter in enumerate(body["dataFilters"]):
            ranges += metadata.filter_boxes(book, data_filter, f"dataFilters[{index}]")
        ranges = [(sheet, inside(sheet, box)) for sheet, box in ranges]
    if ranges == []:
        answer = _answer(ctx, book, mask, False, None)
        answer.pop("sheets", None)
        return answer
    return _answer(ctx, book, mask, bool(body.get("includeGridData")), ranges)


def copy_to(ctx: Context, book_id: str, sheet_id: str) -> dict:
    """spreadsheets.sheets.copyTo"""
    reader = proto.sheets()
    query = reader.query("sheets.spreadsheets.sheets.copyTo", ctx.request.query)
    mask = response_mask(query.get("fields"), "SheetProperties", reader.messages)
    body = reader.body("CopySheetToAnotherSpreadsheetRequest", proto.parse_json(ctx.request.body))
    if not sheet_id.lstrip("-").isdigit():
        text = f"Invalid value at 'sheet_id' (TYPE_INT32), \"{sheet_id}\""
        raise bad_request(text, [("sheet_id", text)])
    source_book = ctx.book(book_id, READ)
    target = ctx.book(body.get("destinationSpreadsheetId", ""), WRITE)
    source = source_book.sheet(int(sheet_id))
    if source is None:
        raise bad_request(f"The sheet ({sheet_id}) does not exist.")
    base = f"Copy of {source.title}"
    title, number = base, 2
    while target.titled(title):
        title, number = f"{base} {number}", number + 1
    fresh = copy_sheet(ctx, target, source, title, len(target.sheets))
    target.check_size(fresh.row_count * fresh.column_count)
    target.sheets.append(fresh)
    target.renumber()
    ctx.changed(target)
    return project(fresh.properties, below(mask) if mask else None)


def copy_sheet(ctx: Context, book: Book, source: Sheet, title: str, index: int, sheet_id: int | None = None) -> Sheet:
    """A copy of a sheet under a new id; ranges inside it point at the copy. It is not put into the book yet."""
    number = new_sheet_id(ctx, book) if sheet_id is None else sheet_id
    properties = {**copy.deepcopy(source.properties), "sheetId": number, "title": title, "index": index}
    properties.pop("hidden", None)
    fresh = Sheet(properties)
    fresh.rows = {row: {column: cell.copy() for column, cell in cells.items()} for row, cells in source.rows.items()}
    fresh.merges = list(source.merges)
    fresh.row_meta, fresh.column_meta = copy.deepcopy(source.row_meta), copy.deepcopy(source.column_meta)
    for name in ("conditional_formats", "banded_ranges", "charts", "row_groups", "column_groups", "protected_ranges"):
        setattr(fresh, name, _repoint(copy.deepcopy(getattr(source, name)), source.id, number))
    if source.basic_filter:
        fresh.basic_filter = _repoint(copy.deepcopy(source.basic_filter), source.id, number)
    for chart in fresh.charts:
        chart["chartId"] = ctx.app.random.randrange(1, 2**31 - 1)
    for banded in fresh.banded_ranges:
        banded["bandedRangeId"] = ctx.app.random.randrange(1, 2**31 - 1)
    for protected in fresh.protected_ranges:
        protected["protectedRangeId"] = ctx.app.random.randrange(1, 2**31 - 1)
        protected.pop("namedRangeId", None)
    return fresh


_SHEET_KEYS = {"startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex", "rowIndex", "columnIndex", "dimension"}


def _repoint(data: Any, old: int, new: int) -> Any:
    """JSON whose ranges on sheet `old` point at sheet `new`."""
    if isinstance(data, list):
        return [_repoint(item, old, new) for item in data]
    if not isinstance(data, dict):
        return data
    found = {key: _repoint(value, old, new) for key, value in data.items()}
    ranged = bool(found.keys() & _SHEET_KEYS) or "sheetId" in found
    if ranged and found.get("sheetId", 0) == old:
        found["sheetId"] = new
        if not new:
            del found["sheetId"]
    for key in ("range", "anchorCell"):
        if found.get(key) == {} and old == 0:
            found[key] = {"sheetId": new}
    return found
