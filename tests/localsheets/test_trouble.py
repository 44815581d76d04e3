"""Quota, faults on demand, counting of calls, read-only, and input meant to break things."""

import json

import pytest
import requests
from callers import LAN, WARD, Caller, Clock, Refused, new_sheet
from discovery import CheckedApp

from localsheets import App
from localsheets.adapter import mount
from localsheets.credentials import TokenCredentials, gspread_client
from localsheets.faults import Faults
from localsheets.wire import Request


def test_sixty_reads_a_minute_and_user_then_google_s_429():
    clock = Clock()
    app = CheckedApp(quota="google", clock=clock)
    book = new_sheet(app, WARD)
    for _ in range(60):
        book.read()
    with pytest.raises(Refused) as refused:
        book.read()
    error = refused.value.error
    assert (error["code"], error["status"]) == (429, "RESOURCE_EXHAUSTED")
    assert error["message"].startswith(
        "Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute per user' of service "
        "'sheets.googleapis.com' for consumer 'project_number:"
    )
    info = error["details"][0]
    assert info["reason"] == "RATE_LIMIT_EXCEEDED"
    assert info["metadata"]["quota_limit"] == "ReadRequestsPerMinutePerUser"
    assert (info["metadata"]["quota_limit_value"], info["metadata"]["quota_unit"]) == ("60", "1/min/{project}/{user}")
    book.write("A1", [["writes are counted apart"]])
    new_sheet(app, LAN).read()
    clock.seconds += 61
    assert book.read() == [["writes are counted apart"]]


def test_three_hundred_a_minute_for_the_whole_project():
    app = CheckedApp(quota="google", clock=Clock())
    books = [new_sheet(app, f"tdp{n}@tranlieu.vn") for n in range(6)]
    for book in books[:5]:
        for _ in range(60):
            book.read()
    with pytest.raises(Refused, match="limit 'Read requests per minute' of service"):
        books[5].read()


def test_calls_are_counted_by_kind_and_by_name(book):
    book.caller.app.calls.clear()
    book.read()
    book.write("A1", [["x"]])
    book.caller.get("/drive/v3/files")
    calls = book.caller.app.calls
    assert (calls.reads, calls.writes, calls.drive, calls.all) == (1, 1, 1, 3)
    assert calls["values.get"] == calls["values.update"] == calls["files.list"] == 1


def test_faults_are_the_same_for_the_same_seed():
    def run(spec):
        app = CheckedApp(faults=spec)
        caller = Caller(app, WARD)
        return [caller.send("GET", "/drive/v3/files").status for _ in range(40)]

    first = run("429=0.2,503=0.2,seed=4")
    assert first == run("429=0.2,503=0.2,seed=4") != run("429=0.2,503=0.2,seed=5")
    assert {200, 429, 503} == set(first)


def test_the_first_calls_may_fail_and_name_when_to_come_back():
    app = CheckedApp(faults="first=503*2,retry-after=7")
    answers = [Caller(app, WARD).send("GET", "/v4/spreadsheets/x") for _ in range(3)]
    assert [a.status for a in answers] == [503, 503, 404]
    assert answers[0].headers["Retry-After"] == "7"


def test_a_lost_answer_means_the_work_was_done_all_the_same():
    app = CheckedApp()
    book = new_sheet(app, WARD)
    app.faults = Faults.parse("drop=1")
    session = mount(requests.Session(), app)
    url = f"https://sheets.googleapis.com{book.path}/values/A1?valueInputOption=RAW"
    headers = {"Authorization": f"Bearer {WARD}"}
    with pytest.raises(requests.ConnectionError):
        session.put(url, json={"values": [["đã ghi"]]}, headers=headers)
    app.faults = Faults.parse("timeout=1")
    with pytest.raises(requests.ReadTimeout):
        session.get(url, headers=headers)
    app.faults = Faults.parse("cut=1")
    with pytest.raises(requests.ConnectionError):
        session.put(url, json={"values": [["không tới"]]}, headers=headers)
    app.faults = None
    assert book.read() == [["đã ghi"]]


def test_latency_is_slept_and_a_bad_spec_is_named():
    slept = []
    app = CheckedApp(faults="latency=0.1-0.3,only=drive", sleep=slept.append)
    Caller(app, WARD).send("GET", "/drive/v3/files")
    assert 0.1 <= slept[0] <= 0.3
    for bad in ("429=2", "418=0.1", "latency", "nope=1"):
        with pytest.raises(ValueError, match="cannot read fault"):
            Faults.parse(bad)


