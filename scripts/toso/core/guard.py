"""The regression guard: figures that fall by much against the last run are rather a mishap than news."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from toso.core.figures import Figures

WARD_SHARE = Fraction(5, 100)
"""A ward's figure may fall by this share before somebody is asked."""
GROUP_SHARE = Fraction(20, 100)
"""A group's may fall by more: cleaning up doubled rows does that to a small group."""
GROUP_LEAST = 10
"""A group's fall of fewer than this is never asked about."""


@dataclass(frozen=True, slots=True)
class Drop:
    """``unit``: a group's code, "" for the ward."""

    unit: str
    figure: str
    before: int
    now: int


def published(figures: Figures) -> dict[str, int]:
    """What the guard remembers of a publication: ``unit|figure`` → value. Unknown figures are left out."""
    found: dict[str, int] = {}
    for name in guarded(figures):
        total = figures.of_ward(name).value
        if total is not None:
            found[f"|{name}"] = total
        for code, one in figures.by_group(name).items():
            if one.value is not None:
                found[f"{code}|{name}"] = one.value
    return found


def guarded(figures: Figures) -> tuple[str, ...]:
    """The plan's own figure: households guided. Coverage falls with it, or with a larger official number, which is
    the ward's own doing."""
    return (figures.coverage_name,)


def drops(
    before: Mapping[str, int],
    now: Mapping[str, int],
    *,
    ward_share: Fraction = WARD_SHARE,
    group_share: Fraction = GROUP_SHARE,
    group_least: int = GROUP_LEAST,
) -> tuple[Drop, ...]:
    """Figures that fell by more than their share, the ward's first. A figure that has become unknown has fallen to
    nothing; an unreachable book keeps its last figures and does not come here as a fall."""
    found = []
    for key, value in sorted(before.items(), key=lambda one: (not one[0].startswith("|"), one[0])):
        unit, figure = key.split("|", 1)
        fall = value - now.get(key, 0)
        share = group_share if unit else ward_share
        if fall > 0 and fall > share * value and (not unit or fall >= group_least):
            found.append(Drop(unit, figure, value, now.get(key, 0)))
    return tuple(found)
