"""Figures of one period, ward-wide and group by group. ``None`` is "not submitted", never 0."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from toso.model import Group, GroupSummary
from toso.schema.types import Indicator, Schema

Standing = Literal["reached", "below", "empty", "unreachable", "unknown"]


@dataclass(frozen=True, slots=True)
class Share:
    """``part`` of ``whole``; the target is judged in integers (``den * part >= num * whole``)."""

    part: int
    whole: int
    target: tuple[int, int] | None = None

    @property
    def reached(self) -> bool:
        return self.target is not None and self.target[1] * self.part >= self.target[0] * self.whole

    @property
    def missing(self) -> int:
        """How many more reach the target."""
        if self.target is None:
            return 0
        needed = -(-self.target[0] * self.whole // self.target[1])
        return max(0, needed - self.part)


def target_of(indicator: Indicator) -> tuple[int, int] | None:
    if not indicator.target:
        return None
    ratio = indicator.target.get("ratio")
    return (int(ratio[0]), int(ratio[1])) if ratio else None


def coverage_indicator(schema: Schema) -> Indicator:
    """The figure that the plan's promise is measured by: the one with a target of the official households."""
    return next(i for i in schema.indicators.values() if i.target and i.target.get("of") == "households_official")


@dataclass(frozen=True)
class Figures:
    """``counts`` of the summaries, added up. Groups that are empty or unreachable add nothing and read as ``None``."""

    schema: Schema
    groups: Sequence[Group]
    summaries: Mapping[str, GroupSummary]
    ward_counts: Mapping[str, int]
    survey: Mapping[str, int | None]

    @cached_property
    def submitted(self) -> tuple[Group, ...]:
        """Groups whose book has content."""
        return tuple(g for g in self.groups if self.state(g) in ("partial", "complete"))

    def state(self, group: Group) -> str:
        summary = self.summaries.get(group.code)
        return summary.state if summary else "unreachable"

    @cached_property
    def totals(self) -> Mapping[str, int]:
        """Ward-wide counts, every key of every submitted summary."""
        totals: dict[str, int] = {}
        for group in self.submitted:
            for name, number in self.summaries[group.code].counts.items():
                totals[name] = totals.get(name, 0) + number
        return totals

    def count(self, key: str, group: Group | None = None) -> int | None:
        """The count of ``key`` (an indicator's name, with dimensions if any)."""
        indicator = self.schema.indicators.get(key.partition("|")[0])
        if indicator is not None and indicator.publish == "survey":
            return self.survey.get(key) if group is None else None
        if group is not None:
            if self.state(group) not in ("partial", "complete"):
                return None
            return self.summaries[group.code].counts.get(key, 0)
        if key in self.ward_counts:
            return self.ward_counts[key]
        if not self.submitted:
            return None
        return self.totals.get(key, 0)

    def official(self, group: Group | None = None) -> int:
        """Households by the ward's registry; the ward's total holds every group, submitted or not."""
        if group is not None:
            return group.households_official or 0
        return sum(g.households_official or 0 for g in self.groups)

    def whole(self, indicator: Indicator, group: Group | None = None) -> int | None:
        """What the indicator is a share of, or ``None``."""
        of = indicator.denominator or (indicator.target or {}).get("of")
        if of is None:
            return None
        return self.official(group) if of == "households_official" else self.count(of, group)

    def share(self, indicator: Indicator, group: Group | None = None) -> Share | None:
        part, whole = self.count(indicator.name, group), self.whole(indicator, group)
        if part is None or not whole:
            return None
        return Share(part, whole, target_of(indicator))

    def standing(self, indicator: Indicator, group: Group) -> Standing:
        """How a group stands against the target."""
        state = self.state(group)
        if state in ("empty", "unreachable"):
            return "empty" if state == "empty" else "unreachable"
        share = self.share(indicator, group)
        if share is None:
            return "unknown"
        return "reached" if share.reached else "below"

    def parts(self, name: str) -> Mapping[tuple[tuple[str, str], ...], int]:
        """Ward-wide breakdown of ``name``: ``((dimension, code), …) → count``."""
        source = {**self.totals, **self.ward_counts}
        found: dict[tuple[tuple[str, str], ...], int] = {}
        for key, number in source.items():
            base, _, rest = key.partition("|")
            if base == name and rest:
                pairs = tuple(tuple(p.split("=", 1)) for p in rest.split("|"))
                found[pairs] = number  # type: ignore[index]
        return found

    def shown_in(self, place: str) -> tuple[Indicator, ...]:
        """Indicators whose ``shown`` names ``report.<place>``, in the order of the file."""
        return tuple(i for i in self.schema.indicators.values() if f"report.{place}" in i.shown)
