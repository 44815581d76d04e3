"""Drive: files, sharing, comments, changes, uploads, exports, and who may do what."""

import csv
import io

import pytest
from callers import JOB, LAN, WARD, Caller, Refused, new_sheet

SHEET = "application/vnd.google-apps.spreadsheet"
FOLDER = "application/vnd.google-apps.folder"
FILES = "/drive/v3/files"


def names(caller, q=None, **more):
    query = {"q": q} if q else {}
    return [f["name"] for f in caller.get(FILES, **query, **more)["files"]]


def test_a_file_shows_four_fields_unless_asked_for_more(book, clock):
    assert book.caller.get(f"{FILES}/{book.id}") == {
        "kind": "drive#file", "id": book.id, "name": "Sổ hộ TDP 3", "mimeType": SHEET
    }  # fmt: skip
    clock.seconds += 90
    book.write("A1", [["x"]])
    found = book.caller.get(f"{FILES}/{book.id}", fields="createdTime,modifiedTime,owners(emailAddress)")
    assert found == {
        "createdTime": "2025-11-24T08:00:00.000Z", "modifiedTime": "2025-11-24T08:01:30.000Z",
        "owners": [{"emailAddress": WARD}],
    }  # fmt: skip
    everything = book.caller.get(f"{FILES}/{book.id}", fields="*")
    assert everything["capabilities"]["canEdit"] is True and len(book.id) == 44
    with pytest.raises(Refused, match="Invalid field selection nope"):
        book.caller.get(f"{FILES}/{book.id}", fields="nope")


def test_unknown_files_are_not_found_and_others_files_forbidden(google, book):
    lan = book.seen_by(LAN)
    with pytest.raises(Refused) as refused:
        lan.caller.get("/v4/spreadsheets/test")
    assert refused.value.error == {"code": 404, "message": "Requested entity was not found.", "status": "NOT_FOUND"}
    with pytest.raises(Refused) as refused:
        lan.get()
    assert refused.value.error == {"code": 403, "message": "The caller does not have permission", "status": "PERMISSION_DENIED"}
    with pytest.raises(Refused) as refused:
        lan.caller.get(f"{FILES}/X")
    assert refused.value.error == {
        "code": 404, "message": "File not found: X.",
        "errors": [{"domain": "global", "reason": "notFound", "message": "File not found: X.",
                    "locationType": "parameter", "location": "fileId"}],
    }  # fmt: skip
    with pytest.raises(Refused, match="404 File not found"):
        lan.caller.get(f"{FILES}/{book.id}")


def test_a_reader_reads_and_a_writer_writes(book):
    lan = book.share(LAN, "reader")
    assert lan.read() == []
    with pytest.raises(Refused, match=r"^403 The caller does not have permission"):
        lan.write("A1", [["x"]])
    book.share(LAN, "writer")
    lan.write("A1", [["x"]])
    with pytest.raises(Refused, match="403 The user does not have sufficient permissions"):
        lan.caller.call("DELETE", f"{FILES}/{book.id}")


def test_a_deleted_file_is_gone_for_all(book):
    answer = book.caller.send("DELETE", f"{FILES}/{book.id}", supportsAllDrives="True")
    assert (answer.status, answer.body) == (204, b"")
    with pytest.raises(Refused, match="404"):
        book.get()


def test_files_are_found_by_what_they_are(google, ward):
    new_sheet(google, WARD, "Sổ hộ TDP 3")
    tools = new_sheet(google, WARD, "Bảng tổng hợp")
    new_sheet(google, LAN, "Của Lan")
    folder = ward.post(FILES, {"name": "Phường", "mimeType": FOLDER})["id"]
    inside = ward.post(FILES, {"name": "Kế hoạch's", "mimeType": SHEET, "parents": [folder]})["id"]
    ward.call("PATCH", f"{FILES}/{tools.id}", {"trashed": True})
    assert names(ward, f'mimeType="{SHEET}" and trashed = false') == ["Kế hoạch's", "Sổ hộ TDP 3"]
    assert names(ward, f"'{folder}' in parents") == ["Kế hoạch's"]
    assert names(ward, r"name = 'Kế hoạch\'s'") == ["Kế hoạch's"]
    assert names(ward, "name contains 'tdp'") == ["Sổ hộ TDP 3"]
    assert names(ward, "trashed=true") == ["Bảng tổng hợp"]
    assert names(ward, "modifiedTime > '2030-01-01T00:00:00'") == []
    assert names(ward, f"not (mimeType = '{FOLDER}' or trashed = true) and 'me' in owners") == ["Kế hoạch's", "Sổ hộ TDP 3"]
    ward.call("PATCH", f"{FILES}/{inside}", {}, addParents="root", removeParents=folder)
    assert names(ward, "'root' in parents and name contains 'Kế'") == ["Kế hoạch's"]
    for bad in ("name =", "nope = 'x'", "name = 'x", "(name='x'", "name ? 'x'"):
        with pytest.raises(Refused, match=r"^400 Invalid Value"):
            names(ward, bad)


