"""The rest of the list: what few callers use, and must work all the same."""

import pytest
from callers import LAN, WARD, Caller, Refused, new_sheet
from test_cell_requests import area, copy, repeat, text

from localsheets.faults import Faults

FILES = "/drive/v3/files"
SHEET = "application/vnd.google-apps.spreadsheet"


def test_a_spreadsheet_by_data_filter_shows_only_what_it_touches(book):
    book.batch({"addSheet": {"properties": {"sheetId": 4, "title": "b"}}})
    book.write("b!B2", [["x"]])
    ask = lambda *filters, **more: book.caller.post(f"{book.path}:getByDataFilter", {"dataFilters": list(filters), **more})  # noqa: E731
    found = ask({"gridRange": {"sheetId": 4, "startRowIndex": 1, "endRowIndex": 3}}, includeGridData=True)
    (sheet,) = found["sheets"]
    assert sheet["properties"]["title"] == "b"
    assert sheet["data"][0]["startRow"] == 1
    assert sheet["data"][0]["rowData"][0]["values"][1]["formattedValue"] == "x"
    assert "sheets" not in ask({"developerMetadataLookup": {"metadataKey": "không có"}})
    assert len(ask()["sheets"]) == 2
    with pytest.raises(Refused, match="No grid with id: 9"):
        ask({"gridRange": {"sheetId": 9}})
    with pytest.raises(Refused, match="Must specify a filter"):
        ask({})


def test_a_batch_of_values_comes_back_on_request(book):
    body = {"valueInputOption": "USER_ENTERED", "data": [{"range": "A1", "values": [["=1+1"]]}], "includeValuesInResponse": True,
            "responseValueRenderOption": "FORMULA"}  # fmt: skip
    answer = book.caller.post(f"{book.path}/values:batchUpdate", body)
    assert answer["responses"][0]["updatedData"]["values"] == [["=1+1"]]
    appended = book.caller.post(
        f"{book.path}/values/A1:append", {"values": [[5]]}, valueInputOption="RAW", includeValuesInResponse="true"
    )
    assert appended["updates"]["updatedData"] == {"range": "Sheet1!A2", "majorDimension": "ROWS", "values": [["5"]]}


def test_only_the_asked_part_of_an_answer_is_sent(book):
    book.write("A1", [["x"]])
    read = book.caller.get(f"{book.path}/values:batchGet", ranges=["A1", "B1"], fields="valueRanges(range,values)")
    assert read == {"valueRanges": [{"range": "Sheet1!A1", "values": [["x"]]}, {"range": "Sheet1!B1"}]}
    assert book.write("A1", [["y"]], fields="updatedCells") == {"updatedCells": 1}
    added = book.caller.post(
        f"{book.path}:batchUpdate", {"requests": [{"addSheet": {"properties": {"title": "c"}}}]}, fields="replies/addSheet/properties(title,index)"
    )
    assert added == {"replies": [{"addSheet": {"properties": {"title": "c", "index": 1}}}]}


@pytest.mark.parametrize(
    ("kind", "value", "bold", "note"),
    [
        ("PASTE_NORMAL", "x", True, "n"), ("PASTE_NO_BORDERS", "x", True, "n"), ("PASTE_VALUES", "x", False, None),
        ("PASTE_FORMAT", "cũ", True, None), ("PASTE_DATA_VALIDATION", "cũ", False, None), ("PASTE_FORMULA", "x", False, None),
    ],
)  # fmt: skip
def test_each_way_of_pasting_brings_its_part(book, kind, value, bold, note):
    edge = {"top": {"style": "SOLID"}}
    rich = {**text("x"), "note": "n", "userEnteredFormat": {"textFormat": {"bold": True}, "borders": edge},
            "dataValidation": {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "x"}]}}}  # fmt: skip
    book.batch(repeat(area(0, 1, 0, 1), rich, "*"))
    book.write("C3", [["cũ"]])
    book.batch(copy(area(0, 1, 0, 1), area(2, 3, 2, 3), kind))
    cell = book.cell("C3")
    fmt = cell.get("userEnteredFormat", {})
    assert (cell["formattedValue"], fmt.get("textFormat", {}).get("bold", False), cell.get("note")) == (value, bold, note)
    assert ("borders" in fmt) == (kind in ("PASTE_NORMAL", "PASTE_FORMAT"))
    assert ("dataValidation" in cell) == (kind in ("PASTE_NORMAL", "PASTE_NO_BORDERS", "PASTE_DATA_VALIDATION"))