def test_read_only_refuses_every_write(tmp_path):
    book = new_sheet(App(tmp_path), WARD)
    book.write("A1", [["x"]])
    book.caller.app.close()
    app = CheckedApp(tmp_path, read_only=True)
    book = book.seen_by(WARD)
    book.caller.app = app
    assert book.read() == [["x"]]
    for attempt in (lambda: book.write("A1", [["y"]]), lambda: new_sheet(app, WARD), lambda: book.batch({"deleteSheet": {"sheetId": 0}})):
        with pytest.raises(Refused, match="403 The caller does not have permission"):
            attempt()


HOSTILE = [
    b"\xff\xfe" * 500, b"[" * 100_000, b'{"a":' * 100_000, b"null", b"[]", b'"x"', b"{", b'{"values": [[1e999]]}',
    b'{"values": [[NaN]]}', b'{"values": [[' + b"9" * 5000 + b"]]}", b'{"values": [["\\ud83d"]]}', b"\x00" * 100,
    b'{"values": {"0": 1}}', b'{"requests": 5}', b'{"requests": [null]}', b'{"requests": [{}]}',
    b'{"requests": [{"addSheet": [1]}]}', b'{"requests": [{"addSheet": {"properties": {"title": {"a": 1}}}}]}',
    b'{"requests": [{"addSheet": {}, "deleteSheet": {}}]}', b'{"requests": [{"updateCells": {"fields": "a(b"}}]}',
    b'{"requests": [{"repeatCell": {"range": {"sheetId": "x"}}}]}', b'{"values": [[["a"]]]}', b'{"valueInputOption": 3}',
]  # fmt: skip


@pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
def test_a_broken_body_gets_google_s_error_form(book, body):
    for method, path in (
        ("PUT", "/values/A1?"), ("POST", ":batchUpdate"), ("POST", "/values:batchUpdate"), ("POST", "/values/A1:append"),
        ("POST", "/values:batchGetByDataFilter"), ("POST", "/developerMetadata:search"),
    ):  # fmt: skip
        answer = book.caller.send(method, book.path + path.rstrip("?"), body, valueInputOption="RAW")
        assert answer.status in (200, 400), (path, answer.body[:200])


@pytest.mark.parametrize(
    "where",
    ["A1:ZZZ99999999", "A1:ZZZZZZ1", "A99999999999", "ZZZ1", "1:99999999", "A:ZZZ", "'" * 50, "!" * 50, "A1:" * 40, "\x00", "R9999999999C1"],
)
def test_ranges_without_end_are_answered_at_once(book, where):
    answer = book.caller.send("GET", f"{book.path}/values/{requests.utils.quote(where, safe='')}")
    assert answer.status in (200, 400)
    answer = book.caller.send("GET", book.path, ranges=where, includeGridData="true", fields="sheets.data.startRow")
    assert answer.status in (200, 400)


@pytest.mark.parametrize("fields", ["a" * 5000, "(" * 500, "sheets(" * 50, ",,,", "sheets.", ".", "a/b/c", "sheets(properties", "*)", "sheets.*.*"])
def test_a_mask_that_is_none_is_refused(book, fields):
    assert book.caller.send("GET", book.path, fields=fields).status in (200, 400)


@pytest.mark.parametrize("title", ["x" * 60, "😀" * 50, "👨‍👩‍👧‍👦", "a'b'c", "A1", "!", "'", " ", "Tổ 3\n", "=1+1", "{}", "‮abc"])
def test_any_title_works_as_the_name_of_a_tab(book, title):
    book.batch({"addSheet": {"properties": {"title": title}}})
    quoted = requests.utils.quote("'" + title.replace("'", "''") + "'!A1:B1", safe="")
    book.write(quoted, [["x", "y"]])
    assert book.read(quoted) == [["x", "y"]]


def test_ten_million_cells_and_no_more(book):
    grid = lambda rows, columns: {  # noqa: E731
        "updateSheetProperties": {
            "properties": {"sheetId": 0, "gridProperties": {"rowCount": rows, "columnCount": columns}},
            "fields": "gridProperties(rowCount,columnCount)",
        }
    }
    book.batch(grid(1_000_000, 10))
    book.write("J1000000", [["cuối"]])
    assert book.read("J999999:J1000000") == [[], ["cuối"]]
    for request in (
        grid(1_000_001, 10),
        {"appendDimension": {"sheetId": 0, "dimension": "ROWS", "length": 1}},
        {"addSheet": {"properties": {"title": "b", "gridProperties": {"rowCount": 1, "columnCount": 1}}}},
        {"duplicateSheet": {"sourceSheetId": 0}},
    ):
        with pytest.raises(Refused, match="above the limit of 10000000 cells"):
            book.batch(request)
    with pytest.raises(Refused, match="above the limit of 10000000 cells"):
        book.caller.post(f"{book.path}/values/J1000000:append", {"values": [["một hàng nữa"]]}, valueInputOption="RAW")


