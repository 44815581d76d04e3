"""Requests drawn from the discovery documents: shaped as they should be, filled with anything."""

from __future__ import annotations

from functools import cache

from hypothesis import strategies as st

from localsheets import schemas
from localsheets.requests import KINDS

MESSAGES = schemas.load("sheets")["messages"]
INDEX = st.sampled_from([0, 1, 2, 3, 5, 8, 9, 12, 25, -1])
TEXTS = st.sampled_from(["", "a", "Tổ 3", "=A1+1", "=SUM(A:A)", "=", "12/10/2025", "1,5", "👨‍👩‍👧", "x" * 60, "'", "TRUE", "=C3", "=INDIRECT(\"b!A1\")"])
COLOURS = st.sampled_from([0, 0.5, 1, 0.2, 2, -1])
SHEETS = st.sampled_from([0] * 8 + [1, 1, 7])
IDS = st.sampled_from([1, 2, 3, 4])
NAMED = {
    "sheetId": SHEETS, "sourceSheetId": SHEETS, "newSheetId": st.sampled_from([1, 2, 3, 9]),
    "red": COLOURS, "green": COLOURS, "blue": COLOURS, "a1Range": st.sampled_from(["A1:B2", "b", "Sheet1!C:C", "?", "'"]),
    "protectedRangeId": IDS, "bandedRangeId": IDS,
    "chartId": IDS, "objectId": IDS, "metadataId": IDS,
    "namedRangeId": st.sampled_from(["n1", "n2", "n3"]), "title": st.sampled_from(["b", "c", "Tổ 3", "Sheet1"]),
    "name": st.sampled_from(["Hộ", "Bảng", "A1"]), "rowCount": st.sampled_from([1, 5, 12, 0]),
    "columnCount": st.sampled_from([1, 5, 12, 0]), "locale": st.sampled_from(["vi_VN", "en_US", "x"]),
    "find": st.sampled_from(["a", "Tổ", "(", "1"]), "metadataKey": st.sampled_from(["cột", "hàng"]),
}  # fmt: skip


def value(kind: str, field: str, depth: int) -> st.SearchStrategy:
    kind = kind.rstrip("!")
    if kind.startswith("[]"):
        return st.lists(value(kind[2:], field, depth), min_size=int(depth >= 3), max_size=2)
    if kind.startswith("{}"):
        return st.dictionaries(st.sampled_from(["0", "1", "1", "1", "x"]), value(kind[2:], field, depth), max_size=2)
    if field in NAMED:
        return NAMED[field]
    if kind.startswith("@"):
        return message(kind[1:], depth - 1)
    if kind.startswith("enum:"):
        names = kind[5:].split("|")
        return st.sampled_from(names[1:] * 4 + names[:1])  # the first says nothing
    return {
        "string": TEXTS, "datetime": st.just("2025-11-24T00:00:00Z"), "bool": st.booleans(), "int32": INDEX,
        "int64": st.just("3"), "double": st.sampled_from([0, 1, -2.5, 1e300]), "float": COLOURS,
        "any": st.none() | st.booleans() | TEXTS | INDEX, "mask": st.just("*"),
    }[kind]  # fmt: skip


def _stretch(first: str, last: str, low: int, high: int) -> st.SearchStrategy:
    ends = st.tuples(st.integers(low, high - 1), st.integers(1, 4))
    return ends.map(lambda pair: {first: pair[0], last: pair[0] + pair[1]})


def _both(*parts: st.SearchStrategy) -> st.SearchStrategy:
    return st.tuples(*parts).map(lambda found: {k: v for part in found for k, v in part.items()})


_ON = st.fixed_dictionaries({"sheetId": SHEETS})
_AREA = _both(_ON, _stretch("startRowIndex", "endRowIndex", 0, 12), _stretch("startColumnIndex", "endColumnIndex", 0, 6))
_SPAN = _both(_ON, _stretch("startIndex", "endIndex", 0, 8), st.fixed_dictionaries({"dimension": st.sampled_from(["ROWS", "COLUMNS"])}))
#: Fields of which one is said at most.
EXCLUSIVE = {
    "DataFilter": ["a1Range", "gridRange", "developerMetadataLookup"], "UpdateCellsRequest": ["start", "range"],
    "ExtendedValue": ["numberValue", "stringValue", "boolValue", "formulaValue"], "ColorStyle": ["rgbColor", "themeColor"],
    "FindReplaceRequest": ["range", "sheetId", "allSheets"], "UpdateConditionalFormatRuleRequest": ["rule", "newIndex"],
    "ConditionalFormatRule": ["booleanRule", "gradientRule"], "ProtectedRange": ["range", "namedRangeId"],
    "DeveloperMetadataLocation": ["spreadsheet", "sheetId", "dimensionRange"], "ConditionValue": ["relativeDate", "userEnteredValue"],
    "ChartSpec": ["basicChart", "pieChart", "histogramChart", "scorecardChart", "orgChart", "bubbleChart"],
    "EmbeddedObjectPosition": ["newSheet", "overlayPosition"],
}  # fmt: skip
NEVER = {"errorValue", "tableId", "filterViewId", "tableReference", "bandedRangeReference"}
_CONDITION = st.sampled_from(
    [("NOT_BLANK", []), ("BLANK", []), ("NUMBER_LESS", ["3"]), ("TEXT_CONTAINS", ["a"]), ("CUSTOM_FORMULA", ["=$B2>1"]),
     ("NUMBER_BETWEEN", ["1", "=A1"]), ("ONE_OF_LIST", ["a", "b"]), ("DATE_IS_VALID", []), ("ONE_OF_RANGE", ["=b!A1:A3"])]
).map(lambda one: {"type": one[0], "values": [{"userEnteredValue": v} for v in one[1]]})  # fmt: skip
_SORT = st.fixed_dictionaries({"dimensionIndex": st.sampled_from([0, 1, 2])}, optional={"sortOrder": st.sampled_from(["ASCENDING", "DESCENDING"])})
SANE = {"GridRange": _AREA, "DimensionRange": _SPAN, "BooleanCondition": _CONDITION, "SortSpec": _SORT}


