"""The world wrong in turn: one clear error with how to mend it, the documented exit code, nothing lost."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from an_lac import Ended, Toso
from key_files import key_file, office

from toso.errors import Exit
from toso.settings import load_settings
from toso.state import FILE_NAME, State
from toso.wiring import Wiring

NOON = ("--as-of", "2025-12-15T12:30")


def change(folder: Path, old: str, new: str) -> None:
    text = (folder / "toso.toml").read_text(encoding="utf-8")
    assert old in text
    (folder / "toso.toml").write_text(text.replace(old, new, 1), encoding="utf-8")


def assert_clear(ended: Ended, code: Exit, *words: str) -> None:
    """Exactly one error of four lines, in Vietnamese, with the code."""
    assert ended.code == code, ended.err
    assert ended.err.count("Lỗi: ") == ended.err.count("Cách sửa: ") == 1 and f"({int(code)})" in ended.err
    assert "Traceback" not in ended.err and all(word in ended.err for word in words)


@pytest.fixture
def refusing() -> Iterator[str]:
    """Google's token office, which does not take the key (any more)."""
    with office(400, {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}) as address:
        yield address


def test_the_example_of_a_key_has_the_form_of_a_real_one() -> None:
    example = json.loads((Path(__file__).parents[2] / "credentials.example.json").read_text(encoding="utf-8"))
    assert example["type"] == "service_account"
    assert {"project_id", "private_key_id", "private_key", "client_email", "client_id", "token_uri"} <= set(example)


def test_a_key_that_was_withdrawn(toso: Toso, an_lac: Path, refusing: str) -> None:
    change(an_lac, 'auth = "local"', 'auth = "service_account"\ndeadline_seconds = 2')
    key_file(an_lac, refusing)
    ended = toso("run", "--due", *NOON)
    assert ended.code == Exit.ACCESS and "google_credential_refused" in ended.err and "private_key" not in ended.err


def test_a_key_that_is_missing_unreadable_or_open(toso: Toso, an_lac: Path) -> None:
    change(an_lac, 'auth = "local"', 'auth = "service_account"')
    assert_clear(toso("apply"), Exit.ACCESS, "google_credential_missing", "google.credentials")
    (an_lac / "credentials.json").mkdir()
    assert_clear(toso("apply"), Exit.ACCESS, "google_credential_missing")
    (an_lac / "credentials.json").rmdir()
    (an_lac / "credentials.json").write_text("{not json")
    (an_lac / "credentials.json").chmod(0o600)
    assert_clear(toso("apply"), Exit.ACCESS, "google_credential_unreadable")
    (an_lac / "credentials.json").chmod(0o644)
    assert_clear(toso("apply"), Exit.ACCESS, "google_credential_open", "chmod 600")
    assert toso("run", *NOON).code == Exit.ACCESS


def test_a_key_of_an_account_that_helps_to_read_is_told_as_the_first_one_is(toso: Toso, an_lac: Path) -> None:
    change(an_lac, 'auth = "local"', 'auth = "local"\nendpoint = "http://127.0.0.1:9"\ndeadline_seconds = 0.3\nmore_credentials = ["credentials-2.json"]')
    ask = ("aggregate", "--engine", "dask", *NOON)
    assert_clear(toso(*ask), Exit.ACCESS, "google_credential_missing", "google.more_credentials", str(an_lac / "credentials-2.json"))
    (an_lac / "credentials-2.json").write_text("{not json")
    (an_lac / "credentials-2.json").chmod(0o600)
    assert_clear(toso(*ask), Exit.ACCESS, "google_credential_unreadable", "credentials-2.json")
    (an_lac / "credentials-2.json").chmod(0o644)
    assert_clear(toso(*ask), Exit.ACCESS, "google_credential_open", "credentials-2.json")
    assert "credentials-2.json" in toso("doctor").out


