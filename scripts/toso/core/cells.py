"""One cell as the API gives it → a value of its column's type, or a problem. Blank is ``None``: unknown, never no or 0.

A reader is made once a column; everything that depends on the cell alone (type, list, pattern, bounds, length, text in
old encodings, identity numbers) is settled in it, so that a column needs each distinct cell only once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from toso.core import dates, numbers
from toso.core.bounds import resolve
from toso.core.citizen import looks_like_citizen_id
from toso.core.columns import Bounds
from toso.core.legacy import unreadable
from toso.core.lists import ListReader, read_yes_no
from toso.core.phones import MOBILE, read_phone
from toso.core.problem import Problem
from toso.core.text import LETTERS, clean, code_key, fold
from toso.model import CellValue
from toso.schema.types import Field, Member

Reader = Callable[[CellValue], Any]

FORMULA_ERRORS = frozenset(
    ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#ERROR!", "#SPILL!", "#CALC!", "#GETTING_DATA")
)
_email = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,}").fullmatch
_words = re.compile(rf"[A-Za-z{LETTERS}]+(?: [A-Za-z{LETTERS}]+)*").fullmatch
_maybe_id = re.compile(r"[\doO][\d .,/–—\-oO]{7,}[\doO]").search


def taken_as_typed(field: Field) -> Callable[[str], object] | None:
    """A test that is true only of text which the column's reader would give back unchanged: most names and codes.

    It spares the reader, never a check: whatever it does not know goes the long way.
    """
    constraints = field.constraints
    if field.list is not None or field.type != "string" or field.refused or constraints.min_length is not None:
        return None
    if field.format == "phone" and constraints.pattern is None and constraints.max_length is None:
        return re.compile(MOBILE).fullmatch
    if field.format in ("phone", "email") or (field.format == "code") != (constraints.pattern is not None):
        return None
    if field.format == "code":
        if constraints.max_length is not None:
            return None
        return re.compile(rf"(?=[0-9A-Z][!-`{{-~]*\Z)(?:{constraints.pattern})").fullmatch
    most = constraints.max_length or 100_000
    return lambda raw: _words(raw) and len(raw) <= most and unreadable(raw) is None


UNCALCULATED = "#UNCALCULATED"
"""Where a file on disk holds a formula without its value."""


def is_formula_error(raw: CellValue) -> bool:
    return isinstance(raw, str) and raw.startswith("#") and raw.strip().upper().rstrip(".") in FORMULA_ERRORS


def reader_for(
    field: Field, lists: Mapping[str, Sequence[Member]], bounds: Bounds, missing_values: Sequence[str] = ("",)
) -> Reader:
    """The reader of a column. Raises SchemaError for a bound that is not known; KeyError never."""
    read = _with_constraints(_reader_of_type(field, lists, bounds), field, bounds)
    blanks = frozenset((None, "", *missing_values))
    refused = {fold(word): kind for kind, words in field.refused.items() for word in words}
    money = field.format == "money"
    phone = field.format == "phone"
    may_hold_id = _may_hold_id(field)
    as_text = field.type == "string" and field.list is None

    def read_cell(raw: CellValue) -> Any:
        if raw in blanks:
            return None
        if type(raw) is str and not raw[0].isalnum():  # only then can it be blank after all, or an error
            if not any(map(str.isalnum, raw)) and clean(raw) in blanks:
                return None
            if is_formula_error(raw):
                return Problem("formula_error")
            if raw == UNCALCULATED:
                return Problem("formula_error", facts={"variant": "not_calculated"})
        if refused and (kind := refused.get(fold(_shown(raw)))):
            return Problem(kind)
        value = read(raw)
        if may_hold_id or type(value) is Problem:
            seen = _shown(raw) if as_text else raw
            if _could_be_id(seen) and looks_like_citizen_id(seen, money=money, phone=phone):
                return Problem("citizen_id_like")
        return value

    return read_cell


def _may_hold_id(field: Field) -> bool:
    """Whether even a cell that reads well can hold an identity number: free text and numbers. A phone, a day, a code
    of the right pattern cannot; a code of another tab, which has no pattern here, can."""
    if field.list is not None or field.type in ("boolean", "date", "datetime") or field.format in ("phone", "email"):
        return False
    return field.format != "code" or field.constraints.pattern is None


def _could_be_id(raw: CellValue) -> bool:
    if isinstance(raw, str):
        return len(raw) >= 9 and _maybe_id(clean(raw)) is not None
    return not isinstance(raw, bool) and raw is not None and abs(raw) >= 100_000_000


def _shown(raw: CellValue) -> str:
    """A cell's text as the person sees it in a plain text column."""
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, float) and raw == raw and abs(raw) < 1e15 and raw == int(raw):
        return str(int(raw))
    return str(raw)


