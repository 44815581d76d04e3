"""The appendices as a workbook: every number a number, every text a text (no formula, no link from what people typed)."""

from __future__ import annotations

import io
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from toso.core.report.types import Cell, Column, Report, Table
from toso.delivery.templates import words

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

NUMBER_FORMATS = {"count": "#,##0", "money": "#,##0", "percent": "0.0%"}
MADE = datetime(2025, 1, 1)
"""Fixed, so that the same report gives the same bytes."""
LONGEST_NAME = 31
WIDTH_PER_WEIGHT = 11


class _Formats:
    """xlsxwriter formats, one of each kind."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.made: dict[tuple[str, str], Any] = {}

    def get(self, kind: str, style: str) -> Any:
        if (kind, style) not in self.made:
            facts: dict[str, Any] = {"font_name": "Times New Roman", "font_size": 12, "border": 1, "valign": "vcenter"}
            if kind in NUMBER_FORMATS:
                facts["num_format"] = NUMBER_FORMATS[kind]
            else:
                facts |= {"num_format": "@", "text_wrap": True}
            if style in ("total", "below", "head"):
                facts["bold"] = True
            if style == "head":
                facts |= {"align": "center", "text_wrap": True, "bg_color": "#E6ECF3"}
            if style == "empty":
                facts["bg_color"] = "#EBEBEB"
            if style in ("title", "note"):
                facts |= {"border": 0, "text_wrap": False, "bold": style == "title", "italic": style == "note"}
            self.made[kind, style] = self.book.add_format(facts)
        return self.made[kind, style]


def sheet_name(number: str, title: str, taken: set[str]) -> str:
    """A tab's name: at most 31 characters, none of ``[]:*?/\\``, unlike those taken."""
    base = re.sub(r"[\[\]:*?/\\']", " ", f"{number} {title}").strip()[:LONGEST_NAME].rstrip()
    name, more = base, 2
    while name.casefold() in taken:
        name, more = f"{base[: LONGEST_NAME - 4]} ({more})", more + 1
    taken.add(name.casefold())
    return name


def _put(sheet: Worksheet, row: int, column: int, cell: Cell, kind: str, look: Any) -> None:
    if cell.number is not None and kind != "text":
        sheet.write_number(row, column, cell.number, look)
    else:
        sheet.write_string(row, column, cell.text, look)


def _table(sheet: Worksheet, formats: _Formats, top: int, table: Table) -> int:
    """Writes ``table`` from row ``top``; the next free row."""
    for index, column in enumerate(table.columns):
        sheet.write_string(top, index, column.title, formats.get("text", "head"))
    for down, row in enumerate(table.rows, top + 1):
        for index, (cell, column) in enumerate(zip(row.cells, table.columns, strict=True)):
            number = column.kind != "text" and cell.number is not None
            kind = column.kind if number else "text"
            _put(sheet, down, index, cell, kind, formats.get(kind, row.style))
    end = top + 1 + len(table.rows)
    if table.note:
        sheet.write_string(end, 0, table.note, formats.get("text", "note"))
        end += 1
    return end + 1


def _lay_out(sheet: Worksheet, columns: tuple[Column, ...], landscape: bool, head: int) -> None:
    for index, column in enumerate(columns):
        sheet.set_column(index, index, max(6, column.weight * WIDTH_PER_WEIGHT))
    sheet.set_paper(9)
    sheet.set_margins(left=1.2, right=0.6, top=0.8, bottom=0.8)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)
    sheet.freeze_panes(head + 1, 0)
    if landscape:
        sheet.set_landscape()


def render(report: Report) -> bytes:
    """A tab with the headline figures, then one for each table of the appendices, then the teams' pages in one tab."""
    import xlsxwriter

    held = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(held, options) as book:
        subject = " ".join(report.heading.subject)
        book.set_properties({"title": f"{report.heading.title} - {subject}"[:255], "created": MADE})
        formats, taken = _Formats(book), set[str]()
        key = next(b.table for b in report.blocks if b.table is not None and b.table.name == "key_figures")
        overview = book.add_worksheet(sheet_name("", words().word("overview_tab"), taken))
        overview.write_string(0, 0, f"{report.heading.title} {subject}", formats.get("text", "title"))
        next_row = _table(overview, formats, 2, key)
        for change in report.changes:
            overview.write_string(next_row, 0, change, formats.get("text", "note"))
            next_row += 1
        _lay_out(overview, key.columns, False, 2)
        for appendix in report.appendices:
            for table in appendix.tables:
                sheet = book.add_worksheet(sheet_name(appendix.label, appendix.title, taken))
                sheet.write_string(0, 0, f"{appendix.label}. {appendix.title}", formats.get("text", "title"))
                _table(sheet, formats, 2, table)
                _lay_out(sheet, table.columns, appendix.landscape, 2)
            if appendix.pages:
                sheet = book.add_worksheet(sheet_name(appendix.label, appendix.title, taken))
                _teams(sheet, formats, report, f"{appendix.label}. {appendix.title}")
    return held.getvalue()


def _teams(sheet: Worksheet, formats: _Formats, report: Report, title: str) -> None:
    """All teams' pages in one table: a row a team, a column a figure."""
    pages = report.team_pages
    sheet.write_string(0, 0, title, formats.get("text", "title"))
    heads = [words().files["tables"]["columns"]["group"], *(row.cells[0].text for row in pages[0].table.rows)]
    heads.append(words().files["tables"]["columns"]["standing"])
    for index, text in enumerate(heads):
        sheet.write_string(2, index, text, formats.get("text", "head"))
    for down, page in enumerate(pages, 3):
        sheet.write_string(down, 0, page.group_name, formats.get("text", "plain"))
        for index, row in enumerate(page.table.rows, 1):
            kind = "count" if row.cells[1].number is not None else "text"
            _put(sheet, down, index, row.cells[1], kind, formats.get(kind, "plain"))
        sheet.write_string(down, len(heads) - 1, page.status, formats.get("text", "plain"))
    widths = [Column("", "text", 2.4), *(Column("", "text", 1.2) for _ in heads[2:]), Column("", "text", 4)]
    _lay_out(sheet, tuple(widths), True, 2)
