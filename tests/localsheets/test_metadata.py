"""Developer metadata: created, looked up, changed and deleted."""

import pytest
from callers import Refused

ROW = {"dimensionRange": {"sheetId": 0, "dimension": "ROWS", "startIndex": 4, "endIndex": 5}}


def create(key, location, value=None, **more):
    found = {"metadataKey": key, "location": location, "visibility": "DOCUMENT", **more}
    return {"createDeveloperMetadata": {"developerMetadata": found | ({"metadataValue": value} if value else {})}}


@pytest.fixture
def tagged(book):
    book.batch(
        create("mẫu", {"spreadsheet": True}, "3", metadataId=1),
        create("tab", {"sheetId": 0}, "household", metadataId=2),
        create("cột", ROW, "code", metadataId=3, visibility="PROJECT"),
    )
    return book


def search(book, *lookups, **more):
    filters = [{"developerMetadataLookup": lookup} for lookup in lookups]
    found = book.caller.post(f"{book.path}/developerMetadata:search", {"dataFilters": filters, **more})
    return [m["developerMetadata"]["metadataId"] for m in found.get("matchedDeveloperMetadata", [])]


def test_metadata_says_where_it_stands(tagged):
    one = tagged.caller.get(f"{tagged.path}/developerMetadata/3")
    assert one == {
        "metadataId": 3, "metadataKey": "cột", "metadataValue": "code", "visibility": "PROJECT",
        "location": {"locationType": "ROW", "dimensionRange": {"dimension": "ROWS", "startIndex": 4, "endIndex": 5}},
    }  # fmt: skip
    assert tagged.caller.get(f"{tagged.path}/developerMetadata/2")["location"] == {"locationType": "SHEET", "sheetId": 0}
    whole = tagged.get()
    assert [m["metadataId"] for m in whole["developerMetadata"]] == [1]
    assert [m["metadataId"] for m in whole["sheets"][0]["developerMetadata"]] == [2]
    with pytest.raises(Refused, match="404"):
        tagged.caller.get(f"{tagged.path}/developerMetadata/99")


@pytest.mark.parametrize(
    ("lookup", "found"),
    [
        ({"metadataKey": "cột"}, [3]), ({"metadataKey": "cột", "metadataValue": "tên"}, []), ({"metadataId": 2}, [2]),
        ({"locationType": "SPREADSHEET"}, [1]), ({"visibility": "DOCUMENT"}, [1, 2]),
        ({"metadataLocation": {"sheetId": 0}}, [2, 3]), ({}, [1, 2, 3]), ({"metadataLocation": {"spreadsheet": True}}, [1]),
        ({"metadataLocation": {"sheetId": 0}, "locationMatchingStrategy": "EXACT_LOCATION"}, [2]),
        ({"metadataLocation": ROW, "locationMatchingStrategy": "EXACT_LOCATION"}, [3]),
        ({"metadataLocation": {"spreadsheet": True}, "locationMatchingStrategy": "EXACT_LOCATION"}, [1]),
        ({"metadataLocation": ROW}, [3]), ({"metadataLocation": ROW, "locationType": "SHEET"}, []),
    ],
)  # fmt: skip
def test_every_criterion_of_a_lookup_must_fit(tagged, lookup, found):
    assert search(tagged, lookup) == found


def test_several_filters_add_up(tagged):
    assert search(tagged, {"metadataId": 1}, {"metadataKey": "cột"}) == [1, 3]


def test_changing_and_deleting_go_by_filter(tagged):
    lookup = {"developerMetadataLookup": {"metadataKey": "cột"}}
    change = {"dataFilters": [lookup], "developerMetadata": {"metadataValue": "mới"}, "fields": "metadataValue"}
    (reply,) = tagged.batch({"updateDeveloperMetadata": change})
    assert reply["updateDeveloperMetadata"]["developerMetadata"][0]["metadataValue"] == "mới"
    (reply,) = tagged.batch({"deleteDeveloperMetadata": {"dataFilter": lookup}})
    assert [m["metadataId"] for m in reply["deleteDeveloperMetadata"]["deletedDeveloperMetadata"]] == [3]
    assert search(tagged, {"locationType": "ROW"}) == []


@pytest.mark.parametrize(
    "request_",
    [
        create("", {"sheetId": 0}), create("k", {}), create("k", {"sheetId": 7}), create("k", {"spreadsheet": True}, metadataId=1),
        create("k", {"dimensionRange": {"sheetId": 0, "dimension": "ROWS", "startIndex": 0, "endIndex": 2}}),
        create("k", {"spreadsheet": True}, "x" * 30_001), create("k", {"sheetId": 0}, visibility=None),
    ],
)  # fmt: skip
def test_metadata_that_makes_no_sense_is_refused(tagged, request_):
    with pytest.raises(Refused, match=r"^400 Invalid requests\[0\].createDeveloperMetadata: "):
        tagged.batch(request_)


def test_metadata_goes_with_its_sheet_and_a_copied_file_keeps_it(tagged):
    caller = tagged.caller
    copy = caller.post(f"/drive/v3/files/{tagged.id}/copy", {})["id"]
    assert caller.get(f"/v4/spreadsheets/{copy}/developerMetadata/3")["metadataValue"] == "code"
    tagged.batch({"addSheet": {"properties": {"title": "b"}}}, {"deleteSheet": {"sheetId": 0}})
    assert search(tagged, {"visibility": "DOCUMENT"}, {"visibility": "PROJECT"}) == [1]
