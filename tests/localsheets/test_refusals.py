"""Google's own words where they are known: found on real accounts and written down in public."""

import pytest
from callers import Refused
from test_cell_requests import area

ROW = {"sheetId": 0, "dimension": "ROWS"}
WHITE = {"red": 1, "green": 1, "blue": 1}


def metadata(**more):
    one = {"metadataKey": "k", "visibility": "DOCUMENT", "location": {"sheetId": 0}, **more}
    return {"createDeveloperMetadata": {"developerMetadata": {k: v for k, v in one.items() if v is not None}}}


def rows(start, end):
    return {"dimensionRange": {**ROW, **({} if start is None else {"startIndex": start}), **({} if end is None else {"endIndex": end})}}


def scale(minpoint):
    gradient = {"minpoint": {"color": WHITE, **minpoint}, "maxpoint": {"color": WHITE, "type": "MAX"}}
    return {"addConditionalFormatRule": {"rule": {"ranges": [area(0, 5, 0, 1)], "gradientRule": gradient}}}


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        ({"deleteDimension": {"range": {**ROW, "startIndex": 1000, "endIndex": 1001}}},
         "deleteDimension: Cannot delete a row that doesn't exist. Tried to delete row index 1000 but there are only 1000 rows."),
        ({"appendDimension": {"sheetId": 0, "dimension": "COLUMNS", "length": 18253}},
         "appendDimension: This action would increase the number of columns in the sheet above the limit of 18278 columns."),
        ({"updateSheetProperties": {"properties": {"gridProperties": {"columnCount": 18279}}, "fields": "gridProperties.columnCount"}},
         "updateSheetProperties: This action would increase the number of columns in the sheet above the limit of 18278 columns."),
        ({"addNamedRange": {"namedRange": {"name": "hai từ", "range": {"sheetId": 0}}}},
         "addNamedRange: The name given to this range is invalid."),
        ({"moveDimension": {"source": {**ROW, "startIndex": 0, "endIndex": 1}, "destinationIndex": 4}},
         "moveDimension: Sorry, it is not possible to move a row to a position that crosses a merged cell. Please unmerge and try again."),
        ({"sortRange": {"range": area(0, 9, 0, 3), "sortSpecs": [{"dimensionIndex": 0}]}},
         "sortRange: You can't sort a range containing vertical merges. There is a vertical merge at A4:B5"),
        ({"mergeCells": {"range": area(8, 10, 5, 8)}},
         "mergeCells: You can't merge cells that cross the borders of an existing filter."),
        ({"addChart": {"chart": {}}}, "addChart: no chart spec"),
        ({"addChart": {"chart": {"spec": {"title": "t"}}}},
         "addChart: One of basicChart, pieChart, bubbleChart, candelstickChart, histogramChart, or orgChart must be set on chartSpec."),
        ({"addChart": {"chart": {"spec": {"pieChart": {}}}}},
         "addChart: One of EmbeddedObjectPosition.overlayPosition or EmbeddedObjectPosition.sheetId must be set"),
        (metadata(metadataKey=None), "createDeveloperMetadata: Developer metadata must always have a key specified."),
        (metadata(visibility=None), "createDeveloperMetadata: Developer metadata must always have visibility specified."),
        (metadata(location=None), "createDeveloperMetadata: Developer metadata must always have a location specified."),
        (metadata(location=rows(1, 3)), "createDeveloperMetadata: DimensionRange must represent a single row or column."),
        (metadata(location=rows(1, None)), "createDeveloperMetadata: DimensionRange must specify both a startIndex and an endIndex."),
        (metadata(metadataId=4),
         "createDeveloperMetadata: Cannot add developer metadata with ID [4] because developer metadata with that ID already exists."),
        (scale({}), "addConditionalFormatRule: No interpolationPointType specified."),
        (scale({"type": "NUMBER"}), "addConditionalFormatRule: InterpolationPoint.value is required."),
        (scale({"type": "PERCENT", "value": "1,5"}), "addConditionalFormatRule: Invalid InterpolationPoint.value: 1,5"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_google_s_words(book, request_, why):
    book.batch(
        {"mergeCells": {"range": area(3, 5, 0, 2)}}, {"setBasicFilter": {"filter": {"range": area(0, 9, 4, 6)}}}, metadata(metadataId=4)
    )
    with pytest.raises(Refused) as refused:
        book.batch(request_)
    assert refused.value.error["message"] == "Invalid requests[0]." + why


@pytest.mark.parametrize(("rows_", "columns", "what"), [(4, 0, "rows"), (0, 1, "columns")])
def test_a_frozen_edge_does_not_run_through_merged_cells(book, rows_, columns, what):
    book.batch({"mergeCells": {"range": area(3, 5, 0, 2)}})
    freeze = lambda r, c: {"updateSheetProperties": {  # noqa: E731
        "properties": {"gridProperties": {"frozenRowCount": r, "frozenColumnCount": c}},
        "fields": "gridProperties(frozenRowCount,frozenColumnCount)",
    }}  # fmt: skip
    with pytest.raises(Refused, match=f"Sorry, you can't freeze {what} which contain only part of a merged cell. Try to break apart"):
        book.batch(freeze(rows_, columns))
    book.batch(freeze(5, 2))


@pytest.mark.parametrize(
    ("request_", "place", "name", "second"),
    [
        ({"addConditionalFormatRule": {"rule": {"booleanRule": {}, "gradientRule": {}}}},
         "add_conditional_format_rule.rule", "rule", "gradientRule"),
        ({"updateCells": {"start": {}, "range": {}}}, "update_cells", "area", "range"),
        ({"findReplace": {"allSheets": True, "sheetId": 0}}, "find_replace", "scope", "sheetId"),
        ({"repeatCell": {"cell": {"userEnteredValue": {"numberValue": 1, "stringValue": "1"}}}},
         "repeat_cell.cell.user_entered_value", "value", "stringValue"),
        ({"addSheet": {}, "deleteSheet": {}}, "", "kind", "deleteSheet"),
    ],
)  # fmt: skip
def test_of_a_union_only_one_field_may_be_set(book, request_, place, name, second):
    where = "requests[0]" + ("." + place if place else "")
    with pytest.raises(Refused) as refused:
        book.batch(request_)
    assert refused.value.error["message"] == (
        f"Invalid value at '{where}' (oneof), oneof field '{name}' is already set. Cannot set '{second}'"
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"a":[1 2]}', "Expected , or ] after array value."), ('{"a":1 "b":2}', "Expected , or } after key:value pair."),
        ('{"a":}', "Unexpected token."), ('{"a":nope}', "Unexpected token."), ('{"a":#}', "Expected a value."),
        ('{"a":[', "Unexpected end of string. Expected a value."), ('{"a" 1}', "Expected : between key:value pair."),
    ],
)  # fmt: skip
def test_json_that_breaks_off_says_where_and_why(book, text, why):
    with pytest.raises(Refused) as refused:
        book.caller.post(f"{book.path}:batchUpdate", text.encode())
    assert refused.value.message.startswith(f"Invalid JSON payload received. {why}\n")


def test_a_search_of_metadata_says_what_it_cannot_do(book):
    search = lambda *filters: book.caller.post(f"{book.path}/developerMetadata:search", {"dataFilters": list(filters)})  # noqa: E731
    with pytest.raises(Refused, match=r"^400 At least one data filter must be specified\.$"):
        search()
    whole = {"metadataLocation": {"spreadsheet": True}, "locationMatchingStrategy": "INTERSECTING_LOCATION"}
    with pytest.raises(Refused, match="spreadsheet is true, but locationMatchingStrategy was specified as INTERSECTING"):
        search({"developerMetadataLookup": whole})
