"""Backups that can be trusted, and the three handovers: a new keeper, a lost key, a lost machine."""

from __future__ import annotations

import json
import shutil
import tarfile
from contextlib import closing
from pathlib import Path

import pytest
from an_lac import Toso

from toso.errors import Exit
from toso.jobs import backup, book_copies
from toso.settings import load_settings
from toso.state import FILE_NAME, State
from toso.wiring import Wiring

DUE_DAY = "2025-12-15T12:30"


def state_of(folder: Path) -> State:
    return State(folder / "state" / FILE_NAME)


def letters(folder: Path) -> list[str]:
    return sorted(file.name for file in (folder / "outbox").glob("*.eml"))


def reports(folder: Path) -> list[str]:
    return [name for name in letters(folder) if ".dinh_ky." in name]


def test_what_was_backed_up_comes_back_and_what_stood_there_is_kept_aside(toso: Toso, folder: Path) -> None:
    with state_of(folder) as state:
        state.put_fact("colour", "blue")
    assert toso("backup").code == 0
    with state_of(folder) as state:
        state.put_fact("colour", "red")
    assert toso("restore", "--yes").code == 0
    with state_of(folder) as state:
        assert state.fact("colour") == "blue"
    (aside,) = (folder / "state").glob("before-restore-*")
    with State(aside / FILE_NAME) as old:
        assert old.fact("colour") == "red"


def test_a_backup_is_made_while_another_run_writes(toso: Toso, folder: Path) -> None:
    with state_of(folder) as state, state._writing() as db:
        db.execute("INSERT INTO facts VALUES ('half', 'done')")
        assert toso("backup").code == 0
    found = backup.read(backup.newest(folder / "state" / "backups"))
    assert set(found.files) == {f"state/{FILE_NAME}", "toso.toml"}


def test_a_backup_holds_no_secret_and_is_for_its_owner_only(toso: Toso, folder: Path) -> None:
    text = (folder / "toso.toml").read_text(encoding="utf-8")
    (folder / "toso.toml").write_text(
        text + '[mail]\npassword = "canary-1"\n[keeper]\nping_url = "https://canary-2"\n', encoding="utf-8"
    )
    assert toso("backup").code == 0
    path = backup.newest(folder / "state" / "backups")
    assert path.stat().st_mode & 0o077 == 0
    assert b"canary" not in b"".join(backup.read(path).files.values())


def test_only_as_many_backups_stay_as_are_asked_for(toso: Toso, folder: Path) -> None:
    settings = load_settings(folder)
    from datetime import datetime, timedelta

    for day in range(5):
        backup.make(settings, datetime(2025, 12, 1).astimezone() + timedelta(days=day))
    assert backup.drop_old(settings.files.backups, 2) == 3
    assert [path.name[:20] for path in backup.all_backups(settings.files.backups)] == [
        "toso-backup-20251204",
        "toso-backup-20251205",
    ]


@pytest.mark.parametrize("harm", ["cut", "changed", "other", "gone"])
def test_a_broken_backup_is_told_and_nothing_is_replaced(harm: str, toso: Toso, folder: Path) -> None:
    with state_of(folder) as state:
        state.put_fact("colour", "blue")
    toso("backup")
    path = backup.newest(folder / "state" / "backups")
    if harm == "cut":
        path.write_bytes(path.read_bytes()[:-200])
    elif harm == "changed":
        files = backup.read(path).files
        with tarfile.open(path, "w:gz") as archive:
            (folder / "manifest.json").write_text(
                json.dumps({"version": 1, "made_at": "2025-12-01T00:00:00+07:00", "files": dict.fromkeys(files, "00")})
            )
            archive.add(folder / "manifest.json", "manifest.json")
            archive.add(folder / "toso.toml", "toso.toml")
    elif harm == "other":
        path.write_bytes(b"hello")
    else:
        path.unlink()
    ended = toso("restore", "--yes")
    assert ended.code == Exit.CONFIGURATION and "Cách sửa" in ended.err
    with state_of(folder) as state:
        assert state.fact("colour") == "blue"
    assert not list((folder / "state").glob("before-restore-*"))


