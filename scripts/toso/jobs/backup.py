"""Backup and restore of what toso remembers: one archive, with a hash of everything in it.

The state holds no personal data (a test says so), so the archive is not encrypted; it is readable by its owner only.
Books, which do hold personal columns, are copied inside Drive and never leave it: see ``book_copies``.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from toso.core.calendar import Calendar
from toso.core.due import Ledger, Rules, reported, sending_job
from toso.disk import trouble_of
from toso.errors import ConfigurationError, StateError
from toso.state import OUTBOX, read_only, told

if TYPE_CHECKING:
    from toso.settings import Settings

VERSION = 1
PREFIX, SUFFIX = "toso-backup-", ".tar.gz"
MANIFEST = "manifest.json"
SECRETS = re.compile(r'^(\s*(?:password|ping_url)\s*=\s*).*$', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Backup:
    """One archive, opened and found whole."""

    path: Path
    made_at: datetime
    files: Mapping[str, bytes]


def make(settings: Settings, now: datetime, folder: Path | None = None) -> Path:
    """Writes an archive of every database of the state folder and of ``toso.toml`` without its secrets.

    Raises OSError of the disk as it is. The archive appears under its name only when it is complete.
    """
    place = folder or settings.files.backups
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    contents = {f"state/{file.name}": _copied(file) for file in databases(settings)}
    if settings.file is not None:
        contents["toso.toml"] = SECRETS.sub(r'\1""', settings.file.read_text(encoding="utf-8-sig")).encode()
    manifest = {
        "version": VERSION,
        "made_at": now.isoformat(),
        "files": {name: hashlib.sha256(body).hexdigest() for name, body in contents.items()},
    }
    path = place / f"{PREFIX}{now:%Y%m%d-%H%M%S}{SUFFIX}"
    descriptor, waiting = tempfile.mkstemp(dir=place, prefix=".", suffix=SUFFIX)
    try:
        with open(descriptor, "wb") as file:
            with tarfile.open(fileobj=file, mode="w:gz") as archive:
                for name, body in {MANIFEST: json.dumps(manifest, indent=1).encode(), **contents}.items():
                    entry = tarfile.TarInfo(name)
                    entry.size, entry.mode, entry.mtime = len(body), 0o600, int(now.timestamp())
                    archive.addfile(entry, io.BytesIO(body))
            file.flush()
            os.fsync(file.fileno())
        os.replace(waiting, path)
    except BaseException:
        Path(waiting).unlink(missing_ok=True)
        raise
    return path


def databases(settings: Settings) -> list[Path]:
    """What is remembered: the SQLite files of the state folder."""
    return sorted(settings.files.state.glob("*.sqlite3"))


def corrupt(file: Path) -> str:
    """The error code for this database when it cannot be read."""
    return "outbox_corrupt" if file.name == OUTBOX else "state_corrupt"


def unsound(settings: Settings) -> list[Path]:
    """The databases in which SQLite finds a fault; nothing is touched."""
    return [file for file in databases(settings) if not _sound(file)]


def _sound(file: Path) -> bool:
    try:
        with closing(read_only(file)) as db:
            return bool(db.execute("PRAGMA integrity_check").fetchall() == [("ok",)])
    except sqlite3.DatabaseError as error:
        return trouble_of(error) == "busy"  # somebody is writing to it: that is no fault


def with_way_back(error: StateError, settings: Settings) -> StateError:
    """A corrupt file's error also says whether a backup is there: the way to mend it hangs on that."""
    if error.code in ("state_corrupt", "outbox_corrupt"):
        error.facts["backup"] = bool(all_backups(settings.files.backups))
    return error


def _copied(file: Path) -> bytes:
    """A consistent copy of a database while others write to it (SQLite's backup API). Raises StateError where the copy
    is not sound: a broken backup would push out a good one."""
    with told(file, corrupt(file)), tempfile.TemporaryDirectory() as folder:
        source, target = sqlite3.connect(file), sqlite3.connect(Path(folder) / file.name)
        try:
            source.backup(target)
            if target.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                raise StateError(corrupt(file), path=str(file), backup=None)
        finally:
            source.close()
            target.close()
        return (Path(folder) / file.name).read_bytes()


def all_backups(folder: Path) -> list[Path]:
    """Oldest first: the names carry the time."""
    return sorted(folder.glob(f"{PREFIX}*{SUFFIX}"))


def drop_old(folder: Path, keep: int) -> int:
    """Removes all but the newest ``keep``; how many went."""
    old = all_backups(folder)[:-keep]
    for path in old:
        path.unlink()
    return len(old)


def read(path: Path) -> Backup:
    """Opens an archive and checks every hash. Raises ConfigurationError(``backup_none``, ``backup_broken``)."""
    try:
        with tarfile.open(path, "r:gz") as archive:
            bodies = {entry.name: archive.extractfile(entry).read() for entry in archive if entry.isfile()}  # type: ignore[union-attr]
        manifest = json.loads(bodies.pop(MANIFEST))
        made_at, hashes = datetime.fromisoformat(manifest["made_at"]), dict(manifest["files"])
    except FileNotFoundError as error:
        raise ConfigurationError("backup_none", path=str(path), broken=()) from error
    except (tarfile.TarError, OSError, EOFError, KeyError, ValueError, TypeError) as error:
        raise ConfigurationError("backup_broken", path=str(path), why="not_archive", broken=()) from error
    if manifest["version"] > VERSION:
        raise ConfigurationError("backup_broken", path=str(path), why="version", broken=())
    if {name: hashlib.sha256(body).hexdigest() for name, body in bodies.items()} != hashes:
        raise ConfigurationError("backup_broken", path=str(path), why="hash", broken=())
    return Backup(path, made_at, bodies)


def newest(folder: Path) -> Path:
    """Raises ConfigurationError(``backup_none``)."""
    found = all_backups(folder)
    if not found:
        raise ConfigurationError("backup_none", path=str(folder), broken=())
    return found[-1]


def unsure(backup: Backup, now: datetime, rules: Rules, calendar: Calendar, ledger: Ledger) -> tuple[str, ...]:
    """The periods whose report may have left after the backup was made: the backup cannot know."""
    return tuple(
        one.code
        for one in reported(now, rules, calendar, ledger)
        if backup.made_at < one.entry_deadline <= now and (sending_job(one.code), one.code) not in ledger.done
    )


def put_back(settings: Settings, backup: Backup, now: datetime) -> Path:
    """Replaces the databases by those of ``backup``; what stood there is moved aside. Returns that folder.

    The caller holds the run's lock. Nothing is moved before everything new lies on the disk.
    """
    state = settings.files.state
    state.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = state / f"before-restore-{now:%Y%m%d-%H%M%S}"
    with tempfile.TemporaryDirectory(dir=state) as folder:
        fresh = list(_written(Path(folder), backup.files))
        aside.mkdir(mode=0o700)
        for old in databases(settings):
            for file in (old, *(old.with_name(old.name + end) for end in ("-wal", "-shm"))):
                if file.exists():
                    shutil.move(file, aside / file.name)
        for file in fresh:
            os.replace(file, state / file.name)
    return aside


def _written(folder: Path, files: Mapping[str, bytes]) -> Iterable[Path]:
    for name, body in files.items():
        if name.startswith("state/"):
            path = folder / Path(name).name
            path.write_bytes(body)
            path.chmod(0o600)
            yield path


