"""REGEXMATCH, REGEXEXTRACT and REGEXREPLACE. Google runs RE2: no look-around, no back references, linear time.

Python's engine stands in for it. Patterns that RE2 refuses are refused; a pattern on which Python's engine could
run for ever (a repetition inside a repetition) is not calculated at all.
"""

from __future__ import annotations

import re
from functools import lru_cache
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from localsheets.formula.context import Context
from localsheets.formula.errors import FormulaError, Stop, uncalculated
from localsheets.formula.functions.text import fitting
from localsheets.formula.registry import function

_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT)
_FOREIGN = (sre.ASSERT, sre.ASSERT_NOT, sre.GROUPREF, sre.GROUPREF_EXISTS, sre.ATOMIC_GROUP, sre.POSSESSIVE_REPEAT)
_MANY = 16  # a repetition that may come more often than this counts as endless


def _children(operand: Any) -> list[Any]:
    found: list[Any] = []
    for part in operand if isinstance(operand, (tuple, list)) else [operand]:
        if isinstance(part, parser.SubPattern):
            found.append(part)
        elif isinstance(part, (tuple, list)):
            found.extend(_children(part))
    return found


def _check(pattern: Any, repeated: bool, seen: list[int]) -> None:
    for code, operand in pattern:
        if code in _FOREIGN:
            raise ValueError
        endless = code in _REPEATS and operand[1] > _MANY
        if endless:
            seen[0] += 1
            if repeated or seen[0] > 6:
                raise OverflowError
        for child in _children(operand):
            _check(child, repeated or endless, seen)


@lru_cache(maxsize=512)
def _compiled(text: str) -> re.Pattern[str]:
    source = text.replace(r"\z", r"\Z")
    _check(parser.parse(source), False, [0])
    return re.compile(source)


def _pattern(name: str, text: str) -> re.Pattern[str]:
    try:
        return _compiled(text)
    except OverflowError:
        raise Stop(uncalculated(f"{name} with a repetition inside a repetition")) from None
    except (re.error, ValueError, RecursionError):
        message = f'Function {name} parameter 2 value "{text}" is not a valid regular expression.'
        raise Stop(FormulaError("#REF!", message)) from None


def _text(name: str, value: Any) -> str:
    """Numbers are refused, not turned into text."""
    if type(value) is str:
        return value
    if value is None:
        return ""
    shown = str(value).upper() if type(value) is bool else str(value)
    kind = "boolean" if type(value) is bool else "number"
    message = f"Function {name} parameter 1 expects text values. But '{shown}' is a {kind} and cannot be coerced to a text."
    raise Stop(FormulaError("#VALUE!", message))


@function("REGEXMATCH", "st")
def _regexmatch(value: Any, pattern: str) -> bool:
    return _pattern("REGEXMATCH", pattern).search(_text("REGEXMATCH", value)) is not None


@function("REGEXEXTRACT", "st")
def _regexextract(value: Any, pattern: str) -> Any:
    text = _text("REGEXEXTRACT", value)
    found = _pattern("REGEXEXTRACT", pattern).search(text)
    if found is None:
        message = f'Function REGEXEXTRACT parameter 2 value "{pattern}" does not match text of Function REGEXEXTRACT parameter 1 value "{text}".'
        raise Stop(FormulaError("#N/A", message))
    groups = [group or "" for group in found.groups()]
    return [groups] if len(groups) > 1 else groups[0] if groups else found.group()


@function("REGEXREPLACE", "stt", context=True)
def _regexreplace(context: Context, value: Any, pattern: str, new: str) -> str:
    found = _pattern("REGEXREPLACE", pattern)

    def put(match: re.Match[str]) -> str:
        return re.sub(r"\$(\d)|\\(.)", lambda part: _group(match, part), new)

    return fitting(found.sub(put, _text("REGEXREPLACE", value)), "REGEXREPLACE")


def _group(match: re.Match[str], part: re.Match[str]) -> str:
    if part[2] is not None:
        return part[2] if not part[2].isdigit() else _group_text(match, int(part[2]))
    return _group_text(match, int(part[1]))


def _group_text(match: re.Match[str], number: int) -> str:
    if number > (match.re.groups or 0):
        message = "Function REGEXREPLACE parameter 3 names a group that the regular expression does not have."
        raise Stop(FormulaError("#VALUE!", message))
    return match.group(number) or ""
