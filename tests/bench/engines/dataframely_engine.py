"""dataframely: the checks as rules of a schema; every failure listed from the failure information."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from engines.by_expression import checks, frame_of, parsed, prepared
from household_tables import COLUMNS, PLATFORMS

CHECKS = {f"{column}__{kind}": (column, kind, expression) for column, kind, expression in checks()}


def _rule(expression: pl.Expr):
    return dy.rule()(lambda cls: ~expression.fill_null(False))


_TYPES = {"_number": dy.Int64, "_serial": dy.Date, "_typed": dy.Date, **{f"_{name}_yes": dy.Bool for name in PLATFORMS}}
_columns = {name: _TYPES.get(name, dy.String)(nullable=True) for name in (*COLUMNS, "_group", *prepared(), *parsed())}
_columns["_row"] = dy.UInt32()
Household = type("Household", (dy.Schema,), {**_columns, **{name: _rule(one[2]) for name, one in CHECKS.items()}})


def find(groups):
    frame = frame_of(groups).lazy().with_columns(**prepared()).with_columns(**parsed()).collect().with_row_index("_row", offset=2)
    _, failure = Household.filter(frame)
    details = failure.details()
    found = []
    for name, (column, kind, _) in CHECKS.items():
        rows = details.filter(pl.col(name) == "invalid")["_row"].to_list()
        found += [(row, column, kind) for row in rows]
    return found
