"""Formulas rewritten as the book changes, is copied, or is shown in another locale. Text in, text out."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from localsheets.formula.grid import Area, DimensionChange
from localsheets.formula.tokens import (
    AREA,
    MAX_COLUMN,
    SHEET,
    AreaText,
    Corner,
    area_of,
    area_text,
    prefix_of,
    title_of,
    tokens_of,
)  # fmt: skip
from localsheets.numberformat.locales import locale_of

_REF = "#REF!"
_QUOTED = re.compile(r"""\"[^"]*\"|'[^']*'""")
_NEEDS_WORK = re.compile(r"""[a-z{"']""")
_NEEDLESS = re.compile(r"'[A-Za-z_][A-Za-z0-9_.]*'!")
_SPANS = re.compile(r"[$A-Z0-9]+:[$A-Z0-9]+")
_CORNERS = re.compile(r"\$?([A-Z]{1,3})\$?(\d+):\$?([A-Z]{1,3})\$?(\d+)\Z")
MAX_ROW = 10_000_000
#: Strings, areas, and words that could be taken for one. The same in every locale.
WORDS = re.compile(
    rf'"[^"]*(?:""[^"]*)*"|[A-Za-z_][\w.]*\(|(?P<ref>(?:{SHEET})?{AREA})|(?P<prefix>{SHEET})(?P<rest>#REF!|[^\W\d][\w.]*)?|[^\W\d][\w.]*|\d[\w.]*'
)


def _replace(formula: str, area: Callable[[str], str], prefix: Callable[[str, str], str] | None = None) -> str:
    def word(match: re.Match[str]) -> str:
        if match.lastgroup == "ref":
            return area(match.group())
        if prefix is not None and match["prefix"]:
            return prefix(match["prefix"], match["rest"] or "")
        return match.group()

    return WORDS.sub(word, formula)


def shift(formula: str, own_sheet: str, change: DimensionChange) -> str:
    """The formula as Google rewrites it when rows, columns or sheets change; `own_sheet` is where it stands."""
    title = change.sheet.lower()
    if change.kind in ("rename", "remove"):
        return _retitle(formula, title, change.new_title if change.kind == "rename" else None)
    own = own_sheet.lower() == title
    if not own and title.replace("'", "''") not in formula.lower():
        return formula

    def moved(text: str) -> str:
        area = area_of(text)
        if not own if area.sheet is None else area.sheet.lower() != title:
            return text
        found = _moved(area, change)
        return _REF if found is None else text if found is area else area_text(found)

    return _replace(formula, moved)


def _retitle(formula: str, title: str, new_title: str | None) -> str:
    def area(text: str) -> str:
        found = area_of(text)
        if found.sheet is None or found.sheet.lower() != title:
            return text
        return _REF if new_title is None else area_text(found._replace(prefix=prefix_of(new_title)))

    def prefix(text: str, rest: str) -> str:
        if (title_of(text) or "").lower() != title:
            return text + rest
        return _REF if new_title is None else prefix_of(new_title) + rest

    return _replace(formula, area, prefix)


def _moved(area: AreaText, change: DimensionChange) -> AreaText | None:
    """The area after the change, or None when nothing is left of it."""
    rows = change.dimension == "ROWS"
    first, last = area.first, area.last or area.first
    start = first.row if rows else first.column
    end = last.row if rows else last.column
    if start is None and end is None:
        return area
    if change.kind != "move" and max(start or 0, end if end is not None else 0) < change.start and end is not None:
        return area  # all of it lies before the change
    turned = start is not None and end is not None and end < start
    if turned:
        start, end = end, start
    # `A2:A` is open below; `A:A5` is written backwards, and starts at the top.
    span = span_after(start or 0, end, change)
    if span is None:
        return None
    after = (span[1], span[0]) if turned else span
    start_after = after[0] if start is not None else None
    end_after = after[1] if end is not None else None
    first = _placed(first, start_after, rows)
    return AreaText(area.sheet, area.prefix, first, _placed(last, end_after, rows) if area.last else None)


def _placed(corner: Corner, index: int | None, rows: bool) -> Corner:
    if rows:
        return Corner(corner.column, index, corner.fixed_column, corner.fixed_row)
    return Corner(index, corner.row, corner.fixed_column, corner.fixed_row)


def span_after(start: int, end: int | None, change: DimensionChange) -> tuple[int, int | None] | None:
    """Where the rows (or columns) `start`–`end` are after an insert, delete or move; `end` None is open.

    Of a range that loses rows to a move, what stays is kept; a range that moves as a whole follows.
    """
    at, count = change.start, change.count
    if change.kind == "insert":
        if end is not None and end >= at:
            end += count
        return (start + count if start >= at else start), end
    if change.kind == "delete":
        stop = at + count
        if end is None:
            return (start if start < at else max(at, start - count)), None
        if start >= at and end < stop:
            return None
        new_start = start if start < at else at if start < stop else start - count
        new_end = end if end < at else at - 1 if end < stop else end - count
        return new_start, new_end
    return _span_moved(start, end, change)


def _span_moved(start: int, end: int | None, change: DimensionChange) -> tuple[int, int | None]:
    at, stop, to = change.start, change.start + change.count, change.destination
    target = to if to <= at else to - change.count
    if at <= to <= stop or (end is None and start == 0):
        return start, end
    high = end if end is not None else MAX_ROW * 2

    def place(index: int) -> int:
        if at <= index < stop:
            return target + index - at
        without = index if index < at else index - change.count
        return without if without < target else without + change.count

    if at <= start and high < stop:
        return place(start), place(high)
    inside_low, inside_high = max(start, at), min(high, stop - 1)
    moved = (place(inside_low), place(inside_high)) if inside_low <= inside_high else None
    kept_low = start if not at <= start < stop else stop
    kept_high = high if not at <= high < stop else at - 1
    low, top = place(kept_low), place(kept_high)
    if moved is not None:
        together = (min(low, moved[0]), max(top, moved[1]))
        if together[1] - together[0] == high - start:
            low, top = together
    return low, (None if end is None else top)