def test_merges_and_rules_are_pasted_along(book):
    rule = {"ranges": [area(0, 2, 0, 2)], "booleanRule": {"condition": {"type": "NOT_BLANK"}, "format": {"textFormat": {"bold": True}}}}
    book.batch(
        {"mergeCells": {"range": area(0, 2, 0, 2), "mergeType": "MERGE_ALL"}},
        {"addConditionalFormatRule": {"rule": rule}},
        {"addSheet": {"properties": {"sheetId": 2, "title": "b"}}},
        copy(area(0, 2, 0, 2), area(4, 6, 0, 2)),
        copy(area(0, 2, 0, 2), area(0, 2, 0, 2, sheet=2)),
    )
    sheet = book.sheet()
    assert [m["startRowIndex"] for m in sheet["merges"]] == [0, 4]
    assert [r["startRowIndex"] for r in sheet["conditionalFormats"][0]["ranges"]] == [0, 4]
    assert book.sheet("b")["conditionalFormats"][0]["ranges"][0]["sheetId"] == 2
    with pytest.raises(Refused, match="partially intersects a merge"):
        book.batch(copy(area(8, 9, 0, 1), area(4, 5, 0, 1)))
    cut = {"source": area(0, 2, 0, 2), "destination": {"sheetId": 2, "rowIndex": 9, "columnIndex": 9}}
    book.batch({"cutPaste": {**cut, "pasteType": "PASTE_NORMAL"}})
    assert [m["startRowIndex"] for m in book.sheet("b")["merges"]] == [0, 9]
    for wrong in (copy(area(0, 3), area(999, 1000)), {"cutPaste": {**cut, "destination": {"sheetId": 2, "rowIndex": 999}}}):
        with pytest.raises(Refused, match="too small"):
            book.batch(wrong)


def test_replies_are_read_changed_and_deleted(book):
    path = f"{FILES}/{book.id}/comments"
    ward = book.caller
    comment = ward.post(path, {"content": "?"}, fields="id")["id"]
    reply = ward.post(f"{path}/{comment}/replies", {"content": "!"}, fields="id")["id"]
    one = f"{path}/{comment}/replies/{reply}"
    assert ward.get(one, fields="content") == {"content": "!"}
    assert ward.call("PATCH", one, {"content": "!!"}, fields="content") == {"content": "!!"}
    assert ward.get(f"{path}/{comment}/replies", fields="replies(content)") == {"replies": [{"content": "!!"}]}
    lan = book.share(LAN).caller
    for refused in (lambda: lan.call("PATCH", one, {"content": "x"}, fields="id"), lambda: lan.call("DELETE", f"{path}/{comment}")):
        with pytest.raises(Refused, match="403"):
            refused()
    assert ward.send("DELETE", one).status == 204
    assert ward.get(f"{path}/{comment}/replies", fields="replies") == {"replies": []}
    assert ward.get(f"{path}/{comment}", fields="resolved") == {"resolved": False}
    ward.send("DELETE", f"{path}/{comment}")
    for missing in (f"{path}/{comment}", f"{path}/nope", f"{path}/nope/replies/x"):
        with pytest.raises(Refused, match="404"):
            ward.get(missing, fields="id")
    with pytest.raises(Refused, match="required"):
        ward.post(path, {"content": ""}, fields="id")


