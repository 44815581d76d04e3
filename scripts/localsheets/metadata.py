"""Developer metadata and DataFilters.

Source: https://developers.google.com/workspace/sheets/api/guides/metadata
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localsheets import proto
from localsheets.a1 import Box
from localsheets.errors import ApiError, bad_request, not_found
from localsheets.fieldmask import project, response_mask
from localsheets.model import Book, Sheet
from localsheets.places import resolve
from localsheets.ranges import loose_box, overlaps

if TYPE_CHECKING:
    from localsheets.context import Context


def location_type(location: dict) -> str:
    if "dimensionRange" in location:
        return "ROW" if location["dimensionRange"]["dimension"] == "ROWS" else "COLUMN"
    return "SHEET" if "sheetId" in location else "SPREADSHEET"


def location_box(location: dict) -> tuple[int, Box] | None:
    """(sheetId, box) of a location on a sheet; None for the spreadsheet itself."""
    span = location.get("dimensionRange")
    if span:
        start, end = span.get("startIndex", 0), span.get("endIndex")
        box = Box(start, end, 0, None) if span.get("dimension") == "ROWS" else Box(0, None, start, end)
        return span.get("sheetId", 0), box
    if "sheetId" in location:
        return location["sheetId"], Box(0, None, 0, None)
    return None


def matches(one: dict, lookup: dict) -> bool:
    """Whether metadata fits a DeveloperMetadataLookup: every criterion given must fit."""
    location = one["location"]
    if "metadataId" in lookup and one["metadataId"] != lookup["metadataId"]:
        return False
    if "metadataKey" in lookup and one.get("metadataKey") != lookup["metadataKey"]:
        return False
    if "metadataValue" in lookup and one.get("metadataValue", "") != lookup["metadataValue"]:
        return False
    if "visibility" in lookup and one["visibility"] != lookup["visibility"]:
        return False
    kind = lookup.get("locationType")
    if kind and not kind.endswith("UNSPECIFIED") and location["locationType"] != kind:
        return False
    wanted = lookup.get("metadataLocation")
    if not wanted:
        return True
    exact = lookup.get("locationMatchingStrategy") == "EXACT_LOCATION"
    return _at(location, wanted, exact)


def _at(location: dict, wanted: dict, exact: bool) -> bool:
    have, want = location_box(location), location_box(wanted)
    if have is None or want is None:
        return have is None and want is None  # what is said of the spreadsheet meets nothing else
    if have[0] != want[0]:
        return False
    if "sheetId" in location and "dimensionRange" in wanted:
        return False  # a row or column does not reach what is said of its whole sheet
    return have[1] == want[1] if exact else overlaps(have[1], want[1])


def echoed(data_filter: dict) -> dict:
    """A DataFilter as answers repeat it: zeros of its GridRange are left out."""
    if "gridRange" not in data_filter:
        return data_filter
    return {**data_filter, "gridRange": {k: v for k, v in data_filter["gridRange"].items() if v}}


def fits_filter(book: Book, one: dict, data_filter: dict) -> bool:
    if "developerMetadataLookup" in data_filter:
        return matches(one, data_filter["developerMetadataLookup"])
    if "gridRange" in data_filter:
        want = (data_filter["gridRange"].get("sheetId", 0), loose_box(data_filter["gridRange"]))
    else:
        sheet, box, _ = resolve(book, data_filter["a1Range"])
        want = (sheet.id, box)
    have = location_box(one["location"])
    return have is not None and have[0] == want[0] and overlaps(have[1], want[1])


def check_filter(data_filter: dict, label: str) -> None:
    if not data_filter.keys() & {"a1Range", "gridRange", "developerMetadataLookup"}:
        raise bad_request(f"Invalid {label}: Must specify a filter.")
    lookup = data_filter.get("developerMetadataLookup", {})
    if lookup.get("metadataLocation", {}).get("spreadsheet") and lookup.get("locationMatchingStrategy") == "INTERSECTING_LOCATION":
        what = "DeveloperMetadataLookup.spreadsheet is true, but locationMatchingStrategy was specified as INTERSECTING."
        raise bad_request(what)


def filter_boxes(book: Book, data_filter: dict, label: str = "dataFilters[0]") -> list[tuple[Sheet, Box]]:
    """The cells a DataFilter means, box by box. Raises Google's 400."""
    check_filter(data_filter, label)
    if "a1Range" in data_filter:
        sheet, box, _ = resolve(book, data_filter["a1Range"])
        return [(sheet, box)]
    if "gridRange" in data_filter:
        area = data_filter["gridRange"]
        sheet_found = book.sheet(area.get("sheetId", 0))
        if sheet_found is None:
            raise bad_request(f"Invalid {label}: No grid with id: {area.get('sheetId', 0)}")
        return [(sheet_found, loose_box(area))]
    found = []
    for one in book.metadata:
        place = location_box(one["location"])
        if place is not None and matches(one, data_filter["developerMetadataLookup"]):
            owner = book.sheet(place[0])
            if owner is not None:
                found.append((owner, place[1]))
    return found


def get(ctx: Context, book_id: str, metadata_id: str) -> dict:
    """developerMetadata.get"""
    reader = proto.sheets()
    query = reader.query("sheets.spreadsheets.developerMetadata.get", ctx.request.query)
    mask = response_mask(query.get("fields"), "DeveloperMetadata", reader.messages)
    book = ctx.book(book_id)
    if not metadata_id.lstrip("-").isdigit():
        text = f"Invalid value at 'metadata_id' (TYPE_INT32), \"{metadata_id}\""
        raise bad_request(text, [("metadata_id", text)])
    for one in book.metadata:
        if one["metadataId"] == int(metadata_id):
            return project(one, mask)
    raise missing(int(metadata_id))


def missing(metadata_id: int) -> ApiError:
    error = not_found()
    error.message = f"No developer metadata with id: {metadata_id}"
    return error


def search(ctx: Context, book_id: str) -> dict:
    """developerMetadata.search"""
    reader = proto.sheets()
    query = reader.query("sheets.spreadsheets.developerMetadata.search", ctx.request.query)
    mask = response_mask(query.get("fields"), "SearchDeveloperMetadataResponse", reader.messages)
    body = reader.body("SearchDeveloperMetadataRequest", proto.parse_json(ctx.request.body))
    book = ctx.book(book_id)
    filters = body.get("dataFilters", [])
    if not filters:
        raise bad_request("At least one data filter must be specified.")
    for index, data_filter in enumerate(filters):
        check_filter(data_filter, f"dataFilters[{index}]")
    found = []
    for one in book.metadata:
        fitting = [data_filter for data_filter in filters if fits_filter(book, one, data_filter)]
        if fitting:
            found.append({"developerMetadata": one, "dataFilters": [echoed(f) for f in fitting]})
    return project({"matchedDeveloperMetadata": found} if found else {}, mask)
