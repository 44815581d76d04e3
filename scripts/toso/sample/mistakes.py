"""Planted mistakes: about 3 % of the typed cells, of every kind in ``domain.md``, each written down beside the rows.

A mistake is planted only where its truth is plain: a wrong day in a row that does not count anyway (so the sample's
coverage stays what its story says), one mistake a row (so no finding follows from another).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from random import Random

from toso.model import CellValue
from toso.sample import habits
from toso.sample.names import OLD_FONT
from toso.sample.world import Planted, Row, SampleGroup
from toso.schema.types import Schema

Wrong = Callable[[Random], CellValue]


def citizen_number(rng: Random) -> str:
    """A string shaped like a citizen number; the province code 000 does not exist."""
    return f"000{rng.randrange(10**9):09d}"


HOUSEHOLD_MISTAKES: tuple[tuple[str, str, Wrong], ...] = (
    ("guided_on", "bad_date", lambda rng: rng.choice(("30/2/2025", "5/10/205", "hôm qua", "31/11/2025"))),
    ("guided_on", "ambiguous_date", lambda rng: rng.choice(("5/10", "T9/2025", "12/10", "T10/2025"))),
    ("guided_on", "ambiguous_date", lambda rng: habits.serial(date(2025, rng.randint(1, 8), rng.randint(9, 11)))),
    ("guided_on", "date_too_early", lambda rng: rng.choice(("15/8/2025", "20/07/2025", habits.serial(date(2025, 6, 25))))),
    ("guided_on", "date_too_late", lambda rng: rng.choice(("20/12/2025", habits.serial(date(2026, 2, 20))))),
    ("guided_on", "formula_error", lambda rng: "#REF!"),
    ("persons", "bad_number", lambda rng: rng.choice(("bốn", "nhiều", "?"))),
    ("persons", "ambiguous_number", lambda rng: rng.choice(("1.5", "2.5"))),
    ("persons", "too_large", lambda rng: rng.choice((45, 120, "60"))),
    ("persons", "too_small", lambda rng: 0),
    ("phone", "bad_phone", lambda rng: rng.choice(("09123", "0123456", "không có"))),
    ("phone", "two_phones", lambda rng: f"{habits.phone_digits(rng)} - {habits.phone_digits(rng)}"),
    ("phone", "ambiguous_phone", lambda rng: int(habits.phone_digits(rng))),
    ("phone", "citizen_id_like", citizen_number),
    ("head_name", "citizen_id_like", lambda rng: f"{habits.person(rng)} {citizen_number(rng)}"),
    ("head_name", "unreadable_text", lambda rng: rng.choice(OLD_FONT)),
    ("note", "citizen_id_like", lambda rng: f"CCCD {citizen_number(rng)}"),
    ("vneid_level2", "bad_yes_no", lambda rng: rng.choice(("có thể", "để xem", "?"))),
    ("e_payment", "bad_yes_no", lambda rng: rng.choice(("thỉnh thoảng", "2"))),
    ("guided_how", "not_in_list", lambda rng: "Gọi loa phường"),
    ("guided_by", "unknown_reference", lambda rng: "TV77"),
)


def spoil_households(rng: Random, group: SampleGroup, share: float = 0.03) -> None:
    """Plants wrong cells; days only in rows without one, so that the guided households stay as the story says."""
    rows = group.rows["households"]
    free = list(range(len(rows)))
    rng.shuffle(free)
    wanted = max(len(HOUSEHOLD_MISTAKES) // 2, round(sum(_filled(row) for row in rows) * share))
    kinds = _endless(rng, HOUSEHOLD_MISTAKES)
    for position in free[: min(wanted, len(rows) // 2)]:
        row = rows[position]
        column, kind, wrong = next(kinds)
        dated = row.get("guided_on") is not None
        if (column == "guided_on" and dated) or (column in ("guided_how", "guided_by") and not dated):
            column, kind, wrong = "persons", "bad_number", HOUSEHOLD_MISTAKES[6][2]
        row[column] = wrong(rng)
        _plant(group, "households", str(row["household_code"]), column, kind)
    _ticked_without_date(rng, group, {free[n] for n in range(min(wanted, len(rows) // 2))})


def _ticked_without_date(rng: Random, group: SampleGroup, used: set[int]) -> None:
    rows = group.rows["households"]
    bare = [n for n, row in enumerate(rows) if row.get("guided_on") is None and n not in used]
    for position in rng.sample(bare, min(2, len(bare))):
        rows[position]["vneid_level2"] = habits.typed_yes(rng)
        _plant(group, "households", str(rows[position]["household_code"]), "guided_on", "platform_without_date")


def list_twice(rng: Random, group: SampleGroup, times: int = 4) -> None:
    """A household listed twice: its code copied into a second row; both rows are told, the first counts."""
    rows = group.rows["households"]
    guided = [row for row in rows if row.get("guided_on") is not None and not _is_planted(group, row)]
    for row in rng.sample(guided, times):
        rows.append({"household_code": row["household_code"], "head_name": row.get("head_name"), "persons": 3})
        _plant(group, "households", str(row["household_code"]), "household_code", "duplicate_key")


def claim(rng: Random, group: SampleGroup, other: SampleGroup, times: int = 3) -> None:
    """``group`` lists households of ``other``: a finding in both books, counted only where they belong."""
    theirs = [row for row in other.rows["households"] if not _is_planted(other, row)]
    for row in rng.sample(theirs, times):
        code = str(row["household_code"])
        group.rows["households"].append({"household_code": code, "persons": 4, "lane": "Ngõ 1"})
        _plant(group, "households", code, "household_code", "other_group_code")
        _plant(other, "households", code, "household_code", "claimed_by_other_group")


def lose_key(rng: Random, group: SampleGroup) -> None:
    """A row typed below the numbered ones, without a code."""
    group.rows["households"].append({"household_code": None, "head_name": habits.person(rng), "persons": 5})
    _plant(group, "households", "", "household_code", "row_without_key")


def _plant(group: SampleGroup, table: str, key: str, column: str, kind: str) -> None:
    group.planted.append(Planted(group.code, table, key, column, kind))


def _is_planted(group: SampleGroup, row: Row) -> bool:
    return any(planted.key == row["household_code"] for planted in group.planted)


def _filled(row: Row) -> int:
    return sum(value is not None for value in row.values())


def _endless(rng: Random, kinds: tuple[tuple[str, str, Wrong], ...]) -> Iterator[tuple[str, str, Wrong]]:
    while True:
        yield from rng.sample(kinds, len(kinds))


def spoil_other_tabs(rng: Random, schema: Schema, group: SampleGroup) -> None:
    """A few mistakes in the small tabs, of the kinds their columns can have."""
    for table, column, kind, wrong in SMALL_TAB_MISTAKES:
        rows = [row for row in group.rows.get(table, []) if row.get(column) is not None]
        clean = [row for row in rows if not _has_mistake(group, schema, table, row)]
        if not clean or rng.random() < 0.5:
            continue
        row = rng.choice(clean)
        row[column] = wrong(rng)
        key = str(row[schema.tables[table].primary_key or ""])
        _plant(group, table, key, column, kind)


def _has_mistake(group: SampleGroup, schema: Schema, table: str, row: Row) -> bool:
    key = str(row[schema.tables[table].primary_key or ""])
    return any(planted.table == table and planted.key == key for planted in group.planted)


SMALL_TAB_MISTAKES: tuple[tuple[str, str, str, Wrong], ...] = (
    ("activities", "held_on", "bad_date", lambda rng: "31/9/2025"),
    ("activities", "participants", "bad_number", lambda rng: "đông lắm"),
    ("activities", "kind", "not_in_list", lambda rng: "Đi chơi"),
    ("training", "member_code", "unknown_reference", lambda rng: "TV88"),
    ("survey", "household_code", "unknown_reference", lambda rng: "TDP99-0001"),
    ("survey", "p5", "not_in_list", lambda rng: "tạm tạm"),
    ("survey", "h2", "bad_number", lambda rng: "vài cái"),
    ("difficulties", "budget_need", "bad_number", lambda rng: "ba triệu"),
    ("businesses", "marketplace", "bad_yes_no", lambda rng: "sắp sửa"),
)
