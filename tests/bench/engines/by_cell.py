"""The rules for one cell, for engines that call a function a cell: the product's own readers, so the rules are the same
by construction. Nothing is remembered between cells: that is toso's doing, not the readers'."""

from __future__ import annotations

from household_tables import HEADER, PLAN_END, PLAN_START, SCHEMA, SHEET, TODAY
from toso.core.cells import reader_for
from toso.core.problem import Problem

__all__ = ["HEADER", "READERS", "Wrong", "read"]
BOUNDS = {"plan_start": PLAN_START, "plan_end": PLAN_END, "today": TODAY}
READERS = {one.name: reader_for(one, SCHEMA.lists, BOUNDS, SHEET.missing_values) for one in SHEET.fields}


class Wrong(ValueError):
    """``args[0]``: the kind of finding."""


def read(name, raw):
    """The cell's value; raises Wrong."""
    value = READERS[name](raw)
    if type(value) is Problem:
        raise Wrong(value.kind)
    return value
