"""The stand-in as a process: HTTP, threads, and what a sudden death leaves behind."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from callers import WARD, Caller, Sheet, new_sheet
from gspread.utils import ExportFormat

from localsheets import App
from localsheets.credentials import gspread_client
from localsheets.server import Server
from localsheets.wire import Request

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
HEADERS = {"Authorization": f"Bearer {WARD}", "Content-Type": "application/json"}


class Process:
    """`python -m localsheets` with its own folder."""

    def __init__(self, folder, *more):
        command = [sys.executable, "-m", "localsheets", "--data", str(folder), "--port", "0", *more]
        self.child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=SCRIPTS)
        line = self.child.stdout.readline()
        assert line.startswith("LISTENING http://127.0.0.1:"), line
        self.port = int(line.rsplit(":", 1)[1])

    def call(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request(method, path, None if body is None else json.dumps(body), HEADERS)
        answer = connection.getresponse()
        found = answer.read()
        connection.close()
        return answer.status, json.loads(found) if found else {}

    def kill(self):
        os.kill(self.child.pid, signal.SIGKILL)
        self.child.wait()
        self.child.stdout.close()
        self.child.stderr.close()

    def stop(self):
        self.child.terminate()
        self.child.wait(10)
        self.child.stdout.close()
        self.child.stderr.close()


@pytest.fixture
def served():
    """A server in this process: (app, port)."""
    app = App()
    server = Server(app)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield app, server.server_address[1]
    server.shutdown()
    server.server_close()
    assert app.bugs == 0


def test_a_killed_server_has_done_a_batch_wholly_or_not_at_all(tmp_path):
    process = Process(tmp_path)
    _, made = process.call("POST", "/v4/spreadsheets", {})
    path = f"/v4/spreadsheets/{made['spreadsheetId']}"
    dice, seen = random.Random(5), set()

    def stamp(number):
        cells = [{"values": [{"userEnteredValue": {"numberValue": number}}] * 20}] * 250
        one = {"updateCells": {"start": {"sheetId": 0}, "rows": cells, "fields": "userEnteredValue"}}
        change = {"updateSpreadsheetProperties": {"properties": {"title": str(number)}, "fields": "title"}}
        with contextlib.suppress(OSError, http.client.HTTPException):
            process.call("POST", f"{path}:batchUpdate", {"requests": [one, change]})

    process.call("POST", f"{path}:batchUpdate", {"requests": [{"updateSpreadsheetProperties": {"properties": {"title": "0"}, "fields": "title"}}]})
    for number in range(1, 7):
        writer = threading.Thread(target=stamp, args=(number,))
        writer.start()
        time.sleep(dice.uniform(0.005, 0.08))
        process.kill()
        writer.join()
        process = Process(tmp_path)
        _, book = process.call("GET", path)
        _, values = process.call("GET", f"{path}/values/Sheet1?valueRenderOption=UNFORMATTED_VALUE")
        found = {value for row in values.get("values", [[0]]) for value in row}
        assert found == {int(book["properties"]["title"])}
        name = process.call("GET", f"/drive/v3/files/{made['spreadsheetId']}")[1]["name"]
        assert name == book["properties"]["title"]
        seen |= found
    process.stop()


def test_all_is_there_after_a_restart(tmp_path):
    process = Process(tmp_path)
    _, made = process.call("POST", "/v4/spreadsheets", {"properties": {"title": "Sổ hộ"}})
    path = f"/v4/spreadsheets/{made['spreadsheetId']}"
    process.call("PUT", f"{path}/values/A1?valueInputOption=USER_ENTERED", {"values": [["TDP03-0127", "=1+1"]]})
    before = process.call("GET", f"{path}?includeGridData=true")
    process.stop()
    process = Process(tmp_path, "--read-only")
    assert process.call("GET", f"{path}?includeGridData=true") == before
    assert process.call("POST", f"{path}/values/A1:clear")[0] == 403
    process.stop()


def test_parts_are_loaded_while_no_call_is_at_work():
    """Two threads that load modules which need each other can stop each other."""
    at_work, go_on = threading.Event(), threading.Event()

    def clock():
        at_work.set()
        go_on.wait(20)
        return 1.7e9

    app = App(clock=clock, quota=None)
    call = threading.Thread(target=app.handle, args=(Request("POST", "/v4/spreadsheets", [], {"authorization": f"Bearer {WARD}"}, b"{}"),))
    loading = threading.Thread(target=app.warm_up)
    call.start()
    at_work.wait(20)
    loading.start()
    loading.join(0.5)
    assert loading.is_alive()
    go_on.set()
    for one in (call, loading):
        one.join(20)
        assert not one.is_alive()


def test_a_wrong_option_is_said_and_nothing_starts(tmp_path):
    for options in (["--faults", "429=7"], ["--quota", "x"], ["--port", "x"], ["--host", "256.1.1.1"]):
        command = [sys.executable, "-m", "localsheets", "--data", str(tmp_path), *options]
        done = subprocess.run(command, capture_output=True, text=True, cwd=SCRIPTS, timeout=20, check=False)
        assert done.returncode == 2 and "Traceback" not in done.stderr and "error:" in done.stderr


def raw(port, data):
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(data)
        line.shutdown(socket.SHUT_WR)
        found = b""
        while part := line.recv(65536):
            found += part
    return found


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"\x00\xff" * 5000 + b"\r\n\r\n", b"400"), (b"GET\r\n\r\n", b"400"), (b"GET / HTTP/9.9\r\n\r\n", b"400"),
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n", b"414"),
        (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 20_000 + b"\r\n", b"431"),
        (b"POST /v4/spreadsheets HTTP/1.1\r\nContent-Length: x\r\n\r\n", b"400"),
        (b"POST /v4/spreadsheets HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", b"413"),
        (b"POST /v4/spreadsheets HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", b"400"),
        (b"GET /nowhere HTTP/1.1\r\nAuthorization: Bearer x\r\n\r\n", b"404"),
        (b"POST /v4/spreadsheets HTTP/1.1\r\nAuthorization: Bearer x\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc", b"400"),
    ],
)  # fmt: skip
def test_bytes_that_are_no_request_get_an_error_in_google_s_form(served, sent, status):
    found = raw(served[1], sent)
    assert found.startswith(b"HTTP/1.1 " + status)
    assert json.loads(found.split(b"\r\n\r\n", 1)[1])["error"]["code"] == int(status)


def test_one_connection_serves_many_requests_and_chunks(served):
    connection = http.client.HTTPConnection("127.0.0.1", served[1], timeout=10)
    pieces = iter([b'{"properties": ', b'{"title": "', "Tổ".encode(), b'"}}'])
    connection.request("POST", "/v4/spreadsheets", pieces, HEADERS, encode_chunked=True)
    made = json.loads(connection.getresponse().read())
    assert made["properties"]["title"] == "Tổ"
    for _ in range(3):
        connection.request("GET", f"/v4/spreadsheets/{made['spreadsheetId']}?fields=properties.title", headers=HEADERS)
        assert json.loads(connection.getresponse().read()) == {"properties": {"title": "Tổ"}}
    connection.request("DELETE", f"/drive/v3/files/{made['spreadsheetId']}", headers=HEADERS)
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (204, b"")
    connection.close()


def test_gspread_over_http(served):
    client = gspread_client(f"http://127.0.0.1:{served[1]}", WARD)
    sheet = client.create("Sổ qua mạng")
    sheet.sheet1.update([["Mã hộ", 1]], "A1")
    assert client.open("Sổ qua mạng").sheet1.get_all_values() == [["Mã hộ", "1"]]
    assert sheet.export(ExportFormat.CSV) == "Mã hộ,1".encode()


def test_many_callers_at_once_lose_nothing(served):
    app, port = served
    book = new_sheet(app, WARD)

    def write(number):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        for turn in range(10):
            body = json.dumps({"values": [[number * 100 + turn]]})
            path = f"{book.path}/values/A{number * 10 + turn + 1}?valueInputOption=RAW"
            connection.request("PUT", path, body, HEADERS)
            assert connection.getresponse().read()
        connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    assert book.raw("A1:A80") == [[number * 100 + turn] for number in range(8) for turn in range(10)]


def test_two_processes_may_use_one_folder(tmp_path):
    first, second = App(tmp_path), App(tmp_path)
    book = new_sheet(first, WARD)
    same = Sheet(Caller(second, WARD), book.id)
    for number in range(5):
        book.write(f"A{number + 1}", [[number]])
        same.write(f"B{number + 1}", [[number]])
    assert book.raw() == same.raw() == [[n, n] for n in range(5)]
    first.close()
    second.close()
