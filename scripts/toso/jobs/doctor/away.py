"""What can be seen over the network: Google, every book's access, layout and sharing, the mail server."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from toso.errors import Exit, TosoError
from toso.jobs import probes
from toso.jobs.doctor.line import Line, of_error

if TYPE_CHECKING:
    from toso.google.books import Books
    from toso.jobs.plan import Outcome
    from toso.jobs.share import Shared
    from toso.settings import Settings


def google_lines(books: Books, settings: Settings, account: str, scopes: Sequence[str]) -> Iterator[Line]:
    """One call: who toso is, what it may do, and whether it sees the ward's two books."""
    ids = {"ward": settings.books.ward, "master": settings.books.master}
    found = probes.google(books, tuple(filter(None, ids.values())))
    if found.error is not None:
        yield of_error("google_bad", found.error)
        return
    names = ", ".join(one.rpartition("/")[2] for one in scopes)
    yield Line("google", "ok", {"account": account, "scopes": names})
    for name, book_id in ids.items():
        if not book_id:
            yield Line("book_unset", "bad", {"name": name}, code=Exit.CONFIGURATION)
        elif book_id in found.missing:
            yield Line("book_unseen", "bad", {"name": name, "id": book_id, "account": account}, code=Exit.ACCESS)


def book_lines(outcomes: Sequence[Outcome], mend: Callable[[Outcome], Callable[[], None]]) -> Iterator[Line]:
    """Each book: opened, and laid out as the schema says. What only the machine owns can be put right by ``mend``."""
    drifted = 0
    for one in outcomes:
        title = one.target.facts.title
        if one.error is not None:
            yield of_error("book_bad", one.error, title=title)
        elif one.changes:
            drifted += 1
            new = any(change.kind == "book_new" for change in one.changes)
            yield Line(
                "book_new" if new else "book_drift", "warn", {"title": title, "count": len(one.changes)}, fix=mend(one)
            )
    if outcomes and not drifted and all(one.error is None for one in outcomes):
        yield Line("books", "ok", {"count": len(outcomes)})


def sharing_lines(found: Sequence[Shared]) -> Iterator[Line]:
    """Who else may open a book. Only a person changes sharing."""
    drifted = False
    for one in found:
        title = one.target.facts.title
        if one.error is not None:
            drifted = True
            yield of_error("sharing_unseen", one.error, title=title)
        elif one.steps:
            drifted = True
            kinds = {step.kind for step in one.steps}
            level = "bad" if "close_link" in kinds else "warn"
            yield Line(
                "sharing_link" if level == "bad" else "sharing_drift",
                "bad" if level == "bad" else "warn",
                {"title": title, "count": len(one.steps)},
                code=Exit.ACCESS,
            )
    if found and not drifted:
        yield Line("sharing", "ok", {"count": len(found)})


def mail_lines(settings: Settings) -> Iterator[Line]:
    """Logs in and leaves; sends nothing."""
    if not settings.mail.host:
        yield Line("mail_none", "warn", {"path": settings.mail.outbox})
    elif (error := probes.mail(settings.mail).error) is not None:
        yield of_error("mail_bad", error)
    else:
        yield Line("mail", "ok", {"host": settings.mail.host})
    if not settings.mail.recipients.report:
        yield Line("mail_nobody", "warn")


def guarded(key: str, look: Callable[[], Iterator[Line]]) -> Iterator[Line]:
    """What ``look`` finds; an expected error of its own becomes a line, so that the rest is still looked at."""
    try:
        yield from look()
    except TosoError as error:
        yield of_error(key, error)
