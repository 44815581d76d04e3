"""The difference between what stands in a machine-owned tab and what should, as small writes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from toso.core import batch
from toso.core.batch import Formula, Request
from toso.model import CellValue

Line = Sequence[CellValue]


@dataclass(frozen=True, slots=True)
class Patch:
    """Values at a 0-based place of a tab; None clears."""

    sheet: int
    row: int
    column: int
    rows: tuple[tuple[CellValue, ...], ...]


def difference(sheet: int, row: int, column: int, old: Sequence[Line], new: Sequence[Line], width: int) -> list[Patch]:
    """Rows of a block that differ, joined where they touch. ``old`` and ``new`` start at ``row``; shorter lines are
    blank to the right; rows of ``old`` beyond ``new`` are cleared.

    A formula in ``new`` counts as standing there when the cell shows anything but an error: what made it stands in
    values of the same row, and those are compared.
    """
    found: list[Patch] = []
    run: list[tuple[CellValue, ...]] = []
    height = max(len(old), len(new))
    for index in range(height + 1):
        before = _fit(old[index], width) if index < len(old) else (None,) * width
        after = _fit(new[index], width) if index < len(new) else (None,) * width
        if index < height and differs(before, after):
            run.append(after)
        elif run:
            found.append(Patch(sheet, row + index - len(run), column, tuple(run)))
            run = []
    return found


def differs(before: Line, after: Line) -> bool:
    return any(_cell_differs(a, b) for a, b in zip(before, after, strict=True))


def _cell_differs(before: CellValue, after: CellValue) -> bool:
    if isinstance(after, Formula):
        return before is None or (isinstance(before, str) and before.startswith("#"))
    if after in (None, ""):
        return before not in (None, "")
    return before != after or (type(before) is not type(after) and not _numbers(before, after))


def _numbers(a: CellValue, b: CellValue) -> bool:
    return all(isinstance(one, (int, float)) and not isinstance(one, bool) for one in (a, b))


def _fit(line: Line, width: int) -> tuple[CellValue, ...]:
    return tuple(line[:width]) + (None,) * (width - len(line))


def as_requests(patches: Iterable[Patch]) -> list[Request]:
    """For `batchUpdate`: text stays text, whatever it looks like."""
    return [batch.write(one.sheet, one.row, one.column, one.rows) for one in patches]


def as_typed(patches: Iterable[Patch]) -> list[Request]:
    """For `values:batchUpdateByDataFilter` with USER_ENTERED, where our formulas travel too: every text gets the
    apostrophe that makes it text; "" clears."""
    return [
        {
            "dataFilter": {"gridRange": batch.area(
                one.sheet, one.row, one.row + len(one.rows), one.column, one.column + len(one.rows[0])
            )},
            "majorDimension": "ROWS",
            "values": [[_typed(value) for value in line] for line in one.rows],
        }
        for one in patches
    ]  # fmt: skip


def _typed(value: CellValue) -> CellValue:
    if value is None or value == "":
        return ""
    if isinstance(value, Formula) or not isinstance(value, str):
        return str(value) if isinstance(value, Formula) else value
    return "'" + value
