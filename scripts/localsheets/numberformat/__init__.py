"""Values as a cell shows them."""

from __future__ import annotations

from localsheets.formula.errors import FormulaError


def format_value(value: None | bool | float | int | str | FormulaError, number_format: dict | None, locale: str = "en_US") -> str:
    """The text a cell shows for `value` under an API NumberFormat (`type`, `pattern`) or None for automatic."""
    if value is None:
        return ""
    if isinstance(value, FormulaError):
        return value.code
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return f"{value:.10g}"
    return value
