"""The doctor names what is wrong, each thing in turn, and how to mend it."""

from __future__ import annotations

import json
import os
import re
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from an_lac import Ended, Toso

from toso.errors import Exit
from toso.settings import load_settings
from toso.state import FILE_NAME, State
from toso.wiring import LOCAL_ACCOUNT, Wiring
from toso.words import catalogue


def looked(toso: Toso, *arguments: str) -> tuple[Ended, dict[str, list[dict[str, str]]]]:
    """How the doctor ended, and what it said by check."""
    ended = toso("doctor", "--json", *arguments)
    found: dict[str, list[dict[str, str]]] = {}
    for one in json.loads(ended.out):
        found.setdefault(one["check"], []).append(one)
    return ended, found


def change(folder: Path, old: str, new: str) -> None:
    text = (folder / "toso.toml").read_text(encoding="utf-8")
    assert old in text
    (folder / "toso.toml").write_text(text.replace(old, new, 1), encoding="utf-8")


class Mailbox:
    """Takes letters (none should come) and knows one password."""

    def __init__(self) -> None:
        self.letters = 0

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
        self.letters += 1
        return "250 OK"


@pytest.fixture
def smtp() -> Iterator[tuple[Controller, Mailbox]]:
    box = Mailbox()

    def authenticate(server, session, envelope, mechanism, data):  # type: ignore[no-untyped-def]
        return AuthResult(success=data.password == b"dung", handled=False)

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port, authenticator=authenticate, auth_require_tls=False)
    controller.start()
    yield controller, box
    controller.stop()


def test_every_line_has_its_words() -> None:
    code = "".join(
        file.read_text(encoding="utf-8")
        for file in (Path(__file__).parents[2] / "scripts/toso/jobs/doctor").glob("*.py")
    )
    code += (Path(__file__).parents[2] / "scripts/toso/cli/doctor.py").read_text(encoding="utf-8")
    keys = set(re.findall(r'(?:Line|of_error|guarded)\(\s*"(\w+)"', code)) | set(
        re.findall(r'Line\("(\w+)" if [^"]+ else "(\w+)"', code)[0]
    )
    assert keys <= set(catalogue("cli/doctor.yaml")["lines"]) and len(keys) > 30


def test_a_ward_in_good_order_has_no_cross(toso: Toso, an_lac: Path) -> None:
    assert toso("run", "-q").code == 0
    ended, found = looked(toso)
    assert ended.code == 0 and not [one for lines in found.values() for one in lines if one["level"] == "bad"]
    assert (
        found["google"][0]["line"].count(LOCAL_ACCOUNT) == 1 and "drive.metadata.readonly" in found["google"][0]["line"]
    )
    assert {"settings", "state", "disk", "backup", "books", "run", "deadline"} <= set(found)


def test_people_see_a_mark_and_how_to_mend_and_quiet_leaves_out_what_is_well(toso: Toso, an_lac: Path) -> None:
    loud, quiet = toso("doctor").out, toso("doctor", "-q").out
    assert "✓ Cấu hình" in loud and "  Cách sửa: Sao lưu ngay: toso backup" in loud
    assert "✓" not in quiet and "⚠" in quiet


def test_wrong_settings_are_one_line_with_how_to_mend_it(toso: Toso, folder: Path) -> None:
    change(folder, "[plan]", "[plan]\ntarget = 1")
    ended, found = looked(toso)
    assert (
        ended.code == Exit.CONFIGURATION
        and list(found) == ["settings_bad"]
        and "plan.target" in found["settings_bad"][0]["line"]
    )


def test_an_open_state_folder_is_closed_by_fix(toso: Toso, an_lac: Path) -> None:
    (an_lac / "state").chmod(0o755)
    assert "state_open" in looked(toso)[1]
    looked(toso, "--fix")
    assert (an_lac / "state").stat().st_mode & 0o077 == 0 and "state_open" not in looked(toso)[1]


def test_a_corrupt_queue_of_letters_is_a_cross_that_says_how_and_status_sends_there(toso: Toso, an_lac: Path) -> None:
    state = an_lac / "state"
    state.mkdir(mode=0o700, exist_ok=True)
    (state / "outbox.sqlite3").write_bytes(b"\xee" * 8000)
    ended, found = looked(toso)
    assert ended.code == Exit.CONFIGURATION and "outbox.sqlite3.hong" in found["outbox_bad"][0]["mend"]
    assert "toso doctor" in toso("status", "-q").out
    assert (state / "outbox.sqlite3").read_bytes() == b"\xee" * 8000


