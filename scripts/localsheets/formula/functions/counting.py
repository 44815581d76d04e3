"""Cells counted, and cells counted or added up where others fit a criterion."""

from __future__ import annotations

from typing import Any

from localsheets.formula.arrays import cells, kept, matrix
from localsheets.formula.coerce import text_number
from localsheets.formula.context import Context, Ref
from localsheets.formula.registry import function


@function("COUNT", "r", repeat=1, context=True)
def _count(context: Context, *values: Any) -> int:
    count = 0
    for value in values:
        if type(value) is str:
            count += text_number(value, context) is not None
        elif type(value) is bool:
            count += 1
        else:
            count += sum(type(kept(cell)) in (int, float) for cell in cells(value, context))
    return count


@function("COUNTA", "r", repeat=1, context=True)
def _counta(context: Context, *values: Any) -> int:
    count = 0
    for value in values:
        if type(value) in (Ref, list):
            count += sum(kept(cell) is not None for cell in cells(value, context))
        else:
            count += 1
    return count


@function("COUNTBLANK", "r", context=True)
def _countblank(context: Context, value: Any) -> int:
    if type(value) is Ref:
        held = sum(kept(cell) is not None and cell != "" for cell in cells(value, context))
        return value.height * value.width - held
    return sum(cell is None or cell == "" for cell in cells(value, context))


def key_of(cell: Any) -> Any:
    """What makes two cells the same: kind and value, case kept."""
    return (type(cell) is bool, type(cell) is str, cell)


@function("COUNTUNIQUE", "r", repeat=1, context=True)
def _countunique(context: Context, *values: Any) -> int:
    found = {key_of(kept(cell)) for value in values for cell in cells(value, context) if cell is not None and cell != ""}
    return len(found)


@function("COLUMNS", "r", context=True)
def _columns(context: Context, value: Any) -> int:
    return value.width if type(value) is Ref else len(matrix(value, context)[0])


@function("ROWS", "r", context=True)
def _rows(context: Context, value: Any) -> int:
    return value.height if type(value) is Ref else len(matrix(value, context))
