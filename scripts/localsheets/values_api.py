"""The methods of spreadsheets.values that name their ranges in A1 notation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from localsheets import a1, entering, places, protection, proto, values
from localsheets.a1 import Box
from localsheets.access import READ, WRITE
from localsheets.errors import ApiError, bad_request
from localsheets.fieldmask import project, response_mask
from localsheets.model import Book, Sheet
from localsheets.ranges import closed

if TYPE_CHECKING:
    from localsheets.context import Context

RENDER, DATES = "FORMATTED_VALUE", "SERIAL_NUMBER"


def renderer(ctx: Context, book: Book, options: dict, response: bool = False) -> values.Renderer:
    prefix = ("responseValueRenderOption", "responseDateTimeRenderOption")
    names = prefix if response else ("valueRenderOption", "dateTimeRenderOption")
    return values.Renderer(ctx.calculator(book), options.get(names[0], RENDER), options.get(names[1], DATES))


def dimension_of(options: dict) -> str:
    kind = options.get("majorDimension", "ROWS")
    return "COLUMNS" if kind == "COLUMNS" else "ROWS"


def check_input_option(option: str | None) -> bool:
    """True for USER_ENTERED. Raises Google's 400 if the option is missing."""
    if option in (None, "INPUT_VALUE_OPTION_UNSPECIFIED"):
        text = "'valueInputOption' is required but not specified"
        raise bad_request(text, [("value_input_option", text)])
    return option == "USER_ENTERED"


def get(ctx: Context, book_id: str, text: str) -> dict:
    reader = proto.sheets()
    query = reader.query("sheets.spreadsheets.values.get", ctx.request.query)
    mask = response_mask(query.get("fields"), "ValueRange", reader.messages)
    book = ctx.book(book_id, READ)
    sheet, box, _ = places.resolve(book, text)
    answer = values.value_range(renderer(ctx, book, query), sheet, places.inside(sheet, box), dimension_of(query))
    return project(answer, mask)


def batch_get(ctx: Context, book_id: str) -> dict:
    reader = proto.sheets()
    query = reader.query("sheets.spreadsheets.values.batchGet", ctx.request.query)
    mask = response_mask(query.get("fields"), "BatchGetValuesResponse", reader.messages)
    book = ctx.book(book_id, READ)
    found_places = [places.resolve(book, text) for text in query.get("ranges", [])]
    boxes = [(sheet, places.inside(sheet, box)) for sheet, box, _ in found_places]
    shared = renderer(ctx, book, query)
    found = [values.value_range(shared, sheet, box, dimension_of(query)) for sheet, box in boxes]
    answer: dict = {"spreadsheetId": book_id}
    if found:
        answer["valueRanges"] = found
    return project(answer, mask)


@contextmanager
def placed(where: str) -> Iterator[None]:
    """Errors inside name their place in the batch: `Invalid data[0]: …`."""
    try:
        yield
    except ApiError as error:
        if error.code == 400:
            error.message = f"Invalid {where}: {error.message}"
        raise


def guard(ctx: Context, book: Book, sheet: Sheet, box: Box) -> None:
    if sheet.protected_ranges:
        file = ctx.store.file(book.id)
        assert file is not None
        protection.check(book, sheet, box, file, ctx.account)


def extent(box: Box, rows: list[list[Any]]) -> Box:
    """The block that rows written from the corner of `box` cover."""
    width = max((len(row) for row in rows), default=0)
    return Box(box.row0, box.row0 + max(len(rows), 1), box.col0, box.col0 + max(width, 1))


def put(ctx: Context, book: Book, sheet: Sheet, box: Box, data: dict, user_entered: bool, text: str) -> entering.Written:
    """Write the values of a ValueRange into the box; `text` is the range as typed."""
    lines = data.get("values", [])
    entering.check_values(lines)
    rows = entering.by_rows(lines, dimension_of(data))
    places.inside(sheet, box)
    guard(ctx, book, sheet, extent(box, rows))
    return entering.write(book, sheet, box, rows, user_entered, text, ctx.app.local_now(book).date())


