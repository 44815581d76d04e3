"""A1 notation: columns, ranges, quoted sheet titles.

Source: https://developers.google.com/workspace/sheets/api/guides/concepts#cell
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

MAX_COLUMN = 18278  # ZZZ
_CELL = re.compile(r"\$?([A-Za-z]{1,3})?\$?(\d{1,10})?\Z")
_R1C1 = re.compile(r"[Rr](\d{1,9})(?:[Cc](\d{1,7}))?\Z|[Cc](\d{1,7})\Z")
_PLAIN_TITLE = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*\Z")
_LOOKS_LIKE_CELL = re.compile(r"[A-Za-z]{1,3}\d+\Z|[Rr]\d*([Cc]\d*)?\Z|[Cc]\d*\Z")


class Box(NamedTuple):
    """Cells [row0, row1) × [col0, col1); an end of None is open to the edge of the sheet."""

    row0: int
    row1: int | None
    col0: int
    col1: int | None


class NotA1(ValueError):
    """The text is no A1 range."""


@lru_cache(maxsize=4096)
def column_letters(index: int) -> str:
    """0 → A, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """A → 0, AA → 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def quote_title(title: str) -> str:
    """The title as Google echoes it in front of `!`: quoted unless it is a plain word that no cell is named like."""
    if _PLAIN_TITLE.match(title) and not _LOOKS_LIKE_CELL.match(title):
        return title
    return "'" + title.replace("'", "''") + "'"


def split_title(text: str) -> tuple[str | None, str | None, bool]:
    """`text` → (title or None, cells or None, quoted). `'a b'!A1` → ("a b", "A1", True); `A1` → (None, "A1", False).

    A quoted title without cells gives (title, None, True). Raises NotA1 on an unclosed quote.
    """
    if text.startswith("'"):
        at = 1
        while True:
            end = text.find("'", at)
            if end < 0:
                raise NotA1(text)
            if text[end + 1 : end + 2] == "'":
                at = end + 2
                continue
            break
        title, rest = text[1:end].replace("''", "'"), text[end + 1 :]
        if rest == "":
            return title, None, True
        if not rest.startswith("!"):
            raise NotA1(text)
        return title, rest[1:], True
    if "!" in text:
        title, cells = text.rsplit("!", 1)
        return title, cells, False
    return None, text, False


def _corner(text: str) -> tuple[int | None, int | None]:
    match = _CELL.match(text)
    if match and text:
        letters, digits = match.groups()
        row = int(digits) - 1 if digits else None
        if row is not None and row < 0:
            raise NotA1(text)
        return row, column_index(letters) if letters else None
    match = _R1C1.match(text)
    if match:
        row_text, column_text, only_column = match.groups()
        column_text = column_text or only_column
        return (int(row_text) - 1 if row_text else None), (int(column_text) - 1 if column_text else None)
    raise NotA1(text)


@lru_cache(maxsize=4096)
def parse_cells(text: str) -> Box:
    """`A1`, `A1:B2`, `A:C`, `2:5`, `A2:2`, `B1:B`, `D4:A1`, `R1C1:R2C2` → Box. Raises NotA1."""
    first, colon, second = text.partition(":")
    row_a, col_a = _corner(first)
    if not colon:
        if row_a is None or col_a is None:
            raise NotA1(text)
        return Box(row_a, row_a + 1, col_a, col_a + 1)
    row_b, col_b = _corner(second)
    if (row_a is None and col_a is None) or (row_b is None and col_b is None):
        raise NotA1(text)
    if row_a is not None and row_b is not None and row_b < row_a:
        row_a, row_b = row_b, row_a
    if col_a is not None and col_b is not None and col_b < col_a:
        col_a, col_b = col_b, col_a
    if row_a is None and row_b is not None:
        row_a, row_b = row_b, None
    if col_a is None and col_b is not None:
        col_a, col_b = col_b, None
    return Box(row_a or 0, None if row_b is None else row_b + 1, col_a or 0, None if col_b is None else col_b + 1)


def loose_text(box: Box, title: str) -> str:
    """The echo of a box with open ends: `Sheet1!A5:C`, `Sheet1!AA1:2`, one cell as `Sheet1!A5`."""
    corner = f"{column_letters(box.col0)}{box.row0 + 1}"
    end = ("" if box.col1 is None else column_letters(box.col1 - 1)) + ("" if box.row1 is None else str(box.row1))
    return f"{quote_title(title)}!{corner}" + (f":{end}" if end and end != corner else "")


def box_text(box: Box, title: str | None = None) -> str:
    """The echo of a closed box: `Sheet1!A1:B2`, one cell as `Sheet1!A1`."""
    assert box.row1 is not None and box.col1 is not None
    first = f"{column_letters(box.col0)}{box.row0 + 1}"
    text = first
    if box.row1 - box.row0 != 1 or box.col1 - box.col0 != 1:
        text = f"{first}:{column_letters(max(box.col1, 1) - 1)}{max(box.row1, 1)}"
    return text if title is None else f"{quote_title(title)}!{text}"
