"""Cells in full: values, formats, notes, validations, merges, pasting, sorting, finding."""

from itertools import combinations

import pytest
from callers import Refused

from localsheets.fieldmask import parse, project


def area(row0=0, row1=None, col0=0, col1=None, sheet=0):
    found = {"sheetId": sheet, "startRowIndex": row0, "startColumnIndex": col0}
    return found | ({} if row1 is None else {"endRowIndex": row1}) | ({} if col1 is None else {"endColumnIndex": col1})


def update(cells, fields, row=0, column=0):
    start = {"sheetId": 0, "rowIndex": row, "columnIndex": column}
    return {"updateCells": {"start": start, "rows": [{"values": line} for line in cells], "fields": fields}}


def text(value):
    return {"userEnteredValue": {"stringValue": value}}


def repeat(where, cell, fields):
    return {"repeatCell": {"range": where, "cell": cell, "fields": fields}}


def test_a_cell_in_full_looks_as_google_shows_it(book):
    book.batch(update([[{"userEnteredValue": {"numberValue": 12}, "note": "số người"}]], "userEnteredValue,note"))
    cell = book.cell("A1")
    shown = cell.pop("effectiveFormat")
    assert cell == {
        "userEnteredValue": {"numberValue": 12}, "effectiveValue": {"numberValue": 12}, "formattedValue": "12",
        "note": "số người",
    }  # fmt: skip
    assert shown == {
        "backgroundColor": {"red": 1, "green": 1, "blue": 1},
        "padding": {"top": 2, "right": 3, "bottom": 2, "left": 3},
        "horizontalAlignment": "RIGHT", "verticalAlignment": "BOTTOM", "wrapStrategy": "OVERFLOW_CELL",
        "textFormat": {
            "foregroundColor": {}, "fontFamily": "Arial", "fontSize": 10, "bold": False, "italic": False,
            "strikethrough": False, "underline": False, "foregroundColorStyle": {"rgbColor": {}},
        },
        "hyperlinkDisplayType": "PLAIN_TEXT",
        "backgroundColorStyle": {"rgbColor": {"red": 1, "green": 1, "blue": 1}},
    }  # fmt: skip


def test_raw_text_and_formulas_go_together_by_updatecells(book):
    line = [text("=1+1"), {"userEnteredValue": {"formulaValue": "=1+1"}}, {"userEnteredValue": {"boolValue": False}},
            {"userEnteredValue": {"numberValue": 0}}]  # fmt: skip
    book.batch(update([line], "userEnteredValue"))
    assert book.raw() == [["=1+1", 2, False, 0]]
    assert book.cell("C1")["effectiveValue"] == {"boolValue": False}
    assert book.cell("B1")["userEnteredValue"] == {"formulaValue": "=1+1"}


def test_an_empty_text_and_an_empty_result_are_nothing(book):
    book.batch(update([[text(""), {"userEnteredValue": {"formulaValue": '=""'}}]], "userEnteredValue"))
    assert book.cell("A1") == {}
    cell = book.cell("B1")
    assert "effectiveValue" not in cell and "formattedValue" not in cell and "effectiveFormat" in cell


def test_only_masked_fields_change_and_cells_left_out_of_a_range_lose_them(book):
    bold = {"textFormat": {"bold": True, "fontSize": 14}}
    book.batch(repeat(area(0, 2, 0, 2), {**text("a"), "userEnteredFormat": bold, "note": "n"}, "*"))
    book.batch(repeat(area(0, 1, 0, 1), {"userEnteredFormat": {"textFormat": {"italic": True}}}, "userEnteredFormat.textFormat.italic"))
    assert book.cell("A1")["userEnteredFormat"]["textFormat"] == {"bold": True, "fontSize": 14, "italic": True}
    book.batch({"updateCells": {"range": area(0, 2, 0, 2), "rows": [{"values": [text("new")]}], "fields": "userEnteredValue"}})
    assert book.read() == [["new"]]
    assert book.cell("B2")["note"] == "n"
    book.batch({"updateCells": {"range": area(0, 1), "fields": "note,userEnteredFormat(textFormat(bold,fontSize))"}})
    assert book.cell("A1")["userEnteredFormat"] == {"textFormat": {"italic": True}}
    assert "note" not in book.cell("A1")


def test_background_and_style_are_one(book):
    book.batch(repeat(area(0, 1, 0, 1), {"userEnteredFormat": {"backgroundColor": {"green": 1}}}, "userEnteredFormat.backgroundColor"))
    assert book.cell("A1")["userEnteredFormat"] == {
        "backgroundColor": {"green": 1}, "backgroundColorStyle": {"rgbColor": {"green": 1}}
    }  # fmt: skip
    themed = {"userEnteredFormat": {"backgroundColorStyle": {"themeColor": "ACCENT4"}}}
    book.batch(repeat(area(0, 1, 0, 1), themed, "userEnteredFormat.backgroundColorStyle"))
    assert book.cell("A1")["userEnteredFormat"]["backgroundColor"] == {
        "red": 0.20392157, "green": 0.65882355, "blue": 0.3254902
    }  # fmt: skip
    book.batch(repeat(area(0, 1, 0, 1), {}, "userEnteredFormat.backgroundColor"))
    assert book.cell("A1") == {}


