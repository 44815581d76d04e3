"""The outbox: who is sent what, refusals of some, sizes, waiting, the deadline, and finding out afterwards."""

from __future__ import annotations

import email
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.policy import default
from pathlib import Path

import pytest
from bad_server import Bad, BadServer
from certificates import Certificates
from imap_server import ImapServer
from letters_of_tests import EVENING, NOON, SENDER, letter, minutes, states

from toso.delivery import ledger, lookup
from toso.delivery.folder import Folder
from toso.delivery.html import Body
from toso.delivery.letters import File, Matter, compose, delivery_id, message_id, usable
from toso.delivery.outbox import Outbox
from toso.delivery.outbox_rows import Result
from toso.delivery.sending import Sent, send_ready
from toso.delivery.smtp import Server, Session
from toso.errors import AccessError, StateError, TryAgain, UsageError

FIRST, SECOND, THIRD = (f"to{n}@tranlieu.example" for n in (1, 2, 3))


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    with Outbox(tmp_path / "outbox.sqlite3") as opened:
        yield opened


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


def sent_to(outbox: Outbox, server: BadServer, certificates: Certificates, at: int = 0) -> Sent:
    where = Server("localhost", server.port, "starttls", timeout=1, context=certificates.trusting)
    return send_ready(outbox, Session(where), lambda: minutes(at))


# --- one person, one matter


def test_a_letter_is_put_in_once(outbox: Outbox) -> None:
    assert outbox.put(letter(FIRST), NOON)
    assert not outbox.put(letter(FIRST), NOON)
    assert len(outbox.deliveries()) == 1


def test_two_spellings_of_an_address_are_one_person(outbox: Outbox) -> None:
    outbox.put(letter(FIRST), NOON)
    matter = Matter("10729", "2025-Q4", "dinh_ky")
    assert outbox.missing(matter, [" TO1@TranLieu.example", SECOND, SECOND]) == (SECOND,)


def test_the_message_id_depends_on_ward_period_kind_recipient_and_revision_and_on_nothing_else() -> None:
    base = Matter("10729", "2025-Q4", "dinh_ky")
    one = message_id(base, [FIRST, SECOND], "a.example")
    assert one == message_id(base, [SECOND, FIRST.upper()], "a.example")
    others = [
        message_id(replace(base, **change), [FIRST, SECOND], "a.example")  # type: ignore[arg-type]
        for change in ({"ward": "1"}, {"period": "2026-Q1"}, {"kind": "to"}, {"revision": 1})
    ]
    assert len({one, message_id(base, [FIRST], "a.example"), *others}) == 6


def test_a_delivery_id_holds_no_address() -> None:
    assert FIRST not in delivery_id(Matter("10729", "2025-Q4", "to"), FIRST)


@pytest.mark.parametrize("address", ["", "x", "a@b", "a b@c.vn", "a@b.vn, c@d.vn", "a@b.vn\r\nRCPT TO:<x@y.vn>", "<a@b.vn>", "tổ@b.vn"])
def test_what_is_no_address_is_never_written_to(address: str) -> None:
    assert not usable(address)


# --- some are refused


def test_a_recipient_refused_for_good_does_not_keep_the_others_from_their_letter(
    outbox: Outbox, certificates: Certificates
) -> None:
    with picky(certificates, {SECOND: b"550 unknown", THIRD: b"450 later"}) as server:
        outbox.put(letter(FIRST, SECOND, THIRD), NOON)
        done = sent_to(outbox, server, certificates)
        assert states(outbox) == {FIRST: "sent", SECOND: "failed", THIRD: "queued"}
        assert (done.sent, done.failed, done.queued) == (1, 1, 1)
        server.answers.clear()  # type: ignore[attr-defined]
        sent_to(outbox, server, certificates, at=5)
        assert states(outbox) == {FIRST: "sent", SECOND: "failed", THIRD: "sent"}
        assert [to for to, _ in server.post.accepted] == [(FIRST,), (THIRD,)]


def picky(certificates: Certificates, answers: dict[str, bytes]) -> BadServer:
    from bad_server import _Talk

    class Talk(_Talk):
        def _answer(self, phase: str) -> bytes:
            if phase == "rcpt":
                address = self.line.split(b"<")[1].split(b">")[0].decode()
                said = answers.get(address, b"250 fine")
                self._send(said)
                return said
            return super()._answer(phase)

    server = BadServer(certificates.server)
    server.RequestHandlerClass = Talk  # type: ignore[assignment]
    server.answers = answers  # type: ignore[attr-defined]
    return server


# --- sizes


