"""What each row of an old list is: a household, or something that must never become one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from toso.core.importing.aliases import Aliases, plain
from toso.core.importing.grid import FileCell, FileSheet
from toso.core.importing.header import Header
from toso.core.importing.values import number_text
from toso.core.text import clean

_with_count = re.compile(r"^(.*?)\s*[:\-–(]?\s*\(?\d+\s*(?:hộ|ho)\)?\.?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """``row`` is 0-based; ``lane`` as its column or heading gives it (``None``: the list does not say)."""

    row: int
    lane: FileCell


def household_rows(sheet: FileSheet, header: Header, aliases: Aliases) -> Iterator[HouseholdRow]:
    """The rows of the table that hold a household, top down. Reading stops at the signatures."""
    reader = _Reader(sheet, header, aliases)
    for row in range(header.rows[-1] + 1, len(sheet.rows)):
        found = reader.read(row)
        if found is not None:
            yield found
        if reader.ended:
            return


class _Reader:
    def __init__(self, sheet: FileSheet, header: Header, aliases: Aliases) -> None:
        self.sheet, self.header, self.aliases = sheet, header, aliases
        self.ended = False
        self.after_total = False
        self.heading: str | None = None
        self.last_lane: FileCell = None
        self.number = header.fields.get("number", min(header.labels))
        self.lane = header.fields.get("lane")
        self.said = {plain(label) for label in header.labels.values()}
        carried = {header.fields.get(name) for name in ("number", "lane", "group")}
        self.telling = [column for column in header.fields.values() if column not in carried]

    def read(self, row: int) -> HouseholdRow | None:
        cells = {c: v for c in self.header.columns if (v := self.sheet.at(row, c)) is not None}
        if not cells:
            return None
        if any(self.aliases.is_signature(cell) for cell in cells.values()) and not self._numbered(cells):
            self.ended = True
            return None
        if self._is_total(cells) or self._repeats_header(cells) or self._is_heading(cells):
            return None
        if not any(column in cells for column in self.telling):
            return None
        if self.after_total and not self._numbered(cells):
            return None
        return HouseholdRow(row, self._lane_of(row))

    def _numbered(self, cells: dict[int, FileCell]) -> bool:
        cell = cells.get(self.number)
        if self.number == self.header.fields["head_name"] or cell is None or isinstance(cell, bool):
            return False
        return isinstance(cell, int | float) or bool(re.match(r"^\d+\s*[a-zA-Z.)]?$", number_text(cell)))

    def _is_total(self, cells: dict[int, FileCell]) -> bool:
        first = [cells[column] for column in sorted(cells)][:2]
        if self._numbered(cells) or not any(self.aliases.is_total(cell) for cell in first):
            return False
        said = plain(next(cell for cell in first if self.aliases.is_total(cell)))
        self.after_total = self.after_total or said.startswith(("tong cong", "tong so", "tong"))
        return True

    def _repeats_header(self, cells: dict[int, FileCell]) -> bool:
        texts = [plain(cell) for cell in cells.values()]
        if sum(text in self.said for text in texts if text) * 2 > len(cells) and len(cells) >= 3:
            return True
        marks = [re.fullmatch(r"\(\d{1,2}\)", number_text(cell)) for cell in cells.values()]
        return len(marks) >= 3 and all(marks)

    def _is_heading(self, cells: dict[int, FileCell]) -> bool:
        """A lane as a heading inside the table: the only cell of its row."""
        if len(cells) != 1 or self._numbered(cells):
            return False
        ((column, cell),) = cells.items()
        if not isinstance(cell, str):
            return False
        text = clean(cell)
        counted = _with_count.match(text)
        if counted or self.aliases.lane_heading.match(plain(text)):
            self.heading = (counted[1] if counted else text).rstrip(" :-–(") or None
            return True
        return column not in self.telling or (column == self.number and self.number not in self.telling)

    def _lane_of(self, row: int) -> FileCell:
        if self.lane is None:
            return self.heading
        cell = self.sheet.merged(row, self.lane)
        if self.aliases.is_ditto(cell):
            return self.last_lane
        self.last_lane = cell
        return cell