def translate(formula: str, drow: int, dcol: int) -> str:
    """The formula as pasted `drow` rows down and `dcol` columns right; what leaves the sheet is #REF!."""

    def away(corner: Corner) -> Corner:
        if corner.still:
            return corner
        row, column = corner.row, corner.column
        if row is not None and not corner.fixed_row:
            row += drow
        if column is not None and not corner.fixed_column:
            column += dcol
        if (row or 0) < 0 or not 0 <= (column or 0) < MAX_COLUMN:
            raise OverflowError
        return Corner(column, row, corner.fixed_column, corner.fixed_row)

    def pasted(text: str) -> str:
        area = area_of(text)
        try:
            last = away(area.last) if area.last else None
            return area_text(AreaText(area.sheet, area.prefix, away(area.first), last))
        except OverflowError:
            return _REF

    return _replace(formula, pasted)


def references(formula: str, sheet: str = "") -> list[Area]:
    """Every cell area the formula names, in order (not what INDIRECT or OFFSET reach); `sheet` is where it stands."""
    found = []
    for match in WORDS.finditer(formula):
        if match.lastgroup == "ref":
            area = area_of(match.group())
            first, last = area.first, area.last or area.first
            found.append(Area(area.sheet or sheet, first.row or 0, first.column or 0, last.row, last.column))
    return found


def normalise(formula: str, locale: str = "en_US") -> str:
    """The formula as Google echoes what was typed: references in capitals, the locale's separators, open
    parentheses closed. What is no formula comes back as it is."""
    bare = _QUOTED.sub("", formula)
    plain = bare.count("(") == bare.count(")") and not _NEEDS_WORK.search(bare) and not _unusual(formula)
    if plain and (";" not in bare or locale_of(locale).decimal == ","):
        return formula  # nothing to change, as in most formulas that programs write
    return convert(formula, locale, locale)


def _unusual(formula: str) -> bool:
    """Whether a title has quotes it does not need, or an area does not begin at its upper left corner."""
    if ":" in formula and any(map(_turned, _SPANS.findall(formula))):
        return True
    return "'!" in formula and _NEEDLESS.search(formula) is not None


@lru_cache(maxsize=4096)
def _turned(cells: str) -> bool:
    match = _CORNERS.match(cells)
    if match is None:
        return False
    left, top, right, bottom = match.groups()
    return (len(left), left) > (len(right), right) or int(top) > int(bottom) or (left == right and top == bottom)


@lru_cache(maxsize=4096)
def convert(formula: str, locale: str, to_locale: str) -> str:
    """A formula written in one locale as another writes it (`=SUM(1.5,A1)` → `=SUM(1,5;A1)`)."""
    source, target = locale_of(locale), locale_of(to_locale)
    out, stack = [formula[: formula.startswith("=")]], []
    for kind, text in tokens_of(formula, source.decimal):
        if kind == "bad":
            return formula
        if kind in ("open", "lbrace"):
            stack.append("}" if kind == "lbrace" else ")")
        elif kind in ("close", "rbrace"):
            if not stack or stack.pop() != text:
                return formula
        elif kind == "separator":
            text = _separator(text, bool(stack) and stack[-1] == "}", source.decimal, target.decimal)
        elif kind == "number" and source.decimal != target.decimal:
            text = text.replace(source.decimal, target.decimal)
        elif kind == "ref":
            text = _capitals(text)
        out.append(text)
    return "".join(out) + ("".join(reversed(stack)) if len(stack) < 200 else "")


def _separator(text: str, in_array: bool, decimal: str, target: str) -> str:
    if not in_array:
        if text == "," and decimal == ",":
            return text
        return "," if target == "." else ";"
    column = "," if decimal == "." else "\\"
    return ("," if target == "." else "\\") if text == column else text


def _capitals(text: str) -> str:
    """A reference as Google keeps it: capitals, no needless quotes, the upper left corner first, one cell as one."""
    at = text.rfind("!") + 1
    cells = text[at:].upper()
    prefix = prefix_of(title_of(text[:at]) or "") if at and text[0] == "'" else text[:at]
    if ":" not in cells or not _turned(cells):
        return prefix + cells
    area = area_of(cells)
    first, last = area.first, area.last
    assert last is not None and first.row is not None and first.column is not None
    (top, top_fixed), (bottom, bottom_fixed) = sorted([(first.row, first.fixed_row), (last.row, last.fixed_row)], key=_first)
    (left, left_fixed), (right, right_fixed) = sorted(
        [(first.column, first.fixed_column), (last.column, last.fixed_column)], key=_first
    )
    corner, other = Corner(left, top, left_fixed, top_fixed), Corner(right, bottom, right_fixed, bottom_fixed)
    return area_text(AreaText(None, prefix, corner, None if corner == other else other))


def _first(pair: tuple) -> int:
    return pair[0]


def titled(formula: str, own_title: Callable[[str], str | None]) -> str:
    """The formula with the titles of sheets in the case they have (`=sales!A1` → `=Sales!A1`).

    `own_title` gives the title as it is of what is a sheet, else None.
    """

    def right(prefix: str) -> str:
        written = title_of(prefix) or ""
        known = own_title(written)
        return prefix if known is None or known == written else prefix_of(known)

    def area(text: str) -> str:
        at = text.rfind("!") + 1
        return right(text[:at]) + text[at:] if at else text

    return _replace(formula, area, lambda prefix, rest: right(prefix) + rest)
