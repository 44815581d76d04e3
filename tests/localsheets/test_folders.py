"""Drive: folders and what is in them, words in files, whose comment it is, roles that do not fit."""

import json
import sys

import pytest
from callers import LAN, WARD, Caller, Refused, new_sheet

from localsheets.wire import Request

SHEET = "application/vnd.google-apps.spreadsheet"
FOLDER = "application/vnd.google-apps.folder"
FILES = "/drive/v3/files"


def make(caller, name, mime=SHEET, parent=None, **query):
    body = {"name": name, "mimeType": mime, **({"parents": [parent]} if parent else {})}
    return caller.post(FILES, body, **query)["id"]


def names(caller, q):
    return sorted(f["name"] for f in caller.get(FILES, q=q)["files"])


@pytest.fixture
def tree(ward):
    """Năm 2025 holds Quý 4, which holds two books; one of them was thrown away before."""
    year = make(ward, "Năm 2025", FOLDER)
    quarter = make(ward, "Quý 4", FOLDER, year)
    make(ward, "Sổ", SHEET, quarter)
    old = make(ward, "Sổ cũ", SHEET, quarter)
    ward.call("PATCH", f"{FILES}/{old}", {"trashed": True})
    return year


def test_a_folder_takes_what_is_in_it_into_the_bin_and_back(ward, tree):
    ward.call("PATCH", f"{FILES}/{tree}", {"trashed": True})
    assert names(ward, "trashed = true") == ["Năm 2025", "Quý 4", "Sổ", "Sổ cũ"]
    shown = ward.get(FILES, q="name = 'Sổ'", fields="files(trashed,explicitlyTrashed)")["files"]
    assert shown == [{"trashed": True, "explicitlyTrashed": False}]
    ward.call("PATCH", f"{FILES}/{tree}", {"trashed": False})
    assert names(ward, "trashed = true") == ["Sổ cũ"]


def test_a_deleted_folder_is_gone_with_all_that_was_in_it(ward, tree):
    book = ward.get(FILES, q="name = 'Sổ'")["files"][0]["id"]
    assert ward.send("DELETE", f"{FILES}/{tree}").status == 204
    assert names(ward, "") == []
    with pytest.raises(Refused, match="404"):
        ward.get(f"/v4/spreadsheets/{book}")


def test_a_book_moved_into_a_shared_drive_belongs_to_the_drive(google, ward, book):
    lan = book.share("an@phuong.vn", "reader").caller
    drive = google.add_shared_drive("Phường", {WARD: "organizer", LAN: "writer"})
    every = {"supportsAllDrives": "true"}
    moved = ward.call("PATCH", f"{FILES}/{book.id}", {}, addParents=drive, removeParents="root", fields="driveId,parents,owners", **every)
    assert moved == {"driveId": drive, "parents": [drive]}
    book.seen_by(LAN).write("A1", [["của thành viên"]])
    assert lan.get(f"/v4/spreadsheets/{book.id}/values/A1")["values"] == [["của thành viên"]]
    with pytest.raises(Refused, match="cannot be given on this file"):
        ward.post(f"{FILES}/{book.id}/permissions", {"type": "user", "role": "owner", "emailAddress": LAN}, transferOwnership="true", **every)


@pytest.mark.parametrize(
    ("body", "code", "why"),
    [
        ({"type": "user", "role": "organizer", "emailAddress": LAN}, 403, "organizer cannot be given"),
        ({"type": "user", "role": "boss", "emailAddress": LAN}, 400, "The specified role is invalid or not applicable"),
        ({"type": "robot", "role": "reader", "emailAddress": LAN}, 400, "The specified type is invalid or not applicable"),
        ({"type": "user", "emailAddress": LAN}, 400, "The permission role field is required"),
        ({"role": "reader", "emailAddress": LAN}, 400, "The permission type field is required"),
    ],
)  # fmt: skip
def test_a_share_that_does_not_fit_is_refused(book, body, code, why):
    with pytest.raises(Refused, match=f"^{code} .*{why}"):
        book.caller.post(f"{FILES}/{book.id}/permissions", body)


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("fullText contains 'chào'", True), ("fullText contains 'ch'", False), ("fullText contains 'hòa xin'", True),
        ("fullText contains '\"chào Hòa\"'", True), ("fullText contains '\"Hòa chào\"'", False), ("fullText contains ''", False),
    ],
)  # fmt: skip
def test_whole_words_are_found_in_the_cells_of_a_book(google, ward, book, q, found):
    book.write("B7", [["Xin chào Hòa", 5]])
    new_sheet(google, WARD, "khác")
    assert names(ward, q) == (["Sổ hộ TDP 3"] if found else [])


def test_a_comment_is_its_writer_s_whoever_reads_it(google, book):
    path = f"{FILES}/{book.id}/comments"
    book.share("lan@a.vn", "commenter")
    book.share("lan@b.vn", "commenter")
    mine, other = Caller(google, "lan@a.vn"), Caller(google, "lan@b.vn")
    made = mine.post(path, {"content": "Sai"}, fields="*")
    reply = other.post(f"{path}/{made['id']}/replies", {"content": "Đâu"}, fields="*")
    assert (made["author"]["me"], reply["author"]["me"]) == (True, True)
    seen = other.get(path, fields="comments(author,replies/author)")["comments"][0]
    assert seen == {
        "author": {"kind": "drive#user", "displayName": "lan", "me": False},
        "replies": [{"author": {"kind": "drive#user", "displayName": "lan", "me": True}}],
    }
    with pytest.raises(Refused, match="403"):
        other.call("PATCH", f"{path}/{made['id']}", {"content": "Đúng"}, fields="*")


@pytest.mark.parametrize(
    ("end", "encoding", "content"), [(b"\n", b"", b"a,b\n1,2\n"), (b"\r\n", b"Content-Transfer-Encoding: base64", b"YSxiCjEsMgo=")]
)
def test_the_parts_of_an_upload_come_in_many_forms(ward, end, encoding, content):
    head = json.dumps({"name": "T", "mimeType": SHEET}).encode()
    lines = [b"--x", b"Content-Type: application/json", b"", head, b"--x", b"Content-Type: text/csv", *([encoding] if encoding else []), b"", content, b"--x--"]
    headers = {"authorization": f"Bearer {WARD}", "content-type": "multipart/related; boundary=x"}
    answer = ward.app.handle(Request("POST", "/upload/drive/v3/files", [("uploadType", "multipart")], headers, end.join(lines)))
    made = json.loads(answer.body)
    assert ward.get(f"/v4/spreadsheets/{made['id']}/values/T")["values"] == [["a", "b"], ["1", "2"]]
    for bad in (b"--x\n\n[]\n--x\n\n1\n--x--", b"--x\n\n{}\n--x\nContent-Transfer-Encoding: base64\n\n!\n--x--"):
        assert ward.app.handle(Request("POST", "/upload/drive/v3/files", [("uploadType", "multipart")], headers, bad)).status == 400


def test_without_xlsxwriter_there_is_no_xlsx_and_no_crash(book, monkeypatch):
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    for name in [name for name in sys.modules if name.startswith("localsheets.xlsx")]:
        monkeypatch.delitem(sys.modules, name)
    mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert book.caller.send("GET", f"{FILES}/{book.id}/export", mimeType=mime).status == 501
