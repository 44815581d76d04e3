"""Lists that nobody has seen before: what is read is right, and what is not certain is told, never guessed."""

from __future__ import annotations

import os
from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

import pytest
from old_lists import FIELDS, OldList, draw_list, write

from toso.core.importing.read import Imported
from toso.core.importing.values import Plan
from toso.jobs.import_list import read_import

PLAN = Plan(date(2025, 9, 1), date(2025, 12, 31))
LISTS = int(os.environ.get("TOSO_LISTS", "500" if os.environ.get("TOSO_SOAK") else "25"))


def compare(made: OldList, found: Imported) -> Counter[str]:
    """Counts by outcome; ``wrong``: read otherwise without a word about it."""
    told = {(one.source_row, one.field, one.kind) for one in found.findings}
    places = {(row, name) for row, name, _ in told}
    rows = {row.source_row: row.values for row in found.rows}
    tally: Counter[str] = Counter()
    tally["lost household"] = len(made.truth.keys() - rows.keys() - {row for row, _ in places})
    tally["no household"] = len(rows.keys() - made.truth.keys())
    for row, values in made.truth.items():
        for name in FIELDS:
            read = rows.get(row, {}).get(name)
            if read == values[name] and type(read) is type(values[name]):
                tally["right"] += 1
            else:
                tally["told" if (row, name) in places and read is None else "wrong"] += 1
    tally["finding missing"] = len(made.told - told)
    tally["finding too many"] = len(told - made.told)
    tally["header"] = int(list(found.header_rows) != made.header_rows)
    tally["sheet"] = int(found.sheet != made.sheet)
    tally["dropped"] = int(sorted(map(str, found.dropped_columns)) != sorted(made.dropped))
    return tally


@pytest.mark.parametrize("kind", ["xlsx", "xls", "csv", "ods"])
def test_lists_never_seen_are_read_right_and_nothing_is_guessed(kind: str, tmp_path: Path) -> None:
    tally: Counter[str] = Counter()
    for seed in range(LISTS):
        made = draw_list(seed, kind)
        tally += compare(made, read_import(write(made, tmp_path, Random(seed)), made.group, PLAN))
    right = tally["right"] / (tally["right"] + tally["told"] + tally["wrong"])
    assert right >= 0.98
    assert {name: count for name, count in tally.items() if name not in ("right", "told") and count} == {}
