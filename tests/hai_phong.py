"""The sample city: the 114 communes, wards and the special zone of Hải Phòng as they really are called, with figures
that nobody counted."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from random import Random

from random_world import PLAN, TODAY, book, context, fourth_quarter
from toso.core.city import Unit, handed_up
from toso.core.summarise import summarise
from toso.core.ward import ward_figures
from toso.model import Group, GroupSummary
from toso.schema.load import load_schema

HAI_PHONG = 31


@cache
def wards() -> tuple[Group, ...]:
    """Code and name of every unit, in the order of their codes."""
    from vietnam_provinces import Ward

    listed = [ward for ward in Ward.iter_all() if ward.province_code == HAI_PHONG]
    return tuple(Group(f"{ward.code:05d}", ward.name, None) for ward in sorted(listed, key=lambda ward: ward.code))


@cache
def pool() -> tuple[tuple[int | None, GroupSummary], ...]:
    """Groups that wards are put together from: counting 2,850 of them anew would test nothing more."""
    rng = Random(114)
    found = []
    for n in range(40):
        group = Group(f"TDP{n:02d}", f"Tổ dân phố số {n}", rng.randint(20, 90))
        found.append((group.households_official, summarise(book(rng, group), load_schema(), context(group))))
    return tuple(found)


@cache
def unit(code: str, how_many: int = 25) -> Unit:
    """What one ward hands up."""
    rng = Random(int(code))
    listed, summaries = [], {}
    for n in range(1, how_many + 1):
        official, summary = rng.choice(pool())
        group = Group(f"TDP{n:02d}", f"Tổ dân phố số {n}", official)
        listed.append(group)
        summaries[group.code] = replace(summary, group_code=group.code)
    figures = ward_figures(listed, summaries, load_schema(), fourth_quarter(), TODAY, plan=PLAN)
    return handed_up(figures, code, next(ward.name for ward in wards() if ward.code == code))
