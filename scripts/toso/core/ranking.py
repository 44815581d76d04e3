"""Ranks with ties: 1, 2, 2, 4. Rates are compared as fractions, never as rounded percentages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from toso.core.figure import Figure


@dataclass(frozen=True, slots=True)
class Ranked:
    """A unit's place. ``rank`` is None where there is no rate: not submitted is not last."""

    code: str
    rank: int | None
    tied: bool
    figure: Figure


def rate_of(figure: Figure) -> Fraction | None:
    """The exact rate, or None."""
    if figure.value is None or not figure.total:
        return None
    return Fraction(figure.value, figure.total)


def ranked(figures: Mapping[str, Figure]) -> tuple[Ranked, ...]:
    """Units from the highest rate to the lowest, equal rates sharing a rank (and standing in the given order); units
    without a rate stand at the end without a rank."""
    rates = {code: rate_of(figure) for code, figure in figures.items()}
    known = sorted((code for code in figures if rates[code] is not None), key=lambda code: -(rates[code] or 0))
    places: list[Ranked] = []
    for place, code in enumerate(known, start=1):
        same = [other for other in known if rates[other] == rates[code]]
        rank = places[-1].rank if places and rates[places[-1].code] == rates[code] else place
        places.append(Ranked(code, rank, len(same) > 1, figures[code]))
    places.extend(Ranked(code, None, False, figures[code]) for code in figures if rates[code] is None)
    return tuple(places)


def weakest(places: tuple[Ranked, ...], how_many: int = 3) -> tuple[Ranked, ...]:
    """The lowest rates, lowest first; all who share the last place taken are in. Groups without figures are not."""
    known = [one for one in places if one.rank is not None][::-1]
    if len(known) <= how_many:
        return tuple(known)
    edge = known[how_many - 1].rank
    return tuple(one for i, one in enumerate(known) if i < how_many or one.rank == edge)
