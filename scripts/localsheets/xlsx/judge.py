"""Which formulas mean the same in Sheets, Excel and LibreOffice."""

from __future__ import annotations

import re
from functools import lru_cache

from localsheets.formula import FormulaError
from localsheets.formula.parse import Node, ParseFailed, parse
from localsheets.numberformat.typed import parse_number
from localsheets.xlsx.names import Titles

#: The same arguments, the same value in Sheets, Excel and LibreOffice.
_SAFE = frozenset(
    ["IF", "IFERROR", "AND", "OR", "NOT", "ISBLANK", "ISNUMBER", "ISTEXT", "ISERROR", "ISNA", "ISERR", "ISNONTEXT", "NA", "T", "CHOOSE", "TRUE", "FALSE", "EXACT", "LEN", "LEFT", "RIGHT", "MID", "FIND", "SUBSTITUTE", "REPLACE", "TRIM", "UPPER", "LOWER", "REPT", "SUM", "SUMIF", "SUMIFS", "COUNT", "COUNTA", "COUNTBLANK", "COUNTIF", "COUNTIFS", "AVERAGE", "AVERAGEIF", "AVERAGEIFS", "MIN", "MAX", "MEDIAN", "PRODUCT", "ROUND", "ROUNDUP", "ROUNDDOWN", "INT", "ABS", "MOD", "SQRT", "POWER", "SIGN", "EXP", "LN", "LOG", "LOG10", "PI", "SUMPRODUCT", "SUMSQ", "RANK", "LARGE", "SMALL", "VLOOKUP", "HLOOKUP", "MATCH", "INDEX", "ROW", "ROWS", "COLUMN", "COLUMNS", "OFFSET", "INDIRECT", "ADDRESS", "DATE", "TODAY", "NOW", "YEAR", "MONTH", "DAY", "WEEKDAY", "EDATE", "EOMONTH", "NETWORKDAYS", "WORKDAY", "TIME", "HOUR", "MINUTE", "SECOND", "DATEDIF", "HYPERLINK", "CONCATENATE"]
)
#: Known to newer programs only, under a longer name in the file.
FUTURE = {"IFNA": "_xlfn.IFNA", "IFS": "_xlfn.IFS", "SWITCH": "_xlfn.SWITCH", "XOR": "_xlfn.XOR",
           "TEXTJOIN": "_xlfn.TEXTJOIN", "MAXIFS": "_xlfn.MAXIFS", "MINIFS": "_xlfn.MINIFS",
           "ISOWEEKNUM": "_xlfn.ISOWEEKNUM", "DAYS": "_xlfn.DAYS", "UNICHAR": "_xlfn.UNICHAR",
           "UNICODE": "_xlfn.UNICODE", "CHAR": "_xlfn.UNICHAR"}  # fmt: skip
#: A sheet has 1,000 rows here and a million there, so for these the end of a column is written out.
COUNTS_BLANKS = frozenset(["ROWS", "COLUMNS", "COUNTBLANK", "COUNTIF", "COUNTIFS", "SUMPRODUCT", "OFFSET", "LARGE", "SMALL"])
#: These read their arguments as text, and a number reads differently from program to program.
_TEXTUAL = frozenset(["EXACT", "LEN", "LEFT", "RIGHT", "MID", "FIND", "SUBSTITUTE", "REPLACE", "TRIM", "UPPER", "LOWER", "REPT", "CONCATENATE", "TEXTJOIN"])
_COMPARES = frozenset(("=", "<>", "<", "<=", ">", ">="))
_SCHEMES = ("http://", "https://", "mailto:", "#")
ERRORS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")
_MAX_DEPTH = 60
#: LibreOffice takes TRUE for 1 in these.
_COUNTS_TRUTH = frozenset(
    ["SUM", "COUNT", "AVERAGE", "MIN", "MAX", "MEDIAN", "PRODUCT", "SUMSQ", "SUMPRODUCT", "RANK", "LARGE", "SMALL", "SUMIF", "SUMIFS", "AVERAGEIF", "AVERAGEIFS", "MAXIFS", "MINIFS", "ISNUMBER", "MATCH", "GCD", "LCM", "TEXTJOIN"]
)
#: … and text that looks like a number for the number in these.
_COMPARES_TEXT = frozenset(
    ["COUNTIF", "COUNTIFS", "SUMIF", "SUMIFS", "AVERAGEIF", "AVERAGEIFS", "MAXIFS", "MINIFS", "MATCH", "VLOOKUP", "HLOOKUP", "SUMPRODUCT"]
)
_NUMERIC = frozenset(["SUM", "COUNT", "AVERAGE", "MIN", "MAX", "MEDIAN", "PRODUCT", "SUMSQ"])
_TRUTH = frozenset(["AND", "OR", "NOT", "XOR", "EXACT", "ISBLANK", "ISNUMBER", "ISTEXT", "ISNONTEXT", "ISERROR", "ISERR", "ISNA", "TRUE", "FALSE"])
_MAY_BE_BLANK = frozenset(["INDEX", "VLOOKUP", "HLOOKUP", "OFFSET", "INDIRECT", "CHOOSE", "IFS", "SWITCH", "HYPERLINK"])
_CALL = re.compile(r"([A-Z][A-Z0-9.]*)\s*\(")