def check_same_range(book: Book, sheet: Sheet, box: Box, text: str, given: str | None) -> None:
    """Raises Google's 400 if the ValueRange names other cells than the call."""
    if not given or given == text:
        return
    other_sheet, other, _ = places.resolve(book, given)
    size = (sheet.row_count, sheet.column_count)
    if other_sheet is not sheet or closed(other, *size) != closed(box, *size):
        asked, theirs = _named(sheet, box), _named(other_sheet, other)
        raise bad_request(f"Request range[{asked}] does not match value's range[{theirs}]")


def _named(sheet: Sheet, box: Box) -> str:
    """A range with open ends at the edge of the sheet; what lies beyond the edge is named as it is."""
    rows = max(sheet.row_count, box.row0 + 1) if box.row1 is None else box.row1
    columns = max(sheet.column_count, box.col0 + 1) if box.col1 is None else box.col1
    return a1.box_text(Box(box.row0, rows, box.col0, columns), sheet.title)


def echo(ctx: Context, book: Book, written: entering.Written, options: dict) -> dict:
    """The updated cells as they read now."""
    ctx.changed(book)
    shared = renderer(ctx, book, options, response=True)
    return values.value_range(shared, written.sheet, written.box, "ROWS")


def update(ctx: Context, book_id: str, text: str) -> dict:
    reader = proto.sheets()
    query = reader.query("sheets.spreadsheets.values.update", ctx.request.query)
    mask = response_mask(query.get("fields"), "UpdateValuesResponse", reader.messages)
    body = reader.body("ValueRange", proto.parse_json(ctx.request.body), "data")
    book = ctx.book(book_id, WRITE)
    user_entered = check_input_option(query.get("valueInputOption"))
    sheet, box, _ = places.resolve(book, text)
    check_same_range(book, sheet, box, text, body.get("range"))
    written = put(ctx, book, sheet, box, body, user_entered, text)
    ctx.changed(book)
    answer = written.answer(book_id)
    if query.get("includeValuesInResponse"):
        answer["updatedData"] = echo(ctx, book, written, query)
    return project(answer, mask)


def batch_update(ctx: Context, book_id: str) -> dict:
    reader = proto.sheets()
    query = reader.query("sheets.spreadsheets.values.batchUpdate", ctx.request.query)
    mask = response_mask(query.get("fields"), "BatchUpdateValuesResponse", reader.messages)
    body = reader.body("BatchUpdateValuesRequest", proto.parse_json(ctx.request.body))
    book = ctx.book(book_id, WRITE)
    user_entered = check_input_option(body.get("valueInputOption"))
    done = []
    for index, entry in enumerate(body.get("data", [])):
        with placed(f"data[{index}]"):
            text = entry.get("range", "")
            sheet, box, _ = places.resolve(book, text)
            done.append(put(ctx, book, sheet, box, entry, user_entered, text))
    ctx.changed(book)
    answers = [written.answer(book_id) for written in done]
    if body.get("includeValuesInResponse"):
        for answer, written in zip(answers, done, strict=True):
            answer["updatedData"] = echo(ctx, book, written, body)
    return project(totals(book_id, done, answers), mask)


def totals(book_id: str, done: list[entering.Written], answers: list[dict]) -> dict:
    """The answer of a batch: distinct rows and columns of each sheet, all cells, then the single answers."""
    rows = {(w.sheet.id, r) for w in done for r in w.rows}
    columns = {(w.sheet.id, c) for w in done for c in w.columns}
    counts = {
        "totalUpdatedRows": len(rows),
        "totalUpdatedColumns": len(columns),
        "totalUpdatedCells": sum(w.cells for w in done),
        "totalUpdatedSheets": len({w.sheet.id for w in done if w.cells}),
    }
    answer: dict = {"spreadsheetId": book_id, **{name: count for name, count in counts.items() if count}}
    if answers:
        answer["responses"] = answers
    return answer


