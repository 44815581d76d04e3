"""Plain values: what is written, what is echoed, what is read back."""

import pytest
from callers import Refused


def test_a_new_file_is_google_s_empty_sheet(book):
    sheet = book.get()["sheets"]
    assert [s["properties"] for s in sheet] == [
        {"sheetId": 0, "title": "Sheet1", "index": 0, "sheetType": "GRID",
         "gridProperties": {"rowCount": 1000, "columnCount": 26}}
    ]  # fmt: skip
    properties = book.get()["properties"]
    assert (properties["locale"], properties["timeZone"]) == ("en_US", "Etc/GMT")


@pytest.mark.parametrize(
    ("typed", "echoed"),
    [
        ("Sheet1", "Sheet1!A1:Z1000"),
        ("sheet1!a1:b2", "Sheet1!A1:B2"),
        ("A2:2", "Sheet1!A2:Z2"),
        ("Sheet1!B1:B", "Sheet1!B1:B1000"),
        ("Sheet1!D4:A1", "Sheet1!A1:D4"),
        ("Sheet1!$B$3", "Sheet1!B3"),
        ("Sheet1!2:3", "Sheet1!A2:Z3"),
        ("Sheet1!C:D", "Sheet1!C1:D1000"),
        ("Sheet1!Y998:AD1200", "Sheet1!Y998:Z1000"),
        ("Sheet1!R2C3:R4C5", "Sheet1!C2:E4"),
    ],
)
def test_a_range_is_echoed_as_google_writes_it(book, typed, echoed):
    assert book.caller.get(f"{book.path}/values/{typed}")["range"] == echoed


@pytest.mark.parametrize(
    ("title", "echoed"),
    [
        ("Sales", "Sales"), ("Sheet_1", "Sheet_1"), ("TRUE", "TRUE"), ("x.y", "x.y"), ("Sales2", "Sales2"), ("Rw", "Rw"),
        ("Probe Tab", "'Probe Tab'"), ("A1", "'A1'"), ("ABC1234", "'ABC1234'"), ("R1C1", "'R1C1'"), ("2026", "'2026'"),
        ("Sổ hộ", "'Sổ hộ'"), ("a-b", "'a-b'"), ("It's", "'It''s'"), ("🌵 1", "'🌵 1'"),
    ],
)  # fmt: skip
def test_a_title_is_quoted_only_where_google_quotes_it(book, title, echoed):
    book.batch({"updateSheetProperties": {"properties": {"sheetId": 0, "title": title}, "fields": "title"}})
    quoted = "'" + title.replace("'", "''") + "'"
    assert book.caller.get(f"{book.path}/values/{quoted}!A1:B2")["range"] == f"{echoed}!A1:B2"


def test_raw_keeps_what_was_given_and_typing_is_read_as_google_reads_it(book):
    book.write("A1:D1", [["0912345678", "=1+1", "1,5", "12/10"]])
    assert book.raw() == [["0912345678", "=1+1", "1,5", "12/10"]]
    book.type("A2:D2", [["0042", "= 1 / 1024", "2,000,000.01", "2020-01-01"]])
    assert book.raw("A2:D2") == [[42, 0.0009765625, 2000000.01, 43831]]
    assert book.read("A2:D2") == [["42", "0.0009765625", "2,000,000.01", "2020-01-01"]]
    dates = book.read("D2", valueRenderOption="UNFORMATTED_VALUE", dateTimeRenderOption="FORMATTED_STRING")
    assert dates == [["2020-01-01"]]
    assert book.formulas("B2:D2") == [["= 1 / 1024", 2000000.01, 43831]]


def test_a_vietnamese_book_reads_days_and_commas_the_vietnamese_way(book):
    change = {"properties": {"locale": "vi_VN"}, "fields": "locale"}
    book.batch({"updateSpreadsheetProperties": change})
    book.type("A1:C1", [["15/9/2025", "1.234,5", "85,5%"]])
    assert book.raw("A1:C1") == [[45915, 1234.5, 0.855]]


