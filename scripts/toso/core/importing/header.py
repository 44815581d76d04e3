"""Where the list stands in a sheet: its header (one row, two, a numbering row) and what each column means."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from toso.core.importing.aliases import Aliases, plain
from toso.core.importing.content import by_content
from toso.core.importing.grid import FileCell, FileSheet

_number = re.compile(r"^[(\[]?\s*(\d{1,2})\s*(?:=[\d\s+()=\-]*)?[)\]]?$")
_letter = re.compile(r"^[(\[]?\s*([A-Za-z])\s*[)\]]?$")
_order_mark = re.compile(r"(?:[IVX]{1,5}|[A-Z])\s*[.)]?").fullmatch
SEARCHED_ROWS = 60


@dataclass(frozen=True, slots=True)
class Header:
    """Rows and columns are 0-based. ``labels[column]`` is the lowest header cell over the column, as typed."""

    rows: tuple[int, ...]
    labels: dict[int, str]
    fields: dict[str, int]
    dropped: tuple[int, ...]
    name_parts: tuple[int, ...] = ()
    """Further columns that hold the rest of the name: the right half of a merged header, or "Tên" beside "Họ đệm"."""

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
    if len(texts) < 3:
        return None
    depth = [top]
    while len(depth) < 4 and _continues(sheet, depth[-1] + 1, texts, depth, aliases):
        depth.append(depth[-1] + 1)
    if len(depth) > 1 and not _heads(sheet, depth):
        return None  # a line of the title over a header of its own
    labels = _labels(sheet, depth, aliases)
    fields, _ = _bind(sheet, depth, labels, aliases)
    if "head_name" not in fields or len(fields) < 3:
        return None
    labels = _one_table(sheet, depth[-1], labels, fields["head_name"])
    fields, dropped = _bind(sheet, depth, labels, aliases)
    if "head_name" not in fields or len(fields) < 3:
        return None
    parts = _name_parts(sheet, depth, fields, labels)
    last = depth[-1] + 1
    if is_numbering(sheet, last, labels):
        depth.append(last)
    return Header(tuple(depth), labels, fields, tuple(c for c in dropped if c not in parts), parts)


def _heads(sheet: FileSheet, depth: list[int]) -> bool:
    """Whether the top row belongs to the rows below it: a column's only label stands in it, or a cell of it lies over
    several columns."""
    top, below = depth[0], depth[1:]
    for column in range(sheet.width):
        place = sheet.covered.get((top, column))
        cell = sheet.merged(top, column)
        if cell is None or (place is not None and place[1] != column):
            continue
        if sheet.covered.get((top, column + 1)) == (top, column):
            return True
        if all(sheet.at(row, column) is None for row in below):
            return True
    return False


def _is_label(cell: FileCell) -> bool:
    return isinstance(cell, str) and len(cell) <= 80 and any(character.isalpha() for character in cell)


def _continues(sheet: FileSheet, row: int, texts: list[int], depth: list[int], aliases: Aliases) -> bool:
    """Whether ``row`` is a further header row: words only, some of them known; over the name stands nothing, or the
    name itself under a wider header ("Chủ hộ" over "Họ và tên", "SĐT")."""
    first = depth[0]
    name = next((c for c in texts if (m := aliases.meaning(plain(sheet.at(first, c)))) and m.field == "head_name"), None)
    beside = range(sheet.width) if name is None else _beside(sheet, (*depth, row), name)
    filled = [(column, cell) for column in beside if (cell := sheet.at(row, column)) is not None]
    if len(filled) < 2 or not all(_is_label(cell) for _, cell in filled):
        return False
    if any(aliases.lane_said(cell) for _, cell in filled[: 2 if _order_mark(str(filled[0][1])) else 1]):
        return False  # a lane as the list's first heading, "I" before it or not
    if name is not None and (below := sheet.at(row, name)) is not None:
        said = aliases.meaning(plain(below))
        if said is None or said.field not in ("head_name", "given_name") or plain(below) == plain(sheet.at(first, name)):
            return False
    known = sum(aliases.meaning(plain(cell)) is not None for _, cell in filled)
    return known * 2 >= len(filled)


def _beside(sheet: FileSheet, rows: Iterable[int], name: int) -> range:
    """The columns that hang together with the name's in the header's rows; a table at the side is not among them."""
    rows = tuple(rows)

    def said(column: int) -> bool:
        return any(sheet.merged(row, column) is not None for row in rows)

    left = right = name
    while left > 0 and said(left - 1):
        left -= 1
    while right + 1 < sheet.width and said(right + 1):
        right += 1
    return range(left, right + 1)


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
    """Each field's column: the header that names it best, the leftmost of equals. Everything else is dropped."""
    chosen: dict[str, tuple[int, int]] = {}
    skipped = set()
    unknown: dict[int, str] = {}
    for column, label in labels.items():
        if not label:
            continue
        parents = [str(cell) for row in depth if isinstance(cell := sheet.merged(row, column), str)]
        text = plain(label)
        found = aliases.meaning(text)
        if found is None:
            text = plain(" ".join(dict.fromkeys(parents)))
            found = aliases.meaning(text)
        if found is None:
            unknown[column] = label
            if not text:
                skipped.add(column)  # "#", "№": a number's sign, no header's word
        if found is None or found.drop:
            continue
        if found.skip:
            skipped.add(column)
        at = (found.rank(text) or 0, column)
        if sheet.covered.get((depth[-1], column), (depth[-1], column))[1] != column:
            continue  # the right part of a merged header
        chosen[found.field] = min(chosen.get(found.field, at), at)
    fields = {name: column for name, (_, column) in chosen.items()}
    if "given_name" in fields and "head_name" not in fields:
        fields["head_name"] = fields.pop("given_name")
    for name in ("head_name", "phone"):
        if name not in fields and len(fields) >= 3 and (at_content := by_content(sheet, depth[-1], unknown, name)) is not None:
            fields[name] = at_content
            unknown.pop(at_content)
    bound = set(fields.values()) | skipped
    dropped = tuple(
        column for column, label in labels.items()
        if label and column not in bound and sheet.covered.get((depth[-1], column), (0, column))[1] == column
    )  # fmt: skip
    return fields, dropped


