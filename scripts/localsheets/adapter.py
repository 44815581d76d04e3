"""The application as a `requests` transport: no socket, the same answers.

    session.mount("https://sheets.googleapis.com", LocalAdapter(app))
"""

from __future__ import annotations

import io
import time
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from requests.models import PreparedRequest
from requests.models import Response as RequestsResponse
from requests.structures import CaseInsensitiveDict
from urllib3 import HTTPResponse

from localsheets.app import App
from localsheets.wire import Request

HOSTS = ("https://sheets.googleapis.com", "https://www.googleapis.com")


class LocalAdapter(BaseAdapter):
    """Answers every request of the hosts it is mounted on from `app`.

    A fault of kind "timeout" raises requests.ReadTimeout, a dropped answer requests.ConnectionError.
    """

    def __init__(self, app: App):
        super().__init__()
        self.app = app

    def send(self, request: PreparedRequest, *args: object, **kwargs: object) -> RequestsResponse:
        started = time.perf_counter()
        parts = urlsplit(request.url or "")
        body = request.body or b""
        if isinstance(body, str):
            body = body.encode("utf-8")
        elif not isinstance(body, (bytes, bytearray)):
            body = body.read() if hasattr(body, "read") else b"".join(body)
        headers = {str(name).lower(): _text(value) for name, value in request.headers.items()}
        query = parse_qsl(parts.query, keep_blank_values=True)
        answer = self.app.handle(Request(request.method or "GET", parts.path, query, headers, bytes(body)))
        if answer.dropped == "timeout":
            raise requests.ReadTimeout("the answer did not come in time", request=request)
        if answer.dropped:
            raise requests.ConnectionError("the connection was closed without an answer", request=request)
        return _response(request, answer.status, answer.headers, answer.body, time.perf_counter() - started)

    def close(self) -> None:
        """Nothing is held open."""


class RedirectAdapter(HTTPAdapter):
    """Sends what is meant for Google to a stand-in that serves HTTP at `base` (http://127.0.0.1:PORT)."""

    def __init__(self, base: str):
        super().__init__()
        self.base = base.rstrip("/")

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> RequestsResponse:
        parts = urlsplit(request.url or "")
        request.url = self.base + parts.path + (f"?{parts.query}" if parts.query else "")
        return super().send(request, *args, **kwargs)


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def _response(request: PreparedRequest, status: int, headers: dict, body: bytes, seconds: float) -> RequestsResponse:
    from datetime import timedelta
    from http.client import responses

    found = RequestsResponse()
    found.status_code = status
    found.reason = responses.get(status, "")
    found.headers = CaseInsensitiveDict(headers)
    found.encoding = "utf-8" if "json" in headers.get("Content-Type", "") or "charset" in headers.get("Content-Type", "") else None
    found.url = request.url or ""
    found.request = request
    found.raw = HTTPResponse(io.BytesIO(body), headers=headers, status=status, preload_content=False)
    found._content = body
    found.elapsed = timedelta(seconds=seconds)
    return found


def mount(session: requests.Session, app: App | str) -> requests.Session:
    """Point both of Google's hosts of a session at `app`, or at a stand-in's address; gives the session back."""
    adapter = RedirectAdapter(app) if isinstance(app, str) else LocalAdapter(app)
    for host in HOSTS:
        session.mount(host, adapter)
    return session
