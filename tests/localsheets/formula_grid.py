"""A small book for tests of formulas: cells by name, calculated by plain recursion."""

from __future__ import annotations

import os
from datetime import datetime

from hypothesis import settings

from localsheets.formula import CIRCULAR, Area, Computed, compute
from localsheets.formula.tokens import area_of

NOON = datetime(2025, 11, 24, 12, 0)
#: `make soak` looks longer.
many = settings(max_examples=5000 if os.environ.get("TOSO_SOAK") else 100, deadline=None)


def place(name: str) -> tuple[int, int]:
    """Row and column of `B3`."""
    corner = area_of(name).first
    return corner.row or 0, corner.column or 0


class Book:
    """`Book({"A1": 5, "A2": "=A1*2"})` is one sheet named Tổ 3; more sheets by name: `Book({...}, Hộ={...})`."""

    def __init__(self, cells=None, *, locale="en_US", rows=1000, columns=26, names=None, formats=None, **sheets):
        pages = {"Tổ 3": cells or {}, **sheets}
        self.pages = {title.lower(): {place(at): v for at, v in page.items()} for title, page in pages.items()}
        self.formats = {place(at): one for at, one in (formats or {}).items()}
        self.locale, self.rows, self.columns, self.names = locale, rows, columns, names or {}
        self.open: set[tuple[str, int, int]] = set()

    def size(self, sheet):
        if sheet.lower() not in self.pages:
            raise KeyError(sheet)
        return self.rows, self.columns

    def extent(self, sheet):
        cells = self.pages[sheet.lower()]
        return max((r for r, _ in cells), default=-1) + 1, max((c for _, c in cells), default=-1) + 1

    def named_range(self, name):
        area = self.names.get(name.lower())
        return None if area is None else Area("Tổ 3", *area)

    def number_format(self, sheet, row, column):
        return self.formats.get((row, column))

    def formula(self, sheet, row, column):
        held = self.pages[sheet.lower()].get((row, column))
        return held if isinstance(held, str) and held.startswith("=") else None

    def value(self, sheet, row, column):
        held = self.pages[sheet.lower()].get((row, column))
        if not (isinstance(held, str) and held.startswith("=")):
            return held
        key = (sheet.lower(), row, column)
        if key in self.open:
            return CIRCULAR
        self.open.add(key)
        try:
            return compute(held, self, sheet, row, column, self.locale, NOON).value
        finally:
            self.open.discard(key)

    def computed(self, formula: str, at: str = "Z1000") -> Computed:
        """All that `formula` gives, standing in the cell `at`."""
        return compute(formula, self, "Tổ 3", *place(at), self.locale, NOON)

    def __call__(self, formula: str, at: str = "Z1000"):
        """What the cell `at` would hold; an error as its code."""
        value = self.computed(formula, at).value
        return value.code if isinstance(value, tuple) else value

    def message(self, formula: str) -> str:
        """What the error of `formula` says."""
        return self.computed(formula).value.message