def test_a_letter_too_large_for_the_server_goes_out_smaller(outbox: Outbox, certificates: Certificates) -> None:
    whole, _, small = (len(one) for one in letter(FIRST, smaller=2).variants)
    with BadServer(certificates.server, Bad("ehlo again", f"250-post\r\n250 SIZE {whole - 1}".encode())) as server:
        outbox.put(letter(FIRST, smaller=2), NOON)
        sent_to(outbox, server, certificates)
        ((_, body),) = server.post.accepted
        assert small < len(body) < whole


def test_a_letter_refused_as_too_large_after_the_dot_is_tried_smaller_at_once(outbox: Outbox, certificates: Certificates) -> None:
    from bad_server import _Talk

    class Talk(_Talk):
        def _answer(self, phase: str) -> bytes:
            if phase == "dot" and len(self.server.post.taken[-1][1]) > 20000:
                self._send(b"552 5.3.4 too big")
                return b"552"
            return super()._answer(phase)

    with BadServer(certificates.server) as server:
        server.RequestHandlerClass = Talk  # type: ignore[assignment]
        outbox.put(letter(FIRST, smaller=2), NOON)
        sent_to(outbox, server, certificates)
        assert states(outbox) == {FIRST: "sent"}
        assert [len(body) > 20000 for _, body in server.post.taken] == [True, True, False]


# --- waiting, and the deadline


def test_what_is_put_off_waits_longer_each_time_and_fails_at_the_deadline(outbox: Outbox, certificates: Certificates) -> None:
    with BadServer(certificates.server, Bad("mail", b"451 busy")) as server:
        outbox.put(letter(FIRST, deadline=minutes(30)), NOON)
        tried = [minute for minute in range(41) if sent_to(outbox, server, certificates, at=minute).by_state]
        assert tried == [0, 1, 3, 8, 18, 30]
        assert states(outbox) == {FIRST: "failed"}
        assert outbox.deliveries()[0].reply == "busy"


def test_many_letters_go_over_one_connection(outbox: Outbox, certificates: Certificates) -> None:
    with BadServer(certificates.server) as server:
        for n in range(20):
            outbox.put(letter(f"x{n}@tranlieu.example"), NOON)
        assert sent_to(outbox, server, certificates).sent == 20
        assert server.connections == 1


def test_a_refused_letter_does_not_stop_the_next(outbox: Outbox, certificates: Certificates) -> None:
    with picky(certificates, {FIRST: b"550 no"}) as server:
        outbox.put(letter(FIRST), NOON)
        outbox.put(letter(SECOND), NOON)
        sent_to(outbox, server, certificates)
        assert states(outbox) == {FIRST: "failed", SECOND: "sent"}


def test_lines_that_begin_with_a_dot_arrive_as_they_are(outbox: Outbox, certificates: Certificates) -> None:
    with BadServer(certificates.server) as server:
        made = letter(FIRST)
        raw = b"Message-ID: <x@y>\r\n\r\n.\r\n..\r\n.x\r\nend"
        outbox.put(replace(made, variants=(raw,)), NOON)
        sent_to(outbox, server, certificates)
        ((_, body),) = server.post.accepted
        assert body == raw + b"\r\n"


def test_without_a_server_letters_become_files_and_a_second_try_writes_the_same(outbox: Outbox, tmp_path: Path) -> None:
    outbox.put(letter(FIRST), NOON)
    send_ready(outbox, Folder(tmp_path / "eml"), lambda: NOON)
    (file,) = (tmp_path / "eml").iterdir()
    assert file.suffix == ".eml"
    assert email.message_from_bytes(file.read_bytes(), policy=default)["To"] == FIRST
    assert states(outbox) == {FIRST: "sent"}


# --- the letter itself


def test_a_letter_reads_well_in_plain_text_and_html_and_is_seven_bit() -> None:
    body = Body("Báo cáo quý IV: thuỷ, hoà – Đường 5", "<p>Chào</p>", "Chào các bác, số liệu dưới đây")
    made = compose(body, SENDER, [FIRST], "<x@y>", NOON, [File("báo cáo.pdf", b"%PDF", "application/pdf")])
    made.decode("ascii")
    assert max(map(len, made.split(b"\r\n"))) <= 998
    letter_ = email.message_from_bytes(made, policy=default)
    assert letter_["Subject"] == body.subject
    assert letter_["From"].addresses[0].display_name == SENDER.name
    assert letter_["Auto-Submitted"] == "auto-generated"
    assert letter_.get_body(("plain",)).get_content().strip() == body.text  # type: ignore[union-attr]
    assert letter_.get_body(("html",)).get_content().strip() == body.html  # type: ignore[union-attr]
    assert [one.get_filename() for one in letter_.iter_attachments()] == ["báo cáo.pdf"]  # type: ignore[attr-defined]


# --- afterwards


def held(outbox: Outbox) -> str:
    one = letter(FIRST)
    outbox.put(one, NOON)
    outbox.claim(one.message_id, NOON)
    outbox.at_dot(one.message_id, [FIRST])
    outbox.settle(one.message_id, [Result(FIRST, "unknown", "dot")], NOON)
    return one.message_id


