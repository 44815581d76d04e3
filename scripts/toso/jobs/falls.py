"""Figures that fell by more than a mishap's share: against what, in which words, and to whom it is told."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from hashlib import sha256
from typing import TYPE_CHECKING

from toso.core.figures import Figures
from toso.core.guard import Drop, drops, published

if TYPE_CHECKING:
    from toso.jobs.collect import Parts
    from toso.jobs.post import Post

PUBLISHED = "master.published"
FALLEN = "giam"
MOST_TOLD = 5
PATIENCE = timedelta(days=3)


def fallen(parts: Parts, figures: Figures) -> tuple[Drop, ...]:
    """Against the last publication that nobody doubted, of the same plan; a new plan begins at nothing. Figures frozen
    before that publication are no fall."""
    before = json.loads(parts.state.fact(PUBLISHED) or "{}")
    if before.get("plan") != str(parts.settings.plan.start):
        return ()
    at = before.get("at")
    if at and figures.as_of is not None and figures.as_of < datetime.fromisoformat(at):
        return ()
    plan = parts.settings.plan
    return drops(
        before.get("figures", {}),
        published(figures),
        ward_share=Fraction(plan.fall_percent, 100),
        group_share=Fraction(plan.group_fall_percent, 100),
    )


def keep_published(parts: Parts, figures: Figures) -> None:
    """What later runs are compared with."""
    at = figures.as_of.isoformat() if figures.as_of else ""
    kept = {"plan": str(parts.settings.plan.start), "at": at, "figures": published(figures)}
    parts.state.put_fact(PUBLISHED, json.dumps(kept))


def sentences(fell: Sequence[Drop], figures: Figures, ward: str) -> tuple[str, ...]:
    """One a place, the ward first; of many, the first and how many more."""
    from toso.core.report import shape
    from toso.core.report.sentences import fill
    from toso.delivery import notices

    said = notices.words()["notices"]
    names = {group.code: group.name or group.code for group in figures.groups}
    found = []
    for one in fell[:MOST_TOLD]:
        show = shape.percent if one.is_rate else shape.count
        facts = {"name": names.get(one.unit, one.unit) if one.unit else ward, "before": show(one.before), "now": show(one.now)}
        found.append(fill(said["dropped_rate" if one.is_rate else "dropped"], facts))
    if len(fell) > MOST_TOLD:
        found.append(fill(said["dropped_more"], {"more": len(fell) - MOST_TOLD}))
    return tuple(found)


def tell_of_falls(fell: Sequence[Drop], said: Sequence[str], held: bool, addresses: Sequence[str], post: Post) -> bool:
    """Puts one letter in for each set of falls: once where publishing waits, once where it was published marked."""
    from toso.delivery import notices
    from toso.delivery.letters import Matter

    mark = sha256(repr([(one.unit, one.figure, one.before, one.now, held) for one in fell]).encode()).hexdigest()[:10]
    body = notices.notice("fallen" if held else "fallen_marked", {}, more=("close",), items=said)
    return post.put(Matter(post.ward, mark, FALLEN), "fallen", addresses, [(body, [])], post.now() + PATIENCE)
