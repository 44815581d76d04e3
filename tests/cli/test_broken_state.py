"""A file of the state folder that is broken: one error, whose steps are done here to the letter and work."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from an_lac import Ended, Toso

from toso.delivery.outbox import Outbox
from toso.errors import Exit
from toso.state import FILE_NAME, OUTBOX

NOON = ("--as-of", "2025-12-15T12:30")
LATER = ("--as-of", "2025-12-15T13:30")
RUBBISH = bytes(range(256)) * 12


@pytest.fixture
def sent(toso: Toso, an_lac: Path) -> Path:
    """An Lạc after its report has left; nobody has kept a backup."""
    assert toso("run", "-q", *NOON).code == 0
    shutil.rmtree(an_lac / "state" / "backups")
    return an_lac


def spoil(folder: Path, name: str) -> Path:
    path = folder / "state" / name
    path.write_bytes(RUBBISH)
    return path


def letters(folder: Path) -> list[str]:
    return sorted(file.name for file in (folder / "outbox").glob("*.eml"))


def do_as_told(ended: Ended) -> None:
    """Types the command that the error names."""
    found = re.search(r'mv ".+?" ".+?"', ended.err)
    assert found, ended.err
    subprocess.run(found[0], shell=True, check=True)


@pytest.mark.parametrize(("name", "code"), [(FILE_NAME, "state_corrupt"), (OUTBOX, "outbox_corrupt")])
def test_a_broken_file_without_a_backup_is_one_error_and_renaming_it_mends_it(
    name: str, code: str, toso: Toso, sent: Path
) -> None:
    before, path = letters(sent), spoil(sent, name)
    ended = toso("run", *LATER)
    assert ended.code == Exit.CONFIGURATION and ended.err.count("Lỗi: ") == 1 and code in ended.err, ended.err
    assert "toso restore" not in ended.err and "Phần không lấy lại được" in ended.err
    do_as_told(ended)
    mended = toso("run", *LATER)
    assert mended.code == 0 and letters(sent) == before, mended.err
    assert path.with_name(f"{name}.hong").read_bytes() == RUBBISH


@pytest.mark.parametrize("name", [FILE_NAME, OUTBOX])
def test_a_restore_without_a_backup_says_the_step_that_works(name: str, toso: Toso, sent: Path) -> None:
    before = letters(sent)
    spoil(sent, name)
    ended = toso("restore", "--yes")
    assert ended.code == Exit.CONFIGURATION and "backup_none" in ended.err
    do_as_told(ended)
    assert toso("run", "-q", *LATER).code == 0 and letters(sent) == before


@pytest.mark.parametrize("name", [FILE_NAME, OUTBOX])
def test_with_a_backup_the_one_step_is_to_restore_it(name: str, toso: Toso, sent: Path) -> None:
    assert toso("backup").code == 0
    before = letters(sent)
    spoil(sent, name)
    ended = toso("run", *LATER)
    assert "toso restore" in ended.err and "mv " not in ended.err and ended.err.count("Lỗi: ") == 1, ended.err
    assert toso("restore", "--yes", *LATER).code == 0
    assert toso("run", "-q", *LATER).code == 0 and letters(sent) == before


def test_a_queue_that_is_gone_is_read_back_from_the_master_before_anything_is_written_or_sent(
    toso: Toso, sent: Path
) -> None:
    """Both files of the machine are lost: the master alone knows what was sent, and when."""
    before = letters(sent)
    for file in (sent / "state").glob("*.sqlite3*"):
        file.unlink()
    assert toso("run", "-q", *LATER).code == 0
    assert letters(sent) == before
    with Outbox(sent / "state" / OUTBOX) as outbox:
        found = outbox.deliveries("sent")
    assert len(found) == len(before) and {one.changed_at for one in found} == {"2025-12-15T12:30:00+07:00"}


def test_with_the_master_out_of_reach_no_empty_queue_is_made(toso: Toso, sent: Path) -> None:
    (sent / "state" / OUTBOX).unlink()
    text = (sent / "toso.toml").read_text(encoding="utf-8")
    away = text.replace('auth = "local"', 'auth = "local"\nendpoint = "http://127.0.0.1:9"\ndeadline_seconds = 0.2', 1)
    (sent / "toso.toml").write_text(away, encoding="utf-8")
    assert toso("run", "-q", *LATER).code == Exit.TRY_AGAIN
    assert not (sent / "state" / OUTBOX).exists()
    (sent / "toso.toml").write_text(text, encoding="utf-8")
    before = letters(sent)
    assert toso("run", "-q", *LATER).code == 0 and letters(sent) == before


def test_a_broken_file_is_never_backed_up_over_a_good_copy(toso: Toso, sent: Path) -> None:
    """A page in the middle is spoiled: SQLite opens the file and copies it without a word."""
    path = sent / "state" / FILE_NAME
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE INDEX by_day ON reminders (day)")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.execute("PRAGMA writable_schema=ON")
        (page,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'by_day'").fetchone()
        (size,) = db.execute("PRAGMA page_size").fetchone()
    with open(path, "r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xee" * size)
    ended = toso("backup")
    assert ended.code == Exit.CONFIGURATION and "state_corrupt" in ended.err, ended.err
    assert not list((sent / "state").glob("backups/*.tar.gz"))
