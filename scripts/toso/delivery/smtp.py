"""SMTP, phase by phase, on the real smtplib: so that it is always known whether a letter may have been taken.

Phases: connect · ehlo · starttls · tls · login · mail · rcpt · data · body · dot · quit (RFC 5321). Up to ``body`` any
failure leaves the letter ours. From ``dot`` on only the server's answer tells; a failing QUIT changes nothing.
"""

from __future__ import annotations

import base64
import select
import smtplib
import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from toso.delivery.outbox_rows import Claim, Result
from toso.delivery.smtp_replies import after_dot, fitting, of_code, text, too_large
from toso.errors import AccessError, TosoError, TryAgain

Security = Literal["starttls", "tls", "none"]
SYNTAX, SERVICE_CLOSING = 500, 421
LOGIN_REFUSED = (530, 534, 535, 538)
CHUNK, LONGEST_LINE = 65536, 8192


@dataclass(frozen=True, slots=True)
class Server:
    """Where letters are handed in. ``password`` is never shown; ``context`` checks certificates."""

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = ""
    timeout: float = 60
    hello: str = "toso.localdomain"
    context: ssl.SSLContext | None = None

    def __repr__(self) -> str:
        return f"Server({self.host}:{self.port}, {self.security})"


class Broken(Exception):
    """The connection is of no use any more; raised inside this module only."""


class Session:
    """One connection, for as many letters as the server takes."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._smtp: smtplib.SMTP | None = None
        self._dirty = False

    def open(self) -> None:
        """Connects, secures and logs in.

        Raises TryAgain (``mail_server_away``) for what may pass, AccessError (``mail_login_refused``,
        ``mail_not_secure``, ``mail_certificate``, ``mail_server_refuses``) for what a person must mend.
        """
        if self._smtp is not None:
            return
        server, phase = self.server, "connect"
        try:
            smtp = self._connected()
            self._smtp = smtp
            phase = "ehlo"
            _accept(phase, *smtp.ehlo())
            if server.security == "starttls":
                phase = "starttls"
                if not smtp.has_extn("starttls"):
                    raise AccessError("mail_not_secure", host=server.host)
                phase = "tls"
                _accept(phase, *smtp.starttls(context=self._context()))
                phase = "ehlo"
                _accept(phase, *smtp.ehlo())
            if server.user:
                phase = "login"
                _log_in(smtp, server)
        except Exception as error:
            self.abandon()
            raise _of_the_server(error, phase, server) from error

    def _context(self) -> ssl.SSLContext:
        return self.server.context or ssl.create_default_context()

    def _connected(self) -> smtplib.SMTP:
        server = self.server
        smtp: smtplib.SMTP
        if server.security == "tls":
            smtp = smtplib.SMTP_SSL(timeout=server.timeout, local_hostname=server.hello, context=self._context())
        else:
            smtp = smtplib.SMTP(timeout=server.timeout, local_hostname=server.hello)
        smtp._host = server.host  # type: ignore[attr-defined]  # the name that certificates are checked for
        _accept("connect", *smtp.connect(server.host, server.port))
        if smtp.sock is not None:  # the dot goes out at once, not 40 ms later
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return smtp

    @property
    def size_limit(self) -> int | None:
        """The server's SIZE (RFC 1870) in bytes; None where it names none."""
        text = self._smtp.esmtp_features.get("size", "") if self._smtp else ""
        return int(text) if text.isdigit() and int(text) else None

    def send(self, claim: Claim, at_dot: Callable[[Sequence[str]], None]) -> tuple[list[Result], int]:
        """Hands one letter in; what became of each address, and the variant that was used.

        ``at_dot`` is called with the accepted addresses when all but the final dot has gone out.
        """
        smtp = self._smtp
        if smtp is None:
            raise RuntimeError("the session is not open")
        variant = fitting(claim.bodies, self.size_limit)
        while True:
            results = self._transaction(smtp, claim, claim.bodies[variant], at_dot)
            if self._smtp and variant + 1 < len(claim.bodies) and any(map(too_large, results)):
                variant += 1
                continue
            return results, claim.first_variant + variant

    def _transaction(self, smtp: smtplib.SMTP, claim: Claim, body: bytes, at_dot: Callable[[Sequence[str]], None]) -> list[Result]:  # fmt: skip
        settled: dict[str, Result] = {}
        waiting = list(claim.addresses)
        phase = "mail"
        try:
            if self._dirty:
                phase = "rset"
                _go_on(*smtp.rset())
                self._dirty = False
            self._dirty, phase = True, "mail"
            options = [f"SIZE={len(body)}"] if smtp.has_extn("size") else []
            code, reply = smtp.mail(claim.sender, options)
            if code != 250:
                return self._all(waiting, of_code(code), phase, code, reply)
            phase = "rcpt"
            for address in claim.addresses:
                code, reply = smtp.rcpt(address)
                if code not in (250, 251):
                    settled[address] = Result(address, of_code(code), phase, code, text(reply))
                    waiting.remove(address)
                if code == SERVICE_CLOSING:
                    raise Broken
            if not waiting:
                return list(settled.values())
            phase = "data"
            smtp.putcmd("data")
            code, reply = smtp.getreply()
            if code != 354:
                return [*settled.values(), *self._all(waiting, of_code(code), phase, code, reply)]
            phase = "body"
            _write(smtp, body)
            if _spoken_to(smtp):  # an answer, or the end of the connection, before the dot: not taken for sure
                code, reply = smtp.getreply()
                self.abandon()
                return [*settled.values(), *self._all(waiting, of_code(code), phase, code, reply)]
            phase = "dot"
            at_dot(waiting)
            smtp.send(b".\r\n")
            code, reply = _whole_answer(smtp)
            if code == 250:
                self._dirty = False
            return [*settled.values(), *self._all(waiting, after_dot(code), phase, code, reply)]
        except (smtplib.SMTPException, OSError, ValueError, Broken) as error:
            self.abandon()
            code = getattr(error, "smtp_code", 0) or 0
            state: Literal["unknown", "queued"] = "unknown" if phase == "dot" else "queued"
            rest = [one for one in claim.addresses if one not in settled]
            return [*settled.values(), *(Result(one, state, phase, code, type(error).__name__) for one in rest)]

    def _all(self, addresses: Sequence[str], state: str, phase: str, code: int, reply: bytes) -> list[Result]:
        if code == SERVICE_CLOSING or code < 0:
            self.abandon()
        return [Result(one, state, phase, code, text(reply)) for one in addresses]  # type: ignore[arg-type]

    @property
    def is_open(self) -> bool:
        return self._smtp is not None

    def abandon(self) -> None:
        """Closes without a word: nothing that was not answered is taken for done."""
        if self._smtp is not None:
            self._smtp.close()
        self._smtp, self._dirty = None, False

    def close(self) -> None:
        """QUIT; its failure is nobody's loss."""
        if self._smtp is not None:
            try:
                self._smtp.quit()
            except (smtplib.SMTPException, OSError):
                self._smtp.close()
            self._smtp, self._dirty = None, False