def append(ctx: Context, book_id: str, text: str) -> dict:
    reader = proto.sheets()
    query = reader.query("sheets.spreadsheets.values.append", ctx.request.query)
    mask = response_mask(query.get("fields"), "AppendValuesResponse", reader.messages)
    body = reader.body("ValueRange", proto.parse_json(ctx.request.body), "data")
    book = ctx.book(book_id, WRITE)
    user_entered = check_input_option(query.get("valueInputOption"))
    sheet, box, _ = places.resolve(book, text)
    check_same_range(book, sheet, box, text, body.get("range"))
    box = places.inside(sheet, box)
    lines = body.get("values", [])
    entering.check_values(lines)
    rows = entering.by_rows(lines, dimension_of(body))
    table = entering.table_box(sheet, box)
    answer: dict = {"spreadsheetId": book_id}
    corner = box
    if table is not None:
        assert table.row1 is not None
        corner = Box(table.row1, table.row1 + 1, table.col0, table.col0 + 1)
        answer["tableRange"] = a1.box_text(table, sheet.title)
    target = extent(corner, rows)
    _make_room(ctx, book, sheet, target, len(rows) if query.get("insertDataOption") == "INSERT_ROWS" else 0)
    guard(ctx, book, sheet, target)
    start = Box(corner.row0, corner.row0 + 1, corner.col0, corner.col0 + 1)
    written = entering.write(book, sheet, start, rows, user_entered, text, ctx.app.local_now(book).date())
    ctx.changed(book)
    answer["updates"] = written.answer(book_id)
    if query.get("includeValuesInResponse"):
        answer["updates"]["updatedData"] = echo(ctx, book, written, query)
    return project(answer, mask)


def _make_room(ctx: Context, book: Book, sheet: Sheet, target: Box, inserted: int) -> None:
    """Insert rows if asked to, and grow the sheet until the block fits. Raises 400 past ten million cells."""
    from localsheets.requests.dimensions import insert

    assert target.row1 is not None and target.col1 is not None
    if inserted and target.row0 < sheet.row_count:
        book.check_size(inserted * sheet.column_count)
        insert(book, sheet, "ROWS", target.row0, inserted, inherit_before=target.row0 > 0)
    size = {**sheet.properties["gridProperties"]}
    size["rowCount"] = max(size["rowCount"], target.row1)
    size["columnCount"] = max(size["columnCount"], target.col1)
    book.check_size(size["rowCount"] * size["columnCount"] - sheet.row_count * sheet.column_count)
    sheet.properties["gridProperties"] = size


def clear(ctx: Context, book_id: str, text: str) -> dict:
    reader = proto.sheets()
    query = reader.query("sheets.spreadsheets.values.clear", ctx.request.query)
    mask = response_mask(query.get("fields"), "ClearValuesResponse", reader.messages)
    reader.body("ClearValuesRequest", proto.parse_json(ctx.request.body))
    book = ctx.book(book_id, WRITE)
    sheet, box, _ = places.resolve(book, text)
    cleared = clear_box(ctx, book, sheet, box)
    return project({"spreadsheetId": book_id, "clearedRange": cleared}, mask)


def clear_box(ctx: Context, book: Book, sheet: Sheet, box: Box) -> str:
    box = places.inside(sheet, box)
    guard(ctx, book, sheet, box)
    entering.clear(sheet, box)
    ctx.changed(book)
    return a1.box_text(box, sheet.title)


def batch_clear(ctx: Context, book_id: str) -> dict:
    reader = proto.sheets()
    query = reader.query("sheets.spreadsheets.values.batchClear", ctx.request.query)
    mask = response_mask(query.get("fields"), "BatchClearValuesResponse", reader.messages)
    body = reader.body("BatchClearValuesRequest", proto.parse_json(ctx.request.body))
    book = ctx.book(book_id, WRITE)
    cleared = []
    for index, text in enumerate(body.get("ranges", [])):
        with placed(f"range[{index}]"):
            sheet, box, _ = places.resolve(book, text)
            cleared.append(clear_box(ctx, book, sheet, box))
    answer: dict = {"spreadsheetId": book_id}
    if cleared:
        answer["clearedRanges"] = cleared
    return project(answer, mask)
