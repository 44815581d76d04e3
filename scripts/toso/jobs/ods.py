"""OpenDocument spreadsheets with their merged cells, which the usual readers leave out.

Source: OASIS OpenDocument 1.3, part 3, ch. 9 (tables) and 19.385 (office:value-type).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

from toso.core.importing.grid import FileCell, FileSheet, make_sheet

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
MOST_CELLS = 2_000_000
MOST_BYTES = 200_000_000


def read_ods(path: Path) -> list[FileSheet]:
    with zipfile.ZipFile(path) as packed:
        if packed.getinfo("content.xml").file_size > MOST_BYTES:
            raise ValueError("content.xml is too large")
        root = ElementTree.fromstring(packed.read("content.xml"))
    hidden = {
        style.get(f"{_STYLE}name")
        for style in root.iter(f"{_STYLE}style")
        if any(one.get(f"{_TABLE}display") == "false" for one in style.iter(f"{_STYLE}table-properties"))
    }
    return [_sheet(table, table.get(f"{_TABLE}style-name") not in hidden) for table in root.iter(f"{_TABLE}table")]


def _sheet(table: ElementTree.Element, visible: bool) -> FileSheet:
    rows: list[list[FileCell]] = []
    merges: list[tuple[int, int, int, int]] = []
    blank = 0  # a sheet ends with a million repeated blank rows: they count only when something follows
    for element in _rows(table):
        cells, spans = _cells(element)
        again = int(element.get(f"{_TABLE}number-rows-repeated", "1"))
        if all(cell is None for cell in cells) and not spans:
            blank += again
            continue
        if (len(rows) + blank + again) * max(1, len(cells)) > MOST_CELLS:
            raise ValueError("too many cells")
        rows += [[] for _ in range(blank)]
        blank = 0
        for _ in range(again):
            merges += [(len(rows), left, len(rows) + down - 1, left + right - 1) for left, down, right in spans]
            rows.append(list(cells))
    return make_sheet(table.get(f"{_TABLE}name"), visible, rows, merges)


def _rows(parent: ElementTree.Element) -> Iterator[ElementTree.Element]:
    for child in parent:
        if child.tag == f"{_TABLE}table-row":
            yield child
        elif child.tag in (f"{_TABLE}table-header-rows", f"{_TABLE}table-row-group", f"{_TABLE}table-rows"):
            yield from _rows(child)


def _cells(row: ElementTree.Element) -> tuple[list[FileCell], list[tuple[int, int, int]]]:
    cells: list[FileCell] = []
    spans = []
    waiting = 0
    for element in row:
        if element.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        again = int(element.get(f"{_TABLE}number-columns-repeated", "1"))
        value = _value(element) if element.tag == f"{_TABLE}table-cell" else None
        down = int(element.get(f"{_TABLE}number-rows-spanned", "1"))
        right = int(element.get(f"{_TABLE}number-columns-spanned", "1"))
        if value is None and down == 1 and right == 1:
            waiting += again
            continue
        cells += [None] * waiting
        waiting = 0
        if down > 1 or right > 1:
            spans.append((len(cells), down, right))
        cells += [value] * min(again, 1000)
    return cells, spans


def _value(cell: ElementTree.Element) -> FileCell:
    kind = cell.get(f"{_OFFICE}value-type")
    if kind in ("float", "percentage", "currency"):
        return float(cell.get(f"{_OFFICE}value", "0"))
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value") == "true"
    if kind == "date":
        day = date.fromisoformat(cell.get(f"{_OFFICE}date-value", "")[:10])
        shown = "".join(_paragraph(one) for one in cell.findall(f"{_TEXT}p"))
        return f"{day.month}/{day.year}" if _by_month(day, shown) else day
    text = "\n".join(_paragraph(one) for one in cell.findall(f"{_TEXT}p"))  # comments are children of their own
    return text or cell.get(f"{_OFFICE}string-value") or None


def _by_month(day: date, shown: str) -> bool:
    """Shown as month and year only: so it was typed, and nobody said the day."""
    numbers = [int(found) for found in re.findall(r"\d+", shown)]
    return day.day == 1 and numbers in ([day.month, day.year], [day.month, day.year % 100], [day.year, day.month])


def _paragraph(element: ElementTree.Element) -> str:
    parts = [element.text or ""]
    for child in element:
        if child.tag == f"{_TEXT}s":
            parts.append(" " * int(child.get(f"{_TEXT}c", "1")))
        elif child.tag == f"{_TEXT}line-break":
            parts.append("\n")
        elif child.tag == f"{_TEXT}tab":
            parts.append("\t")
        elif not child.tag.startswith(_OFFICE):
            parts.append(_paragraph(child))
        parts.append(child.tail or "")
    return "".join(parts)
