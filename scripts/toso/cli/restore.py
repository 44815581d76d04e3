"""``toso restore``: the state from an archive, or one group's book from its last copy in Drive."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toso.cli.context import Options, options, tell
from toso.errors import ConfigurationError, UsageError

if TYPE_CHECKING:
    from toso.jobs.backup import Backup

WORDS = "cli/backup.yaml"


def command(
    ctx: typer.Context,
    file: Annotated[Path | None, typer.Argument()] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y")] = False,
    already_sent: Annotated[list[str] | None, typer.Option("--already-sent")] = None,
    not_sent: Annotated[list[str] | None, typer.Option("--not-sent")] = None,
    book: Annotated[str | None, typer.Option("--book")] = None,
) -> None:
    from toso import words
    from toso.core.due import sending_job
    from toso.jobs import backup
    from toso.lock import run_lock

    o = options(ctx)
    settings = o.settings
    if book:
        _book(o, book)
        return
    try:
        found = backup.read(file or backup.newest(settings.files.backups))
    except ConfigurationError as error:
        error.facts["broken"] = [str(one) for one in backup.unsound(settings)]
        raise
    if not yes and not _agreed(words.say(WORDS, "page.ask", path=found.path, at=found.made_at)):
        raise ConfigurationError("restore_declined")
    with run_lock(settings.files.state):
        sent = _sent(o, found, set(already_sent or ()), set(not_sent or ()))
        kept = backup.put_back(settings, found, o.now())
        with o.open_state() as state:
            state.check()
            for code in sent:
                state.mark_done(sending_job(code), code, o.now(), "restored")
        letters = _letters(o)
    tell(words.say(WORDS, "page.restored", path=found.path, at=found.made_at, kept=kept))
    tell(words.say(WORDS, "page.letters" if letters is not None else "page.letters_later", count=letters))


def _letters(o: Options) -> int | None:
    """What the master remembers of the letters sent since the archive was made; None where it cannot be read now."""
    from toso.errors import TosoError
    from toso.wiring import Wiring

    if not o.settings.books.master:
        return 0
    try:
        with closing(Wiring(o.settings)) as parts:
            return parts.read_back(parts.outbox) + parts.letters_read_back
    except TosoError:
        return None


def _agreed(question: str) -> bool:
    """A yes typed by a person; off a terminal nobody is asked, and nobody agrees."""
    import sys

    return sys.stdin.isatty() and typer.confirm(question)


def _sent(o: Options, found: Backup, already: set[str], again: set[str]) -> set[str]:
    """The periods to remember as sent. Raises UsageError(``restore_unsure``) where nobody says."""
    import tempfile

    from toso import words
    from toso.cli.period_words import said_of
    from toso.jobs import backup
    from toso.settings.derived import calendar_of, rules_of
    from toso.state import FILE_NAME, State
    from toso.state.ledger import ledger_of

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE_NAME
        path.write_bytes(found.files.get(f"state/{FILE_NAME}", b""))
        with State(path) as state:
            ledger = ledger_of(state)
    open_ = [
        code
        for code in backup.unsure(found, o.now(), rules_of(o.settings), calendar_of(o.settings), ledger)
        if code not in already | again
    ]
    for code in list(open_):
        import sys

        if sys.stdin.isatty():
            open_.remove(code)
            if typer.confirm(words.say(WORDS, "page.ask_sent", period=said_of(code))):
                already.add(code)
    if open_:
        raise UsageError("restore_unsure", periods=", ".join(open_), first=open_[0])
    return already


def _book(o: Options, group: str) -> None:
    """A fresh book from the newest copy. The registry is the officials' own tab: a person writes the new id there."""
    from toso import words
    from toso.jobs import book_copies
    from toso.lock import run_lock
    from toso.wiring import Wiring

    with run_lock(o.settings.files.state), closing(Wiring(o.settings)) as parts:
        name = words.catalogue(WORDS)["restored_name"]
        new = book_copies.put_back(parts.books.drive, parts.state, group, o.now(), name, o.settings.google.folder)
    print(new)
    tell(words.say(WORDS, "page.book_restored", group=group, book=new))
