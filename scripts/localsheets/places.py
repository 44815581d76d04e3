"""What a range means in a book: which sheet, which cells, or which of Google's complaints."""

from __future__ import annotations

from localsheets import a1
from localsheets.a1 import Box
from localsheets.errors import ApiError, bad_request
from localsheets.model import Book, Sheet
from localsheets.ranges import closed, loose_box


def parse_failure(text: str) -> ApiError:
    return bad_request(f"Unable to parse range: {text}")


def first_visible(book: Book) -> Sheet:
    """The sheet that a range without a title means."""
    return next((sheet for sheet in book.sheets if _shows_cells(sheet)), book.sheets[0])


def _shows_cells(sheet: Sheet) -> bool:
    return not sheet.properties.get("hidden") and sheet.properties.get("sheetType", "GRID") == "GRID"


def resolve(book: Book, text: str) -> tuple[Sheet, Box, bool]:
    """A range as typed → (sheet, box with open ends, whether a named range or whole sheet stands behind it).

    Raises Google's 400 `Unable to parse range`.
    """
    try:
        title, cells, _ = a1.split_title(text)
    except a1.NotA1:
        raise parse_failure(text) from None
    if title is not None:
        sheet = book.titled(title)
        if sheet is None or cells == "":
            raise parse_failure(text)
        if cells is None:
            return sheet, Box(0, None, 0, None), True
    else:
        sheet = None
    try:
        box = a1.parse_cells(cells or "")
        if box.col0 < a1.MAX_COLUMN:
            return sheet or first_visible(book), box, False
    except a1.NotA1:
        pass
    named = book.named(cells or "")
    if named is not None:
        area = named.get("range", {})
        owner = book.sheet(area.get("sheetId", 0))
        if owner is not None and (sheet is None or owner is sheet):
            return owner, loose_box(area), True
    if title is None:
        by_title = book.titled(text)
        if by_title is not None:
            return by_title, Box(0, None, 0, None), True
    raise parse_failure(text)


def grid_limits(sheet: Sheet, box: Box) -> ApiError:
    """Google's 400 for a range that starts outside the sheet."""
    limits = f"Max rows: {sheet.row_count}, max columns: {sheet.column_count}"
    return bad_request(f"Range ({a1.loose_text(box, sheet.title)}) exceeds grid limits. {limits}")


def inside(sheet: Sheet, box: Box) -> Box:
    """The box cut to the sheet. Raises Google's 400 if it starts outside."""
    if box.row0 >= sheet.row_count or box.col0 >= sheet.column_count:
        raise grid_limits(sheet, box)
    return closed(box, sheet.row_count, sheet.column_count)