def test_files_are_found_by_label_and_by_time(google, ward, clock):
    body = {"name": "Sổ 10", "mimeType": SHEET, "properties": {"tdp": "3"}, "description": "hộ dân", "starred": True}
    ward.post(FILES, body)
    clock.seconds += 60
    new_sheet(google, WARD, "Sổ 9")
    found = lambda q, **more: [f["name"] for f in ward.get(FILES, q=q, **more)["files"]]  # noqa: E731
    assert found("properties has { key='tdp' and value='3' }") == ["Sổ 10"]
    assert found("fullText contains 'hộ'") == ["Sổ 10"]
    assert found("starred = true") == ["Sổ 10"]
    assert found("starred != true and not sharedWithMe") == ["Sổ 9"]
    assert found("createdTime > '2025-11-24T08:00:30'") == ["Sổ 9"]
    assert found("createdTime <= '2025-11-24T08:00:30Z'") == ["Sổ 10"]
    assert found("name != 'Sổ 9'") == ["Sổ 10"]
    assert found(f"mimeType contains 'spreadsheet' and '{WARD}' in writers", orderBy="name_natural") == ["Sổ 9", "Sổ 10"]
    assert found("visibility = 'limited' and 'me' in readers", orderBy="folder,name") == ["Sổ 10", "Sổ 9"]
    for bad in ("starred > true", "createdTime > 'hôm qua'", "fullText = 'x'", "properties has { key='a' }", "(" * 70 + "trashed=true" + ")" * 70):
        with pytest.raises(Refused, match=r"^400"):
            found(bad)


