"""What of a book is in its Excel file, read back by another library."""

import io
import re
import warnings
import zipfile

import openpyxl
import pytest
from book_json import sheet, spreadsheet
from formula_grid import Book, many
from hypothesis import given
from hypothesis import strategies as st

from localsheets.numberformat import format_value
from localsheets.numberformat.excel import excel_pattern
from localsheets.xlsx import export_xlsx
from localsheets.xlsx.areas import Box, rectangles
from localsheets.xlsx.names import Titles

RED, WHITE = {"red": 1.0}, {"red": 1.0, "green": 1.0, "blue": 1.0}


def exported(*sheets, values=False, **parts):
    """The exported book as openpyxl reads it; every warning of the writer is an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        data = export_xlsx(spreadsheet(*sheets, **parts))
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def raw(*sheets, **parts):
    """All parts of the file as one text."""
    with zipfile.ZipFile(io.BytesIO(export_xlsx(spreadsheet(*sheets, **parts)))) as file:
        return "\n".join(file.read(name).decode("utf-8") for name in file.namelist() if name.endswith((".xml", ".rels", ".vml")))


def page(cells, **more):
    return exported(sheet(cells, **more))["Tổ 3"]


def area(top, bottom, left, right, sheet_id=0):
    return {"sheetId": sheet_id, "startRowIndex": top, "endRowIndex": bottom, "startColumnIndex": left, "endColumnIndex": right}


def test_values_keep_their_kind():
    found = page({"A1": "Bà Lan", "A2": 4, "A3": 0.5, "A4": True, "A5": "0912345678", "A6": 43831, "A7": "TRUE"})
    values = [found[f"A{r}"].value for r in range(1, 8)]
    assert values == ["Bà Lan", 4, 0.5, True, "0912345678", 43831, "TRUE"]
    assert [found[f"A{r}"].data_type for r in range(1, 8)] == ["s", "n", "n", "b", "s", "n", "s"]


@pytest.mark.parametrize("text", ["=1+1", "+84 912", "-1+1", "@SUM(A1)", "=cmd|'/c calc'!A1", "{=1}", "http://x.vn", "\t=1", "{=SUM(1)}"])
def test_no_text_becomes_a_formula_or_a_link(text):
    resource = sheet({}, extra={"A1": {"userEnteredValue": {"stringValue": text}, "effectiveValue": {"stringValue": text}}})
    found = exported(resource)["Tổ 3"]["A1"]
    assert (found.value, found.data_type, found.hyperlink) == (text, "s", None)


def test_no_formula_reaches_outside_the_book():
    formulas = {"A1": "='[x.xlsx]S'!A1", "A2": "='file:///c:/x.xlsx'#S!A1", "A3": '=HYPERLINK("file:///etc/passwd","x")',
                "A4": '=WEBSERVICE("http://x")', "A5": '=IMPORTXML("http://x","//a")', "A6": '=HYPERLINK("\\\\máy\\x")',
                "A7": '=DDE("cmd";"/c calc";"x")', "A8": '=HYPERLINK(A1,"x")', "A9": '=CALL("x")'}  # fmt: skip
    text = raw(sheet(formulas))
    assert "externalLink" not in text and "<hyperlink " not in text and 'TargetMode="External"' not in text
    for formula in re.findall(r"<f>(.*?)</f>", text):
        assert formula.startswith("IFERROR(__xludf.DUMMYFUNCTION(")


def test_a_formula_keeps_its_value_and_is_written_in_excels_words():
    found = {"A1": "=SUM(B1;0,5)", "A2": '=IF(B1>1;"đông";"ít")', "A3": "=SUM(B1:B)", "A4": "=COUNTBLANK(B:B)", "B1": 2,
             "A5": '=TEXTJOIN("-";TRUE;"a";"b")', "A6": "=sum(b1:b2)", "A7": "='Hộ nghèo'!A1", "A8": '=CHAR(272)'}  # fmt: skip
    book = Book(found, locale="vi_VN", rows=100, **{"Hộ nghèo": {"A1": 10}})
    resource = [sheet(found, book=book), sheet({"A1": 10}, title="Hộ nghèo", sheet_id=1)]
    formulas = exported(*resource, locale="vi_VN")["Tổ 3"]
    values = exported(*resource, locale="vi_VN", values=True)["Tổ 3"]
    assert [formulas[f"A{r}"].value for r in range(1, 9)] == [
        "=SUM(B1,0.5)", '=IF(B1>1,"đông","ít")', "=SUM(B1:B$100)", "=COUNTBLANK(B$1:B$100)",
        '=_xlfn.TEXTJOIN("-",TRUE,"a","b")', "=SUM(B1:B2)", "='Hộ nghèo'!A1", "=_xlfn.UNICHAR(272)",
    ]  # fmt: skip
    assert [values[f"A{r}"].value for r in range(1, 9)] == [2.5, "đông", 2, 99, "a-b", 2, 10, "Đ"]


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        ('=B1&""', '"05/10/2025"'),
        ("=Z9", '""'),
        ("=UNIQUE(C1:C2)", '"x"'),
        ('=REGEXMATCH("a","a")', "TRUE"),
        ("=QUERY(A1)", '"#ERROR!"'),
        ("=NOPE(1)", "#NAME?"),
        ("=A2000", "#REF!"),
        ("=1+", '"#ERROR!"'),
        ('=SUMPRODUCT(C1:C2="x")', "2"),
        ('=C3&""', '"0.5"'),
        ('=TEXT(C3,"0.0")', '"0.5"'),
    ],
)
def test_a_formula_that_would_give_another_value_elsewhere_is_written_as_its_value(formula, shown):
    dates = {"B1": {"numberFormat": {"type": "DATE", "pattern": "dd/mm/yyyy"}}}
    found = page({"A1": formula, "B1": 45935, "C1": "x", "C2": "x", "C3": 0.5}, formats=dates, rows=1000)["A1"].value
    assert found.startswith("=IFERROR(__xludf.DUMMYFUNCTION(") and found.endswith(f",{shown})")


def test_a_formula_that_divides_by_nothing_stays_alive():
    assert page({"A1": "=1/B1"})["A1"].value == "=1/B1"
    assert page({"A1": '=VLOOKUP("x",B1:C2,2,FALSE)'})["A1"].value == '=VLOOKUP("x",B1:C2,2,FALSE)'


def test_a_long_value_of_a_formula_is_cut_into_pieces_a_program_can_read():
    found = page({"A1": '=REPT("x",600)&REGEXREPLACE("a","a","b")'})["A1"].value
    assert max(map(len, re.findall(r'"([^"]*)"', found))) <= 255
    assert found.count("x") == 600 + found.count("__xludf") + 1  # and the one in REPT


def test_formats_are_carried():
    border = {"style": "SOLID", "color": {"red": 1.0}}
    found = page(
        {"A1": "x", "A2": 0.5},
        formats={
            "A1": {
                "textFormat": {"bold": True, "italic": True, "underline": True, "strikethrough": True, "fontSize": 14,
                               "fontFamily": "Times New Roman", "foregroundColorStyle": {"rgbColor": {"blue": 1.0}}},
                "backgroundColor": {"red": 1.0, "green": 0.5},
                "horizontalAlignment": "CENTER", "verticalAlignment": "MIDDLE", "wrapStrategy": "WRAP",
                "borders": {"top": border, "bottom": {"style": "DOUBLE"}}, "textRotation": {"angle": 45},
            },
            "A2": {"numberFormat": {"type": "PERCENT", "pattern": "0.0%"}},
            "A3": {"backgroundColor": RED},
        },
    )  # fmt: skip
    cell = found["A1"]
    assert (cell.font.b, cell.font.i, cell.font.u, cell.font.strike, cell.font.sz, cell.font.name) == (
        True, True, "single", True, 14, "Times New Roman")  # fmt: skip
    assert cell.font.color.rgb == "FF0000FF"
    assert cell.fill.fgColor.rgb == "FFFF8000"
    assert (cell.alignment.horizontal, cell.alignment.vertical, cell.alignment.wrap_text) == ("center", "center", True)
    assert cell.alignment.textRotation == 45
    assert (cell.border.top.style, cell.border.top.color.rgb, cell.border.bottom.style) == ("thin", "FFFF0000", "double")
    assert found["A2"].number_format == "0.0%"
    assert found["A3"].fill.fgColor.rgb == "FFFF0000"
    assert found["B9"].font.name == "Arial"


def test_a_formula_shows_its_date_as_a_date():
    assert page({"A1": "=DATE(2025,10,5)"})["A1"].number_format == "m/d/yyyy"
    plain = page({"A1": "=DATE(2025,10,5)"}, formats={"A1": {"numberFormat": {"type": "NUMBER", "pattern": "0"}}})
    assert plain["A1"].number_format == "0"


def test_number_formats_are_written_so_that_excel_can_read_them():
    assert excel_pattern("dd/mm/yyyy") == "dd/mm/yyyy"
    assert excel_pattern("h:mm am/pm") == "h:mm AM/PM"
    assert excel_pattern('#,##0 "hộ"') == '#,##0 "hộ"'
    assert excel_pattern("0 xã") == "0 \\x\\ã"
    assert excel_pattern("[$₫-42A]#,##0") == "[$₫-42A]#,##0"
    assert excel_pattern("[Red]0;[Nope]-0") == "[Red]0;-0"
    assert excel_pattern('0"mở') == '0"mở"'
    assert excel_pattern("0;0;0;@;0") == "0;0;0;@"
    assert excel_pattern("x" * 300) == "General"


def test_validation_says_what_is_allowed_and_how_strictly():
    listed = {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "Có"}, {"userEnteredValue": "Không"}]},
              "strict": True, "showCustomUi": True, "inputMessage": "Chọn Có hoặc Không"}  # fmt: skip
    number = {"condition": {"type": "NUMBER_BETWEEN", "values": [{"userEnteredValue": "1"}, {"userEnteredValue": "=B1"}]}}
    dated = {"condition": {"type": "DATE_ON_OR_AFTER", "values": [{"userEnteredValue": "10/5/2025"}]}}
    custom = {"condition": {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": "=E2>B2"}]}}
    ranged = {"condition": {"type": "ONE_OF_RANGE", "values": [{"userEnteredValue": "='Danh sách'!$A$1:$A"}]}, "strict": True}
    extra = {f"A{r}": {"dataValidation": listed} for r in (2, 3, 4, 7)} | {f"B{r}": {"dataValidation": listed} for r in (2, 3, 4)}
    extra |= {"C2": {"dataValidation": number}, "D2": {"dataValidation": dated}, "E2": {"dataValidation": custom},
              "E3": {"dataValidation": custom}, "F2": {"dataValidation": ranged}}  # fmt: skip
    found = exported(sheet({}, extra=extra), sheet({"A1": "x"}, title="Danh sách", sheet_id=1, rows=40))["Tổ 3"]
    rules = {str(one.sqref): one for one in found.data_validations.dataValidation}
    lists = rules["A2:B4 A7"]
    assert (lists.type, lists.formula1, lists.errorStyle, lists.prompt) == ("list", '"Có,Không"', None, "Chọn Có hoặc Không")
    assert (rules["C2"].type, rules["C2"].operator, rules["C2"].formula1, rules["C2"].formula2) == ("decimal", None, "1", "B1")
    assert rules["C2"].errorStyle == "warning"
    assert (rules["D2"].type, rules["D2"].operator, rules["D2"].formula1) == ("date", "greaterThanOrEqual", "45935")
    assert (rules["E2:E3"].type, rules["E2:E3"].formula1) == ("custom", "E2>B2")
    assert rules["F2"].formula1 == "'Danh sách'!$A$1:$A$40"


def test_a_long_list_stands_on_a_hidden_sheet():
    values = [f"Nền tảng số {n}" for n in range(40)]
    rule = {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": one} for one in values]}, "strict": True}
    comma = {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "a, b"}, {"userEnteredValue": "c"}]}}
    book = exported(sheet({}, extra={"A1": {"dataValidation": rule}, "A2": {"dataValidation": comma}}))
    assert book.sheetnames == ["Tổ 3", "_lists"]
    assert book["_lists"].sheet_state == "veryHidden"
    assert [row[0].value for row in book["_lists"]["A1:A40"]] == values
    rules = {str(one.sqref): one.formula1 for one in book["Tổ 3"].data_validations.dataValidation}
    assert rules == {"A1": "'_lists'!$A$1:$A$40", "A2": "'_lists'!$B$1:$B$2"}


def test_conditional_formats_keep_their_order_and_move_with_the_cell():
    def rule(kind, *values, paint=None, ranges=None):
        condition = {"type": kind, "values": [{"userEnteredValue": one} for one in values]}
        return {"ranges": ranges or [area(1, 9, 2, 4)], "booleanRule": {"condition": condition, "format": paint or {"backgroundColor": RED}}}

    rules = [
        rule("CUSTOM_FORMULA", '=ISNUMBER(FIND("|x|";INDEX($Y:$Y;ROW())))'),
        rule("CUSTOM_FORMULA", "=$A2>0", ranges=[area(1, 9, 0, 1), area(11, 14, 0, 1)]),
        rule("NUMBER_GREATER", "3,5"),
        rule("TEXT_CONTAINS", 'nói "a"'),
        rule("NOT_BLANK", paint={"textFormat": {"bold": True, "foregroundColor": {}}, "backgroundColor": WHITE}),
        rule("CUSTOM_FORMULA", '=REGEXMATCH(A2;"x")'),
        {"ranges": [area(0, 100, 5, 6)], "gradientRule": {"minpoint": {"color": WHITE, "type": "MIN"}, "maxpoint": {"color": RED, "type": "NUMBER", "value": "9"}}},
    ]  # fmt: skip
    found = exported(sheet({"A1": 1}, conditionalFormats=rules), locale="vi_VN")["Tổ 3"].conditional_formatting
    written = {}
    for place in found:
        for one in place.rules:
            written.setdefault(str(place.sqref), []).append((one.priority, one.formula, one.stopIfTrue))
    assert written["C2:D9"] == [
        (1, ['ISNUMBER(FIND("|x|",INDEX($Y:$Y,ROW())))'], True),
        (4, ["IF(ISNUMBER(C2),C2>3.5,FALSE)"], True),
        (5, ['ISNUMBER(FIND(LOWER("nói ""a"""),LOWER(C2)))'], True),
        (6, ["LEN(C2)>0"], True),
    ]
    assert written["A2:A9"] == [(2, ["$A2>0"], True)]
    assert written["A12:A14"] == [(3, ["$A12>0"], True)]
    bold = next(r for p in found if str(p.sqref) == "C2:D9" for r in p.rules if r.priority == 6)
    assert bold.dxf.font.b and bold.dxf.fill.bgColor.rgb == "FFFFFFFF"
    scale = next(r for p in found if str(p.sqref) == "F1:F100" for r in p.rules).colorScale
    assert [one.type for one in scale.cfvo] == ["min", "num"] and [one.rgb for one in scale.color] == ["FFFFFFFF", "FFFF0000"]