def _reader_of_type(field: Field, lists: Mapping[str, Sequence[Member]], bounds: Bounds) -> Reader:
    if field.list is not None:
        return ListReader(lists.get(field.list, ()))
    if field.type == "boolean":
        return read_yes_no
    if field.type in ("integer", "number"):
        whole, money = field.type == "integer", field.format == "money"
        return lambda raw: numbers.read_number(raw, whole=whole, money=money)
    if field.type in ("date", "datetime"):
        window = _window(field, bounds)
        reader = dates.read_date if field.type == "date" else dates.read_datetime
        return lambda raw: reader(raw, window)
    return {"phone": read_phone, "email": _read_email, "code": _read_code}.get(field.format, _read_text)


def _window(field: Field, bounds: Bounds) -> dates.Window:
    low, high = bounds.get("plan_start"), bounds.get("plan_end")
    return dates.Window(
        _day(resolve(field.constraints.minimum, bounds)),
        _day(resolve(field.constraints.maximum, bounds)),
        (low, high) if low is not None and high is not None else None,
        field.constraints.maximum == "today",
    )


def _day(value: Any) -> date | None:
    return value if isinstance(value, date) else None


def _read_text(raw: CellValue) -> str | Problem:
    typed = _shown(raw)
    text = clean(typed)
    meant = unreadable(typed)  # before cleaning: TCVN3's ư is an invisible mark
    if meant is None and text != typed:
        meant = unreadable(text)
    return text if meant is None else Problem("unreadable_text", meant)


def _read_code(raw: CellValue) -> str | Problem:
    text = _shown(raw)
    if text.isascii() and text.isprintable() and " " not in text:
        return text.upper()
    return code_key(text) if len(text) <= 200 else Problem("too_long", facts={"limit": 200})


def _read_email(raw: CellValue) -> str | Problem:
    text = clean(_shown(raw))
    text = text.removeprefix("mailto:")
    if len(text) <= 254 and _email(text) and ".." not in text:
        return text
    squeezed = text.replace(" ", "").replace(",", ".").rstrip(".")
    return Problem("bad_email", squeezed if len(squeezed) <= 254 and _email(squeezed) else "")


def _with_constraints(read: Reader, field: Field, bounds: Bounds) -> Reader:
    """Adds the checks of Table Schema's constraints that one cell can fail; a date's bounds are in its reader."""
    constraints = field.constraints
    checks: list[Callable[[Any], Problem | None]] = []
    if field.type in ("integer", "number") and field.list is None:
        checks += _bound_checks(resolve(constraints.minimum, bounds), resolve(constraints.maximum, bounds))
    elif field.type == "string":
        checks += _length_checks(constraints.min_length, constraints.max_length)
        if constraints.pattern is not None:
            checks.append(_pattern_check(constraints.pattern))
    if not checks:
        return read

    def checked(raw: CellValue) -> Any:
        value = read(raw)
        if type(value) is Problem:
            return value
        for check in checks:
            if (problem := check(value)) is not None:
                return problem
        return value

    return checked


def _bound_checks(low: Any, high: Any) -> list[Callable[[Any], Problem | None]]:
    checks: list[Callable[[Any], Problem | None]] = []
    if low is not None:
        checks.append(lambda value: Problem("too_small", "", value, {"bound": numbers.show(low)}) if value < low else None)
    if high is not None:
        checks.append(lambda value: Problem("too_large", "", value, {"bound": numbers.show(high)}) if value > high else None)
    return checks


def _length_checks(low: int | None, high: int | None) -> list[Callable[[Any], Problem | None]]:
    checks: list[Callable[[Any], Problem | None]] = []
    if low is not None:
        checks.append(lambda text: Problem("too_short", "", text, {"limit": low}) if len(text) < low else None)
    if high is not None:
        checks.append(lambda text: Problem("too_long", "", text, {"limit": high}) if len(text) > high else None)
    return checks


def _pattern_check(pattern: str) -> Callable[[Any], Problem | None]:
    matches = re.compile(pattern).fullmatch
    return lambda text: None if matches(text) else Problem("bad_pattern", "", text)
