"""``toso sample``: the whole ward from one seed. The same seed gives the same rows and the same mistakes."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from toso.sample import mistakes, tabs
from toso.sample.households import make_households
from toso.sample.ward import make_ward_rows
from toso.sample.world import IMPORTED, STORIES, Planted, Row, SampleGroup, make_groups
from toso.schema.types import Schema

DEFAULT_SEED = 2025


@dataclass(frozen=True, slots=True)
class SampleWard:
    """24 groups (four of them without household rows: those come from the field lists) and the officials' tabs."""

    seed: int
    groups: tuple[SampleGroup, ...]
    ward_rows: dict[str, list[Row]]

    @property
    def planted(self) -> list[Planted]:
        return [one for group in self.groups for one in group.planted]

    def group(self, code: str) -> SampleGroup:
        return next(group for group in self.groups if group.code == code)


def make_ward(schema: Schema, seed: int = DEFAULT_SEED) -> SampleWard:
    groups = make_groups(seed)
    for group in groups:
        _fill(Random(f"{group.code}-{seed}"), schema, group)
    by_code = {group.code: group for group in groups}
    rng = Random(f"stories-{seed}")
    mistakes.list_twice(rng, by_code["TDP17"])
    mistakes.claim(rng, by_code["TDP18"], by_code["TDP19"])
    mistakes.lose_key(rng, by_code["TDP20"])
    return SampleWard(seed, tuple(groups), make_ward_rows(Random(f"ward-{seed}"), schema, groups))


def _fill(rng: Random, schema: Schema, group: SampleGroup) -> None:
    if group.story == "none typed":
        return
    short_team = group.code == "TDP21"
    members = tabs.make_members(rng, schema, group, 4 if short_team else 5)
    if short_team:
        group.planted.append(Planted(group.code, "members", "TV01", "team_number", "team_size"))
    if group.code not in IMPORTED:
        guided = STORIES.get(group.code, (0, None, ""))[1]
        if guided is None:
            guided = round(group.households_official * rng.uniform(0.62, 0.95))
        typed = min(group.households_official, max(guided + 40, round(group.households_official * 0.97)))
        make_households(rng, schema, group, guided, typed, members)
        tabs.make_survey(rng, schema, group)
    tabs.make_training(rng, schema, group, members)
    tabs.make_activities(rng, schema, group, members)
    tabs.make_businesses(rng, schema, group)
    tabs.make_difficulties(rng, schema, group)
    tabs.make_submission(rng, group, members)
    if group.code not in IMPORTED:
        mistakes.spoil_households(rng, group)
        mistakes.spoil_other_tabs(rng, schema, group)
