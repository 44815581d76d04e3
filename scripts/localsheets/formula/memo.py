"""A grid that calculates: each formula once, however long the chain of cells that need each other."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from localsheets.formula.calculate import compute
from localsheets.formula.errors import CIRCULAR
from localsheets.formula.grid import Area, Computed, Value

#: Cells calculated inside one another before the chain is put off and taken up again from its far end.
_NESTED = 24
Key = tuple[str, int, int]


class Source(Protocol):
    """Where the cells are: entered values and formulas, no calculation. Indexes are 0-based."""

    def entered(self, sheet: str, row: int, column: int) -> tuple[Value, str | None]:
        """The entered value, and the formula or None."""

    def size(self, sheet: str) -> tuple[int, int]:
        """Rows and columns. Raises KeyError when there is no such sheet."""

    def named_range(self, name: str) -> Area | None:
        """The cells behind a name, or None."""


class _Later(BaseException):
    """The chain is too long for now: this cell has to be calculated first."""

    def __init__(self, key: Key) -> None:
        super().__init__()
        self.key = key


class MemoGrid:
    """Values of `source`, formulas calculated on demand and kept. Make a new one when the source has changed.

    A cell that depends on itself is CIRCULAR. `number_format`, `extent` and `spilled` of the source are used if it
    has them; `spilled` cells of arrays are not laid out here.
    """

    def __init__(self, source: Source, locale: str = "en_US", now: datetime | None = None) -> None:
        self.source, self.locale, self.now = source, locale, now
        self.size, self.named_range = source.size, source.named_range
        self._done: dict[Key, Computed] = {}
        self._open: dict[Key, None] = {}
        for name in ("number_format", "extent"):
            if hasattr(source, name):
                setattr(self, name, getattr(source, name))

    def value(self, sheet: str, row: int, column: int) -> Value:
        """The value of a cell."""
        found, formula = self.source.entered(sheet, row, column)
        return found if formula is None else self._computed((sheet.lower(), row, column), sheet, formula).value

    def formula(self, sheet: str, row: int, column: int) -> str | None:
        """The formula of a cell, or None."""
        return self.source.entered(sheet, row, column)[1]

    def computed(self, sheet: str, row: int, column: int) -> Computed:
        """Everything a cell's formula gives; of an entered value, the value."""
        found, formula = self.source.entered(sheet, row, column)
        return Computed(found) if formula is None else self._computed((sheet.lower(), row, column), sheet, formula)

    def _computed(self, key: Key, sheet: str, formula: str) -> Computed:
        done = self._done.get(key)
        if done is not None:
            return done
        if key in self._open:
            return Computed(CIRCULAR)
        if len(self._open) >= _NESTED:
            raise _Later(key)
        if self._open:
            return self._calculate(key, sheet, formula)
        return self._from_the_far_end(key)

    def _calculate(self, key: Key, sheet: str, formula: str) -> Computed:
        self._open[key] = None
        try:
            done = compute(formula, self, sheet, key[1], key[2], self.locale, self.now)
        finally:
            del self._open[key]
        self._done[key] = done
        return done

    def _from_the_far_end(self, key: Key) -> Computed:
        waiting = {key: None}
        while waiting:
            sheet, row, column = now = next(reversed(waiting))
            formula = self.source.entered(sheet, row, column)[1]
            try:
                if now not in self._done:
                    self._calculate(now, sheet, formula or "")
                del waiting[now]
            except _Later as later:
                if later.key in waiting:
                    self._done[later.key] = Computed(CIRCULAR)
                else:
                    waiting[later.key] = None
        return self._done[key]