def test_an_imap_folder_says_whether_a_letter_arrived(outbox: Outbox, certificates: Certificates) -> None:
    identity = held(outbox)
    with ImapServer(certificates.server, {identity}) as server:
        mailbox = f"imaps://phuong@localhost:{server.port}/Sent"
        assert lookup.find(mailbox, identity, "right", context=certificates.trusting)
        assert not lookup.find(mailbox, "<other@y>", "right", context=certificates.trusting)
        assert identity in server.asked[0]
        with pytest.raises(AccessError, match="mailbox_refused"):
            lookup.find(mailbox, identity, "wrong", context=certificates.trusting)
        with pytest.raises(AccessError, match="mailbox_refused"):
            lookup.find(mailbox.replace("Sent", "Other"), identity, "right", context=certificates.trusting)
    with pytest.raises(TryAgain, match="mailbox_away"):
        lookup.find(mailbox, identity, "right", timeout=1, context=certificates.trusting)


def test_an_imap_server_nobody_vouches_for_is_not_given_the_password(certificates: Certificates) -> None:
    with ImapServer(certificates.server, set()) as server, pytest.raises(TryAgain):
        lookup.find(f"imaps://x@localhost:{server.port}/Sent", "<x@y>", "right", context=certificates.doubting)


def test_a_folded_message_id_in_a_maildir_is_found(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "1").write_bytes(b"Subject: x\r\nMessage-ID:\r\n <x@Y>\r\n\r\nMessage-ID: <z@y>")
    assert lookup.find(str(tmp_path), "<X@y>")
    assert not lookup.find(str(tmp_path), "<z@y>")
    with pytest.raises(TryAgain):
        lookup.find(str(tmp_path / "none"), "<x@y>")


def test_a_claim_that_was_cut_off_is_queued_before_the_dot_and_held_at_it(outbox: Outbox) -> None:
    before, at = letter(FIRST), letter(SECOND)
    for one in (before, at):
        outbox.put(one, NOON)
        outbox.claim(one.message_id, NOON)
    outbox.at_dot(at.message_id, [SECOND])
    assert outbox.recover(minutes(1)) == (1, 1)
    assert states(outbox) == {FIRST: "queued", SECOND: "unknown"}


def test_only_what_is_unknown_or_failed_can_be_decided_by_hand(outbox: Outbox) -> None:
    held(outbox)
    outbox.decide(outbox.deliveries()[0], "sent", NOON)
    outbox.decide(outbox.deliveries()[0], "queued", NOON)
    assert states(outbox) == {FIRST: "sent"}


def test_an_id_must_name_one_letter(outbox: Outbox) -> None:
    for n in range(20):
        outbox.put(letter(f"x{n}@tranlieu.example"), NOON)
    with pytest.raises(UsageError, match="outbox_no_such"):
        outbox.find("zz")
    shared = next(d for d in "0123456789abcdef" if sum(o.delivery_id.startswith(d) for o in outbox.deliveries()) > 1)
    with pytest.raises(UsageError, match="outbox_ambiguous"):
        outbox.find(shared)


def test_the_ledger_keeps_the_worst_standing_of_each_matter_and_survives_a_round_trip(outbox: Outbox, tmp_path: Path) -> None:
    held(outbox)
    outbox.put(letter(SECOND), NOON)
    (row,) = ledger.rows(outbox)
    assert (row.standing, row.recipients) == ("unknown", 2)
    with Outbox(tmp_path / "new.sqlite3") as other:
        assert ledger.restore(other, "10729", [row], NOON) == 1, "what was only queued is queued anew"
        assert ledger.restore(other, "10729", [row], NOON) == 0
        assert [one.state for one in other.deliveries()] == ["unknown"]
        assert other.ready(EVENING) == ()


def test_the_outbox_is_its_owners_alone(outbox: Outbox) -> None:
    assert outbox.path.stat().st_mode & 0o077 == 0


def test_a_file_that_is_no_outbox_is_told_and_not_touched(tmp_path: Path) -> None:
    file = tmp_path / "outbox.sqlite3"
    file.write_bytes(b"SQLite? no." * 100)
    with pytest.raises(StateError, match="outbox_corrupt"):
        Outbox(file)
    assert file.read_bytes() == b"SQLite? no." * 100


def test_what_is_committed_is_there_after_the_process_has_gone(tmp_path: Path) -> None:
    with Outbox(tmp_path / "o.sqlite3") as one:
        one.put(letter(FIRST), NOON)
        with sqlite3.connect(tmp_path / "o.sqlite3") as other:
            assert other.execute("SELECT count(*) FROM deliveries").fetchone() == (1,)
            assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert NOON + timedelta(hours=11, minutes=59, seconds=59) == EVENING
