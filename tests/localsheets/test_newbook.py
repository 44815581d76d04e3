"""spreadsheets.create brings everything a Spreadsheet may hold, or refuses all of it."""

import pytest
from callers import Refused, Sheet

BANDS = {"firstBandColor": {"red": 1}, "secondBandColor": {"blue": 1}}
PAINT = {"condition": {"type": "NOT_BLANK"}, "format": {"textFormat": {"bold": True}}}


def cells(*values):
    return {"rowData": [{"values": [{"userEnteredValue": value} for value in values]}]}


def test_a_new_book_has_all_that_was_asked_for(ward):
    first = {
        "properties": {"title": "Tổng hợp", "gridProperties": {"rowCount": 10, "columnCount": 3}},
        "data": [{**cells({"formulaValue": "='Hộ'!A1+1"}), "columnMetadata": [{"pixelSize": 200}], "rowMetadata": [{}, {"hiddenByUser": True}]}],
        "conditionalFormats": [{"ranges": [{"startRowIndex": 1}], "booleanRule": PAINT}],
        "merges": [{"startRowIndex": 2, "endRowIndex": 3, "startColumnIndex": 0, "endColumnIndex": 2}],
        "basicFilter": {"range": {"endRowIndex": 2}},
        "bandedRanges": [{"range": {"startRowIndex": 5}, "rowProperties": BANDS}],
        "protectedRanges": [{"range": {"endRowIndex": 1}, "description": "tiêu đề"}],
        "rowGroups": [{"range": {"dimension": "ROWS", "startIndex": 6, "endIndex": 8}}],
        "developerMetadata": [{"metadataKey": "tab", "visibility": "DOCUMENT"}],
    }
    chart = {"spec": {"basicChart": {"chartType": "LINE"}}, "position": {"overlayPosition": {"anchorCell": {"sheetId": 7}}}}
    second = {"properties": {"title": "Hộ", "sheetId": 7}, "data": [cells({"numberValue": 4})], "charts": [chart]}
    made = ward.post("/v4/spreadsheets", {
        "properties": {"title": "Sổ", "locale": "vi_VN", "timeZone": "Asia/Ho_Chi_Minh"}, "sheets": [first, second],
        "namedRanges": [{"name": "hộ", "range": {"sheetId": 7, "endRowIndex": 2}}],
        "developerMetadata": [{"metadataKey": "sổ", "visibility": "DOCUMENT"}],
    })  # fmt: skip
    book = Sheet(ward, made["spreadsheetId"])
    whole = book.get(includeGridData="true")
    tab, other = whole["sheets"]
    assert book.raw("'Tổng hợp'!A1") == [[5]]
    assert (tab["data"][0]["columnMetadata"][0]["pixelSize"], tab["data"][0]["rowMetadata"][1]["hiddenByUser"]) == (200, True)
    assert tab["conditionalFormats"][0]["booleanRule"]["condition"]["type"] == "NOT_BLANK"
    assert tab["basicFilter"]["range"]["endRowIndex"] == 2 and tab["bandedRanges"][0]["range"]["startRowIndex"] == 5
    assert tab["protectedRanges"][0]["description"] == "tiêu đề" and len(tab["merges"]) == 1
    assert tab["rowGroups"][0]["depth"] == 1 and tab["developerMetadata"][0]["metadataKey"] == "tab"
    assert len(other["charts"]) == 1 and whole["namedRanges"][0]["name"] == "hộ"
    assert whole["developerMetadata"][0]["location"] == {"locationType": "SPREADSHEET", "spreadsheet": True}


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"properties": {"title": "x", "locale": "tiếng Việt"}}, "Invalid spreadsheet: Unsupported locale"),
        ({"sheets": [{}, {"properties": {"title": "Sheet1"}}]}, r"Invalid spreadsheet.sheets\[1\]: A sheet with the name"),
        ({"sheets": [{"data": [{"startRow": -1}]}]}, r"Invalid spreadsheet.sheets\[0\]: startRow"),
        ({"sheets": [{"properties": {"hidden": True}}]}, "You can't hide all the sheets"),
        ({"namedRanges": [{"name": "A1"}]}, "The name given to this range is invalid"),
    ],
)  # fmt: skip
def test_a_new_book_that_cannot_be_is_not_made(ward, body, why):
    with pytest.raises(Refused, match=why):
        ward.post("/v4/spreadsheets", body)
    assert ward.get("/drive/v3/files")["files"] == []
