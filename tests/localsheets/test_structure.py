"""Rows and columns come, go and move; whatever points at them follows."""

import pytest
from callers import Refused

ROWS, COLUMNS = "ROWS", "COLUMNS"


def span(start, end, dimension=ROWS):
    return {"sheetId": 0, "dimension": dimension, "startIndex": start, "endIndex": end}


def insert(start, end, dimension=ROWS, before=False):
    return {"insertDimension": {"range": span(start, end, dimension), "inheritFromBefore": before}}


def delete(start, end, dimension=ROWS):
    return {"deleteDimension": {"range": span(start, end, dimension)}}


def move(start, end, to, dimension=ROWS):
    return {"moveDimension": {"source": span(start, end, dimension), "destinationIndex": to}}


def area(row0, row1, col0=0, col1=2):
    return {"startRowIndex": row0, "endRowIndex": row1, "startColumnIndex": col0, "endColumnIndex": col1}


@pytest.fixture
def furnished(book):
    """Rows 3–6 of columns A and B with everything that can hang on them."""
    book.type("A3:B6", [["a", "=A3"], ["b", "=A4"], ["c", "=SUM(A3:A6)"], ["d", "=$A$3"]])
    rule = {"condition": {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": "=$A3>0"}]}, "strict": True}
    paint = {"condition": {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": "=$A3=\"x\""}]},
             "format": {"textFormat": {"bold": True}}}  # fmt: skip
    source = {"sourceRange": {"sources": [area(2, 6)]}}
    chart = {"basicChart": {"chartType": "COLUMN", "series": [{"series": source}]}}
    anchor = {"rowIndex": 4, "columnIndex": 1}
    white, blue = {"red": 1, "green": 1, "blue": 1}, {"blue": 1}
    book.batch(
        {"addNamedRange": {"namedRange": {"name": "Bảng", "namedRangeId": "n", "range": area(2, 6)}}},
        {"addProtectedRange": {"protectedRange": {"protectedRangeId": 1, "range": area(2, 6)}}},
        {"mergeCells": {"range": area(2, 4, 3, 5), "mergeType": "MERGE_ALL"}},
        {"setDataValidation": {"range": area(2, 6, 0, 1), "rule": rule}},
        {"addConditionalFormatRule": {"rule": {"ranges": [area(2, 6)], "booleanRule": paint}}},
        {"setBasicFilter": {"filter": {"range": area(2, 6)}}},
        {"addBanding": {"bandedRange": {"range": area(2, 6), "rowProperties": {"firstBandColor": white, "secondBandColor": blue}}}},
        {"addChart": {"chart": {"chartId": 5, "spec": chart, "position": {"overlayPosition": {"anchorCell": anchor}}}}},
        {"addDimensionGroup": {"range": span(2, 6)}},
        {"createDeveloperMetadata": {"developerMetadata": {
            "metadataId": 9, "metadataKey": "hàng", "visibility": "DOCUMENT", "location": {"dimensionRange": span(3, 4)}}}},
        {"updateDimensionProperties": {"range": span(3, 4), "properties": {"pixelSize": 40}, "fields": "pixelSize"}},
    )  # fmt: skip
    return book


def rows_of(found):
    return found["startRowIndex"], found["endRowIndex"]


def everything(book):
    """Where all of it stands now, in rows (first, one past the last)."""
    whole = book.get(includeGridData="true")
    sheet = whole["sheets"][0]
    chart = sheet["charts"][0]
    meta = sheet["data"][0]["rowMetadata"]
    attached = [(i, m["developerMetadata"][0]["metadataId"]) for i, m in enumerate(meta) if "developerMetadata" in m]
    return {
        "name": rows_of(whole["namedRanges"][0]["range"]),
        "protected": rows_of(sheet["protectedRanges"][0]["range"]),
        "merge": [rows_of(m) for m in sheet.get("merges", [])],
        "rule": rows_of(sheet["conditionalFormats"][0]["ranges"][0]),
        "filter": rows_of(sheet["basicFilter"]["range"]),
        "banding": rows_of(sheet["bandedRanges"][0]["range"]),
        "chart": rows_of(chart["spec"]["basicChart"]["series"][0]["series"]["sourceRange"]["sources"][0]),
        "anchor": chart["position"]["overlayPosition"]["anchorCell"]["rowIndex"],
        "group": (sheet["rowGroups"][0]["range"]["startIndex"], sheet["rowGroups"][0]["range"]["endIndex"]),
        "metadata": attached,
        "tall": [i for i, m in enumerate(meta) if m["pixelSize"] == 40],
        "validation": [i for i in range(len(sheet["data"][0]["rowData"])) for c in sheet["data"][0]["rowData"][i].get("values", [])[:1] if "dataValidation" in c],
    }  # fmt: skip


