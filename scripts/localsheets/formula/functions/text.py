"""Text cut, searched and changed, character by character."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from localsheets.formula.errors import FormulaError, Stop
from localsheets.formula.registry import function
from localsheets.formula.wildcards import find

#: Longest text of a cell. Source: Google's limits of a file.
MAX_TEXT = 50_000


def fitting(text: str, name: str) -> str:
    """The text. Raises Stop when it is longer than a cell may be."""
    if len(text) > MAX_TEXT:
        message = f"Text result of {name} is longer than the limit of {MAX_TEXT} characters."
        raise Stop(FormulaError("#VALUE!", message))
    return text


def _not_negative(name: str, place: int, value: int, least: int = 0) -> None:
    if value < least:
        message = f"Function {name} parameter {place} value is {value}. It should be greater than or equal to {least}."
        raise Stop(FormulaError("#NUM!", message))


@function("LEN", "t")
def _len(text: str) -> int:
    return len(text)


@function("LEFT", "t?i")
def _left(text: str, count: int = 1) -> str:
    _not_negative("LEFT", 2, count)
    return text[:count]


@function("RIGHT", "t?i")
def _right(text: str, count: int = 1) -> str:
    _not_negative("RIGHT", 2, count)
    return text[-count:] if count else ""


@function("MID", "tii")
def _mid(text: str, start: int, count: int) -> str:
    _not_negative("MID", 2, start, 1)
    _not_negative("MID", 3, count)
    return text[start - 1 : start - 1 + count]


@function("EXACT", "tt")
def _exact(one: str, two: str) -> bool:
    return one == two


def _missing(name: str, wanted: str, text: str) -> Stop:
    return Stop(FormulaError("#VALUE!", f"In {name} evaluation, cannot find '{wanted}' within '{text}'."))


@function("FIND", "tt?i")
def _find(wanted: str, text: str, start: int = 1) -> int:
    _not_negative("FIND", 3, start, 1)
    at = text.find(wanted, start - 1)
    if at < 0:
        raise _missing("FIND", wanted, text)
    return at + 1


@function("SEARCH", "tt?i")
def _search(wanted: str, text: str, start: int = 1) -> int:
    _not_negative("SEARCH", 3, start, 1)
    at = find(wanted, text, start - 1)
    if at < 0:
        raise _missing("SEARCH", wanted, text)
    return at + 1


@function("SUBSTITUTE", "ttt?i")
def _substitute(text: str, old: str, new: str, which: int | None = None) -> str:
    if not old:
        return text
    if which is None:
        return fitting(text.replace(old, new), "SUBSTITUTE")
    _not_negative("SUBSTITUTE", 4, which, 1)
    at = -len(old)
    for _ in range(which):
        at = text.find(old, at + len(old))
        if at < 0:
            return text
    return text[:at] + new + text[at + len(old) :]


@function("REPLACE", "tiit")
def _replace(text: str, start: int, count: int, new: str) -> str:
    _not_negative("REPLACE", 2, start, 1)
    _not_negative("REPLACE", 3, count)
    return text[: start - 1] + new + text[start - 1 + count :]


@function("TRIM", "t")
def _trim(text: str) -> str:
    return " ".join(part for part in text.split(" ") if part)


@function("CLEAN", "t")
def _clean(text: str) -> str:
    return "".join(char for char in text if ord(char) > 31 and ord(char) != 127)


@function("UPPER", "t")
def _upper(text: str) -> str:
    return text.upper()


@function("LOWER", "t")
def _lower(text: str) -> str:
    return text.lower()


@function("PROPER", "t")
def _proper(text: str) -> str:
    out, inside = [], False
    for char in text:
        out.append(char.lower() if inside else char.upper())
        inside = char.isalpha()
    return "".join(out)


@function("REPT", "ti")
def _rept(text: str, times: int) -> str:
    _not_negative("REPT", 2, times)
    if len(text) * times > MAX_TEXT:
        return fitting("x" * (MAX_TEXT + 1), "REPT")
    return text * times


@function("CHAR UNICHAR", "i")
def _char(code: int) -> str:
    if not 1 <= code <= 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise Stop(FormulaError("#NUM!", f"Function CHAR parameter 1 value {code} is out of range."))
    return chr(code)


@function("CODE UNICODE", "t")
def _code(text: str) -> int:
    if not text:
        raise Stop(FormulaError("#VALUE!", "Function CODE parameter 1 value should be non-empty."))
    return ord(text[0])


@function("ENCODEURL", "t")
def _encodeurl(text: str) -> str:
    return quote(text, safe="-_.~")


@function("HYPERLINK", "t?s")
def _hyperlink(url: str, label: Any = None) -> Any:
    return url if label is None else label


@function("IMAGE", "t?iii")
def _image(url: str, mode: int = 1, height: int = 0, width: int = 0) -> None:
    return None


@function("CONCAT", "tt")
def _concat(one: str, two: str) -> str:
    return fitting(one + two, "CONCAT")