def _name_parts(sheet: FileSheet, depth: list[int], fields: dict[str, int], labels: dict[int, str]) -> tuple[int, ...]:
    """A name split over columns: under one merged header, or "Họ đệm" and "Tên"."""
    name = fields["head_name"]
    place = sheet.covered.get((depth[-1], name))
    parts = []
    if place is not None:
        parts = [c for c in range(name + 1, name + 4) if sheet.covered.get((depth[-1], c)) == place and c not in fields.values()]
    given = fields.get("given_name")
    if given is not None and given == name + 1 and re.search(r"\bho\b", plain(labels[name])) and "ten" not in plain(labels[name]).replace("ten dem", ""):
        parts.append(given)
    return tuple(parts)


def _one_table(sheet: FileSheet, last: int, labels: dict[int, str], name: int) -> dict[int, str]:
    """Only the columns that hang together with the name's: a column with neither header nor cells ends the table, unless
    what lies beyond is as long as the list."""
    named = [row for row in range(last + 1, len(sheet.rows)) if sheet.at(row, name) is not None]
    filled = {
        column: sum(sheet.at(row, column) is not None for row in named) for column in range(sheet.width)
    }  # fmt: skip

    def end(step: int) -> int:
        at = name
        while True:
            if at + step in labels or filled.get(at + step, 0) * 10 > len(named) * 3:
                at += step
                continue
            beyond, most = at + 2 * step, 0
            while beyond in labels:
                most, beyond = max(most, filled[beyond]), beyond + step
            if not named or most * 2 < len(named):
                return at
            at += 2 * step

    left, right = end(-1), end(1)
    return {column: label for column, label in labels.items() if left <= column <= right}


def is_numbering(sheet: FileSheet, row: int, labels: Iterable[int]) -> bool:
    """(1) (2) (3) … or A B 1 2 3 … under the header."""
    marks = [_mark(sheet.at(row, column)) for column in sorted(labels)]
    given = [mark for mark in marks if mark]
    if len(given) < max(3, len(marks) // 2) or any(mark == "" for mark in marks):
        return False
    numbers = [int(mark) for mark in given if mark.isdigit()]
    return len(numbers) >= 2 and all(0 < b - a <= 2 for a, b in pairwise(numbers))


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
