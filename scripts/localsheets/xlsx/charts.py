"""Charts of a sheet: columns, bars, lines, areas, points, pies."""

from __future__ import annotations

from typing import Any

import xlsxwriter
from xlsxwriter.chart import Chart
from xlsxwriter.worksheet import Worksheet

from localsheets.xlsx.areas import Box, box_of
from localsheets.xlsx.formats import color_of, text_properties
from localsheets.xlsx.grid import ExportGrid
from localsheets.xlsx.names import Titles

_TYPES = {"COLUMN": "column", "BAR": "bar", "LINE": "line", "AREA": "area", "STEPPED_AREA": "area",
          "SCATTER": "scatter", "COMBO": "column"}  # fmt: skip
_STACKED = {"STACKED": "stacked", "PERCENT_STACKED": "percent_stacked"}
_LEGEND = {"BOTTOM_LEGEND": "bottom", "LEFT_LEGEND": "left", "RIGHT_LEGEND": "right", "TOP_LEGEND": "top",
           "NO_LEGEND": "none", "LABELED_LEGEND": "none"}  # fmt: skip
_WIDTH, _HEIGHT = 600, 371


class Charts:
    """Draws the charts of a book."""

    def __init__(self, book: xlsxwriter.Workbook, grid: ExportGrid, titles: Titles) -> None:
        self.book, self.grid, self.titles = book, grid, titles

    def add(self, page: Worksheet, chart: dict) -> bool:
        """Put a chart on its sheet; False when there is no such kind of chart in a file."""
        position = chart.get("position", {}).get("overlayPosition", {})
        drawn = self.drawn(chart.get("spec", {}))
        if drawn is None:
            return False
        drawn.set_size({"width": position.get("widthPixels", _WIDTH), "height": position.get("heightPixels", _HEIGHT)})
        anchor = position.get("anchorCell", {})
        offset = {"x_offset": position.get("offsetXPixels", 0), "y_offset": position.get("offsetYPixels", 0)}
        if chart.get("spec", {}).get("altText"):
            offset["description"] = chart["spec"]["altText"]
        page.insert_chart(anchor.get("rowIndex", 0), anchor.get("columnIndex", 0), drawn, offset)
        return True

    def drawn(self, spec: dict) -> Chart | None:
        """The chart of a ChartSpec, or None."""
        if "basicChart" in spec:
            found = self._basic(spec["basicChart"])
        elif "pieChart" in spec:
            found = self._pie(spec["pieChart"])
        else:
            return None
        if found is None:
            return None
        if spec.get("title"):
            font = {"size": 14, **_font(spec.get("titleTextFormat") or {})}
            found.set_title({"name": spec["title"], "overlay": False, "name_font": font})
        else:
            found.set_title({"none": True})
        background = color_of(spec, "backgroundColor")
        if background:
            found.set_chartarea({"fill": {"color": background}})
        return found

    def _basic(self, spec: dict) -> Chart | None:
        kind = _TYPES.get(spec.get("chartType", ""))
        if kind is None:
            return None
        stacked = _STACKED.get(spec.get("stackedType", ""))
        options = {"type": kind}
        if stacked and kind in ("column", "bar", "area"):
            options["subtype"] = stacked
        elif kind == "scatter":
            options["subtype"] = "straight_with_markers" if spec.get("lineSmoothing") else "marker_only"
        found = self.book.add_chart(options)
        second = self.book.add_chart({"type": "line"}) if spec.get("chartType") == "COMBO" else None
        combined = False
        headers = spec.get("headerCount", 0)
        domain: dict = next((one.get("domain", {}) for one in spec.get("domains", [])), {})
        for series in spec.get("series", []):
            written = self._series(series.get("series", {}), domain, headers)
            if written is None:
                continue
            color = color_of(series, "color")
            as_line = kind == "line" or (second is not None and series.get("type") == "LINE")
            if color:
                written |= {"line": {"color": color}} if as_line else {"fill": {"color": color}}
            if (series.get("dataLabel") or {}).get("type") == "DATA":
                written["data_labels"] = {"value": True}
            if series.get("targetAxis") == "RIGHT_AXIS":
                written["y2_axis"] = True
            if second is not None and series.get("type") == "LINE":
                second.add_series(written)
                combined = True
            else:
                found.add_series(written)
        if not found.series:
            return second if combined else None
        if second is not None and combined:
            found.combine(second)
        _axes(found, spec.get("axis", []))
        _legend(found, spec.get("legendPosition", ""))
        return found

    def _pie(self, spec: dict) -> Chart | None:
        found = self.book.add_chart({"type": "doughnut" if spec.get("pieHole") else "pie"})
        written = self._series(spec.get("series", {}), spec.get("domain", {}), 0)
        if written is None:
            return None
        found.add_series(written)
        if spec.get("pieHole"):
            found.set_hole_size(max(10, min(90, round(spec["pieHole"] * 100))))
        _legend(found, spec.get("legendPosition", ""))
        return found

    def _series(self, data: dict, domain: dict, headers: int) -> dict[str, Any] | None:
        values = self._source(data)
        if values is None:
            return None
        title, box = values
        written: dict[str, Any] = {}
        if headers:
            written["name"] = [title, box.row, box.column]
        written["values"] = [title, *_below(box, headers)]
        categories = self._source(domain)
        if categories is not None:
            written["categories"] = [categories[0], *_below(categories[1], headers)]
        return written

    def _source(self, data: dict) -> tuple[str, Box] | None:
        """Title in the file and cells of the first source of a ChartData."""
        sources = data.get("sourceRange", {}).get("sources", [])
        if not sources:
            return None
        title = self.grid.title(sources[0].get("sheetId", 0))
        if title is None:
            return None
        box = box_of(sources[0], *self.grid.size(title))
        return None if box is None else (self.titles.title(title), box)


def _axes(found: Chart, axes: list[dict]) -> None:
    """Titles and limits; the bottom is the bottom in bar charts, too."""
    for axis in axes:
        options: dict[str, Any] = {}
        if axis.get("title"):
            options["name"] = axis["title"]
        window = axis.get("viewWindowOptions", {})
        if "viewWindowMin" in window:
            options["min"] = window["viewWindowMin"]
        if "viewWindowMax" in window:
            options["max"] = window["viewWindowMax"]
        if not options:
            continue
        place = axis.get("position", "")
        if place == "RIGHT_AXIS":
            found.set_y2_axis(options)
        elif place == "BOTTOM_AXIS":
            found.set_x_axis(options)
        else:
            found.set_y_axis(options)


def _below(box: Box, headers: int) -> Box:
    """The cells without the header; a row of cells has its header at the left."""
    if box.row == box.last_row and box.column < box.last_column:
        return box._replace(column=min(box.column + headers, box.last_column))
    return box._replace(row=min(box.row + headers, box.last_row))


def _legend(found: Chart, position: str) -> None:
    place = _LEGEND.get(position)
    if place == "none":
        found.set_legend({"none": True})
    elif place:
        found.set_legend({"position": place})


def _font(text: dict) -> dict[str, Any]:
    properties = text_properties(text)
    names = {"bold": "bold", "italic": "italic", "font_size": "size", "font_name": "name", "font_color": "color"}
    return {names[name]: value for name, value in properties.items() if name in names}
