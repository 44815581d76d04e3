"""Which format a conditional format rule lays over a cell."""

from __future__ import annotations

from datetime import datetime

from localsheets.formula import Grid


def evaluate(
    rules: list[dict], grid: Grid, sheet: str, row: int, col: int, locale: str = "en_US", now: datetime | None = None
) -> dict | None:
    """The CellFormat laid over the cell (0-based) by the API ConditionalFormatRules of its sheet, or None."""
    return None
