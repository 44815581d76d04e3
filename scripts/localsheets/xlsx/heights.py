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
    sizes: dict[int, float | None] = {}
    for block in sheet.get("data", []):
        for row, line in enumerate(block.get("rowData", []), block.get("startRow", 0)):
            for column, cell in enumerate(line.get("values", []), block.get("startColumn", 0)):
                text = cell.get("effectiveValue", {}).get("stringValue")
                look = cell.get("userEnteredFormat") if text else None
                if not text or not look:
                    continue
                if id(look) not in sizes:
                    sizes[id(look)] = _wrapped_size(look)
                size = sizes[id(look)]
                if size is not None:
                    needed = _pixels(text, look, size, widths.get(column, usual_width))
                    if needed > max(usual_height, found.get(row, 0)):
                        found[row] = min(needed, HIGHEST)
    return found


def _wrapped_size(look: dict[str, Any]) -> float | None:
    """Points of the letters of a cell that wraps, None for one that does not."""
    wraps = look.get("wrapStrategy") in ("WRAP", "LEGACY_WRAP")
    return look.get("textFormat", {}).get("fontSize", 10) if wraps else None


def _pixels(text: str, look: dict[str, Any], size: float, width: int) -> int:
    bold = look.get("textFormat", {}).get("bold")
    room = max(1, int((width - MARGIN) / (size * PIXELS_A_CHARACTER * (1.1 if bold else 1))))
    lines = sum(max(1, -(-len(part) // room)) for part in text.split("\n"))
    return int(lines * size * PIXELS_A_LINE) + MARGIN
