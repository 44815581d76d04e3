"""Troubles of the disk as errors that people can mend: full, read-only, closed to the account that runs the command."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Literal

from toso.errors import StateError, TosoError, TryAgain

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def trouble_of(error: BaseException) -> Literal["busy", "full", "io", "closed", ""]:
    """What SQLite says of the place in which its file lies; "" where the fault is the file itself. Its sentence is the
    only sign."""
    text = str(error)
    if "locked" in text or "busy" in text:
        return "busy"
    if "full" in text:
        return "full"
    if "disk I/O" in text:
        return "io"
    return "closed" if "readonly" in text or "unable to open" in text else ""


def of_the_disk(error: BaseException) -> TosoError | None:
    """A full, read-only or closed place on the disk, as an error that people can mend; None for anything else."""
    if type(error).__module__ == "sqlite3" and trouble_of(error) in ("full", "io"):
        return TryAgain("disk_full", path="")
    if not isinstance(error, OSError):
        return None
    path = str(error.filename or "")
    if error.errno in FULL:
        return TryAgain("disk_full", path=path)
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM) and path:
        return closed(path, read_only=error.errno == errno.EROFS)
    return None


def closed(path: str | Path, *, read_only: bool = False) -> StateError:
    """``not_readable`` or ``not_writable`` with the place whose rights are wanting: the file where it is there and
    locked itself, else the folder in which it would be made."""
    place = nearest(path)
    if place.is_dir():
        unread = not os.access(place, os.X_OK)
    else:
        unread = not os.access(place, os.R_OK)
        if not unread and os.access(place, os.W_OK):
            place = place.parent  # the file is open: what lies beside it cannot be made
    if unread and not read_only:
        return StateError("not_readable", path=str(path), place=str(place))
    return StateError("not_writable", path=str(path), place=str(place), read_only=read_only)


def nearest(path: str | Path) -> Path:
    """``path``, or the first folder above it that is there."""
    one = Path(os.path.abspath(path))
    while not os.path.lexists(one) and one != one.parent:
        one = one.parent
    return one
