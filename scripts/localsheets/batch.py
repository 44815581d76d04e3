"""spreadsheets.batchUpdate: many requests, all of them or none.

Source: https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/batchUpdate
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localsheets import protection, proto
from localsheets.a1 import Box
from localsheets.access import WRITE
from localsheets.errors import ApiError, Missing, Refused, bad_request, invalid_request
from localsheets.fieldmask import BadMask, Tree, check, parse, project, response_mask
from localsheets.fieldtypes import snake
from localsheets.model import Book, Sheet
from localsheets.places import grid_limits
from localsheets.ranges import box_of, loose_box
from localsheets.requests import KINDS
from localsheets.tidy import twin_tree

if TYPE_CHECKING:
    from localsheets.context import Context


class Batch:
    """What a kind of request may use. Its helpers raise Refused; the dispatcher puts the place in front."""

    def __init__(self, ctx: Context, book: Book):
        self.ctx, self.book = ctx, book
        file = ctx.store.file(book.id)
        assert file is not None
        self.file = file

    def sheet(self, sheet_id: int | None) -> Sheet:
        found = self.book.sheet(sheet_id or 0)
        if found is None:
            raise Refused(f"No grid with id: {sheet_id or 0}")
        return found

    def area(self, grid_range: dict | None, name: str = "range", protected: bool = True) -> tuple[Sheet, Box]:
        """Sheet and closed box of a GridRange; checks protection unless told not to."""
        if grid_range is None:
            raise Missing(name, "No range specified." if name == "range" else None)
        sheet = self.sheet(grid_range.get("sheetId"))
        loose = loose_box(grid_range)
        for low, high, start, end in (
            ("startRowIndex", "endRowIndex", loose.row0, loose.row1),
            ("startColumnIndex", "endColumnIndex", loose.col0, loose.col1),
        ):
            if start < 0 or (end is not None and end < 0):
                raise Refused(f"{name}.{low} and {name}.{high} must not be negative.")
            if end is not None and end < start:
                raise Refused(f"{name}.{high}[{end}] must not be before {name}.{low}[{start}]")
        if loose.row0 >= sheet.row_count or loose.col0 >= sheet.column_count:
            raise Refused(grid_limits(sheet, loose).message)
        box = box_of(grid_range, sheet.row_count, sheet.column_count)
        if protected:
            self.guard(sheet, box)
        return sheet, box

    def guard(self, sheet: Sheet, box: Box) -> None:
        if sheet.protected_ranges:
            protection.check(self.book, sheet, box, self.file, self.ctx.account)

    def mask(self, text: str | None, message: str, root: str | None = None) -> Tree:
        """The update mask of a request, checked. `*` gives {}."""
        if not text:
            raise Missing("fields", "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)")
        if text.strip() == "*":
            return {}
        try:
            tree = parse(text)
            check(tree, message, proto.sheets().messages)
        except BadMask as bad:
            raise Missing("fields", f"Invalid field mask: cannot find matching fields for path '{bad}'.") from None
        return {} if "*" in tree else twin_tree(message, tree)

    def new_id(self, taken: set[int]) -> int:
        while (number := self.ctx.app.random.randrange(1, 2**31 - 1)) in taken:
            pass
        return number


def batch_update(ctx: Context, book_id: str) -> dict:
    reader = proto.sheets()
    query = reader.query("sheets.spreadsheets.batchUpdate", ctx.request.query)
    mask = response_mask(query.get("fields"), "BatchUpdateSpreadsheetResponse", reader.messages)
    body = reader.body("BatchUpdateSpreadsheetRequest", proto.parse_json(ctx.request.body))
    book = ctx.book(book_id, WRITE)
    requests = body.get("requests", [])
    if not requests:
        raise bad_request("Must specify at least one request.", [("requests", "Must specify at least one request.")])
    for index, request in enumerate(requests):
        if not request:
            raise bad_request(f"Invalid requests[{index}]: No request set.")
        kind = next(iter(request))
        if kind not in KINDS:
            raise invalid_request(index, kind, "This kind of request is not supported by this stand-in.")
    batch = Batch(ctx, book)
    ctx.changed(book)
    replies = []
    for index, request in enumerate(requests):
        kind, arguments = next(iter(request.items()))
        try:
            reply = KINDS[kind](batch, arguments)
        except Refused as refused:
            path = refused.field and f"requests[{index}].{snake(kind)}.{'.'.join(map(snake, refused.field.split('.')))}"
            raise invalid_request(index, kind, str(refused), path) from None
        except ApiError as error:
            if error.code == 400 and error.message.startswith(("You are trying to edit", "This action would")):
                raise invalid_request(index, kind, error.message) from None
            raise
        replies.append({} if reply is None else {kind: reply})
    if not any(not sheet.properties.get("hidden") for sheet in book.sheets):
        raise invalid_request(len(requests) - 1, kind, "You can't hide all the sheets in a document.")
    ctx.changed(book)
    answer: dict = {"spreadsheetId": book_id, "replies": replies}
    if body.get("includeSpreadsheetInResponse"):
        from localsheets.spreadsheets import _answer, _ranges

        ranges = _ranges(book, body.get("responseRanges"))
        answer["updatedSpreadsheet"] = _answer(ctx, book, None, bool(body.get("responseIncludeGridData")), ranges)
    return project(answer, mask)
