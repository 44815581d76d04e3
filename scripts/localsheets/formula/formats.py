"""Which number format a result has, and how a value reads as text: Sheets shows dates where text is wanted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from localsheets.formula.arrays import scalar
from localsheets.formula.coerce import to_text
from localsheets.formula.context import Context, Ref
from localsheets.formula.parse import Node
from localsheets.formula.registry import FUNCTIONS
from localsheets.numberformat import default_pattern, format_value, is_date

if TYPE_CHECKING:
    from localsheets.formula.compile import Compiler

Shape = Callable[[Context], "dict | None"]


def format_of(value: Any, context: Context) -> dict | None:
    """The number format of a reference's first cell."""
    return context.number_format(value) if type(value) is Ref else None


def shown_text(value: Any, shape: Shape | None, context: Context) -> str:
    """A value as text: a date or time as it is shown, any other number without its format."""
    found = scalar(value, context)
    if type(found) is int or type(found) is float:
        number_format = format_of(value, context) if type(value) is Ref else shape(context) if shape else None
        if number_format is not None and is_date(number_format):
            return format_value(found, number_format, context.locale_name)
    return to_text(found, context)


def implied_format(compiler: Compiler, node: Node) -> Shape | None:
    """What gives the number format of a node that is no reference; None when there is none."""
    kind = node[0]
    if kind == "area":
        get = compiler.value(node)
        return lambda context: format_of(get(context), context)
    if kind in ("group", "plus", "negate"):
        return implied_format(compiler, node[1])
    if kind == "percent":
        return lambda context: {"type": "PERCENT", "pattern": "0.00%"}
    if kind == "chain" and node[2][0][0] in "+-*/":
        return _of_chain(compiler, node)
    if kind == "call":
        return _of_call(compiler, node)
    return None


def _of_chain(compiler: Compiler, node: Node) -> Shape | None:
    operators = [operator for operator, _ in node[2]]
    shapes = [implied_format(compiler, part) for part in (node[1], *(right for _, right in node[2]))]
    if not any(shapes):
        return None

    def get(context: Context) -> dict | None:
        found = [shape(context) if shape else None for shape in shapes]
        if operators[0] in "*/":
            return None if any(map(is_date, found)) or operators.count("/") else next(filter(None, found), None)
        if is_date(found[0]) and any(op == "-" and is_date(one) for op, one in zip(operators, found[1:], strict=True)):
            return None  # the days between two dates
        return next(filter(None, found), None)

    return get


def _of_call(compiler: Compiler, node: Node) -> Shape | None:
    name, arguments = node[1], node[2]
    found = FUNCTIONS.get(name)
    if found is None or not found.shape:
        return None
    if found.shape == "first":
        return implied_format(compiler, arguments[0]) if arguments else None
    if found.shape.startswith("branch"):
        return _of_branches(compiler, node, int(found.shape[6:]))
    kind = found.shape
    return lambda context: {"type": kind, "pattern": default_pattern(kind, context.locale_name)}


def _of_branches(compiler: Compiler, node: Node, start: int) -> Shape | None:
    """IF, IFS, IFERROR …: a format only where every branch that has one has the same."""
    shapes = [shape for shape in (implied_format(compiler, part) for part in node[2][start:]) if shape]
    if not shapes:
        return None

    def get(context: Context) -> dict | None:
        found = [one for one in (shape(context) for shape in shapes) if one]
        return found[0] if found and all(one == found[0] for one in found) else None

    return get
