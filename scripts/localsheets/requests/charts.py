"""Charts: addChart, updateChartSpec, deleteEmbeddedObject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localsheets.errors import Missing, Refused
from localsheets.model import Sheet
from localsheets.tidy import tidy

if TYPE_CHECKING:
    from localsheets.batch import Batch

SORTS = (
    "basicChart", "pieChart", "bubbleChart", "candlestickChart", "orgChart", "histogramChart", "waterfallChart",
    "treemapChart", "scorecardChart",
)  # fmt: skip
WIDTH, HEIGHT = 600, 371
NO_KIND = (
    "One of basicChart, pieChart, bubbleChart, candelstickChart, histogramChart, or orgChart must be set on chartSpec."
)  # spelt as Google spells it
NO_PLACE = "One of EmbeddedObjectPosition.overlayPosition or EmbeddedObjectPosition.sheetId must be set"


def _spec(asked: dict) -> dict:
    spec = tidy("ChartSpec", asked)
    if not any(name in asked for name in SORTS):
        raise Refused(NO_KIND)
    spec.setdefault("hiddenDimensionStrategy", "SKIP_HIDDEN_ROWS_AND_COLUMNS")
    if "titleTextFormat" not in spec and "title" in spec:
        spec["titleTextFormat"] = {"fontFamily": "Roboto"}
    spec.setdefault("fontName", "Roboto")
    return spec


def _check_sources(batch: Batch, data: object) -> None:
    """Raises Refused if a chart reads from a sheet there is not."""
    if isinstance(data, list):
        for item in data:
            _check_sources(batch, item)
    elif isinstance(data, dict):
        for source in data.get("sources", []) if isinstance(data.get("sources"), list) else []:
            batch.area(source, "sources", protected=False)
        for value in data.values():
            _check_sources(batch, value)


def _all(batch: Batch) -> dict[int, tuple[Sheet, dict]]:
    return {chart["chartId"]: (sheet, chart) for sheet in batch.book.sheets for chart in sheet.charts}


def add_chart(batch: Batch, arguments: dict) -> dict:
    asked = arguments.get("chart")
    if not asked or "spec" not in asked:
        raise Missing("chart.spec", "no chart spec")
    spec = _spec(asked["spec"])
    _check_sources(batch, spec)
    known = _all(batch)
    if asked.get("chartId") in known:
        raise Refused(f"Chart with id {asked['chartId']} already exists.")
    chart_id = asked.get("chartId") or batch.new_id(set(known))
    sheet, position = _position(batch, asked.get("position", {}))
    chart = {"chartId": chart_id, "spec": spec, "position": position}
    if "border" in asked:
        chart["border"] = tidy("EmbeddedObjectBorder", asked["border"])
    sheet.charts.append(chart)
    return {"chart": chart}


def _position(batch: Batch, asked: dict) -> tuple[Sheet, dict]:
    if asked.get("newSheet"):
        return _chart_sheet(batch)
    if asked.get("sheetId"):
        raise Refused("A chart cannot be put on a sheet that exists; use overlayPosition.")
    if "overlayPosition" not in asked:
        raise Refused(NO_PLACE)
    overlay = tidy("OverlayPosition", asked["overlayPosition"])
    anchor = overlay.get("anchorCell", {})
    sheet = batch.sheet(anchor.get("sheetId"))
    row, column = anchor.get("rowIndex", 0), anchor.get("columnIndex", 0)
    if not (0 <= row < sheet.row_count and 0 <= column < sheet.column_count):
        raise Refused("position.overlayPosition.anchorCell is outside of the sheet.")
    overlay["anchorCell"] = anchor
    overlay.setdefault("widthPixels", WIDTH)
    overlay.setdefault("heightPixels", HEIGHT)
    return sheet, {"overlayPosition": overlay}


def _chart_sheet(batch: Batch) -> tuple[Sheet, dict]:
    book, number = batch.book, 1
    while book.titled(f"Chart{number}"):
        number += 1
    sheet_id = batch.new_id({sheet.id for sheet in book.sheets})
    properties = {"sheetId": sheet_id, "title": f"Chart{number}", "index": len(book.sheets), "sheetType": "OBJECT"}
    sheet = Sheet(properties)
    book.sheets.append(sheet)
    return sheet, {"sheetId": sheet_id}


def _known(batch: Batch, chart_id: int | None, what: str) -> tuple[Sheet, dict]:
    known = _all(batch)
    if chart_id not in known:
        raise Refused(f"No {what} with id: {chart_id or 0}")
    return known[chart_id]


def update_chart_spec(batch: Batch, arguments: dict) -> None:
    sheet, chart = _known(batch, arguments.get("chartId"), "chart")
    if "spec" not in arguments:
        raise Missing("spec")
    spec = _spec(arguments["spec"])
    _check_sources(batch, spec)
    sheet.charts[sheet.charts.index(chart)] = {**chart, "spec": spec}


def delete_embedded_object(batch: Batch, arguments: dict) -> None:
    sheet, chart = _known(batch, arguments.get("objectId"), "embedded object")
    sheet.charts.remove(chart)
    if sheet.properties["sheetType"] == "OBJECT":
        batch.book.sheets.remove(sheet)
        batch.book.renumber()


KINDS = {
    "addChart": add_chart,
    "updateChartSpec": update_chart_spec,
    "deleteEmbeddedObject": delete_embedded_object,
}
