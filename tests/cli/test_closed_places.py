"""Files and folders that the account may not touch, and the books' own file broken: what is said can be done."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from an_lac import Ended, Toso

from toso.errors import Exit

NOON = ("--as-of", "2025-12-15T12:30")
AS_ANYBODY = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"]
"""Root without its privilege over other people's rights."""
Somebody = Callable[..., Ended]


@pytest.fixture
def somebody() -> Somebody:
    """Runs ``toso`` as an account whom file rights bind."""
    if os.geteuid() == 0 and shutil.which("setpriv") is None:
        pytest.skip("root, and no setpriv to put its privileges down")
    before = AS_ANYBODY if os.geteuid() == 0 else []

    def call(*arguments: str | Path) -> Ended:
        done = subprocess.run([*before, sys.executable, "-m", "toso", *arguments], capture_output=True, text=True, check=False)
        return Ended(done.returncode, done.stdout, done.stderr)

    return call


def assert_clear(ended: Ended, code: Exit, *words: str) -> None:
    assert ended.code == code and ended.err.count("Lỗi: ") == 1 and "Traceback" not in ended.err, ended.err
    assert all(word in ended.err for word in words), ended.err


@pytest.fixture
def books(an_lac: Path) -> Path:
    (found,) = an_lac.glob("*/localsheets.sqlite")
    return found


def test_the_books_file_broken_from_its_first_byte(toso: Toso, books: Path) -> None:
    for file in books.parent.iterdir():
        file.unlink()
    books.write_bytes(bytes(range(256)) * 20)
    assert_clear(toso("run", *NOON), Exit.CONFIGURATION, "local_data_corrupt", str(books), f'mv "{books.parent}"')
    assert books.read_bytes() == bytes(range(256)) * 20


def test_the_books_file_broken_in_the_middle_is_told_at_once_and_not_tried_again(toso: Toso, books: Path) -> None:
    size = 4096
    for file in books.parent.glob("*-*"):
        file.unlink()
    with open(books, "r+b") as file:
        for page in range(8, books.stat().st_size // size):
            file.seek(page * size)
            file.write(b"\xee" * size)
    ended = toso("run", *NOON)
    assert ended.code == Exit.CONFIGURATION and ended.err.count("Lỗi: ") == 1 and "local_data_corrupt" in ended.err


@pytest.mark.parametrize("mode", [0o444, 0o000])
def test_the_books_file_that_may_not_be_written(mode: int, somebody: Somebody, books: Path, an_lac: Path) -> None:
    books.chmod(mode)
    assert_clear(somebody("-c", an_lac, "run", *NOON), Exit.CONFIGURATION, "local_data_closed", str(books), "chmod -R u+rwX")


def test_the_folder_of_the_books_that_may_not_be_entered(somebody: Somebody, books: Path, an_lac: Path) -> None:
    books.parent.chmod(0o000)
    ended = somebody("-c", an_lac, "run", *NOON)
    books.parent.chmod(0o755)
    assert_clear(ended, Exit.CONFIGURATION, "local_data_closed", str(books.parent))


def test_a_demo_where_nothing_may_be_made_names_the_folder_and_another_out(somebody: Somebody, tmp_path: Path) -> None:
    place = tmp_path / "of-another"
    place.mkdir(mode=0o555)
    ended = somebody("demo", "--out", place / "demo")
    assert_clear(ended, Exit.CONFIGURATION, "demo_closed", f'chmod u+w "{place}"', "--out")
    assert "[files]" not in ended.err


def test_a_lock_that_cannot_be_made_names_its_folder(somebody: Somebody, an_lac: Path) -> None:
    state = an_lac / "state"
    shutil.rmtree(state)
    state.mkdir(mode=0o555)
    assert_clear(somebody("-c", an_lac, "run", *NOON), Exit.CONFIGURATION, "not_writable", f'chmod u+w "{state}"')


def test_a_workbook_that_may_not_be_read_is_said_to_be_so(somebody: Somebody, tmp_path: Path) -> None:
    folder = tmp_path / "so"
    folder.mkdir()
    for name in ("TDP01.xlsx", "TDP02.xlsx"):
        (folder / name).write_bytes(b"x")
    book = folder / "TDP01.xlsx"
    book.chmod(0o000)
    assert_clear(somebody("validate", book), Exit.USAGE, "Không đọc được", f'chmod u+rX "{book}"')
    both = somebody("validate", folder)
    assert "TDP01.xlsx: không đọc được. Không được phép đọc tệp" in both.err and "TDP02.xlsx" in both.err
