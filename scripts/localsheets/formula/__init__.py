"""Formulas as Google Sheets reads, calculates, echoes and rewrites them. No I/O, no clock."""

from localsheets.formula.calculate import calculate, compiled, compute
from localsheets.formula.errors import CIRCULAR, FormulaError
from localsheets.formula.grid import Area, Computed, DimensionChange, Grid, Value
from localsheets.formula.parse import TOO_DEEP
from localsheets.formula.rewrite import convert, normalise, references, shift, titled, translate

__all__ = [
    "CIRCULAR",
    "TOO_DEEP",
    "Area",
    "Computed",
    "DimensionChange",
    "FormulaError",
    "Grid",
    "Value",
    "calculate",
    "compiled",
    "compute",
    "convert",
    "normalise",
    "references",
    "shift",
    "titled",
    "translate",
]  # fmt: skip