def test_the_page_looks_as_in_the_sheet():
    found = exported(
        sheet({"A1": "x"}, grid={"frozenRowCount": 2, "frozenColumnCount": 1, "hideGridlines": True},
              tabColorStyle={"rgbColor": {"blue": 1.0}},
              rowMetadata=[{"pixelSize": 21}, {"pixelSize": 42}, {"pixelSize": 21, "hiddenByUser": True}],
              columnMetadata=[{"pixelSize": 60}, {"pixelSize": 100}, {"pixelSize": 100, "hiddenByUser": True}],
              merges=[area(4, 6, 0, 2), area(5, 7, 1, 3)], basicFilter={"range": area(0, 9, 0, 3)},
              rowGroups=[{"range": {"dimension": "ROWS", "startIndex": 9, "endIndex": 12}, "depth": 1}]),
        sheet({}, title="Ẩn", sheet_id=1, hidden=True),
    )  # fmt: skip
    one = found["Tổ 3"]
    assert one.freeze_panes == "B3"
    assert not one.sheet_view.showGridLines
    assert one.sheet_properties.tabColor.rgb == "FF0000FF"
    assert one.row_dimensions[2].height == 31.5 and one.row_dimensions[3].hidden
    assert one.sheet_format.defaultRowHeight == 15.75
    assert one.column_dimensions["A"].width == pytest.approx(60 / 7, abs=1)
    assert one.column_dimensions["C"].hidden
    assert [str(merge) for merge in one.merged_cells.ranges] == ["A5:B6"]
    assert one.auto_filter.ref == "A1:C9"
    assert [one.row_dimensions[r].outlineLevel for r in (9, 10, 12, 13)] == [0, 1, 1, 0]
    assert found["Ẩn"].sheet_state == "hidden"
    assert found.active.title == "Tổ 3"


