"""Timeliness (the leader marked the period as submitted, by when) and completeness (judged by content)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from toso.core.summarise import complete_when
from toso.model import GroupSummary, Period
from toso.schema.types import Indicator, Schema

Timing = Literal["on_time", "late", "not_yet", "missing"]


@dataclass(frozen=True, slots=True)
class Timeliness:
    """``missing``: the deadline has passed without a submission; ``not_yet``: it has not passed."""

    group_code: str
    timing: Timing
    submitted_on: date | None
    days_late: int = 0


def timeliness(
    group_code: str, summary: GroupSummary | None, period: Period, today: date, now: datetime | None = None
) -> Timeliness:
    """A submission is judged by days: one on the deadline's day is on time. Who has not submitted when the figures are
    frozen (``now``) has missed the deadline."""
    deadline = period.entry_deadline.date()
    submitted = summary.submitted_on if summary else None
    if submitted is None:
        over = today > deadline or (now is not None and now >= period.entry_deadline)
        return Timeliness(group_code, "missing" if over else "not_yet", None)
    late = (submitted - deadline).days
    return Timeliness(group_code, "late" if late > 0 else "on_time", submitted, max(0, late))


@dataclass(frozen=True, slots=True)
class Completeness:
    """Which parts of the period's content are there. ``lacking``: indicators that are still zero or unknown."""

    group_code: str
    state: Literal["empty", "partial", "complete", "unreachable"]
    present: int
    wanted: int
    lacking: tuple[str, ...] = ()


def wanted_indicators(schema: Schema) -> tuple[Indicator, ...]:
    """What a complete submission holds, as the layout of ``master/timeliness.yaml`` names it."""
    return tuple(schema.indicators[name] for name in complete_when(schema) if name in schema.indicators)


def completeness(group_code: str, summary: GroupSummary | None, schema: Schema) -> Completeness:
    """Judged by content, whatever the leader has marked."""
    wanted = wanted_indicators(schema)
    counts = summary.counts if summary else {}
    lacking = tuple(one.name for one in wanted if counts.get(one.name, 0) <= 0)
    state = summary.state if summary else "unreachable"
    return Completeness(group_code, state, len(wanted) - len(lacking), len(wanted), lacking)