def test_null_skips_a_cell_and_only_touched_cells_are_counted(book):
    book.write("A1:C2", [["a", "b", "c"], ["d", "e", "f"]])
    answer = book.write("A1:C2", [[None, "B", None], [None, "", None]])
    assert answer == {
        "spreadsheetId": book.id, "updatedRange": "Sheet1!A1:C2",
        "updatedRows": 2, "updatedColumns": 1, "updatedCells": 2,
    }  # fmt: skip
    assert book.read() == [["a", "B", "c"], ["d", "", "f"]]


def test_trailing_blanks_are_cut_and_inner_rows_are_empty_lists(book):
    book.write("B2:D6", [["x", "", ""], [], [], ["", "y", ""], ["", "", ""]])
    assert book.read("A1:E10") == [[], ["", "x"], [], [], ["", "", "y"]]
    assert "values" not in book.caller.get(f"{book.path}/values/A10:B12")
    assert book.read("A1:E10", majorDimension="COLUMNS") == [[], ["", "x"], ["", "", "", "", "y"]]


def test_values_by_columns_are_written_by_columns(book):
    body = {"majorDimension": "COLUMNS", "values": [["a", "b"], ["c"]]}
    book.caller.call("PUT", f"{book.path}/values/A1:B2", body, valueInputOption="RAW")
    assert book.read() == [["a", "c"], ["b"]]


def test_a_start_cell_lets_values_run_on_but_a_range_does_not(book):
    book.write("Y999", [["a", "b"], ["c", "d"]])
    with pytest.raises(Refused, match=r"^400 Requested writing within range \[Y999\], but tried writing to row \[1001\]$"):
        book.write("Y999", [["a"], ["b"], ["c"]])
    with pytest.raises(Refused, match=r"\[Sheet1!A1:B1\], but tried writing to column \[C\]"):
        book.write("Sheet1!A1:B1", [["a", "b", "c"]])


def test_ranges_outside_the_sheet_name_its_limits(book):
    for where, shown in (("Sheet1!A1001", "A1001"), ("Sheet1!AA1:AB2", "AA1:AB2"), ("Sheet1!A1001:B", "A1001:B")):
        with pytest.raises(Refused) as refused:
            book.read(where)
        limits = "Max rows: 1000, max columns: 26"
        assert refused.value.message == f"Range (Sheet1!{shown}) exceeds grid limits. {limits}"


def test_a_range_that_cannot_be_read_is_repeated_as_it_was_typed(book):
    for where in ("NOPE!A5:F15", "Sheet1!", "A0", "A1:B2:C3", "'Sheet1", "Sheet1!A1:", "ZZZZ1", "💥"):
        with pytest.raises(Refused) as refused:
            book.read(where)
        assert (refused.value.status, refused.value.message) == (400, f"Unable to parse range: {where}")


def test_a_batch_writes_all_or_nothing_and_says_which_part_was_wrong(book):
    data = [{"range": "A1", "values": [["a"]]}, {"range": "Nope!A1", "values": [["b"]]}]
    with pytest.raises(Refused, match=r"Invalid data\[1\]: Unable to parse range: Nope!A1"):
        book.caller.post(f"{book.path}/values:batchUpdate", {"valueInputOption": "RAW", "data": data})
    assert book.read() == []


def test_the_totals_of_a_batch_count_each_row_and_column_once(book):
    data = [{"range": "A1:D1", "values": [["a", "b", "", "d"]]}, {"range": "A4:D4", "values": [["a", "b", "", "d"]]}]
    answer = book.caller.post(f"{book.path}/values:batchUpdate", {"valueInputOption": "RAW", "data": data})
    totals = {name: answer[name] for name in answer if name.startswith("total")}
    assert totals == {
        "totalUpdatedRows": 2, "totalUpdatedColumns": 4, "totalUpdatedCells": 8, "totalUpdatedSheets": 1
    }  # fmt: skip


def test_lists_and_objects_are_no_values(book):
    with pytest.raises(Refused) as refused:
        book.write("A1", "X")
    text = "Invalid value at 'data.values' (type.googleapis.com/google.protobuf.ListValue), \"X\""
    assert refused.value.message == text
    assert refused.value.error["details"][0]["fieldViolations"] == [{"field": "data.values", "description": text}]
    with pytest.raises(Refused, match=r"Invalid value at 'data.values\[0\]'"):
        book.write("A1", ["x"])
    with pytest.raises(Refused, match=r"Invalid values\[0\]\[0\]: number out of range"):
        book.caller.call("PUT", f"{book.path}/values/A1", b'{"values": [[1e999]]}', valueInputOption="RAW")
    with pytest.raises(Refused, match=r"Invalid values\[0\]\[1\]: struct_value"):
        book.write("A1", [["x", {"a": 1}]])


