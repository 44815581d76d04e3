"""What a function's argument is turned into before the function sees it (the codes of `registry`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from localsheets.formula.arrays import kept, scalar
from localsheets.formula.coerce import to_boolean, to_number
from localsheets.formula.context import Context
from localsheets.formula.errors import FormulaError
from localsheets.formula.formats import shown_text
from localsheets.formula.registry import SCALAR


def turned(code: str, value: Any, shape: Callable[[Context], Any] | None, context: Context, name: str, place: int) -> Any:
    if code == "t":
        return shown_text(value, shape, context)
    if code not in SCALAR:
        return value
    if code == "e":
        return kept(value) if type(value) is FormulaError else scalar(value, context)
    value = scalar(value, context)
    return value if code == "s" else TURN[code](value, context, name, place + 1)


TURN: dict[str, Callable[[Any, Context, str, int], Any]] = {
    "n": to_number,
    "i": lambda value, context, name, place: int(to_number(value, context, name, place)),
    "b": lambda value, context, name, place: to_boolean(value, name, place),
}