def test_a_range_past_the_edge_is_cut_and_one_that_starts_there_refused(book):
    bold = {"userEnteredFormat": {"textFormat": {"bold": True}}}
    book.batch(repeat(area(999, 1003, 25, 28), bold, "userEnteredFormat.textFormat"))
    book.batch(repeat(area(3, 3), bold, "userEnteredFormat.textFormat"))
    for where, shown in (
        (area(1000, None, 0, 2), "A1001:B"), (area(1000, 1001, 0, 2), "A1001:B1001"),
        (area(0, 2, 26, 27), "AA1:AA2"), (area(0, 2, 26), "AA1:2"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            book.batch(repeat(where, bold, "userEnteredFormat.textFormat"))
        assert refused.value.message == (
            f"Invalid requests[0].repeatCell: Range (Sheet1!{shown}) exceeds grid limits. Max rows: 1000, max columns: 26"
        )


def test_a_repeated_formula_moves_with_its_cell(book):
    book.write("A1:A3", [[1], [2], [3]])
    formula = {"userEnteredValue": {"formulaValue": "=A1*$A$1"}}
    book.batch(repeat(area(0, 3, 1, 2), formula, "userEnteredValue"))
    assert book.formulas("B1:B3") == [["=A1*$A$1"], ["=A2*$A$1"], ["=A3*$A$1"]]
    assert book.raw("B1:B3") == [[1], [2], [3]]


def test_a_link_is_shown_as_a_link(book):
    book.type("A1:B1", [['=HYPERLINK("https://tranlieu.gov.vn";"Cổng")', "https://vneid.gov.vn"]])
    cell = book.cell("A1")
    assert cell["hyperlink"] == "https://tranlieu.gov.vn"
    assert cell["effectiveFormat"]["hyperlinkDisplayType"] == "LINKED"
    assert cell["effectiveFormat"]["textFormat"]["underline"] is True
    assert book.cell("B1")["hyperlink"] == "https://vneid.gov.vn"


def test_only_the_masked_part_of_a_sheet_is_sent(book):
    book.batch(update([[{}, {"note": "hai"}], [{"note": "ba"}]], "note"))
    assert book.get(fields="sheets.data.rowData.values.note") == {
        "sheets": [{"data": [{"rowData": [{"values": [{}, {"note": "hai"}]}, {"values": [{"note": "ba"}]}]}]}]
    }
    assert book.get(fields="sheets(properties(sheetId,title)),spreadsheetId", ranges="Sheet1!B1") == {
        "spreadsheetId": book.id, "sheets": [{"properties": {"sheetId": 0, "title": "Sheet1"}}]
    }  # fmt: skip
    with pytest.raises(Refused) as refused:
        book.get(fields="sheets.sheetProperties")
    assert refused.value.message == "Request contains an invalid argument."
    assert refused.value.error["details"][0]["fieldViolations"] == [
        {"field": "sheets.sheetProperties", "description":
         "Error expanding 'fields' parameter. Cannot find matching fields for path 'sheets.sheetProperties'."}
    ]  # fmt: skip


PARTS = ["effectiveValue", "userEnteredValue", "userEnteredValue/formulaValue", "userEnteredValue/numberValue",
         "effectiveValue/stringValue", "formattedValue", "userEnteredFormat/numberFormat", "note", "*"]  # fmt: skip


@pytest.mark.parametrize("wanted", [*map(list, combinations(PARTS, 2)), *([one] for one in PARTS)], ids="+".join)
def test_cells_under_any_mask_are_the_whole_cells_less_what_the_mask_leaves_out(book, wanted):
    book.type("A1:D2", [["Lan", 4, "=B1*2", "20/11/2025"], ["", "=NA()", True, ""]])
    book.batch(repeat(area(1, 2, 3, 4), {"note": "ghi chú"}, "note"))
    fields = f"sheets.data.rowData.values({','.join(wanted)})"
    assert book.get(fields=fields) == project(book.get(includeGridData="true"), parse(fields))


def merge(where, kind="MERGE_ALL"):
    return {"mergeCells": {"range": where, "mergeType": kind}}


def test_merging_keeps_one_value_and_crossing_merges_are_refused(book):
    book.write("A1:B2", [["", "b"], ["c", "d"]])
    book.batch(merge(area(0, 2, 0, 2)), merge(area(3, 5, 0, 2), "MERGE_ROWS"))
    assert book.read("A1:B2") == [["b"]]
    assert [(m["startRowIndex"], m["endRowIndex"]) for m in book.sheet()["merges"]] == [(0, 2), (3, 4), (4, 5)]
    with pytest.raises(Refused, match=r"You must select all cells in a merged range to merge or unmerge them."):
        book.batch({"unmergeCells": {"range": area(0, 1, 0, 1)}})
    book.batch({"unmergeCells": {"range": area(0, 2, 0, 2)}})
    assert len(book.sheet()["merges"]) == 2


def validation(kind, *values, **more):
    condition = {"type": kind, "values": [{"userEnteredValue": v} for v in values]}
    return {"condition": condition, **more}


def test_a_validation_stands_on_its_cells_and_does_not_stop_writing(book):
    rule = validation("ONE_OF_LIST", "Có", "Không", strict=True, showCustomUi=True, inputMessage="Chọn một")
    book.batch({"setDataValidation": {"range": area(1, 3, 0, 1), "rule": rule}})
    assert book.cell("A2")["dataValidation"] == rule
    book.write("A2", [["Có lẽ"]])
    assert book.read("A2") == [["Có lẽ"]]
    book.batch({"setDataValidation": {"range": area(1, 2, 0, 1)}})
    assert "dataValidation" not in book.cell("A2")
    assert "dataValidation" in book.cell("A3")


@pytest.mark.parametrize(
    "rule",
    [
        validation("NUMBER_BETWEEN", "1"), validation("BLANK"), validation("TEXT_STARTS_WITH", "a"),
        validation("CUSTOM_FORMULA", "A1>0"), validation("ONE_OF_RANGE", "=Nope!A1:A3"), {"strict": True},
        validation("ONE_OF_RANGE", "A1:A3"), validation("NUMBER_GREATER", "nhiều"), validation("DATE_AFTER", "hôm nọ"),
        validation("CUSTOM_FORMULA", "=A1+*2"),
    ],
)  # fmt: skip
def test_a_validation_that_makes_no_sense_is_refused(book, rule):
    with pytest.raises(Refused, match=r"^400 Invalid requests\[0\].setDataValidation: "):
        book.batch({"setDataValidation": {"range": area(0, 1, 0, 1), "rule": rule}})


def test_a_dropdown_s_range_is_kept_fixed(book):
    rule = validation("ONE_OF_RANGE", "=Sheet1!A2:A5", strict=True)
    book.batch({"setDataValidation": {"range": area(0, 1, 1, 2), "rule": rule}})
    assert book.cell("B1")["dataValidation"]["condition"]["values"] == [{"userEnteredValue": "=Sheet1!$A$2:$A$5"}]


def test_in_a_vietnamese_book_a_comma_does_not_part_arguments(book):
    book.batch({"updateSpreadsheetProperties": {"properties": {"locale": "vi_VN"}, "fields": "locale"}})
    rule = lambda text: {"setDataValidation": {"range": area(0, 1), "rule": validation("CUSTOM_FORMULA", text)}}  # noqa: E731
    book.batch(rule("=AND(A1>0;A1<5)"))
    with pytest.raises(Refused, match=r"Invalid ConditionValue.userEnteredValue: =AND\(A1>0,A1<5\) for ConditionType"):
        book.batch(rule("=AND(A1>0,A1<5)"))


def copy(source, destination, kind="PASTE_NORMAL", orientation="NORMAL"):
    found = {"source": source, "destination": destination, "pasteType": kind, "pasteOrientation": orientation}
    return {"copyPaste": found}


def test_copying_fills_the_target_and_moves_formulas_along(book):
    book.type("A1:B1", [[5, "=A1*2"]])
    book.batch(copy(area(0, 1, 0, 2), area(1, 4, 0, 2)))
    assert book.formulas("A4:B4") == [[5, "=A4*2"]]
    book.batch(copy(area(0, 1, 0, 2), area(0, 1, 3, 4), "PASTE_VALUES", "TRANSPOSE"))
    assert book.raw("D1:D2") == [[5], [10]]
    book.batch(copy(area(0, 1, 1, 2), area(8, 9, 8, 9), "PASTE_FORMULA"))
    assert book.formulas("I9") == [["=H9*2"]]


def test_a_format_alone_is_pasted_without_the_value(book):
    bold = {"userEnteredFormat": {"textFormat": {"bold": True}}}
    book.batch(repeat(area(0, 1, 0, 1), {**bold, **text("x")}, "*"), update([[text("y")]], "userEnteredValue", 1))
    book.batch(copy(area(0, 1, 0, 1), area(1, 2, 0, 1), "PASTE_FORMAT"))
    cell = book.cell("A2")
    assert cell["formattedValue"] == "y"
    assert cell["userEnteredFormat"] == bold["userEnteredFormat"]


def test_cutting_moves_cells_without_changing_their_formulas(book):
    book.type("A1:B1", [[5, "=A1*2"]])
    target = {"sheetId": 0, "rowIndex": 4, "columnIndex": 3}
    book.batch({"cutPaste": {"source": area(0, 1, 1, 2), "destination": target, "pasteType": "PASTE_NORMAL"}})
    assert book.formulas() == [[5], [], [], [], ["", "", "", "=A1*2"]]


def test_references_follow_cells_that_were_cut(book):
    book.batch({"addSheet": {"properties": {"sheetId": 3, "title": "Khác"}}})
    book.type("A1:C1", [[5, "=A1*2", "=SUM(A1:A3)+B1"]])
    book.type("'Khác'!A1", [["=Sheet1!A1"]])
    cut = lambda source, sheet, row, column: {  # noqa: E731
        "cutPaste": {"source": source, "destination": {"sheetId": sheet, "rowIndex": row, "columnIndex": column}, "pasteType": "PASTE_NORMAL"}
    }
    book.batch(cut(area(0, 1, 0, 1), 0, 5, 5))
    assert book.formulas("B1:C1") == [["=F6*2", "=SUM(A1:A3)+B1"]]
    assert book.formulas("'Khác'!A1") == [["=Sheet1!F6"]]
    book.batch(cut(area(0, 1, 1, 2), 3, 1, 1))
    assert book.formulas("'Khác'!B2") == [["=Sheet1!F6*2"]]
    assert book.formulas("C1") == [["=SUM(A1:A3)+'Khác'!B2"]]
    book.batch(cut(area(5, 6, 5, 6), 3, 0, 0))
    assert book.formulas("'Khác'!A1:B2") == [[5], ["", "='Khác'!A1*2"]]


def sort(where, *specs):
    orders = [{"dimensionIndex": column, "sortOrder": order} for column, order in specs]
    return {"sortRange": {"range": where, "sortSpecs": orders}}


def test_rows_sort_with_numbers_first_and_blanks_last(book):
    book.write("A1:B6", [["b", 1], [10, 2], [True, 3], ["", 4], [9, 5], ["á", 6]])
    book.batch(sort(area(0, 6, 0, 2), (0, "ASCENDING")))
    assert [row[1] for row in book.raw()] == [5, 2, 6, 1, 3, 4]
    book.batch(sort(area(0, 6, 0, 2), (0, "DESCENDING")))
    assert [row[1] for row in book.raw()] == [3, 1, 6, 2, 5, 4]


def test_sorting_by_two_columns_keeps_whole_rows_and_shifts_their_formulas(book):
    book.type("A1:C4", [["x", 2, "=B1*10"], ["y", 1, "=B2*10"], ["x", 1, "=B3*10"], ["y", 3, "=B4*10"]])
    book.batch(sort(area(0, 4, 0, 3), (0, "DESCENDING"), (1, "ASCENDING")))
    assert book.raw() == [["y", 1, 10], ["y", 3, 30], ["x", 1, 10], ["x", 2, 20]]
    assert book.formulas("C1") == [["=B1*10"]]


def find(what, replacement, **more):
    return {"findReplace": {"find": what, "replacement": replacement, **more}}


def test_finding_counts_what_it_replaced(book):
    book.type("A1:B2", [["tổ 3", "Tổ 3 và tổ 3"], ["khác", '="tổ 3"']])
    (reply,) = book.batch(find("tổ 3", "tổ 4", allSheets=True, matchCase=True, includeFormulas=True))
    assert reply["findReplace"] == {
        "valuesChanged": 2, "formulasChanged": 1, "rowsChanged": 2, "sheetsChanged": 1, "occurrencesChanged": 3
    }  # fmt: skip
    assert book.read() == [["tổ 4", "Tổ 3 và tổ 4"], ["khác", "tổ 4"]]
    (reply,) = book.batch(find("không có", "x", sheetId=0))
    assert reply == {"findReplace": {}}
    book.batch(find(r"T.\s(\d)", "số $1", sheetId=0, searchByRegex=True))
    assert book.read("B1") == [["số 3 và số 4"]]


def test_a_replaced_number_is_a_number_again(book):
    book.write("A1", [[100]])
    book.batch(find("0", "1", range=area(0, 1, 0, 1)))
    assert book.raw() == [[111]]


@pytest.mark.parametrize("pattern", ["(", "(a+)+$", r"(a)\2", "(?<=a+)b"])
def test_a_bad_or_endless_pattern_is_refused_in_time(book, pattern):
    book.write("A1", [["a" * 60 + "b"]])
    with pytest.raises(Refused, match="findReplace"):
        book.batch(find(pattern, "x", sheetId=0, searchByRegex=True))