def _log_in(smtp: smtplib.SMTP, server: Server) -> None:
    """smtplib's login; marks in a name or password go as UTF-8 by AUTH PLAIN (RFC 4616), which smtplib cannot."""
    if (server.user + server.password).isascii():
        smtp.login(server.user, server.password)
        return
    secret = base64.b64encode(f"\0{server.user}\0{server.password}".encode()).decode()
    code, reply = smtp.docmd("AUTH", f"PLAIN {secret}")
    if code != 235:
        raise smtplib.SMTPAuthenticationError(code, reply)


def _write(smtp: smtplib.SMTP, body: bytes) -> None:
    """The letter, dots doubled, ending with a line end but without the final dot."""
    lines = body.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    data = b"\r\n".join(b"." + line if line.startswith(b".") else line for line in lines)
    data = data if data.endswith(b"\r\n") else data + b"\r\n"
    for start in range(0, len(data), CHUNK):
        smtp.send(data[start : start + CHUNK])


def _spoken_to(smtp: smtplib.SMTP) -> bool:
    """Whether something waits to be read although nothing was asked."""
    sock = smtp.sock
    if sock is None:
        return True
    waiting = getattr(sock, "pending", lambda: 0)()
    return bool(waiting or select.select([sock], [], [], 0)[0])


def _whole_answer(smtp: smtplib.SMTP) -> tuple[int, bytes]:
    """The answer to the dot. smtplib takes a line that was cut off for an answer; here that is none: Broken."""
    if smtp.sock is None:
        raise Broken
    if smtp.file is None:
        smtp.file = smtp.sock.makefile("rb")
    texts = []
    while True:
        line = smtp.file.readline(LONGEST_LINE + 1)
        if not line.endswith(b"\n") or not line[:3].isdigit():
            raise Broken
        texts.append(line[4:].strip())
        if line[3:4] != b"-":
            return int(line[:3]), b" ".join(texts)


def _accept(phase: str, code: int, reply: bytes) -> None:
    if not 200 <= code < 300:
        raise smtplib.SMTPResponseException(code, reply)


def _go_on(code: int, reply: bytes) -> None:
    if code != 250:
        raise Broken


def _of_the_server(error: Exception, phase: str, server: Server) -> TosoError:
    """An error of opening, as a person can act on it."""
    facts: dict[str, object] = {"host": server.host, "port": server.port, "phase": phase}
    if isinstance(error, TosoError):
        return error
    if isinstance(error, ssl.SSLCertVerificationError):
        return AccessError("mail_certificate", **facts, reason=error.verify_message)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return AccessError("mail_server_refuses", **facts, code=0, reply="")
    if isinstance(error, smtplib.SMTPResponseException):
        code = error.smtp_code
        if phase == "login" and (code in LOGIN_REFUSED or 500 <= code < 600):
            return AccessError("mail_login_refused", **facts, user=server.user)
        if 500 <= code < 600 and code != SYNTAX:
            return AccessError("mail_server_refuses", **facts, code=code, reply=text(error.smtp_error))
        return TryAgain("mail_server_away", **facts, reason=f"{code} {text(error.smtp_error)}".strip())
    if isinstance(error, (OSError, smtplib.SMTPException, socket.timeout)):
        return TryAgain("mail_server_away", **facts, reason=type(error).__name__)
    raise error
