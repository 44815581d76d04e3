"""The ledger of ``core.due``, read from the state file; facts about keys, read from disk."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from toso.core.calendar import VIETNAM
from toso.core.due import Ledger
from toso.state.files import FILE_NAME
from toso.state.store import State

if TYPE_CHECKING:
    from toso.settings import Settings

SINCE = "since"
PURGED = "purged_on"
SKEW = "clock_skew_seconds"


def ledger_of(state: State, key_made_on: date | None = None) -> Ledger:
    """What ``state`` remembers as done."""
    done = state.done()
    since, purged = state.fact(SINCE), state.fact(PURGED)
    return Ledger(
        done={key: at for key, (at, _) in done.items()},
        notes={key: note for key, (_, note) in done.items()},
        since=datetime.fromisoformat(since) if since else None,
        key_made_on=key_made_on,
        purged_on=date.fromisoformat(purged) if purged else None,
    )


def read_ledger(settings: Settings) -> Ledger:
    """The ledger without touching the state file; nothing done yet where there is none."""
    path = settings.files.state / FILE_NAME
    made = key_made_on(settings)
    if not path.exists():
        return Ledger(key_made_on=made)
    with State(path, read_only=True) as state:
        return ledger_of(state, made)


def key_made_on(settings: Settings) -> date | None:
    """The day the service account's key file was put in place: Google's key files carry no date of their own."""
    if settings.google.auth != "service_account":
        return None
    return put_on(settings.google.credentials)


def put_on(file: Path) -> date | None:
    """The day a file was put in place; None where it is not there."""
    try:
        changed = file.stat().st_mtime
    except OSError:
        return None
    return datetime.fromtimestamp(changed, VIETNAM).date()
