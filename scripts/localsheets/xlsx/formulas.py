"""Google's formulas written for Excel, or, where Excel would give another value, the value.

A formula that cannot be carried over is written as Google itself exports one: IFERROR around a function that no
program knows, and the value. The file keeps both the formula's text and the value, whoever recalculates it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from localsheets.formula import Area, FormulaError, references
from localsheets.formula.arrays import scalar
from localsheets.formula.calculate import compiled, relative_text
from localsheets.formula.coerce import plain
from localsheets.formula.compile import Getter
from localsheets.formula.context import Context
from localsheets.formula.errors import Stop
from localsheets.formula.rewrite import WORDS, convert
from localsheets.formula.tokens import AreaText, Corner, area_of, area_text, tokens_of
from localsheets.numberformat.locales import locale_of
from localsheets.xlsx.grid import ExportGrid
from localsheets.xlsx.judge import COUNTS_BLANKS, ERRORS, FUTURE, judge, risks
from localsheets.xlsx.names import Titles

_LIMIT = 8000
_PIECE = 250
_KEPT = 4096


class Ready(str):
    """A formula in which every name is already as long as the file wants it: XlsxWriter, which would look for many
    names in each, is told that they are there."""

    __slots__ = ()

    def __contains__(self, part: object) -> bool:
        return part == "_xlfn." or (isinstance(part, str) and super().__contains__(part))


@dataclass
class _Shared:
    """What is found out once for all copies of a formula, in all books with the same titles and names."""

    verdict: str
    never_blank: bool
    get: Getter | None = None
    pieces: list[str | None] | None = None
    bounded: bool = False


class Formulas:
    """Writes the formulas of one book."""

    def __init__(self, grid: ExportGrid, titles: Titles, locale: str, now: datetime | None = None) -> None:
        self.grid, self.titles, self.locale, self.now = grid, titles, locale, now
        self.decimal = locale_of(locale).decimal
        #: A place where dates, decimals and truth read otherwise when they are taken for text.
        self.other = "en_US" if self.decimal == "," else "vi_VN"
        self.elsewhere = replace(locale_of(self.other), truth=("0", "1"))
        self._copies = _shared_by(locale, titles.key)
        self._places: dict[tuple[str, str, bool], str] = {}
        self._odd: dict[tuple[str, str], bool] = {}
        self._texts: dict[tuple[str, str], str] = {}

    def cell(self, formula: str, sheet: str, row: int, column: int, value: Any) -> str:
        """The formula for a cell that holds `value` (None: blank or unknown)."""
        if isinstance(value, FormulaError) and not _same_error(value):
            return as_value(formula, value)
        shared = self._shared(formula, row, column)
        verdict = shared.verdict
        if verdict != "value" and not isinstance(value, FormulaError):
            unsure = verdict == "check" or (value is None and not shared.never_blank)  # a blank here is 0 there
            if unsure and self._elsewhere(shared, formula, sheet, row, column) != ("" if value is None else value):
                verdict = "value"
        if verdict != "value" and self._touches_odd_cells(formula, sheet):
            verdict = "value"
        if verdict != "value":
            written = self._written(shared, formula, sheet)
            if len(written) <= _LIMIT:
                return written
        return as_value(formula, value)

    def literal(self, error: FormulaError) -> str:
        """A formula that is nothing but an error."""
        return "=" + (error.code if error.code in ERRORS else _literal(error.code))

    def rule(self, formula: str, sheet: str, row: int, column: int) -> str | None:
        """The formula of a rule or validation written for that cell, or None if it cannot be carried over."""
        shared = self._shared(formula, row, column)
        if shared.verdict == "value":
            return None
        written = self._written(shared, formula, sheet)
        return written if len(written) <= _LIMIT else None

    def _shared(self, formula: str, row: int, column: int) -> _Shared:
        key = relative_text(formula, row, column)
        found = self._copies.get(key)
        if found is None:
            if len(self._copies) >= _KEPT:
                self._copies.clear()
            found = self._copies[key] = _Shared(*judge(formula, self.decimal, self.titles))
            seen = sum(token.kind == "ref" for token in tokens_of(formula, self.decimal))
            if seen != len(_areas(formula)):
                found.verdict = "value"
        return found

    def _elsewhere(self, shared: _Shared, formula: str, sheet: str, row: int, column: int) -> Any:
        """What the formula gives where numbers read as text look otherwise; 0 for a blank, None for an error."""
        if shared.get is None:
            shared.get = compiled(convert(formula, self.locale, self.other), row, column, self.other).value
        context = Context(self.grid, sheet, row, column, self.other, self.now)
        context.locale = self.elsewhere
        try:
            found = plain(scalar(shared.get(context), context))
        except (Stop, OverflowError):
            return None
        return 0 if found is None else found

    def _touches_odd_cells(self, formula: str, sheet: str) -> bool:
        """Whether the formula reads truth as a number, or text that looks like a number, which LibreOffice confuses."""
        if not self.grid.odd:
            return False
        key = (formula, sheet)
        if key not in self._odd:
            self._odd[key] = self._reads_odd_cells(formula, sheet)
        return self._odd[key]

    def _reads_odd_cells(self, formula: str, sheet: str) -> bool:
        upper = formula.upper()
        counted, compared = risks(upper)
        if not counted and not compared:
            return False
        areas = references(formula, sheet)
        areas += [area for area in map(self.grid.named_range, self.titles.names_in(upper)) if area]
        everywhere = "INDIRECT(" in upper or "OFFSET(" in upper
        for title, (truths, numeric_texts) in self.grid.odd.items():
            columns = (truths if counted else set()) | (numeric_texts if compared else set())
            if everywhere and columns:
                return True
            for area in areas:
                last = area.last_column
                if area.sheet.lower() == title and any(area.column <= c and (last is None or c <= last) for c in columns):
                    return True
        return False

    def _written(self, shared: _Shared, formula: str, sheet: str) -> str:
        """The formula in Excel's words."""
        key = (formula, sheet)
        written = self._texts.get(key)
        if written is None:
            if shared.pieces is None:
                shared.pieces, shared.bounded = self._pieces(formula)
            following = iter(_areas(formula))
            parts = [self._place(next(following), sheet, shared.bounded) if piece is None else piece for piece in shared.pieces]
            written = self._texts[key] = "".join(parts)
        return written

    def _place(self, text: str, sheet: str, bounded: bool) -> str:
        key = (text, sheet, bounded)
        found = self._places.get(key)
        if found is None:
            found = self._places[key] = self.reference(area_of(text), sheet, bounded)
        return found

    def _pieces(self, formula: str) -> tuple[list[str | None], bool]:
        """What all copies of a formula share, None where a reference stands."""
        tokens = tokens_of(convert(formula, self.locale, "en_US"))
        out: list[str | None] = ["="]
        for kind, text in tokens:
            if kind == "ref":
                out.append(None)
            elif kind == "call":
                out.append(FUTURE.get(text.upper(), text.upper()))
            elif kind == "lost":
                out.append("#REF!")
            elif kind == "name":
                out.append(text[text.rfind("!") + 1 :])
            elif text != "@":
                out.append(text)
        return out, any(kind == "call" and text.upper() in COUNTS_BLANKS for kind, text in tokens)

    def reference(self, area: AreaText, sheet: str, bounded: bool = False) -> str:
        """An area with the sheet's title in the file; half-open ones (`A2:A`) get their end."""
        if area.sheet is not None:
            area = area._replace(prefix=self.titles.prefix(area.sheet))
        first, last = area.first, area.last
        if last is None:
            return area_text(area)
        rows, columns = self.grid.size(area.sheet or sheet)
        if (first.row is None) != (last.row is None) or (bounded and first.row is None and first.column is not None):
            first, last = _closed(first, 0, "row"), _closed(last, rows - 1, "row")
        if (first.column is None) != (last.column is None) or (bounded and first.column is None):
            first, last = _closed(first, 0, "column"), _closed(last, columns - 1, "column")
        return area_text(area._replace(first=first, last=last))


