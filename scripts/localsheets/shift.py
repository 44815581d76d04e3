"""Rows and columns move: everything that points at them follows, as in Google Sheets.

Cells, sizes, merges, protected and named ranges, conditional formats, filters, banding, groups, charts, developer
metadata, formulas and the formulas inside rules.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from localsheets import formula, shift_charts
from localsheets.a1 import Box
from localsheets.formula import DimensionChange
from localsheets.model import BLOCK, Book, Cell, Sheet, intern

Span = tuple[int, int | None]


@dataclass(frozen=True)
class Move:
    """kind: insert (count before start), delete, or move (count from start to before destination)."""

    kind: str
    dimension: str
    start: int
    count: int
    destination: int = 0

    def index(self, at: int) -> int | None:
        """Where row or column `at` is afterwards; None if it was deleted."""
        end = self.start + self.count
        if self.kind == "insert":
            return at + self.count if at >= self.start else at
        if self.kind == "delete":
            return at if at < self.start else None if at < end else at - self.count
        if self.start <= at < end:
            down = self.destination > self.start
            return at - self.start + (self.destination - self.count if down else self.destination)
        if self.destination > at >= end:
            return at - self.count
        if self.destination <= at < self.start:
            return at + self.count
        return at

    def span(self, start: int, end: int | None) -> Span | None:
        """A stretch afterwards; an open end stays open; None if nothing of it is left."""
        if self.kind == "insert":
            return self._inserted(start, end, self.start, self.count)
        if self.kind == "delete":
            return self._deleted(start, end)
        last = self.start + self.count
        if end is not None and self.start <= start and end <= last:
            moved = self.index(start)
            assert moved is not None
            return moved, moved + end - start
        around = start <= self.start and (end is None or last <= end)
        if around and start <= self.destination and (end is None or self.destination <= end):
            return start, end
        left = self._deleted(start, end)
        if left is None:
            return None
        at = self.destination - self.count if self.destination > self.start else self.destination
        return self._inserted(*left, at, self.count)

    @staticmethod
    def _inserted(start: int, end: int | None, at: int, count: int) -> Span:
        return (
            start + count if at <= start and not (start == 0 and end is None) else start,
            None if end is None else end + count if at < end else end,
        )

    def _deleted(self, start: int, end: int | None) -> Span | None:
        last = self.start + self.count

        def pulled(at: int) -> int:
            return at if at <= self.start else max(self.start, at - self.count) if at <= last else at - self.count

        new_start, new_end = pulled(start), None if end is None else pulled(end)
        return None if new_end is not None and new_end <= new_start else (new_start, new_end)


_GRID = {"ROWS": ("startRowIndex", "endRowIndex"), "COLUMNS": ("startColumnIndex", "endColumnIndex")}


def grid_range(area: dict, sheet: Sheet, move: Move) -> dict | None:
    """A GridRange afterwards (another sheet's is left alone); None if its cells are gone."""
    if area.get("sheetId", 0) != sheet.id:
        return area
    first, last = _GRID[move.dimension]
    if first not in area and last not in area:
        return area
    span = move.span(area.get(first, 0), area.get(last))
    if span is None:
        return None
    found = dict(area)
    if first in area or span[0]:
        found[first] = span[0]
    if span[1] is not None:
        found[last] = span[1]
    return found


def apply(book: Book, sheet: Sheet, move: Move) -> None:
    """Move cells of `sheet` and make the rest of the book follow. Sizes (rowCount …) are the caller's to set."""
    _cells(sheet, move)
    meta = sheet.meta(move.dimension)
    followed = {new: value for old, value in meta.items() if (new := move.index(old)) is not None}
    meta.clear()
    meta.update(followed)
    _merges(sheet, move)

    def change(area: dict) -> dict | None:
        return grid_range(area, sheet, move)

    for page in book.sheets:
        if page is sheet:
            page.protected_ranges = _ranged(page.protected_ranges, change)
            page.banded_ranges = _ranged(page.banded_ranges, change)
            page.conditional_formats = _rules(page.conditional_formats, change)
            page.basic_filter = _filter(page.basic_filter, change, move)
            _groups(page, move)
        page.charts = [shift_charts.moved(chart, sheet, move, change) for chart in page.charts]
    book.named_ranges = _ranged(book.named_ranges, change)
    _metadata(book, sheet, move)
    rewrite_formulas(
        book,
        DimensionChange(move.kind, sheet.title, move.dimension, move.start, move.count, move.destination),
    )


def _cells(sheet: Sheet, move: Move) -> None:
    if move.dimension == "ROWS":
        moved = {new: cells for old, cells in sheet.rows.items() if (new := move.index(old)) is not None}
        sheet.rows = moved
    else:
        for row, cells in list(sheet.rows.items()):
            followed = {new: cell for old, cell in cells.items() if (new := move.index(old)) is not None}
            if followed:
                sheet.rows[row] = followed
            else:
                del sheet.rows[row]
    sheet.changed()


def _merges(sheet: Sheet, move: Move) -> None:
    kept = []
    for merge in sheet.merges:
        if move.dimension == "ROWS":
            span = move.span(merge.row0, merge.row1)
            box = span and Box(span[0], span[1], merge.col0, merge.col1)
        else:
            span = move.span(merge.col0, merge.col1)
            box = span and Box(merge.row0, merge.row1, span[0], span[1])
        if box and ((box.row1 or 0) - box.row0 > 1 or (box.col1 or 0) - box.col0 > 1):
            kept.append(box)
    sheet.merges = kept


def _ranged(items: list[dict], change: Callable[[dict], dict | None]) -> list[dict]:
    kept = []
    for item in items:
        if "range" in item:
            area = change(item["range"])
            if area is None:
                continue
            item = {**item, "range": area}
        if "unprotectedRanges" in item:
            free = [new for area in item["unprotectedRanges"] if (new := change(area)) is not None]
            item = {**item, "unprotectedRanges": free}
            if not free:
                del item["unprotectedRanges"]
        kept.append(item)
    return kept


def _rules(rules: list[dict], change: Callable[[dict], dict | None]) -> list[dict]:
    kept = []
    for rule in rules:
        areas = [new for area in rule.get("ranges", []) if (new := change(area)) is not None]
        if areas:
            kept.append({**rule, "ranges": areas})
    return kept


def _filter(basic: dict | None, change: Callable[[dict], dict | None], move: Move) -> dict | None:
    if basic is None:
        return None
    area = change(basic.get("range", {}))
    if area is None:
        return None
    found = {**basic, "range": area}
    if move.dimension == "COLUMNS":
        for name, key in (("sortSpecs", "dimensionIndex"), ("filterSpecs", "columnIndex")):
            if name in found:
                moved = [(spec, move.index(spec.get(key, 0))) for spec in found[name]]
                found[name] = [{**spec, key: at} for spec, at in moved if at is not None]
        if "criteria" in found:
            moved_keys = {key: move.index(int(key)) for key in found["criteria"]}
            found["criteria"] = {str(at): found["criteria"][k] for k, at in moved_keys.items() if at is not None}
    return found


def _groups(sheet: Sheet, move: Move) -> None:
    kept = []
    for group in sheet.groups(move.dimension):
        span = move.span(group["range"]["startIndex"], group["range"]["endIndex"])
        if span:
            kept.append({**group, "range": {**group["range"], "startIndex": span[0], "endIndex": span[1]}})
    sheet.groups(move.dimension)[:] = kept


def _metadata(book: Book, sheet: Sheet, move: Move) -> None:
    kept = []
    for one in book.metadata:
        span = one["location"].get("dimensionRange")
        if span and span.get("sheetId", 0) == sheet.id and span["dimension"] == move.dimension:
            at = move.index(span["startIndex"])
            if at is None:
                continue
            place = {**span, "startIndex": at, "endIndex": at + 1}
            one = {**one, "location": {**one["location"], "dimensionRange": place}}
        kept.append(one)
    book.metadata = kept


def rewrite_formulas(book: Book, change: DimensionChange) -> None:
    """Every formula of the book, in cells and in rules, as Google rewrites it after `change`."""
    for page in book.sheets:

        def rewritten(text: str, title: str = page.title) -> str:
            return formula.shift(text, title, change)

        seen: dict[int, dict | None] = {}
        for row, cells in page.rows.items():
            for column, cell in cells.items():
                if cell.formula is not None:
                    new = rewritten(cell.formula)
                    if new != cell.formula:
                        cell.formula = new
                        page.dirty.add(row // BLOCK)
                if cell.validation is not None:
                    _rewrite_validation(cell, rewritten, seen, page, (row, column))
        page.conditional_formats = [_rewrite_rule(rule, rewritten) for rule in page.conditional_formats]


def _rewrite_validation(
    cell: Cell, rewritten: Callable[[str], str], seen: dict, page: Sheet, place: tuple[int, int]
) -> None:
    rule = cell.validation
    assert rule is not None
    if id(rule) not in seen:
        seen[id(rule)] = intern({**rule, "condition": _condition(rule.get("condition", {}), rewritten)})
    if seen[id(rule)] is not rule:
        page.at(*place).validation = seen[id(rule)]


def _condition(condition: dict, rewritten: Callable[[str], str]) -> dict:
    values = condition.get("values")
    if not values or not any(v.get("userEnteredValue", "").startswith("=") for v in values):
        return condition
    texts = [v.get("userEnteredValue", "") for v in values]
    new = [{**v, "userEnteredValue": rewritten(t)} if t.startswith("=") else v for v, t in zip(values, texts, strict=True)]
    return {**condition, "values": new}


def _rewrite_rule(rule: dict, rewritten: Callable[[str], str]) -> dict:
    boolean = rule.get("booleanRule")
    if not boolean:
        return rule
    return {**rule, "booleanRule": {**boolean, "condition": _condition(boolean.get("condition", {}), rewritten)}}
