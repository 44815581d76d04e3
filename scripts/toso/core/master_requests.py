"""The master as one `spreadsheets.batchUpdate`: every tab's cells with value, style and link; widths; charts.

Values go raw: text stays text whatever it looks like, and no formula is ever made from what people typed. A link is a
format of its cell, not a formula. Source: https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/cells
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from toso.core import batch
from toso.core.batch import Request
from toso.core.master_model import Block, Cell, CellContent, Chart, MasterBook, MasterTable
from toso.core.sheet_state import BOOK_KEY

FINGERPRINT_KEY = "toso.master"
"""Developer metadata of the book: the fingerprint of what was written last."""
PATTERNS = {
    "count": ("NUMBER", "#,##0"),
    "money": ("NUMBER", "#,##0"),
    "percent": ("PERCENT", "0.0%"),
    "date": ("DATE", "dd/mm/yyyy"),
    "moment": ("DATE_TIME", "hh:mm dd/mm/yyyy"),
}
BESIDE = "beside"
"""The format of words that stand among numbers: they end where the numbers end."""
EPOCH = date(1899, 12, 30)
FIRST_CHART = 7001
FIRST_SHEET = 1000
"""Ids of our own: where a chart or tab of that id stands, it is changed and not made again."""
LETTER, LINE = 8, 18
"""Pixels a bold letter is wide, and a line of them high."""
SPARE_ROWS, CHART_ROWS, CHART_COLUMNS = 5, 50, 12

Link = Callable[[str], str]
"""A cell's link (``book:TDP03/households``, ``tab:master_coverage``, ``ward:support``) → address, "" where there is none."""


@dataclass(frozen=True, slots=True)
class MasterState:
    """What stands in the master now: tabs by title, chart ids, the fingerprint it carries ("" for none)."""

    sheets: Mapping[str, Mapping[str, Any]]
    charts: frozenset[int] = frozenset()
    fingerprint: str = ""
    marked: bool = False
    laid_out: bool = False
    """By ``toso init`` or ``toso apply``, which make a ward's books: a city's master is a plain book of its own."""


MASK = "sheets(properties(sheetId,title,gridProperties),charts(chartId)),developerMetadata(metadataKey,metadataValue)"


def state_of(answer: Mapping[str, Any]) -> MasterState:
    """``spreadsheets.get`` with ``MASK`` → MasterState."""
    sheets = answer.get("sheets") or ()
    marks = {one.get("metadataKey"): one.get("metadataValue", "") for one in answer.get("developerMetadata") or ()}
    return MasterState(
        sheets={one["properties"].get("title", ""): one["properties"] for one in sheets},
        charts=frozenset(chart["chartId"] for one in sheets for chart in one.get("charts") or ()),
        fingerprint=marks.get(FINGERPRINT_KEY, ""),
        marked=FINGERPRINT_KEY in marks,
        laid_out=BOOK_KEY in marks,
    )


@dataclass(frozen=True, slots=True)
class Writing:
    """``repeatable``: sending it twice leaves the same book."""

    requests: tuple[Request, ...]
    repeatable: bool
    sheet_ids: Mapping[str, int] = field(default_factory=dict)


def writing(book: MasterBook, state: MasterState, styles: Mapping[str, Mapping[str, Any]], link: Link) -> Writing:
    """Everything that brings the master to ``book``. Tabs that are not there are made; other tabs are left alone."""
    requests: list[Request] = []
    ids: dict[str, int] = {}
    made = False
    taken = {int(one.get("sheetId", 0)) for one in state.sheets.values()}
    for order, table in enumerate(book.tables.values(), start=1):
        there = state.sheets.get(table.title)
        sheet = int(there.get("sheetId", 0)) if there else _free(FIRST_SHEET + order, taken)
        taken.add(sheet)
        ids[table.name] = sheet
        if there is None:
            made = True
            properties = {"sheetId": sheet, "title": table.title, "index": order - 1}
            requests.append({"addSheet": {"properties": properties}})
        requests.append(_grid(table, sheet, there or {}, book.charts))
    for table in book.tables.values():
        requests.append(_cells(table, ids, styles, link))
        requests += _widths(table, ids[table.name])
    for number, chart in enumerate(book.charts):
        known = FIRST_CHART + number in state.charts
        made = made or not known
        requests.append(_chart(chart, FIRST_CHART + number, known, ids))
    mark = book.fingerprint()
    if state.marked:
        requests.append(batch.remark(FINGERPRINT_KEY, mark, None))
    else:
        made = True
        requests.append(batch.mark(FINGERPRINT_KEY, mark, {"spreadsheet": True}))
    return Writing(tuple(requests), not made, ids)


