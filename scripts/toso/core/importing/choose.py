"""Which sheet of a file holds the list of the group asked for. What names no group for certain is asked, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from toso.core.importing.aliases import Aliases, plain
from toso.core.importing.grid import FileSheet
from toso.core.importing.groups import groups_said
from toso.core.importing.header import Header, find_header
from toso.core.importing.values import group_number, number_text
from toso.core.text import clean
from toso.errors import UsageError

_numbered = re.compile(r"(\D*?)0*(\d{1,3})").fullmatch
_says_a_number_follows = re.compile(r"(?:to dan pho|to dp|tdp|to)(?: so)?").fullmatch
_given_by_programs = frozenset(["sheet", "trang tinh", "bang", "table"])
_MONTH = frozenset(["t", "th", "thang"])
_COVER_ROWS = 20

Found = tuple[FileSheet, Header]


def choose_sheet(sheets: Sequence[FileSheet], group: str, aliases: Aliases, sheet_name: str | None) -> Found:
    """The visible sheet with a list of the group: its title, else its heading, else the file's cover names the group."""
    titles = ", ".join(one.title or "" for one in sheets if one.visible)
    visible = [one for one in sheets if one.visible]
    if sheet_name is not None:
        sheets = [one for one in sheets if clean(one.title or "").casefold() == clean(sheet_name).casefold()]
        if not sheets:
            raise UsageError("import_no_sheet", sheet=sheet_name, titles=titles)
    found = [(one, header) for one in sheets if one.visible and (header := find_header(one, aliases))]
    if (number := group_number(group)) is None:
        raise UsageError("import_group", group=group)
    scores = [_speaks_of(one, header, number, [other for other, _ in found]) for one, header in found]
    if sheet_name is None and any(score == 0 for score in scores):
        said = _covers_say([one for one in visible if not any(one is listed for listed, _ in found)])
        if said and number not in said:
            scores = [score or -1 for score in scores]
    best = max(scores, default=-1)
    if not found or (best < 0 and sheet_name is None):
        raise UsageError("import_no_list", group=group, sheets=len(sheets))
    fitting = sorted((one for one, score in zip(found, scores, strict=True) if score == best), key=_length, reverse=True)
    if len(fitting) > 1 and _length(fitting[1]) * 2 > _length(fitting[0]):
        raise UsageError("import_which_sheet", group=group, titles=", ".join(str(one.title) for one, _ in fitting))
    return fitting[0]


def _length(found: Found) -> int:
    sheet, header = found
    return sum(sheet.at(row, header.fields["head_name"]) is not None for row in range(header.rows[-1] + 1, len(sheet.rows)))


def _speaks_of(sheet: FileSheet, header: Header, number: int, lists: Sequence[FileSheet]) -> int:
    """3: the title names the group; 2: the heading does; 1: a bare number as the title, or the number in which the
    sheets' titles differ (T1, T2, T3); 0: neither names one; -1: they name another, or several and no column says whose a
    household is."""
    title = _apart(sheet.title or "")
    for said, score in ((groups_said(title), 3), (_heading_groups(sheet, header), 2)):
        if number in said and (len(said) == 1 or "group" in header.fields):
            return score
        if said:
            return -1
    own = _numbered(plain(sheet.title).strip())
    if own is None:
        return 0
    series = [int(other[2]) for one in lists if (other := _numbered(plain(one.title))) and other[1] == own[1]]
    months = own[1].strip() in _MONTH and max(series, default=0) <= 12  # T9, T10, T11: September to November
    if own[1] and (own[1].strip() in _given_by_programs or len(series) < 2 or months):
        return 0
    return 1 if int(own[2]) == number else -1


def _apart(title: str) -> str:
    """Letters and digits of a sheet's title set apart: "Tổ1" → "Tổ 1"."""
    return re.sub(r"(?<=[^\W\d_])(?=\d)", " ", clean(title))


def _heading_groups(sheet: FileSheet, header: Header) -> frozenset[int]:
    """What the lines over the table name, neighbours that share meetings with the group left out."""
    return frozenset(number for row in range(header.rows[0]) for number in _said_in(sheet, row))


def _covers_say(sheets: Sequence[FileSheet]) -> frozenset[int]:
    """The groups that the sheets without a list name in their first lines."""
    return frozenset(
        number for sheet in sheets for row in range(min(_COVER_ROWS, len(sheet.rows))) for number in _said_in(sheet, row)
    )


def _said_in(sheet: FileSheet, row: int) -> Iterator[int]:
    cells = [number_text(cell) for cell in sheet.rows[row] if isinstance(cell, str | int | float) and not isinstance(cell, bool)]
    for place, cell in enumerate(cells):
        text = plain(cell)
        if _says_a_number_follows(text) and place + 1 < len(cells):
            cell = f"{cell} {cells[place + 1]}"  # "Tổ dân phố:" and beside it "03"
        if text and not text.startswith("kem") and "sinh hoat" not in text and " ghep" not in text:
            yield from groups_said(_apart(cell))
