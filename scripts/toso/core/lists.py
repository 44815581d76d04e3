"""Members of closed lists, and có / không. A near miss is only ever a suggestion; numbers match exactly or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from toso.core.problem import Problem
from toso.core.text import fold, strip_marks
from toso.model import CellValue
from toso.schema.types import Member

YES = frozenset(["x", "✓", "✔", "☑", "✅", "√", "v", "co", "c", "1", "true", "da", "roi", "yes", "y", "dung"]) | {"da co", "co roi", "da roi"}
NO = frozenset(["khong", "ko", "k", "0", "false", "chua", "kg", "khg", "no", "n", "sai", "✗", "✘"]) | {"chua co", "khong co"}
_digits = re.compile(r"\d+")
_between = re.compile(r"[,;/+&\n]| và ")


def read_yes_no(raw: CellValue) -> bool | Problem:
    """A non-blank cell → yes or no, or bad_yes_no. Blank never gets here: it is unknown, not no."""
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, int | float):
        return bool(raw) if raw in (0, 1) else Problem("bad_yes_no")
    text = strip_marks(raw or "") if raw is None or len(raw) <= 40 else ""
    if text in YES:
        return True
    if text in NO:
        return False
    bare = text.rstrip(".!, ")
    return True if bare in YES and bare else False if bare in NO and bare else Problem("bad_yes_no")


class ListReader:
    """Reads cells of one closed list into codes; compares title, code and aliases without case, space, tone place."""

    def __init__(self, members: Sequence[Member]) -> None:
        self.members = members
        self._exact = _unambiguous((fold(name), one.code) for one in members for name in _names(one))
        self._unmarked = _unambiguous((strip_marks(name), one.code) for one in members for name in _names(one))

    def __call__(self, raw: CellValue) -> str | Problem:
        """A non-blank cell → a member's code, or not_in_list with the nearest member's title as suggestion."""
        if isinstance(raw, bool):
            text = "Có" if raw else "Không"
        elif isinstance(raw, float) and raw == raw and abs(raw) < 1e15 and raw == int(raw):
            text = str(int(raw))
        else:
            text = str(raw)
        if len(text) > 200:
            return Problem("not_in_list")
        code = self._exact.get(fold(text))
        if code is None:
            code = self._unmarked.get(strip_marks(text))
        return Problem("not_in_list", self._nearest(text)) if code is None else code

    def _nearest(self, text: str) -> str:
        """The title of the member whose title is most like ``text``; else of the one with such an alias. Two members
        in one cell are like neither."""
        parts = [part for part in _between.split(text) if part.strip()]
        if len(parts) > 1 and len({code for part in parts if (code := self._unmarked.get(strip_marks(part)))}) > 1:
            return ""
        aliases = {alias: one.title for one in self.members for alias in one.aliases}
        return nearest(text, [one.title for one in self.members]) or aliases.get(nearest(text, list(aliases)), "")


def _names(member: Member) -> Iterable[str]:
    return (member.title, member.code, *member.aliases)


def _unambiguous(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str | None] = {}
    for key, code in pairs:
        found[key] = code if found.get(key, code) == code else None
    return {key: code for key, code in found.items() if code is not None}


def nearest(text: str, candidates: Sequence[str], *, at_least: float = 0.6) -> str:
    """The one candidate most like ``text`` among those with the same numbers in them; "" when none is like it.

    A few short strings are compared once a wrong cell: the standard library does that without the start-up time of a
    compiled matcher.
    """
    typed = strip_marks(text[:200])
    numbers = _numbers(typed)
    matcher = SequenceMatcher(None, "", typed, autojunk=False)
    scores: list[tuple[float, str]] = []
    for one in candidates:
        folded = strip_marks(one)
        if _numbers(folded) != numbers:
            continue
        matcher.set_seq1(folded)
        if matcher.real_quick_ratio() >= at_least and matcher.quick_ratio() >= at_least:
            scores.append((matcher.ratio(), one))
    scores.sort(key=lambda score: -score[0])
    if not scores or scores[0][0] < at_least or (len(scores) > 1 and scores[0][0] - scores[1][0] < 0.01):
        return ""
    return scores[0][1]


def _numbers(text: str) -> list[int]:
    return [int(found) for found in _digits.findall(text)]
