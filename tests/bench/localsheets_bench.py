"""Speed of the stand-in against its bars. `python tests/bench/localsheets_bench.py` prints one line a figure."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
sys.path.insert(0, str(SCRIPTS))
TOKEN = {"Authorization": "Bearer bench@example.com", "Content-Type": "application/json"}
GROUP, ROWS, COLUMNS = 8, 450, 16


class Server:
    """The stand-in as a process of its own, over real HTTP."""

    def __init__(self, folder: str):
        self.started = time.perf_counter()
        command = [sys.executable, "-m", "localsheets", "--data", folder, "--port", "0"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=SCRIPTS)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        self.startup = time.perf_counter() - self.started
        self.connection = http.client.HTTPConnection("127.0.0.1", int(line.rsplit(":", 1)[1]))

    def call(self, method: str, path: str, body: object = None) -> dict:
        data = None if body is None else json.dumps(body)
        self.connection.request(method, path, data, TOKEN)
        answer = self.connection.getresponse()
        found = answer.read()
        assert answer.status == 200, found[:300]
        return json.loads(found)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()


def best(times: int, work) -> float:
    """The shortest of several runs, in seconds."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def fill(server: Server) -> str:
    """A book like a group's: eight tabs of 450 rows, three formulas a row, a validation column and two rules a tab."""
    sheets = [{"properties": {"title": f"Group{n}", "gridProperties": {"rowCount": 500, "columnCount": 26}}} for n in range(GROUP)]
    book = server.call("POST", "/v4/spreadsheets", {"properties": {"title": "bench"}, "sheets": sheets})
    ids = {s["properties"]["title"]: s["properties"]["sheetId"] for s in book["sheets"]}
    for sheet_id in ids.values():
        rows = []
        for row in range(2, ROWS + 2):
            cells = [{"userEnteredValue": {"stringValue": f"TDP03-{row:04d}"}}]
            cells += [{"userEnteredValue": {"numberValue": row * c}} for c in range(COLUMNS - 4)]
            for text in (f'=IF(A{row}="";"";"✓")', f"=SUM(B{row}:F{row})", f'=IF(Q{row}>100;"nhiều";"ít")'):
                cells.append({"userEnteredValue": {"formulaValue": text}})
            rows.append({"values": cells})
        condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": "=$B2>1000"}]}
        area = {"sheetId": sheet_id, "startRowIndex": 1, "endRowIndex": ROWS + 1, "endColumnIndex": COLUMNS}
        rule = {"ranges": [area], "booleanRule": {"condition": condition, "format": {"backgroundColor": {"red": 1}}}}
        start = {"sheetId": sheet_id, "rowIndex": 1}
        server.call(
            "POST",
            f"/v4/spreadsheets/{book['spreadsheetId']}:batchUpdate",
            {"requests": [
                {"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}},
                {"addConditionalFormatRule": {"rule": rule}},
            ]},
        )  # fmt: skip
    return book["spreadsheetId"]


def measure(server: Server) -> dict[str, tuple[float, float]]:
    """name → (seconds, bar in seconds)."""
    book = fill(server)
    path = f"/v4/spreadsheets/{book}"
    query = "&".join(f"ranges=Group{n}" for n in range(GROUP)) + "&valueRenderOption=UNFORMATTED_VALUE"
    touch = {"values": [["x"]]}

    def small_reads() -> None:
        for _ in range(200):
            server.call("GET", f"{path}/values/Group0!A2:C4")

    def read_all() -> None:
        server.call("GET", f"{path}/values:batchGet?{query}")

    def read_all_afresh() -> None:
        server.call("PUT", f"{path}/values/Group0!Z1?valueInputOption=RAW", touch)
        read_all()

    cells = [{"userEnteredValue": {"stringValue": "chữ"}, "userEnteredFormat": {"textFormat": {"bold": True}}}] * 10
    start = {"sheetId": server.call("GET", path)["sheets"][1]["properties"]["sheetId"], "rowIndex": 0}
    update = {"updateCells": {"start": start, "rows": [{"values": cells}] * 500, "fields": "userEnteredValue,userEnteredFormat"}}

    def write_many() -> None:
        server.call("POST", f"{path}:batchUpdate", {"requests": [update]})

    def grid() -> None:
        server.call("GET", f"{path}?ranges=Group2&includeGridData=true")

    return {
        "200 small reads over HTTP": (best(5, small_reads), 0.4),
        "batchGet 8 tabs x 450 rows": (best(7, read_all), 0.05),
        "batchUpdate 5,000 cells": (best(7, write_many), 0.15),
        "import and start": (min(server.startup, startup()), 0.15),
        "the same batchGet after a change (all formulas afresh)": (best(3, read_all_afresh), 1.0),
        "one tab with grid data, rules evaluated": (best(3, grid), 2.0),
    }


def startup() -> float:
    """Seconds from starting the process to LISTENING, best of five."""
    found = []
    for _ in range(5):
        with tempfile.TemporaryDirectory() as folder:
            server = Server(folder)
            found.append(server.startup)
            server.stop()
    return min(found)


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        server = Server(folder)
        try:
            figures = measure(server)
        finally:
            server.stop()
    missed = 0
    for name, (seconds, bar) in figures.items():
        missed += seconds > bar
        print(f"{name:58} {seconds * 1000:8.1f} ms   bar {bar * 1000:6.0f} ms   {'ok' if seconds <= bar else 'MISSED'}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
