"""Which format a conditional format rule lays over a cell. The first rule that holds wins, as in Google's help."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeGuard

from localsheets.conditional.conditions import Place, holds, problem
from localsheets.conditional.gradient import color_at, place_of, rgb
from localsheets.formula import Grid

__all__ = ["Painter", "Place", "evaluate", "holds", "problem"]

_END = 10**9


class Painter:
    """The rules of one sheet, ready to be asked about many cells. Make a new one when the book has changed."""

    def __init__(
        self, rules: list[dict], grid: Grid, sheet: str, locale: str = "en_US", now: datetime | None = None
    ) -> None:
        self.grid, self.sheet, self.locale, self.now = grid, sheet, locale, now
        self._rules = [(rule, [_edges(one) for one in rule.get("ranges", [])]) for rule in rules]
        self._scales: dict[int, list[tuple[float, Any]] | None] = {}

    def at(self, row: int, col: int) -> dict | None:
        """The CellFormat laid over the cell (0-based), or None."""
        for index, (rule, edges) in enumerate(self._rules):
            if not any(top <= row < bottom and left <= col < right for top, bottom, left, right in edges):
                continue
            if "booleanRule" in rule:
                place = Place(
                    self.grid, self.sheet, row, col, edges[0][0], edges[0][2], self.locale, self.now
                )
                if holds(rule["booleanRule"].get("condition", {}), place):
                    return rule["booleanRule"].get("format") or {}
            elif "gradientRule" in rule:
                painted = self._shade(index, row, col)
                if painted is not None:
                    return painted
        return None

    def _shade(self, index: int, row: int, col: int) -> dict | None:
        value = self.grid.value(self.sheet, row, col)
        if not _is_number(value):
            return None
        if index not in self._scales:
            self._scales[index] = self._scale(*self._rules[index])
        points = self._scales[index]
        if points is None:
            return None
        color = dict(zip(("red", "green", "blue"), color_at(value, points), strict=True))
        return {"backgroundColor": color, "backgroundColorStyle": {"rgbColor": color}}

    def _scale(self, rule: dict, edges: list[tuple[int, int, int, int]]) -> list[tuple[float, Any]] | None:
        rows, columns = self.grid.size(self.sheet)
        extent = getattr(self.grid, "extent", None)
        if extent is not None:
            rows, columns = extent(self.sheet)
        numbers: list[float] = sorted(
            value
            for top, bottom, left, right in edges
            for row in range(top, min(bottom, rows))
            for col in range(left, min(right, columns))
            if _is_number(value := self.grid.value(self.sheet, row, col))
        )
        if not numbers:
            return None
        parts = [rule["gradientRule"].get(name) for name in ("minpoint", "midpoint", "maxpoint")]
        points = [(place_of(part, numbers), rgb(part)) for part in parts if part]
        return sorted(points, key=lambda point: point[0])


def _is_number(value: object) -> TypeGuard[float]:
    return type(value) in (int, float)


def _edges(area: dict) -> tuple[int, int, int, int]:
    return (
        area.get("startRowIndex", 0),
        area.get("endRowIndex", _END),
        area.get("startColumnIndex", 0),
        area.get("endColumnIndex", _END),
    )


def evaluate(
    rules: list[dict], grid: Grid, sheet: str, row: int, col: int, locale: str = "en_US", now: datetime | None = None
) -> dict | None:
    """The CellFormat laid over the cell (0-based) by the API ConditionalFormatRules of its sheet, or None.

    Formulas are written for the top left of the rule's first range. To ask about many cells, use a Painter.
    """
    return Painter(rules, grid, sheet, locale, now).at(row, col)