def test_when_the_first_sheet_is_hidden_the_book_opens_on_the_first_that_is_shown():
    found = exported(sheet({}, title="Ẩn", hidden=True), sheet({}, title="Hướng dẫn", sheet_id=1))
    assert found.active.title == "Hướng dẫn"


def test_notes_links_and_mixed_text_are_carried():
    link = {"textFormat": {"link": {"uri": "https://phuong.vn/a?b=1"}}}
    bad = {"textFormat": {"link": {"uri": "file:///etc/passwd"}}}
    runs = {"textFormatRuns": [{"startIndex": 2, "format": {"bold": True}}]}
    found = page({"A1": "mở", "A2": "xấu", "A3": "Bà Lan", "A4": "x"}, formats={"A1": link, "A2": bad},
                 extra={"A3": runs, "A4": {"note": "Ghi chú của bà Lan"}})  # fmt: skip
    assert found["A1"].hyperlink.target == "https://phuong.vn/a?b=1" and found["A1"].value == "mở"
    assert found["A2"].hyperlink is None and found["A2"].value == "xấu"
    assert found["A3"].value == "Bà Lan"
    assert found["A4"].comment.text == "Ghi chú của bà Lan"


def test_a_sheet_that_is_wholly_protected_is_locked_but_for_what_is_open():
    hard = [{"range": {"sheetId": 0}, "unprotectedRanges": [area(1, 3, 0, 1)]}]
    found = page({"A1": "x", "A2": "y"}, protectedRanges=hard)
    assert found.protection.sheet
    assert found["A1"].protection.locked and not found["A2"].protection.locked and not found["A3"].protection.locked
    for soft in ([{"range": {"sheetId": 0}, "warningOnly": True}], [{"range": area(0, 1, 0, 1)}]):
        assert not page({"A1": "x"}, protectedRanges=soft).protection.sheet


