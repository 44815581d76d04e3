"""The sample ward: every planted mistake is found where it was planted, nothing else is, and coverage counts plainly."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

import worlds
from toso.core.summarise import summarise
from toso.sample import habits
from toso.sample.make import make_ward
from toso.sample.world import IMPORTED, PERIOD_END, PLAN_START

EXPECTED = Path(__file__).parent / "importing" / "expected"
KINDS_OF_THE_FIELD = {
    "bad_date", "ambiguous_date", "date_too_early", "date_too_late", "formula_error", "bad_number", "ambiguous_number",
    "too_large", "too_small", "bad_phone", "two_phones", "ambiguous_phone", "citizen_id_like", "unreadable_text", "bad_yes_no",
    "not_in_list", "unknown_reference", "platform_without_date", "duplicate_key", "other_group_code",
    "claimed_by_other_group", "row_without_key", "team_size",
}  # fmt: skip


def test_every_planted_mistake_is_found_and_nothing_else_in_the_twenty_made_groups() -> None:
    planted = {(p.group, p.table, p.key, p.column, p.kind) for p in worlds.sample_ward().planted}
    found = {(f.group_code, f.table, f.key, f.column, f.kind) for f in worlds.findings() if f.group_code not in IMPORTED}
    assert planted - found == set()
    assert found - planted == set()


def test_mistakes_of_every_kind_of_the_field_are_planted() -> None:
    assert {planted.kind for planted in worlds.sample_ward().planted} == KINDS_OF_THE_FIELD


def test_about_three_cells_in_a_hundred_are_wrong() -> None:
    made = [group for group in worlds.sample_ward().groups if group.code not in IMPORTED]
    filled = sum(value is not None for group in made for rows in group.rows.values() for row in rows for value in row.values())
    assert 0.02 < len(worlds.sample_ward().planted) / filled < 0.04


def test_no_difficulty_is_answered_before_it_was_raised() -> None:
    ward = worlds.sample_ward()
    raised = {(group.code, row["difficulty_code"]): habits.day_of(row["raised_on"]) for group in ward.groups for row in group.rows.get("difficulties", [])}
    replies = ward.ward_rows["replies"]
    assert len(replies) == 20
    assert [one["reply_code"] for one in replies if habits.day_of(one["replied_on"]) < raised[str(one["group_code"]), one["difficulty_code"]]] == []


def test_one_seed_makes_one_ward() -> None:
    once, again, other = make_ward(worlds.schema(), 7), make_ward(worlds.schema(), 7), make_ward(worlds.schema(), 8)
    assert [group.rows for group in once.groups] == [group.rows for group in again.groups]
    assert [group.rows for group in once.groups] != [group.rows for group in other.groups]


def plainly_guided(code: str) -> int:
    """Guided households counted with a bare loop, from what was made or from the clerk's expected file."""
    group = worlds.sample_ward().group(code)
    if code in IMPORTED:
        expected = json.loads((EXPECTED / f"{Path(IMPORTED[code]).stem}.expected.json").read_text(encoding="utf-8"))
        days = [date.fromisoformat(row["guided_on"]) for row in expected["rows"] if row["guided_on"]]
        return sum(PLAN_START <= day <= PERIOD_END for day in days)
    wrong = {p.key for p in group.planted if p.table == "households" and p.column == "guided_on"}
    guided = set()
    for row in group.rows.get("households", []):
        key = row["household_code"]
        if key and str(key).startswith(code) and row.get("guided_on") is not None and key not in wrong:
            guided.add(key)
    return len(guided)


@pytest.mark.parametrize("code", [f"TDP{n:02d}" for n in range(1, 25)])
def test_a_groups_guided_households_equal_a_plain_count(code: str) -> None:
    group = worlds.sample_ward().group(code)
    summary = summarise(worlds.validated()[code], worlds.schema(), worlds.context(group), worlds.DUE_DAY, "")
    assert summary.counts.get("households_guided", 0) == plainly_guided(code)


def test_the_stories_of_the_sample_are_as_told() -> None:
    assert (plainly_guided("TDP14"), worlds.sample_ward().group("TDP14").households_official) == (358, 448)
    assert (plainly_guided("TDP15"), worlds.sample_ward().group("TDP15").households_official) == (240, 300)
    assert worlds.sample_ward().group("TDP05").rows == {}
