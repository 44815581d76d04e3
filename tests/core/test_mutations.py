"""Whatever people do to a book's grid, each cell gives the right value or a named finding: no silent wrong number, no crash."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toso.core.dates import to_serial
from toso.core.text import clean, code_key
from toso.model import BookResult, CellValue, RawTable
from typing_in import check, household, tab, team, told
from worlds import schema

LONG = "Nhà này rất dài " * 3125
"""50,000 characters."""
Grid = list[list[CellValue]]
MUTATIONS: dict[str, Callable[[Sheet, Random], None]] = {}


@dataclass
class Sheet:
    """A tab as a grid; ``spoilt``: (key, column) → what stands there now, ``None`` where the content was taken away."""

    name: str
    header: list[CellValue]
    rows: Grid
    spoilt: dict[tuple[str, str], CellValue] = field(default_factory=dict)
    fields: list[str] = field(default_factory=list)
    metadata: dict[int, str] = field(default_factory=dict)
    twins: set[str] = field(default_factory=set)
    """Columns that stand twice with different contents: whichever still has the header is the column."""

    def raw(self) -> RawTable:
        return RawTable(self.name, self.name, tuple(self.header), self.rows, metadata=self.metadata)

    def spoil(self, row: list[CellValue], column: int, value: CellValue) -> None:
        at = self.fields.index(KEYS[self.name]) if KEYS[self.name] in self.fields else None
        if column < len(self.fields) and at is not None and at < len(row):
            self.spoilt[code_key(str(row[at])), self.fields[column]] = value
        if column < len(row):
            row[column] = value


COUNTED = {"persons", "guided_on", "vneid_level2", "e_payment", "guided_how", "participants", "held_on", "team_number", "is_leader"}
KEYS = {"members": "member_code", "households": "household_code", "activities": "activity_code"}


def mutation(function: Callable[[Sheet, Random], None]) -> Callable[[Sheet, Random], None]:
    MUTATIONS[function.__name__] = function
    return function


def a_book() -> dict[str, Sheet]:
    households = [
        household(n, head_name=f"Nguyễn Văn {'ABCDEGHIK'[n % 9]}", persons=n % 7 + 1, guided_on=to_serial(date(2025, 10, n)) if n % 3 else None,
                  guided_by=f"TV0{n % 5 + 1}" if n % 3 else None, vneid_level2="Có" if n % 3 == 1 else None, e_payment="Không" if n % 4 == 1 else None)
        for n in range(1, 16)
    ]
    activities = [{"activity_code": f"HD{n:03d}", "held_on": f"{n}/11/2025", "kind": "Video", "pillar": "Kinh tế số", "participants": 10 * n} for n in range(1, 6)]
    found = {}
    for name, rows in (("members", team()), ("households", households), ("activities", activities)):
        raw = tab(name, *rows)
        fields = [one for one in _fields(name)]
        found[name] = Sheet(name, list(raw.header), [list(row) for row in raw.rows], fields=fields)
    return found


def _fields(name: str) -> list[str]:
    return [one.name for one in schema().tables[name].fields]


@cache
def truth() -> dict[str, dict[str, dict[str, Any]]]:
    """Tab → key → column → value, of the book before anything was done to it."""
    result = check(*(sheet.raw() for sheet in a_book().values()))
    assert told(result) == []
    return {
        name: {key: {column: values[at] for column, values in table.columns.items()} for at, key in enumerate(table.keys)}
        for name, table in result.tables.items()
    }


def _column(sheet: Sheet, rng: Random) -> int:
    return rng.randrange(len(sheet.header))


@mutation
def rename_a_column(sheet: Sheet, rng: Random) -> None:
    sheet.header[_column(sheet, rng)] = rng.choice(("Cột mới", "Xem lại", "", None, "Số khẩu nhà", 12, "#REF!", "Ngày"))


@mutation
def rename_a_column_that_has_metadata(sheet: Sheet, rng: Random) -> None:
    at = _column(sheet, rng)
    if at < len(sheet.fields) and sheet.fields[at]:
        sheet.metadata[at] = sheet.fields[at]
    sheet.header[at] = "Cột đã đổi tên"


@mutation
def move_columns(sheet: Sheet, rng: Random) -> None:
    width = len(sheet.header)
    order = rng.sample(range(width), width)
    sheet.header = [sheet.header[at] for at in order]
    sheet.fields = [sheet.fields[at] if at < len(sheet.fields) else "" for at in order]
    sheet.rows = [[row[at] if at < len(row) else None for at in order] + row[width:] for row in sheet.rows]
    sheet.metadata = {order.index(at): name for at, name in sheet.metadata.items()}


@mutation
def double_a_column(sheet: Sheet, rng: Random) -> None:
    at = _column(sheet, rng)
    same = rng.random() < 0.5
    sheet.header.append(sheet.header[at])
    if not same and at < len(sheet.fields):
        sheet.twins.add(sheet.fields[at])
    width = len(sheet.header) - 1
    for row in sheet.rows:
        row += [None] * (width - len(row))
        row[width:] = [row[at] if same else rng.choice((None, 9, "Có", "5/10/2025"))]
    sheet.fields += [""] * (width - len(sheet.fields)) + [""]


@mutation
def delete_a_column(sheet: Sheet, rng: Random) -> None:
    at = _column(sheet, rng)
    del sheet.header[at]
    del sheet.fields[at:at + 1]
    for row in sheet.rows:
        del row[at:at + 1]
    sheet.metadata = {place - (place > at): name for place, name in sheet.metadata.items() if place != at}


@mutation
def dress_the_header(sheet: Sheet, rng: Random) -> None:
    dress = rng.choice((str.upper, str.lower, lambda text: f"  {text}\n", lambda text: text.replace(" ", "\u00a0"), lambda text: f"{text} *"))
    sheet.header = [unicodedata.normalize(rng.choice(("NFC", "NFD")), dress(title)) if isinstance(title, str) else title for title in sheet.header]


@mutation
def add_cells_beyond_the_table(sheet: Sheet, rng: Random) -> None:
    for row in sheet.rows:
        row += [None] * (len(sheet.header) - len(row)) + rng.choice(([], [99], [None, "ghi thêm"]))


@mutation
def add_a_column_of_their_own(sheet: Sheet, rng: Random) -> None:
    at = rng.randrange(len(sheet.header) + 1)
    sheet.header.insert(at, "Việc riêng của tổ")
    sheet.fields[at:at] = [""]
    for row in sheet.rows:
        row += [None] * (at - len(row))
        row.insert(at, rng.choice((7, "x", None)))
    sheet.metadata = {place + (place >= at): name for place, name in sheet.metadata.items()}


@mutation
def merge_cells_downwards(sheet: Sheet, rng: Random) -> None:
    at, top = _column(sheet, rng), rng.randrange(len(sheet.rows))
    for row in sheet.rows[top + 1 : top + 4]:
        sheet.spoil(row, at, None)


@mutation
def merge_the_header_sideways(sheet: Sheet, rng: Random) -> None:
    at = _column(sheet, rng)
    sheet.header[at] = None


@mutation
def add_a_row_of_totals(sheet: Sheet, rng: Random) -> None:
    texts = [at for at, name in enumerate(sheet.fields) if name in ("head_name", "lane", "full_name", KEYS[sheet.name])]
    row: list[CellValue] = [rng.choice((None, 812)) for _ in sheet.header]
    for at in (at for at, name in enumerate(sheet.fields) if name in KEYS.values()):
        row[at] = None
    if texts:
        row[rng.choice(texts)] = rng.choice(("Tổng cộng", "TỔNG SỐ", "Cộng dồn"))
        sheet.rows.insert(rng.randrange(len(sheet.rows) + 1), row)


@mutation
def break_a_formula(sheet: Sheet, rng: Random) -> None:
    _overwrite(sheet, rng, rng.choice(("#REF!", "#N/A", "#VALUE!", "#ERROR!")))


@mutation
def paste_fifty_thousand_characters(sheet: Sheet, rng: Random) -> None:
    _overwrite(sheet, rng, LONG)


@mutation
def type_nonsense(sheet: Sheet, rng: Random) -> None:
    _overwrite(sheet, rng, rng.choice(("?", "1.5", "30/2/2025", "5/10", "TrÇn §øc", 1.5, True, -1, 10**12, "9" * 12, "'=1+1", "\u200b", float(10**6))))


@mutation
def leave_blank_rows(sheet: Sheet, rng: Random) -> None:
    sheet.rows.insert(rng.randrange(len(sheet.rows) + 1), [])
    sheet.rows.insert(rng.randrange(len(sheet.rows) + 1), [None, "", " ", "\u00a0"])


@mutation
def sort_the_rows(sheet: Sheet, rng: Random) -> None:
    rng.shuffle(sheet.rows)


@mutation
def copy_a_row(sheet: Sheet, rng: Random) -> None:
    sheet.rows.append(list(rng.choice(sheet.rows)))


@mutation
def copy_the_header_into_the_table(sheet: Sheet, rng: Random) -> None:
    sheet.rows.insert(rng.randrange(len(sheet.rows) + 1), list(sheet.header))


@mutation
def push_the_header_down(sheet: Sheet, rng: Random) -> None:
    sheet.rows = [["DANH SÁCH CỦA TỔ"], list(sheet.header), *sheet.rows]
    sheet.header = ["UBND PHƯỜNG TRẦN LIỄU"] + [None] * (len(sheet.header) - 1)


@mutation
def change_the_form_of_values(sheet: Sheet, rng: Random) -> None:
    for row in sheet.rows:
        for at, cell in enumerate(row):
            if isinstance(cell, str):
                row[at] = unicodedata.normalize(rng.choice(("NFC", "NFD")), rng.choice(("", " ", "\u00a0")) + cell + rng.choice(("", " ", "\u200b")))
            elif type(cell) is int:
                row[at] = rng.choice((cell, float(cell)))


def _overwrite(sheet: Sheet, rng: Random, value: CellValue) -> None:
    row = rng.choice(sheet.rows)
    if not row:
        return
    counted = [at for at, name in enumerate(sheet.fields[: len(row)]) if name in COUNTED]
    at = rng.choice(counted) if counted and rng.random() < 0.7 else rng.randrange(len(row))
    if at >= len(sheet.fields) or not sheet.fields[at]:  # in the copy of a column: the two say different things now
        header = sheet.header[at] if at < len(sheet.header) else None
        sheet.twins |= {name for title, name in zip(sheet.header, sheet.fields, strict=False) if name and title == header}
    sheet.spoil(row, at, value)


ROW_KINDS = {"row_without_key", "duplicate_key", "stray_total", "stray_header", "other_group_code", "bad_pattern", "unreadable_text", "formula_error", "too_long", "citizen_id_like"}


def explained(result: BookResult, name: str, row: int, column: str) -> bool:
    """Whether a finding speaks of the cell, its row or its column."""
    return any(
        one.table == name and ((one.row == row and (one.column == column or one.kind in ROW_KINDS)) or (one.row == 0 and one.column == column))
        for one in result.findings
    )


def assert_right_or_told(result: BookResult, sheets: dict[str, Sheet]) -> None:
    for name, table in result.tables.items():
        right, key_column = truth()[name], KEYS[name]
        counted = [key for key, yes in zip(table.keys, table.counted, strict=True) if yes]
        assert len(counted) == len(set(counted))
        for at, (row, key) in enumerate(zip(table.rows, table.keys, strict=True)):
            if not table.counted[at]:
                assert explained(result, name, row, key_column), (name, row, key)
                continue
            assert key in right, (name, row, key)
            for column, values in table.columns.items():
                if column in sheets[name].twins:  # two columns said they were this one: told, or one has lost its header
                    continue
                told_of = explained(result, name, row, column)
                fits = _fits(name, column, values[at], right[key][column], sheets[name].spoilt.get((key, column), UNTOUCHED), told_of)
                assert fits, (name, row, column, values[at], right[key][column])
        absent = set(right) - set(counted)
        speaks_of_it = [one for one in result.findings if one.table == name and (one.row == 0 or one.column == key_column or one.kind in ROW_KINDS)]
        assert not absent or speaks_of_it, absent


UNTOUCHED = object()


def _fits(name: str, column: str, value: Any, expected: Any, now: Any, told_of: bool) -> bool:
    """The right value; or unknown and told; or what the mutation itself put there and nothing else."""
    if value == expected and type(value) is type(expected):
        return True
    if value is None and column in ("guided_by", "held_by"):
        return True  # the member's own row or column was spoilt: the other tab tells why
    if now is UNTOUCHED:
        return value is None and told_of
    if now is None or (isinstance(now, str) and not now.strip(" \u00a0\u200b")):
        return value is None
    one = schema().tables[name].field(column)
    if one.type == "string" and one.list is None:
        return told_of or value in (clean(str(now)), "TRUE" if now is True else None, f"{now:.0f}" if isinstance(now, float) else None)
    return (value is None and told_of) or (value == now and type(value) in (bool, int))


@settings(max_examples=5000 if os.environ.get("TOSO_SOAK") else 250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(sorted(MUTATIONS)), st.sampled_from(sorted(KEYS))), min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_after_any_mutation_every_value_is_right_or_told(steps: list[tuple[str, str]], rng: Random) -> None:
    sheets = a_book()
    for name, table in steps:
        if sheets[table].header and sheets[table].rows:
            MUTATIONS[name](sheets[table], rng)
    result = check(*(sheet.raw() for sheet in sheets.values()))
    assert_right_or_told(result, sheets)


def test_each_mutation_by_itself_in_each_tab() -> None:
    for name, change in sorted(MUTATIONS.items()):
        for table in sorted(KEYS):
            for seed in range(6):
                sheets = a_book()
                change(sheets[table], Random(f"{name}{table}{seed}"))
                result = check(*(sheet.raw() for sheet in sheets.values()))
                assert_right_or_told(result, sheets)
            