def test_lists_come_in_pages_and_in_order(google, ward, clock):
    for number in range(5):
        clock.seconds += 1
        new_sheet(google, WARD, f"Sổ {number}")
    first = ward.get(FILES, pageSize=2)
    second = ward.get(FILES, pageSize=2, pageToken=first["nextPageToken"])
    assert [f["name"] for f in first["files"] + second["files"]] == ["Sổ 4", "Sổ 3", "Sổ 2", "Sổ 1"]
    assert names(ward, orderBy="name desc", pageSize=1) == ["Sổ 4"]
    assert names(ward, orderBy="createdTime") == [f"Sổ {n}" for n in range(5)]
    for bad in ({"pageSize": 0}, {"pageSize": 2000}, {"pageToken": "x"}, {"orderBy": "colour"}):
        with pytest.raises(Refused, match=r"^400"):
            ward.get(FILES, **bad)


def test_sharing_is_listed_changed_and_taken_back(book):
    ward, path = book.caller, f"{FILES}/{book.id}/permissions"
    body = {"type": "user", "role": "reader", "emailAddress": LAN, "withLink": False}
    made = ward.post(path, body, sendNotificationEmail="False", supportsAllDrives="true")
    assert made == {"kind": "drive#permission", "id": made["id"], "type": "user", "role": "reader"}
    anyone = ward.post(path, {"type": "anyone", "role": "reader", "withLink": True}, fields="*")
    assert anyone["id"] == "anyoneWithLink"
    listed = ward.get(path, fields="nextPageToken,permissions")["permissions"]
    assert [(p["role"], p.get("emailAddress")) for p in listed] == [("owner", WARD), ("reader", LAN), ("reader", None)]
    assert ward.call("PATCH", f"{path}/{made['id']}", {"role": "writer"})["role"] == "writer"
    assert ward.send("DELETE", f"{path}/{made['id']}").status == 204
    with pytest.raises(Refused, match="404 Permission not found"):
        ward.call("DELETE", f"{path}/{made['id']}")
    assert Caller(ward.app, "ai-do@example.vn").get(book.path)["spreadsheetId"] == book.id
    assert names(Caller(ward.app, "ai-do@example.vn")) == []
    owner = next(p["id"] for p in listed if p["role"] == "owner")
    for bad in ({"type": "user", "role": "writer", "emailAddress": "x"}, {"type": "user"}, {"type": "user", "role": "owner", "emailAddress": LAN}):
        with pytest.raises(Refused):
            ward.post(path, bad)
    with pytest.raises(Refused, match="403"):
        ward.call("DELETE", f"{path}/{owner}")


def test_a_file_changes_hands_at_the_owner_s_word(book):
    lan = book.share(LAN)
    path = f"{FILES}/{book.id}/permissions"
    permission = next(p for p in book.caller.get(path, fields="*")["permissions"] if p.get("emailAddress") == LAN)["id"]
    book.caller.call("PATCH", f"{path}/{permission}", {"role": "writer", "pendingOwner": True})
    lan.caller.call("PATCH", f"{path}/{permission}", {"role": "owner"}, transferOwnership="True", fields="*")
    roles = {p["emailAddress"]: p["role"] for p in lan.caller.get(path, fields="*")["permissions"]}
    assert roles == {WARD: "writer", LAN: "owner"}
    with pytest.raises(Refused, match="403"):
        book.caller.call("DELETE", f"{FILES}/{book.id}")


def test_an_api_key_alone_reads_only_what_is_open(google, book):
    from localsheets.wire import Request

    ask = lambda method, path: google.handle(Request(method, path, [("key", "AIza")], {}, b"{}"))  # noqa: E731
    assert ask("GET", book.path).status == 403
    book.caller.post(f"{FILES}/{book.id}/permissions", {"type": "anyone", "role": "reader"})
    assert ask("GET", book.path).status == 200
    assert ask("POST", f"{book.path}/values/A1:clear").status == 403
    assert google.handle(Request("GET", book.path, [], {}, b"")).status == 403
    assert ask("POST", "/v4/spreadsheets").status in (401, 403)


