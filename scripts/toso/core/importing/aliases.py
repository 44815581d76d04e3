"""Which header means which column: ``sheets_schema/import.yaml`` compiled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from toso.core.importing.grid import FileCell
from toso.core.text import clean, strip_marks

_enumerated = re.compile(r"^(?:(?:[IVXivx]{1,5}|[A-Za-z]|\d{1,2})\s*[.)/:\-–]\s*|[-–*+•]\s*)")
_with_count = re.compile(r"^(.*?)\s*[:,;\-–(=]*\s*\(?\s*(?:có|gồm|tổng)?\s*(?:số)?\s*\d+\s*(?:hộ|ho)\b.*$", re.IGNORECASE)
_other = re.compile(r"[^a-z0-9]+")


def plain(cell: FileCell) -> str:
    """Lower case, no marks, everything but letters and digits as one space."""
    return _other.sub(" ", strip_marks(cell)).strip() if isinstance(cell, str) else ""


@dataclass(frozen=True, slots=True)
class Meaning:
    field: str
    drop: bool
    skip: bool
    matches: tuple[re.Pattern[str], ...]

    def rank(self, header: str) -> int | None:
        """How well the header names this column, 0 best; ``None``: it does not."""
        return next((rank for rank, found in enumerate(self.matches) if found.search(header)), None)


@dataclass(frozen=True, slots=True)
class Aliases:
    meanings: tuple[Meaning, ...]
    lane_heading: re.Pattern[str]
    lane_plain: re.Pattern[str]
    """The same words typed without marks, which only count before a number."""
    ditto: frozenset[str]
    totals: tuple[str, ...]
    signatures: tuple[str, ...]

    def meaning(self, header: str) -> Meaning | None:
        return next((one for one in self.meanings if one.rank(header) is not None), None)

    def is_total(self, cell: FileCell) -> bool:
        return isinstance(cell, str) and clean(cell).casefold().startswith(self.totals)

    def lane_said(self, cell: FileCell) -> str | None:
        """The lane that a heading names, as typed, without its count of households and its own number (``I. Ngõ 5: 23
        hộ`` → ``Ngõ 5``)."""
        if not isinstance(cell, str):
            return None
        text = _enumerated.sub("", clean(cell))
        counted = _with_count.match(text)
        bare = (counted[1] if counted else text).strip(" :-–(.*+")
        folded = bare.casefold()
        known = self.lane_heading.match(folded) or (folded.isascii() and self.lane_plain.match(folded))
        return bare if known and len(bare) <= 60 else None

    def is_ditto(self, cell: FileCell) -> bool:
        return isinstance(cell, str) and clean(cell).casefold() in self.ditto

    def is_signature(self, cell: FileCell) -> bool:
        text = plain(cell)
        return bool(text) and (
            any(text.startswith(words.lstrip()) or f" {words}" in f"{text} " for words in self.signatures)
            or re.search(r"\bngay( \d+)? thang( \d+)? nam\b", text) is not None
        )


def compile_aliases(described: Mapping[str, Any]) -> Aliases:
    lanes = sorted((clean(word).casefold() for word in described["lane_words"]), key=len, reverse=True)
    words, bare = ("|".join(map(re.escape, some)) for some in (lanes, map(strip_marks, lanes)))
    return Aliases(
        tuple(
            Meaning(one["field"], bool(one.get("drop")), bool(one.get("skip")), tuple(re.compile(p) for p in one["any"]))
            for one in described["columns"]
        ),
        re.compile(rf"(?:{words})(?!\w)"),
        re.compile(rf"(?:{bare})\s*(?:so\s*)?\d"),
        frozenset(clean(word).casefold() for word in described["ditto"]),
        tuple(clean(word).casefold() for word in described["totals"]),
        tuple(described["signatures"]),
    )
