"""google-api-python-client speaks to the stand-in as to Google."""

import io
import json

import pytest
from callers import JOB, LAN, WARD, Caller
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError
from googleapiclient.http import MediaIoBaseUpload

from localsheets.googleapi import LocalHttp
from localsheets.wire import Request

SHEET = "application/vnd.google-apps.spreadsheet"


@pytest.fixture
def sheets(google):
    return build("sheets", "v4", http=LocalHttp(google, WARD), static_discovery=True).spreadsheets()


@pytest.fixture
def drive(google):
    return build("drive", "v3", http=LocalHttp(google, WARD), static_discovery=True)


def test_values_are_written_and_read(sheets):
    made = sheets.create(body={"properties": {"title": "Sổ hộ"}}).execute()["spreadsheetId"]
    body = {"values": [["Mã hộ", 1]]}
    sheets.values().update(spreadsheetId=made, range="Sheet1!A1", body=body, valueInputOption="RAW").execute()
    assert sheets.values().get(spreadsheetId=made, range="Sheet1").execute()["values"] == [["Mã hộ", "1"]]
    with pytest.raises(HttpError) as failed:
        sheets.values().get(spreadsheetId=made, range="Nope!A1").execute()
    assert (failed.value.status_code, failed.value.reason) == (400, "Unable to parse range: Nope!A1")


def test_a_query_too_long_for_a_url_comes_in_the_body(sheets):
    made = sheets.create(body={}).execute()["spreadsheetId"]
    ranges = [f"Sheet1!A{n}:Z{n}" for n in range(1, 301)]
    found = sheets.values().batchGet(spreadsheetId=made, ranges=ranges).execute()["valueRanges"]
    assert [f["range"] for f in found] == ranges


def test_a_batch_of_calls_is_answered_call_by_call(sheets, drive):
    made = sheets.create(body={}).execute()["spreadsheetId"]
    answers = {}
    batch = drive.new_batch_http_request(callback=lambda name, answer, error: answers.update({name: error or answer}))
    for number, account in enumerate((LAN, JOB)):
        body = {"type": "user", "role": "reader", "emailAddress": account}
        batch.add(drive.permissions().create(fileId=made, body=body), request_id=str(number))
    batch.add(drive.files().get(fileId="nope"), request_id="missing")
    batch.execute()
    assert answers["0"]["role"] == answers["1"]["role"] == "reader"
    assert answers["missing"].status_code == 404
    assert len(drive.permissions().list(fileId=made).execute()["permissions"]) == 3


def test_files_are_listed_page_by_page(drive):
    for number in range(5):
        drive.files().create(body={"name": f"Sổ {number}", "mimeType": "application/vnd.google-apps.spreadsheet"}).execute()
    request, names = drive.files().list(pageSize=2), []
    while request is not None:
        answer = request.execute()
        names += [f["name"] for f in answer["files"]]
        request = drive.files().list_next(request, answer)
    assert sorted(names) == [f"Sổ {n}" for n in range(5)]


def test_a_service_account_s_signature_buys_a_token_of_its_name(google):
    import base64

    claims = base64.urlsafe_b64encode(json.dumps({"iss": JOB, "scope": "x"}).encode()).rstrip(b"=").decode()
    body = f"grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=aa.{claims}.bb".encode()
    answer = json.loads(google.handle(Request("POST", "/token", [], {}, body)).body)
    assert answer["token_type"] == "Bearer"
    assert Caller(google, answer["access_token"]).get("/drive/v3/about", fields="user")["user"]["emailAddress"] == JOB
    assert google.handle(Request("POST", "/token", [], {}, b"assertion=x")).status == 400


@pytest.mark.parametrize("body", [b"", b"--b\r\n\r\n--b--", b"--b\r\n\r\nGET\r\n--b--", b"\xff" * 999])
def test_a_broken_batch_is_no_bug(google, body):
    headers = {"authorization": f"Bearer {WARD}", "content-type": "multipart/mixed; boundary=b"}
    assert google.handle(Request("POST", "/batch", [], headers, body)).status == 200
    assert google.handle(Request("POST", "/batch", [], {}, body)).status == 400


def test_a_csv_is_uploaded_with_its_metadata_in_one_call(drive, sheets):
    media = MediaIoBaseUpload(io.BytesIO("mã,số\n1,2\n".encode()), "text/csv")
    made = drive.files().create(body={"name": "Hộ", "mimeType": SHEET}, media_body=media).execute()
    assert sheets.values().get(spreadsheetId=made["id"], range="'Hộ'").execute()["values"] == [["mã", "số"], ["1", "2"]]