def test_it_names_the_settings_that_do_not_come_from_the_file_and_no_value(
    toso: Toso, an_lac: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOSO_KEEPER__PHONE", "0912345678")
    (an_lac / "secrets").mkdir()
    (an_lac / "secrets" / "TOSO_MAIL__PASSWORD").write_text("canary")
    line = looked(toso)[1]["settings"][0]["line"]
    assert str(an_lac / "toso.toml") in line and "keeper.phone" in line and "mail.password" in line
    assert "canary" not in line and "0912345678" not in line


def test_a_corrupt_state_is_a_cross_that_names_the_restore_of_what_was_kept(toso: Toso, an_lac: Path) -> None:
    with State(an_lac / "state" / FILE_NAME):
        pass
    assert toso("backup").code == 0
    (an_lac / "state" / FILE_NAME).write_bytes(b"\x00" * 5000)
    ended, found = looked(toso)
    assert ended.code == Exit.CONFIGURATION and "toso restore" in found["state_bad"][0]["mend"]


def test_an_old_key_is_told(toso: Toso, an_lac: Path) -> None:
    change(an_lac, 'auth = "local"', 'auth = "service_account"')
    key = an_lac / "credentials.json"
    key.write_text("{}")
    key.chmod(0o600)
    long_ago = time.time() - 500 * 86400
    os.utime(key, (long_ago, long_ago))
    assert looked(toso)[1]["key_old"][0]["level"] == "warn"


def test_a_book_that_is_not_shared_and_a_layout_that_drifted_are_named(toso: Toso, an_lac: Path) -> None:
    with closing(Wiring(load_settings(an_lac))) as parts:
        client = parts.session.client
        rows = (
            client.open_by_key(parts.settings.books.ward)
            .worksheet("Danh sách tổ")
            .get_all_records(numericise_ignore=["all"])
        )
        first, second = (str(row["Mã sổ Google"]) for row in rows)
        client.open_by_key(first).worksheet("Khảo sát").update_title("Bảng của tôi")
        client.del_spreadsheet(second)
    ended, found = looked(toso)
    assert ended.code == Exit.ACCESS
    assert "TDP01" in found["book_drift"][0]["line"] and "TDP02" in found["book_bad"][0]["line"]
    looked(toso, "--fix")
    with closing(Wiring(load_settings(an_lac))) as parts:
        assert parts.session.client.open_by_key(first).worksheet("Khảo sát").title == "Khảo sát"


def test_a_book_open_to_whoever_has_the_link_is_a_cross(toso: Toso, an_lac: Path) -> None:
    with closing(Wiring(load_settings(an_lac))) as parts:
        parts.session.client.open_by_key(parts.settings.books.master).share(None, perm_type="anyone", role="reader")
    ended, found = looked(toso)
    assert ended.code == Exit.ACCESS and "toso share" in found["sharing_link"][0]["mend"]


def test_a_master_nobody_shared_with_us_says_whom_to_share_it_with(toso: Toso, an_lac: Path) -> None:
    master = load_settings(an_lac).books.master
    change(an_lac, master, "1" + "x" * 40)
    ended, found = looked(toso)
    assert ended.code == Exit.ACCESS and LOCAL_ACCOUNT in found["book_unseen"][0]["mend"]


def test_google_out_of_reach_is_a_warning_that_passes(toso: Toso, an_lac: Path) -> None:
    change(an_lac, 'auth = "local"', 'auth = "local"\nendpoint = "http://127.0.0.1:9"\ndeadline_seconds = 0.2')
    ended, found = looked(toso)
    assert ended.code == 0 and found["google_bad"][0]["level"] == "warn" and "mạng" in found["google_bad"][0]["mend"]


def test_the_right_password_logs_in_and_sends_nothing(
    toso: Toso, an_lac: Path, smtp: tuple[Controller, Mailbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    controller, box = smtp
    setting = f'[mail]\nhost = "127.0.0.1"\nport = {controller.port}\nsecurity = "none"\nuser = "vhxh"\nsender = "vhxh@example.vn"\n'
    change(an_lac, "[mail]\n", setting)
    monkeypatch.setenv("TOSO_MAIL__PASSWORD", "dung")
    assert looked(toso)[1]["mail"][0]["level"] == "ok"
    monkeypatch.setenv("TOSO_MAIL__PASSWORD", "sai-canary")
    ended, found = looked(toso)
    assert ended.code == Exit.ACCESS and found["mail_bad"][0]["level"] == "bad"
    assert "canary" not in ended.out + ended.err and box.letters == 0


def test_a_mail_server_out_of_reach_is_a_warning(toso: Toso, an_lac: Path) -> None:
    change(an_lac, "[mail]\n", '[mail]\nhost = "127.0.0.1"\nport = 9\nsecurity = "none"\nsender = "vhxh@example.vn"\n')
    assert looked(toso)[1]["mail_bad"][0]["level"] == "warn"


def test_a_broken_backup_is_told(toso: Toso, an_lac: Path) -> None:
    toso("backup")
    (path,) = (an_lac / "state" / "backups").glob("*.tar.gz")
    path.write_bytes(b"x")
    assert looked(toso)[1]["backup_bad"][0]["level"] == "bad"
