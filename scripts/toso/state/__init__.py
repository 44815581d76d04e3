"""What toso remembers between runs, in one SQLite file. No personal data: counts, hashes, times, ids."""

from __future__ import annotations

from toso.state.kept import Cursor, Run, Snapshot
from toso.state.store import FILE_NAME, State, told

__all__ = ["FILE_NAME", "Cursor", "Run", "Snapshot", "State", "told"]
