"""What only a person can do, told to the keeper by mail; once for each time it falls due."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from toso import words
from toso.core.calendar import in_vietnam
from toso.core.due import Due
from toso.errors import Exit

if TYPE_CHECKING:
    from toso.jobs.post import Post
    from toso.settings import Settings

PATIENCE = timedelta(days=3)
"""How long a letter to the keeper is tried."""


def tell_keeper(due: Due, settings: Settings, post: Post) -> Exit:
    """Puts the letter of ``due.job`` in and sends what is ready. No address: nothing to send, and ``toso status`` says
    the same."""
    from toso.delivery import notices
    from toso.delivery.letters import Matter

    now = in_vietnam(post.now())
    if not settings.keeper.email:
        return Exit.DONE
    facts = {
        "since": words.moment(in_vietnam(due.opens) - timedelta(hours=settings.keeper.alert_after_hours)),
        "deadline": words.day(due.deadline),
        "end": words.day(settings.plan.end),
        "days": settings.google.key_max_age_days,
    }
    matter = Matter(post.ward, f"{now:%Y-%m-%d}", due.job)
    post.put(matter, "keeper", (settings.keeper.email,), [(notices.notice(due.job, facts), [])], now + PATIENCE)
    sent = post.send()
    if sent.unknown:
        return Exit.MAIL_UNKNOWN
    return sent.trouble.exit_code if sent.trouble is not None else Exit.DONE
