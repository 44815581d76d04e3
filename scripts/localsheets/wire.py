"""One request and one answer, free of any transport."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

JSON_TYPE = "application/json; charset=UTF-8"


@dataclass
class Request:
    """`path` is percent-decoded per segment by the router; `query` keeps order and repeats; header names are lower case."""

    method: str
    path: str
    query: list[tuple[str, str]] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass
class Response:
    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    #: a fault: the caller never gets this answer (the connection drops, or it times out)
    dropped: str | None = None


def json_response(data: dict, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return Response(status, body, {"Content-Type": JSON_TYPE, **(headers or {})})
