"""Copies of the groups' books, made and kept inside Drive: personal columns never leave it.

What is remembered here is which copy is of which group and when it was made. Copies expire with the purge.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime

from toso.errors import AccessError, ConfigurationError
from toso.google.drive import Drive
from toso.model import Group
from toso.state import State

FACT = "book_copies"


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy. ``made_at`` is ISO 8601 with offset."""

    group: str
    book_id: str
    made_at: str


def known(state: State) -> tuple[Copy, ...]:
    """Oldest first."""
    return tuple(Copy(**one) for one in json.loads(state.fact(FACT) or "[]"))


def _keep(state: State, copies: Iterable[Copy]) -> None:
    state.put_fact(FACT, json.dumps([asdict(one) for one in copies]))


def make(drive: Drive, state: State, groups: Iterable[Group], now: datetime, name: str, folder: str = "") -> int:
    """Copies the book of each group; ``name`` holds ``{group}`` and ``{day}``. Each copy is remembered as it is made."""
    made = 0
    for group in groups:
        if group.book_id:
            new = drive.copy(group.book_id, name.format(group=group.code, day=now.date().isoformat()), folder)
            _keep(state, (*known(state), Copy(group.code, new, now.isoformat())))
            made += 1
    return made


def put_back(drive: Drive, state: State, group: str, now: datetime, name: str, folder: str = "") -> str:
    """A fresh book made from the group's newest copy; its id. The copy itself stays as it is.

    Raises ConfigurationError(``copy_none``).
    """
    copies = [one for one in known(state) if one.group == group]
    if not copies:
        raise ConfigurationError("copy_none", group=group)
    return drive.copy(copies[-1].book_id, name.format(group=group, day=now.date().isoformat()), folder)


def expire(drive: Drive, state: State, keep: int, purged_on: date | None) -> int:
    """Removes what is beyond the newest ``keep`` of each group, and every copy made before the purge; how many went."""
    by_group: dict[str, list[Copy]] = {}
    for one in known(state):
        by_group.setdefault(one.group, []).append(one)
    gone: set[str] = set()
    for copies in by_group.values():
        for place, one in enumerate(reversed(copies)):
            purged = purged_on is not None and datetime.fromisoformat(one.made_at).date() <= purged_on
            if place >= keep or purged:
                try:
                    drive.remove(one.book_id)
                except AccessError as error:
                    if error.code != "google_not_found":
                        raise
                gone.add(one.book_id)
    if gone:
        _keep(state, (one for one in known(state) if one.book_id not in gone))
    return len(gone)
