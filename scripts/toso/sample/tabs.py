"""The small tabs of a sample group: team, training, activities, businesses, survey, difficulties, submission."""

from __future__ import annotations

from datetime import date
from random import Random

from toso.model import CellValue
from toso.sample import habits
from toso.sample.names import PLACES, PROPOSALS, SHOPS, TROUBLES
from toso.sample.world import PERIOD_END, PERIOD_START, Row, SampleGroup, key_of, titles
from toso.schema.types import Schema, SheetSchema

CLASSES = (date(2025, 9, 24), date(2025, 10, 22))
"""Two training classes that the whole ward was called to."""


def _rows(schema: Schema, group: SampleGroup, table: str, count: int) -> list[Row]:
    sheet = schema.tables[table]
    rows: list[Row] = [{str(sheet.primary_key): key_of(sheet, group.code, n)} for n in range(1, count + 1)]
    group.rows[table] = rows
    return rows


def _pick(rng: Random, schema: Schema, sheet: SheetSchema, column: str) -> str:
    return rng.choice(titles(schema, sheet.field(column).list or ""))


def make_members(rng: Random, schema: Schema, group: SampleGroup, size: int = 5) -> list[str]:
    """A team of ``size``, the first its leader; answers their codes."""
    bodies = titles(schema, schema.tables["members"].field("body").list or "")
    rows = _rows(schema, group, "members", size)
    for number, row in enumerate(rows):
        row["team_number"] = 1
        row["full_name"] = f"{habits.person(rng)} {number + 1}" if rng.random() < 0.05 else habits.person(rng)
        row["body"] = bodies[2] if number == 0 else bodies[(number - 1) % 6]
        row["is_leader"] = "Có" if number == 0 else "Không"
        row["phone"] = habits.typed_phone(rng)
        row["trained_on"] = habits.typed_date(rng, CLASSES[0])
    return [str(row["member_code"]) for row in rows]


def make_training(rng: Random, schema: Schema, group: SampleGroup, members: list[str]) -> None:
    sheet = schema.tables["training"]
    topics = titles(schema, sheet.field("topic").list or "")
    attended = [(day, n, code) for n, day in enumerate(CLASSES) for code in members if rng.random() < 0.93]
    for row, (day, n, code) in zip(_rows(schema, group, "training", len(attended)), attended, strict=True):
        row |= {"member_code": code, "held_on": habits.typed_date(rng, day), "topic": topics[1 + n]}
        row["trainer"] = _pick(rng, schema, sheet, "trainer")


def make_activities(rng: Random, schema: Schema, group: SampleGroup, members: list[str]) -> None:
    sheet = schema.tables["activities"]
    for row in _rows(schema, group, "activities", rng.randint(6, 14)):
        row["held_on"] = habits.typed_date(rng, habits.day_between(rng, PERIOD_START, PERIOD_END))
        row["kind"] = _pick(rng, schema, sheet, "kind")
        row["pillar"] = _pick(rng, schema, sheet, "pillar")
        row["participants"] = habits.typed_number(rng, rng.randint(8, 90))
        row["materials"] = rng.randint(5, 60) if rng.random() < 0.4 else None
        row["held_by"] = rng.choice(members)
        row["place"] = rng.choice(PLACES)


def make_businesses(rng: Random, schema: Schema, group: SampleGroup) -> None:
    sheet = schema.tables["businesses"]
    for row in _rows(schema, group, "businesses", rng.randint(4, 12)):
        row["name"] = f"{rng.choice(SHOPS)} {rng.randint(1, 99)}"
        row["kind"] = _pick(rng, schema, sheet, "kind")
        row["guided_on"] = habits.typed_date(rng, habits.day_between(rng, PERIOD_START, PERIOD_END))
        for column, share in (("marketplace", 0.3), ("e_payment_account", 0.7), ("digital_tools", 0.4), ("quality_pledge", 0.5)):
            row[column] = habits.typed_yes(rng) if rng.random() < share else habits.typed_no(rng)


def make_survey(rng: Random, schema: Schema, group: SampleGroup) -> None:
    """About a third of the households answer; one in twelve refuses and leaves the questions blank."""
    sheet = schema.tables["survey"]
    households = [str(row["household_code"]) for row in group.rows["households"] if row.get("household_code")]
    asked = sorted(rng.sample(households, len(households) // 3))
    for row, code in zip(_rows(schema, group, "survey", len(asked)), asked, strict=True):
        day = habits.day_between(rng, PERIOD_START, PERIOD_END)
        row |= {"household_code": code, "surveyed_on": habits.typed_date(rng, day), "how": _pick(rng, schema, sheet, "how")}
        if rng.random() < 1 / 12:
            row["consent"] = "Không"
            continue
        row |= {"consent": "Có", "consent_on": habits.typed_date(rng, day), "consent_how": _pick(rng, schema, sheet, "consent_how")}
        row |= {"age_band": _pick(rng, schema, sheet, "age_band"), "sex": rng.choice(titles(schema, "sexes")[:2])}
        row |= _answers(rng, schema, sheet)


def _answers(rng: Random, schema: Schema, sheet: SheetSchema) -> Row:
    titles_of = {
        name: {member.code: member.title for member in schema.lists[sheet.field(name).list or ""]}
        for name in ("h1", "h3", "h4", "p2", "p3", *(f"p{n}" for n in range(4, 13)))
    }

    def answer(name: str, weights: dict[str, int] | None = None) -> CellValue:
        codes = list(titles_of[name])
        code = rng.choices(codes, [weights.get(c, 1) for c in codes])[0] if weights else rng.choice(codes)
        return titles_of[name][code]

    row: Row = {"h1": answer("h1"), "h2": habits.typed_number(rng, rng.randint(0, 5)), "h3": answer("h3", {"fibre": 6, "mobile": 3})}
    if row["h3"] == titles_of["h3"]["none"]:
        row["h4"] = answer("h4")
    row["p1"] = habits.typed_yes(rng) if rng.random() < 0.85 else habits.typed_no(rng)
    row["p2"] = answer("p2", {"daily": 8, "weekly": 3})
    if row["p2"] == titles_of["p2"]["never"]:
        row["p3"] = answer("p3")
    for number in range(4, 13):
        row[f"p{number}"] = answer(f"p{number}", {"2": 5, "1": 3, "0": 2, "level2": 5, "level1": 2, "none": 1})
    return row


def make_difficulties(rng: Random, schema: Schema, group: SampleGroup) -> None:
    sheet = schema.tables["difficulties"]
    for row in _rows(schema, group, "difficulties", rng.randint(0, 3)):
        row["raised_on"] = habits.typed_date(rng, habits.day_between(rng, PERIOD_START, PERIOD_END))
        row["category"] = _pick(rng, schema, sheet, "category")
        row["urgent"] = "Có" if rng.random() < 0.2 else "Không"
        row["description"] = rng.choice(TROUBLES)
        row["proposal"] = rng.choice(PROPOSALS)
        row["budget_need"] = rng.randrange(5, 60) * 100_000 if rng.random() < 0.5 else None


def make_submission(rng: Random, group: SampleGroup, members: list[str]) -> None:
    """The leader marks Q4/2025 as submitted; the late group has not."""
    row: Row = {"period": "2025-Q4"}
    if group.story != "late":
        row |= {"submitted": "Có", "submitted_on": habits.typed_date(rng, date(2025, 12, rng.randint(10, 15))), "submitted_by": members[0]}
    group.rows["submissions"] = [row]