def test_google_out_of_reach_is_tried_again_and_says_nothing_when_quiet(toso: Toso, an_lac: Path) -> None:
    change(an_lac, 'auth = "local"', 'auth = "local"\nendpoint = "http://127.0.0.1:9"\ndeadline_seconds = 0.3')
    assert_clear(toso("plan"), Exit.TRY_AGAIN, "google_unreachable", "mạng")
    quiet = toso("run", "--due", "-q", "--as-of", "2025-10-20T10:00")
    assert (quiet.code, quiet.err, quiet.out) == (Exit.TRY_AGAIN, "", "")


def test_who_waits_for_google_is_told_once_for_what_and_how_long(toso: Toso, an_lac: Path) -> None:
    change(an_lac, 'auth = "local"', 'auth = "local"\nendpoint = "http://127.0.0.1:9"\ndeadline_seconds = 4')
    said = "http://127.0.0.1:9 chưa trả lời. Máy đang tự thử lại, lâu nhất "
    ended = toso("run", *NOON)
    assert ended.code == Exit.TRY_AGAIN and ended.err.count(said) == 1, ended.err
    assert toso("run", "-q", *NOON).err == ""
    lines = [json.loads(line) for line in toso("run", "--log-json", *NOON).err.splitlines() if line.startswith("{")]
    (noted,) = (one for one in lines if one["event"] == "no_answer")
    assert 1 <= noted["seconds"] <= 4


def test_a_run_of_a_group_that_the_ward_does_not_have_is_refused(toso: Toso, an_lac: Path) -> None:
    assert_clear(toso("run", "--group", "TDP99", *NOON), Exit.USAGE, "TDP99", "Danh sách tổ")
    assert toso("run", "--group", "tdp02", *NOON).code == 0


def test_one_book_that_is_not_shared_stops_no_other_and_the_report_still_leaves(toso: Toso, an_lac: Path) -> None:
    with closing(Wiring(load_settings(an_lac))) as parts:
        client = parts.session.client
        rows = client.open_by_key(parts.settings.books.ward).worksheet("Danh sách tổ").get_all_values()[1:]
        client.del_spreadsheet(rows[0][5])
    ended = toso("run", *NOON)
    assert ended.code == Exit.PARTIAL
    assert [file.name for file in (an_lac / "outbox").glob("*.dinh_ky.*")] != []


def test_what_somebody_deleted_in_a_book_is_made_again_and_told_once_even_when_quiet(toso: Toso, an_lac: Path) -> None:
    """Mr An's team deletes a column and a tab; the other group's book is checked all the same."""
    assert toso("run", "-q", "--as-of", "2025-10-20T07:00").code == 0
    with closing(Wiring(load_settings(an_lac))) as parts:
        client = parts.session.client
        ids = [row[5] for row in client.open_by_key(parts.settings.books.ward).worksheet("Danh sách tổ").get_all_values()[1:3]]
        book = client.open_by_key(ids[0])
        households = book.worksheet("Hộ gia đình")
        households.delete_columns(households.row_values(1).index("VNeID mức 2") + 1)
        book.del_worksheet(book.worksheet("Tập huấn"))
    ended = toso("run", "-q", "--as-of", "2025-10-20T09:30")
    lines = ended.err.splitlines()
    assert ended.code == 0 and len(lines) == 2 and all("Nhật ký phiên bản" in line for line in lines)
    assert "Tổ dân phố số 1: cột “VNeID mức 2” ở trang “Hộ gia đình” đã bị xóa" in ended.err
    assert "trang “Tập huấn” đã bị xóa" in ended.err
    again = toso("run", "-q", "--as-of", "2025-10-20T11:30")
    assert (again.code, again.err) == (0, "")


def test_the_wards_book_that_is_not_shared_stops_the_run_and_sends_nothing(toso: Toso, an_lac: Path) -> None:
    change(an_lac, load_settings(an_lac).books.ward, "1" + "x" * 40)
    ended = toso("run", *NOON)
    assert ended.code == Exit.ACCESS and "Lỗi: " in ended.err and not (an_lac / "outbox").exists()


