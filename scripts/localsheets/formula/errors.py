"""Formula errors as values, worded as Google Sheets words them.

Source: https://developers.google.com/sheets/api/reference/rest/v4/spreadsheets/other#ErrorValue
"""

from __future__ import annotations

from typing import NamedTuple

#: What a cell shows → ErrorType of the API.
TYPES = {
    "#ERROR!": "ERROR",
    "#NULL!": "NULL_VALUE",
    "#DIV/0!": "DIVIDE_BY_ZERO",
    "#VALUE!": "VALUE",
    "#REF!": "REF",
    "#NAME?": "NAME",
    "#NUM!": "NUM",
    "#N/A": "N_A",
    "Loading...": "LOADING",
}


class FormulaError(NamedTuple):
    """What a formula gives instead of a value: `code` is what the cell shows, `message` what its tooltip says."""

    code: str
    message: str = ""

    @property
    def type(self) -> str:
        """ErrorType of the API (`N_A`, `DIVIDE_BY_ZERO` …)."""
        return TYPES[self.code]

    def __bool__(self) -> bool:
        return True


#: For a grid to answer with when a cell depends on itself.
CIRCULAR = FormulaError(
    "#REF!", "Circular dependency detected. To resolve with iterative calculation, see File > Settings."
)