def test_the_input_option_must_be_said(book):
    with pytest.raises(Refused, match="'valueInputOption' is required but not specified"):
        book.caller.call("PUT", f"{book.path}/values/A1", {"values": [["a"]]})
    with pytest.raises(Refused, match=r"\(type.googleapis.com/google.apps.sheets.v4.ValueInputOption\), \"RAWS\""):
        book.write("A1", [["a"]], "RAWS")


def test_the_range_in_the_body_must_be_the_range_of_the_call(book):
    body = {"range": "Sheet1!A2", "values": [["a"]]}
    with pytest.raises(Refused, match=r"Request range\[Sheet1!A1\] does not match value's range\[Sheet1!A2\]"):
        book.caller.call("PUT", f"{book.path}/values/A1", body, valueInputOption="RAW")


def test_written_values_come_back_on_request(book):
    answer = book.write("A1", [["=1+2"]], "USER_ENTERED", includeValuesInResponse="true")
    assert answer["updatedData"] == {"range": "Sheet1!A1", "majorDimension": "ROWS", "values": [["3"]]}


def append(book, where, rows, **query):
    body = {"values": rows}
    return book.caller.post(f"{book.path}/values/{where}:append", body, valueInputOption="RAW", **query)


def test_append_finds_the_table_as_the_guide_describes(book):
    book.write("A1:C2", [["x", "y", "z"], ["x", "y", "z"]])
    book.write("B4:D6", [["x", "y", "z"]] * 3)
    for where, table, corner in (
        ("Sheet1", "B4:D6", "B7"), ("B4", "B4:D6", "B7"), ("C5:D5", "B4:D6", "B7"), ("B2:D4", "B4:D6", "B7"),
        ("A3:G10", "B4:D6", "B7"), ("A1", "A1:C2", "A3"), ("E4", None, "E4"),
    ):  # fmt: skip
        answer = append(book, where, [["new"]])
        assert answer.get("tableRange") == (table and f"Sheet1!{table}"), where
        assert answer["updates"]["updatedRange"] == f"Sheet1!{corner}"
        book.write(corner, [[""]])


def test_append_to_an_empty_sheet_starts_at_its_first_cell(book):
    answer = append(book, "Sheet1", [["a", "", "c"]])
    assert "tableRange" not in answer
    assert answer["updates"]["updatedRange"] == "Sheet1!A1:C1"
    assert append(book, "Sheet1", [["d", "", "f"]])["updates"]["updatedRange"] == "Sheet1!C2:E2"
    assert append(book, "Sheet1!A1", [["d"]])["updates"]["updatedRange"] == "Sheet1!A2"


def test_append_grows_a_full_sheet_and_may_insert_rows(book):
    grid = {"sheetId": 0, "gridProperties": {"rowCount": 3, "columnCount": 2}}
    book.batch({"updateSheetProperties": {"properties": grid, "fields": "gridProperties(rowCount,columnCount)"}})
    book.write("A1:B3", [["a", "b"]] * 3)
    append(book, "A1", [["c", "d", "e"]])
    assert book.sheet()["properties"]["gridProperties"] == {"rowCount": 4, "columnCount": 3}
    book.write("A1:C4", [["a"], [""], [""], ["below"]])
    book.write("B1:C3", [["", ""]] * 3)
    append(book, "A1", [["one"], ["two"]], insertDataOption="INSERT_ROWS")
    assert book.read() == [["a"], ["one"], ["two"], [], [], ["below", "d", "e"]]


