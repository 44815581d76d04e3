"""What a reader with all published numbers works out of the withheld ones: exactly, by elimination and by bounds.

An equation is (unknown → its factor, what they come to). Unknowns are numbers of people: none is below nothing.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from fractions import Fraction
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
Equations = list[tuple[dict[K, int], int]]


def solved(known: Equations[K]) -> dict[K, Fraction]:
    """Gauss and Jordan, exactly: the unknowns that the equations alone give away."""
    rows: list[tuple[K, dict[K, Fraction], Fraction]] = []
    for left, right in known:
        row = {name: Fraction(sign) for name, sign in left.items() if sign}
        value = Fraction(right)
        for pivot, other, constant in rows:
            if pivot in row:
                factor = row[pivot]
                for name, coefficient in other.items():
                    row[name] = row.get(name, Fraction(0)) - factor * coefficient
                value -= factor * constant
        row = {name: coefficient for name, coefficient in row.items() if coefficient}
        if not row:
            continue
        pivot = next(iter(row))
        scale = row[pivot]
        row = {name: coefficient / scale for name, coefficient in row.items()}
        value /= scale
        for i, (first, other, constant) in enumerate(rows):
            if pivot in other:
                factor = other[pivot]
                merged = {name: other.get(name, Fraction(0)) - factor * row.get(name, Fraction(0)) for name in {*other, *row}}
                rows[i] = (first, {n: c for n, c in merged.items() if c}, constant - factor * value)
        rows.append((pivot, row, value))
    return {pivot: constant for pivot, row, constant in rows if len(row) == 1}


def bounded(known: Equations[K], hidden: Iterable[K], total: int) -> dict[K, int]:
    """Bounds tightened line by line until nothing moves, from "nobody is fewer than none": what they pin to one value."""
    low = {name: 0 for name in hidden}
    high = {name: total for name in hidden}
    moved = True
    while moved:
        moved = False
        for left, right in known:
            for name, sign in left.items():
                rest = [(other, s) for other, s in left.items() if other != name]
                least = sum(s * (low[o] if s > 0 else high[o]) for o, s in rest)
                most = sum(s * (high[o] if s > 0 else low[o]) for o, s in rest)
                lower, upper = (right - most, right - least) if sign > 0 else (least - right, most - right)
                if lower > low[name]:
                    low[name], moved = lower, True
                if upper < high[name]:
                    high[name], moved = upper, True
    return {name: low[name] for name in hidden if low[name] == high[name]}
