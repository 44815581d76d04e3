"""Small habits of Google's that clients come to rely on."""

import pytest
from callers import JOB, LAN, WARD, Refused, new_sheet
from test_cell_requests import area


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("=sum( hộ!a3:a3 )", "=sum( 'Hộ'!A3 )"), ("='Rw'!B3:a2", "=Rw!A2:B3"), ("=rw!$d$3 + 1", "=Rw!$D$3 + 1"),
        ("=SUM(Rw!$A3:$A3)", "=SUM(Rw!$A3)"), ("=B$3:$A2", "=$A2:B$3"), ('=if(true,"a3:a3",Rw!A1)', '=if(true,"a3:a3",Rw!A1)'),
        ("=Rw!3:3", "=Rw!3:3"), ("=A5:B", "=A5:B"), ("=COUNTIF(A1:A1,1)", "=COUNTIF(A1,1)"), ("='Không có'!A1", "='Không có'!A1"),
    ],
)  # fmt: skip
def test_a_formula_is_kept_in_one_way_of_writing_it(book, typed, kept):
    book.batch({"addSheet": {"properties": {"title": "Hộ"}}}, {"addSheet": {"properties": {"title": "Rw"}}})
    book.type("D9", [[typed]])
    value = {"userEnteredValue": {"formulaValue": typed}}
    book.batch({"updateCells": {"start": {"rowIndex": 9, "columnIndex": 3}, "rows": [{"values": [value]}], "fields": "userEnteredValue"}})
    assert book.formulas("D9:D10") == [[kept], [kept]]


def test_a_range_without_a_title_is_on_the_first_tab_in_sight(book):
    book.batch({"addSheet": {"properties": {"title": "b"}}}, {"updateSheetProperties": {"properties": {"hidden": True}, "fields": "hidden"}})
    book.write("A1", [["x"]])
    assert (book.read("b!A1"), book.read("Sheet1!A1")) == ([["x"]], [])


def test_a_border_is_as_wide_as_its_style_and_black_unless_told(book):
    lines = {"top": {"style": "SOLID_THICK"}, "left": {"style": "DOTTED", "width": 9, "color": {"red": 1}}, "right": {"style": "NONE"}}
    paint = {"range": area(0, 1, 0, 1), "cell": {"userEnteredFormat": {"borders": lines}}, "fields": "userEnteredFormat.borders"}
    book.batch({"repeatCell": paint})
    assert book.cell("A1")["userEnteredFormat"]["borders"] == {
        "top": {"style": "SOLID_THICK", "width": 3, "color": {}, "colorStyle": {"rgbColor": {}}},
        "left": {"style": "DOTTED", "width": 1, "color": {"red": 1}, "colorStyle": {"rgbColor": {"red": 1}}},
    }
    erase = {**paint, "cell": {"userEnteredFormat": {"borders": {"top": {"style": "NONE"}}}}, "fields": "userEnteredFormat.borders.top"}
    book.batch({"repeatCell": erase})
    assert list(book.cell("A1")["userEnteredFormat"]["borders"]) == ["left"]


