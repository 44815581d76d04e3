"""The master as a workbook on disk, with its charts: what ``toso aggregate --out`` writes."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from toso.core.master_model import Block, Cell, Chart, MasterBook, MasterTable
from toso.core.master_requests import BESIDE, LETTER, LINE

FORMATS = {
    "count": "#,##0",
    "money": "#,##0",
    "percent": "0.0%",
    "date": "dd/mm/yyyy",
    "moment": "hh:mm dd/mm/yyyy",
}
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
POINT = 0.75
"""Points a pixel; xlsxwriter wants row heights in points."""
A4 = 9
"""Excel's number for the paper."""
PAGE_WIDTH = 1700
"""Pixels of a tab that can still be read on one page."""
LONGEST_LINK = 2079
"""Excel's limit for an address."""


def master_xlsx(book: MasterBook, styles: Mapping[str, Mapping[str, Any]], link: Callable[[str], str]) -> bytes:
    """The workbook. Text is written as text whatever it looks like; ``link`` gives addresses outside the master."""
    import xlsxwriter

    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, OPTIONS)
    known: dict[tuple[str, str, bool], Any] = {}

    def style(cell: Cell, linked: bool) -> Any:
        key = (cell.style, cell.format, linked)
        if key not in known:
            known[key] = workbook.add_format(_format(styles.get(cell.style, {}), cell.format, linked))
        return known[key]

    sheets = {table.name: workbook.add_worksheet(table.title) for table in book.tables.values()}
    for table in book.tables.values():
        _fill(sheets[table.name], table, book, style, link)
    for chart in book.charts:
        sheets[chart.home].insert_chart(chart.at[0], chart.at[1], _chart(workbook, chart, book))
    workbook.close()
    return buffer.getvalue()


def _fill(
    sheet: Any, table: MasterTable, book: MasterBook, style: Callable[[Cell, bool], Any], link: Callable[[str], str]
) -> None:
    for i, column in enumerate(table.header):
        sheet.set_column_pixels(i, i, column.width, None, {"hidden": column.hidden})
    shown = [column for column in table.header if not column.hidden]
    lines = max((-(-len(column.title) * LETTER // column.width) for column in shown), default=1)
    sheet.set_row(len(table.head), (LINE * lines + 6) * POINT)
    sheet.freeze_panes(table.frozen_rows, table.frozen_columns)
    if table.colour:
        sheet.set_tab_color(table.colour)
    _printed(sheet, table)
    for r, row in enumerate(table.grid):
        for c, cell in enumerate(row):
            address = _address(cell.link, book, link)
            look = style(cell, bool(address))
            value = cell.value
            if value is None:
                sheet.write_blank(r, c, None, look)
            elif address and isinstance(value, str) and len(address) <= LONGEST_LINK:
                sheet.write_url(r, c, address, look, value)
            elif isinstance(value, bool):
                sheet.write_boolean(r, c, value, look)
            elif isinstance(value, datetime):
                sheet.write_datetime(r, c, value.replace(tzinfo=None), look)
            elif isinstance(value, date):
                sheet.write_datetime(r, c, value, look)
            elif isinstance(value, str):
                sheet.write_string(r, c, value, look)
            else:
                sheet.write_number(r, c, value, look)


def _printed(sheet: Any, table: MasterTable) -> None:
    """Somebody will print it: the header on every page; a wide tab over several pages, each with the units' names."""
    width = sum(column.width for column in table.header if not column.hidden)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(-(-width // PAGE_WIDTH), 0)
    sheet.repeat_rows(len(table.head))
    if table.frozen_columns and width > PAGE_WIDTH:
        sheet.repeat_columns(0, table.frozen_columns - 1)
    sheet.set_footer("&C&P/&N")


def _address(target: str, book: MasterBook, link: Callable[[str], str]) -> str:
    if target.startswith("tab:"):
        table = book.tables.get(target.removeprefix("tab:"))
        return f"internal:'{table.title}'!A1" if table else ""
    return link(target) if target else ""


def _format(style: Mapping[str, Any], format: str, linked: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"font_name": "Arial", "font_size": style.get("size", 10)}
    if format in FORMATS:
        found["num_format"] = FORMATS[format]
    if "text" in style:
        found["font_color"] = style["text"]
    if "fill" in style:
        found["bg_color"] = style["fill"]
    for ours, theirs in (("bold", "bold"), ("italic", "italic"), ("wrap", "text_wrap")):
        if style.get(ours):
            found[theirs] = True
    if style.get("centre"):
        found["align"] = "center"
    elif format == BESIDE:
        found["align"] = "right"
    if style.get("middle"):
        found["valign"] = "vcenter"
    if linked:
        found["underline"] = 1
    return found


def _chart(workbook: Any, chart: Chart, book: MasterBook) -> Any:
    kinds = {one.kind for one in chart.series}
    if kinds == {"BAR"}:
        drawn = workbook.add_chart({"type": "bar"})
        drawn.set_y_axis({"reverse": True})
        drawn.set_legend({"none": True})
    else:
        drawn = workbook.add_chart({"type": "column", "subtype": "stacked"})
        drawn.set_legend({"position": "bottom"})
        drawn.set_y_axis({"min": 0, "max": 1, "num_format": "0%"} if chart.percent else {})
    lines = workbook.add_chart({"type": "line"}) if "LINE" in kinds else None
    skip = 1 if chart.headed else 0
    for one in chart.series:
        series: dict[str, Any] = {
            "name": one.title,
            "categories": _range(chart.domain, book, skip),
            "values": _range(one.cells, book, skip),
        }
        if one.kind == "LINE" and lines is not None:
            lines.add_series({**series, "line": {"color": one.colour, "width": 1.5}})
        else:
            drawn.add_series({**series, "fill": {"color": one.colour}, "gap": 50})
    if lines is not None:
        drawn.combine(lines)
    drawn.set_title({"name": chart.title, "name_font": {"size": 12}})
    drawn.set_size({"width": chart.size[0], "height": chart.size[1]})
    drawn.show_hidden_data()
    return drawn


def _range(block: Block, book: MasterBook, skip: int) -> list[Any]:
    title = book.tables[block.table].title
    return [title, block.rows[0] + skip, block.columns[0], block.rows[1] - 1, block.columns[1] - 1]