def test_bands_colour_also_the_blank_cells():
    colors = {"headerColor": {"blue": 1.0}, "firstBandColor": WHITE, "secondBandColor": {"green": 1.0}}
    found = page({"A1": "x", "A3": "y"}, formats={"A3": {"backgroundColor": RED}},
                 bandedRanges=[{"bandedRangeId": 1, "range": area(0, 5, 0, 2), "rowProperties": colors}])  # fmt: skip
    fills = [[found.cell(r, c).fill.fgColor.rgb for c in (1, 2)] for r in range(1, 7)]
    assert fills == [["FF0000FF"] * 2, ["FFFFFFFF"] * 2, ["FFFF0000", "FF00FF00"], ["FFFFFFFF"] * 2, ["FF00FF00"] * 2, ["00000000"] * 2]


def test_bands_may_run_across_columns_with_a_footer():
    colors = {"headerColor": {"blue": 1.0}, "firstBandColor": RED, "secondBandColor": {"green": 1.0}, "footerColor": {"red": 1.0, "green": 1.0}}
    found = page({"A1": "x"}, bandedRanges=[{"bandedRangeId": 1, "range": area(0, 1, 0, 4), "columnProperties": colors}])
    assert [found.cell(1, c).fill.fgColor.rgb for c in range(1, 6)] == ["FF0000FF", "FFFF0000", "FF00FF00", "FFFFFF00", "00000000"]


