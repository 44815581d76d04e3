"""Everything of a sheet that is not a cell: sizes, frozen panes, groups, merges, filters, bands, protection."""

from __future__ import annotations

from typing import Any

from xlsxwriter.worksheet import Worksheet

from localsheets.xlsx.areas import Box, box_of
from localsheets.xlsx.formats import color_of
from localsheets.xlsx.heights import fitted

ROW_PIXELS, COLUMN_PIXELS = 21, 100
#: Blank cells written only for a colour or a lock; larger areas are cut to what holds something.
MAX_BLANKS = 60_000


class Page:
    """The properties of one sheet of a Spreadsheet resource."""

    def __init__(self, sheet: dict) -> None:
        self.sheet = sheet
        self.properties = sheet.get("properties", {})
        self.grid = self.properties.get("gridProperties", {})
        self.rows, self.columns = self.grid.get("rowCount", 1000), self.grid.get("columnCount", 26)
        self.bands = [band for band in map(self._band, sheet.get("bandedRanges", [])) if band]
        self._spans: dict[int, list[tuple[int, int, Any]]] = {}
        self.whole = self._whole_protection()
        self.open = [
            box
            for box in (box_of(area, self.rows, self.columns) for area in (self.whole or {}).get("unprotectedRanges", []))
            if box
        ]

    def _whole_protection(self) -> dict | None:
        """The protection of the whole sheet, unless it only warns."""
        for one in self.sheet.get("protectedRanges", []):
            area = one.get("range", {})
            if not one.get("warningOnly") and "namedRangeId" not in one and not set(area) - {"sheetId"}:
                return one
        return None

    def _band(self, band: dict) -> tuple[Box, bool, dict[str, str | None]] | None:
        box = box_of(band.get("range", {}), self.rows, self.columns)
        by_row = "rowProperties" in band
        properties = band.get("rowProperties") or band.get("columnProperties")
        if box is None or not properties:
            return None
        return box, by_row, {name: color_of(properties, f"{name}Color") for name in ("header", "firstBand", "secondBand", "footer")}

    def look(self, row: int, column: int) -> tuple[str | None, bool]:
        """The colour that banding gives a cell, and whether it is unlocked."""
        spans = self._spans.get(row)
        if spans is None:
            spans = self._spans[row] = self._row_spans(row)
        color, unlocked = None, False
        for first, last, found in spans:
            if first <= column <= last:
                if found is True:
                    unlocked = True
                else:
                    color = found[column - first] if isinstance(found, list) else found
        return color, unlocked

    def _row_spans(self, row: int) -> list[tuple[int, int, Any]]:
        """What lies over a row: first and last column, and a colour, a colour for each column, or True for unlocked."""
        spans: list[tuple[int, int, Any]] = []
        for box, by_row, colors in self.bands:
            if box.row <= row <= box.last_row:
                width = box.last_column - box.column
                found = (
                    _stripe(row - box.row, box.last_row - row, colors)
                    if by_row
                    else [_stripe(at, width - at, colors) for at in range(width + 1)]
                )
                spans.append((box.column, box.last_column, found))
        spans.extend((box.column, box.last_column, True) for box in self.open if box.row <= row <= box.last_row)
        return spans

    @property
    def has_look(self) -> bool:
        return bool(self.bands or self.open)

    def dressed(self, extent: tuple[int, int]) -> list[Box]:
        """Boxes of which also the blank cells need a format; `extent` is what holds something."""
        found = []
        for box in [*self.open, *(band[0] for band in self.bands)]:
            if box.cells > MAX_BLANKS:
                box = box._replace(
                    last_row=max(box.row, min(box.last_row, extent[0])),
                    last_column=max(box.column, min(box.last_column, extent[1])),
                )
            found.append(box)
        return found

    # -- writing ----------------------------------------------------------------------------------------------------

    def write(self, page: Worksheet) -> None:
        """All of it but protection."""
        frozen = self.grid.get("frozenRowCount", 0), self.grid.get("frozenColumnCount", 0)
        if any(frozen):
            page.freeze_panes(*frozen)
        if self.grid.get("hideGridlines"):
            page.hide_gridlines(2)
        if self.properties.get("rightToLeft"):
            page.right_to_left()
        tab = color_of(self.properties, "tabColor")
        if tab:
            page.set_tab_color(tab)
        page.outline_settings(
            True, bool(self.grid.get("rowGroupControlAfter")), bool(self.grid.get("columnGroupControlAfter"))
        )
        self._sizes(page)
        box = box_of(self.sheet.get("basicFilter", {}).get("range", {}), self.rows, self.columns)
        if box and "basicFilter" in self.sheet:
            page.autofilter(*box)

    def _sizes(self, page: Worksheet) -> None:
        columns = self._lines("columnMetadata", "columnGroups", COLUMN_PIXELS)
        widths = {at: pixels for at, (pixels, _) in columns.items()}
        rows = self._lines("rowMetadata", "rowGroups", ROW_PIXELS)
        for at, pixels in fitted(self.sheet, widths, COLUMN_PIXELS, ROW_PIXELS).items():
            if at not in rows:
                page.set_row_pixels(at, pixels)
        for at, (pixels, options) in sorted(rows.items()):
            page.set_row_pixels(at, pixels, None, options)
        page.set_column_pixels(0, self.columns - 1, COLUMN_PIXELS)
        for at, (pixels, options) in sorted(columns.items()):
            page.set_column_pixels(at, at, pixels, None, options)

    def _lines(self, metadata: str, groups: str, usual: int) -> dict[int, tuple[int, dict[str, Any]]]:
        """Size and options of the rows or columns that are not as usual."""
        found: dict[int, tuple[int, dict[str, Any]]] = {}
        start = "startRow" if metadata == "rowMetadata" else "startColumn"
        for block in self.sheet.get("data", []):
            for at, line in enumerate(block.get(metadata, []), block.get(start, 0)):
                hidden = bool(line.get("hiddenByUser") or line.get("hiddenByFilter"))
                pixels = line.get("pixelSize", usual)
                if hidden or pixels != usual:
                    found[at] = (pixels, {"hidden": True} if hidden else {})
        for group in sorted(self.sheet.get(groups, []), key=lambda one: one.get("depth", 1)):
            area = group.get("range", {})
            for at in range(area.get("startIndex", 0), min(area.get("endIndex", 0), 10_000)):
                pixels, options = found.get(at, (usual, {}))
                closed = {"hidden": True} if group.get("collapsed") else {}
                found[at] = (pixels, {**options, **closed, "level": min(group.get("depth", 1), 7)})
        return found

    def merges(self) -> list[Box]:
        """Merged areas of more than one cell; of two that meet, the first."""
        found: list[Box] = []
        for area in self.sheet.get("merges", []):
            box = box_of(area, self.rows, self.columns)
            if box and box.cells > 1 and not any(_meet(box, other) for other in found):
                found.append(box)
        return found

    def protect(self, page: Worksheet) -> None:
        """Protect the sheet when the whole of it is protected; open areas stay open."""
        if self.whole is None:
            return
        page.protect("", {"format_columns": True, "format_rows": True, "autofilter": True, "sort": True, "objects": True})
        for box in self.open:
            page.unprotect_range(box.name)


def _stripe(index: int, left: int, colors: dict[str, str | None]) -> str | None:
    if index == 0 and colors["header"]:
        return colors["header"]
    if left == 0 and colors["footer"]:
        return colors["footer"]
    place = index - 1 if colors["header"] else index
    return colors["firstBand"] if place % 2 == 0 else colors["secondBand"]


def _meet(one: Box, two: Box) -> bool:
    return (
        one.row <= two.last_row and two.row <= one.last_row
        and one.column <= two.last_column and two.column <= one.last_column
    )  # fmt: skip
