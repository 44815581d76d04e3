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
_OWN = "This stand-in cannot calculate"


class FormulaError(NamedTuple):
    """What a formula gives instead of a value: `code` is what the cell shows, `message` what its tooltip says."""

    code: str
    message: str = ""

    @property
    def type(self) -> str:
        """ErrorType of the API (`N_A`, `DIVIDE_BY_ZERO` …)."""
        return TYPES[self.code]

    @property
    def uncalculated(self) -> bool:
        """Google would have a value here and this stand-in has not: no IFERROR may turn it into one."""
        return self.message.startswith(_OWN)


class Stop(Exception):
    """Ends a calculation with an error. Never leaves this package."""

    def __init__(self, error: FormulaError) -> None:
        super().__init__(error.message)
        self.error = error


#: For a grid to answer with when a cell depends on itself.
CIRCULAR = FormulaError(
    "#REF!", "Circular dependency detected. To resolve with iterative calculation, see File > Settings."
)


def uncalculated(what: str) -> FormulaError:
    """The error of something Google calculates and this stand-in does not (`QUERY`)."""
    return FormulaError("#ERROR!", f"{_OWN} {what}.")


def wrong_count(name: str, least: int, most: int | None, count: int) -> FormulaError:
    """A call with too few or too many arguments."""
    if most == least:
        wanted = f"{least} arguments"
    elif most is None:
        wanted = f"at least {least} arguments"
    else:
        wanted = f"between {least} and {most} arguments"
    return FormulaError(
        "#N/A", f"Wrong number of arguments to {name}. Expected {wanted}, but got {count} arguments."
    )
