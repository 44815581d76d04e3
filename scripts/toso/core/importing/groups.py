"""Which residential groups a title, a heading or a cell names. Numbers match exactly or not at all."""

from __future__ import annotations

import re

from toso.core.importing.grid import FileCell
from toso.core.text import strip_marks

_more = r"((?: ?(?:,|;|&|\+|-|va) ?(?:to |tdp )?0*\d{1,3}(?![\d/]))*)"
_group = re.compile(rf"\b(?:to dan pho|to dp|tdp|to)(?: so)?[ .:_\-]*0*(\d{{1,3}})(?![\d/]){_more}")
_quarter = re.compile(rf"\b(?:thon|khu dan cu|kdc|khu)(?: so)? ?0*(\d{{1,3}})(?![\d/]){_more}")
_digits = re.compile(r"\d+")


def groups_said(text: FileCell) -> frozenset[int]:
    """The groups that a text names ("Tổ 1", "TDP01", "các tổ 11, 12 và 13"); hamlets and quarters where it names none."""
    if not isinstance(text, str):
        return frozenset()
    words = re.sub(r"\s+", " ", strip_marks(text).replace("_", " "))
    for pattern in (_group, _quarter):
        found = pattern.findall(words)
        if found:
            return frozenset(int(number) for first, more in found for number in (first, *_digits.findall(more)))
    return frozenset()
