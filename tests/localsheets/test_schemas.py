"""The tables that ship with the package are what Google's discovery documents say."""

import json
from pathlib import Path

import pytest
from callers import Refused

from localsheets import schemas
from localsheets.requests import KINDS
from localsheets.schemas.build import documents

LISTED = ["updateSheetProperties", "updateSpreadsheetProperties", "addSheet", "deleteSheet", "duplicateSheet", "mergeCells", "unmergeCells", "updateCells", "repeatCell", "copyPaste", "cutPaste", "sortRange", "insertDimension", "deleteDimension", "appendDimension", "moveDimension", "updateDimensionProperties", "autoResizeDimensions", "addDimensionGroup", "deleteDimensionGroup", "addNamedRange", "updateNamedRange", "deleteNamedRange", "addProtectedRange", "updateProtectedRange", "deleteProtectedRange", "setBasicFilter", "clearBasicFilter", "setDataValidation", "addConditionalFormatRule", "updateConditionalFormatRule", "deleteConditionalFormatRule", "addBanding", "updateBanding", "deleteBanding", "addChart", "updateChartSpec", "deleteEmbeddedObject", "createDeveloperMetadata", "updateDeveloperMetadata", "deleteDeveloperMetadata", "findReplace"]


@pytest.mark.parametrize("name", ["sheets", "drive"])
def test_the_shipped_table_is_the_discovery_document(name):
    assert schemas.load(name) == documents()[name]


def test_every_listed_kind_is_there_and_no_other_succeeds(book):
    kinds = set(schemas.load("sheets")["messages"]["Request"])
    assert set(KINDS) == set(LISTED) <= kinds
    for kind in sorted(kinds - set(LISTED)):
        with pytest.raises(Refused, match=rf"^400 Invalid requests\[0\]\.{kind}: "):
            book.batch({kind: {}})


def test_the_package_imports_nothing_of_the_house():
    folder = Path(schemas.__file__).parents[1]
    for source in folder.rglob("*.py"):
        text = source.read_text("utf-8")
        assert "import toso" not in text and "from toso" not in text, source


def test_no_answer_is_keyed_to_a_recording():
    """Ids, titles and e-mails of the recordings appear nowhere in the code."""
    folder = Path(schemas.__file__).parents[1]
    for source in [*folder.rglob("*.py"), *folder.rglob("*.json")]:
        text = source.read_text("utf-8")
        for word in ("telegram-budgeter", "Test ClientTest", "WorksheetTest", "<ACCESS_TOKEN>", "cassette"):
            assert word not in text, (source, word)


def test_the_tables_are_small():
    assert sum(len(json.dumps(schemas.load(name))) for name in ("sheets", "drive")) < 80_000