def test_everything_stands_where_it_was_put(furnished):
    whole = (2, 6)
    assert everything(furnished) == {
        "name": whole, "protected": whole, "merge": [(2, 4)], "rule": whole, "filter": whole, "banding": whole,
        "chart": whole, "anchor": 4, "group": whole, "metadata": [(3, 9)], "tall": [3], "validation": [2, 3, 4, 5],
    }  # fmt: skip


def test_rows_inserted_above_push_everything_down(furnished):
    furnished.batch(insert(0, 2))
    whole = (4, 8)
    assert everything(furnished) == {
        "name": whole, "protected": whole, "merge": [(4, 6)], "rule": whole, "filter": whole, "banding": whole,
        "chart": whole, "anchor": 6, "group": whole, "metadata": [(5, 9)], "tall": [5], "validation": [4, 5, 6, 7],
    }  # fmt: skip
    assert furnished.formulas("A5:B8") == [["a", "=A5"], ["b", "=A6"], ["c", "=SUM(A5:A8)"], ["d", "=$A$5"]]
    sheet = furnished.sheet()
    assert sheet["properties"]["gridProperties"]["rowCount"] == 1002
    condition = sheet["conditionalFormats"][0]["booleanRule"]["condition"]
    assert condition["values"] == [{"userEnteredValue": '=$A5="x"'}]


def test_a_row_inserted_inside_stretches_what_is_around_it(furnished):
    furnished.batch(insert(3, 4, before=True))
    whole = (2, 7)
    found = everything(furnished)
    assert {found[k] for k in ("name", "protected", "rule", "filter", "banding", "chart", "group")} == {whole}
    assert (found["merge"], found["anchor"], found["metadata"]) == ([(2, 5)], 5, [(4, 9)])
    assert found["validation"] == [2, 3, 4, 5, 6], "the new row takes the validation of its neighbour"
    assert furnished.formulas("B6") == [["=SUM(A3:A7)"]]


def test_deleted_rows_take_along_what_stood_on_them_alone(furnished):
    furnished.batch(delete(3, 5))
    whole = (2, 4)
    found = everything(furnished)
    assert {found[k] for k in ("name", "protected", "rule", "filter", "banding", "chart", "group")} == {whole}
    assert (found["merge"], found["metadata"], found["tall"]) == ([(2, 3)], [], [])
    assert furnished.formulas("A3:B4") == [["a", "=A3"], ["d", "=$A$3"]]
    furnished.batch(delete(0, 10))
    sheet = furnished.get()["sheets"][0]
    for gone in ("merges", "protectedRanges", "conditionalFormats", "basicFilter", "bandedRanges", "rowGroups"):
        assert gone not in sheet
    assert "namedRanges" not in furnished.get()


def test_a_moved_row_carries_its_metadata_height_and_references(furnished):
    with pytest.raises(Refused, match="not possible to move a row to a position that crosses a merged cell"):
        furnished.batch(move(3, 4, 10))
    furnished.batch({"unmergeCells": {"range": {"sheetId": 0}}}, move(3, 4, 10))
    found = everything(furnished)
    assert (found["metadata"], found["tall"]) == ([(9, 9)], [9])
    assert furnished.formulas("A3:B5") == [["a", "=A3"], ["c", "=SUM(A3:A5)"], ["d", "=$A$3"]]
    assert furnished.formulas("A10:B10") == [["b", "=A10"]]
    furnished.batch(move(9, 10, 3))
    assert everything(furnished)["metadata"] == [(3, 9)]


