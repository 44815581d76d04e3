"""The household rows of a sample group: right ones, in the habits of real leaders."""

from __future__ import annotations

from datetime import date
from random import Random

from toso.sample import habits
from toso.sample.names import NOTES
from toso.sample.world import PERIOD_END, PLAN_START, Row, SampleGroup, key_of, titles
from toso.schema.types import Schema

PLATFORMS = (
    "vneid_level2", "public_services", "city_app", "field_feedback", "e_payment", "e_commerce", "health", "education",
    "info_safety",
)
SHARES = dict(zip(PLATFORMS, (0.8, 0.55, 0.4, 0.25, 0.6, 0.3, 0.35, 0.45, 0.5), strict=True))


def make_households(rng: Random, schema: Schema, group: SampleGroup, guided: int, typed: int, members: list[str]) -> None:
    """``typed`` rows of which ``guided`` have a valid day; the rest only what the leader knew of them."""
    sheet = schema.tables["households"]
    ways = titles(schema, sheet.field("guided_how").list or "")
    rows = []
    lane = 1
    for number in range(1, typed + 1):
        if rng.random() < 0.06:
            lane += 2
        row: Row = {
            "household_code": key_of(sheet, group.code, number),
            "head_name": habits.person(rng) if rng.random() < 0.9 else None,
            "lane": f"Ngõ {lane}",
            "phone": habits.typed_phone(rng) if rng.random() < 0.6 else None,
            "persons": habits.typed_number(rng, rng.randint(1, 7)),
        }
        rows.append(row)
    for position in rng.sample(range(typed), guided):
        _guide(rng, rows[position], habits.day_between(rng, PLAN_START, PERIOD_END), ways, members)
    group.rows["households"] = rows


def _guide(rng: Random, row: Row, day: date, ways: list[str], members: list[str]) -> None:
    row["guided_on"] = habits.typed_date(rng, day)
    row["guided_by"] = rng.choice(members)
    row["guided_how"] = rng.choice(ways)
    for platform in PLATFORMS:
        if rng.random() < 0.85:
            row[platform] = habits.typed_yes(rng) if rng.random() < SHARES[platform] else habits.typed_no(rng)
    row["zalo_group"] = habits.typed_yes(rng) if rng.random() < 0.7 else habits.typed_no(rng)
    row["digital_literacy"] = habits.typed_yes(rng) if rng.random() < 0.75 else None
    row["note"] = rng.choice(NOTES) if rng.random() < 0.1 else None
