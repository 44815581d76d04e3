"""What kind of value a cell holds."""

from __future__ import annotations

import re
from typing import Any

from localsheets.formula.arrays import scalar
from localsheets.formula.compile import Compiler, Getter
from localsheets.formula.context import Context, Ref
from localsheets.formula.errors import TYPES, FormulaError, Stop
from localsheets.formula.formats import format_of, implied_format
from localsheets.formula.parse import Node
from localsheets.formula.registry import function, special
from localsheets.numberformat import format_value, is_date
from localsheets.numberformat.typed import parse_number


@function("ISBLANK", "e")
def _isblank(value: Any) -> bool:
    return value is None


@function("ISNUMBER", "e")
def _isnumber(value: Any) -> bool:
    return type(value) in (int, float)


@function("ISTEXT", "e")
def _istext(value: Any) -> bool:
    return type(value) is str


@function("ISNONTEXT", "e")
def _isnontext(value: Any) -> bool:
    return type(value) is not str


@function("ISLOGICAL", "e")
def _islogical(value: Any) -> bool:
    return type(value) is bool


@function("ISERROR", "e")
def _iserror(value: Any) -> bool:
    return type(value) is FormulaError


@function("ISERR", "e")
def _iserr(value: Any) -> bool:
    return type(value) is FormulaError and value.code != "#N/A"


@function("ISNA", "e")
def _isna(value: Any) -> bool:
    return type(value) is FormulaError and value.code == "#N/A"


@function("ISREF", "r")
def _isref(value: Any) -> bool:
    return type(value) is Ref


@function("ISEMAIL", "s")
def _isemail(value: Any) -> bool:
    return type(value) is str and re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)*\.[A-Za-z]{2,}", value) is not None


@function("ISURL", "s")
def _isurl(value: Any) -> bool:
    return type(value) is str and re.fullmatch(r"(https?://|ftp://|mailto:|www\.)\S+|[\w-]+\.(com|org|net|vn)(/\S*)?", value) is not None


@function("NA")
def _na() -> Any:
    raise Stop(FormulaError("#N/A", ""))


@function("N", "s")
def _n(value: Any) -> Any:
    return int(value) if type(value) is bool else value if type(value) in (int, float) else 0


@function("T", "s")
def _t(value: Any) -> str:
    return value if type(value) is str else ""


@function("TYPE", "e", context=True)
def _type(context: Context, value: Any) -> int:
    if type(value) is FormulaError:
        return 16
    return 4 if type(value) is bool else 2 if type(value) is str else 1


@function("ERROR.TYPE", "e")
def _error_type(value: Any) -> int:
    if type(value) is not FormulaError:
        raise Stop(FormulaError("#N/A", ""))
    order = ("NULL_VALUE", "DIVIDE_BY_ZERO", "VALUE", "REF", "NAME", "NUM", "N_A")
    kind = TYPES[value.code]
    return order.index(kind) + 1 if kind in order else 8


@function("ISDATE", "r", context=True)
def _isdate(context: Context, value: Any) -> bool:
    """A cell shown as a date, or text typed as one."""
    try:
        found = scalar(value, context)
    except Stop:
        return False
    if type(found) is str:
        typed = parse_number(found.strip(), context.locale_name, context.now.date() if context.now else None)
        return typed is not None and is_date(typed[1])
    return type(found) in (int, float) and is_date(format_of(value, context))


def _formula_at(context: Context, value: Any) -> str | None:
    ask = getattr(context.grid, "formula", None)
    if type(value) is not Ref or ask is None:
        return None
    return ask(value.sheet, value.row, value.column)


@function("ISFORMULA", "r", context=True)
def _isformula(context: Context, value: Any) -> bool:
    return _formula_at(context, value) is not None


@function("FORMULATEXT", "r", context=True)
def _formulatext(context: Context, value: Any) -> str:
    found = _formula_at(context, value)
    if found is None:
        raise Stop(FormulaError("#N/A", "Function FORMULATEXT parameter 1 has no formula."))
    return found


@special("TO_TEXT", 1, 1)
def _to_text(compiler: Compiler, arguments: tuple[Node, ...], array: bool) -> Getter:
    get, shape = compiler.value(arguments[0]), implied_format(compiler, arguments[0])

    def text(context: Context) -> str:
        value = get(context)
        number_format = format_of(value, context) if type(value) is Ref else shape(context) if shape else None
        return format_value(scalar(value, context), number_format, context.locale_name)

    return text
