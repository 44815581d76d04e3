"""What the state file gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from toso.model import GroupSummary


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a book was read."""

    book_id: str
    modified: str
    content_hash: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Figures frozen at ``frozen_at``. ``kind``: ``entry`` (the report's), ``close`` or one of a job's own."""

    period: str
    kind: str
    hash: str
    frozen_at: datetime
    summaries: tuple[GroupSummary, ...]
    extra: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a job; ``ended`` is None while it runs, or when it was killed."""

    id: int
    job: str
    period: str
    started: datetime
    ended: datetime | None
    exit_code: int | None
    note: str
