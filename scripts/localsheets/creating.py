"""What spreadsheets.create brings into a new book: sheets with all they hold, named ranges, developer metadata.

Each part goes in by the request of batchUpdate that would add it, so it is checked and kept in the same way.
Source: https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/create
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localsheets.batch import Batch
from localsheets.errors import Refused, bad_request
from localsheets.requests import KINDS, cells
from localsheets.requests.sheets import new_sheet, set_book_properties

if TYPE_CHECKING:
    from localsheets.context import Context
    from localsheets.model import Book, Sheet

SIZES = (("rowMetadata", "ROWS", "startRow"), ("columnMetadata", "COLUMNS", "startColumn"))
OBJECTS = (("bandedRanges", "addBanding", "bandedRange"), ("protectedRanges", "addProtectedRange", "protectedRange"))


def furnish(ctx: Context, book: Book, asked: dict, properties: dict) -> None:
    """Put the Spreadsheet that was asked for into the new book. Raises Google's 400, with the place in front."""
    place = "spreadsheet"
    try:
        set_book_properties(book, properties)
        batch = Batch(ctx, book)
        entries = asked.get("sheets", [])
        if entries:
            book.sheets = []
        sheets = []
        for number, entry in enumerate(entries):
            place = f"spreadsheet.sheets[{number}]"
            sheets.append(_sheet(ctx, book, entry.get("properties", {}), number))
        for number, (sheet, entry) in enumerate(zip(sheets, entries, strict=True)):
            place = f"spreadsheet.sheets[{number}]"
            _cells(batch, sheet, entry)
        for number, (sheet, entry) in enumerate(zip(sheets, entries, strict=True)):
            place = f"spreadsheet.sheets[{number}]"
            _objects(batch, sheet, entry)
        place = "spreadsheet"
        for named in asked.get("namedRanges", []):
            KINDS["addNamedRange"](batch, {"namedRange": named})
        for one in asked.get("developerMetadata", []):
            KINDS["createDeveloperMetadata"](batch, {"developerMetadata": {"location": {"spreadsheet": True}, **one}})
        if all(sheet.properties.get("hidden") for sheet in book.sheets):
            raise Refused("You can't hide all the sheets in a document.")
    except Refused as refused:
        raise bad_request(f"Invalid {place}: {refused}") from None


def _sheet(ctx: Context, book: Book, asked: dict, number: int) -> Sheet:
    first = {"sheetId": 0} if number == 0 else {}
    return new_sheet(ctx, book, {**first, "title": f"Sheet{number + 1}", **asked, "index": number})


def _cells(batch: Batch, sheet: Sheet, entry: dict) -> None:
    for data in entry.get("data", []):
        row, column = data.get("startRow", 0), data.get("startColumn", 0)
        if row < 0 or column < 0:
            raise Refused("startRow and startColumn must not be negative.")
        cells.write_rows(batch, sheet, row, column, data.get("rowData", []), None)
        for name, dimension, start in SIZES:
            for at, properties in enumerate(data.get(name, []), data.get(start, 0)):
                span = {"sheetId": sheet.id, "dimension": dimension, "startIndex": at, "endIndex": at + 1}
                KINDS["updateDimensionProperties"](batch, {"range": span, "properties": properties, "fields": "*"})


def _objects(batch: Batch, sheet: Sheet, entry: dict) -> None:
    def on_it(area: dict) -> dict:
        return {**area, "sheetId": sheet.id}

    for merge in entry.get("merges", []):
        KINDS["mergeCells"](batch, {"range": on_it(merge), "mergeType": "MERGE_ALL"})
    for number, rule in enumerate(entry.get("conditionalFormats", [])):
        ranges = [on_it(area) for area in rule.get("ranges", [])]
        KINDS["addConditionalFormatRule"](batch, {"rule": {**rule, "ranges": ranges}, "index": number})
    if "basicFilter" in entry:
        asked = entry["basicFilter"]
        KINDS["setBasicFilter"](batch, {"filter": {**asked, "range": on_it(asked.get("range", {}))}})
    for name, kind, one in OBJECTS:
        for asked in entry.get(name, []):
            KINDS[kind](batch, {one: {**asked, "range": on_it(asked["range"])} if "range" in asked else asked})
    for name in ("rowGroups", "columnGroups"):
        for group in entry.get(name, []):
            KINDS["addDimensionGroup"](batch, {"range": on_it(group.get("range", {}))})
    for chart in entry.get("charts", []):
        KINDS["addChart"](batch, {"chart": chart})
    for one in entry.get("developerMetadata", []):
        KINDS["createDeveloperMetadata"](batch, {"developerMetadata": {"location": {"sheetId": sheet.id}, **one}})
