"""Google's formulas written for Excel, or, where Excel would give another value, the value.

A formula that cannot be carried over is written as Google itself exports one: IFERROR around a function that no
program knows, and the value. The file keeps both the formula's text and the value, whoever recalculates it.
"""

from __future__ import annotations

import re
from typing import Any

from localsheets.formula import Area, FormulaError, compute
from localsheets.formula.calculate import relative_text
from localsheets.formula.parse import Node, ParseFailed, parse
from localsheets.formula.rewrite import convert
from localsheets.formula.tokens import AreaText, Corner, area_of, area_text, title_of, tokens_of
from localsheets.numberformat.locales import locale_of
from localsheets.xlsx.grid import ExportGrid
from localsheets.xlsx.names import Titles

#: The same arguments, the same value in Sheets, Excel and LibreOffice.
_SAFE = frozenset(
    ["IF", "IFERROR", "AND", "OR", "NOT", "ISBLANK", "ISNUMBER", "ISTEXT", "ISERROR", "ISNA", "ISERR", "ISNONTEXT", "NA", "T", "CHOOSE", "TRUE", "FALSE", "EXACT", "LEN", "LEFT", "RIGHT", "MID", "FIND", "SUBSTITUTE", "REPLACE", "TRIM", "UPPER", "LOWER", "REPT", "SUM", "SUMIF", "SUMIFS", "COUNT", "COUNTA", "COUNTBLANK", "COUNTIF", "COUNTIFS", "AVERAGE", "AVERAGEIF", "AVERAGEIFS", "MIN", "MAX", "MEDIAN", "PRODUCT", "ROUND", "ROUNDUP", "ROUNDDOWN", "INT", "ABS", "MOD", "SQRT", "POWER", "SIGN", "EXP", "LN", "LOG", "LOG10", "PI", "SUMPRODUCT", "SUMSQ", "RANK", "LARGE", "SMALL", "VLOOKUP", "HLOOKUP", "MATCH", "INDEX", "ROW", "ROWS", "COLUMN", "COLUMNS", "OFFSET", "INDIRECT", "ADDRESS", "DATE", "TODAY", "NOW", "YEAR", "MONTH", "DAY", "WEEKDAY", "EDATE", "EOMONTH", "NETWORKDAYS", "WORKDAY", "TIME", "HOUR", "MINUTE", "SECOND", "DATEDIF", "HYPERLINK", "CONCATENATE"]
)
#: Known to newer programs only, under a longer name in the file.
_FUTURE = {"IFNA": "_xlfn.IFNA", "IFS": "_xlfn.IFS", "SWITCH": "_xlfn.SWITCH", "XOR": "_xlfn.XOR",
           "TEXTJOIN": "_xlfn.TEXTJOIN", "MAXIFS": "_xlfn.MAXIFS", "MINIFS": "_xlfn.MINIFS",
           "ISOWEEKNUM": "_xlfn.ISOWEEKNUM", "DAYS": "_xlfn.DAYS", "UNICHAR": "_xlfn.UNICHAR",
           "UNICODE": "_xlfn.UNICODE", "CHAR": "_xlfn.UNICHAR"}  # fmt: skip
#: A sheet has 1,000 rows here and a million there, so for these the end of a column is written out.
_COUNTS_BLANKS = frozenset(["ROWS", "COLUMNS", "COUNTBLANK", "COUNTIF", "COUNTIFS", "SUMPRODUCT", "OFFSET", "LARGE", "SMALL"])
#: These read their arguments as text, and a number reads differently from program to program.
_TEXTUAL = frozenset(["EXACT", "LEN", "LEFT", "RIGHT", "MID", "FIND", "SUBSTITUTE", "REPLACE", "TRIM", "UPPER", "LOWER", "REPT", "CONCATENATE", "TEXTJOIN"])
_COMPARES = frozenset(("=", "<>", "<", "<=", ">", ">="))
_SCHEMES = ("http://", "https://", "mailto:", "#")
_LIMIT = 8000
_PIECE = 250
_ERRORS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")


