"""What a mail server's answer means for a letter. Sources: RFC 5321, RFC 3463."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from toso.delivery.outbox_rows import Result

TOO_LARGE = (552, 523)
TOO_LARGE_TEXTS = ("5.3.4", "5.2.3")


def of_code(code: int) -> Literal["queued", "failed"]:
    """Before the dot: 5xx stops; 4xx, silence and nonsense are tried again."""
    return "failed" if 500 <= code < 600 else "queued"


def after_dot(code: int) -> Literal["sent", "queued", "failed", "unknown"]:
    """The answer to the final dot: only 2xx is taken, 4xx and 5xx are refused, anything else says nothing."""
    if 200 <= code < 300:
        return "sent"
    if 400 <= code < 500:
        return "queued"
    return "failed" if 500 <= code < 600 else "unknown"


def too_large(result: Result) -> bool:
    return result.state == "failed" and (
        result.code in TOO_LARGE or any(text in result.reply for text in TOO_LARGE_TEXTS)
    )


def fitting(bodies: Sequence[bytes], limit: int | None) -> int:
    """The first variant within ``limit``; the smallest where none is."""
    if limit is None:
        return 0
    return next((rank for rank, body in enumerate(bodies) if len(body) <= limit), len(bodies) - 1)


def text(reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:300]