@cache
def message(name: str, depth: int = 5) -> st.SearchStrategy:
    """A message of that name; ranges mostly lie inside the sheet, deep messages are left empty."""
    if name in SANE:
        return st.one_of(SANE[name], SANE[name], SANE[name], _any_message(name, depth))
    return _any_message(name, depth)


def _any_message(name: str, depth: int) -> st.SearchStrategy:
    fields = {f: k for f, k in MESSAGES[name].items() if not (depth <= 0 and "@" in k) and f not in NEVER}
    chosen = EXCLUSIVE.get(name, [])
    wanted = {f: value(k, f, depth) for f, k in fields.items() if f != "fields" and f not in chosen}
    found = st.fixed_dictionaries({}, optional=wanted)
    if depth >= 4:  # near the top of a request most things are said
        found = st.one_of(st.fixed_dictionaries(wanted), st.fixed_dictionaries(wanted), found)
    single = [st.fixed_dictionaries({f: value(fields[f], f, depth)}) for f in chosen if f in fields]
    if single:
        found = _both(found, st.one_of(*single))
    if "fields" not in fields:
        return found
    inner = {"UpdateCellsRequest": "CellData", "RepeatCellRequest": "CellData"}.get(name) or next(
        k[1:] for f, k in fields.items() if k.startswith("@") and f not in ("range", "dataFilters", "dataSourceSheetRange")
    )
    masks = st.just("*") | st.sampled_from(sorted(MESSAGES[inner]))
    return st.tuples(found, masks).map(lambda pair: {**pair[0], "fields": pair[1]})


def furniture() -> list[dict]:
    """Requests that put one of everything into the first sheet, so that there is something to change."""
    area = {"startRowIndex": 1, "endRowIndex": 4, "startColumnIndex": 0, "endColumnIndex": 2}
    bands = {"firstBandColor": {"red": 1}, "secondBandColor": {"blue": 1}}
    source = {"sourceRange": {"sources": [area]}}
    paint = {"condition": {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": "=$A2>1"}]}, "format": {"textFormat": {"bold": True}}}
    place = {"dimensionRange": {"dimension": "ROWS", "startIndex": 1, "endIndex": 2}}
    return [
        {"addNamedRange": {"namedRange": {"namedRangeId": "n1", "name": "Tên", "range": area}}},
        {"addProtectedRange": {"protectedRange": {"protectedRangeId": 1, "namedRangeId": "n1"}}},
        {"addProtectedRange": {"protectedRange": {"protectedRangeId": 2, "range": {"sheetId": 1}}}},
        {"addBanding": {"bandedRange": {"bandedRangeId": 1, "range": area, "rowProperties": bands}}},
        {"addChart": {"chart": {"chartId": 1, "spec": {"basicChart": {"series": [{"series": source}]}}, "position": {"overlayPosition": {}}}}},
        {"addConditionalFormatRule": {"rule": {"ranges": [area], "booleanRule": paint}}},
        {"setBasicFilter": {"filter": {"range": area}}},
        {"addDimensionGroup": {"range": {"dimension": "ROWS", "startIndex": 1, "endIndex": 5}}},
        {"mergeCells": {"range": {**area, "startColumnIndex": 3, "endColumnIndex": 5}}},
        {"createDeveloperMetadata": {"developerMetadata": {"metadataId": 1, "metadataKey": "hàng", "visibility": "DOCUMENT", "location": place}}},
    ]


def request() -> st.SearchStrategy:
    """One request of a batch, of any kind that is supported."""
    request_types = MESSAGES["Request"]
    return st.sampled_from(sorted(KINDS)).flatmap(lambda kind: message(request_types[kind][1:]).map(lambda one: {kind: one}))
