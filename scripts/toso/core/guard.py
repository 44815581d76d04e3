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
"""A group's fall of fewer households than this is never asked about."""
RATE_LEAST = 50
"""Nor is a fall of coverage by fewer tenths of a percent than this."""
RATE = "tenths"


@dataclass(frozen=True, slots=True)
class Drop:
    """``unit``: a group's code, "" for the ward. ``before`` and ``now`` are households, or, of coverage (``is_rate``),
    tenths of a percent."""

    unit: str
    figure: str
    before: int
    now: int
    is_rate: bool = False


def published(figures: Figures) -> dict[str, int]:
    """What the guard remembers of a publication: ``unit|figure`` → value, ``unit|figure|tenths`` → coverage. Unknown
    figures are left out."""
    found: dict[str, int] = {}
    name = figures.coverage_name
    for unit, one in {"": figures.of_ward(name), **figures.by_group(name)}.items():
        if one.value is not None:
            found[f"{unit}|{name}"] = one.value
        if one.tenths is not None:
            found[f"{unit}|{name}|{RATE}"] = one.tenths
    return found


def drops(
    before: Mapping[str, int],
    now: Mapping[str, int],
    *,
    ward_share: Fraction = WARD_SHARE,
    group_share: Fraction = GROUP_SHARE,
    group_least: int = GROUP_LEAST,
) -> tuple[Drop, ...]:
    """Figures that fell by more than their share, the ward's first; coverage where its households did not fall as well.
    Households that have become unknown have fallen to nothing; coverage that has, says nothing: its total was taken
    away. An unreachable book keeps its last figures and does not come here as a fall."""
    found: list[Drop] = []
    told: set[str] = set()
    for key, value in sorted(before.items(), key=lambda one: (not one[0].startswith("|"), one[0])):
        unit, figure, *rate = key.split("|")
        if rate and (key not in now or unit in told):
            continue
        fall = value - now.get(key, 0)
        share = group_share if unit else ward_share
        least = RATE_LEAST if rate else group_least if unit else 1
        if fall >= least and fall > share * value:
            found.append(Drop(unit, figure, value, now.get(key, 0), bool(rate)))
            told.add(unit)
    return tuple(found)
