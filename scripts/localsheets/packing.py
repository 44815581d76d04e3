"""Rows of cells as JSON and back. Rows that wear the same formats and rules share one description of them, so a block of
dressed but empty rows is a few numbers."""

from __future__ import annotations

from typing import Any

from localsheets.model import Blank, Cell, intern, worn

Rows = dict[int, dict[int, Cell]]


def pack(rows: Rows) -> list:
    """[formats and rules, dresses: [[column, format, rule] …], formulas, {row: [dress, {column: [value, formula, note,
    extra]}]}]; formats, rules, dresses and formulas are named by their number, tails are cut."""
    shared: list[dict] = []
    numbers: dict[int, int] = {}
    dresses: dict[tuple, int] = {}
    clothes: list[list] = []

    def number(data: dict | None) -> int | None:
        if data is None:
            return None
        if id(data) not in numbers:
            numbers[id(data)] = len(shared)
            shared.append(data)
        return numbers[id(data)]

    texts: dict[str, int] = {}
    packed: dict[int, list] = {}
    for row, cells in rows.items():
        entered: dict[int, list] = {}
        key = []
        for column, cell in cells.items():
            if cell.fmt is not None or cell.validation is not None:
                key.append((column, id(cell.fmt), id(cell.validation)))
                if type(cell) is Blank:
                    continue
            formula = None if cell.formula is None else texts.setdefault(cell.formula, len(texts))
            entry = [cell.value, formula, cell.note, cell.extra]
            while entry and entry[-1] is None:
                entry.pop()
            if entry or not key or key[-1][0] != column:
                entered[column] = entry
        dress = dresses.get(tuple(key))
        if dress is None:
            dress = dresses[tuple(key)] = len(clothes)
            clothes.append([[column, number(cells[column].fmt), number(cells[column].validation)] for column, _, _ in key])
        packed[row] = [dress, entered] if entered else [dress]
    return [shared, clothes, list(texts), packed]


def unpack(data: list) -> Rows:
    """What `pack` was given."""
    shared = [intern(entry) for entry in data[0]]

    def clothing(number: int | None) -> dict | None:
        return None if number is None else shared[number]

    dresses: list[dict[int, Any]] = [
        {column: worn(clothing(fmt), clothing(rule)) for column, fmt, rule in dress} for dress in data[1]
    ]
    texts = data[2]
    rows: Rows = {}
    for row, (dress, *entered) in data[3].items():
        line = rows[int(row)] = dresses[dress].copy()
        for text, entry in (entered[0] if entered else {}).items():
            column = int(text)
            blank = line.get(column)
            value, formula, note, extra = entry + [None] * (4 - len(entry))
            fmt, rule = (blank.fmt, blank.validation) if blank is not None else (None, None)
            line[column] = Cell(value, None if formula is None else texts[formula], fmt, note, rule, extra)
    return rows