@lru_cache(maxsize=8)
def _shared_by(locale: str, titles: frozenset[object]) -> dict[str, _Shared]:
    """By relative text. A ward's group books hold the same formulas."""
    return {}


def _areas(formula: str) -> list[str]:
    return [match.group() for match in WORDS.finditer(formula) if match.lastgroup == "ref"]


def _closed(corner: Corner, end: int, part: str) -> Corner:
    if part == "row":
        return corner if corner.row is not None else corner._replace(row=end, fixed_row=True)
    return corner if corner.column is not None else corner._replace(column=end, fixed_column=True)


def _same_error(error: FormulaError) -> bool:
    """Whether every program ends with this error in the same way, so that the formula may stay alive."""
    return error.code == "#DIV/0!" or error.message.startswith("Did not find value")


def _literal(text: str) -> str:
    """Text in a formula; Excel takes at most 255 characters a piece."""
    pieces = [text[i : i + _PIECE] for i in range(0, len(text), _PIECE)] or [""]
    return "&".join('"' + piece.replace('"', '""') + '"' for piece in pieces)


def as_value(formula: str, value: Any) -> str:
    """A formula that gives `value` and remembers what it was made from."""
    # The space keeps programs from taking the text for a call.
    source = re.sub(r"([\w.])\(", r"\1 (", formula[1:])
    remembered = _literal(source) if len(source) <= _PIECE else '"COMPUTED_VALUE"'
    if value is None:
        shown = '""'
    elif isinstance(value, bool):
        shown = "TRUE" if value else "FALSE"
    elif isinstance(value, FormulaError):
        shown = value.code if value.code in ERRORS else _literal(value.code)
    elif isinstance(value, str):
        shown = _literal(value[:_LIMIT])
    else:
        shown = repr(value)
    return f"=IFERROR(__xludf.DUMMYFUNCTION({remembered}),{shown})"


def absolute(area: Area, prefix: str, rows: int, columns: int) -> str:
    """`Sheet!$A$1:$B$2`; a whole column stays `$A:$A`, a whole row `$1:$1`."""
    last_row = rows - 1 if area.last_row is None else area.last_row
    last_column = columns - 1 if area.last_column is None else area.last_column
    first, last = Corner(area.column, area.row, True, True), Corner(last_column, last_row, True, True)
    if area.row == 0 and area.last_row is None:
        first, last = first._replace(row=None), last._replace(row=None)
    elif area.column == 0 and area.last_column is None:
        first, last = first._replace(column=None), last._replace(column=None)
    same = first == last and first.row is not None and first.column is not None
    return area_text(AreaText(None, prefix, first, None if same else last))
