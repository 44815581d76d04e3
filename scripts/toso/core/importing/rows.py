"""What each row of an old list is: a household, or something that must never become one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from toso.core.importing.aliases import Aliases, plain
from toso.core.importing.grid import FileCell, FileSheet
from toso.core.importing.groups import groups_said
from toso.core.importing.header import Header, is_numbering
from toso.core.importing.values import READERS, Plan, number_text, read_value
from toso.core.text import clean

_own_number = re.compile(r"^\d+(?:\.\d+)?\s*[a-zA-Z.)]?$").match
_order_mark = re.compile(r"^(?:[IVX]{1,5}|[A-Z])\s*[.)]?$").match
_grand_total = ("tong", "toan to", "cong toan")
_counts_something = re.compile(r"\d|:|\b(?:cong|so|ho|ngo|trang|khau|to|toan)\b").search
_person = re.compile(r"^[^\W\d_]+(?: [^\W\d_]+){1,5}$").match
_not_a_person = frozenset(["ho", "cac", "danh", "nhom", "ghi", "luu", "phan", "trong", "so", "tong", "nhung", "gom", "chua", "da", "khu", "dia"])
_ANY_DAY = Plan(date(2000, 1, 1), date(2100, 12, 31))


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """``row`` is 0-based; ``lane`` as its column or heading gives it (``None``: the list does not say). ``foreign``: it
    stands under a heading that names another group. ``below``: rows that carry on its merged cells."""

    row: int
    lane: FileCell
    foreign: bool = False
    below: tuple[int, ...] = ()


def household_rows(sheet: FileSheet, header: Header, aliases: Aliases, group: int | None = None) -> Iterator[HouseholdRow]:
    """The rows of the table that hold a household, top down. Reading stops at the signatures."""
    reader = _Reader(sheet, header, aliases, group)
    for row in range(header.rows[-1] + 1, len(sheet.rows)):
        found = reader.read(row)
        if found is not None:
            yield found
        if reader.ended:
            return


class _Reader:
    def __init__(self, sheet: FileSheet, header: Header, aliases: Aliases, group: int | None) -> None:
        self.sheet, self.header, self.aliases, self.group = sheet, header, aliases, group
        self.ended = False
        self.after_total = False
        self.any_read = False
        self.heading: str | None = None
        self.foreign = False
        self.last_lane: FileCell = None
        fields = header.fields
        self.name = fields["head_name"]
        self.number = fields.get("number", min(header.labels))
        self.lane = fields.get("lane")
        self.said = {plain(sheet.merged(row, column)) for row in header.rows for column in header.labels} - {""}
        carried = {fields.get(one) for one in ("number", "lane", "group")}
        self.telling = [column for column in (*fields.values(), *header.name_parts) if column not in carried]
        first = header.rows[-1] + 1
        rows = [(row, self._cells(row)) for row in range(first, len(sheet.rows))]
        self.last_strong = max((row for row, cells in rows if self._strong(cells)), default=first)
        self.last_certain = max((row for row, cells in rows if self._tells_of_a_person(cells)), default=first)

    def read(self, row: int) -> HouseholdRow | None:
        cells = self._cells(row)
        if not cells:
            return None
        if self._carries_on(row):
            return None
        if any(self.aliases.is_signature(cell) for cell in cells.values()) and not (self._numbered(cells) or self._strong(cells)):
            self.ended = row > self.last_strong
            return None
        if self._is_total(cells) or self._repeats_header(row, cells):
            return None
        if self._begins_another_table(row, cells):
            self.ended = True
            return None
        if self._is_heading(cells):
            return None
        lane = self._lane_of(row)  # also of a row that is no household: "nt" below it means this one
        if not any(column in cells and cells[column] is not False for column in self.telling):
            return None
        if self.after_total and row > self.last_strong and not self._numbered(cells):
            return None
        self.any_read = True
        return HouseholdRow(row, lane, self.foreign, self._below(row))

    def _cells(self, row: int) -> dict[int, FileCell]:
        return {c: v for c in self.header.columns if (v := self.sheet.at(row, c)) is not None}

    def _numbered(self, cells: dict[int, FileCell]) -> bool:
        cell = cells.get(self.number)
        if self.number == self.name or cell is None or isinstance(cell, bool):
            return False
        return isinstance(cell, int | float) or bool(_own_number(number_text(cell)))

    def _strong(self, cells: dict[int, FileCell]) -> bool:
        """A name and two other things, or a number of its own and a name, or no name and three things that its columns
        hold: a household, whatever else its words say."""
        name = cells.get(self.name)
        if not isinstance(name, str):
            return name is None and sum(self._fits(column, cells[column]) for column in self.telling if column in cells) >= 3
        if (self.aliases.is_total(name) and not self._tells_of_a_person(cells)) or plain(name) in self.said:
            return False
        return self._numbered(cells) or sum(column in cells for column in self.telling) >= 3

    def _carries_on(self, row: int) -> bool:
        """The lower part of a household whose name or number is merged downwards."""
        return any(
            (place := self.sheet.covered.get((row, column))) is not None and place[0] < row and self.sheet.at(*place) is not None
            for column in (self.name, self.header.fields.get("number", self.name))
        )

    def _below(self, row: int) -> tuple[int, ...]:
        below: list[int] = []
        while self._carries_on(row + 1 + len(below)) and len(below) < 10:
            below.append(row + 1 + len(below))
        return tuple(below)

    def _is_total(self, cells: dict[int, FileCell]) -> bool:
        first = [*[cells[column] for column in sorted(cells)][:2], cells.get(self.name)]
        told = next((cell for cell in first if self.aliases.is_total(cell)), None)
        if told is None or (self._numbered(cells) and not _counts_something(plain(told))):
            return False
        if self._numbered(cells) and "phone" in self.header.fields and self.header.fields["phone"] in cells:
            return False
        if self._tells_of_a_person(cells):
            return False
        self.after_total = self.after_total or (self.any_read and plain(told).startswith(_grand_total))
        return True

    def _tells_of_a_person(self, cells: dict[int, FileCell]) -> bool:
        """"Tổng Thị Bảy": words only, and beside them what no sum is (a phone, a day, a tick)."""
        name = cells.get(self.name)
        told = [cells[column] for column in self.telling if column in cells and column != self.name]
        return isinstance(name, str) and _person(clean(name).split(" (")[0]) is not None and not all(map(_is_count, told))

    def _repeats_header(self, row: int, cells: dict[int, FileCell]) -> bool:
        texts = [plain(cell) for cell in cells.values() if isinstance(cell, str)]
        known = sum(text in self.said for text in texts if text)
        if known * 2 > len(cells) and len(cells) >= 3:
            return True
        if known == len(cells) and known >= 2 and not self._numbered(cells):
            return True
        return len(cells) >= 3 and is_numbering(self.sheet, row, self.header.labels)

    def _begins_another_table(self, row: int, cells: dict[int, FileCell]) -> bool:
        """A header that is not this list's ("STT", "Ngõ", "Số hộ"), or "Trong đó:" after the last household that is one
        for certain."""
        first = cells[min(cells)]
        if len(cells) == 1:
            return row > self.last_certain and plain(first).startswith("trong do")
        means = self.aliases.meaning(plain(first))
        return self.any_read and means is not None and means.field == "number" and all(isinstance(cell, str) for cell in cells.values())

    def _is_heading(self, cells: dict[int, FileCell]) -> bool:
        """A lane, or another group, as a heading inside the table: words in one cell, beside them counts at most."""
        ordered, marked = sorted(cells), False
        if len(ordered) > 1 and isinstance(mark := cells[ordered[0]], str | int | float) and ordered[0] == self.number != self.name:
            marked = isinstance(mark, str) and _order_mark(number_text(mark)) is not None
            if marked or (self._numbered(cells) and self.lane is None and len(ordered) == 2):
                ordered = ordered[1:]
        column, cell = ordered[0], cells[ordered[0]]
        rest = [cells[other] for other in ordered[1:]]
        if not isinstance(cell, str) or not all(_is_count(one) for one in rest):
            return False
        if self.number != self.name and column == self.number and self._numbered(cells):
            return False
        others = groups_said(cell)
        if others and (len(rest) == 0 or column != self.name):
            self.foreign = self.group is not None and self.group not in others
            self.heading = None if self.foreign else self.heading
            return True
        lane = self.aliases.lane_said(cell)
        if lane and not (rest and not marked and column == self.name and not any(character.isdigit() for character in cell)):
            self.heading, self.foreign = lane, False
            return True
        if rest:
            return False
        if column == self.name:
            return not self._numbered(cells) and not _looks_a_person(cell)
        return column not in self.telling or (not self._numbered(cells) and not self._fits(column, cell))

    def _fits(self, column: int, cell: FileCell) -> bool:
        """Whether a cell is something its column holds: a phone, a day, a tick. Words in a column of notes tell of
        the list, not of a household that nothing else is known of."""
        name = next((field for field, at in self.header.fields.items() if at == column), "")
        return name in READERS and read_value(name, cell, _ANY_DAY).value is not None

    def _lane_of(self, row: int) -> FileCell:
        if self.lane is None:
            return self.heading
        cell = self.sheet.merged(row, self.lane)
        if self.aliases.is_ditto(cell):
            return self.last_lane
        self.last_lane = cell
        return cell


def _is_count(cell: FileCell) -> bool:
    if isinstance(cell, int | float):
        return abs(cell) < 1_000_000  # more is a phone
    return (isinstance(cell, str) and re.fullmatch(r"\d+\s*\w{0,5}(?: \w{1,5})?", clean(cell)) is not None and read_value("phone", cell, _ANY_DAY).value is None)


def _looks_a_person(text: str) -> bool:
    words = clean(text)
    if ":" in words or words[:1] in "-–*+•(" or plain(words).split(" ")[0] in _not_a_person:
        return False
    if any(character.isdigit() for character in words):
        return len(words) > 9  # a number that got into the name: told as a finding, not passed over
    return _person(words) is not None or (not words.isascii() and len(words) < 40)
