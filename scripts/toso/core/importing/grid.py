"""One sheet of a file as values, whatever the file's kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

FileCell = str | int | float | bool | date | None


class OldFontText(str):
    """Text of a cell whose font is of an old encoding (``.VnTime``, ``VNI-Times``)."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class FileSheet:
    """``rows[i][j]``: row ``i + 1`` as a spreadsheet program shows it; blank cells are ``None``.

    ``merges``: (top, left, bottom, right), 0-based, inclusive. ``title`` is ``None`` for CSV.
    """

    title: str | None
    visible: bool
    rows: Sequence[Sequence[FileCell]]
    merges: tuple[tuple[int, int, int, int], ...] = ()
    covered: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    """Cell inside a merged range → its top left cell."""

    def at(self, row: int, column: int) -> FileCell:
        if not 0 <= row < len(self.rows):
            return None
        cells = self.rows[row]
        return cells[column] if 0 <= column < len(cells) else None

    def merged(self, row: int, column: int) -> FileCell:
        """The value a person sees at the place: that of the merged range it belongs to."""
        return self.at(*self.covered.get((row, column), (row, column)))

    @property
    def width(self) -> int:
        return max((len(row) for row in self.rows), default=0)


def make_sheet(
    title: str | None, visible: bool, rows: Sequence[Sequence[FileCell]], merges: Sequence[tuple[int, int, int, int]] = ()
) -> FileSheet:
    covered = {
        (row, column): (top, left)
        for top, left, bottom, right in merges
        if (bottom - top + 1) * (right - left + 1) <= 100_000
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    }
    tidy = [[None if isinstance(cell, str) and not cell.strip() else cell for cell in row] for row in rows]
    while tidy and all(cell is None for cell in tidy[-1]):
        tidy.pop()
    return FileSheet(title, visible, tidy, tuple(merges), covered)
