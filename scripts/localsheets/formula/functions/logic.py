"""IF and its kin. Branches that are not taken are not calculated."""

from __future__ import annotations

from typing import Any

from localsheets.formula.arrays import cells, is_many, kept, matrix, scalar, spread
from localsheets.formula.coerce import equal, to_boolean, to_number
from localsheets.formula.compile import Compiler, Getter, failing
from localsheets.formula.context import Context
from localsheets.formula.errors import FormulaError, Stop, wrong_count
from localsheets.formula.parse import Node
from localsheets.formula.registry import function, special

NO_MATCH = FormulaError("#N/A", "No match.")


@special("IF", 2, 3, shape="branch1")
def _if(compiler: Compiler, arguments: tuple[Node, ...], array: bool) -> Getter:
    condition = compiler.value(arguments[0], True) if array else compiler.scalar(arguments[0])
    yes = compiler.value(arguments[1], array)
    no = compiler.value(arguments[2], array) if len(arguments) > 2 else None

    def otherwise(context: Context) -> Any:
        return no(context) if no else False

    def plain(context: Context) -> Any:
        value = condition(context)
        if value is True or (value is not False and to_boolean(value)):
            return yes(context)
        return otherwise(context)

    def many(context: Context) -> Any:
        value = condition(context)
        if not is_many(value):
            return yes(context) if to_boolean(scalar(value, context)) else otherwise(context)
        parts = [value, _held(yes, context), _held(otherwise, context)]
        return spread(parts, lambda test, a, b: a if to_boolean(test) else b, context)

    return many if array else plain


def _held(get: Getter, context: Context) -> Any:
    """The value, an error as a value: it concerns only the cells that take it."""
    try:
        return get(context)
    except Stop as stop:
        return stop.error


def _caught(compiler: Compiler, arguments: tuple[Node, ...], array: bool, codes: tuple[str, ...]) -> Getter:
    get = compiler.value(arguments[0], array)
    other = compiler.value(arguments[1], array) if len(arguments) > 1 else lambda context: None

    def wanted(error: Any) -> bool:
        return type(error) is FormulaError and (not codes or error.code in codes) and kept(error) is error

    def caught(context: Context) -> Any:
        try:
            value = get(context)
            if (array and is_many(value)) or type(value) is list:
                found = matrix(value, context)
                if not any(wanted(cell) for row in found for cell in row):
                    return value
                return spread([value, _held(other, context)], lambda a, b: b if wanted(a) else a, context)
            scalar(value, context)
            return value
        except Stop as stop:
            if wanted(stop.error):
                return other(context)
            raise

    return caught


@special("IFERROR", 1, 2, shape="branch0")
def _iferror(compiler: Compiler, arguments: tuple[Node, ...], array: bool) -> Getter:
    return _caught(compiler, arguments, array, ())


@special("IFNA", 1, 2, shape="branch0")
def _ifna(compiler: Compiler, arguments: tuple[Node, ...], array: bool) -> Getter:
    return _caught(compiler, arguments, array, ("#N/A",))


@special("IFS", 2, None)
def _ifs(compiler: Compiler, arguments: tuple[Node, ...], array: bool) -> Getter:
    if len(arguments) % 2:
        return failing(wrong_count("IFS", len(arguments) + 1, None, len(arguments)))
    node: Node = ("value", NO_MATCH)
    for i in range(len(arguments) - 2, -1, -2):
        node = ("call", "IF", (arguments[i], arguments[i + 1], node))
    return compiler.value(node, array)


@special("SWITCH", 3, None)
def _switch(compiler: Compiler, arguments: tuple[Node, ...], array: bool) -> Getter:
    subject = compiler.scalar(arguments[0])
    pairs = [
        (compiler.scalar(arguments[i]), compiler.value(arguments[i + 1], array))
        for i in range(1, len(arguments) - 1, 2)
    ]
    default = compiler.value(arguments[-1], array) if len(arguments) % 2 == 0 else failing(NO_MATCH)

    def get(context: Context) -> Any:
        value = subject(context)
        for case, result in pairs:
            if equal(value, case(context)):
                return result(context)
        return default(context)

    return get


@special("CHOOSE", 2, None)
def _choose(compiler: Compiler, arguments: tuple[Node, ...], array: bool) -> Getter:
    index = compiler.scalar(arguments[0])
    choices = [compiler.value(part, array) for part in arguments[1:]]

    def get(context: Context) -> Any:
        place = int(to_number(index(context), context, "CHOOSE"))
        if not 1 <= place <= len(choices):
            message = f"Function CHOOSE parameter 1 value is {place}. Valid values are between 1 and {len(choices)} inclusive."
            raise Stop(FormulaError("#NUM!", message))
        return choices[place - 1](context)

    return get


@special("LET", 3, None)
def _let(compiler: Compiler, arguments: tuple[Node, ...], array: bool) -> Getter:
    if len(arguments) % 2 == 0:
        return failing(wrong_count("LET", len(arguments) + 1, None, len(arguments)))
    outer, named = set(compiler.scope), []
    for i in range(0, len(arguments) - 1, 2):
        if arguments[i][0] != "name":
            return failing(FormulaError("#NAME?", f"Argument {i + 1} of function LET is not a valid name."))
        key = arguments[i][1].lower()
        named.append((key, compiler.value(arguments[i + 1], array)))
        compiler.scope.add(key)
    body = compiler.value(arguments[-1], array)
    compiler.scope = outer

    def get(context: Context) -> Any:
        before = dict(context.names)
        for key, value in named:
            context.names[key] = value(context)
        try:
            return body(context)
        finally:
            context.names = before

    return get


def _truths(context: Context, name: str, values: tuple[Any, ...]) -> list[bool]:
    """Text and blanks inside ranges are passed over; alone they are read as booleans."""
    found = []
    for place, value in enumerate(values, 1):
        if type(value) in (bool, int, float, str, type(None)):
            found.append(to_boolean(value, name, place))
            continue
        for cell in cells(value, context):
            if type(cell) is FormulaError:
                raise Stop(cell)
            if type(cell) in (bool, int, float):
                found.append(bool(cell))
    if not found:
        raise Stop(FormulaError("#VALUE!", f"Function {name} has no valid input data."))
    return found


@function("AND", "r", repeat=1, context=True)
def _and(context: Context, *values: Any) -> bool:
    return all(_truths(context, "AND", values))


@function("OR", "r", repeat=1, context=True)
def _or(context: Context, *values: Any) -> bool:
    return any(_truths(context, "OR", values))


@function("XOR", "r", repeat=1, context=True)
def _xor(context: Context, *values: Any) -> bool:
    return sum(_truths(context, "XOR", values)) % 2 == 1


@function("NOT", "b")
def _not(value: bool) -> bool:
    return not value


@function("TRUE")
def _true() -> bool:
    return True


@function("FALSE")
def _false() -> bool:
    return False

