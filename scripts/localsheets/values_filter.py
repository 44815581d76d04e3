"""The methods of spreadsheets.values that name their ranges by DataFilter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localsheets import a1, metadata, places, proto, values, values_api
from localsheets.access import READ, WRITE
from localsheets.errors import bad_request
from localsheets.fieldmask import project, response_mask

if TYPE_CHECKING:
    from localsheets.context import Context


def batch_get(ctx: Context, book_id: str) -> dict:
    reader = proto.sheets()
    query = reader.query("sheets.spreadsheets.values.batchGetByDataFilter", ctx.request.query)
    mask = response_mask(query.get("fields"), "BatchGetValuesByDataFilterResponse", reader.messages)
    body = reader.body("BatchGetValuesByDataFilterRequest", proto.parse_json(ctx.request.body))
    book = ctx.book(book_id, READ)
    if not body.get("dataFilters"):
        raise bad_request("At least one data filter must be specified.")
    shared = values_api.renderer(ctx, book, body)
    grouped: dict[tuple, dict] = {}
    for index, data_filter in enumerate(body["dataFilters"]):
        for sheet, box in metadata.filter_boxes(book, data_filter, f"dataFilters[{index}]"):
            box = places.inside(sheet, box)
            entry = grouped.get((sheet.id, box))
            if entry is None:
                found = values.value_range(shared, sheet, box, values_api.dimension_of(body))
                entry = grouped[(sheet.id, box)] = {"valueRange": found, "dataFilters": []}
            entry["dataFilters"].append(metadata.echoed(data_filter))
    answer: dict = {"spreadsheetId": book_id}
    if grouped:
        answer["valueRanges"] = list(grouped.values())
    return project(answer, mask)


def batch_update(ctx: Context, book_id: str) -> dict:
    reader = proto.sheets()
    query = reader.query("sheets.spreadsheets.values.batchUpdateByDataFilter", ctx.request.query)
    mask = response_mask(query.get("fields"), "BatchUpdateValuesByDataFilterResponse", reader.messages)
    body = reader.body("BatchUpdateValuesByDataFilterRequest", proto.parse_json(ctx.request.body))
    book = ctx.book(book_id, WRITE)
    user_entered = values_api.check_input_option(body.get("valueInputOption"))
    done, answers = [], []
    for index, entry in enumerate(body.get("data", [])):
        label = f"data[{index}]"
        data_filter = entry.get("dataFilter", {})
        boxes = metadata.filter_boxes(book, data_filter, label + ".dataFilter")
        for sheet, box in boxes:
            with values_api.placed(label):
                text = a1.loose_text(box, sheet.title)
                written = values_api.put(ctx, book, sheet, box, entry, user_entered, text)
            done.append(written)
            answers.append({**written.answer(book_id), "dataFilter": metadata.echoed(data_filter)})
    ctx.changed(book)
    for answer, written in zip(answers, done, strict=True):
        del answer["spreadsheetId"]
        if body.get("includeValuesInResponse"):
            answer["updatedData"] = values_api.echo(ctx, book, written, body)
    return project(values_api.totals(book_id, done, answers), mask)


def batch_clear(ctx: Context, book_id: str) -> dict:
    reader = proto.sheets()
    query = reader.query("sheets.spreadsheets.values.batchClearByDataFilter", ctx.request.query)
    mask = response_mask(query.get("fields"), "BatchClearValuesByDataFilterResponse", reader.messages)
    body = reader.body("BatchClearValuesByDataFilterRequest", proto.parse_json(ctx.request.body))
    book = ctx.book(book_id, WRITE)
    if not body.get("dataFilters"):
        raise bad_request("At least one data filter must be specified.")
    cleared = []
    for index, data_filter in enumerate(body["dataFilters"]):
        for sheet, box in metadata.filter_boxes(book, data_filter, f"dataFilters[{index}]"):
            cleared.append(values_api.clear_box(ctx, book, sheet, box))
    answer: dict = {"spreadsheetId": book_id}
    if cleared:
        answer["clearedRanges"] = cleared
    return project(answer, mask)
