"""One run at a time: a second one is told so and ends with 75.

The lock is the operating system's, on an open file: a killed process leaves none behind.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from toso.disk import closed
from toso.errors import TryAgain

FILE_NAME = "toso.lock"


@contextmanager
def run_lock(folder: Path, wait: float = 0, *, name: str = FILE_NAME, held: str = "lock_held") -> Iterator[None]:
    """Holds ``folder/name`` for the block. Raises TryAgain with the code ``held`` after ``wait`` seconds."""
    from filelock import FileLock, Timeout

    path = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = FileLock(path, timeout=wait)  # kept in a name: a lock that is collected is a lock that is free
        lock.acquire()
    except Timeout:
        raise TryAgain(held, path=str(path), holder=_holder(path)) from None
    except OSError as error:
        raise closed(path, read_only=error.errno == errno.EROFS) from error
    try:
        (folder / f"{name}.pid").write_text(str(os.getpid()), encoding="ascii")
        yield
    finally:
        lock.release()


def _holder(path: Path) -> str:
    """The process that holds the lock, as far as it is known."""
    try:
        return path.with_name(f"{path.name}.pid").read_text(encoding="ascii").strip()
    except OSError:
        return ""
