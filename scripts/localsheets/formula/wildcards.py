"""Patterns with `*`, `?` and `~`, as COUNTIF, MATCH, SEARCH … read them. Case is ignored."""

from __future__ import annotations

import re
from functools import lru_cache


def has_wildcards(text: str) -> bool:
    """Whether `text` holds a sign that stands for others."""
    return "*" in text or "?" in text or "~" in text


def _pieces(text: str) -> list[str]:
    """The pattern between its `*`, each piece as a regular expression."""
    pieces, i = [""], 0
    while i < len(text):
        char = text[i]
        if char == "~" and i + 1 < len(text) and text[i + 1] in "*?~":
            i += 1
            pieces[-1] += re.escape(text[i])
        elif char == "*":
            pieces.append("")
        else:
            pieces[-1] += "." if char == "?" else re.escape(char)
        i += 1
    return pieces


def _tail(pieces: list[str]) -> str:
    # Once a piece is found the search never comes back before it, so no text takes longer than its length.
    return "".join(f"(?>.*?{piece})" for piece in pieces if piece)


@lru_cache(maxsize=1024)
def _whole(text: str) -> re.Pattern[str]:
    first, *rest = _pieces(text)
    body = first + (_tail(rest[:-1]) + ".*" + rest[-1] if rest else "")
    return re.compile(body + r"\Z", re.IGNORECASE | re.DOTALL)


@lru_cache(maxsize=1024)
def _parts(text: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    first, *rest = _pieces(text)
    flags = re.IGNORECASE | re.DOTALL
    return re.compile(first, flags), re.compile(_tail(rest), flags)


def matches(pattern: str, text: str) -> bool:
    """Whether the whole of `text` fits."""
    return _whole(pattern).match(text) is not None


def find(pattern: str, text: str, start: int = 0) -> int:
    """Where the first piece of `text` that fits begins, or -1."""
    first, rest = _parts(pattern)
    found = first.search(text, start)
    return found.start() if found and rest.match(text, found.end()) else -1
