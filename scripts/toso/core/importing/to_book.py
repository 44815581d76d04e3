"""Imported households → cells for the group's book: free numbered rows are filled, nothing typed is touched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    household among them (same name, lane and phone) is not placed again, so an import may be repeated."""
    there = {_identity(row) for row in standing}
    codes = iter(free_codes)
    rows: dict[str, Mapping[str, CellValue]] = {}
    already = left_over = 0
    for one in imported.rows:
        cells = cells_of(one)
        if _identity(cells) in there:
            already += 1
        elif (code := next(codes, None)) is None:
            left_over += 1
        else:
            rows[code] = cells
    return Placed(rows, already, left_over)


def _identity(row: Mapping[str, CellValue]) -> tuple[str, ...]:
    """Name, lane and phone; a household without a name or a phone is told apart by all it says."""
    named = ("head_name", "lane", "phone") if row.get("head_name") and row.get("phone") else None
    fields = named or ("head_name", "lane", "phone", "persons", "guided_on", "note")
    return tuple(clean(str(row.get(name) if row.get(name) is not None else "")).casefold() for name in fields)
