"""The demo's folder: made anew each time, by one demo at a time, and never anybody else's."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from toso.disk import nearest
from toso.errors import StateError, UsageError
from toso.lock import FILE_NAME, run_lock

MARK = ".toso-demo"
LOCK = ".toso-demo.lock"
OURS = (MARK, LOCK, f"{LOCK}.pid")
"""Stay when the rest is removed: a lock that is deleted locks nobody out."""


@contextmanager
def emptied(folder: Path) -> Iterator[None]:
    """An empty folder that carries the demo's mark, locked for the block. Raises UsageError ``folder_in_use`` for a folder
    that holds something and does not carry it (a person's files are never deleted), StateError ``demo_closed``
    where it may not write, TryAgain ``demo_running`` and ``lock_held`` while another demo, or another command, works in it."""
    if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not (folder / MARK).is_file())):
        raise UsageError("folder_in_use", folder=str(folder))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MARK).touch()
    except OSError as error:
        read_only = error.errno == errno.EROFS
        raise StateError("demo_closed", folder=folder, place=nearest(folder), read_only=read_only) from error
    with run_lock(folder, name=LOCK, held="demo_running"):
        if (folder / "state" / FILE_NAME).exists():
            with run_lock(folder / "state"):
                pass
        for one in folder.iterdir():
            if one.name in OURS:
                continue
            if one.is_dir() and not one.is_symlink():
                shutil.rmtree(one)
            else:
                one.unlink()
        yield
