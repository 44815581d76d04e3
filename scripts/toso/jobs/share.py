"""Share each book with the people it is for. By a person's own account, and only when told to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from toso.core.sharing import Granted, Step, steps
from toso.errors import TosoError
from toso.google.drive import Drive
from toso.jobs.targets import Target
from toso.settings import Settings


@dataclass(frozen=True, slots=True)
class Shared:
    """What a book's sharing needs, or why it could not be looked at."""

    target: Target
    steps: tuple[Step, ...] = ()
    error: TosoError | None = None


def wanted(target: Target, settings: Settings) -> dict[str, str]:
    """Address → role: the leader edits the own book; those who get the report read the master; the keeper edits all."""
    people = {settings.keeper.email: "writer"} if settings.keeper.email else {}
    if target.group is not None:
        return people | ({target.group.leader_email: "writer"} if target.group.leader_email else {})
    if target.facts.kind == "master":
        readers = (*settings.mail.recipients.report, *settings.mail.recipients.report_copy)
        return {email: "reader" for email in readers} | people
    return people


def look_at_sharing(drive: Drive, targets: Sequence[Target], settings: Settings, ours: Sequence[str]) -> list[Shared]:
    """One call a book. ``ours``: the jobs' own account and the person who runs this."""
    found = []
    for target in targets:
        try:
            granted = [Granted(one.id, one.kind, one.role, one.email) for one in drive.permissions(target.book_id)]
            found.append(Shared(target, steps(granted, wanted(target, settings) | _robots(ours), ours)))
        except TosoError as error:
            found.append(Shared(target, error=error))
    return found


def _robots(ours: Sequence[str]) -> dict[str, str]:
    """A service account must be an editor of every book."""
    return {email: "writer" for email in ours if email.endswith(".gserviceaccount.com")}


def carry_out(drive: Drive, found: Sequence[Shared]) -> list[Shared]:
    """Does what was found, except with strangers, of whom a person decides. One call a step."""
    done = []
    for one in found:
        try:
            for step in one.steps:
                _do(drive, one.target.book_id, step)
            done.append(one)
        except TosoError as error:
            done.append(Shared(one.target, one.steps, error))
    return done


def _do(drive: Drive, book_id: str, step: Step) -> None:
    if step.kind == "add":
        drive.share(book_id, step.email, step.role)
    elif step.kind == "change":
        drive.change_role(book_id, step.permission, step.role)
    elif step.kind == "close_link":
        drive.unshare(book_id, step.permission)
