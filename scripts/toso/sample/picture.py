"""A tab of a book drawn as SVG, from the JSON of ``spreadsheets.get`` with grid data: what a person sees, to look at."""

from __future__ import annotations

from html import escape
from typing import Any

ROW_HEIGHT = 26
HEAD = 22
DEFAULT_WIDTH = 100
FONT = "Roboto, Arial, 'Liberation Sans', sans-serif"


def draw_sheet(sheet: dict[str, Any], tabs: list[str], *, rows: int = 24, columns: int = 12, width: int = 1180) -> str:
    """``sheet`` is one entry of ``sheets`` with ``data``; ``tabs`` the titles shown in the bar below."""
    data = (sheet.get("data") or [{}])[0]
    shown = _visible_columns(data.get("columnMetadata", []), columns, width)
    lines = _visible_rows(data, rows)
    edges, at = [], 34
    for index, pixels in shown:
        edges.append((index, at, pixels))
        at += pixels
    heights = [_height(line, edges) for _, line in lines]
    total_height = HEAD + sum(heights) + 34
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {at} {total_height}" role="img" '
        f'aria-label="{escape(sheet["properties"]["title"])}" font-family="{FONT}" font-size="12">',
        f'<rect width="{at}" height="{total_height}" fill="#fff"/>',
    ]
    for index, left, pixels in edges:
        parts.append(f'<rect x="{left}" y="0" width="{pixels}" height="{HEAD}" fill="#f3f4f6" stroke="#d5d7da"/>')
        parts.append(f'<text x="{left + pixels / 2}" y="15" text-anchor="middle" fill="#5f6368">{letters(index)}</text>')
    top, texts = HEAD, []  # texts come after all grounds: they may run over empty neighbours
    for (number, line), height in zip(lines, heights, strict=True):
        parts.append(f'<rect x="0" y="{top}" width="34" height="{height}" fill="#f3f4f6" stroke="#d5d7da"/>')
        parts.append(f'<text x="17" y="{top + 17}" text-anchor="middle" fill="#5f6368">{number + 1}</text>')
        for position, (index, left, pixels) in enumerate(edges):
            cell = line[index] if index < len(line) else {}
            ground, text = _cell(cell, left, top, pixels, height, _room(line, edges, position))
            parts.append(ground)
            texts.append(text)
        top += height
    parts += texts
    parts.append(_tab_bar(tabs, sheet["properties"]["title"], top, at))
    parts.append("</svg>")
    return "".join(parts)


def letters(index: int) -> str:
    """0 → A, 26 → AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def _visible_columns(metadata: list[dict[str, Any]], limit: int, width: int) -> list[tuple[int, int]]:
    shown: list[tuple[int, int]] = []
    used = 0
    for index, column in enumerate(metadata or [{}] * limit):
        if column.get("hiddenByUser"):
            continue
        pixels = column.get("pixelSize", DEFAULT_WIDTH)
        if len(shown) == limit or used + pixels > width:
            break
        shown.append((index, pixels))
        used += pixels
    return shown


def _visible_rows(data: dict[str, Any], limit: int) -> list[tuple[int, list[dict[str, Any]]]]:
    metadata = data.get("rowMetadata", [])
    lines = []
    for number, row in enumerate(data.get("rowData", [])):
        if number < len(metadata) and metadata[number].get("hiddenByUser"):
            continue
        lines.append((number, row.get("values", [])))
        if len(lines) == limit:
            break
    return lines


def _height(line: list[dict[str, Any]], edges: list[tuple[int, int, int]]) -> int:
    most = 1
    for index, _, pixels in edges:
        if index < len(line) and line[index].get("effectiveFormat", {}).get("wrapStrategy") == "WRAP":
            most = max(most, len(_wrapped(line[index], pixels)))
    return ROW_HEIGHT + 15 * (min(most, 6) - 1)


def _wrapped(cell: dict[str, Any], pixels: int) -> list[str]:
    size = cell.get("effectiveFormat", {}).get("textFormat", {}).get("fontSize", 10)
    room = max(4, int((pixels - 8) / (size * 0.66)))
    lines: list[str] = []
    for part in cell.get("formattedValue", "").split("\n"):
        line = ""
        for word in part.split(" "):
            if line and len(line) + 1 + len(word) > room:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}".strip()
        lines.append(line)
    return lines[:6]


def _room(line: list[dict[str, Any]], edges: list[tuple[int, int, int]], position: int) -> int:
    """How far text may run: over the empty cells to the right, as in a sheet."""
    room = edges[position][2]
    for index, _, pixels in edges[position + 1 :]:
        if index < len(line) and line[index].get("formattedValue"):
            break
        room += pixels
    return room


def _cell(cell: dict[str, Any], left: int, top: int, pixels: int, height: int, room: int) -> tuple[str, str]:
    """Its ground and its text."""
    style = cell.get("effectiveFormat", {})
    text_style = style.get("textFormat", {})
    size = round(text_style.get("fontSize", 10) * 1.2)
    lines = _wrapped(cell, pixels) if style.get("wrapStrategy") == "WRAP" else [cell.get("formattedValue", "")]
    align = style.get("horizontalAlignment") or ("RIGHT" if "numberValue" in cell.get("effectiveValue", {}) else "LEFT")
    x, anchor = {"RIGHT": (pixels - 5, "end"), "CENTER": (pixels / 2, "middle")}.get(align, (5, "start"))
    weight = ' font-weight="bold"' if text_style.get("bold") else ""
    slant = ' font-style="italic"' if text_style.get("italic") else ""
    spans = "".join(
        f'<text x="{x}" y="{17 + 15 * n}" text-anchor="{anchor}" font-size="{size}" '
        f'fill="{_colour(text_style.get("foregroundColor"), "#202124")}"{weight}{slant}>{escape(line)}</text>'
        for n, line in enumerate(lines)
        if line
    )
    fill = _colour(style.get("backgroundColor"), "#ffffff")
    wide = room if align == "LEFT" and style.get("wrapStrategy", "OVERFLOW_CELL") == "OVERFLOW_CELL" else pixels
    return (
        f'<rect x="{left}" y="{top}" width="{pixels}" height="{height}" fill="{fill}" stroke="#e3e5e8"/>',
        f'<svg x="{left}" y="{top}" width="{wide}" height="{height}" overflow="hidden">{spans}</svg>'
    )


def _colour(colour: dict[str, float] | None, default: str) -> str:
    if colour is None:
        return default
    return "#" + "".join(f"{round(255 * colour.get(part, 0)):02x}" for part in ("red", "green", "blue"))


def _tab_bar(tabs: list[str], current: str, top: int, width: int) -> str:
    parts = [f'<rect x="0" y="{top}" width="{width}" height="34" fill="#f9fbfd"/>']
    left = 10.0
    for title in tabs:
        pixels = 22 + 7.2 * len(title)
        if left + pixels > width:
            break
        here = title == current
        fill, ink = ("#e1e9f7", "#0b57d0") if here else ("#f9fbfd", "#444746")
        weight = ' font-weight="bold"' if here else ""
        parts.append(f'<rect x="{left}" y="{top + 3}" width="{pixels}" height="28" rx="4" fill="{fill}"/>')
        parts.append(f'<text x="{left + 11}" y="{top + 22}" fill="{ink}"{weight}>{escape(title)}</text>')
        left += pixels + 4
    return "".join(parts)
