"""The state file: SQLite, WAL, synchronous=FULL: what was committed is there after a power cut.

Every public method is one transaction. A file that cannot be read is never touched: it is told, and kept.
"""

from __future__ import annotations

import errno
import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime
from pathlib import Path
from types import TracebackType

from toso.disk import closed, trouble_of
from toso.errors import StateError, TryAgain
from toso.model import GroupSummary
from toso.state import files
from toso.state.codec import dumps, figures_hash, summary_of, summary_text
from toso.state.kept import Cursor, Run, Snapshot

VERSION = 2
OLDER = {1: "ALTER TABLE cursors DROP COLUMN own_write;"}
"""Version → what makes a file of it one of the next."""
RUNS_KEPT = 5000
"""Rows of ``runs`` that stay: about a month of ticks."""


class State:
    """Opens ``path`` (making it and its folder where absent). Use as a context manager, or call ``close``.

    Safe to call from several threads: SQLite serialises, one connection is kept. Raises StateError
    (``state_corrupt``, ``state_newer``, ``not_writable``) and TryAgain (``state_busy``, ``disk_full``).
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        self.read_only = read_only
        self._guard = threading.RLock()
        with self._told():
            if read_only:
                self._db = files.read_only(path, check_same_thread=False)
            else:
                _make_folder(path.parent)
                self._db = sqlite3.connect(path, timeout=5, check_same_thread=False)
                path.chmod(0o600)
            self._db.isolation_level = None
            self._prepare()

    def _prepare(self) -> None:
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise StateError("state_newer", path=str(self.path), found=version, known=VERSION)
        if self.read_only:
            if version == 0:  # the first run is making it at this moment
                self._db.close()
                raise TryAgain("state_busy", path=str(self.path))
            return
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        if version == 0:
            script = (Path(__file__).parent / "schema.sql").read_text(encoding="utf-8")
        else:
            script = "\n".join(OLDER[one] for one in range(version, VERSION))
        if script:
            self._db.executescript(f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version={VERSION};\nCOMMIT;")

    def _told(self) -> AbstractContextManager[None]:
        return told(self.path)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._guard, self._told():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                if self._db.in_transaction:  # a full disk has rolled back by itself
                    self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def _rows(self, sql: str, *values: object) -> list[tuple]:
        with self._guard, self._told():
            return self._db.execute(sql, values).fetchall()

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> State:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def check(self) -> None:
        """Raises StateError(``state_corrupt``) unless SQLite finds the whole file sound."""
        if self._rows("PRAGMA integrity_check") != [("ok",)]:
            raise StateError("state_corrupt", path=str(self.path), backup=None)

    def copy_to(self, path: Path) -> None:
        """A consistent copy, while others read and write (SQLite's backup API)."""
        with self._told():
            target = sqlite3.connect(path)
            try:
                self._db.backup(target)
            finally:
                target.close()

    # -- how far books were read ------------------------------------------------------------------------------------

    def cursors(self) -> dict[str, Cursor]:
        rows = self._rows("SELECT book_id, modified, content_hash FROM cursors")
        return {row[0]: Cursor(*row) for row in rows}

    def put_cursor(self, cursor: Cursor, seen_at: datetime) -> None:
        with self._writing() as db:
            db.execute(
                "INSERT OR REPLACE INTO cursors (book_id, modified, content_hash, seen_at) VALUES (?, ?, ?, ?)",
                (cursor.book_id, cursor.modified, cursor.content_hash, seen_at.isoformat()),
            )

    # -- summaries --------------------------------------------------------------------------------------------------

    def put_summaries(self, summaries: Iterable[GroupSummary]) -> None:
        """Keeps each group's last summary of its period; all or none."""
        rows = [(s.period, s.group_code, s.content_hash, summary_text(s)) for s in summaries]
        with self._writing() as db:
            db.executemany("INSERT OR REPLACE INTO summaries VALUES (?, ?, ?, ?)", rows)

    def summaries(self, period: str) -> dict[str, GroupSummary]:
        """Group code → its last summary of ``period``."""
        rows = self._rows("SELECT group_code, body FROM summaries WHERE period = ? ORDER BY group_code", period)
        with self._told():
            return {code: summary_of(body) for code, body in rows}

    # -- snapshots --------------------------------------------------------------------------------------------------

    def freeze(
        self,
        period: str,
        kind: str,
        summaries: Iterable[GroupSummary],
        at: datetime,
        extra: Mapping[str, object] | None = None,
    ) -> Snapshot:
        """Keeps the figures for good and returns what is kept: the first freeze of (period, kind) stands for ever,
        a later one gives that first one back. ``extra`` is plain JSON (who was unreachable …)."""
        known = self.snapshot(period, kind)
        if known is not None:
            return known
        kept = tuple(sorted(summaries, key=lambda s: s.group_code))
        body = dumps([json.loads(summary_text(s)) for s in kept])
        with self._writing() as db:
            db.execute(
                "INSERT OR IGNORE INTO snapshots VALUES (?, ?, ?, ?, ?, ?)",
                (period, kind, figures_hash(kept), at.isoformat(), body, dumps(dict(extra or {}))),
            )
        found = self.snapshot(period, kind)
        assert found is not None
        return found

    def snapshot(self, period: str, kind: str) -> Snapshot | None:
        rows = self._rows(
            "SELECT hash, frozen_at, body, extra FROM snapshots WHERE period = ? AND kind = ?", period, kind
        )
        if not rows:
            return None
        with self._told():
            hash_, at, body, extra = rows[0]
            summaries = tuple(summary_of(dumps(one)) for one in json.loads(body))
            if figures_hash(summaries) != hash_:
                raise StateError("state_corrupt", path=str(self.path), backup=None)
            return Snapshot(period, kind, hash_, datetime.fromisoformat(at), summaries, json.loads(extra))

    def snapshots(self) -> tuple[tuple[str, str, str, datetime], ...]:
        """(period, kind, hash, frozen at), oldest first."""
        rows = self._rows("SELECT period, kind, hash, frozen_at FROM snapshots ORDER BY frozen_at")
        return tuple((period, kind, hash_, datetime.fromisoformat(at)) for period, kind, hash_, at in rows)

    # -- what was done ----------------------------------------------------------------------------------------------

    def mark_done(self, job: str, period: str, at: datetime, note: str = "") -> None:
        """``job`` succeeded for ``period`` (last time counts). ``note``: a hash, a revision; never a cell's value."""
        with self._writing() as db:
            db.execute("INSERT OR REPLACE INTO done VALUES (?, ?, ?, ?)", (job, period, at.isoformat(), note))

    def done(self) -> dict[tuple[str, str], tuple[datetime, str]]:
        """(job, period) → (when it last succeeded, note)."""
        rows = self._rows("SELECT job, period, at, note FROM done")
        return {(job, period): (datetime.fromisoformat(at), note) for job, period, at, note in rows}

    def begin_run(self, job: str, period: str, at: datetime) -> int:
        with self._writing() as db:
            return int(
                db.execute(
                    "INSERT INTO runs (job, period, started) VALUES (?, ?, ?)", (job, period, at.isoformat())
                ).lastrowid
                or 0
            )

    def end_run(self, run: int, at: datetime, exit_code: int, note: str = "") -> None:
        with self._writing() as db:
            db.execute("DELETE FROM runs WHERE id < ?", (run - RUNS_KEPT,))
            db.execute(
                "UPDATE runs SET ended = ?, exit_code = ?, note = ? WHERE id = ?",
                (at.isoformat(), int(exit_code), note, run),
            )

    def runs(self, limit: int = 20) -> tuple[Run, ...]:
        """The last runs, newest first."""
        rows = self._rows(
            "SELECT id, job, period, started, ended, exit_code, note FROM runs ORDER BY id DESC LIMIT ?", limit
        )
        return tuple(
            Run(
                id_,
                job,
                period,
                datetime.fromisoformat(start),
                datetime.fromisoformat(end) if end else None,
                code,
                note,
            )
            for id_, job, period, start, end, code, note in rows
        )

    # -- reminders and single facts ---------------------------------------------------------------------------------

    def claim_reminder(self, period: str, recipient: str, day: date) -> bool:
        """True for the first to ask; False when ``recipient`` was already reminded on ``day``."""
        with self._writing() as db:
            return (
                db.execute(
                    "INSERT OR IGNORE INTO reminders VALUES (?, ?, ?)", (period, recipient, day.isoformat())
                ).rowcount
                == 1
            )

    def fact(self, name: str) -> str | None:
        rows = self._rows("SELECT value FROM facts WHERE name = ?", name)
        return rows[0][0] if rows else None

    def put_fact(self, name: str, value: str) -> None:
        with self._writing() as db:
            db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))


@contextmanager
def told(path: Path, corrupt: str = "state_corrupt") -> Iterator[None]:
    """SQLite's errors about the database at ``path`` as ours; ``corrupt``: the code of one that cannot be read."""
    try:
        yield
    except sqlite3.OperationalError as error:
        trouble = trouble_of(error)
        if trouble == "busy":
            raise TryAgain("state_busy", path=str(path)) from error
        if trouble == "full":
            raise TryAgain("disk_full", path=str(path)) from error
        if trouble == "io":
            raise StateError("state_io", path=str(path)) from error
        if trouble == "closed":
            raise closed(path) from error
        raise StateError(corrupt, path=str(path), backup=None) from error
    except (sqlite3.DatabaseError, json.JSONDecodeError) as error:
        raise StateError(corrupt, path=str(path), backup=None) from error


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise closed(error.filename or folder, read_only=error.errno == errno.EROFS) from error
