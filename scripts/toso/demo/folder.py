"""The demo's folder: made anew each time, and never anybody else's."""

from __future__ import annotations

import shutil
from pathlib import Path

from toso.errors import UsageError

MARK = ".toso-demo"


def cleared(folder: Path) -> None:
    """Leaves an empty folder that carries the demo's mark. Raises UsageError ``folder_in_use`` for a folder that holds
    something and does not carry it: a person's files are never deleted."""
    if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not (folder / MARK).is_file())):
        raise UsageError("folder_in_use", folder=str(folder))
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    (folder / MARK).write_text("", encoding="utf-8")
