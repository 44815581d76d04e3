"""Two demos and one folder: the second is turned away at once, and a killed one leaves no lock."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from an_lac import Toso

from toso.demo.folder import LOCK, MARK, emptied
from toso.errors import Exit, TryAgain
from toso.lock import run_lock


def wait_for(sign: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not sign():
        assert time.monotonic() < end
        time.sleep(0.1)


def free(folder: Path) -> bool:
    try:
        with run_lock(folder, name=LOCK):
            return True
    except TryAgain:
        return False


def test_a_second_demo_is_refused_and_the_first_keeps_its_files_and_killed_blocks_nobody(toso: Toso, folder: Path) -> None:
    place = folder / "demo"
    with subprocess.Popen([sys.executable, "-m", "toso", "demo", "-q", "--out", place], stdout=subprocess.DEVNULL) as first:
        try:
            wait_for(lambda: bool(list(place.glob("sheets/*"))))
            for command in ("demo", "sample"):
                second = toso(command, "--out", place)
                assert second.code == Exit.TRY_AGAIN and "demo_running" in second.err
                assert "Một bản demo khác đang chạy trong thư mục này" in second.err and str(first.pid) in second.err
            assert first.poll() is None and list(place.glob("sheets/*")) and (place / "toso.toml").is_file()
        finally:
            first.kill()
    wait_for(lambda: free(place), 20)  # its workers, which share the lock, go by themselves
    with emptied(place):
        assert {one.name for one in place.iterdir()} == {MARK, LOCK, f"{LOCK}.pid"}


def test_a_demo_does_not_empty_a_folder_in_which_a_run_works(toso: Toso, folder: Path) -> None:
    place = folder / "demo"
    with emptied(place):
        pass
    with run_lock(place / "state"):
        ended = toso("demo", "--out", place)
        assert ended.code == Exit.TRY_AGAIN and "lock_held" in ended.err and (place / "state").is_dir()
