"""A column whose header is worded as no list before it: told by what stands under it. Names and phones only, the two
that look like nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from toso.core.importing.grid import FileCell, FileSheet
from toso.core.phones import read_phone
from toso.core.text import clean

_person = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){1,5}").fullmatch
_FEWEST, _SEARCHED = 5, 300


def by_content(sheet: FileSheet, last: int, unknown: Mapping[int, str], name: str) -> int | None:
    """The leftmost of the columns without a known header that holds ``name`` (head_name, phone) in most of its cells.

    ``last``: the lowest header row. Names differ from row to row; lanes, jobs and the like come again and again.
    """
    holds, differing = _HOLDS[name]
    for column in sorted(unknown):
        cells = [cell for row in range(last + 1, min(len(sheet.rows), last + _SEARCHED)) if (cell := sheet.at(row, column)) is not None]
        fitting = [cell for cell in cells if holds(cell)]
        if len(fitting) >= _FEWEST and len(fitting) * 10 >= len(cells) * 7 and len(set(fitting)) >= len(fitting) * differing:
            return column
    return None


def _is_person(cell: FileCell) -> bool:
    return isinstance(cell, str) and _person(clean(cell)) is not None


def _is_phone(cell: FileCell) -> bool:
    return isinstance(cell, str | int | float) and not isinstance(cell, bool) and isinstance(read_phone(cell, mend_lost_zero=True), str)


_HOLDS: dict[str, tuple[Callable[[FileCell], bool], float]] = {"head_name": (_is_person, 0.7), "phone": (_is_phone, 0.5)}