def test_files_have_parents_ids_and_a_root(ward):
    root = ward.get(f"{FILES}/root", fields="id,name")
    assert root["name"] == "My Drive" and root["id"].startswith("0A")
    (made,) = ward.get(f"{FILES}/generateIds", count=1)["ids"]
    assert ward.post(FILES, {"id": made, "name": "Sổ", "mimeType": SHEET})["id"] == made
    for body, status in (
        ({"id": made, "name": "lại"}, 409), ({"name": "x", "parents": ["nope"]}, 404), ({"name": "x", "parents": [made]}, 403),
        ({"name": "x", "parents": ["root", made]}, 403),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            ward.post(FILES, body)
        assert refused.value.status == status
    with pytest.raises(Refused, match="not directly writable"):
        ward.call("PATCH", f"{FILES}/{made}", {"parents": ["root"]})
    with pytest.raises(Refused, match="Only files with binary content"):
        ward.get(f"{FILES}/{made}", alt="media")
    trashed = ward.call("PATCH", f"{FILES}/{made}", {"trashed": True}, fields="trashed,trashedTime")
    assert trashed == {"trashed": True, "trashedTime": "2025-11-24T08:00:00.000Z"}
    assert ward.call("PATCH", f"{FILES}/{made}", {"trashed": False}, fields="trashed,trashedTime") == {"trashed": False}
    folder = ward.post(FILES, {"name": "F", "mimeType": "application/vnd.google-apps.folder"})["id"]
    for path, body in ((f"{FILES}/{folder}/copy", {}), (f"{FILES}/{folder}/export?", None)):
        answer = ward.send("POST" if body is not None else "GET", path.rstrip("?"), body, mimeType="text/csv")
        assert answer.status == 403


def test_permissions_are_read_by_id_expire_and_go_by_oneself(book):
    path = f"{FILES}/{book.id}/permissions"
    body = {"type": "group", "role": "commenter", "emailAddress": "to3@googlegroups.com", "expirationTime": "2026-01-01T00:00:00Z"}
    made = book.caller.post(path, body, fields="*")
    assert (made["expirationTime"], made["type"]) == ("2026-01-01T00:00:00Z", "group")
    changed = book.caller.call("PATCH", f"{path}/{made['id']}", {"role": "reader"}, removeExpiration="true", fields="*")
    assert "expirationTime" not in changed
    assert book.caller.get(f"{path}/{made['id']}")["role"] == "reader"
    domain = book.caller.post(path, {"type": "domain", "role": "reader", "domain": "tranlieu.vn"}, fields="domain,displayName")
    assert domain == {"domain": "tranlieu.vn", "displayName": "tranlieu.vn"}
    assert Caller(book.caller.app, "can.bo@tranlieu.vn").get(book.path)["spreadsheetId"] == book.id
    lan = book.share(LAN, "reader")
    mine = next(p for p in book.caller.get(path, fields="permissions")["permissions"] if p.get("emailAddress") == LAN)["id"]
    with pytest.raises(Refused, match="403"):
        lan.caller.get(path)
    assert lan.caller.send("DELETE", f"{path}/{mine}").status == 204
    with pytest.raises(Refused, match="403"):
        lan.get()
    owner = next(p for p in book.caller.get(path, fields="permissions")["permissions"] if p["role"] == "owner")["id"]
    for change, more in (({"role": "writer"}, {}), ({"role": "nope"}, {}), ({"role": "owner"}, {})):
        target = owner if change["role"] == "writer" else made["id"]
        with pytest.raises(Refused, match=r"^40"):
            book.caller.call("PATCH", f"{path}/{target}", change, **more)


def test_ownership_is_given_at_once_when_the_owner_insists(book):
    body = {"type": "user", "role": "owner", "emailAddress": LAN}
    book.caller.post(f"{FILES}/{book.id}/permissions", body, transferOwnership="true")
    roles = {p["emailAddress"]: p["role"] for p in book.caller.get(f"{FILES}/{book.id}/permissions", fields="*")["permissions"]}
    assert roles == {WARD: "writer", LAN: "owner"}


def test_one_page_of_changes_at_a_time(google, ward):
    token = ward.get("/drive/v3/changes/startPageToken")["startPageToken"]
    for number in range(3):
        new_sheet(google, WARD, f"Sổ {number}")
    first = ward.get("/drive/v3/changes", pageToken=token, pageSize=2)
    second = ward.get("/drive/v3/changes", pageToken=first["nextPageToken"], pageSize=2)
    assert [c["file"]["name"] for c in first["changes"] + second["changes"]] == ["Sổ 0", "Sổ 1", "Sổ 2"]
    assert "newStartPageToken" in second and "newStartPageToken" not in first


def test_the_filter_sorts_by_condition_and_follows_columns(book):
    book.write("A1:B4", [["Tổ", "Số"], ["b", 2], ["a", 1], ["c", 3]])
    asked = {"range": area(0, 4, 0, 2), "sortSpecs": [{"dimensionIndex": 0}],
             "criteria": {"1": {"condition": {"type": "NUMBER_GREATER", "values": [{"userEnteredValue": "1"}]}}}}  # fmt: skip
    book.batch({"setBasicFilter": {"filter": asked}})
    assert book.read("A2:A4") == [["a"], ["b"], ["c"]]
    found = book.sheet()["basicFilter"]
    assert found["filterSpecs"][0]["columnIndex"] == 1
    span = {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 0, "endIndex": 1}
    book.batch({"insertDimension": {"range": span}})
    moved = book.sheet()["basicFilter"]
    assert (moved["filterSpecs"][0]["columnIndex"], moved["sortSpecs"][0]["dimensionIndex"], list(moved["criteria"])) == (2, 1, ["2"])
    for wrong in ({"criteria": {"x": {}}}, {"criteria": {"7": {}}}, {"sortSpecs": [{"dimensionIndex": 9}]}):
        with pytest.raises(Refused, match="setBasicFilter"):
            book.batch({"setBasicFilter": {"filter": {"range": area(0, 4, 0, 2), **wrong}}})


def test_a_failure_inside_is_500_in_google_s_form_and_changes_nothing(book, google):
    """The clock breaks in the middle of a batch."""
    rename = {"updateSheetProperties": {"properties": {"sheetId": 0, "title": "nửa chừng"}, "fields": "title"}}
    sort = {"sortRange": {"range": area(0, 2), "sortSpecs": [{"dimensionIndex": 0}]}}
    clock, google.clock = google.clock, lambda: 1 / 0
    google.faults = Faults()
    answer = book.caller.send("POST", f"{book.path}:batchUpdate", {"requests": [rename, sort]})
    google.clock = clock
    assert answer.status == 500
    assert b'"message":"Internal error encountered.","status":"INTERNAL"' in answer.body
    assert google.bugs == 1
    google.bugs = 0
    assert book.sheet()["properties"]["title"] == "Sheet1"
