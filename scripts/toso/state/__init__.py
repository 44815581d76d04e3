"""What toso remembers between runs, in one SQLite file. No personal data: counts, hashes, times, ids."""

from __future__ import annotations

from toso.state.store import FILE_NAME, Cursor, Run, Snapshot, State, told

__all__ = ["FILE_NAME", "Cursor", "Run", "Snapshot", "State", "told"]
