"""Text made from values and values from text; text joined and split."""

from __future__ import annotations

import re
from typing import Any

from localsheets.formula.arrays import scalar
from localsheets.formula.coerce import text_number, to_boolean, to_number, to_text
from localsheets.formula.compile import Compiler, Getter
from localsheets.formula.context import Context, Ref
from localsheets.formula.errors import FormulaError, Stop
from localsheets.formula.formats import implied_format, shown_text
from localsheets.formula.functions.text import fitting
from localsheets.formula.parse import Node
from localsheets.formula.registry import function, special
from localsheets.numberformat import format_value, is_date
from localsheets.numberformat.general import rounded
from localsheets.numberformat.typed import parse_number


@function("TEXT", "st", context=True)
def _text(context: Context, value: Any, pattern: str) -> str:
    if type(value) is bool:
        return to_text(value, context)
    if type(value) is str:
        found = text_number(value, context)
        if found is None:
            return format_value(value, {"type": "TEXT", "pattern": pattern}, context.locale_name)
        value = found
    return format_value(0 if value is None else value, {"type": "NUMBER", "pattern": pattern}, context.locale_name) if pattern else ""


@function("VALUE", "s", context=True)
def _value(context: Context, value: Any) -> float:
    if type(value) is bool:
        raise Stop(FormulaError("#VALUE!", f"VALUE parameter '{to_text(value, context)}' cannot be parsed to number."))
    found = text_number(value, context) if type(value) is str else to_number(value, context, "VALUE")
    if found is None:
        raise Stop(FormulaError("#VALUE!", f"VALUE parameter '{value}' cannot be parsed to number."))
    return found


def _typed(context: Context, name: str, value: Any, part: str) -> float:
    if type(value) is not str:
        raise Stop(FormulaError("#VALUE!", f"{name} parameter '{to_text(value, context)}' cannot be parsed to {part}."))
    found = parse_number(value.strip(), context.locale_name, context.now.date() if context.now else None)
    if found is None or not is_date(found[1]):
        raise Stop(FormulaError("#VALUE!", f"{name} parameter '{value}' cannot be parsed to {part}."))
    return found[0]


@special("DATEVALUE", 1, 1)
def _datevalue(compiler: Compiler, arguments: tuple[Node, ...], array: bool) -> Getter:
    return _serial_part(compiler, arguments[0], "DATEVALUE", "date/time", lambda serial: int(serial // 1))


@special("TIMEVALUE", 1, 1)
def _timevalue(compiler: Compiler, arguments: tuple[Node, ...], array: bool) -> Getter:
    return _serial_part(compiler, arguments[0], "TIMEVALUE", "date/time", lambda serial: serial % 1)


def _serial_part(compiler: Compiler, node: Node, name: str, what: str, part: Any) -> Getter:
    """Of text typed as a date, or of a cell that is shown as one."""
    get, shape = compiler.value(node), implied_format(compiler, node)

    def serial(context: Context) -> Any:
        value = get(context)
        found = scalar(value, context)
        if type(found) is not str:
            number_format = context.number_format(value) if type(value) is Ref else shape(context) if shape else None
            if type(found) in (int, float) and is_date(number_format):
                return part(found)
        return part(_typed(context, name, found, what))

    return serial


@function("FIXED", "n?ib", context=True)
def _fixed(context: Context, number: float, places: int = 2, plain: bool = False) -> str:
    shape = ("0" if plain else "#,##0") + ("." + "0" * places if places > 0 else "")
    value = float(rounded(number, places)) if places < 0 else number
    return format_value(value, {"type": "NUMBER", "pattern": shape}, context.locale_name)


def _texts(compiler: Compiler, arguments: tuple[Node, ...]) -> list[Getter]:
    """Getters of lists of texts: every cell of a range, dates as they are shown."""

    def one(node: Node) -> Getter:
        get, shape = compiler.value(node), implied_format(compiler, node)

        def texts(context: Context) -> list[str]:
            value = get(context)
            if type(value) is Ref and not value.single:
                return [shown_text(cell, None, context) for cell in _shown_cells(value, context)]
            if type(value) is list:
                return [to_text(cell, context) for row in value for cell in row]
            return [shown_text(value, shape, context)]

        return texts

    return [one(node) for node in arguments]


def _shown_cells(area: Ref, context: Context) -> list[Any]:
    """The cells of an area; those that are dates as their text."""
    found = []
    for r, row in enumerate(context.block(area, clip=True), area.row):
        for c, cell in enumerate(row, area.column):
            if type(cell) in (int, float):
                cell = shown_text(Ref(area.sheet, r, c, r, c), None, context)
            found.append(cell)
    return found


@special("CONCATENATE", 1, None)
def _concatenate(compiler: Compiler, arguments: tuple[Node, ...], array: bool) -> Getter:
    getters = _texts(compiler, arguments)
    return lambda context: fitting("".join(text for get in getters for text in get(context)), "CONCATENATE")


@special("JOIN", 2, None)
def _join(compiler: Compiler, arguments: tuple[Node, ...], array: bool) -> Getter:
    between = compiler.text(arguments[0])
    getters = _texts(compiler, arguments[1:])

    def get(context: Context) -> str:
        return fitting(between(context).join(text for one in getters for text in one(context)), "JOIN")

    return get


@special("TEXTJOIN", 3, None)
def _textjoin(compiler: Compiler, arguments: tuple[Node, ...], array: bool) -> Getter:
    between, skip = compiler.text(arguments[0]), compiler.scalar(arguments[1])
    getters = _texts(compiler, arguments[2:])

    def get(context: Context) -> str:
        ignore = to_boolean(skip(context), "TEXTJOIN", 2)
        texts = [text for one in getters for text in one(context) if text or not ignore]
        return fitting(between(context).join(texts), "TEXTJOIN")

    return get


@function("SPLIT", "tt?bb", context=True)
def _split(context: Context, text: str, by: str, each: bool = True, drop: bool = True) -> list[list[Any]]:
    if not by:
        raise Stop(FormulaError("#VALUE!", "Function SPLIT parameter 2 value should be non-empty."))
    if not text:
        raise Stop(FormulaError("#VALUE!", "Function SPLIT parameter 1 value should be non-empty."))
    parts = re.split("[" + re.escape(by) + "]" if each else re.escape(by), text)
    found = [part for part in parts if part or not drop]
    typed = [(part, text_number(part, context)) for part in found]
    return [[part if number is None else number for part, number in typed] or [""]]
