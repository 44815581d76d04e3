"""A mail server over a plain socket that behaves until one phase, and there does one bad thing."""

from __future__ import annotations

import socket
import socketserver
import ssl
import struct
import threading
from dataclasses import dataclass, field

PHASES = ("connect", "ehlo", "starttls", "tls", "ehlo again", "login", "mail", "rcpt", "data", "body", "dot", "quit")
ANSWERS = {
    "connect": b"220 post.example ESMTP",
    "ehlo": b"250-post.example\r\n250-STARTTLS\r\n250 SIZE 30000000",
    "starttls": b"220 go on",
    "ehlo again": b"250-post.example\r\n250-AUTH PLAIN\r\n250 SIZE 30000000",
    "login": b"235 in",
    "mail": b"250 sender fine",
    "rcpt": b"250 recipient fine",
    "data": b"354 go on",
    "dot": b"250 taken",
    "quit": b"221 bye",
}


@dataclass
class Bad:
    """At ``phase`` say ``says`` (a whole answer, or a piece of one) and then hang up, reset, or stay silent."""

    phase: str
    says: bytes = b""
    then: str = "go on"
    """``go on`` · ``hang up`` · ``reset`` · ``silence``"""
    name: str = ""


@dataclass
class Post:
    """``accepted``: every letter that was answered with 250, as (recipients, bytes); ``taken``: those whose final dot
    arrived, whatever was answered."""

    accepted: list[tuple[tuple[str, ...], bytes]] = field(default_factory=list)
    taken: list[tuple[tuple[str, ...], bytes]] = field(default_factory=list)


class _Stop(Exception):
    pass


class _Talk(socketserver.BaseRequestHandler):
    server: BadServer

    def handle(self) -> None:
        self.secure = False
        self.server.connections += 1
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            self.stream = self.request.makefile("rb")
            self._answer("connect")
            self._loop()
        except (_Stop, OSError, ssl.SSLError):
            pass

    def _loop(self) -> None:
        recipients: list[str] = []
        while line := self.stream.readline():
            self.line = line
            word = line.split(b" ")[0].strip().upper()
            if word == b"EHLO":
                self._answer("ehlo again" if self.secure else "ehlo")
            elif word == b"STARTTLS":
                self._answer("starttls")
                self._tls()
            elif word == b"AUTH":
                self._answer("login")
            elif word == b"MAIL":
                recipients = []
                self._answer("mail")
            elif word == b"RCPT":
                if self._answer("rcpt").startswith(b"250"):
                    recipients.append(line.split(b"<")[1].split(b">")[0].decode())
            elif word == b"DATA":
                if self._answer("data").startswith(b"354"):
                    self._letter(tuple(recipients))
            elif word == b"RSET":
                self._send(b"250 forgotten")
            elif word == b"QUIT":
                self._answer("quit")
                return

    def _letter(self, recipients: tuple[str, ...]) -> None:
        bad = self.server.bad
        if bad and bad.phase == "body":
            self.stream.readline()
            self._bad(bad)
            raise _Stop
        lines = []
        while (line := self.stream.readline()) != b".\r\n":
            if not line:
                raise _Stop
            lines.append(line[1:] if line.startswith(b".") else line)
        letter = (recipients, b"".join(lines))
        self.server.post.taken.append(letter)
        if self._answer("dot").startswith(b"250"):
            self.server.post.accepted.append(letter)

    def _tls(self) -> None:
        bad = self.server.bad
        if bad and bad.phase == "tls":
            self._bad(bad)
            raise _Stop
        self.request = self.server.context.wrap_socket(self.request, server_side=True)
        self.stream = self.request.makefile("rb")
        self.secure = True

    def _answer(self, phase: str) -> bytes:
        bad = self.server.bad
        if bad is None or bad.phase != phase:
            self._send(ANSWERS[phase])
            return ANSWERS[phase]
        self._bad(bad)
        return bad.says

    def _bad(self, bad: Bad) -> None:
        if bad.says:
            end = b"\r\n" if bad.then == "go on" else b""
            self.request.sendall(bad.says + end)
        if bad.then == "reset":
            raw = self.request
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            raw.close()
        if bad.then == "silence":
            self.server.closing.wait(5)
        if bad.then != "go on":
            raise _Stop

    def _send(self, text: bytes) -> None:
        self.request.sendall(text + b"\r\n")


class BadServer(socketserver.ThreadingTCPServer):
    """Use as a context manager; ``port`` is free of choice. Set ``bad`` to None for a server that behaves."""

    allow_reuse_address, daemon_threads = True, True

    def __init__(self, context: ssl.SSLContext, bad: Bad | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.context, self.bad, self.post = context, bad, Post()
        self.closing, self.connections = threading.Event(), 0

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def __enter__(self) -> BadServer:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self.shutdown()
        self.server_close()
