"""Status in one screen; a bundle for whoever helps; who may import whom."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
from datetime import datetime
from pathlib import Path

import pytest
from an_lac import Toso

from toso.core.calendar import VIETNAM
from toso.errors import Exit
from toso.jobs.support import redacted
from toso.state import FILE_NAME, State

CANARY = (
    "Nguyễn Thị Hoàng Yến",
    "hoang.yen@example.vn",
    "0912345678",
    "0912 345 678",
    "030099001234",
    "ya29.a0ARrdaM_secret-token-0123456789",
)


def test_a_new_ward_is_told_to_set_up_its_schedule(toso: Toso, folder: Path) -> None:
    ended = toso("status", "--as-of", "2025-10-20T10:00")
    assert ended.code == 0 and "2025-Q4" in ended.out and "12:00 ngày 15/12/2025 (còn 56 ngày)" in ended.out
    assert "toso schedule install" in ended.out


def test_the_last_hours_are_counted_in_hours(toso: Toso, folder: Path) -> None:
    assert "còn 3 giờ" in toso("status", "--as-of", "2025-12-15T09:00").out


def test_quiet_prints_only_what_a_person_must_do(toso: Toso, folder: Path) -> None:
    with State(folder / "state" / FILE_NAME) as state:
        now = datetime(2025, 10, 20, 9, tzinfo=VIETNAM)
        state.put_fact("since", now.isoformat())
        state.end_run(state.begin_run("run", "", now), now, Exit.DONE)
        state.mark_done("validate", "2025-Q4", now)
    assert toso("status", "-q", "--as-of", "2025-10-20T10:00").out == ""
    assert "toso doctor" in toso("status", "-q", "--as-of", "2025-10-23T10:00").out


def test_status_answers_in_json_too(toso: Toso, folder: Path) -> None:
    found = json.loads(toso("status", "--json", "--as-of", "2025-12-15T12:00").out)
    assert {one["job"] for one in found["due"]} >= {"report", "snapshot"} and found["act"] == ["schedule"]


def test_status_of_a_corrupt_state_is_one_clear_error(toso: Toso, folder: Path) -> None:
    (folder / "state").mkdir()
    (folder / "state" / FILE_NAME).write_bytes(b"\x01" * 6000)
    ended = toso("status")
    assert ended.code == Exit.CONFIGURATION and "toso.sqlite3.hong" in ended.err


@pytest.mark.parametrize("value", CANARY[1:])
def test_addresses_phones_citizen_numbers_and_tokens_are_taken_out(value: str) -> None:
    assert value not in redacted(f"a {value} b")


def test_what_helps_is_left_in() -> None:
    text = "collect.py:192 AttributeError 2025-12-15T12:00:00+07:00 rule bad_date row TDP03-0127 code 75"
    assert redacted(text) == text


def test_the_bundle_has_runs_settings_and_logs_and_no_ones_data(toso: Toso, an_lac: Path) -> None:
    assert toso("run", "-q", "--as-of", "2025-10-20T10:00").code == 0
    (an_lac / "state" / "logs" / "toso.log").open("a", encoding="utf-8").write(" ".join(CANARY[1:]) + "\n")
    assert toso("support-bundle", "--out", an_lac / "bundle.tar.gz").code == 0
    with tarfile.open(an_lac / "bundle.tar.gz") as archive:
        texts = {one.name: archive.extractfile(one).read().decode() for one in archive}  # type: ignore[union-attr]
    assert {"machine.txt", "settings.txt", "runs.json", "logs/toso.log"} <= set(texts)
    everything = "\n".join(texts.values())
    assert (
        "ubnd@example.vn" not in everything
        and "to1@example.com" not in everything
        and "Phường An Lạc" not in everything
    )
    assert not [value for value in CANARY[1:] if value in everything]
    assert json.loads(texts["runs.json"])["runs"][0]["code"] == 0


def test_no_value_of_a_book_reaches_logs_state_backup_or_bundle(toso: Toso, an_lac: Path) -> None:
    """A leader types a name, a phone and a citizen's number into Tổ 1's book; nothing outside the book holds them."""
    from contextlib import closing

    from toso.settings import load_settings
    from toso.wiring import Wiring

    with closing(Wiring(load_settings(an_lac))) as parts:
        registry = parts.session.client.open_by_key(parts.settings.books.ward).worksheet("Danh sách tổ")
        book = parts.session.client.open_by_key(str(registry.get_all_values()[1][5]))
        sheet = book.worksheet("Hộ gia đình")
        header = sheet.row_values(1)
        for title, value in (("Chủ hộ", CANARY[0]), ("Ghi chú", CANARY[4]), ("Số điện thoại", CANARY[2])):
            column = next((i + 1 for i, name in enumerate(header) if name.casefold() == title.casefold()), None)
            if column:
                sheet.update([[value]], _a1(column), raw=True)
    assert toso("run", "-q", "--as-of", "2025-10-20T10:00").code in (Exit.DONE, Exit.PARTIAL)
    assert toso("backup").code == 0 and toso("support-bundle", "--out", an_lac / "bundle.tar.gz").code == 0
    local = an_lac / "local"
    held = [
        (file, value)
        for file in an_lac.rglob("*")
        if file.is_file() and local not in file.parents
        for value in (CANARY[0], CANARY[2], CANARY[4])
        if value.encode() in _bytes(file)
    ]
    assert held == []


def _a1(column: int) -> str:
    from gspread.utils import rowcol_to_a1

    return rowcol_to_a1(2, column)


def _bytes(file: Path) -> bytes:
    """What a file holds, archives opened."""
    if file.name.endswith(".tar.gz"):
        with tarfile.open(file) as archive:
            return b"".join(archive.extractfile(one).read() for one in archive)  # type: ignore[union-attr]
    return file.read_bytes()


def test_imports_go_one_way_only() -> None:
    root = Path(__file__).parents[2]
    ended = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout


def test_every_module_of_toso_has_a_place_in_the_order() -> None:
    """A new folder at the top has to be put into .importlinter, or be one of those that anything may use."""
    root = Path(__file__).parents[2]
    rules = (root / ".importlinter").read_text(encoding="utf-8")
    free = {"resources", "parsed", "lock", "logs", "__main__", "__init__", "_data"}
    names = {
        path.stem
        for path in (root / "scripts" / "toso").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert [name for name in sorted(names - free) if f"toso.{name}" not in rules] == []
