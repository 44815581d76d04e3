"""What stands on ranges: names, protection, filters, conditional formats, banding, charts."""

import pytest
from callers import JOB, LAN, WARD, Refused

AREA = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 2}
ECHO = {k: v for k, v in AREA.items() if k != "sheetId"}


def test_a_name_is_a_range_to_read_by(book):
    book.write("A1:B2", [["a", "b"], ["c", "d"]])
    (reply,) = book.batch({"addNamedRange": {"namedRange": {"name": "Danh_sách", "range": AREA}}})
    named = reply["addNamedRange"]["namedRange"]
    assert named["namedRangeId"].isdigit() and named["range"] == ECHO
    for where in ("Danh_sách", "'Sheet1'!danh_sách"):
        found = book.caller.get(f"{book.path}/values/{where}")
        assert (found["range"], found["values"]) == ("Sheet1!A1:B2", [["a", "b"], ["c", "d"]])
    change = {"namedRange": {"namedRangeId": named["namedRangeId"], "name": "Hộ"}, "fields": "name"}
    book.batch({"updateNamedRange": change})
    assert book.get(fields="namedRanges") == {"namedRanges": [{**named, "name": "Hộ"}]}
    book.batch({"deleteNamedRange": {"namedRangeId": named["namedRangeId"]}})
    assert book.get(fields="namedRanges") == {}


@pytest.mark.parametrize("name", ["", "A1", "R1C1", "1a", "a b", "true", "a-b"])
def test_a_name_that_reads_as_something_else_is_refused(book, name):
    with pytest.raises(Refused, match="addNamedRange"):
        book.batch({"addNamedRange": {"namedRange": {"name": name, "range": AREA}}})


def protect(**more):
    return {"addProtectedRange": {"protectedRange": {"range": AREA, **more}}}


def test_only_editors_of_a_protected_range_write_there(book):
    lan = book.share(LAN)
    book.batch(protect(editors={"users": []}, protectedRangeId=8))
    with pytest.raises(Refused, match=r"^400 You are trying to edit a protected cell or object. Please contact"):
        lan.write("B2", [["x"]])
    with pytest.raises(Refused, match=r"^400 Invalid data\[0\]: You are trying to edit a protected cell"):
        body = {"valueInputOption": "RAW", "data": [{"range": "A1", "values": [["x"]]}]}
        lan.caller.post(f"{lan.path}/values:batchUpdate", body)
    with pytest.raises(Refused, match=r"^400 Invalid requests\[0\].repeatCell: You are trying to edit"):
        lan.batch({"repeatCell": {"range": {**AREA, "endRowIndex": 9}, "cell": {"note": "x"}, "fields": "note"}})
    for request in (
        {"deleteDimension": {"range": {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}}},
        {"insertDimension": {"range": {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}}},
        {"deleteProtectedRange": {"protectedRangeId": 8}},
        {"sortRange": {"range": {**AREA, "endRowIndex": 9}, "sortSpecs": [{"dimensionIndex": 0}]}},
    ):
        with pytest.raises(Refused, match="protected cell or object"):
            lan.batch(request)
    lan.write("C3", [["được"]])
    book.write("A1", [["chủ"]])
    assert "editors" not in lan.sheet()["protectedRanges"][0]
    assert "requestingUserCanEdit" not in lan.sheet()["protectedRanges"][0]
    assert book.sheet()["protectedRanges"][0]["editors"] == {"users": [WARD]}


def test_who_makes_a_protection_without_naming_editors_lets_every_writer_through(book):
    lan = book.share(LAN)
    job = book.share(JOB)
    (reply,) = job.batch(protect(protectedRangeId=8))
    assert reply["addProtectedRange"]["protectedRange"]["requestingUserCanEdit"] is True
    assert book.sheet()["protectedRanges"][0]["editors"]["users"] == [WARD, JOB, LAN]
    lan.write("A1", [["vẫn được"]])
    change = {"protectedRange": {"protectedRangeId": 8, "editors": {"users": []}}, "fields": "editors"}
    job.batch({"updateProtectedRange": change})
    assert book.sheet()["protectedRanges"][0]["editors"]["users"] == [WARD, JOB]
    with pytest.raises(Refused):
        lan.write("A1", [["không"]])