class Formulas:
    """Writes the formulas of one book."""

    def __init__(self, grid: ExportGrid, titles: Titles, locale: str) -> None:
        self.grid, self.titles, self.locale = grid, titles, locale
        self.decimal = locale_of(locale).decimal
        #: The locale in which a number that was read as text would look different.
        self.other = "en_US" if self.decimal == "," else "vi_VN"
        self._verdicts: dict[str, str] = {}

    def cell(self, formula: str, sheet: str, row: int, column: int, value: Any) -> str:
        """The formula for a cell that holds `value` (None: blank or unknown)."""
        verdict = self.verdict(formula, sheet, row, column)
        if verdict == "safe" and value is None:
            verdict = "check"  # a blank here is 0 there
        if verdict == "check" and self._elsewhere(formula, sheet, row, column) != ("" if value is None else value):
            verdict = "value"
        if verdict != "value" and not isinstance(value, FormulaError):
            written = self.written(formula, sheet)
            if len(written) <= _LIMIT:
                return written
        elif verdict != "value" and value.code in _ERRORS and value.code != "#REF!":
            # A reference lost here (a circle, a row beyond the sheet) may well exist there.
            return self.written(formula, sheet)
        return as_value(formula, value)

    def literal(self, error: FormulaError) -> str:
        """A formula that is nothing but an error."""
        return "=" + (error.code if error.code in _ERRORS else _literal(error.code))

    def rule(self, formula: str, sheet: str, row: int, column: int) -> str | None:
        """The formula of a rule or validation written for that cell, or None if it cannot be carried over."""
        if self.verdict(formula, sheet, row, column) == "value":
            return None
        written = self.written(formula, sheet)
        return written if len(written) <= _LIMIT else None

    def verdict(self, formula: str, sheet: str, row: int, column: int) -> str:
        """`safe`, `check` (the same if no number is read as text) or `value`; the same for all copies."""
        key = relative_text(formula, row, column)
        found = self._verdicts.get(key)
        if found is None:
            found = self._verdicts[key] = self._judge(formula)
        return found

    def _judge(self, formula: str) -> str:
        try:
            tree = parse(formula, decimal=self.decimal)
        except ParseFailed:
            return "value"
        found, waiting = "safe", [(tree, 0)]
        while waiting:
            node, depth = waiting.pop()
            verdict = self._node(node) if depth < 60 else "value"
            if verdict == "value":
                return verdict
            found = verdict if verdict == "check" else found
            waiting.extend((part, depth + 1) for part in _parts(node))
        return found

    def _node(self, node: Node) -> str:
        kind = node[0]
        if kind == "value":
            return "value" if isinstance(node[1], FormulaError) and node[1].code not in _ERRORS else "safe"
        if kind == "area":
            return "safe" if node[1].sheet is None or self.titles.known(node[1].sheet) else "value"
        if kind == "name":
            return "safe" if self.titles.named(node[1]) else "value"
        if kind == "array":
            return "value"
        if kind == "chain":
            return "check" if node[2][0][0] == "&" else "safe"
        if kind != "call":
            return "safe"
        return self._call(node[1], node[2])

    def _call(self, name: str, arguments: tuple[Node, ...]) -> str:
        if name not in _SAFE and name not in _FUTURE:
            return "value"
        if name == "SUMPRODUCT" and any(map(_boolean, arguments)):
            return "value"  # TRUE is 1 here and nothing there
        if name == "INDIRECT" and self.titles.renamed:
            return "value"
        if name == "CONCATENATE" and any(part[0] == "area" and part[1].last for part in arguments):
            return "value"
        if name == "HYPERLINK" and not _harmless_link(arguments):
            return "value"
        if name == "IFERROR" and len(arguments) < 2:
            return "value"
        if name in _TEXTUAL and any(part[0] != "value" for part in arguments):
            return "check"
        return "safe"

    def _elsewhere(self, formula: str, sheet: str, row: int, column: int) -> Any:
        """What the formula gives where dates are read as numbers and decimals are written otherwise."""
        text = convert(formula, self.locale, self.other)
        found = compute(text, self.grid, sheet, row, column, self.other, None).value
        return 0 if found is None else found

    def written(self, formula: str, sheet: str) -> str:
        """The formula in Excel's words, without asking whether it means the same."""
        tokens = tokens_of(convert(formula, self.locale, "en_US"))
        bounded = any(kind == "call" and text.upper() in _COUNTS_BLANKS for kind, text in tokens)
        out = ["="]
        for kind, text in tokens:
            if kind == "ref":
                text = self.reference(area_of(text), sheet, bounded)
            elif kind == "call":
                upper = text.upper()
                text = _FUTURE.get(upper, upper)
            elif kind == "lost":
                text = "#REF!"
            elif kind == "name" and "!" in text:
                at = text.rfind("!") + 1
                text = text[at:] if title_of(text[:at]) else text
            elif text == "@":
                continue
            out.append(text)
        return "".join(out)

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


def _closed(corner: Corner, end: int, part: str) -> Corner:
    if part == "row":
        return corner if corner.row is not None else corner._replace(row=end, fixed_row=True)
    return corner if corner.column is not None else corner._replace(column=end, fixed_column=True)


def _parts(node: Node) -> list[Node]:
    kind = node[0]
    if kind in ("group", "negate", "plus", "percent"):
        return [node[1]]
    if kind == "chain":
        return [node[1], *(part for _, part in node[2])]
    if kind == "call":
        return list(node[2])
    return [node[1], node[2]] if kind == "range" else []


def _boolean(node: Node) -> bool:
    """Whether an argument could be TRUE and FALSE rather than numbers."""
    while node[0] == "group":
        node = node[1]
    if node[0] == "chain":
        return node[2][0][0] in _COMPARES
    return node[0] == "call" and node[1] in ("AND", "OR", "NOT", "EXACT", "ISBLANK", "ISNUMBER", "ISTEXT", "ISERROR", "IF")


def _harmless_link(arguments: tuple[Node, ...]) -> bool:
    """Only links that start with a known scheme, written out, may become live in a file."""
    first = arguments[0]
    while first[0] in ("group", "chain"):
        first = first[1]
    return first[0] == "value" and isinstance(first[1], str) and first[1].lower().startswith(_SCHEMES)


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
        shown = value.code if value.code in _ERRORS else _literal(value.code)
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
