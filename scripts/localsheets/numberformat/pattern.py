"""Number format patterns taken apart. Source: https://developers.google.com/sheets/api/guides/formats"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

COLORS = {"black", "blue", "cyan", "green", "magenta", "red", "white", "yellow"}
TOKEN = re.compile(
    r"""
    "(?P<quoted>[^"]*)"? | \\(?P<escaped>.?) | _(?P<gap>.?) | \*(?P<fill>.?)
    | \[(?P<elapsed>h+|m+|s+)\] | \[(?P<condition><>|<=|>=|=|<|>)\s*(?P<limit>-?[\d.]+)\]
    | \[\$(?P<symbol>[^\]-]*)(?:-[^\]]*)?\] | \[(?P<bracket>[^\]]*)\]
    | (?P<section>;) | (?P<general>General) | (?P<noon>am/pm|a/p)
    | (?P<exponent>E[+-]0+) | (?P<date>y+|m+|d+|h+|s+) | (?P<digit>[0\#?]) | (?P<point>\.) | (?P<comma>,)
    | (?P<percent>%) | (?P<slash>/) | (?P<at>@) | (?P<other>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)


class Token(NamedTuple):
    """One piece of a pattern: `kind` is literal, digit, point, comma, percent, slash, exponent, at, general,
    date (y m M d h s, and n for minutes), elapsed, fraction (of a second), noon."""

    kind: str
    text: str


@dataclass(frozen=True)
class Section:
    """What stands between two semicolons."""

    tokens: tuple[Token, ...]
    kind: str  # number, date, text, general
    condition: tuple[str, float] | None
    color: str | None


def _scan(pattern: str) -> list[list[re.Match[str]]]:
    sections: list[list[re.Match[str]]] = [[]]
    for match in TOKEN.finditer(pattern):
        if match.lastgroup == "section":
            sections.append([])
        else:
            sections[-1].append(match)
    return sections


def _token(match: re.Match[str]) -> Token | None:
    kind, text = match.lastgroup or "", match.group()
    if kind in ("quoted", "escaped", "symbol"):
        return Token("literal", match.group(kind))
    if kind == "gap":
        return Token("literal", " ")
    if kind == "fill":
        return None  # repeats a character up to the width of the column: there is no width in an answer
    if kind == "other":
        return Token("literal", text)
    if kind == "elapsed":
        return Token("elapsed", match.group("elapsed").lower())
    if kind == "date":
        # A capital M is always a month.
        return Token("date", text if text[0] == "M" else text.lower())
    if kind in ("bracket", "condition", "limit"):
        return None
    return Token(kind, text)


def _dated(tokens: list[Token]) -> list[Token]:
    """m is minutes after hours or before seconds; zeros after a point are parts of a second."""
    result = list(tokens)
    timed = [i for i, token in enumerate(tokens) if token.kind in ("date", "elapsed")]
    for place, i in enumerate(timed):
        kind, text = tokens[i]
        if kind != "date" or text[0] != "m" or len(text) > 2:
            continue
        before = tokens[timed[place - 1]].text[0] if place else ""
        after = tokens[timed[place + 1]].text[0] if place + 1 < len(timed) else ""
        if before == "h" or after == "s":
            result[i] = Token("date", "n" * len(text))
    for i, token in enumerate(result):
        if token.kind == "digit" and token.text == "0":
            result[i] = Token("fraction", "0")
        elif token.kind not in ("date", "elapsed", "noon", "literal", "fraction"):
            result[i] = Token("literal", token.text)
    return result


def _section(matches: list[re.Match[str]]) -> Section:
    tokens = [token for token in map(_token, matches) if token is not None]
    condition = next(
        ((m.group("condition"), float(m.group("limit"))) for m in matches if m.group("condition")), None
    )
    names = [m.group("bracket").lower() for m in matches if m.group("bracket")]
    color = next((name for name in names if name in COLORS or re.fullmatch(r"color\d+", name)), None)
    kinds = {token.kind for token in tokens}
    if kinds & {"date", "elapsed", "noon"}:
        tokens, kind = _dated(tokens), "date"
    elif "general" in kinds:
        kind = "general"
    elif "at" in kinds and "digit" not in kinds:
        kind = "text"
    else:
        kind = "number"
    return Section(tuple(tokens), kind, condition, color)


@lru_cache(maxsize=1024)
def sections_of(pattern: str) -> tuple[Section, ...]:
    """The sections of a pattern, at most four."""
    return tuple(_section(matches) for matches in _scan(pattern)[:4])


_TESTS = {
    "<": float.__lt__, "<=": float.__le__, ">": float.__gt__,
    ">=": float.__ge__, "=": float.__eq__, "<>": float.__ne__,
}  # fmt: skip


def section_for(sections: tuple[Section, ...], number: float) -> tuple[Section | None, bool]:
    """The section that shows `number`, and whether it is shown without its sign; None: nothing fits."""
    numeric = sections[:3]
    if numeric[-1].kind == "text" and len(numeric) > 1:
        numeric = numeric[:-1]
    if any(section.condition for section in numeric):
        for place, section in enumerate(numeric):
            if section.condition is None:
                if place == len(numeric) - 1 or (place == 1 and number < 0):
                    return section, False
            elif _TESTS[section.condition[0]](float(number), section.condition[1]):
                negative_only = section.condition[0] in ("<", "<=") and section.condition[1] <= 0
                return section, negative_only
        return None, False
    if number < 0 and len(numeric) > 1:
        return numeric[1], True
    if number == 0 and len(numeric) > 2:
        return numeric[2], False
    return numeric[0], False
