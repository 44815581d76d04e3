"""Tabs: adding, moving, hiding, copying, removing them; the spreadsheet's own properties."""

import pytest
from callers import LAN, Refused, new_sheet


def titles(book):
    return [s["properties"]["title"] for s in book.get()["sheets"]]


def properties(fields, **values):
    return {"updateSheetProperties": {"properties": {"sheetId": 0, **values}, "fields": fields}}


def add(title, **more):
    return {"addSheet": {"properties": {"title": title, **more}}}


def test_a_tab_is_added_with_google_s_defaults(book):
    (reply,) = book.batch(add("Hộ gia đình"))
    found = reply["addSheet"]["properties"]
    assert found.pop("sheetId") > 0
    assert found == {
        "title": "Hộ gia đình", "index": 1, "sheetType": "GRID", "gridProperties": {"rowCount": 1000, "columnCount": 26}
    }  # fmt: skip
    small = {"rowCount": 450, "columnCount": 8, "frozenRowCount": 1, "hideGridlines": True, "frozenColumnCount": 0}
    (reply,) = book.batch(add("Cần sửa", sheetId=77, index=0, hidden=True, gridProperties=small))
    assert reply["addSheet"]["properties"] == {
        "sheetId": 77, "title": "Cần sửa", "index": 0, "sheetType": "GRID", "hidden": True,
        "gridProperties": {"rowCount": 450, "columnCount": 8, "frozenRowCount": 1, "hideGridlines": True},
    }  # fmt: skip
    assert titles(book) == ["Cần sửa", "Sheet1", "Hộ gia đình"]


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        (add("sheet1"), r'addSheet: A sheet with the name "sheet1" already exists. Please enter another name.'),
        (add("x" * 101), "addSheet: The sheet name cannot be greater than 100 characters."),
        (add("b", sheetId=0), "addSheet: Sheet with id 0 already exists."),
        (add("b", sheetId=-1), "addSheet: Sheet id must be non-negative."),
        ({"deleteSheet": {"sheetId": 9}}, "deleteSheet: No sheet with id: 9"),
        ({"deleteSheet": {"sheetId": 0}}, "deleteSheet: You can't remove all the sheets in a document."),
        (properties("hidden", hidden=True), "updateSheetProperties: You can't hide all the sheets in a document."),
        (properties(""), r"updateSheetProperties: At least one field must be listed in 'fields'. \(Use '\*'"),
        (
            properties("gridProperties.rowCount", gridProperties={"rowCount": 400_000}),
            "updateSheetProperties: This action would increase the number of cells in the workbook above the limit of "
            "10000000 cells.",
        ),
    ],
)
def test_google_s_refusals_name_the_request(book, request_, why):
    with pytest.raises(Refused, match=rf"^400 Invalid requests\[0\]\.{why}"):
        book.batch(request_)


def test_an_index_counts_places_before_the_move(book):
    book.batch(add("b", sheetId=1), add("c", sheetId=2))
    move = lambda number, index: {  # noqa: E731
        "updateSheetProperties": {"properties": {"sheetId": number, "index": index}, "fields": "index"}
    }
    book.batch(move(0, 1))
    assert titles(book) == ["Sheet1", "b", "c"]
    book.batch(move(0, 2))
    assert titles(book) == ["b", "Sheet1", "c"]
    book.batch(move(2, 0))
    assert titles(book) == ["c", "b", "Sheet1"]
    assert [s["properties"]["index"] for s in book.get()["sheets"]] == [0, 1, 2]


def test_colours_are_cut_to_eight_bits_and_fill_their_twin(book):
    style = {"rgbColor": {"red": 1, "green": 0, "blue": 0.5}}
    book.batch(properties("tabColorStyle", tabColorStyle=style))
    found = book.sheet()["properties"]
    assert found["tabColor"] == found["tabColorStyle"]["rgbColor"] == {"red": 1, "blue": 0.49803922}
    book.batch(properties("tabColor", tabColor={"green": 0.9843137, "blue": 0.015686275}))
    assert book.sheet()["properties"]["tabColorStyle"] == {"rgbColor": {"green": 0.9843137, "blue": 0.015686275}}
    book.batch(properties("tabColorStyle", tabColorStyle={"rgbColor": None}))
    assert "tabColor" not in book.sheet()["properties"]


