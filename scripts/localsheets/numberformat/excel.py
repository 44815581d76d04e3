"""Google's number format patterns written for Excel, which reads fewer characters as literals."""

from __future__ import annotations

import re
from functools import lru_cache

from localsheets.numberformat.pattern import COLORS, TOKEN

#: What Excel shows as it is without quotes.
_BARE = set("$-+/():!^&'~{}<>= ")
MAX_PATTERN = 255


@lru_cache(maxsize=512)
def excel_pattern(pattern: str) -> str:
    """The pattern for an Excel file; General where it would be too long."""
    out, sections = [], 1
    for match in TOKEN.finditer(pattern):
        kind, text = match.lastgroup or "", match.group()
        if kind == "section":
            sections += 1
            if sections > 4:
                break
        out.append(_piece(kind, text, match))
    shown = "".join(out)
    return shown if shown and len(shown) <= MAX_PATTERN else "General"


def _piece(kind: str, text: str, match: re.Match[str]) -> str:
    if kind == "quoted":
        return '"' + match["quoted"] + '"'
    if kind == "escaped":
        return "\\" + match["escaped"] if match["escaped"] else ""
    if kind in ("gap", "fill"):
        return text if len(text) == 2 else ""
    if kind == "other":
        return text if text in _BARE else "\\" + text
    if kind == "bracket":
        name = match["bracket"].lower()
        return text if name in COLORS or re.fullmatch(r"color([1-9]|[1-4]\d|5[0-6])", name) else ""
    if kind == "general":
        return "General"
    if kind == "noon":
        return text.upper()
    if kind == "exponent":
        return text.upper()
    if kind == "date":
        # Excel has no capital M that is always a month: it takes minutes from the neighbours.
        return text.lower() if len(text) < 6 else text[0].lower() * 4
    return text
