"""The files in the state folder, and how one is only looked at."""

from __future__ import annotations

import sqlite3
from pathlib import Path

FILE_NAME = "toso.sqlite3"
OUTBOX = "outbox.sqlite3"
"""The queue of letters, kept by ``toso.delivery.outbox``."""


def read_only(path: Path, *, check_same_thread: bool = True) -> sqlite3.Connection:
    """Opens a file that is there; nothing is made or changed."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=5, check_same_thread=check_same_thread)
