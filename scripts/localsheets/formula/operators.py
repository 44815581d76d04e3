"""The operators of formulas on two scalars."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from localsheets.formula.coerce import equal, order, to_number
from localsheets.formula.context import Context
from localsheets.formula.errors import FormulaError, Stop

_WHOLE = 2**53


def divide_by_zero(name: str = "DIVIDE") -> Stop:
    return Stop(FormulaError("#DIV/0!", f"Function {name} parameter 2 cannot be zero."))


def too_big() -> Stop:
    return Stop(FormulaError("#NUM!", "Numeric value is greater than 1.79769e+308 and cannot be displayed properly."))


def _kept(number: Any) -> Any:
    """Beyond 2⁵³ a spreadsheet has no whole numbers either."""
    return number if -_WHOLE < number < _WHOLE else float(number)


def _divide(a: float, b: float) -> float:
    if b == 0:
        raise divide_by_zero()
    return a / b


def power(a: float, b: float, name: str = "POW") -> float:
    """a to the b. Raises Stop(#NUM!) for roots of negative numbers and for what is too big."""
    if a == 0 and b < 0:
        raise Stop(FormulaError("#DIV/0!", f"Function {name} parameter 2 cannot be negative when parameter 1 is zero."))
    try:
        result = float(a) ** float(b)
    except OverflowError:
        raise too_big() from None
    if isinstance(result, complex):
        raise Stop(FormulaError("#NUM!", f"Function {name} has no real value for these parameters."))
    return result


def _arithmetic(name: str, run: Callable[[Any, Any], Any]) -> Callable[[Any, Any, Context], Any]:
    def operate(a: Any, b: Any, context: Context) -> Any:
        kind_a, kind_b = type(a), type(b)
        if (kind_a is int or kind_a is float) and (kind_b is int or kind_b is float):
            return run(a, b)
        return run(to_number(a, context, name, 1), to_number(b, context, name, 2))

    return operate


OPERATORS: dict[str, Callable[[Any, Any, Context], Any]] = {
    "+": _arithmetic("ADD", lambda a, b: _kept(a + b)),
    "-": _arithmetic("MINUS", lambda a, b: _kept(a - b)),
    "*": _arithmetic("MULTIPLY", lambda a, b: _kept(a * b)),
    "/": _arithmetic("DIVIDE", _divide),
    "^": _arithmetic("POW", power),
    "=": lambda a, b, _: equal(a, b),
    "<>": lambda a, b, _: not equal(a, b),
    "<": lambda a, b, _: order(a, b) < 0,
    "<=": lambda a, b, _: order(a, b) <= 0,
    ">": lambda a, b, _: order(a, b) > 0,
    ">=": lambda a, b, _: order(a, b) >= 0,
}