def test_clear_empties_values_and_keeps_formats_and_notes(book):
    book.type("A1", [["2020-01-01"]])
    book.batch({"updateCells": {"start": {"sheetId": 0}, "rows": [{"values": [{"note": "ngày"}]}], "fields": "note"}})
    assert book.caller.post(f"{book.path}/values/A1:B2:clear")["clearedRange"] == "Sheet1!A1:B2"
    cell = book.cell("A1")
    assert cell["note"] == "ngày"
    assert cell["userEnteredFormat"]["numberFormat"]["type"] == "DATE"
    assert book.read() == []
    ranges = {"ranges": ["A1", "Sheet1!C:C"]}
    cleared = book.caller.post(f"{book.path}/values:batchClear", ranges)["clearedRanges"]
    assert cleared == ["Sheet1!A1", "Sheet1!C1:C1000"]
    with pytest.raises(Refused, match=r"^400 Invalid range\[0\]: Range \(Sheet1!A1001:ZZ\) exceeds grid limits"):
        book.caller.post(f"{book.path}/values:batchClear", {"ranges": ["A1001:ZZ"]})


def test_formulas_are_calculated_when_read_and_follow_every_change(book):
    book.type("A1:A3", [[1], [2], ["=SUM(A1:A2)"]])
    assert book.raw("A3") == [[3]]
    book.write("A1", [[10]])
    assert book.raw("A3") == [[12]]
    book.type("B1:B2", [["=1/0"], ["=NOPE(1)"]])
    assert [row[0][:7] for row in book.raw("B1:B2")] == ["#DIV/0!", "#NAME? "]
    assert book.read("B1:B2") == [["#DIV/0!"], ["#NAME?"]]


def test_long_chains_and_circles_of_formulas_are_no_trouble(book):
    book.type("A1:A400", [[1]] + [[f"=A{row}+1"] for row in range(1, 400)])
    assert book.raw("A400") == [[400]]
    book.type("C1:C2", [["=C2"], ["=C1"]])
    assert [row[0][:5] for row in book.raw("C1:C2")] == ["#REF!", "#REF!"]
    book.type("D1:D300", [[f"=D{row + 1}"] for row in range(1, 300)] + [["=D1"]])
    assert all(row[0].startswith("#REF!") for row in book.raw("D1:D300"))


def test_arrays_fill_the_cells_beside_them_and_feed_each_other(book):
    book.type("C1", [["=SORT(A5:A8)"]])
    book.type("A5", [["=UNIQUE(B1:B4)"]])
    book.write("B1:B4", [["c"], ["a"], ["c"], ["b"]])
    assert book.read("A5:A8") == [["c"], ["a"], ["b"]]
    assert book.read("C1:C4") == [["a"], ["b"], ["c"]]
    book.type("D1", [["=COUNTA(C1:C4)"]])
    book.write("C2", [["chắn"]])
    assert book.read("C1:D2") == [["#REF!", "2"], ["chắn"]]
    assert book.caller.get(f"{book.path}/values/A5:A8", valueRenderOption="FORMULA")["values"][0] == ["=UNIQUE(B1:B4)"]


def test_more_than_fifty_thousand_characters_do_not_fit_a_cell(book):
    book.write("A1", [["x" * 50_000]])
    with pytest.raises(Refused, match="more than the maximum of 50000 characters in a single cell"):
        book.write("A1", [["x" * 50_001]])


def test_data_filters_read_write_and_clear_like_ranges(book):
    book.write("A1:B2", [["a", "b"], ["c", "d"]])
    filters = {"dataFilters": [{"a1Range": "A1:B1"}, {"gridRange": {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 2}}]}
    found = book.caller.post(f"{book.path}/values:batchGetByDataFilter", filters)["valueRanges"]
    assert [f["valueRange"]["values"] for f in found] == [[["a", "b"]], [["c", "d"]]]
    assert found[1]["dataFilters"] == [{"gridRange": {"startRowIndex": 1, "endRowIndex": 2}}]
    data = [{"dataFilter": {"a1Range": "B2"}, "values": [["D"]]}]
    body = {"valueInputOption": "RAW", "data": data}
    answer = book.caller.post(f"{book.path}/values:batchUpdateByDataFilter", body)
    assert answer["responses"][0]["updatedRange"] == "Sheet1!B2"
    cleared = book.caller.post(f"{book.path}/values:batchClearByDataFilter", {"dataFilters": [{"a1Range": "A1:A2"}]})
    assert cleared["clearedRanges"] == ["Sheet1!A1:A2"]
    assert book.read() == [["", "b"], ["", "D"]]