def test_a_megabyte_of_noise_over_every_path_is_no_bug(google):
    import random

    noise = random.Random(3)
    caller = new_sheet(google, WARD).caller
    caller.send("PUT", "/v4/spreadsheets/x/values/A1", noise.randbytes(1_000_000))
    for _ in range(300):
        path = "/" + requests.utils.quote("".join(chr(noise.randrange(1, 0x3000)) for _ in range(20)), safe="/:")
        method = noise.choice(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "", "G\u00caT"])
        assert 400 <= google.handle(Request(method, path, [], {"authorization": "Bearer x"}, b"{}")).status < 500


def test_unknown_query_parameters_and_wrong_types_are_named(book):
    with pytest.raises(Refused) as refused:
        book.get(nope="1")
    assert "Unknown name \"nope\": Cannot bind query parameter." in refused.value.message
    with pytest.raises(Refused, match=r"Invalid value at 'include_grid_data' \(TYPE_BOOL\), \"maybe\""):
        book.get(includeGridData="maybe")
    with pytest.raises(Refused, match=r"Invalid value at 'requests\[0\].add_sheet.properties.grid_properties.row_count' \(TYPE_INT32\), \"x\""):
        book.batch({"addSheet": {"properties": {"gridProperties": {"rowCount": "x"}}}})
    with pytest.raises(Refused) as refused:
        book.batch({"addSheet": {"nope": 1}}, {"frobnicate": {}})
    violations = refused.value.error["details"][0]["fieldViolations"]
    assert [v["field"] for v in violations] == ["requests[0].add_sheet", "requests[1]"]
    assert violations[1]["description"] == "Invalid JSON payload received. Unknown name \"frobnicate\" at 'requests[1]': Cannot find field."
    with pytest.raises(Refused, match=r"Invalid value at 'requests\[0\]' \(type.googleapis.com/google.apps.sheets.v4.BatchUpdateSpreadsheetRequest.Request\), \"repeatCell\""):
        book.batch("repeatCell")
    with pytest.raises(Refused, match=r"PieChartSpec.PieChartLegendPosition\), \"NONE\""):
        book.batch({"addChart": {"chart": {"spec": {"pieChart": {"legendPosition": "NONE"}}}}})


def test_snake_case_is_understood_as_google_understands_it(book):
    book.batch({"add_sheet": {"properties": {"title": "b", "grid_properties": {"row_count": "5", "column_count": 2.0}}}})
    assert book.sheet("b")["properties"]["gridProperties"] == {"rowCount": 5, "columnCount": 2}


def test_faulty_answers_reach_a_real_gspread_client():
    import gspread

    app = App(faults="429=1")
    client = gspread_client(app, WARD)
    with pytest.raises(gspread.exceptions.APIError) as failed:
        client.list_spreadsheet_files()
    assert failed.value.code == 429
    assert json.loads(failed.value.response.text)["error"]["errors"][0]["domain"] == "usageLimits"
    assert TokenCredentials("x").valid


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        ({"mergeCells": {"mergeType": "MERGE_ALL"}}, "requests[0].merge_cells.range"),
        ({"insertDimension": {}}, "requests[0].insert_dimension.range"),
        ({"repeatCell": {"range": {"sheetId": 0}, "cell": {}}}, "requests[0].repeat_cell.fields"),
        ({"repeatCell": {"range": {"sheetId": 0}, "cell": {}, "fields": "nope"}}, "requests[0].repeat_cell.fields"),
        ({"createDeveloperMetadata": {"developerMetadata": {"metadataKey": "k", "location": {"sheetId": 0}}}},
         "requests[0].create_developer_metadata.developer_metadata.visibility"),
        ({"addChart": {}}, "requests[0].add_chart.chart.spec"),
        ({"sortRange": {"range": {"sheetId": 0}}}, "requests[0].sort_range.sort_specs"),
        ({"addConditionalFormatRule": {"rule": {"booleanRule": {}}}}, "requests[0].add_conditional_format_rule.rule.ranges"),
    ],
)  # fmt: skip
def test_a_missing_field_is_named(book, request_, field):
    with pytest.raises(Refused) as refused:
        book.batch(request_)
    assert refused.value.error["details"][0]["fieldViolations"] == [{"field": field, "description": refused.value.message}]


def test_drive_complains_of_fields_in_both_of_its_forms(ward):
    with pytest.raises(Refused) as refused:
        ward.post("/drive/v3/files", {"name": 5, "nope": 1})
    violations = refused.value.error["details"][0]["fieldViolations"]
    assert [v.get("field") for v in violations] == ["name", None]
    assert refused.value.error["errors"][0]["reason"] == "badRequest"
    assert "Invalid value at 'name' (TYPE_STRING), 5" in refused.value.message
