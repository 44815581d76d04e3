"""Several calls in one HTTP request (`/batch/drive/v3`, multipart/mixed), and the token endpoint of service accounts.

Source: https://developers.google.com/workspace/drive/api/guides/performance#batch-requests
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import parse_qsl

from localsheets.errors import DriveError
from localsheets.wire import Request, Response, json_response

LIMIT = 100
BOUNDARY = "batch_localsheets"
Handle = Callable[[Request], Response]


def batch(request: Request, handle: Handle) -> Response:
    """Answer each part by itself, in order; the parts' own headers win over the outer ones."""
    found = re.search(r'boundary="?([^";]+)"?', request.headers.get("content-type", ""))
    if request.method != "POST" or not found:
        return json_response(DriveError(400, "Failed to parse batch request.", "badRequest").body(), 400)
    pieces = request.body.split(b"--" + found.group(1).encode("latin-1", "replace"))
    parts = [piece.strip(b"\r\n") for piece in pieces if piece.strip(b"\r\n -")]
    if len(parts) > LIMIT:
        return json_response(DriveError(400, "The batch request has too many calls.", "tooManyParts").body(), 400)
    out = b""
    for part in parts:
        outer, _, inner = part.replace(b"\r\n", b"\n").partition(b"\n\n")
        identity = re.search(rb"(?im)^content-id:\s*(.+?)\s*$", outer)
        answer = handle(_inner(inner, request))
        out += b"--" + BOUNDARY.encode() + b"\r\nContent-Type: application/http\r\n"
        if identity:
            out += b"Content-ID: " + identity.group(1).replace(b"<", b"<response-", 1) + b"\r\n"
        status = HTTPStatus(answer.status) if answer.status in HTTPStatus._value2member_map_ else HTTPStatus.BAD_GATEWAY
        out += f"\r\nHTTP/1.1 {status.value} {status.phrase}\r\n".encode()
        out += "".join(f"{k}: {v}\r\n" for k, v in answer.headers.items()).encode("latin-1", "replace")
        out += f"Content-Length: {len(answer.body)}\r\n\r\n".encode() + answer.body + b"\r\n"
    out += b"--" + BOUNDARY.encode() + b"--\r\n"
    return Response(200, out, {"Content-Type": f"multipart/mixed; boundary={BOUNDARY}"})


def _inner(text: bytes, outer: Request) -> Request:
    head, _, body = text.partition(b"\n\n")
    lines = head.decode("utf-8", "replace").split("\n")
    words = lines[0].split(" ")
    target = re.sub(r"https?://[^/]+", "", words[1] if len(words) > 1 else "/")
    headers = {"authorization": outer.headers.get("authorization", "")}
    for line in lines[1:]:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    path, _, query = target.partition("?")
    return Request(words[0] or "GET", path, parse_qsl(query, keep_blank_values=True), headers, body)


def token(request: Request) -> Response:
    """An access token for whoever signed the assertion: the token is the account's e-mail address."""
    form = dict(parse_qsl(request.body.decode("utf-8", "replace")))
    account = form.get("refresh_token", "")
    try:
        claims = form.get("assertion", "").split(".")[1]
        decoded = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
        account = str(decoded.get("sub") or decoded["iss"])
    except (IndexError, ValueError, KeyError, TypeError, AttributeError):
        if not account:
            return json_response({"error": "invalid_grant", "error_description": "Invalid JWT Signature."}, 400)
    return json_response({"access_token": account, "expires_in": 3599, "token_type": "Bearer"})
