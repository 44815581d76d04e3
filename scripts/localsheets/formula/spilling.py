"""Which formulas may fill more than their own cell, told from the tree alone: those that cannot need no look ahead."""

from __future__ import annotations

from localsheets.formula.parse import Node

#: Functions that always give one value, whatever they are given.
_ONE = frozenset({
    "AND", "AVERAGE", "CONCATENATE", "COUNT", "COUNTA", "COUNTBLANK", "COUNTIF", "COUNTIFS", "EXACT", "FIND",
    "ISBLANK", "ISERROR", "ISLOGICAL", "ISNA", "ISNUMBER", "ISTEXT", "JOIN", "LEFT", "LEN", "LOWER", "MAX", "MID",
    "MIN", "NOT", "NOW", "OR", "RIGHT", "ROUND", "SEARCH", "SUBSTITUTE", "SUM", "SUMIF", "SUMIFS", "SUMPRODUCT",
    "TEXT", "TEXTJOIN", "TODAY", "TRIM", "UPPER", "VALUE",
})  # fmt: skip
_NEVER: frozenset[str] = frozenset()


def one_cell(node: Node) -> frozenset[str] | None:
    """The names (small letters) that must stand for a single column for `node` to fill one cell; None: it may fill more."""
    kind = node[0]
    if kind in ("value", "missing", "chain", "negate", "percent"):
        return _NEVER
    if kind in ("group", "plus"):
        return one_cell(node[1])
    if kind == "area":
        return _NEVER if node[1].last is None else None
    if kind != "call":
        return None
    name, arguments = node[1], node[2]
    if name in _ONE:
        return _NEVER
    if name in ("IF", "IFERROR"):
        return _all(arguments[1:] if name == "IF" else arguments)
    if name == "INDEX" and len(arguments) == 2 and _not_zero(arguments[1]):
        return _one_column(arguments[0])
    return None


def _all(nodes: tuple[Node, ...]) -> frozenset[str] | None:
    found = [one_cell(node) for node in nodes]
    return None if None in found else _NEVER.union(*[one for one in found if one])


def _one_column(node: Node) -> frozenset[str] | None:
    if node[0] == "name":
        return frozenset([node[1].lower()])
    if node[0] == "area" and node[1].last is not None:
        first, last = node[1].first, node[1].last
        same = first.column is not None and (first.column, first.fixed_column) == (last.column, last.fixed_column)
        return _NEVER if same else None
    return None


def _not_zero(node: Node) -> bool:
    """Whether a row number is at least 1 for certain: the cell's own row, or the greatest of some and a number."""
    if node[0] == "value":
        return type(node[1]) in (int, float) and node[1] >= 1
    if node[0] != "call":
        return False
    name, arguments = node[1], node[2]
    if name == "ROW" and not arguments:
        return True
    if name == "IF" and len(arguments) == 3:
        return _not_zero(arguments[1]) and _not_zero(arguments[2])
    return name == "MAX" and any(map(_not_zero, arguments))