@lru_cache(maxsize=4096)
def risks(formula: str) -> tuple[bool, bool]:
    """Whether a formula (in capitals) counts or compares so that truth matters, and text that looks like a number."""
    names = set(_CALL.findall(formula))
    arithmetic = re.search(r"[-+*/^%]", formula) is not None
    compares = re.search(r"[<>]|=.*=", formula) is not None
    return bool(names & _COUNTS_TRUTH) or arithmetic or compares, bool(names & _COMPARES_TEXT) or arithmetic


def judge(formula: str, decimal: str, titles: Titles) -> tuple[str, bool]:
    """`safe`, `check` (the same if no number is read as text) or `value`; and whether the result is never blank."""
    try:
        tree = parse(formula, decimal=decimal)
    except ParseFailed:
        return "value", False
    found, waiting = "safe", [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        verdict = _node(node, titles) if depth < _MAX_DEPTH else "value"
        if verdict == "value":
            return verdict, False
        found = verdict if verdict == "check" else found
        waiting.extend((part, depth + 1) for part in _parts(node))
    return found, _never_blank(tree)


def _never_blank(node: Node) -> bool:
    """Whether a formula always ends in a number, a text or a truth, so that nothing shown is the empty text."""
    kind = node[0]
    if kind == "group":
        return _never_blank(node[1])
    if kind == "call":
        branches = {"IF": node[2][1:], "IFERROR": node[2], "IFNA": node[2]}.get(node[1])
        if branches is not None:
            return all(map(_never_blank, branches))
        return node[1] not in _MAY_BE_BLANK
    return kind in ("value", "chain", "negate", "percent")


def _node(node: Node, titles: Titles) -> str:
    kind = node[0]
    if kind == "value":
        return "value" if isinstance(node[1], FormulaError) and node[1].code not in ERRORS else "safe"
    if kind == "area":
        return "safe" if node[1].sheet is None or titles.known(node[1].sheet) else "value"
    if kind == "name":
        return "safe" if titles.named(node[1]) else "value"
    if kind == "array":
        return "value"
    if kind == "chain":
        return _chain(node)
    return _call(node[1], node[2], titles) if kind == "call" else "safe"


def _chain(node: Node) -> str:
    operator = node[2][0][0]
    if operator == "&":
        return "check"
    if operator in _COMPARES and any(map(_boolean, (node[1], *(part for _, part in node[2])))):
        return "value"  # TRUE=1 is FALSE here
    return "safe"


def _call(name: str, arguments: tuple[Node, ...], titles: Titles) -> str:
    if name not in _SAFE and name not in FUTURE:
        return "value"
    first = arguments[0] if arguments else ("missing",)
    literals = [part[1] for part in arguments if part[0] == "value"]
    odd = (
        (name == "SUMPRODUCT" and any(map(_boolean, arguments)))  # TRUE is 1 here and nothing there
        or (name == "INDIRECT" and titles.renamed)
        or (name == "CONCATENATE" and any(part[0] == "area" and part[1].last for part in arguments))
        or (name == "HYPERLINK" and not _harmless_link(first))
        or (name == "IFERROR" and len(arguments) < 2)
        or (name == "DATE" and first[0] == "value" and not (type(first[1]) is int and first[1] >= 1900))
        or (name in _NUMERIC and any(isinstance(one, (str, bool)) for one in literals))
        or (name in _COMPARES_TEXT and any(isinstance(one, str) and parse_number(one) for one in literals))
    )
    if odd:
        return "value"
    plain = all(part[0] == "value" and isinstance(part[1], str) for part in arguments)
    return "check" if name in _TEXTUAL and not plain else "safe"


def _parts(node: Node) -> list[Node]:
    kind = node[0]
    if kind in ("group", "negate", "plus", "percent"):
        return [node[1]]
    if kind == "chain":
        return [node[1], *(part for _, part in node[2])]
    if kind == "call":
        return list(node[2])
    return [node[1], node[2]] if kind == "range" else []


def _boolean(node: Node) -> bool:
    """Whether an argument could be TRUE and FALSE rather than numbers."""
    while node[0] == "group":
        node = node[1]
    if node[0] == "chain":
        return node[2][0][0] in _COMPARES
    return (node[0] == "call" and node[1] in _TRUTH) or (node[0] == "value" and isinstance(node[1], bool))


def _harmless_link(first: Node) -> bool:
    """Only links that start with a known scheme, written out, may become live in a file."""
    while first[0] in ("group", "chain"):
        first = first[1]
    return first[0] == "value" and isinstance(first[1], str) and first[1].lower().startswith(_SCHEMES)
