"""Did it arrive? A copy of what was sent, in an IMAP folder or a Maildir, is asked for the Message-ID."""

from __future__ import annotations

import imaplib
import ssl
from pathlib import Path
from urllib.parse import unquote, urlsplit

from toso.errors import AccessError, TryAgain

IMAPS = 993


def find(mailbox: str, message_id: str, password: str = "", timeout: float = 60, context: ssl.SSLContext | None = None) -> bool:  # fmt: skip
    """Whether ``mailbox`` holds the letter. ``mailbox``: ``imaps://user@host[:port]/Folder``, or a Maildir's path.

    Raises TryAgain ``mailbox_away``, AccessError ``mailbox_refused``.
    """
    if "://" in mailbox:
        return _in_imap(mailbox, message_id, password, timeout, context)
    return _in_maildir(Path(mailbox), message_id)


def _in_imap(mailbox: str, message_id: str, password: str, timeout: float, context: ssl.SSLContext | None) -> bool:
    where = urlsplit(mailbox)
    host, folder = where.hostname or "", unquote(where.path.lstrip("/")) or "INBOX"
    facts = {"host": host, "folder": folder}
    try:
        with imaplib.IMAP4_SSL(
            host, where.port or IMAPS, ssl_context=context or ssl.create_default_context(), timeout=timeout
        ) as imap:
            imap.login(unquote(where.username or ""), password)
            status, _ = imap.select(_quoted(folder), readonly=True)
            if status != "OK":
                raise AccessError("mailbox_refused", **facts)
            status, found = imap.uid("SEARCH", "HEADER", "Message-ID", _quoted(message_id))
    except imaplib.IMAP4.error as error:
        raise AccessError("mailbox_refused", **facts) from error
    except OSError as error:
        raise TryAgain("mailbox_away", **facts) from error
    return status == "OK" and bool(found and found[0])


def _quoted(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'


def _in_maildir(place: Path, message_id: str) -> bool:
    """Headers only; ``cur`` and ``new`` of the Maildir, or the ``.eml`` files of a folder."""
    if not place.is_dir():
        raise TryAgain("mailbox_away", host=str(place), folder="")
    wanted = message_id.strip().lower().encode()
    files = (file for part in ("cur", "new", ".") for file in (place / part).glob("*") if file.is_file())
    for file in files:
        head = file.read_bytes()[:65536].replace(b"\r\n", b"\n").partition(b"\n\n")[0].lower()
        lines = head.replace(b"\n ", b" ").replace(b"\n\t", b" ").split(b"\n")
        if any(line.startswith(b"message-id:") and line.partition(b":")[2].strip() == wanted for line in lines):
            return True
    return False
