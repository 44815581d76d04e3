"""References follow cells that are cut and pasted elsewhere."""

from __future__ import annotations

import re

from localsheets.a1 import Box
from localsheets.formula.rewrite import WORDS
from localsheets.formula.tokens import AreaText, Corner, area_of, area_text, prefix_of
from localsheets.model import BLOCK, Book, Sheet
from localsheets.ranges import contains


def _inside(area: AreaText, box: Box) -> bool:
    first, last = area.first, area.last or area.first
    if None in (first.row, first.column, last.row, last.column):
        return False
    rows, columns = sorted((first.row or 0, last.row or 0)), sorted((first.column or 0, last.column or 0))
    return contains(box, Box(rows[0], rows[1] + 1, columns[0], columns[1] + 1))


def _moved(corner: Corner, drow: int, dcol: int) -> Corner:
    return Corner((corner.column or 0) + dcol, (corner.row or 0) + drow, corner.fixed_column, corner.fixed_row)


def rewritten(text: str, stands_on: str, stood_on: str, source: Sheet, box: Box, target: Sheet, moves: tuple[int, int]) -> str:
    """A formula that now stands on sheet `stands_on` and stood on `stood_on`, after `box` of `source` was moved."""

    def word(match: re.Match[str]) -> str:
        if match.lastgroup != "ref":
            return match.group()
        area = area_of(match.group())
        meant = area.sheet or stood_on
        if meant.casefold() == source.title.casefold() and _inside(area, box):
            last = _moved(area.last, *moves) if area.last else None
            area, meant = AreaText(area.sheet, area.prefix, _moved(area.first, *moves), last), target.title
        elif meant.casefold() == stands_on.casefold() or area.sheet is not None:
            return match.group()
        plain = area.sheet is None and meant.casefold() == stands_on.casefold()
        kept = area.sheet is not None and meant.casefold() == area.sheet.casefold()
        prefix = "" if plain else area.prefix if kept else prefix_of(meant)
        return area_text(AreaText(area.sheet if kept else None if plain else meant, prefix, area.first, area.last))

    return WORDS.sub(word, text)


def follow(book: Book, source: Sheet, box: Box, target: Sheet, written: Box) -> None:
    """Rewrite every formula of the book after the cells of `box` came to stand at `written`."""
    moves = (written.row0 - box.row0, written.col0 - box.col0)
    for page in book.sheets:
        for row, cells in page.rows.items():
            for column, cell in cells.items():
                if cell.formula is None:
                    continue
                here = Box(row, row + 1, column, column + 1)
                stood_on = source.title if page is target and contains(written, here) else page.title
                new = rewritten(cell.formula, page.title, stood_on, source, box, target, moves)
                if new != cell.formula:
                    cell.formula = new
                    page.dirty.add(row // BLOCK)
