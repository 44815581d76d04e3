"""Small letters, and how the outbox stands."""

from __future__ import annotations

from datetime import datetime, timedelta

from toso.core.calendar import VIETNAM
from toso.delivery.html import Body
from toso.delivery.letters import Letter, Matter, Sender, compose, message_id
from toso.delivery.outbox import Outbox

NOON = datetime(2025, 12, 15, 12, 0, tzinfo=VIETNAM)
EVENING = NOON.replace(hour=23, minute=59, second=59)
SENDER = Sender("vhxh@tranlieu.example", "Phòng VH-XH phường Trần Liễu")


def letter(*addresses: str, kind: str = "dinh_ky", revision: int = 0, text: str = "Kính gửi", deadline: datetime = EVENING, smaller: int = 0, figures: dict[str, str] | None = None) -> Letter:  # fmt: skip
    """A letter of one line to ``addresses``; ``smaller`` adds that many shorter variants."""
    matter = Matter("10729", "2025-Q4", kind, revision)
    identity = message_id(matter, addresses, SENDER.domain)
    variants = tuple(
        compose(Body("Báo cáo", f"<p>{text}</p>", text * (1 + 2000 * left)), SENDER, addresses, identity, NOON)
        for left in range(smaller, -1, -1)
    )
    return Letter(matter, "report", addresses, identity, SENDER.address, "Báo cáo", variants, deadline, figures or {})


def states(outbox: Outbox) -> dict[str, str]:
    return {one.address: one.state for one in outbox.deliveries()}


def minutes(number: int) -> datetime:
    """So many minutes after noon of the sending day."""
    return NOON + timedelta(minutes=number)
