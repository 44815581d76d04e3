"""Which header means which column: ``sheets_schema/import.yaml`` compiled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from toso.core.importing.grid import FileCell
from toso.core.text import clean, strip_marks

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


@dataclass(frozen=True, slots=True)
class Aliases:
    meanings: tuple[Meaning, ...]
    lane_heading: re.Pattern[str]
    ditto: frozenset[str]
    totals: tuple[str, ...]
    signatures: tuple[str, ...]

    def meaning(self, header: str) -> Meaning | None:
        return next((one for one in self.meanings if any(found.search(header) for found in one.matches)), None)

    def is_total(self, cell: FileCell) -> bool:
        return isinstance(cell, str) and clean(cell).casefold().startswith(self.totals)

    def is_ditto(self, cell: FileCell) -> bool:
        return isinstance(cell, str) and clean(cell).casefold() in self.ditto

    def is_signature(self, cell: FileCell) -> bool:
        text = plain(cell)
        return bool(text) and (
            any(text.startswith(words) or f" {words}" in text for words in self.signatures)
            or re.search(r"\bngay( \d+)? thang( \d+)? nam\b", text) is not None
        )


def compile_aliases(described: Mapping[str, Any]) -> Aliases:
    words = "|".join(re.escape(word) for word in sorted(described["lane_words"], key=len, reverse=True))
    return Aliases(
        tuple(
            Meaning(one["field"], bool(one.get("drop")), bool(one.get("skip")), tuple(re.compile(p) for p in one["any"]))
            for one in described["columns"]
        ),
        re.compile(rf"^(?:{words})\b"),
        frozenset(clean(word).casefold() for word in described["ditto"]),
        tuple(clean(word).casefold() for word in described["totals"]),
        tuple(described["signatures"]),
    )