def test_a_copy_has_the_cells_but_not_the_sharing(book):
    lan = book.share(LAN)
    book.type("A1:B1", [[1, "=A1+1"]])
    rule = {"range": {"sheetId": 0, "endRowIndex": 1}, "editors": {"users": []}}
    book.batch({"addProtectedRange": {"protectedRange": rule}})
    copied = lan.caller.post(f"{FILES}/{book.id}/copy", {})
    assert copied["name"] == "Copy of Sổ hộ TDP 3"
    found = lan.caller.get(f"/v4/spreadsheets/{copied['id']}")
    assert found["sheets"][0]["properties"]["sheetId"] == 0
    assert found["sheets"][0]["protectedRanges"][0]["editors"] == {"users": [LAN]}
    assert lan.caller.get(f"/v4/spreadsheets/{copied['id']}/values/A1:B1")["values"] == [["1", "2"]]
    with pytest.raises(Refused, match="403"):
        book.caller.get(f"/v4/spreadsheets/{copied['id']}")


def test_service_accounts_may_have_no_storage(clock):
    from discovery import CheckedApp

    app = CheckedApp(storage_for_service_accounts=False, clock=clock)
    with pytest.raises(Refused) as refused:
        new_sheet(app, JOB)
    assert refused.value.status == 403
    assert refused.value.error["errors"][0]["reason"] == "storageQuotaExceeded"
    with pytest.raises(Refused, match="403"):
        Caller(app, JOB).post("/v4/spreadsheets", {})
    book = new_sheet(app, WARD)
    book.share(JOB).write("A1", [["x"]])


def test_a_csv_takes_the_place_of_all_sheets(book):
    book.batch({"addSheet": {"properties": {"title": "b"}}})
    content = '\ufeffMã hộ,Số người\nTDP03-0001,4\n"a ""b"", c",0042\n'.encode()
    answer = upload(book, content)
    assert (answer["kind"], answer["title"], answer["mimeType"]) == ("drive#file", "Sổ hộ TDP 3", SHEET)
    found = book.get()
    (sheet,) = found["sheets"]
    assert sheet["properties"]["title"] == "Sổ hộ TDP 3" and sheet["properties"]["sheetId"] != 0
    assert found["properties"]["timeZone"] == "America/Los_Angeles"
    assert book.raw("'Sổ hộ TDP 3'") == [["Mã hộ", "Số người"], ["TDP03-0001", 4], ['a "b", c', 42]]


def upload(book, content, path=None, kind="text/csv", method="PUT", **query):
    import json

    from localsheets.wire import Request

    headers = {"authorization": f"Bearer {book.caller.account}", "content-type": kind}
    pairs = list({"uploadType": "media", "convert": "True", **query}.items())
    request = Request(method, path or f"/upload/drive/v2/files/{book.id}", pairs, headers, content)
    answer = book.caller.app.handle(request)
    assert answer.status == 200, answer.body
    return json.loads(answer.body)


def test_a_multipart_upload_makes_a_new_spreadsheet(book):
    body = (
        b'--x\r\nContent-Type: application/json\r\n\r\n{"name":"T\xe1\xbb\x95 3","mimeType":"' + SHEET.encode() + b'"}\r\n'
        b"--x\r\nContent-Type: text/csv\r\n\r\na,b\r\n1,2\r\n--x--\r\n"
    )
    made = upload(book, body, "/upload/drive/v3/files", 'multipart/related; boundary="x"', "POST", uploadType="multipart")
    values = book.caller.get(f"/v4/spreadsheets/{made['id']}/values/'Tổ 3'")["values"]
    assert values == [["a", "b"], ["1", "2"]]