def test_nothing_is_restored_without_a_yes_or_while_another_run_works(toso: Toso, folder: Path) -> None:
    from toso.lock import run_lock

    with state_of(folder):
        pass
    toso("backup")
    assert "restore_declined" in toso("restore").err
    with run_lock(folder / "state"):
        assert toso("restore", "--yes").code == Exit.TRY_AGAIN


def test_a_corrupt_state_stops_a_run_and_is_mended_by_the_last_backup(toso: Toso, an_lac: Path) -> None:
    assert toso("run", "-q", "--as-of", DUE_DAY).code == 0
    assert len(reports(an_lac)) == 1
    (an_lac / "state" / FILE_NAME).write_bytes(b"\xff" * 9000)
    for end in ("-wal", "-shm"):
        (an_lac / "state" / (FILE_NAME + end)).unlink(missing_ok=True)
    broken = toso("run", "-q", "--as-of", "2025-12-15T13:30")
    assert broken.code == Exit.CONFIGURATION and "toso restore" in broken.err
    assert toso("restore", "--yes", "--as-of", "2025-12-15T13:30").code == 0
    assert toso("run", "-q", "--as-of", "2025-12-15T13:30").code == 0
    assert len(reports(an_lac)) == 1, "the report was sent again after the restore"


def test_a_run_without_its_state_says_where_the_periods_before_can_be_had(toso: Toso, an_lac: Path) -> None:
    toso("run", "--as-of", "2025-12-12T09:00")
    assert toso("backup").code == 0
    for file in (an_lac / "state").glob("toso.sqlite3*"):
        file.unlink()
    ran = toso("run", "-q", "--as-of", "2025-12-12T11:00")
    assert ran.code == 0
    assert "toso restore" in ran.err and "toso-backup-" in ran.err
    assert "toso restore" not in toso("run", "-q", "--as-of", "2025-12-12T13:00").err, "it is told once"