def test_range_names_are_carried_where_excel_allows_them():
    names = [{"name": "cột_người", "range": {"sheetId": 0, "startColumnIndex": 2, "endColumnIndex": 3}},
             {"name": "ô", "range": area(0, 1, 0, 1)}, {"name": "R1C1", "range": area(0, 1, 0, 1)},
             {"name": "mất", "range": area(0, 1, 0, 1, 77)}]  # fmt: skip
    found = exported(sheet({}), namedRanges=names)
    assert {name: one.attr_text for name, one in found.defined_names.items()} == {
        "cột_người": "'Tổ 3'!$C:$C", "ô": "'Tổ 3'!$A$1"}  # fmt: skip


def chart(spec, sheet_id=0):
    place = {"anchorCell": {"sheetId": sheet_id, "rowIndex": 4, "columnIndex": 3}, "widthPixels": 480, "heightPixels": 288}
    return {"chartId": 1, "spec": spec, "position": {"overlayPosition": place}}


def source(*box):
    return {"sourceRange": {"sources": [area(*box)]}}


@pytest.mark.parametrize(("kind", "drawn"), [("COLUMN", "barChart"), ("BAR", "barChart"), ("LINE", "lineChart"), ("AREA", "areaChart"), ("COMBO", "lineChart")])
def test_basic_charts_are_drawn_with_their_titles_and_series(kind, drawn):
    spec = {"title": "Độ phủ", "basicChart": {
        "chartType": kind, "headerCount": 1, "legendPosition": "BOTTOM_LEGEND", "stackedType": "STACKED",
        "axis": [{"position": "BOTTOM_AXIS", "title": "Tổ"}, {"position": "LEFT_AXIS", "title": "Hộ"}],
        "domains": [{"domain": source(0, 4, 0, 1)}],
        "series": [{"series": source(0, 4, 1, 2), "targetAxis": "LEFT_AXIS", "colorStyle": {"rgbColor": {"blue": 1.0}}, "type": "COLUMN"},
                   {"series": source(0, 4, 2, 3), "type": "LINE"}]}}  # fmt: skip
    text = raw(sheet({"A1": "Tổ"}, charts=[chart(spec)]))
    assert f"<c:{drawn}>" in text
    assert "<a:t>Độ phủ</a:t>" in text and "<a:t>Tổ</a:t>" in text and "<a:t>Hộ</a:t>" in text
    assert "<c:f>'Tổ 3'!$A$2:$A$4</c:f>" in text and "<c:f>'Tổ 3'!$B$2:$B$4</c:f>" in text and "<c:f>'Tổ 3'!$B$1</c:f>" in text
    assert '<c:legendPos val="b"/>' in text
    assert '<xdr:col>3</xdr:col>' in text and "<xdr:row>4</xdr:row>" in text


