"""One request and one answer, free of any transport."""

from __future__ import annotations

import json

JSON_TYPE = "application/json; charset=UTF-8"

# Plain classes here and in `routes` and `access`: dataclasses would double the time a start takes.


class Request:
    """`path` is percent-decoded per segment by the router; `query` keeps order and repeats; header names are lower case."""

    __slots__ = ("body", "headers", "method", "path", "query")

    def __init__(
        self,
        method: str,
        path: str,
        query: list[tuple[str, str]] | None = None,
        headers: dict[str, str] | None = None,
        body: bytes = b"",
    ):
        self.method, self.path, self.body = method, path, body
        self.query = query if query is not None else []
        self.headers = headers if headers is not None else {}


class Response:
    """`dropped` is a fault: the caller never gets this answer ("closed": the connection drops; "timeout")."""

    __slots__ = ("body", "dropped", "headers", "status")

    def __init__(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None, dropped: str | None = None):
        self.status, self.body, self.dropped = status, body, dropped
        self.headers = headers if headers is not None else {}


def json_response(data: dict, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return Response(status, body, {"Content-Type": JSON_TYPE, **(headers or {})})
