"""Where the list stands in a sheet: its header (one row, two, a numbering row) and what each column means."""

from __future__ import annotations

import re
from dataclasses import dataclass

from toso.core.importing.aliases import Aliases, plain
from toso.core.importing.grid import FileCell, FileSheet

_number = re.compile(r"^\(?\s*(\d{1,2})\s*\)?$")
_letter = re.compile(r"^\(?\s*([A-Z])\s*\)?$")
SEARCHED_ROWS = 60


@dataclass(frozen=True, slots=True)
class Header:
    """Rows and columns are 0-based. ``labels[column]`` is the lowest header cell over the column, as typed."""

    rows: tuple[int, ...]
    labels: dict[int, str]
    fields: dict[str, int]
    dropped: tuple[int, ...]

    @property
    def columns(self) -> range:
        return range(min(self.labels), max(self.labels) + 1)


def find_header(sheet: FileSheet, aliases: Aliases) -> Header | None:
    """The header that binds most columns, if any binds a name and two others."""
    best: Header | None = None
    for top in range(min(len(sheet.rows), SEARCHED_ROWS)):
        header = _header_at(sheet, top, aliases)
        if header and (best is None or len(header.fields) > len(best.fields)):
            best = header
    return best


def _header_at(sheet: FileSheet, top: int, aliases: Aliases) -> Header | None:
    texts = [column for column in range(sheet.width) if _is_label(sheet.at(top, column))]
    if len(texts) < 3 or len({sheet.covered.get((top, column)) for column in texts}) < 1:
        return None
    depth = [top]
    while len(depth) < 4 and _continues(sheet, depth[-1] + 1, texts, depth, aliases):
        depth.append(depth[-1] + 1)
    labels = _labels(sheet, depth, aliases)
    fields, dropped = _bind(sheet, depth, labels, aliases)
    if "head_name" not in fields or len(fields) < 3:
        return None
    labels, fields, dropped = _one_table(labels, fields, dropped)
    if len(fields) < 3:
        return None
    last = depth[-1] + 1
    if _is_numbering(sheet, last, labels):
        depth.append(last)
    return Header(tuple(depth), labels, fields, dropped)


def _is_label(cell: FileCell) -> bool:
    return isinstance(cell, str) and len(cell) <= 80 and any(character.isalpha() for character in cell)


def _continues(sheet: FileSheet, row: int, texts: list[int], depth: list[int], aliases: Aliases) -> bool:
    """Whether ``row`` is a second header row: words only, under a wide cell or under nothing, and some of them known."""
    filled = [(column, cell) for column in range(sheet.width) if (cell := sheet.at(row, column)) is not None]
    if not filled or not all(_is_label(cell) for _, cell in filled):
        return False
    first = depth[0]
    name = next((c for c in texts if (m := aliases.meaning(plain(sheet.at(first, c)))) and m.field == "head_name"), None)
    if name is not None and sheet.at(row, name) is not None:
        return False
    known = sum(aliases.meaning(plain(cell)) is not None for _, cell in filled)
    return known * 2 >= len(filled) and len(filled) < max(len(texts) + 3, 6)


def _labels(sheet: FileSheet, depth: list[int], aliases: Aliases) -> dict[int, str]:
    labels: dict[int, str] = {}
    for column in range(sheet.width):
        for row in reversed(depth):
            cell = sheet.merged(row, column)
            if isinstance(cell, str):
                labels[column] = cell
                break
        else:
            below = {sheet.covered.get((row, column)) for row in depth} - {None}
            if below:
                labels[column] = ""
    return labels


def _bind(sheet: FileSheet, depth: list[int], labels: dict[int, str], aliases: Aliases) -> tuple[dict[str, int], tuple[int, ...]]:
    fields: dict[str, int] = {}
    dropped = []
    for column, label in labels.items():
        parents = [str(cell) for row in depth if isinstance(cell := sheet.merged(row, column), str)]
        found = aliases.meaning(plain(label)) or aliases.meaning(plain(" ".join(dict.fromkeys(parents))))
        if found is None or found.drop or found.field in fields:
            if label and not (found and found.skip):
                dropped.append(column)
        else:
            fields[found.field] = column
    return fields, tuple(dropped)


def _one_table(
    labels: dict[int, str], fields: dict[str, int], dropped: tuple[int, ...]
) -> tuple[dict[int, str], dict[str, int], tuple[int, ...]]:
    """Only the columns that hang together with the name's: a blank header column ends the table."""
    left = right = fields["head_name"]
    while left - 1 in labels:
        left -= 1
    while right + 1 in labels:
        right += 1
    kept = {column: label for column, label in labels.items() if left <= column <= right}
    return (
        kept,
        {name: column for name, column in fields.items() if column in kept},
        tuple(column for column in dropped if column in kept),
    )


def _is_numbering(sheet: FileSheet, row: int, labels: dict[int, str]) -> bool:
    """(1) (2) (3) … or A B 1 2 3 … under the header."""
    marks = [_mark(sheet.at(row, column)) for column in sorted(labels)]
    given = [mark for mark in marks if mark]
    if len(given) < max(3, len(marks) // 2) or any(mark == "" for mark in marks):
        return False
    numbers = [int(mark) for mark in given if mark.isdigit()]
    return len(numbers) >= 2 and all(0 < b - a <= 2 for a, b in zip(numbers, numbers[1:], strict=False))


def _mark(cell: FileCell) -> str | None:
    """The number or letter of a numbering cell; "" when the cell is something else; ``None`` when blank."""
    if cell is None:
        return None
    if isinstance(cell, bool):
        return ""
    if isinstance(cell, int | float):
        return str(int(cell)) if cell == int(cell) and 0 < cell < 100 else ""
    found = (_number.match(cell.strip()) or _letter.match(cell.strip())) if isinstance(cell, str) else None
    return found[1] if found else ""
