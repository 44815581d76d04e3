"""A letter: who gets what, under which name it is known, and its bytes (RFC 5322, all in 7-bit)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toso.delivery.html import Body

POLICY = SMTP.clone(max_line_length=76)
WRITING = SMTP.clone(max_line_length=300)
"""A Message-ID is not folded: not every mail server puts it together again."""
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+\.[^\s@<>,;:\"()\[\]\\.]+")


@dataclass(frozen=True, slots=True)
class Matter:
    """What a letter is about: the same matter goes to the same person once."""

    ward: str
    period: str
    kind: str
    """A kind of report, ``to`` (a team's page), ``du_thao``, ``nhac``, ``khan`` …"""
    revision: int = 0


@dataclass(frozen=True, slots=True)
class File:
    name: str
    content: bytes
    type: str
    """``application/pdf`` …"""


@dataclass(frozen=True, slots=True)
class Sender:
    address: str
    name: str = ""
    reply_to: str = ""

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2] or "localhost"


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter ready for the outbox. ``variants``: its bytes, whole first, then smaller ones."""

    matter: Matter
    recipient: str
    """A role (``report``, ``urgent``) or a group's code; the address itself stays in ``addresses``."""
    addresses: tuple[str, ...]
    message_id: str
    sender: str
    subject: str
    variants: tuple[bytes, ...]
    deadline: datetime
    figures: Mapping[str, str] = field(default_factory=dict)
    snapshot: str = ""


def header(text: str) -> str:
    """A text that may stand in a mail's header: one line (no second header can begin in it), and nothing that a mail
    program would take for an encoded word (RFC 2047) and read as something else."""
    return " ".join(text.replace("=?", "= ?").split())


def fold(address: str) -> str:
    """The form in which two spellings of an address are the same."""
    return address.strip().casefold()


def usable(address: str) -> bool:
    """Whether an address can stand in an envelope and a header (ASCII, no blanks, no list)."""
    return address.isascii() and _ADDRESS.fullmatch(address) is not None


def _digest(*parts: object) -> str:
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()


def delivery_id(matter: Matter, address: str) -> str:
    """One person and one matter; holds no address, so it may stand in the master's ledger."""
    return _digest(matter.ward, matter.period, matter.kind, matter.revision, fold(address))[:16]


def message_id(matter: Matter, addresses: Sequence[str], domain: str) -> str:
    """Message-ID = f(ward, period, kind, recipient, revision), fixed before the first try."""
    who = ",".join(sorted(fold(one) for one in addresses))
    digest = _digest(matter.ward, matter.period, matter.kind, matter.revision, who)[:32]
    return f"<toso.{matter.period}.{matter.kind}.r{matter.revision}.{digest}@{domain}>".lower()


def _display(name: str, address: str) -> Address:
    user, _, domain = address.rpartition("@")
    return Address(display_name=header(name), username=user, domain=domain)


def compose(body: Body, sender: Sender, addresses: Sequence[str], identity: str, date: datetime, files: Sequence[File] = ()) -> bytes:  # fmt: skip
    """The letter's bytes; the same arguments give the same bytes. ``date`` must be aware."""
    letter = EmailMessage(policy=POLICY)
    letter["From"] = _display(sender.name, sender.address)
    letter["To"] = tuple(_display("", address) for address in addresses)
    if sender.reply_to:
        letter["Reply-To"] = _display(sender.name, sender.reply_to)
    letter["Subject"] = header(body.subject)
    letter["Date"] = format_datetime(date)
    letter["Message-ID"] = identity
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(body.text, cte="quoted-printable")
    letter.add_alternative(body.html, subtype="html", cte="quoted-printable")
    page = list(letter.iter_parts())[-1]
    for image in body.images:
        page.add_related(image.png, "image", "png", cid=f"<{image.cid}>", filename=f"{image.cid.partition('@')[0]}.png", disposition="inline")
    for file in files:
        main, _, sub = file.type.partition("/")
        params = {"charset": "utf-8"} if main == "text" else None
        letter.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name, params=params)
    letter["Content-Language"] = "vi"
    for index, part in enumerate(_multiparts(letter)):
        part.set_boundary(f"=_toso_{_digest(identity)[:16]}_{index}")
    return letter.as_bytes(policy=WRITING)


def _multiparts(letter: EmailMessage) -> Iterator[EmailMessage]:
    return (part for part in letter.walk() if part.is_multipart())  # type: ignore[misc]