def tab_writing(
    table: MasterTable, state: MasterState, styles: Mapping[str, Mapping[str, Any]], link: Link
) -> Writing | None:
    """One tab alone, as it stands in the master; None where the master has no such tab. The fingerprint is left: the
    next whole writing finds that something differs."""
    there = state.sheets.get(table.title)
    if there is None:
        return None
    ids = {table.name: int(there.get("sheetId", 0))}
    requests = [_grid(table, ids[table.name], there, ()), _cells(table, ids, styles, link)]
    return Writing(tuple(requests), True, ids)


def _free(wanted: int, taken: set[int]) -> int:
    while wanted in taken:
        wanted += 100
    return wanted


def _grid(table: MasterTable, sheet: int, there: Mapping[str, Any], charts: Sequence[Chart]) -> Request:
    """Size and frozen part. A tab grows and never shrinks: what is left over is cleared."""
    grid = there.get("gridProperties") or {}
    at_home = any(chart.home == table.name for chart in charts)
    rows = len(table.grid) + SPARE_ROWS + (CHART_ROWS if at_home else 0)
    columns = table.width + (CHART_COLUMNS if at_home else 0)
    wanted = {
        "rowCount": max(int(grid.get("rowCount", 0)), rows),
        "columnCount": max(int(grid.get("columnCount", 0)), columns),
        "frozenRowCount": table.frozen_rows,
        "frozenColumnCount": table.frozen_columns,
    }
    properties: Request = {"sheetId": sheet, "gridProperties": wanted}
    fields = "gridProperties(rowCount,columnCount,frozenRowCount,frozenColumnCount)"
    if table.colour:
        properties["tabColorStyle"] = batch.colour(table.colour)
        fields += ",tabColorStyle"
    return {"updateSheetProperties": {"properties": properties, "fields": fields}}


def _cells(table: MasterTable, ids: Mapping[str, int], styles: Mapping[str, Mapping[str, Any]], link: Link) -> Request:
    """The whole tab: cells of the range that no row covers are cleared with it."""
    looks: dict[tuple[str, str], Request] = {}
    rows = [{"values": [_cell(cell, ids, styles, link, looks) for cell in row]} for row in table.grid]
    return {
        "updateCells": {
            "range": {"sheetId": ids[table.name]},
            "rows": rows,
            "fields": "userEnteredValue,userEnteredFormat",
        }
    }


def _cell(
    cell: Cell,
    ids: Mapping[str, int],
    styles: Mapping[str, Mapping[str, Any]],
    link: Link,
    looks: dict[tuple[str, str], Request],
) -> Request:
    """``looks``: formats made so far; cells that look alike share theirs."""
    found: Request = {}
    value = entered(cell.value)
    if value:
        found["userEnteredValue"] = value
    look = looks.get((cell.style, cell.format))
    if look is None:
        look = format_of(styles.get(cell.style, {}))
        if cell.format == BESIDE:
            look["horizontalAlignment"] = "RIGHT"
        elif cell.format:
            kind, pattern = PATTERNS[cell.format]
            look["numberFormat"] = {"type": kind, "pattern": pattern}
        looks[cell.style, cell.format] = look
    address = address_of(cell.link, ids, link) if value else ""
    if address:
        look = {**look, "textFormat": {**look.get("textFormat", {}), "underline": False, "link": {"uri": address}}}
    if look:
        found["userEnteredFormat"] = look
    return found


def address_of(target: str, ids: Mapping[str, int], link: Link) -> str:
    """A tab of the master is reached inside it; anything else as ``link`` says."""
    if target.startswith("tab:"):
        sheet = ids.get(target.removeprefix("tab:"))
        return f"#gid={sheet}" if sheet is not None else ""
    return link(target) if target else ""


