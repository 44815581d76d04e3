"""A difficulty marked urgent is told to the department at the next tick, once.

The leader's words stay in the group's book: the letter names the group, the category and the day, and where to read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from toso.core.figures import DifficultyLine, Figures
from toso.core.report import shape
from toso.delivery import notices
from toso.delivery.html import Link
from toso.delivery.letters import Matter
from toso.jobs.post import Post, Posted

URGENT = "khan"


def alert(figures: Figures, addresses: Sequence[str], post: Post, link: Callable[[str], str] = lambda code: "", ward_book: str = "") -> Posted:  # fmt: skip
    """One letter for each urgent difficulty that is open and has not been told."""
    names = {group.code: shape.clean(group.name) or group.code for group in figures.groups}
    urgent = [one for one in figures.difficulties if one.urgent and one.open]
    new = sum(_tell(one, names[one.group_code], figures, addresses, post, link, ward_book) for one in urgent)
    return Posted("alert", post.send(), new)


def _tell(one: DifficultyLine, name: str, figures: Figures, addresses: Sequence[str], post: Post, link: Callable[[str], str], ward_book: str) -> bool:  # fmt: skip
    raised = one.raised_on.isoformat() if one.raised_on else "x"
    matter = Matter(post.ward, f"{one.group_code}.{one.code}.{raised}", URGENT)
    if not post.outbox.missing(matter, addresses):
        return False
    said = notices.words()["notices"]
    members = figures.schema.lists.get("difficulty_categories", ())
    facts = {
        "group": name,
        "code": one.code,
        "category": next((m.title for m in members if m.code == one.category), one.category),
        "raised_on": shape.day(one.raised_on) if one.raised_on else said["no_date"],
    }
    links = [Link(said["open_book"], link(one.group_code)), Link(said["open_ward_book"], ward_book)]
    body = notices.notice("urgent", facts, more=("close",), links=links)
    return post.put(matter, "urgent", addresses, [(body, [])], post.now() + timedelta(days=3))
