"""From the outbox to the post: what is ready is claimed, handed in, and written down. Only under the run's lock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from toso.delivery.outbox import Outbox
from toso.delivery.outbox_rows import Claim, Result
from toso.errors import TosoError


class Carrier(Protocol):
    """What carries letters: an SMTP session, or a folder."""

    @property
    def is_open(self) -> bool: ...

    def open(self) -> None: ...

    def send(self, claim: Claim, at_dot: Callable[[Sequence[str]], None]) -> tuple[list[Result], int]: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Sent:
    """What a round of sending did, counted by delivery; ``trouble`` is why it stopped early."""

    sent: int = 0
    queued: int = 0
    failed: int = 0
    unknown: int = 0
    recovered: int = 0
    """Deliveries of an earlier run that was cut off at the final dot."""
    trouble: TosoError | None = None
    by_state: Counter[str] = field(default_factory=Counter)


def send_ready(outbox: Outbox, carrier: Carrier, now: Callable[[], datetime], pause: Callable[[], None] = lambda: None) -> Sent:
    """Sends all that is ready, one letter after the other; ``pause`` is called between two letters.

    A server that is away or refuses us ends the round, and nothing is lost: what was not handed in stays queued.
    """
    _, recovered = outbox.recover(now())
    counted: Counter[str] = Counter()
    trouble: TosoError | None = None
    for index, message_id in enumerate(outbox.ready(now())):
        try:
            carrier.open()
        except TosoError as error:
            trouble = error
            break
        if index:
            pause()
        claim = outbox.claim(message_id, now())
        if claim is None:
            continue
        results, variant = carrier.send(claim, lambda accepted, m=message_id: outbox.at_dot(m, accepted))  # type: ignore[misc]
        outbox.settle(message_id, results, now(), variant)
        counted.update(result.state for result in results)
    carrier.close()
    return Sent(
        sent=counted["sent"],
        queued=counted["queued"],
        failed=counted["failed"],
        unknown=counted["unknown"],
        recovered=recovered,
        trouble=trouble,
        by_state=counted,
    )