def test_exports(book):
    book.type("A1:C2", [["Mã, hộ", "số", "ngày"], ['x"y', "=1/4", "2020-01-01"]])
    export = lambda mime: book.caller.send("GET", f"{FILES}/{book.id}/export", mimeType=mime)  # noqa: E731
    answer = export("text/csv")
    assert answer.headers["Content-Type"] == "text/csv"
    assert list(csv.reader(io.StringIO(answer.body.decode()))) == [["Mã, hộ", "số", "ngày"], ['x"y', "0.25", "2020-01-01"]]
    assert export("text/tab-separated-values").body.decode().splitlines()[1] == 'x"y\t0.25\t2020-01-01'
    excel = export("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    assert excel.status == 200 and excel.body[:2] == b"PK"
    assert export("application/pdf").status == 501
    assert export("application/msword").status == 400


def test_comments_and_their_replies(book):
    lan = book.share(LAN, "commenter")
    path = f"{FILES}/{book.id}/comments"
    with pytest.raises(Refused, match=r"The 'fields' parameter is required for this method."):
        lan.caller.get(path)
    made = lan.caller.post(path, {"content": "Số này sai <3", "anchor": "A1"}, fields="*")
    assert (made["htmlContent"], made["author"]["displayName"], made["resolved"]) == ("Số này sai &lt;3", "lan.tdp3", False)
    reply = book.caller.post(f"{path}/{made['id']}/replies", {"content": "Đã sửa", "action": "resolve"}, fields="*")
    assert reply["action"] == "resolve"
    listed = book.caller.get(path, fields="comments(content,anchor,resolved,replies/content),nextPageToken")["comments"]
    assert listed == [{"content": "Số này sai <3", "anchor": "A1", "resolved": True, "replies": [{"content": "Đã sửa"}]}]
    changed = lan.caller.call("PATCH", f"{path}/{made['id']}", {"content": "Đúng rồi"}, fields="content")
    assert changed == {"content": "Đúng rồi"}
    assert lan.caller.send("DELETE", f"{path}/{made['id']}").status == 204
    assert lan.caller.get(path, fields="comments") == {"comments": []}
    gone = lan.caller.get(path, fields="comments(content,deleted)", includeDeleted="true")["comments"]
    assert gone == [{"deleted": True}]


def test_changes_tell_what_happened_since_a_token(google, book, clock):
    ward = book.caller
    token = ward.get("/drive/v3/changes/startPageToken")["startPageToken"]
    since = lambda: ward.get("/drive/v3/changes", pageToken=token)  # noqa: E731
    assert since()["changes"] == []
    book.write("A1", [["x"]])
    book.write("A1", [["y"]])
    new_sheet(google, LAN, "không của phường")
    other = new_sheet(google, WARD, "mới")
    found = since()
    assert [c["file"]["name"] for c in found["changes"]] == ["Sổ hộ TDP 3", "mới"]
    ward.send("DELETE", f"{FILES}/{other.id}")
    token = found["newStartPageToken"]
    (gone,) = since()["changes"]
    assert (gone["fileId"], gone["removed"]) == (other.id, True)
    with pytest.raises(Refused, match=r"^400"):
        ward.get("/drive/v3/changes", pageToken="x")


def test_modified_time_may_lag_behind(clock):
    from discovery import CheckedApp

    book = new_sheet(CheckedApp(clock=clock, modified_lag=120), WARD)
    clock.seconds += 300
    book.write("A1", [["x"]])
    assert book.caller.get(f"{FILES}/{book.id}", fields="modifiedTime")["modifiedTime"] == "2025-11-24T08:03:00.000Z"


def test_drive_says_who_asks(ward):
    assert ward.get("/drive/v3/about", fields="user(emailAddress)") == {"user": {"emailAddress": WARD}}


def test_in_a_shared_drive_a_service_account_creates_and_members_share(clock):
    from discovery import CheckedApp

    app = CheckedApp(storage_for_service_accounts=False, clock=clock)
    drive = app.add_shared_drive("Phường", {WARD: "organizer", JOB: "fileOrganizer", LAN: "reader"})
    job, every = Caller(app, JOB), {"supportsAllDrives": "true"}
    made = job.post(FILES, {"name": "Sổ", "mimeType": SHEET, "parents": [drive]}, **every)["id"]
    lan = Caller(app, LAN)
    assert lan.get(f"/v4/spreadsheets/{made}")["properties"]["title"] == "Sổ"
    with pytest.raises(Refused, match="403"):
        lan.post(f"/v4/spreadsheets/{made}/values/A1:clear")
    with pytest.raises(Refused, match="404"):
        lan.get(f"{FILES}/{made}")
    assert lan.get(f"{FILES}/{made}", fields="driveId", **every) == {"driveId": drive}
    assert names(lan) == []
    assert names(lan, includeItemsFromAllDrives="true", **every) == ["Sổ"]
    assert names(lan, corpora="drive", driveId=drive, includeItemsFromAllDrives="true", **every) == ["Sổ"]
    assert [d["name"] for d in lan.get("/drive/v3/drives")["drives"]] == ["Phường"]
    assert job.send("DELETE", f"{FILES}/{made}", **every).status == 204
    made = Caller(app, WARD).post("/drive/v3/drives", {"name": "Mới"}, requestId="1")
    assert Caller(app, WARD).get(f"/drive/v3/drives/{made['id']}")["name"] == "Mới"
