"""The ward's post: puts letters in the outbox under names that do not change, sends what is ready, keeps the ledger."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from toso.delivery import ledger
from toso.delivery.html import Body
from toso.delivery.ledger import LedgerRow
from toso.delivery.letters import File, Letter, Matter, Sender, compose, message_id, usable
from toso.delivery.outbox import Outbox
from toso.delivery.sending import Carrier, Sent, send_ready
from toso.errors import Exit, TosoError

log = logging.getLogger("toso.post")


@dataclass(frozen=True, slots=True)
class Post:
    """``mirror`` writes the ledger's rows into the master (called before and after a round that sends); ``max_bytes``:
    letters larger than this go out smaller."""

    outbox: Outbox
    carrier: Carrier
    sender: Sender
    ward: str
    now: Callable[[], datetime]
    pause: Callable[[], None] = lambda: None
    mirror: Callable[[Sequence[LedgerRow]], None] = lambda rows: None
    max_bytes: int = 18_000_000

    def put(self, matter: Matter, recipient: str, addresses: Sequence[str], bodies: Sequence[tuple[Body, Sequence[File]]], deadline: datetime, figures: Mapping[str, str] | None = None, snapshot: str = "") -> bool:  # fmt: skip
        """Puts one letter in for those of ``addresses`` who have not been sent this matter. ``bodies``: whole first,
        then smaller ones. False where nobody was left."""
        to = self.outbox.missing(matter, [one for one in addresses if usable(one)])
        if not to:
            return False
        identity, moment = message_id(matter, to, self.sender.domain), self.now()
        variants = [compose(body, self.sender, to, identity, moment, files) for body, files in bodies]
        fitting = [one for one in variants if len(one) <= self.max_bytes] or variants[-1:]
        letter = Letter(
            matter=matter,
            recipient=recipient,
            addresses=to,
            message_id=identity,
            sender=self.sender.address,
            subject=bodies[0][0].subject,
            variants=tuple(fitting),
            deadline=deadline,
            figures=figures or {},
            snapshot=snapshot,
        )
        return self.outbox.put(letter, moment)

    def send(self) -> Sent:
        """Sends what is ready; where nothing is, nothing is touched but what a cut-off run left behind."""
        ready = self.outbox.ready(self.now())
        if ready:
            self._mirror(going=True)
        sent = send_ready(self.outbox, self.carrier, self.now, self.pause)
        if ready or sent.recovered:
            self._mirror(going=False)
        return sent

    def _mirror(self, going: bool) -> None:
        """A master that cannot be written does not keep the post: the ledger is written with the next round."""
        try:
            self.mirror(ledger.rows(self.outbox, going=going))
        except TosoError as error:
            log.warning("ledger", extra={"job": "mirror", "code": error.code})


@dataclass(frozen=True, slots=True)
class Posted:
    """What a job of letters did. ``action``: see ``core.report.approval``; "sent" where no approval is asked for."""

    action: str
    sent: Sent
    new: int = 0
    """Letters put in by this run."""
    revision: int = 0
    without_address: tuple[str, ...] = ()
    """Groups whose leader cannot be written to."""
    changes: tuple[str, ...] = field(default=())

    @property
    def exit_code(self) -> Exit:
        """6 unknown, then the trouble's own, then 5 where somebody was refused for good."""
        if self.sent.unknown or self.sent.recovered:
            return Exit.MAIL_UNKNOWN
        if self.sent.trouble is not None:
            return self.sent.trouble.exit_code
        if self.sent.failed:
            return Exit.PARTIAL
        return Exit.TRY_AGAIN if self.sent.queued else Exit.DONE