def test_a_lost_machine_is_replaced_from_its_backup_and_sends_nothing_twice(
    toso: Toso, an_lac: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """README, handover 3: install, copy toso.toml and the last backup, restore, run."""
    assert toso("run", "-q", "--as-of", DUE_DAY).code == 0
    kept = backup.newest(an_lac / "state" / "backups")
    new = tmp_path_factory.mktemp("new-machine")
    shutil.copy(an_lac / "toso.toml", new)
    shutil.copytree(an_lac / "local", new / "local")  # the books are Google's, and are still there
    assert toso("restore", kept, "--yes", "-c", new, "--as-of", "2025-12-15T15:00").code == 0
    assert toso("run", "-q", "-c", new, "--as-of", "2025-12-15T15:00").code == 0
    assert reports(new) == []
    assert "2025-Q4" in toso("status", "-c", new, "--as-of", "2025-12-15T16:00").out


def test_an_old_backup_makes_a_person_say_whether_the_report_has_left(toso: Toso, an_lac: Path) -> None:
    assert toso("run", "-q", "--as-of", "2025-12-10T09:00").code == 0
    early = shutil.copy(backup.newest(an_lac / "state" / "backups"), an_lac / "early.tar.gz")
    asked = toso("restore", early, "--yes", "--as-of", "2025-12-15T18:00")
    assert asked.code == Exit.USAGE and "2025-Q4" in asked.err
    assert toso("restore", early, "--yes", "--already-sent", "2025-Q4", "--as-of", "2025-12-15T18:00").code == 0
    assert toso("run", "-q", "--as-of", "2025-12-15T18:00").code == 0 and reports(an_lac) == []
    assert toso("restore", early, "--yes", "--not-sent", "2025-Q4", "--as-of", "2025-12-15T19:00").code == 0
    assert toso("run", "-q", "--as-of", "2025-12-15T19:00").code == 0 and len(reports(an_lac)) == 1


def test_a_lost_key_is_replaced_and_only_the_key(toso: Toso, an_lac: Path) -> None:
    """README, handover 2: the doctor says what is wrong; a new key file, closed to others, puts it right."""
    text = (an_lac / "toso.toml").read_text(encoding="utf-8").replace('auth = "local"', 'auth = "service_account"')
    (an_lac / "toso.toml").write_text(text, encoding="utf-8")
    assert toso("run", "-q").code == Exit.ACCESS
    lost = toso("doctor")
    assert lost.code == Exit.ACCESS and "credentials.example.json" in lost.out
    (an_lac / "credentials.json").write_text(json.dumps({"type": "service_account"}), encoding="utf-8")
    (an_lac / "credentials.json").chmod(0o644)
    opened = toso("doctor")
    assert "chmod 600" in opened.out
    toso("doctor", "--fix")
    assert (an_lac / "credentials.json").stat().st_mode & 0o777 == 0o600


def test_a_new_keeper_takes_over_with_one_command(toso: Toso, an_lac: Path) -> None:
    """README, handover 1: toso init with the new address; nothing else changes."""
    before = (an_lac / "toso.toml").read_text(encoding="utf-8")
    assert (
        toso("init", "--no-input", "-q", "--keeper-email", "lan@example.vn", "--keeper-phone", "0220 3822 000").code
        == 0
    )
    after = (an_lac / "toso.toml").read_text(encoding="utf-8")
    changed = [line for line in after.splitlines() if line not in before.splitlines()]
    assert changed == ['email = "lan@example.vn"', 'phone = "0220 3822 000"']


def test_a_groups_book_comes_back_from_its_copy_in_drive(toso: Toso, an_lac: Path) -> None:
    assert toso("run", "-q", "--as-of", "2025-10-20T09:00").code == 0
    assert "copy_none" in toso("restore", "--book", "TDP01").err
    with closing(Wiring(load_settings(an_lac))) as parts:
        group = next(g for g in _groups(parts) if g.code == "TDP01")
        book = parts.session.client.open_by_key(group.book_id).worksheet("Hộ gia đình")
        book.update_acell("A2", "TDP01-0001")
        kept = book.get_all_values()
    assert toso("backup", "--books").code == 0
    with closing(Wiring(load_settings(an_lac))) as parts:
        parts.session.client.open_by_key(group.book_id).worksheet("Hộ gia đình").clear()
    ended = toso("restore", "--book", "TDP01")
    assert ended.code == 0 and "Danh sách tổ" in ended.err
    with closing(Wiring(load_settings(an_lac))) as parts:
        assert parts.session.client.open_by_key(ended.out.strip()).worksheet("Hộ gia đình").get_all_values() == kept


def _groups(parts: Wiring):  # type: ignore[no-untyped-def]
    from toso.jobs.ward_book import recall

    ward = recall(parts.state)
    assert ward is not None
    return ward.groups


def test_copies_expire_and_all_of_them_with_the_purge(toso: Toso, an_lac: Path) -> None:
    assert toso("run", "-q", "--as-of", "2025-10-20T09:00").code == 0
    for _ in range(2):
        assert toso("backup", "--books", "-q").code == 0
    with closing(Wiring(load_settings(an_lac))) as parts:
        assert len(book_copies.known(parts.state)) == 4
        assert book_copies.expire(parts.books.drive, parts.state, 1, None) == 2
        from datetime import date

        assert book_copies.expire(parts.books.drive, parts.state, 4, date(2099, 1, 1)) == 2
        assert book_copies.known(parts.state) == ()


def test_a_lost_machine_without_any_backup_sends_nothing_twice_either(toso: Toso, an_lac: Path) -> None:
    """What was sent is read back from the master's ledger."""
    assert toso("run", "-q", "--as-of", DUE_DAY).code == 0
    before = letters(an_lac)
    shutil.rmtree(an_lac / "state")
    assert toso("run", "-q", "--as-of", "2025-12-15T15:00").code == 0
    assert letters(an_lac) == before
