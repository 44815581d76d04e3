"""What the outbox holds of a letter, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["queued", "claimed", "sent", "failed", "unknown"]
DOT = "dot"
"""The phase from which on a missing answer means that nobody knows."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One person and one matter."""

    delivery_id: str
    message_id: str
    period: str
    kind: str
    revision: int
    recipient: str
    address: str
    state: State
    phase: str
    tries: int
    next_try: str
    code: int
    reply: str
    changed_at: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A message taken for sending: ``bodies`` from the variant to begin with, to the smallest."""

    message_id: str
    sender: str
    addresses: tuple[str, ...]
    bodies: tuple[bytes, ...]
    first_variant: int


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one address. ``state`` ``queued`` means: try again."""

    address: str
    state: Literal["sent", "queued", "failed", "unknown"]
    phase: str
    code: int = 0
    reply: str = ""