def test_zero_frozen_rows_vanish_and_all_cannot_freeze(book):
    book.batch(properties("gridProperties.frozenRowCount", gridProperties={"frozenRowCount": 2}))
    assert book.sheet()["properties"]["gridProperties"]["frozenRowCount"] == 2
    book.batch(properties("gridProperties.frozenRowCount", gridProperties={"frozenRowCount": 0}))
    assert book.sheet()["properties"]["gridProperties"] == {"rowCount": 1000, "columnCount": 26}
    with pytest.raises(Refused, match=r"You can't freeze all visible rows on the sheet."):
        book.batch(properties("gridProperties/frozenRowCount", gridProperties={"frozenRowCount": 1000}))


def test_a_smaller_grid_loses_what_was_outside(book):
    book.write("A1:C3", [["a", "b", "c"], ["d", "e", "f"], ["g", "h", "i"]])
    grid = {"rowCount": 2, "columnCount": 2}
    book.batch(properties("gridProperties(rowCount,columnCount)", gridProperties=grid))
    book.batch(properties("gridProperties(rowCount,columnCount)", gridProperties={"rowCount": 3, "columnCount": 3}))
    assert book.read() == [["a", "b"], ["d", "e"]]


def test_a_copy_of_a_tab_carries_everything_and_points_at_itself(book):
    book.type("A1:B2", [["Mã hộ", "Số người"], ["TDP03-0127", "=2+2"]])
    rule = {
        "ranges": [{"sheetId": 0, "startRowIndex": 1, "endRowIndex": 2}],
        "booleanRule": {"condition": {"type": "NOT_BLANK"}, "format": {"textFormat": {"bold": True}}},
    }
    book.batch(
        {"addConditionalFormatRule": {"rule": rule}},
        {"mergeCells": {"range": {"sheetId": 0, "startRowIndex": 4, "endRowIndex": 6, "endColumnIndex": 2}}},
    )
    copy = {"sourceSheetId": 0, "newSheetId": 5, "newSheetName": "Quý 4", "insertSheetIndex": 1}
    (reply,) = book.batch({"duplicateSheet": copy})
    assert reply["duplicateSheet"]["properties"]["title"] == "Quý 4"
    sheet = book.sheet("Quý 4")
    assert sheet["conditionalFormats"][0]["ranges"][0]["sheetId"] == 5
    assert sheet["merges"] == [{"sheetId": 5, "startRowIndex": 4, "endRowIndex": 6, "startColumnIndex": 0, "endColumnIndex": 2}]
    assert book.raw("'Quý 4'") == [["Mã hộ", "Số người"], ["TDP03-0127", 4]]
    (reply,) = book.batch({"duplicateSheet": {"sourceSheetId": 5}})
    assert reply["duplicateSheet"]["properties"]["title"] == "Copy of Quý 4"
    assert titles(book)[0] == "Copy of Quý 4"


def test_a_tab_goes_to_another_book_only_with_leave_to_write_there(google, book):
    book.write("A1", [["x"]])
    other = new_sheet(google, LAN, "Sổ của Lan")
    body = {"destinationSpreadsheetId": other.id}
    with pytest.raises(Refused, match="403 The caller does not have permission"):
        book.caller.post(f"{book.path}/sheets/0:copyTo", body)
    other.share("vhxh@tranlieu.gov.vn")
    found = book.caller.post(f"{book.path}/sheets/0:copyTo", body)
    assert (found["title"], found["index"]) == ("Copy of Sheet1", 1)
    assert other.read("'Copy of Sheet1'") == [["x"]]


