"""The list of units that should hand something up: ``units.csv``, typed by a person or saved by Excel, which separates
columns by ``;`` where Vietnamese is set."""

from __future__ import annotations

import csv
from pathlib import Path

from toso.errors import UsageError
from toso.model import Group

COLUMNS = ("code", "name")
SEPARATORS = ",;\t"


def listed_units(path: Path) -> tuple[Group, ...]:
    """The units in the file's order; more columns than ``code`` and ``name`` are passed over.

    Raises UsageError where the file is not UTF-8, lacks a column, or a row lacks its code or name or stands twice."""
    text = _text(path).splitlines()
    lines = csv.reader(text, delimiter=max(SEPARATORS, key="".join(text[:1]).count))
    titles = [title.strip().lower() for title in next(lines, [])]
    if missing := [column for column in COLUMNS if column not in titles]:
        raise UsageError("units_list_columns", file=path.name, missing=", ".join(missing), found=", ".join(titles))
    found: dict[str, Group] = {}
    for cells in lines:
        row = dict(zip(titles, (cell.strip() for cell in cells), strict=False))
        if not any(row.values()):
            continue
        code, name = (row.get(column, "") for column in COLUMNS)
        if not code or not name:
            raise UsageError("units_list_row", file=path.name, line=lines.line_num)
        if code in found:
            raise UsageError("units_list_twice", file=path.name, line=lines.line_num, unit=code)
        found[code] = Group(code, name, None)
    return tuple(found.values())


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as problem:
        raise UsageError("units_list_not_utf8", file=path.name) from problem
