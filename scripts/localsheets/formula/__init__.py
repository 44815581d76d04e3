"""Formulas as Google Sheets reads, calculates, echoes and rewrites them. No I/O, no clock."""

from __future__ import annotations

from datetime import datetime

from localsheets.formula.errors import CIRCULAR, FormulaError
from localsheets.formula.grid import Area, Computed, DimensionChange, Grid, Value

__all__ = [
    "CIRCULAR", "Area", "Computed", "DimensionChange", "FormulaError", "Grid", "Value",
    "calculate", "compute", "normalise", "references", "shift", "translate",
]  # fmt: skip


def compute(
    formula: str, grid: Grid, sheet: str, row: int, col: int, locale: str = "en_US", now: datetime | None = None
) -> Computed:
    """Value, spilled array and implied number format of `formula` standing in that cell (0-based)."""
    return Computed(FormulaError("#ERROR!", "This stand-in cannot calculate the formula."))


def calculate(
    formula: str, grid: Grid, sheet: str, row: int, col: int, locale: str = "en_US", now: datetime | None = None
) -> Value:
    """The value of `formula` standing in that cell (0-based); of an array, its top left."""
    return compute(formula, grid, sheet, row, col, locale, now).value


def shift(formula: str, own_sheet: str, change: DimensionChange) -> str:
    """The formula as Google rewrites it when rows, columns or sheets move; `own_sheet` is where it stands."""
    return formula


def translate(formula: str, drow: int, dcol: int) -> str:
    """The formula as pasted `drow` rows down and `dcol` columns right."""
    return formula


def normalise(formula: str, locale: str = "en_US") -> str:
    """The formula as Google echoes it."""
    return formula


def references(formula: str, sheet: str = "", locale: str = "en_US") -> list[Area]:
    """Every cell area the formula names (not what INDIRECT or OFFSET reach)."""
    return []
