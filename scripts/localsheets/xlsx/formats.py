"""CellFormat of the API → formats of the file, each different one made once."""

from __future__ import annotations

from typing import Any

import xlsxwriter
from xlsxwriter.format import Format

from localsheets.numberformat import pattern_of
from localsheets.numberformat.excel import excel_pattern

_HORIZONTAL = {"LEFT": "left", "CENTER": "center", "RIGHT": "right"}
_VERTICAL = {"TOP": "top", "MIDDLE": "vcenter", "BOTTOM": "bottom"}
_BORDERS = {"DOTTED": 4, "DASHED": 3, "SOLID": 1, "SOLID_MEDIUM": 2, "SOLID_THICK": 5, "DOUBLE": 6}
#: Theme colours of a new file in Sheets.
_THEME = {
    "TEXT": "#000000", "BACKGROUND": "#FFFFFF", "ACCENT1": "#4285F4", "ACCENT2": "#EA4335", "ACCENT3": "#FBBC04",
    "ACCENT4": "#34A853", "ACCENT5": "#FF6D01", "ACCENT6": "#46BDC6", "LINK": "#1155CC",
}  # fmt: skip


def color_of(message: dict, name: str) -> str | None:
    """The colour `name` (or its style) of a message as `#RRGGBB`, or None when it has none."""
    style = message.get(name + "Style") or {}
    if style.get("themeColor"):
        return _THEME.get(style["themeColor"])
    color = style.get("rgbColor", message.get(name))
    if color is None:
        return None
    parts = (round(max(0.0, min(1.0, color.get(part) or 0.0)) * 255) for part in ("red", "green", "blue"))
    return "#{:02X}{:02X}{:02X}".format(*parts)


def text_properties(text: dict) -> dict[str, Any]:
    """A TextFormat in the words of XlsxWriter."""
    found: dict[str, Any] = {}
    if text.get("bold"):
        found["bold"] = True
    if text.get("italic"):
        found["italic"] = True
    if text.get("underline"):
        found["underline"] = 1
    if text.get("strikethrough"):
        found["font_strikeout"] = True
    if text.get("fontSize"):
        found["font_size"] = text["fontSize"]
    if text.get("fontFamily"):
        found["font_name"] = text["fontFamily"]
    color = color_of(text, "foregroundColor")
    if color and color != "#000000":
        found["font_color"] = color
    return found


def format_properties(cell: dict, locale: str) -> dict[str, Any]:
    """A CellFormat in the words of XlsxWriter."""
    found = text_properties(cell.get("textFormat") or {})
    pattern = excel_pattern(pattern_of(cell.get("numberFormat"), locale))
    if pattern != "General":
        found["num_format"] = pattern
    fill = color_of(cell, "backgroundColor")
    if fill and fill != "#FFFFFF":
        found["bg_color"] = fill
    if cell.get("horizontalAlignment") in _HORIZONTAL:
        found["align"] = _HORIZONTAL[cell["horizontalAlignment"]]
    if cell.get("verticalAlignment") in _VERTICAL:
        found["valign"] = _VERTICAL[cell["verticalAlignment"]]
    if cell.get("wrapStrategy") == "WRAP" or cell.get("wrapStrategy") == "LEGACY_WRAP":
        found["text_wrap"] = True
    rotation = cell.get("textRotation") or {}
    if rotation.get("vertical"):
        found["rotation"] = 270
    elif rotation.get("angle"):
        found["rotation"] = max(-90, min(90, rotation["angle"]))
    for side, border in (cell.get("borders") or {}).items():
        style = _BORDERS.get(border.get("style", ""))
        if style and side in ("top", "bottom", "left", "right"):
            found[side] = style
            found[f"{side}_color"] = color_of(border, "color") or "#000000"
    return found


def rule_properties(cell: dict) -> dict[str, Any]:
    """What a conditional format may change: weight, slant, lines, colours."""
    properties = format_properties(cell, "en_US")
    allowed = ("bold", "italic", "underline", "font_strikeout", "font_color", "bg_color")
    found = {name: properties[name] for name in allowed if name in properties}
    for name, part in (("bg_color", cell), ("font_color", cell.get("textFormat") or {})):
        color = color_of(part, {"bg_color": "backgroundColor", "font_color": "foregroundColor"}[name])
        if color:
            found[name] = color  # here white and black are a change, too
    return found


class Formats:
    """The formats of one file. `over` is laid on a cell's own: a band's colour, an unlocked cell, a link's look."""

    def __init__(self, book: xlsxwriter.Workbook, locale: str) -> None:
        self.book, self.locale = book, locale
        self._properties: dict[int, dict[str, Any]] = {}
        self._made: dict[tuple[Any, ...], Format] = {}
        self._seen: dict[tuple[Any, ...], Format | None] = {}
        self._alive: list[Any] = []

    def _of(self, cell: dict) -> dict[str, Any]:
        found = self._properties.get(id(cell))
        if found is None:
            found = self._properties[id(cell)] = format_properties(cell, self.locale)
            self._alive.append(cell)  # its id must not pass to another
        return found

    def cell(
        self, own: dict | None, number_format: dict | None = None, band: str | None = None, unlocked: bool = False
    ) -> Format | None:
        """The format of a cell; `number_format` is implied by its formula and gives way to its own."""
        key = (id(own) if own else 0, id(number_format) if number_format else 0, band, unlocked)
        if key in self._seen:
            return self._seen[key]
        properties = dict(self._of(own)) if own else {}
        if number_format and not (own and "numberFormat" in own):
            pattern = excel_pattern(pattern_of(number_format, self.locale))
            if pattern != "General":
                properties["num_format"] = pattern
            self._alive.append(number_format)
        if band and "bg_color" not in properties and not (own and ("backgroundColor" in own or "backgroundColorStyle" in own)):
            properties["bg_color"] = band
        if unlocked:
            properties["locked"] = False
        found = self._seen[key] = self.made(properties) if properties else None
        return found

    def made(self, properties: dict[str, Any]) -> Format:
        """The format with these properties of XlsxWriter."""
        key = tuple(sorted(properties.items()))
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = self.book.add_format(properties)
        return found