def test_pies_are_drawn_and_other_charts_left_out():
    pie = {"title": "Tỉ lệ", "pieChart": {"domain": source(0, 3, 0, 1), "series": source(0, 3, 1, 2), "legendPosition": "NO_LEGEND"}}
    ring = {"pieChart": {"domain": source(0, 3, 0, 1), "series": source(0, 3, 1, 2), "pieHole": 0.5}}
    text = raw(sheet({"A1": 1}, charts=[chart(pie), chart(ring), chart({"orgChart": {}}), chart({"basicChart": {"chartType": "SCATTER", "series": []}})]))
    assert "<c:pieChart>" in text and "<c:doughnutChart>" in text
    assert "orgChart" not in text


def test_titles_are_made_to_fit_and_stay_different():
    titles = ["Tổ dân phố số 1: phường Trần Liễu [2025]", "Tổ dân phố số 1: phường Trần Liễu [2026]", "a/b", "A_B", "'x'", "😀" * 60]
    found = Titles(titles, [])
    names = [found.title(title) for title in titles]
    assert len({name.lower() for name in names}) == len(titles)
    assert all(len(name.encode("utf-16-le")) // 2 <= 31 and not set(name) & set("[]:*?/\\") for name in names)
    cells = {"A1": f"='{titles[0]}'!A1", "A2": "=INDIRECT(\"B1\")"}
    book = Book({}, rows=100, **{titles[0]: {"A1": 5}, "một": cells})
    written = exported(sheet({"A1": 5}, title=titles[0], book=book), sheet(cells, title="một", sheet_id=1, book=book))
    assert written["một"]["A1"].value == f"='{written.sheetnames[0]}'!A1"
    assert written["một"]["A2"].value.startswith("=IFERROR(__xludf")


def test_an_empty_book_and_odd_text_still_make_a_file():
    assert openpyxl.load_workbook(io.BytesIO(export_xlsx({}))).sheetnames == ["Sheet1"]
    odd = page({"A1": "a\x00b\x0bc", "A2": "\ud83d", "A3": "x" * 50_000, "A4": "_x0041_", "A5": "&<>\"'"})
    assert odd["A2"].value == "\ufffd"
    assert len(odd["A3"].value) == 32_767
    assert (odd["A4"].value, odd["A5"].value) == ("_x0041_", "&<>\"'")


@many
@given(st.sets(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=40))
def test_rectangles_hold_each_cell_once(cells):
    held = [(r, c) for box in rectangles(cells) for r in range(box.row, box.last_row + 1) for c in range(box.column, box.last_column + 1)]
    assert sorted(held) == sorted(cells)
    assert rectangles({(0, 0), (1, 0), (0, 1), (1, 1)}) == [Box(0, 0, 1, 1)]


@many
@given(st.text(alphabet='0#?.,%E+-/"\\_*@[];dmyhs:ampAMP$Red xộ', max_size=24))
def test_every_pattern_is_one_that_a_reader_accepts(pattern):
    found = excel_pattern(pattern)
    assert found.count('"') % 2 == 0 or "\\\"" in found or '_"' in found or '*"' in found
    assert len(found) <= 255
    assert isinstance(format_value(1.5, {"type": "NUMBER", "pattern": found}), str)