def test_a_warning_stops_nobody(book):
    lan = book.share(LAN)
    (reply,) = book.batch(protect(warningOnly=True, requestingUserCanEdit=False, description=None, editors=None))
    found = reply["addProtectedRange"]["protectedRange"]
    found.pop("protectedRangeId")
    assert found == {"range": ECHO, "warningOnly": True, "requestingUserCanEdit": True, "editors": {}}
    lan.write("A1", [["x"]])


def test_a_protected_sheet_may_have_open_cells(book):
    lan = book.share(LAN)
    hole = {"sheetId": 0, "startRowIndex": 4, "endRowIndex": 9}
    rule = {"range": {"sheetId": 0}, "unprotectedRanges": [hole], "editors": {"users": []}}
    book.batch({"addProtectedRange": {"protectedRange": rule}})
    lan.write("A5:C9", [["x"]])
    with pytest.raises(Refused):
        lan.write("A4", [["x"]])
    with pytest.raises(Refused):
        lan.batch({"deleteSheet": {"sheetId": 0}})


def test_the_basic_filter_hides_rows_and_clears_again(book):
    book.write("A1:B4", [["Tổ", "Số"], ["3", 1], ["4", 2], ["3", 9]])
    spec = {"columnIndex": 0, "filterCriteria": {"hiddenValues": ["4"]}}
    big = {"columnIndex": 1, "filterCriteria": {"condition": {"type": "NUMBER_LESS", "values": [{"userEnteredValue": "5"}]}}}
    book.batch({"setBasicFilter": {"filter": {"range": {"sheetId": 0, "endRowIndex": 4, "endColumnIndex": 2}, "filterSpecs": [spec, big]}}})
    found = book.sheet()["basicFilter"]
    assert found["range"] == {"startRowIndex": 0, "endRowIndex": 4, "startColumnIndex": 0, "endColumnIndex": 2}
    assert found["criteria"] == {"0": spec["filterCriteria"], "1": big["filterCriteria"]}
    hidden = lambda: [  # noqa: E731
        n for n, m in enumerate(book.get(fields="sheets.data.rowMetadata")["sheets"][0]["data"][0]["rowMetadata"]) if m.get("hiddenByFilter")
    ]  # fmt: skip
    assert hidden() == [2, 3]
    book.batch({"clearBasicFilter": {"sheetId": 0}})
    assert hidden() == [] and "basicFilter" not in book.sheet()
    book.batch({"setBasicFilter": {"filter": {"range": {"sheetId": 0}}}})
    assert book.sheet()["basicFilter"]["range"]["endRowIndex"] == 1000


def rule(kind="NOT_BLANK", *values, paint=None):
    condition = {"type": kind} | ({"values": [{"userEnteredValue": v} for v in values]} if values else {})
    return {"ranges": [AREA], "booleanRule": {"condition": condition, "format": paint or {"textFormat": {"bold": True}}}}


def test_conditional_formats_are_kept_in_order_and_paint_the_cell(book):
    book.write("A1", [["x"]])
    red = {"backgroundColor": {"red": 1}}
    book.batch({"addConditionalFormatRule": {"rule": rule()}}, {"addConditionalFormatRule": {"rule": rule("BLANK")}})
    kinds = lambda: [r["booleanRule"]["condition"]["type"] for r in book.sheet()["conditionalFormats"]]  # noqa: E731
    assert kinds() == ["BLANK", "NOT_BLANK"]
    (reply,) = book.batch({"updateConditionalFormatRule": {"index": 0, "newIndex": 1, "sheetId": 0}})
    assert reply["updateConditionalFormatRule"]["newIndex"] == 1
    assert kinds() == ["NOT_BLANK", "BLANK"]
    book.batch({"updateConditionalFormatRule": {"index": 0, "rule": rule("TEXT_EQ", "x", paint=red)}})
    shown = book.cell("A1")["effectiveFormat"]
    assert shown["backgroundColor"] == {"red": 1} == shown["backgroundColorStyle"]["rgbColor"]
    assert book.cell("A1").get("userEnteredFormat") is None
    (reply,) = book.batch({"deleteConditionalFormatRule": {"index": 1, "sheetId": 0}})
    assert reply["deleteConditionalFormatRule"]["rule"]["booleanRule"]["condition"]["type"] == "BLANK"
    with pytest.raises(Refused, match="No conditional format on sheet: 0 at index: 1"):
        book.batch({"deleteConditionalFormatRule": {"index": 1, "sheetId": 0}})