def test_hidden_rows_stay_where_they_are_when_the_others_are_sorted(book):
    book.write("A1:B5", [[5, "năm"], [4, "ẩn"], [3, "ba"], [2, "hai"], [1, "một"]])
    rows = {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}
    book.batch({"updateDimensionProperties": {"range": rows, "properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}})
    book.batch({"sortRange": {"range": area(0, 5, 0, 2), "sortSpecs": [{"dimensionIndex": 0}]}})
    assert book.raw() == [[1, "một"], [4, "ẩn"], [2, "hai"], [3, "ba"], [5, "năm"]]


def test_a_merge_along_a_row_is_sorted_with_its_row(book):
    book.write("A1:C3", [[3, "ba"], [2, "hai"], [1, "một"]])
    book.batch({"mergeCells": {"range": area(2, 3, 1, 3)}}, {"sortRange": {"range": area(0, 3, 0, 3), "sortSpecs": [{"dimensionIndex": 0}]}})
    assert book.sheet()["merges"] == [{"startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 1, "endColumnIndex": 3}]


def test_a_chart_outlives_its_columns_with_less_to_draw(book):
    source = lambda column: {"sourceRange": {"sources": [area(0, 5, column, column + 1)]}}  # noqa: E731
    basic = {"chartType": "COLUMN", "domains": [{"domain": source(0)}], "series": [{"series": source(1)}, {"series": source(2)}]}
    book.batch({"addChart": {"chart": {"spec": {"basicChart": basic}, "position": {"overlayPosition": {}}}}})
    columns = {"sheetId": 0, "dimension": "COLUMNS"}
    kept = lambda: book.sheet()["charts"][0]["spec"]["basicChart"]  # noqa: E731
    book.batch({"deleteDimension": {"range": {**columns, "startIndex": 1, "endIndex": 2}}})
    assert [s["series"]["sourceRange"]["sources"][0]["startColumnIndex"] for s in kept()["series"]] == [1]
    book.batch({"deleteDimension": {"range": {**columns, "startIndex": 1, "endIndex": 2}}})
    assert "series" not in kept() and len(kept()["domains"]) == 1


def test_a_scale_s_ends_have_no_value_of_their_own_and_numbers_are_the_locale_s(google):
    book = new_sheet(google)
    book.batch({"updateSpreadsheetProperties": {"properties": {"locale": "vi_VN"}, "fields": "locale"}})
    points = {"minpoint": {"type": "MIN", "value": "2", "color": {}}, "maxpoint": {"type": "NUMBER", "value": "1,5", "color": {}}}
    book.batch({"addConditionalFormatRule": {"rule": {"ranges": [area(0, 5, 0, 1)], "gradientRule": points}}})
    rule = book.sheet()["conditionalFormats"][0]["gradientRule"]
    assert "value" not in rule["minpoint"] and rule["maxpoint"]["value"] == "1,5"


@pytest.mark.parametrize(
    ("find", "replacement", "result"),
    [
        (r"o.* (.*)", "$1 Rocks", "GSheets Rocks"), (r"(\w)\1", "<$1>", "G<o>gle Sh<e>ts"), (r"G(?=o)", r"\$", "$oogle Sheets"),
        (r"(?<đầu>\w+) (\w+)", "$2 ${đầu}", None), (r"(?<a>\w+) (\w+)", "$2 ${a}", "Sheets Google"), (r"\QSheets\E\z", "x$", None),
        (r"(o)", "$12", "Go2o2gle Sheets"), (r"o", r"\\", r"G\\gle Sheets"), (r"(?i)SHEETS\z", "", "Google "),
    ],
)  # fmt: skip
def test_a_pattern_and_its_replacement_are_read_as_java_reads_them(book, find, replacement, result):
    book.write("A1", [["Google Sheets"]])
    asked = {"findReplace": {"find": find, "replacement": replacement, "sheetId": 0, "searchByRegex": True, "matchCase": True}}
    if result is None:
        with pytest.raises(Refused, match="findReplace: Invalid"):
            book.batch(asked)
    else:
        book.batch(asked)
        assert book.read() == [[result]]


def test_runs_of_text_begin_at_its_start_and_go_with_the_text(book):
    runs = [{"startIndex": 4, "format": {"bold": True}}]
    put = lambda fields, **cell: book.batch({"updateCells": {"start": {}, "rows": [{"values": [cell]}], "fields": fields}})  # noqa: E731
    put("userEnteredValue,textFormatRuns", userEnteredValue={"stringValue": "Tổ 3 xong"}, textFormatRuns=runs)
    assert book.cell("A1")["textFormatRuns"] == [{"format": {}}, {"startIndex": 4, "format": {"bold": True}}]
    put("note", note="n")
    assert "textFormatRuns" in book.cell("A1")
    put("userEnteredValue", userEnteredValue={"stringValue": "Tổ 4"})
    assert "textFormatRuns" not in book.cell("A1")


def test_a_warning_that_becomes_a_lock_lets_all_who_edit_the_file_through(book):
    lan, job = book.share(LAN), book.share(JOB)
    warning = {"protectedRangeId": 8, "range": area(0, 2, 0, 2), "warningOnly": True, "editors": {"users": [LAN]}}
    book.batch({"addProtectedRange": {"protectedRange": warning}})
    job.write("A1", [["qua được"]])
    book.batch({"updateProtectedRange": {"protectedRange": {"protectedRangeId": 8}, "fields": "warningOnly"}})
    assert set(book.sheet()["protectedRanges"][0]["editors"]["users"]) == {WARD, LAN, JOB}
    locked = {"protectedRangeId": 8, "editors": {"users": [LAN]}}
    book.batch({"updateProtectedRange": {"protectedRange": locked, "fields": "editors"}})
    lan.write("A1", [["được"]])
    with pytest.raises(Refused, match="protected cell"):
        job.write("A1", [["không"]])


@pytest.mark.parametrize(
    ("asked", "given", "why"),
    [
        ("Sheet1!ZZ999", "Sheet1!ZZ998", "Request range[Sheet1!ZZ999] does not match value's range[Sheet1!ZZ998]"),
        ("Sheet1!A1:B", "Sheet1!A1", "Request range[Sheet1!A1:B1000] does not match value's range[Sheet1!A1]"),
        ("Sheet1", "b", "Request range[Sheet1!A1:Z1000] does not match value's range[b!A1:Z1000]"),
    ],
)  # fmt: skip
def test_the_range_of_the_call_and_of_the_body_must_be_the_same(book, asked, given, why):
    book.batch({"addSheet": {"properties": {"title": "b"}}})
    with pytest.raises(Refused) as refused:
        book.caller.call("PUT", f"{book.path}/values/{asked}", {"range": given, "values": [[1]]}, valueInputOption="RAW")
    assert refused.value.message == why


def test_a_list_where_a_value_belongs_is_shown_as_protobuf_shows_it(book):
    with pytest.raises(Refused) as refused:
        book.write("A1", [["x"], [[1, "a", True, None]]])
    assert refused.value.message == (
        "Invalid values[1][0]: list_value {\n  values {\n    number_value: 1.0\n  }\n  values {\n    string_value: \"a\"\n  }\n"
        "  values {\n    bool_value: true\n  }\n  values {\n    null_value: NULL_VALUE\n  }\n}\n"
    )
