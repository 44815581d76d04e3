"""CellData: one cell as the API tells it, only the parts a mask asks for.

Source: https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/cells
"""

from __future__ import annotations

import re
from typing import Any

from localsheets import conditional, numberformat
from localsheets.calc import Calculator, shown_format
from localsheets.defaults import DEFAULT_FORMAT
from localsheets.fieldmask import Tree, wants
from localsheets.formula import FormulaError
from localsheets.model import EXTRA, Blank, Cell, Sheet, intern
from localsheets.tidy import THEME
from localsheets.values import number

ALIGNMENT = {str: "LEFT", int: "RIGHT", float: "RIGHT"}
LINKED = {
    "foregroundColor": THEME["LINK"],
    "foregroundColorStyle": {"rgbColor": THEME["LINK"]},
    "underline": True,
}
_LINK = re.compile(r'\s*=\s*HYPERLINK\(\s*"([^"]+)"', re.IGNORECASE)
_EFFECTIVE_BASE = {
    **DEFAULT_FORMAT,
    "textFormat": {**DEFAULT_FORMAT["textFormat"], "fontFamily": "Arial"},
    "hyperlinkDisplayType": "PLAIN_TEXT",
}


def extended(value: Any) -> dict:
    """A calculated value as an ExtendedValue."""
    if isinstance(value, FormulaError):
        error = {"type": value.type}
        return {"errorValue": error | ({"message": value.message} if value.message else {})}
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, str):
        return {"stringValue": value}
    return {"numberValue": number(value)}


def merged_format(base: dict, over: dict) -> dict:
    """`over` laid on `base`, message by message."""
    found = dict(base)
    for name, value in over.items():
        old = found.get(name)
        if isinstance(value, dict) and isinstance(old, dict) and name in ("textFormat", "padding", "borders"):
            found[name] = merged_format(old, value)
        else:
            found[name] = value
    return found


class CellRenderer:
    """Renders CellData, only the parts a mask asks for."""

    def __init__(self, calculator: Calculator, tree: Tree | None):
        self.calculator, self.locale = calculator, calculator.locale
        self.entered = wants(tree, "userEnteredValue")
        self.effective = wants(tree, "effectiveValue")
        self.formatted = wants(tree, "formattedValue")
        self.own_format = wants(tree, "userEnteredFormat")
        self.effective_format = wants(tree, "effectiveFormat")
        self.note = wants(tree, "note")
        self.validation = wants(tree, "dataValidation")
        self.link = wants(tree, "hyperlink")
        #: Only values are asked for: a cell without one has nothing to say, whatever it wears.
        others = (self.own_format, self.effective_format, self.note, self.validation, self.link)
        self.values_only = bool(tree) and not any(others) and not any(wants(tree, name) for name in EXTRA)
        #: Of what was entered only formulas are asked for: of a value that it is there.
        self.only_formulas = tree is not None and "*" not in tree and tree.get("userEnteredValue") == {"formulaValue": {}}
        parts = () if tree is None else (part for name, part in tree.items() if name != "userEnteredValue" or not self.only_formulas)
        #: Cells come out just as the mask wants them.
        self.exact = self.values_only and tree is not None and not any(parts) and "*" not in tree
        self._formats: dict[tuple, dict] = {}
        self._blanks: dict[int, dict] = {}
        self._painters: dict[int, conditional.Painter] = {}
        base = calculator.book.properties.get("defaultFormat", DEFAULT_FORMAT)
        self._base = _EFFECTIVE_BASE if base == DEFAULT_FORMAT else {**merged_format(_EFFECTIVE_BASE, base)}

    def cell(self, sheet: Sheet, row: int, column: int, cell: Cell | None) -> dict:
        found: dict = {}
        value = self.calculator.cell_value(sheet, row, column, cell)
        if value is None and (cell is None or (type(cell) is Blank and not self.effective_format)):
            return self.worn(cell)
        cell = cell or Cell()
        if self.entered:
            if cell.formula is not None:
                found["userEnteredValue"] = {"formulaValue": cell.formula}
            elif cell.value is not None:
                found["userEnteredValue"] = {} if self.only_formulas else extended(cell.value)
        if value is not None and not (value == "" and isinstance(value, str)):
            if self.effective:
                found["effectiveValue"] = extended(value)
            if self.formatted:
                shown = shown_format(self.calculator, sheet, row, column, cell)
                found["formattedValue"] = numberformat.format_value(value, shown, self.locale)
        if self.own_format and cell.fmt:
            found["userEnteredFormat"] = cell.fmt
        if self.effective_format:
            found["effectiveFormat"] = self._effective(sheet, row, column, cell)
        if self.link:
            link = self._link(cell)
            if link:
                found["hyperlink"] = link
        if self.note and cell.note:
            found["note"] = cell.note
        if self.validation and cell.validation:
            found["dataValidation"] = cell.validation
        if cell.extra:
            found |= cell.extra
        return found

    def worn(self, cell: Cell | None) -> dict:
        """What is said of a cell without a value: one and the same of all that wear the same."""
        if cell is None:
            return {}
        found = self._blanks.get(id(cell))
        if found is None:
            found = {}
            if self.own_format and cell.fmt:
                found["userEnteredFormat"] = cell.fmt
            link = self._link(cell) if self.link else None
            if link:
                found["hyperlink"] = link
            if self.validation and cell.validation:
                found["dataValidation"] = cell.validation
            self._blanks[id(cell)] = found
        return found

    def _link(self, cell: Cell) -> str | None:
        if cell.formula is not None:
            match = _LINK.match(cell.formula)
            return match.group(1) if match else None
        if cell.fmt:
            link = cell.fmt.get("textFormat", {}).get("link", {}).get("uri")
            if link:
                return link
        if isinstance(cell.value, str) and re.match(r"https?://\S+\Z", cell.value):
            return cell.value
        return None

    def _effective(self, sheet: Sheet, row: int, column: int, cell: Cell) -> dict:
        implied = None
        if cell.formula is not None and not (cell.fmt and "numberFormat" in cell.fmt):
            implied = self.calculator.implied_format(sheet, row, column)
        over = None
        if sheet.conditional_formats:
            painter = self._painters.get(sheet.id)
            if painter is None:
                painter = self._painters[sheet.id] = conditional.Painter(
                    sheet.conditional_formats, self.calculator, sheet.title, self.locale, self.calculator.now
                )
            over = intern(painter.at(row, column))
        value = self.calculator.cell_value(sheet, row, column, cell)
        link = self._link(cell)
        align = ALIGNMENT.get(type(value), "CENTER" if value is not None else None)
        key = (id(cell.fmt), id(intern(implied)), id(over), align, link)
        found = self._formats.get(key)
        if found is None:
            found = self._base if align is None else {**self._base, "horizontalAlignment": align}
            if link:
                found = merged_format(found, {"textFormat": {**LINKED, "link": {"uri": link}}})
                found["hyperlinkDisplayType"] = "LINKED"
            found = merged_format(found, cell.fmt or {})
            if implied:
                found["numberFormat"] = implied
            if over:
                found = merged_format(found, over)
            self._formats[key] = found
        return found