@pytest.mark.parametrize(
    "bad",
    [
        {"ranges": []}, rule("NUMBER_BETWEEN", "1"), rule("ONE_OF_LIST", "a"), rule("CUSTOM_FORMULA", "A1"),
        {"ranges": [AREA]}, {"ranges": [AREA], "gradientRule": {"minpoint": {"type": "MIN"}}},
        rule("CUSTOM_FORMULA", "='Khác'!A1>0"),
    ],
)  # fmt: skip
def test_a_conditional_format_that_makes_no_sense_is_refused(book, bad):
    book.batch({"addSheet": {"properties": {"title": "Khác"}}})
    with pytest.raises(Refused, match=r"^400 Invalid requests\[0\].addConditionalFormatRule: "):
        book.batch({"addConditionalFormatRule": {"rule": bad}})


def test_another_tab_is_reached_through_indirect_only(book):
    book.batch({"addSheet": {"properties": {"title": "Khác"}}})
    book.batch({"addConditionalFormatRule": {"rule": rule("CUSTOM_FORMULA", '=INDIRECT("Khác!A1")>0')}})
    assert "effectiveFormat" in book.type("A1", [["x"]]) or book.cell("A1")["effectiveFormat"]["textFormat"]["bold"] is False
    book.write("'Khác'!A1", [[1]])
    assert book.cell("A1")["effectiveFormat"]["textFormat"]["bold"] is True


def banding(**more):
    colours = {"firstBandColor": {"red": 1, "green": 1, "blue": 1}, "secondBandColor": {"blue": 0.9}}
    return {"bandedRange": {"range": AREA, "rowProperties": colours, **more}}


def test_banding_stands_alone_on_its_cells(book):
    (reply,) = book.batch({"addBanding": banding()})
    found = reply["addBanding"]["bandedRange"]
    assert found["rowProperties"]["secondBandColorStyle"] == {"rgbColor": {"blue": 0.8980392}}
    with pytest.raises(Refused, match="already has alternating background colors"):
        book.batch({"addBanding": banding()})
    wider = banding(bandedRangeId=found["bandedRangeId"], range={**AREA, "endRowIndex": 9})
    book.batch({"updateBanding": {**wider, "fields": "range"}})
    assert book.sheet()["bandedRanges"][0]["range"]["endRowIndex"] == 9
    book.batch({"deleteBanding": {"bandedRangeId": found["bandedRangeId"]}})
    assert "bandedRanges" not in book.sheet()


PLACED = {"position": {"overlayPosition": {"anchorCell": {"sheetId": 0}}}}


def chart(**spec):
    source = {"sourceRange": {"sources": [AREA]}}
    series = {"series": source, "targetAxis": "LEFT_AXIS"}
    basic = {"chartType": "COLUMN", "domains": [{"domain": source}], "series": [series], "headerCount": 1}
    return {"spec": {"title": "Hộ đã hướng dẫn", "basicChart": basic, **spec}}


def test_a_chart_is_placed_changed_and_removed(book):
    (reply,) = book.batch({"addChart": {"chart": {**chart(), **PLACED}}})
    found = reply["addChart"]["chart"]
    assert found["position"]["overlayPosition"] == {"anchorCell": {}, "widthPixels": 600, "heightPixels": 371}
    assert found["spec"]["hiddenDimensionStrategy"] == "SKIP_HIDDEN_ROWS_AND_COLUMNS"
    book.batch({"updateChartSpec": {"chartId": found["chartId"], "spec": chart(title="Mới")["spec"]}})
    assert book.sheet()["charts"][0]["spec"]["title"] == "Mới"
    book.batch({"deleteEmbeddedObject": {"objectId": found["chartId"]}})
    assert "charts" not in book.sheet()
    for bad in ({}, {"spec": {"title": "không loại"}}, chart(), {**chart(), "position": {}}, {**chart(), "position": {"overlayPosition": {"anchorCell": {"sheetId": 6}}}}):
        with pytest.raises(Refused, match="addChart"):
            book.batch({"addChart": {"chart": bad}})


def test_a_chart_may_have_a_sheet_of_its_own(book):
    book.batch({"addChart": {"chart": {**chart(), "position": {"newSheet": True}}}})
    sheet = book.sheet("Chart1", includeGridData="true")
    assert sheet["properties"]["sheetType"] == "OBJECT" and "data" not in sheet
    book.batch({"deleteEmbeddedObject": {"objectId": sheet["charts"][0]["chartId"]}})
    assert [s["properties"]["title"] for s in book.get()["sheets"]] == ["Sheet1"]
