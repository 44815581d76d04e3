"""Rows of cells as JSON and back. Rows that wear the same formats and rules share one description of them, so a block of
dressed but empty rows is a few numbers."""

from __future__ import annotations

from typing import Any

from localsheets.model import Blank, Cell, intern, worn

Rows = dict[int, dict[int, Cell]]


def pack(rows: Rows) -> list:
    """[formats and rules, dresses: [[column, format, rule] …], {row: [dress, {column: [value, formula, note, extra]}]}];
    formats, rules and dresses are named by their number, tails are cut."""
    shared: list[dict] = []
    numbers: dict[int, int] = {}
    dresses: dict[tuple, int] = {}

    def number(data: dict | None) -> int | None:
        if data is None:
            return None
        if id(data) not in numbers:
            numbers[id(data)] = len(shared)
            shared.append(data)
        return numbers[id(data)]

    packed: dict[int, list] = {}
    for row, cells in rows.items():
        key = tuple((column, id(cell.fmt), id(cell.validation)) for column, cell in cells.items() if cell.fmt or cell.validation)
        dress = dresses.setdefault(key, len(dresses))
        if dress == len(dresses) - 1:  # perhaps the first in it: its formats and rules get their numbers
            for column, _, _ in key:
                number(cells[column].fmt)
                number(cells[column].validation)
        entered = {}
        for column, cell in cells.items():
            if type(cell) is Blank:
                continue
            entry = [cell.value, cell.formula, cell.note, cell.extra]
            while entry and entry[-1] is None:
                entry.pop()
            if entry or not (cell.fmt or cell.validation):
                entered[column] = entry
        packed[row] = [dress, entered] if entered else [dress]
    nothing = id(None)
    clothes = [
        [[column, None if fmt == nothing else numbers[fmt], None if rule == nothing else numbers[rule]] for column, fmt, rule in key]
        for key in dresses
    ]
    return [shared, clothes, packed]


def unpack(data: list) -> Rows:
    """What `pack` was given."""
    shared = [intern(entry) for entry in data[0]]

    def clothing(number: int | None) -> dict | None:
        return None if number is None else shared[number]

    dresses: list[dict[int, Any]] = [
        {column: worn(clothing(fmt), clothing(rule)) for column, fmt, rule in dress} for dress in data[1]
    ]
    rows: Rows = {}
    for row, (dress, *entered) in data[2].items():
        line = rows[int(row)] = dresses[dress].copy()
        for text, entry in (entered[0] if entered else {}).items():
            column = int(text)
            blank = line.get(column)
            value, formula, note, extra = entry + [None] * (4 - len(entry))
            fmt, rule = (blank.fmt, blank.validation) if blank is not None else (None, None)
            line[column] = Cell(value, formula, fmt, note, rule, extra)
    return rows
