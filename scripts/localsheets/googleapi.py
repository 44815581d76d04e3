"""The application as an httplib2-like object, for google-api-python-client and what is built on it (pygsheets …).

    service = googleapiclient.discovery.build("sheets", "v4", http=LocalHttp(app, "ward@example.com"), static_discovery=True)
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from localsheets.app import App
from localsheets.wire import Request


class LocalHttp:
    """`request` answers from `app` as the account of `token`. Needs httplib2 for its Response class."""

    def __init__(self, app: App, token: str):
        self.app, self.token = app, token
        self.timeout = None
        self.redirect_codes: frozenset[int] = frozenset()

    def request(
        self, uri: str, method: str = "GET", body: Any = None, headers: dict | None = None, **_: Any
    ) -> tuple[Any, bytes]:
        """As httplib2.Http.request: (response, content). Dropped answers raise ConnectionError or TimeoutError."""
        import httplib2

        parts = urlsplit(uri)
        if body is not None and hasattr(body, "read"):
            body = body.read()
        data = body.encode() if isinstance(body, str) else body or b""
        lower = {name.lower(): str(value) for name, value in (headers or {}).items()}
        lower.setdefault("authorization", f"Bearer {self.token}")
        query = parse_qsl(parts.query, keep_blank_values=True)
        answer = self.app.handle(Request(method, parts.path, query, lower, data))
        if answer.dropped == "timeout":
            raise TimeoutError("the answer did not come in time")
        if answer.dropped:
            raise ConnectionResetError("the connection was closed without an answer")
        found = httplib2.Response({"status": str(answer.status), **{k.lower(): v for k, v in answer.headers.items()}})
        return found, answer.body

    def close(self) -> None:
        """Nothing is held open."""
