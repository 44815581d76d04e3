"""Rows as high as their wrapped text: Google fits them by itself, a file says how high they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PIXELS_A_CHARACTER, PIXELS_A_LINE, MARGIN = 0.66, 1.6, 6
"""Of Arial, per point of its size; an estimate that leaves a word's room at the end of a line."""
HIGHEST = 545
"""Excel's highest row is 409 points."""


def fitted(sheet: dict[str, Any], widths: Mapping[int, int], usual_width: int, usual_height: int) -> dict[int, int]:
    """0-based row → pixels, for rows in which a cell that wraps needs more than the usual height."""
    found: dict[int, int] = {}
    for block in sheet.get("data", []):
        for row, line in enumerate(block.get("rowData", []), block.get("startRow", 0)):
            for column, cell in enumerate(line.get("values", []), block.get("startColumn", 0)):
                needed = _pixels(cell, widths.get(column, usual_width))
                if needed > max(usual_height, found.get(row, 0)):
                    found[row] = min(needed, HIGHEST)
    return found


def _pixels(cell: dict[str, Any], width: int) -> int:
    look = cell.get("userEnteredFormat", {})
    text = cell.get("effectiveValue", {}).get("stringValue", "")
    if look.get("wrapStrategy") not in ("WRAP", "LEGACY_WRAP") or not text:
        return 0
    font = look.get("textFormat", {})
    size = font.get("fontSize", 10)
    room = max(1, int((width - MARGIN) / (size * PIXELS_A_CHARACTER * (1.1 if font.get("bold") else 1))))
    lines = sum(max(1, -(-len(part) // room)) for part in text.split("\n"))
    return int(lines * size * PIXELS_A_LINE) + MARGIN
