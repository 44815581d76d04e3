"""Looking at Google and the mail server without changing or sending anything. Used by ``init`` and ``doctor``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from toso.errors import TosoError

if TYPE_CHECKING:
    from toso.google.books import Books
    from toso.settings.model import Mail


@dataclass(frozen=True, slots=True)
class Probe:
    """What was found: ``error`` is None when all is well. ``missing``: the books that the account does not see."""

    error: TosoError | None = None
    missing: tuple[str, ...] = ()


def google(books: Books, ids: tuple[str, ...] = ()) -> Probe:
    """One call: may the account look into Drive, and which of ``ids`` does it see?"""
    try:
        seen = books.changed(ids)
    except TosoError as error:
        return Probe(error)
    return Probe(missing=tuple(one for one in ids if one not in seen))


def mail(settings: Mail) -> Probe:
    """Connects, encrypts and logs in as a sending would, then leaves; nothing is sent. No host: nothing to probe."""
    if not settings.host:
        return Probe()
    from toso.delivery.smtp import Server, Session

    session = Session(
        Server(
            settings.host,
            settings.port,
            settings.security,
            settings.user,
            settings.password.get_secret_value(),
            min(settings.timeout_seconds, 20),
        )
    )
    try:
        session.open()
    except TosoError as error:
        return Probe(error)
    finally:
        session.close()
    return Probe()
