"""The sample ward as values: groups, the rows their leaders typed, and the list of planted mistakes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random

from toso.model import CellValue
from toso.sample.names import GIVEN, MIDDLES, SURNAMES
from toso.schema.types import Schema, SheetSchema

Row = dict[str, CellValue]

PLAN_START, PLAN_END = date(2025, 9, 1), date(2025, 12, 31)
PERIOD_START, PERIOD_END = date(2025, 9, 15), date(2025, 12, 14)
IMPORTED = {
    "TDP01": "TDP01 tong hop T11.xls",
    "TDP03": "DS-ho-gia-dinh-TDP03.xlsx",
    "TDP07": "ds_ho_tdp07.csv",
    "TDP12": "DanhSach_TDP11-12-13.ods",
}
"""Groups whose household lists are old files, not made up here."""


@dataclass(frozen=True, slots=True)
class Planted:
    """One planted mistake: where ``toso validate`` must find it, and as what."""

    group: str
    table: str
    key: str
    column: str
    kind: str


@dataclass(slots=True)
class SampleGroup:
    """``rows`` are what the leader typed, by tab; keys are the numbered codes of the schema."""

    code: str
    name: str
    households_official: int
    story: str = ""
    rows: dict[str, list[Row]] = field(default_factory=dict)
    planted: list[Planted] = field(default_factory=list)


def key_of(sheet: SheetSchema, group: str, number: int) -> str:
    """The code the machine numbers row ``number`` (from 1) with."""
    assert sheet.numbered is not None
    return sheet.numbered.format(group=group, n=number)


def titles(schema: Schema, name: str) -> list[str]:
    """What the dropdown of a closed list shows."""
    return [member.title for member in schema.lists[name]]


def leader_name(rng: Random) -> str:
    return f"{rng.choice(SURNAMES)} {rng.choice(MIDDLES)} {rng.choice(GIVEN)}"


STORIES: dict[str, tuple[int, int | None, str]] = {
    # group: (official households, guided; None = drawn, what the group is for)
    "TDP05": (212, 0, "none typed"),
    "TDP09": (187, None, "late"),
    "TDP14": (448, 358, "79.9 %: one household short of the target"),
    "TDP15": (300, 240, "exactly 80 %"),
    "TDP17": (260, None, "households listed twice"),
    "TDP18": (240, None, "claims households of TDP19"),
}


def make_groups(seed: int) -> list[SampleGroup]:
    """24 groups without rows: 4 that are imported, 20 that are made."""
    rng = Random(f"groups-{seed}")
    official = {"TDP01": 160, "TDP03": 225, "TDP07": 190, "TDP12": 118}
    groups = []
    for number in range(1, 25):
        code = f"TDP{number:02d}"
        size = official.get(code) or (STORIES[code][0] if code in STORIES else rng.randint(120, 450))
        story = STORIES[code][2] if code in STORIES else ("imported" if code in IMPORTED else "")
        groups.append(SampleGroup(code, f"Tổ dân phố số {number}", size, story))
    return groups
