"""The four household lists of the field: each reads as the careful clerk read it."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from toso import resources
from toso.core.importing.aliases import compile_aliases
from toso.core.importing.read import Imported, read_list
from toso.core.importing.to_book import cells_of, place
from toso.core.importing.values import Plan
from toso.errors import UsageError
from toso.jobs.list_files import read_file
from toso.sample.world import IMPORTED

LISTS = Path(resources.PACKAGE / "sample" / "lists")
EXPECTED = Path(__file__).parent / "expected"
PLAN = Plan(date(2025, 9, 1), date(2025, 12, 31))
ALIASES = compile_aliases(yaml.safe_load((resources.path("sheets_schema") / "import.yaml").read_text(encoding="utf-8")))


def imported(group: str) -> Imported:
    return read_list(read_file(LISTS / IMPORTED[group]), group, ALIASES, PLAN)


@pytest.mark.parametrize("group", IMPORTED)
def test_a_groups_old_list_reads_as_the_clerk_read_it(group: str) -> None:
    expected = json.loads((EXPECTED / f"{Path(IMPORTED[group]).stem}.expected.json").read_text(encoding="utf-8"))
    assert imported(group).as_json() == expected


@pytest.mark.parametrize("group", IMPORTED)
def test_no_citizen_number_of_the_list_reaches_the_book(group: str) -> None:
    placed = json.dumps([cells_of(row) for row in imported(group).rows], ensure_ascii=False)
    assert not re.search(r"(?<!\d)030\d{9}(?!\d)", placed)


def test_what_the_clerk_could_not_read_stands_in_the_book_as_it_was_typed() -> None:
    rows = {row.source_row: row for row in imported("TDP07").rows}
    assert rows[14].values["guided_on"] is None
    assert cells_of(rows[14])["guided_on"] == "30/2/2025"


def test_a_second_import_of_the_same_list_places_no_household_again() -> None:
    found = imported("TDP03")
    codes = [f"TDP03-{n:04d}" for n in range(1, 251)]
    first = place(found, codes, [])
    second = place(found, codes[len(first.rows):], list(first.rows.values()))
    assert (len(first.rows), first.left_over) == (184, 0)
    assert (len(second.rows), second.already) == (0, 184)


def test_households_beyond_the_numbered_rows_are_counted_not_lost_in_silence() -> None:
    placed = place(imported("TDP12"), [f"TDP12-{n:04d}" for n in range(1, 91)], [])
    assert (len(placed.rows), placed.left_over) == (90, 4)


def test_a_list_of_another_group_is_refused() -> None:
    with pytest.raises(UsageError) as refused:
        read_list(read_file(LISTS / IMPORTED["TDP07"]), "TDP09", ALIASES, PLAN)
    assert refused.value.code == "import_no_list"


def test_the_sheet_of_the_group_is_found_among_neighbours() -> None:
    assert read_list(read_file(LISTS / IMPORTED["TDP12"]), "TDP13", ALIASES, PLAN).sheet == "TDP 13"
