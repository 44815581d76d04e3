"""Requests of `spreadsheets.batchUpdate`, written short.

Source: https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/request
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from toso.model import CellValue

Request = dict[str, Any]


def area(
    sheet: int,
    first_row: int | None = None,
    end_row: int | None = None,
    first_column: int | None = None,
    end_column: int | None = None,
) -> Request:
    """A GridRange; ends are exclusive, None is open."""
    bounds = {
        "startRowIndex": first_row, "endRowIndex": end_row, "startColumnIndex": first_column, "endColumnIndex": end_column,
    }  # fmt: skip
    return {"sheetId": sheet} | {name: value for name, value in bounds.items() if value is not None}


def colour(hexadecimal: str) -> Request:
    """``#1A73E8`` as the API writes a colour."""
    parts = [int(hexadecimal[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return {"rgbColor": dict(zip(("red", "green", "blue"), parts, strict=True))}


def entered(value: CellValue) -> Request:
    """An ExtendedValue; {} clears. Text stays text, whatever it looks like."""
    if value is None or value == "":
        return {}
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, str):
        return {"stringValue": value}
    return {"numberValue": value}


class Formula(str):
    """Text of our own that is to be calculated; any other text never is."""

    __slots__ = ()


def cell(value: CellValue) -> Request:
    """CellData that holds a value, or nothing."""
    if isinstance(value, Formula):
        return {"userEnteredValue": {"formulaValue": str(value)}}
    found = entered(value)
    return {"userEnteredValue": found} if found else {}


def write(sheet: int, row: int, column: int, rows: Sequence[Sequence[CellValue]]) -> Request:
    """Values at a 0-based place."""
    start = {"sheetId": sheet, "rowIndex": row, "columnIndex": column}
    values = [{"values": [cell(value) for value in line]} for line in rows]
    return {"updateCells": {"start": start, "rows": values, "fields": "userEnteredValue"}}


def repeat(where: Request, what: Request, fields: str) -> Request:
    return {"repeatCell": {"range": where, "cell": what, "fields": fields}}


def columns(sheet: int, first: int, end: int) -> Request:
    return {"sheetId": sheet, "dimension": "COLUMNS", "startIndex": first, "endIndex": end}


def rows(sheet: int, first: int, end: int) -> Request:
    return {"sheetId": sheet, "dimension": "ROWS", "startIndex": first, "endIndex": end}


def size(where: Request, pixels: int | None = None, hidden: bool | None = None) -> Request:
    properties: Request = {}
    if pixels is not None:
        properties["pixelSize"] = pixels
    if hidden is not None:
        properties["hiddenByUser"] = hidden
    return {"updateDimensionProperties": {"range": where, "properties": properties, "fields": ",".join(properties)}}


def resize(sheet: int, rows: int | None = None, columns: int | None = None) -> Request:
    """The size of a machine-owned tab, as a number and not as an addition: sending it twice does no harm."""
    grid = {name: count for name, count in (("rowCount", rows), ("columnCount", columns)) if count is not None}
    fields = ",".join(f"gridProperties.{name}" for name in grid)
    return {"updateSheetProperties": {"properties": {"sheetId": sheet, "gridProperties": grid}, "fields": fields}}


def mark(key: str, value: str, where: Request) -> Request:
    """Developer metadata; ``where``: {"sheetId": n}, {"dimensionRange": …} or {"spreadsheet": True}."""
    one = {"metadataKey": key, "metadataValue": value, "location": where, "visibility": "DOCUMENT"}
    return {"createDeveloperMetadata": {"developerMetadata": one}}


def remark(key: str, value: str, sheet: int | None) -> Request:
    """Change the value of metadata that is there: of a tab, or (None) of the whole book."""
    where: Request = {"sheetId": sheet} if sheet is not None else {"spreadsheet": True}
    lookup = {"metadataKey": key, "metadataLocation": where, "locationMatchingStrategy": "EXACT_LOCATION"}
    return {
        "updateDeveloperMetadata": {
            "dataFilters": [{"developerMetadataLookup": lookup}],
            "developerMetadata": {"metadataValue": value},
            "fields": "metadataValue",
        }
    }


def unmark(key: str, value: str, where: Request) -> Request:
    """Takes one mark off one place."""
    lookup = {
        "metadataKey": key,
        "metadataValue": value,
        "metadataLocation": where,
        "locationMatchingStrategy": "EXACT_LOCATION",
    }
    return {"deleteDeveloperMetadata": {"dataFilter": {"developerMetadataLookup": lookup}}}


def name_column(name: str, sheet: int, column: int) -> Request:
    return {"addNamedRange": {"namedRange": {"name": name, "range": area(sheet, None, None, column, column + 1)}}}


def by_column(sheet: int, key: str, field: str, values: Sequence[CellValue]) -> Request:
    """A ValueRange for `values:batchUpdateByDataFilter`: down the column that carries the metadata, wherever it is now.
    None leaves a cell alone."""
    lookup = {"metadataKey": key, "metadataValue": field, "metadataLocation": {"sheetId": sheet}}
    return {"dataFilter": {"developerMetadataLookup": lookup}, "majorDimension": "COLUMNS", "values": [list(values)]}
