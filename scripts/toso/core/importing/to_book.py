"""Imported households → cells for the group's book: free numbered rows are filled, nothing typed is touched."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from toso.core.dates import to_serial
from toso.core.importing.grid import FileCell
from toso.core.importing.read import Imported, ImportedRow
from toso.core.text import clean
from toso.model import CellValue


@dataclass(frozen=True, slots=True)
class Placed:
    """``rows``: household code → field → cell. ``already``: how many households the book had; ``left_over``: how many
    found no free numbered row."""

    rows: Mapping[str, Mapping[str, CellValue]]
    already: int
    left_over: int


def cells_of(row: ImportedRow) -> dict[str, CellValue]:
    """What stands in the book: certain values in the sheet's own form, the rest as it was typed."""
    cells = {name: _cell(value) for name, value in row.values.items()}
    cells |= {name: _cell(value) for name, value in row.typed.items()}
    return {name: cell for name, cell in cells.items() if cell is not None}


def _cell(value: object | FileCell) -> CellValue:
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, date):
        return to_serial(value)
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(type(value))


def place(imported: Imported, free_codes: Sequence[str], standing: Sequence[Mapping[str, CellValue]]) -> Placed:
    """``free_codes``: numbered rows with nothing typed, in order. ``standing``: rows that hold something already; a
    household among them is not placed again, so an import may be repeated, also after the leader mended cells."""
    households = [cells_of(one) for one in imported.rows]
    there = _there(households, standing)
    codes = iter(free_codes)
    rows: dict[str, Mapping[str, CellValue]] = {}
    left_over = 0
    for number, cells in enumerate(households):
        if number in there:
            continue
        if (code := next(codes, None)) is None:
            left_over += 1
        else:
            rows[code] = cells
    return Placed(rows, len(there), left_over)


_CERTAIN = (("head_name", "lane", "phone"), ("head_name", "phone"), ("phone", "lane"))
_EVERYTHING = ("head_name", "lane", "phone", "persons", "guided_on", "note")


def _there(households: Sequence[Mapping[str, CellValue]], standing: Sequence[Mapping[str, CellValue]]) -> set[int]:
    """Which households stand in the book: each row stands for one household only. First the rows that say all the same,
    then those with the same name, lane and phone, less certain ones last."""
    found: set[int] = set()
    rows = set(range(len(standing)))

    def match(fields: Sequence[str], needed: Sequence[str], fits: Callable[[int, int], bool] = lambda a, b: True) -> None:
        waiting: dict[tuple[str, ...], list[int]] = {}
        for row in sorted(rows):
            if all(_said(standing[row], name) for name in needed):
                waiting.setdefault(tuple(_said(standing[row], name) for name in fields), []).append(row)
        for number, cells in enumerate(households):
            key = tuple(_said(cells, name) for name in fields)
            if number in found or not all(_said(cells, name) for name in needed):
                continue
            at = next((one for one in waiting.get(key, ()) if one in rows and fits(number, one)), None)
            if at is not None:
                found.add(number)
                rows.discard(at)

    def unsure(number: int, row: int) -> bool:
        phones = (_said(households[number], "phone"), _said(standing[row], "phone"))
        return not all(re.fullmatch(r"0\d{9,10}", phone) for phone in phones)

    match(_EVERYTHING, ())
    for fields in _CERTAIN:
        match(fields, fields)
    match(("head_name", "lane"), ("head_name",), unsure)
    return found


def _said(row: Mapping[str, CellValue], name: str) -> str:
    cell = row.get(name)
    if isinstance(cell, float) and cell == int(cell):
        cell = int(cell)
    return clean(str(cell)).casefold() if cell is not None else ""
