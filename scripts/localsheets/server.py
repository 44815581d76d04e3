"""HTTP in front of the application: threads, keep-alive, one write an answer and no Nagle."""

from __future__ import annotations

import socket
import socketserver
from http import HTTPStatus
from urllib.parse import parse_qsl

from localsheets.app import App
from localsheets.errors import ApiError
from localsheets.wire import Request, Response, json_response

MAX_BODY = 64 * 1024 * 1024
MAX_HEAD = 64 * 1024
PHRASES = {status.value: status.phrase for status in HTTPStatus}


class _Bad(Exception):
    def __init__(self, code: int, text: str):
        super().__init__(text)
        self.code, self.text = code, text


class Handler(socketserver.StreamRequestHandler):
    """One connection, any number of requests."""

    disable_nagle_algorithm = True
    timeout = 300
    rbufsize = 256 * 1024

    def handle(self) -> None:
        try:
            while self._one():
                pass
        except (OSError, ValueError):
            pass  # the caller went away

    def _one(self) -> bool:
        try:
            head = self._head()
            if head is None:
                return False
            request, keep = head
        except _Bad as bad:
            self._send(json_response(ApiError(bad.code, bad.text).body(), bad.code), False)
            return False
        answer = self.server.app.handle(request)  # type: ignore[attr-defined]
        if answer.dropped:
            if answer.dropped == "timeout":
                self.server.app.sleep(self.server.hang)  # type: ignore[attr-defined]
            return False
        self._send(answer, keep, request.method == "HEAD")
        return keep

    def _head(self) -> tuple[Request, bool] | None:
        line = self.rfile.readline(MAX_HEAD + 1)
        if not line:
            return None
        if len(line) > MAX_HEAD:
            raise _Bad(414, "The requested URL is too large to process.")
        parts = line.decode("latin-1").rstrip("\r\n").split(" ")
        if len(parts) != 3 or not parts[2].startswith("HTTP/1.") or not parts[1].startswith(("/", "http")):
            raise _Bad(400, "The request line is malformed.")
        headers: dict[str, str] = {}
        total = 0
        while True:
            raw = self.rfile.readline(MAX_HEAD + 1)
            total += len(raw)
            if total > MAX_HEAD:
                raise _Bad(431, "The request header is too large.")
            if raw in (b"\r\n", b"\n", b""):
                break
            name, colon, value = raw.decode("latin-1").partition(":")
            if colon:
                headers[name.strip().lower()] = value.strip()
        if headers.get("expect", "").lower() == "100-continue":
            self.connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        body = self._body(headers)
        path, _, query = parts[1].partition("?")
        if path.startswith("http"):
            path = "/" + path.split("/", 3)[3] if path.count("/") >= 3 else "/"
        keep = headers.get("connection", "").lower() != "close" and parts[2] != "HTTP/1.0"
        pairs = parse_qsl(query, keep_blank_values=True) if query else []
        return Request(parts[0], path, pairs, headers, body), keep

    def _body(self, headers: dict[str, str]) -> bytes:
        if "chunked" in headers.get("transfer-encoding", "").lower():
            return self._chunks()
        length = headers.get("content-length", "0")
        if not length.isdigit():
            raise _Bad(400, "The Content-Length header is malformed.")
        if int(length) > MAX_BODY:
            raise _Bad(413, "The request is too large.")
        body = self.rfile.read(int(length))
        if headers.get("content-encoding", "") == "gzip":
            import zlib

            try:
                body = zlib.decompressobj(31).decompress(body, MAX_BODY + 1)
            except zlib.error:
                raise _Bad(400, "The request body is not gzip.") from None
            if len(body) > MAX_BODY:
                raise _Bad(413, "The request is too large.")
        return body

    def _chunks(self) -> bytes:
        found = b""
        while True:
            try:
                size = int(self.rfile.readline(100).split(b";")[0], 16)
            except ValueError:
                raise _Bad(400, "The chunked body is malformed.") from None
            if size < 0 or len(found) + size > MAX_BODY:
                raise _Bad(413, "The request is too large.")
            if size == 0:
                while self.rfile.readline(MAX_HEAD) not in (b"\r\n", b"\n", b""):
                    pass
                return found
            found += self.rfile.read(size)
            self.rfile.readline(10)

    def _send(self, answer: Response, keep: bool, head_only: bool = False) -> None:
        lines = [f"HTTP/1.1 {answer.status} {PHRASES.get(answer.status, 'Status')}", "Server: localsheets"]
        headers = {"Content-Type": "text/html", "Cache-Control": "private", **answer.headers}
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if answer.status != 204:
            lines.append(f"Content-Length: {len(answer.body)}")
        lines.append("Connection: keep-alive" if keep else "Connection: close")
        head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")
        self.connection.sendall(head if head_only or answer.status == 204 else head + answer.body)


class Server(socketserver.ThreadingTCPServer):
    """Listens on `host`:`port` (0 picks a port; see `url`). `hang` is how long a "timeout" fault stays silent."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128
    block_on_close = False

    def __init__(self, app: App, host: str = "127.0.0.1", port: int = 0, hang: float = 200.0):
        self.app, self.hang = app, hang
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, port), Handler)

    @property
    def url(self) -> str:
        host, port = str(self.server_address[0]), self.server_address[1]
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A broken connection is the caller's affair; bugs are logged by the app."""