def test_metadata_follows_its_row_through_a_sort(furnished):
    spec = {"range": {"sheetId": 0, **area(2, 6)}, "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "DESCENDING"}]}
    furnished.batch({"sortRange": spec})
    assert furnished.read("A3:A6") == [["d"], ["c"], ["b"], ["a"]]
    assert everything(furnished)["metadata"] == [(4, 9)]


def test_columns_do_as_rows_do(book):
    book.type("A1:D1", [["a", "b", "c", "=A1&B1"]])
    attach = {"metadataKey": "cột", "visibility": "DOCUMENT", "location": {"dimensionRange": span(1, 2, COLUMNS)}}
    book.batch({"createDeveloperMetadata": {"developerMetadata": attach}})
    book.batch(insert(1, 2, COLUMNS), move(0, 1, 3, COLUMNS))
    assert book.formulas() == [["", "b", "a", "c", "=C1&B1"]]
    lookup = {"dataFilters": [{"developerMetadataLookup": {"metadataKey": "cột"}}]}
    (found,) = book.caller.post(f"{book.path}/values:batchGetByDataFilter", lookup)["valueRanges"]
    assert found["valueRange"]["values"] == [["b"]]
    book.batch(delete(0, 2, COLUMNS))
    assert book.formulas("A1:B1") == [["a", "c"]]
    assert book.raw("C1")[0][0].startswith("#REF!")
    empty = book.caller.post(f"{book.path}/values:batchGetByDataFilter", lookup)
    assert "valueRanges" not in empty


def test_sizes_and_hidden_rows(book):
    book.batch(
        {"updateDimensionProperties": {"range": span(0, 2, COLUMNS), "properties": {"pixelSize": 240}, "fields": "pixelSize"}},
        {"updateDimensionProperties": {"range": span(1, 2), "properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}},
        {"appendDimension": {"sheetId": 0, "dimension": ROWS, "length": 3}},
    )  # fmt: skip
    data = book.get(fields="sheets.data(rowMetadata,columnMetadata)")["sheets"][0]["data"][0]
    assert [m["pixelSize"] for m in data["columnMetadata"][:3]] == [240, 240, 100]
    assert data["rowMetadata"][:2] == [{"pixelSize": 21}, {"pixelSize": 21, "hiddenByUser": True}]
    assert len(data["rowMetadata"]) == 1003
    book.write("A1", [["A" * 1024]])
    book.batch({"autoResizeDimensions": {"dimensions": span(0, 1, COLUMNS)}})
    wide = book.get(fields="sheets.data.columnMetadata.pixelSize")["sheets"][0]["data"][0]["columnMetadata"]
    assert wide[0]["pixelSize"] > 240


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        (delete(0, 1000), "deleteDimension: You can't delete all the rows on the sheet."),
        (delete(0, 26, COLUMNS), "deleteDimension: You can't delete all the columns on the sheet."),
        (insert(1000, 1001), r"insertDimension: range.startIndex must be less than the grid size \(1000\) if inherit"),
        (insert(1001, 1002, before=True), r"insertDimension: range.startIndex is larger than current grid size \(1000\)"),
        (insert(0, 1, before=True), "insertDimension: "),
        (insert(0, 10_000_000), "insertDimension: This action would increase the number of cells"),
        (insert(0, 20_000, COLUMNS), "insertDimension: This action would increase the number of"),
        (delete(5, 3), "deleteDimension: "),
        ({"deleteDimension": {"range": {"sheetId": 4, "dimension": ROWS, "endIndex": 1}}}, "deleteDimension: No grid with id: 4"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_to_rows_is_refused(book, request_, why):
    with pytest.raises(Refused, match=rf"^400 Invalid requests\[0\]\.{why}"):
        book.batch(request_)


def test_groups_nest_and_the_control_stays_after(book):
    group = lambda start, end: {"addDimensionGroup": {"range": span(start, end, COLUMNS)}}  # noqa: E731
    (first, second) = book.batch(group(0, 4), group(1, 3))
    assert first["addDimensionGroup"]["dimensionGroups"] == [
        {"range": {"dimension": COLUMNS, "startIndex": 0, "endIndex": 4}, "depth": 1}
    ]
    assert [g["depth"] for g in second["addDimensionGroup"]["dimensionGroups"]] == [1, 2]
    assert book.sheet()["properties"]["gridProperties"]["columnGroupControlAfter"] is True
    ungroup = {"deleteDimensionGroup": {"range": span(0, 4, COLUMNS)}}
    (reply,) = book.batch(ungroup)
    assert reply["deleteDimensionGroup"]["dimensionGroups"] == [
        {"range": {"dimension": COLUMNS, "startIndex": 1, "endIndex": 3}, "depth": 1}
    ]
    book.batch({"deleteDimensionGroup": {"range": span(1, 3, COLUMNS)}})
    assert "columnGroups" not in book.sheet()
    assert book.sheet()["properties"]["gridProperties"]["columnGroupControlAfter"] is True
    with pytest.raises(Refused, match="deleteDimensionGroup"):
        book.batch(ungroup)


def test_frozen_rows_grow_and_shrink_with_what_is_inserted_above(book):
    grid = {"sheetId": 0, "gridProperties": {"frozenRowCount": 2}}
    book.batch({"updateSheetProperties": {"properties": grid, "fields": "gridProperties.frozenRowCount"}})
    book.batch(insert(0, 1))
    assert book.sheet()["properties"]["gridProperties"]["frozenRowCount"] == 3
    book.batch(delete(0, 5))
    assert "frozenRowCount" not in book.sheet()["properties"]["gridProperties"]
