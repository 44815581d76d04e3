"""A book as an Excel file, made by XlsxWriter.

Carried: values, formulas with their values, formats, validation, conditional formats, notes, links, frozen panes,
sizes, groups, hidden rows, columns and sheets, tab colours, merges, bands, filters, charts, range names, protection of
whole sheets. Not carried: protection of parts of a sheet, images, pivot tables, developer metadata, named functions.
No text becomes a formula or a link by itself, and no formula reaches another file.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from localsheets.formula.tokens import column_name
from localsheets.xlsx.cells import Cells
from localsheets.xlsx.charts import Charts
from localsheets.xlsx.formats import Formats
from localsheets.xlsx.formulas import Formulas, absolute
from localsheets.xlsx.grid import ExportGrid
from localsheets.xlsx.names import Titles, excel_title, valid_name
from localsheets.xlsx.pages import ROW_PIXELS, Page
from localsheets.xlsx.rules import Rules

__all__ = ["export_xlsx"]

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
    "default_row_height": 21,
    "default_format_properties": {"font_name": "Arial", "font_size": 10},
}


def export_xlsx(
    spreadsheet: dict,
    now: datetime | None = None,
    number_format: Callable[[str, int, int], dict | None] | None = None,
) -> bytes:
    """The Spreadsheet resource (`spreadsheets.get` with `includeGridData=true`) as the bytes of an xlsx file.

    With `now`, the time its values were calculated for, more formulas that ask for the day stay formulas. Cells are read from `userEnteredValue`, `effectiveValue`, `userEnteredFormat` and, for the number format a formula
    implies, `effectiveFormat`, or else `number_format(sheet title, row, column)`. Formulas are in the book's own
    locale, as the API gives them.
    """
    return _Export(spreadsheet, now, number_format).bytes()


class _Export:
    def __init__(self, spreadsheet: dict, now: datetime | None, number_format: Any) -> None:
        self.json, self.number_format = spreadsheet, number_format
        properties = spreadsheet.get("properties", {})
        self.locale = properties.get("locale", "en_US")
        self.sheets = [sheet for sheet in spreadsheet.get("sheets", []) if "title" in sheet.get("properties", {})]
        self.grid = ExportGrid(spreadsheet)
        names = [one.get("name", "") for one in spreadsheet.get("namedRanges", [])]
        self.titles = Titles([sheet["properties"]["title"] for sheet in self.sheets], names)
        self.buffer = io.BytesIO()
        self.book = xlsxwriter.Workbook(self.buffer, _OPTIONS)
        self.book.set_properties({"title": properties.get("title", "")[:255]})
        self.formats = Formats(self.book, self.locale)
        self.formulas = Formulas(self.grid, self.titles, self.locale, now)
        self.charts = Charts(self.book, self.grid, self.titles)
        self.lists: list[list[str]] = []
        self.list_title = ""

    def bytes(self) -> bytes:
        pages = [(sheet, self._page(sheet)) for sheet in self.sheets]
        shown = next((page for sheet, page in pages if page and not sheet["properties"].get("hidden")), None)
        for sheet, page in pages:
            if page is not None:
                self._sheet(sheet, page, page is shown)
        self._names()
        self._hidden_lists()
        if not self.book.worksheets():
            self.book.add_worksheet()
        self.book.close()
        return self.buffer.getvalue()

    def _page(self, sheet: dict) -> Worksheet | None:
        """An empty page, so that the order of sheets is kept; a sheet that is one chart becomes that chart."""
        title = self.titles.title(sheet["properties"]["title"])
        if sheet["properties"].get("sheetType", "GRID") == "OBJECT":
            drawn = next((d for d in (self.charts.drawn(c.get("spec", {})) for c in sheet.get("charts", [])) if d), None)
            if drawn is not None:
                self.book.add_chartsheet(title).set_chart(drawn)
                return None
        return self.book.add_worksheet(title)

    def _sheet(self, sheet: dict, page: Worksheet, first: bool) -> None:
        title = sheet["properties"]["title"]
        layout = Page(sheet)
        page.set_default_row(ROW_PIXELS * 0.75)
        layout.write(page)
        rules = Rules(page, self.formulas, title, self._hidden_list)
        cells = Cells(page, title, self.formulas, self.formats, rules, layout.look if layout.has_look else None)
        cells.number_format = self.number_format
        covered: set[tuple[int, int]] = set()
        for box in layout.merges():
            page.merge_range(*box, "", None)
            covered.update((r, c) for r in range(box.row, box.last_row + 1) for c in range(box.column, box.last_column + 1))
            covered.discard((box.row, box.column))
        written: set[tuple[int, int]] = set(covered)
        dressed = layout.dressed(self.grid.extent(title)) if layout.has_look else []
        for block in sheet.get("data", []):
            for row, line in enumerate(block.get("rowData", []), block.get("startRow", 0)):
                for column, cell in enumerate(line.get("values", []), block.get("startColumn", 0)):
                    if cell and (row, column) not in covered and cells.write(row, column, cell) and dressed:
                        written.add((row, column))
        for box in dressed:
            for row in range(box.row, box.last_row + 1):
                for column in range(box.column, box.last_column + 1):
                    if (row, column) not in written:
                        written.add((row, column))
                        cells.write(row, column, {})
        rules.write_validations()
        rules.write_conditional(sheet.get("conditionalFormats", []), layout.rows, layout.columns, self.formats)
        for chart in sheet.get("charts", []):
            self.charts.add(page, chart)
        layout.protect(page)
        if sheet["properties"].get("hidden"):
            page.hide()
        if first:
            page.activate()
            page.set_first_sheet()

    def _names(self) -> None:
        for one in self.json.get("namedRanges", []):
            area = self.grid.area(one.get("range", {}))
            if area is not None and valid_name(one.get("name", "")):
                place = absolute(area, self.titles.prefix(area.sheet), *self.grid.size(area.sheet))
                self.book.define_name(one["name"], "=" + place)

    def _hidden_list(self, values: list[str]) -> str:
        """A list too long for a rule goes on a sheet of its own, which is hidden; its reference."""
        if not self.list_title:
            self.list_title = excel_title("_lists", self.titles.taken)
        if values not in self.lists:
            self.lists.append(values)
        letters = column_name(self.lists.index(values))
        return f"='{self.list_title}'!${letters}$1:${letters}${max(len(values), 1)}"

    def _hidden_lists(self) -> None:
        if not self.lists:
            return
        page = self.book.add_worksheet(self.list_title)
        for column, values in enumerate(self.lists):
            for row, value in enumerate(values):
                page.write_string(row, column, value)
        page.very_hidden()