def test_a_mail_server_that_refuses_the_password_keeps_every_letter(
    toso: Toso, an_lac: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    from aiosmtpd.controller import Controller
    from aiosmtpd.handlers import Sink
    from aiosmtpd.smtp import AuthResult

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def authenticate(server, session, envelope, mechanism, data):  # type: ignore[no-untyped-def]
        return AuthResult(success=data.password == b"dung", handled=False)

    controller = Controller(
        Sink(), hostname="127.0.0.1", port=port, authenticator=authenticate, auth_require_tls=False, auth_required=True
    )
    controller.start()
    try:
        change(
            an_lac,
            "[mail]\n",
            f'[mail]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nuser = "vhxh"\nsender = "vhxh@example.vn"\n',
        )
        monkeypatch.setenv("TOSO_MAIL__PASSWORD", "sai-canary")
        wrong = toso("run", *NOON)
        assert wrong.code == Exit.ACCESS and "canary" not in wrong.err
        assert "report" not in {job for job, _ in _done(an_lac)}
        monkeypatch.setenv("TOSO_MAIL__PASSWORD", "dung")
        assert toso("run", "--as-of", "2025-12-15T13:30").code == 0
        assert ("report", "2025-Q4") in _done(an_lac)
    finally:
        controller.stop()


def _done(folder: Path) -> set[tuple[str, str]]:
    with State(folder / "state" / FILE_NAME, read_only=True) as state:
        return set(state.done())


def test_a_disk_that_cannot_be_written(toso: Toso, an_lac: Path) -> None:
    change(an_lac, "[files]\n", '[files]\nstate = "/proc/toso"\nlogs = "/proc/toso/logs"\n')
    assert_clear(toso("run", *NOON), Exit.CONFIGURATION, "not_writable", "/proc/toso", "[files]")


@pytest.mark.parametrize("command", [["backup"], ["run", "--due", *NOON]])
def test_a_full_disk_is_told_and_what_was_there_is_still_whole(command: list[str], toso: Toso, an_lac: Path) -> None:
    assert toso("run", "-q", "--as-of", "2025-12-14T09:00").code == 0
    before = _done(an_lac)
    ended = subprocess.run(
        [sys.executable, "-m", "toso", *command], cwd=an_lac, capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192)),
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    assert ended.returncode in (Exit.TRY_AGAIN, Exit.CONFIGURATION), ended.stderr
    assert "Lỗi: " in ended.stderr and "Traceback" not in ended.stderr and "df -h" in ended.stderr
    with State(an_lac / "state" / FILE_NAME) as state:
        state.check()
    assert before <= _done(an_lac)
    assert toso("run", *NOON).code == 0


def test_one_trouble_of_several_jobs_is_told_once(toso: Toso, an_lac: Path) -> None:
    change(an_lac, 'auth = "local"', 'auth = "local"\nendpoint = "http://127.0.0.1:9"\ndeadline_seconds = 0.3')
    ended = toso("run", "--due", "--as-of", "2025-10-20T09:00")
    assert_clear(ended, Exit.TRY_AGAIN, "google_unreachable", "chưa xong, lần chạy sau làm tiếp")


def test_a_state_that_is_corrupt_stops_before_anything_is_touched(toso: Toso, an_lac: Path) -> None:
    (an_lac / "state").mkdir(exist_ok=True)
    (an_lac / "state" / FILE_NAME).write_bytes(b"\xee" * 8000)
    for end in ("-wal", "-shm"):
        (an_lac / "state" / (FILE_NAME + end)).unlink(missing_ok=True)
    assert_clear(toso("run", *NOON), Exit.CONFIGURATION, "state_corrupt", "toso.sqlite3.hong", "toso run")
    assert not (an_lac / "outbox").exists()
    assert (an_lac / "state" / FILE_NAME).read_bytes() == b"\xee" * 8000
