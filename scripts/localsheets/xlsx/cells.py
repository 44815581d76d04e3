"""The cells of a sheet: values, formulas, formats, notes, links."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from localsheets.formula import FormulaError
from localsheets.xlsx.formats import Formats, format_properties, text_properties
from localsheets.xlsx.formulas import Formulas, Ready
from localsheets.xlsx.grid import plain_value
from localsheets.xlsx.rules import Rules

_LINKS = ("http://", "https://", "mailto:")
_SURROGATES = {code: "\ufffd" for code in range(0xD800, 0xE000)}
_WORN = {"userEnteredFormat", "dataValidation"}
Look = Callable[[int, int], "tuple[str | None, bool]"]


def _safe(text: str) -> str:
    """Text without half characters, which no file can hold."""
    return text if text.isascii() else text.translate(_SURROGATES)


class Cells:
    """Writes the cells of one sheet. `look` gives the band's colour and whether the cell is unlocked."""

    def __init__(
        self, page: Worksheet, sheet: str, formulas: Formulas, formats: Formats, rules: Rules, look: Look | None
    ) -> None:
        self.page, self.sheet, self.formulas = page, sheet, formulas
        self.formats, self.rules, self.look = formats, rules, look
        self._blanks: dict[tuple[int, str | None, bool], tuple[Format | None, dict | None]] = {}
        self._alive: list[dict] = []
        self.number_format: Callable[[str, int, int], dict | None] | None = None

    def write(self, row: int, column: int, cell: dict) -> bool:
        """Write one CellData; False when there was nothing to write."""
        band, unlocked = self.look(row, column) if self.look else (None, False)
        key = (id(cell) if cell else 0, band, unlocked)
        if key in self._blanks:  # the renderer gives one object for all blank cells that wear the same
            blank, rule = self._blanks[key]
            if rule is not None:
                self.rules.add_validation(rule, row, column)
            if blank is not None:
                self.page.write_blank(row, column, None, blank)
            return blank is not None or rule is not None
        own = cell.get("userEnteredFormat")
        formula = (cell.get("userEnteredValue") or {}).get("formulaValue")
        number_format = self._implied(row, column, cell) if formula else None
        look = self.formats.cell(own, number_format, band, unlocked)
        if "note" in cell:
            self.page.write_comment(row, column, cell["note"][:32767], {"visible": False})
        if "dataValidation" in cell:
            self.rules.add_validation(cell["dataValidation"], row, column)
        found = cell.get("effectiveValue") or (None if formula else cell.get("userEnteredValue"))
        value = plain_value(found)
        if formula is not None:
            self._formula(row, column, formula, value, look)
        elif value is None:
            if cell.keys() <= _WORN:
                self._alive.append(cell)  # its id must not pass to another
                self._blanks[key] = (look, cell.get("dataValidation"))
            if look is None:
                return "note" in cell or "dataValidation" in cell
            self.page.write_blank(row, column, None, look)
        else:
            self._value(row, column, value, look, cell)
        return True

    def _implied(self, row: int, column: int, cell: dict) -> dict | None:
        """The number format that a formula brings, unless the cell has one of its own."""
        if "effectiveFormat" in cell or self.number_format is None:
            return (cell.get("effectiveFormat") or {}).get("numberFormat")
        return self.number_format(self.sheet, row, column)

    def _formula(self, row: int, column: int, formula: str, value: Any, look: Format | None) -> None:
        written = self.formulas.cell(formula, self.sheet, row, column, value)
        shown = "" if value is None else value.code if isinstance(value, FormulaError) else value
        self.page.write_formula(row, column, Ready(written[1:]), look, _safe(shown) if isinstance(shown, str) else shown)

    def _value(self, row: int, column: int, value: Any, look: Format | None, cell: dict) -> None:
        if isinstance(value, bool):
            self.page.write_boolean(row, column, value, look)
        elif isinstance(value, (int, float)):
            self.page.write_number(row, column, value, look)
        elif isinstance(value, FormulaError):
            # the spilled part of an array, or an error that was entered as such
            self.page.write_formula(row, column, self.formulas.literal(value), look, value.code)
        else:
            self._text(row, column, _safe(value), look, cell)

    def _text(self, row: int, column: int, text: str, look: Format | None, cell: dict) -> None:
        own = cell.get("userEnteredFormat") or {}
        link = ((own.get("textFormat") or {}).get("link") or {}).get("uri") or ""
        if link.lower().startswith(_LINKS) and len(link) <= 2000:
            style = {"font_color": "#1155CC", "underline": 1} | format_properties(own, self.formats.locale)
            if self.page.write_url(row, column, _safe(link), self.formats.made(style), text) == 0:
                return
        runs = cell.get("textFormatRuns")
        if runs and self._rich(row, column, text, runs, look):
            return
        self.page.write_string(row, column, text, look)

    def _rich(self, row: int, column: int, text: str, runs: list[dict], look: Format | None) -> bool:
        """Text in several formats. Google counts in UTF-16."""
        units = text.encode("utf-16-le")
        starts = [run.get("startIndex", 0) * 2 for run in runs]
        ends = [*starts[1:], len(units)]
        parts: list[Any] = []
        if starts[0] > 0:
            parts.append(units[: starts[0]].decode("utf-16-le", "replace"))
        for run, start, end in zip(runs, starts, ends, strict=True):
            piece = units[start:end].decode("utf-16-le", "replace")
            if piece:
                properties = text_properties(run.get("format") or {})
                parts.extend([self.formats.made(properties), piece] if properties else [piece])
        if sum(isinstance(part, str) for part in parts) < 2 or len(text) > 32767:
            return False
        if look is not None:
            parts.append(look)
        return self.page.write_rich_string(row, column, *parts) == 0
