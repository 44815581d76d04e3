"""Numbers rounded, divided and raised."""

from __future__ import annotations

import math
from decimal import ROUND_DOWN, ROUND_UP, Decimal, localcontext

from localsheets.formula.coerce import order
from localsheets.formula.context import Context
from localsheets.formula.errors import FormulaError, Stop
from localsheets.formula.functions.aggregate import numbers
from localsheets.formula.operators import divide_by_zero, power, too_big
from localsheets.formula.registry import function
from localsheets.numberformat.general import exact, rounded


def _out_of_range(name: str, place: int, value: float, wanted: str) -> Stop:
    return Stop(FormulaError("#NUM!", f"Function {name} parameter {place} value is {value}. It should be {wanted}."))


def _places(places: float) -> int:
    return max(-300, min(300, int(places)))


@function("ROUND", "n?n", shape="first")
def _round(number: float, places: float = 0) -> float:
    return float(rounded(number, _places(places)))


def _cut(number: float, places: float, how: str) -> float:
    with localcontext() as context:
        context.prec = 800
        return float(exact(number).quantize(Decimal(1).scaleb(-_places(places)), how))


@function("ROUNDUP", "n?n", shape="first")
def _roundup(number: float, places: float = 0) -> float:
    return _cut(number, places, ROUND_UP)


@function("ROUNDDOWN TRUNC", "n?n", shape="first")
def _rounddown(number: float, places: float = 0) -> float:
    return _cut(number, places, ROUND_DOWN)


@function("INT", "n", shape="first")
def _int(number: float) -> int:
    return math.floor(number)


@function("ABS", "n", shape="first")
def _abs(number: float) -> float:
    return abs(number)


@function("SIGN", "n")
def _sign(number: float) -> int:
    return (number > 0) - (number < 0)


@function("MOD", "nn")
def _mod(number: float, by: float) -> float:
    if by == 0:
        raise divide_by_zero("MOD")
    return number - by * math.floor(number / by) if isinstance(number, float) or isinstance(by, float) else number % by


@function("QUOTIENT", "nn")
def _quotient(number: float, by: float) -> int:
    if by == 0:
        raise divide_by_zero("QUOTIENT")
    return int(number / by)


@function("ADD", "nn")
def _add(a: float, b: float) -> float:
    return a + b


@function("MINUS", "nn")
def _minus(a: float, b: float) -> float:
    return a - b


@function("MULTIPLY", "nn")
def _multiply(a: float, b: float) -> float:
    return float(a) * b


@function("DIVIDE", "nn")
def _divide(a: float, b: float) -> float:
    if b == 0:
        raise divide_by_zero()
    return a / b


@function("POWER POW", "nn")
def _power(a: float, b: float) -> float:
    return power(a, b, "POWER")


@function("SQRT", "n")
def _sqrt(number: float) -> float:
    if number < 0:
        raise _out_of_range("SQRT", 1, number, "greater than or equal to 0")
    return math.sqrt(number)


@function("EXP", "n")
def _exp(number: float) -> float:
    try:
        return math.exp(number)
    except OverflowError:
        raise too_big() from None


def _log(name: str, number: float, base: float) -> float:
    if number <= 0:
        raise _out_of_range(name, 1, number, "greater than 0")
    if base <= 0:
        raise _out_of_range(name, 2, base, "greater than 0")
    if base == 1:
        raise divide_by_zero(name)
    return math.log10(number) if base == 10 else math.log(number) / math.log(base)


@function("LN", "n")
def _ln(number: float) -> float:
    return _log("LN", number, math.e)


@function("LOG10", "n")
def _log10(number: float) -> float:
    return _log("LOG10", number, 10)


@function("LOG", "n?n")
def _log_base(number: float, base: float = 10) -> float:
    return _log("LOG", number, base)


@function("PI")
def _pi() -> float:
    return math.pi


def _step(name: str, number: float, factor: float, how: float) -> float:
    if factor == 0 or number == 0:
        return 0
    if number > 0 > factor:
        raise _out_of_range(name, 2, factor, "positive")
    ratio = exact(number) / exact(factor)
    whole = math.floor(ratio) if how < 0 else math.ceil(ratio) if how > 0 else math.floor(ratio + Decimal("0.5"))
    return float(whole * exact(factor))


@function("CEILING", "n?n", shape="first")
def _ceiling(number: float, factor: float = 1) -> float:
    return _step("CEILING", number, factor, 1)


@function("FLOOR", "n?n", shape="first")
def _floor(number: float, factor: float = 1) -> float:
    return _step("FLOOR", number, factor, -1)


@function("MROUND", "nn", shape="first")
def _mround(number: float, factor: float) -> float:
    if number * factor < 0:
        raise Stop(FormulaError("#NUM!", "Function MROUND parameters must have the same sign."))
    return _step("MROUND", number, factor, 0)


@function("EVEN", "n")
def _even(number: float) -> int:
    return int(math.copysign(math.ceil(abs(number) / 2) * 2, number))


@function("ODD", "n")
def _odd(number: float) -> int:
    return int(math.copysign(max(1, math.ceil((abs(number) + 1) / 2) * 2 - 1), number))


@function("ISEVEN", "n")
def _iseven(number: float) -> bool:
    return int(number) % 2 == 0


@function("ISODD", "n")
def _isodd(number: float) -> bool:
    return int(number) % 2 == 1


@function("GCD", "r", repeat=1, context=True)
def _gcd(context: Context, *values: object) -> int:
    return math.gcd(*[int(number) for number in numbers(context, "GCD", values)])


@function("LCM", "r", repeat=1, context=True)
def _lcm(context: Context, *values: object) -> float:
    return float(math.lcm(*[int(number) for number in numbers(context, "LCM", values)]))


@function("FACT", "n")
def _fact(number: float) -> float:
    if number < 0:
        raise _out_of_range("FACT", 1, number, "greater than or equal to 0")
    if number >= 171:
        raise too_big()
    return float(math.factorial(int(number)))


@function("ISBETWEEN", "sss?bb")
def _isbetween(value: object, low: object, high: object, with_low: bool = True, with_high: bool = True) -> bool:
    below, above = order(value, low), order(value, high)
    return (below > 0 or (with_low and below == 0)) and (above < 0 or (with_high and above == 0))


@function("SUMSQ", "r", repeat=1, context=True)
def _sumsq(context: Context, *values: object) -> float:
    return math.fsum(number * number for number in numbers(context, "SUMSQ", values))

