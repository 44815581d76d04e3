"""Who may open which book: the leader edits the own book only, officials read the master, nobody comes in by a link."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["add", "change", "close_link", "stranger"]
_RANK = {"reader": 1, "commenter": 2, "writer": 3, "fileOrganizer": 4, "organizer": 5, "owner": 6}


@dataclass(frozen=True, slots=True)
class Granted:
    """A permission that stands. ``kind``: user, group, domain or anyone."""

    id: str
    kind: str
    role: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """``add`` and ``change`` give ``email`` the ``role``; ``close_link`` takes a link or a domain away; ``stranger`` is
    somebody nobody named, who is told of and left."""

    kind: Kind
    email: str = ""
    role: str = ""
    permission: str = ""


def steps(granted: Iterable[Granted], wanted: Mapping[str, str], ours: Iterable[str]) -> tuple[Step, ...]:
    """From what stands to what should. ``wanted``: address → role; ``ours``: accounts of the ward itself, which keep
    what they have. An owner, and whoever may do more than is wanted by owning the drive, is left alone."""
    granted = tuple(granted)
    wanted = {email.strip().lower(): role for email, role in wanted.items() if email.strip()}
    ours = {email.lower() for email in ours}
    people = {one.email.lower(): one for one in granted if one.kind in ("user", "group")}
    found = [
        Step("close_link", role=one.role, permission=one.id) for one in granted if one.kind in ("anyone", "domain")
    ]
    for email, role in sorted(wanted.items()):
        there = people.get(email)
        if there is None:
            found.append(Step("add", email, role))
        elif email not in ours and there.role != role and _RANK.get(there.role, 0) < _RANK["fileOrganizer"]:
            found.append(Step("change", email, role, there.id))
    for email, one in sorted(people.items()):
        if email not in wanted and email not in ours and _RANK.get(one.role, 0) < _RANK["fileOrganizer"]:
            found.append(Step("stranger", email, one.role, one.id))
    return tuple(found)
