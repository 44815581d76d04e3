"""The values of a Spreadsheet resource as formulas read them. Number formats are left out on purpose: other programs
do not see them when they read a number as text."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from localsheets.formula import Area, FormulaError
from localsheets.formula.errors import TYPES
from localsheets.numberformat.typed import parse_number

_STARTS = frozenset("0123456789+-.,$€£¥₫ ")
_CODES = {kind: code for code, kind in TYPES.items()}


def plain_value(found: dict | None) -> Any:
    """An ExtendedValue as None, bool, number, text or FormulaError."""
    if not found:
        return None
    kind, value = next(iter(found.items()))
    if kind == "errorValue":
        return FormulaError(_CODES.get(value.get("type", "ERROR"), "#ERROR!"), value.get("message", ""))
    if kind == "numberValue" and isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value


Odd = dict[str, tuple[set[int], set[int]]]


class ExportGrid:
    """A Grid (see localsheets.formula) over the JSON of a book; nothing is calculated."""

    def __init__(self, spreadsheet: dict) -> None:
        self._sheets: dict[str, dict] = {}
        self._rows: dict[str, dict[int, list[dict]]] = {}
        self._ids: dict[int, str] = {}
        for sheet in spreadsheet.get("sheets", []):
            properties = sheet.get("properties", {})
            title = properties.get("title", "")
            self._sheets[title.lower()] = sheet
            self._ids[properties.get("sheetId", 0)] = title
        self._names = {one["name"].lower(): one.get("range", {}) for one in spreadsheet.get("namedRanges", []) if "name" in one}

    @cached_property
    def odd(self) -> Odd:
        """By sheet (lower case): the columns that hold TRUE or FALSE, and those with text that looks like a number."""
        found: Odd = {}
        for title in self._sheets:
            truths: set[int] = set()
            texts: set[int] = set()
            for line in self._lines(title).values():
                for column, cell in enumerate(line):
                    value = cell.get("effectiveValue")
                    if not value:
                        continue
                    if "boolValue" in value:
                        truths.add(column)
                    elif column not in texts:
                        text = value.get("stringValue")
                        if text and text[0] in _STARTS and any(parse_number(text.strip(), one) for one in ("en_US", "vi_VN")):
                            texts.add(column)
            if truths or texts:
                found[title] = (truths, texts)
        return found

    def title(self, sheet_id: int) -> str | None:
        """The title of a sheet, or None."""
        return self._ids.get(sheet_id)

    def size(self, sheet: str) -> tuple[int, int]:
        grid = self._sheets[sheet.lower()].get("properties", {}).get("gridProperties", {})
        return grid.get("rowCount", 1000), grid.get("columnCount", 26)

    def value(self, sheet: str | None, row: int, column: int) -> Any:
        line = self._lines((sheet or "").lower()).get(row)
        return plain_value(line[column].get("effectiveValue")) if line is not None and column < len(line) else None

    def _lines(self, sheet: str) -> dict[int, list[dict]]:
        found = self._rows.get(sheet)
        if found is None:
            found = self._rows[sheet] = {}
            for block in self._sheets[sheet].get("data", []):
                before: list[dict] = [{}] * block.get("startColumn", 0)
                for at, line in enumerate(block.get("rowData", []), block.get("startRow", 0)):
                    if line.get("values"):
                        found[at] = before + line["values"]
        return found

    def extent(self, sheet: str) -> tuple[int, int]:
        lines = self._lines(sheet.lower())
        return max(lines, default=-1) + 1, max(map(len, lines.values()), default=0)

    def named_range(self, name: str) -> Area | None:
        return self.area(self._names[name.lower()]) if name.lower() in self._names else None

    def area(self, box: dict) -> Area | None:
        """A GridRange as an Area, or None when its sheet is not there."""
        title = self.title(box.get("sheetId", 0))
        if title is None:
            return None
        last_row, last_column = box.get("endRowIndex"), box.get("endColumnIndex")
        return Area(
            title,
            box.get("startRowIndex", 0),
            box.get("startColumnIndex", 0),
            None if last_row is None else last_row - 1,
            None if last_column is None else last_column - 1,
        )
