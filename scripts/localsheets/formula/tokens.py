"""Formula text cut into tokens, and the cell areas written in it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from localsheets.a1 import quote_title

MAX_COLUMN = 18_278  # ZZZ
_CELL = r"\$?[A-Za-z]{1,3}\$?[1-9]\d{0,7}"
_COLUMN = r"\$?[A-Za-z]{1,3}"
_ROW = r"\$?[1-9]\d{0,7}"
AREA = rf"(?:{_CELL}(?::(?:{_CELL}|{_COLUMN}|{_ROW}))?|{_COLUMN}:(?:{_CELL}|{_COLUMN})|{_ROW}:{_ROW})(?![\w(.!$])"
SHEET = r"(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!"
_PART = re.compile(r"(\$?)([A-Za-z]*)(\$?)(\d*)")


def _pattern(decimal: str) -> re.Pattern[str]:
    point = re.escape(decimal)
    return re.compile(
        rf"""
        (?P<space>\s+) | (?P<string>"[^"]*(?:""[^"]*)*") | (?P<error>\#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|ERROR!))
        | (?P<call>[^\W\d][\w.]*(?=\s*\()) | (?P<ref>(?:{SHEET})?{AREA}) | (?P<lost>{SHEET}\#REF!)
        | (?P<number>(?:\d+(?:{point}\d*)?|{point}\d+)(?:[eE][+-]?\d+)?)
        | (?P<name>(?:{SHEET})?[^\W\d][\w.]*)
        | (?P<operator><>|<=|>=|[-+*/^&=<>%:@]) | (?P<open>\() | (?P<close>\))
        | (?P<separator>[,;\\]) | (?P<lbrace>\{{) | (?P<rbrace>\}}) | (?P<bad>.)
        """,
        re.VERBOSE | re.DOTALL,
    )


_PATTERNS = {".": _pattern("."), ",": _pattern(",")}


class Token(NamedTuple):
    """`kind` is a group of the pattern above; the texts of all tokens together are the formula."""

    kind: str
    text: str


def tokens_of(formula: str, decimal: str = ".") -> list[Token]:
    """The formula, without its leading `=`, as tokens; what fits nothing is `bad`."""
    pattern = _PATTERNS.get(decimal, _PATTERNS["."])
    body = formula[1:] if formula.startswith("=") else formula
    return [Token(match.lastgroup, match.group()) for match in pattern.finditer(body)]  # type: ignore[arg-type]


class Corner(NamedTuple):
    """One end of an area, 0-based; None: the end of the sheet (`A` of `A2:A` has no row)."""

    column: int | None
    row: int | None
    fixed_column: bool = False
    fixed_row: bool = False

    @property
    def still(self) -> bool:
        """Fixed in every direction it has: a copy names the same."""
        return (self.row is None or self.fixed_row) and (self.column is None or self.fixed_column)


class AreaText(NamedTuple):
    """An area as written: `sheet` is the title or None, `prefix` its text with `!`, `last` None for one cell."""

    sheet: str | None
    prefix: str
    first: Corner
    last: Corner | None


@lru_cache(maxsize=4096)
def column_index(letters: str) -> int:
    """0 for A."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


@lru_cache(maxsize=4096)
def column_name(index: int) -> str:
    """A for 0."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def title_of(prefix: str) -> str | None:
    """The sheet title in `'My sheet'!`."""
    if not prefix:
        return None
    name = prefix[:-1]
    return name[1:-1].replace("''", "'") if name[0] == "'" else name


@lru_cache(maxsize=1024)
def prefix_of(title: str) -> str:
    """The prefix that names a sheet, quoted when it has to be."""
    return quote_title(title) + "!"


def _corner(text: str) -> Corner:
    fixed_column, letters, fixed_row, digits = _PART.fullmatch(text).groups()  # type: ignore[union-attr]
    if not letters:
        return Corner(None, int(digits) - 1, False, bool(fixed_column or fixed_row))
    row = int(digits) - 1 if digits else None
    return Corner(column_index(letters), row, bool(fixed_column), bool(fixed_row))


@lru_cache(maxsize=16_384)
def area_of(text: str) -> AreaText:
    """The area written as `text` (a `ref` token)."""
    at = text.rfind("!") + 1
    prefix, cells = text[:at], text[at:]
    first, colon, last = cells.partition(":")
    return AreaText(title_of(prefix), prefix, _corner(first), _corner(last) if colon else None)


def corner_text(corner: Corner) -> str:
    """A corner as written."""
    column, row, fixed_column, fixed_row = corner
    text = "" if column is None else "$" + column_name(column) if fixed_column else column_name(column)
    return text if row is None else f"{text}${row + 1}" if fixed_row else f"{text}{row + 1}"


def area_text(area: AreaText) -> str:
    """An area as written."""
    text = area.prefix + corner_text(area.first)
    return f"{text}:{corner_text(area.last)}" if area.last else text
