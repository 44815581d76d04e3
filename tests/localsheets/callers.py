"""Google on this machine, and the people who use it."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from localsheets.wire import Request

WARD = "vhxh@tranlieu.gov.vn"
LAN = "lan.tdp3@gmail.com"
JOB = "tool@toso.iam.gserviceaccount.com"


class Clock:
    """A clock that stands still until it is told to go on."""

    def __init__(self):
        self.seconds = datetime(2025, 11, 24, 8, 0, tzinfo=UTC).timestamp()

    def __call__(self) -> float:
        return self.seconds


class Caller:
    """Plain calls of the API by one account: `caller.get("/v4/…")` gives JSON, or raises Refused on an error."""

    def __init__(self, app, account):
        self.app, self.account = app, account

    def send(self, method, path, body=None, **query):
        pairs = []
        for name, value in query.items():
            pairs += [(name, str(v)) for v in (value if isinstance(value, list) else [value])]
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        return self.app.handle(Request(method, path, pairs, {"authorization": f"Bearer {self.account}"}, data))

    def call(self, method, path, body=None, **query):
        answer = self.send(method, path, body, **query)
        found = json.loads(answer.body) if answer.body else {}
        if answer.status >= 400:
            raise Refused(answer.status, found["error"])
        return found

    def get(self, path, **query):
        return self.call("GET", path, **query)

    def post(self, path, body=None, **query):
        return self.call("POST", path, body, **query)


class Refused(Exception):
    def __init__(self, status, error):
        super().__init__(f"{status} {error['message']}")
        self.status, self.error, self.message = status, error, error["message"]


class Sheet:
    """One spreadsheet as an account sees it."""

    def __init__(self, caller, book_id):
        self.caller, self.id = caller, book_id
        self.path = f"/v4/spreadsheets/{book_id}"

    def batch(self, *requests, **more):
        return self.caller.post(f"{self.path}:batchUpdate", {"requests": list(requests), **more})["replies"]

    def write(self, where, rows, option="RAW", **query):
        return self.caller.call("PUT", f"{self.path}/values/{where}", {"values": rows}, valueInputOption=option, **query)

    def type(self, where, rows):
        return self.write(where, rows, "USER_ENTERED")

    def read(self, where="Sheet1", **query):
        return self.caller.get(f"{self.path}/values/{where}", **query).get("values", [])

    def raw(self, where="Sheet1"):
        return self.read(where, valueRenderOption="UNFORMATTED_VALUE")

    def formulas(self, where="Sheet1"):
        return self.read(where, valueRenderOption="FORMULA")

    def get(self, **query):
        return self.caller.get(self.path, **query)

    def sheet(self, title="Sheet1", **query):
        return next(s for s in self.get(**query)["sheets"] if s["properties"]["title"] == title)

    def cell(self, where):
        data = self.get(ranges=where, includeGridData="true")["sheets"][0]["data"][0]
        rows = data.get("rowData", [{}])
        return (rows[0].get("values") or [{}])[0]

    def seen_by(self, account):
        return Sheet(Caller(self.caller.app, account), self.id)

    def share(self, account, role="writer"):
        body = {"type": "user", "role": role, "emailAddress": account}
        self.caller.post(f"/drive/v3/files/{self.id}/permissions", body)
        return self.seen_by(account)


def new_sheet(app, account=WARD, title="Sổ hộ TDP 3", **query):
    caller = Caller(app, account)
    body = {"name": title, "mimeType": "application/vnd.google-apps.spreadsheet"}
    return Sheet(caller, caller.post("/drive/v3/files", body, **query)["id"])
