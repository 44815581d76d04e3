"""The exported book, opened and recalculated by LibreOffice: paint and words stand where they should, and go when mended."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from books import GroupBook, group_three, whole_schema
from toso.core.feedback import row_words
from toso.core.machine_sheet import guided_tables
from toso.sample.typing import type_rows
from worlds import catalogue, sample_ward

pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed"),
]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAINT = "#FCE1C8"
ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode"><value>0</value></prop></item>
</oor:items>"""
"""LibreOffice calculates everything on loading, whoever wrote the file."""

Sheet = list[list[tuple[str, bool]]]
"""Rows of (text, painted as one to mend)."""


class Tables(HTMLParser):
    """The tables of LibreOffice's HTML: one a tab."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: dict[str, Sheet] = {}
        self.text: list[str] | None = None
        self.title: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "em":
            self.title = []
        elif tag == "tr":
            self.sheet.append([])
        elif tag == "td":
            self.text, self.painted = [], (dict(attrs).get("bgcolor") or "").upper() == PAINT

    def handle_data(self, data: str) -> None:
        for part in (self.text, self.title):
            if part is not None:
                part.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "em" and self.title is not None:
            self.sheet: Sheet = []
            self.tables["".join(self.title)] = self.sheet
            self.title = None
        elif tag == "comment":
            self.text = []  # a note stands before what the cell says
        elif tag == "td" and self.text is not None:
            self.sheet[-1].append((" ".join("".join(self.text).split()), self.painted))
            self.text = None


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], dict[str, Sheet]]:
    """Bytes of an xlsx → title → the tab as LibreOffice shows it after calculating."""
    home: Path = tmp_path_factory.mktemp("office")
    (home / "profile" / "user").mkdir(parents=True)
    (home / "profile" / "user" / "registrymodifications.xcu").write_text(ALWAYS, encoding="utf-8")

    def show(data: bytes) -> dict[str, Sheet]:
        (home / "book.xlsx").write_bytes(data)
        command = ["soffice", f"-env:UserInstallation=file://{home}/profile", "--headless", "--convert-to", "html", "--outdir", str(home), str(home / "book.xlsx")]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        parser = Tables()
        parser.feed((home / "book.html").read_text(encoding="utf-8"))
        return parser.tables

    return show


@pytest.fixture(scope="module")
def checked() -> tuple[GroupBook, Any]:
    """TDP03's book holding all that a sample group of the ward typed, right and wrong, and what the check found."""
    group = sample_ward().group("TDP09")
    book = GroupBook(schema=whole_schema(), facts=group_three(group.households_official, code="TDP09"))
    book.group_codes = frozenset(one.code for one in sample_ward().groups)
    type_rows(book.robot.client.open_by_key(book.book_id), book.schema, group.rows)
    found, _ = book.check()
    return book, found


def seen(sheet: Sheet, key: str) -> tuple[dict[str, str], set[str]]:
    """What stands beside a key, by header, and which headers' cells are painted."""
    titles = [text for text, _ in sheet[0]]
    (row,) = [row for row in sheet[1:] if row and row[0][0] == key]
    cells = dict(zip(titles, row, strict=False))
    return {title: text for title, (text, _) in cells.items()}, {
        title for title, (_, painted) in cells.items() if painted
    }


def test_every_finding_is_painted_and_named_beside_its_row_and_nothing_else(checked: Any, office: Any) -> None:
    book, found = checked
    shown = office(book.eye.drive.export(book.book_id, XLSX))
    count = 0
    for table in guided_tables(book.tables):
        titles = {one.name: one.title for one in table.fields}
        sheet = shown[table.title]
        wanted: dict[str, set[str]] = {}
        for one in found.findings:
            if one.table == table.name and one.row and one.key and not one.answered:
                wanted.setdefault(one.key, set()).add(titles[one.column or str(table.primary_key)])
                text, _ = seen(sheet, one.key)
                assert row_words(one, table, book.desk, catalogue()) in text["Kiểm tra"]
                count += 1
        for row in sheet[1:]:
            if row and row[0][0]:
                text, painted = seen(sheet, row[0][0])
                assert painted - {"Kiểm tra"} == wanted.get(row[0][0], set()), row[0][0]
                assert text["Kiểm tra"].startswith("⚠") == (row[0][0] in wanted)
    assert count >= 10


def test_when_a_value_is_mended_its_paint_is_gone_and_the_row_waits_for_its_check(checked: Any, office: Any) -> None:
    book, found = checked
    tab = book.state().tabs["households"]
    workbook = openpyxl.load_workbook(io.BytesIO(book.eye.drive.export(book.book_id, XLSX)))
    page = workbook["Hộ gia đình"]
    mended: dict[str, set[str]] = {}
    for one in found.findings:
        if one.table == "households" and one.column not in ("", "household_code") and one.row:
            page.cell(one.row, tab.columns[one.column] + 1).value = (
                None if tab.value(one.row - 1, tab.columns[one.column]) is not None else 45950
            )
            mended.setdefault(one.key, set()).add(one.column)
    assert len(mended) >= 3
    changed = io.BytesIO()
    workbook.save(changed)
    sheet = office(changed.getvalue())["Hộ gia đình"]
    others = {one.key for one in found.findings if one.column in ("", "household_code")}
    for key in set(mended) - others:
        text, painted = seen(sheet, key)
        assert painted == set() and text["Kiểm tra"] == "đã sửa, chờ kiểm tra"


def test_rows_that_moved_after_the_check_keep_their_own_words(checked: Any, office: Any) -> None:
    book, found = checked
    workbook = openpyxl.load_workbook(io.BytesIO(book.eye.drive.export(book.book_id, XLSX)))
    page = workbook["Hộ gia đình"]
    wrong = [one for one in found.findings if one.table == "households" and one.row and one.key]
    first, last = min(wrong, key=lambda one: one.row), max(wrong, key=lambda one: one.row)
    machine = {book.state().tabs["households"].columns[name] + 1 for name in ("check", "_wrong")}
    for column in range(1, page.max_column + 1):
        if column not in machine:
            a, b = page.cell(first.row, column), page.cell(last.row, column)
            a.value, b.value = b.value, a.value
    moved = io.BytesIO()
    workbook.save(moved)
    sheet = office(moved.getvalue())["Hộ gia đình"]
    titles = {one.name: one.title for one in book.schema.tables["households"].fields}
    for one in (first, last):
        text, painted = seen(sheet, one.key)
        assert row_words(one, book.schema.tables["households"], book.desk, catalogue()) in text["Kiểm tra"]
        assert titles[one.column or "household_code"] in painted