def test_a_renamed_tab_is_followed_by_the_formulas_that_name_it(book):
    book.batch(add("Tổng"))
    book.write("A1", [[7]])
    book.type("'Tổng'!A1", [["=Sheet1!A1*2"]])
    book.batch(properties("title", title="Hộ TDP 3"))
    assert book.formulas("'Tổng'!A1") == [["='Hộ TDP 3'!A1*2"]]
    assert book.raw("'Tổng'!A1") == [[14]]
    book.batch({"deleteSheet": {"sheetId": 0}})
    assert book.raw("'Tổng'!A1")[0][0].startswith("#REF!")


def test_the_spreadsheet_s_title_is_the_file_s_name(book):
    change = {"updateSpreadsheetProperties": {"properties": {"title": "Sổ 🎊"}, "fields": "title"}}
    book.batch(change)
    assert book.caller.get(f"/drive/v3/files/{book.id}")["name"] == "Sổ 🎊"
    book.caller.call("PATCH", f"/drive/v3/files/{book.id}", {"name": "Sổ hộ"})
    assert book.get()["properties"]["title"] == "Sổ hộ"


@pytest.mark.parametrize(("field", "value"), [("locale", "xx-nope"), ("timeZone", "Hải/Phòng"), ("title", "")])
def test_there_is_no_such_place_or_language(book, field, value):
    change = {"properties": {field: value}, "fields": field}
    with pytest.raises(Refused, match=r"Invalid requests\[0\].updateSpreadsheetProperties"):
        book.batch({"updateSpreadsheetProperties": change})


def test_a_batch_is_all_or_nothing_in_memory_and_on_disk(book):
    with pytest.raises(Refused, match=r"Invalid requests\[2\].deleteSheet"):
        book.batch(add("b"), properties("title", title="đã đổi"), {"deleteSheet": {"sheetId": 12345}})
    assert titles(book) == ["Sheet1"]
    with pytest.raises(Refused, match=r"Must specify at least one request."):
        book.batch()


def test_a_batch_can_bring_the_changed_spreadsheet_back(book):
    body = {"requests": [add("b", sheetId=3)], "includeSpreadsheetInResponse": True, "responseIncludeGridData": True}
    answer = book.caller.post(f"{book.path}:batchUpdate", body)
    sheets = answer["updatedSpreadsheet"]["sheets"]
    assert [s["properties"]["sheetId"] for s in sheets] == [0, 3]
    assert len(sheets[1]["data"][0]["rowMetadata"]) == 1000
    only = book.caller.post(f"{book.path}:batchUpdate", body | {"requests": [add("c")], "responseRanges": ["b!A1"]})
    assert [s["properties"]["title"] for s in only["updatedSpreadsheet"]["sheets"]] == ["b"]


def test_kinds_outside_the_list_are_refused_never_half_done(book):
    for kind in ("addSlicer", "addTable", "pasteData", "randomizeRange", "insertComment", "addFilterView"):
        with pytest.raises(Refused, match=rf"^400 Invalid requests\[0\].{kind}: "):
            book.batch({kind: {}})


def test_a_spreadsheet_is_created_with_sheets_and_data(ward):
    cell = {"userEnteredValue": {"stringValue": "Mã hộ"}, "userEnteredFormat": {"textFormat": {"bold": True}}}
    data = [{"startRow": 1, "rowData": [{"values": [{}, cell]}]}]
    sheets = [{"properties": {"title": "Hộ", "gridProperties": {"rowCount": 5}}, "data": data}, {}]
    made = ward.post("/v4/spreadsheets", {"properties": {"title": "Sổ mới", "locale": "vi_VN"}, "sheets": sheets})
    assert made["properties"]["locale"] == "vi_VN"
    assert [s["properties"]["title"] for s in made["sheets"]] == ["Hộ", "Sheet2"]
    assert made["sheets"][0]["properties"]["gridProperties"] == {"rowCount": 5, "columnCount": 26}
    values = ward.get(f"/v4/spreadsheets/{made['spreadsheetId']}/values/Hộ")["values"]
    assert values == [[], ["", "Mã hộ"]]
    assert ward.get(f"/drive/v3/files/{made['spreadsheetId']}")["name"] == "Sổ mới"
