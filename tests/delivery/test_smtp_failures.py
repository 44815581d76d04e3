"""Twelve places where a mail server can fail, fifty ways to fail: each ends as the outbox promises.

Before the final dot, or on 4xx: tried again. 5xx: stopped and told. No answer to the dot: held. QUIT: sent.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from bad_server import PHASES, Bad, BadServer
from certificates import Certificates
from letters_of_tests import NOON, letter, states

from toso.delivery.outbox import Outbox
from toso.delivery.sending import Sent, send_ready
from toso.delivery.smtp import Server, Session
from toso.errors import AccessError, TryAgain

FOR_NOW = [b"%d not now" % code for code in (421, 432, 441, 442, 446, 447, 449, 450, 451, 452, 453, 454, 455, 458, 459, 471)]
FOR_EVER = [b"%d never" % code for code in (500, 501, 502, 503, 504, 510, 511, 512, 521, 535, 541, 550, 551, 553, 554, 555, 556)]
SAYS_NOTHING = [b"199 hm", b"999 hm", b"600 hm", b"abc hm", b"\xff\xfe\x00 hm", b"- hm", b"x" * 9000]
FAILURES = [
    *(Bad("", text) for text in FOR_NOW),
    *(Bad("", text) for text in FOR_EVER),
    *(Bad("", text, then) for text in (b"", b"4", b"250", b"250-more\r\n", b"5") for then in ("hang up", "reset")),
    *(Bad("", text) for text in SAYS_NOTHING),
    Bad("", b"", "silence"),
]  # fmt: skip
CONNECTION = ("connect", "ehlo", "starttls", "tls", "ehlo again", "login")
SOAK = os.environ.get("TOSO_SOAK") == "1"
SHARE = 1 if SOAK else 5


def cases() -> Iterator[tuple[str, Bad]]:
    number = 0
    for phase in PHASES:
        for bad in FAILURES:
            number += 1
            if number % SHARE and not (bad.then == "silence" and phase in ("dot", "mail")):
                continue
            if bad.then == "silence" and not SOAK and phase not in ("dot", "mail"):
                continue
            yield phase, bad


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


def one_round(outbox: Outbox, server: BadServer, certificates: Certificates, at: int = 0) -> Sent:
    """One round of sending, ``at`` minutes after noon."""
    where = Server(
        "localhost", server.port, "starttls", "phuong", "mật khẩu", timeout=0.4, context=certificates.trusting
    )
    return send_ready(outbox, Session(where), lambda: NOON + timedelta(minutes=at))


def expected(phase: str, bad: Bad) -> set[str]:
    if phase == "quit":
        return {"sent"}
    code = bad.says[:3] if bad.then == "go on" else b""
    never = b"500" <= code < b"600" and code.isdigit()
    if phase == "dot":
        if never:
            return {"failed"}
        return {"queued"} if b"400" <= code < b"500" and code.isdigit() else {"unknown"}
    if phase == "body":  # the server goes while we write: we may notice before the dot or only after it
        return {"failed" if never else "queued", "unknown"}
    if phase in ("mail", "rcpt", "data") and never:
        return {"failed"}
    return {"queued"}


def test_there_are_fifty_ways_to_fail_at_eleven_places_and_more() -> None:
    assert len(FAILURES) >= 50
    assert len(PHASES) >= 11


@pytest.mark.parametrize(("phase", "bad"), list(cases()), ids=lambda value: value if isinstance(value, str) else "")
def test_a_failing_server_loses_nothing_and_doubles_nothing(
    phase: str, bad: Bad, tmp_path: Path, certificates: Certificates
) -> None:
    failing = Bad(phase, bad.says, bad.then)
    with Outbox(tmp_path / "outbox.sqlite3") as outbox, BadServer(certificates.server, failing) as server:
        outbox.put(letter("to1@tranlieu.example"), NOON)
        first = one_round(outbox, server, certificates)
        wanted = expected(phase, failing)
        (state,) = states(outbox).values()
        assert state in wanted
        if phase in CONNECTION:
            assert isinstance(first.trouble, (TryAgain, AccessError))

        server.bad = None
        one_round(outbox, server, certificates, at=5)
        arrived = len(server.post.accepted)
        if state in ("sent", "queued"):
            assert states(outbox) == {"to1@tranlieu.example": "sent"}
            assert arrived == 1
        else:
            assert states(outbox) == {"to1@tranlieu.example": state}
            assert arrived == 0
            assert len(server.post.taken) <= 1


def test_a_password_that_is_refused_is_told_and_the_letter_waits(tmp_path: Path, certificates: Certificates) -> None:
    with Outbox(tmp_path / "o.sqlite3") as outbox, BadServer(certificates.server, Bad("login", b"535 no")) as server:
        outbox.put(letter("to1@tranlieu.example"), NOON)
        told = one_round(outbox, server, certificates).trouble
        assert isinstance(told, AccessError)
        assert told.code == "mail_login_refused"
        assert "mật khẩu" not in str(told)
        assert states(outbox) == {"to1@tranlieu.example": "queued"}


def test_a_certificate_nobody_vouches_for_is_refused_before_the_password_is_said(
    tmp_path: Path, certificates: Certificates
) -> None:
    with Outbox(tmp_path / "o.sqlite3") as outbox, BadServer(certificates.server) as server:
        outbox.put(letter("to1@tranlieu.example"), NOON)
        where = Server("localhost", server.port, "starttls", "phuong", "x", timeout=1, context=certificates.doubting)
        told = send_ready(outbox, Session(where), lambda: NOON).trouble
        assert told is not None
        assert told.code == "mail_certificate"
        assert server.post.taken == []


def test_a_server_without_starttls_is_not_spoken_to_in_the_open(tmp_path: Path, certificates: Certificates) -> None:
    with Outbox(tmp_path / "o.sqlite3") as outbox, BadServer(certificates.server, Bad("ehlo", b"250 post")) as server:
        outbox.put(letter("to1@tranlieu.example"), NOON)
        told = one_round(outbox, server, certificates).trouble
        assert told is not None
        assert told.code == "mail_not_secure"
        assert server.post.taken == []