def entered(value: CellContent) -> Request:
    """An ExtendedValue; days become serial numbers, their text is the number format's matter."""
    if isinstance(value, datetime):
        clock = value.hour * 3600 + value.minute * 60 + value.second
        return {"numberValue": (value.date() - EPOCH).days + round(clock / 86400, 8)}
    if isinstance(value, date):
        return {"numberValue": (value - EPOCH).days}
    return batch.entered(value)


def format_of(style: Mapping[str, Any]) -> Request:
    """A style of words.yaml as CellFormat."""
    found: Request = {}
    text: Request = {}
    if "text" in style:
        text["foregroundColorStyle"] = batch.colour(style["text"])
    for ours, theirs in (("bold", "bold"), ("italic", "italic"), ("size", "fontSize")):
        if style.get(ours):
            text[theirs] = style[ours]
    if text:
        found["textFormat"] = text
    if "fill" in style:
        found["backgroundColorStyle"] = batch.colour(style["fill"])
    if style.get("wrap"):
        found["wrapStrategy"] = "WRAP"
    if style.get("centre"):
        found["horizontalAlignment"] = "CENTER"
    if style.get("middle"):
        found["verticalAlignment"] = "MIDDLE"
    return found


def _widths(table: MasterTable, sheet: int) -> list[Request]:
    """The header as high as its longest title needs; columns, neighbours of equal width together."""
    lines = max(
        (-(-len(column.title) * LETTER // column.width) for column in table.header if not column.hidden), default=1
    )
    row = len(table.head)
    requests: list[Request] = [batch.size(batch.rows(sheet, row, row + 1), LINE * max(1, lines) + 6)]
    start = 0
    columns = [(column.width, column.hidden) for column in table.header]
    for end in range(1, len(columns) + 1):
        if end == len(columns) or columns[end] != columns[start]:
            width, hidden = columns[start]
            requests.append(batch.size(batch.columns(sheet, start, end), width, hidden))
            start = end
    return requests


def _chart(chart: Chart, number: int, known: bool, ids: Mapping[str, int]) -> Request:
    spec = _spec(chart, ids)
    if known:
        return {"updateChartSpec": {"chartId": number, "spec": spec}}
    anchor = {"sheetId": ids[chart.home], "rowIndex": chart.at[0], "columnIndex": chart.at[1]}
    position = {"anchorCell": anchor, "widthPixels": chart.size[0], "heightPixels": chart.size[1]}
    return {"addChart": {"chart": {"chartId": number, "spec": spec, "position": {"overlayPosition": position}}}}


def _spec(chart: Chart, ids: Mapping[str, int]) -> Request:
    kinds = {one.kind for one in chart.series}
    across = kinds == {"BAR"}
    series = [
        {
            "series": {"sourceRange": {"sources": [_range(one.cells, ids)]}},
            "targetAxis": "BOTTOM_AXIS" if across else "LEFT_AXIS",
            "colorStyle": batch.colour(one.colour),
            **({"type": one.kind} if not across else {}),
        }
        for one in chart.series
    ]
    basic: Request = {
        "chartType": "BAR" if across else "COMBO",
        "legendPosition": "BOTTOM_LEGEND" if chart.headed else "NO_LEGEND",
        "domains": [{"domain": {"sourceRange": {"sources": [_range(chart.domain, ids)]}}}],
        "series": series,
        "headerCount": 1 if chart.headed else 0,
    }
    if not across:
        basic["stackedType"] = "STACKED"
    if chart.percent:
        basic["axis"] = [{"position": "LEFT_AXIS", "viewWindowOptions": {"viewWindowMin": 0, "viewWindowMax": 1}}]
    return {
        "title": chart.title,
        "altText": chart.title,
        "hiddenDimensionStrategy": "SHOW_ALL",
        "fontName": "Arial",
        "basicChart": basic,
    }


def _range(block: Block, ids: Mapping[str, int]) -> Request:
    return batch.area(ids[block.table], *block.rows, *block.columns)
