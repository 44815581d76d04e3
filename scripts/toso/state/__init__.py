"""What toso remembers between runs, in one SQLite file. No personal data: counts, hashes, times, ids."""

from __future__ import annotations

from toso.state.files import FILE_NAME, OUTBOX, read_only
from toso.state.kept import Cursor, Run, Snapshot
from toso.state.store import State, told

__all__ = ["FILE_NAME", "OUTBOX", "Cursor", "Run", "Snapshot", "State", "read_only", "told"]
