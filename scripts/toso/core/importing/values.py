"""One cell of an old list → a value, or the kind of finding. What is not certain is ``None``, never a guess."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from toso.core.citizen import looks_like_citizen_id
from toso.core.dates import Window, read_date, read_text_date, swapped
from toso.core.importing.grid import FileCell, OldFontText
from toso.core.legacy import as_tcvn3, unreadable
from toso.core.lists import read_yes_no
from toso.core.numbers import read_number
from toso.core.phones import read_phone
from toso.core.problem import Problem
from toso.core.syllables import is_syllable
from toso.core.text import clean, fold

SURNAMES = frozenset(
    fold(name)
    for name in re.findall(r"\w+",
        "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đào Đoàn Vương Trịnh Đinh Lâm Phùng Mai Tô Tạ Hà Lưu "
        "Luyện Mạc Cao Châu Chu Cù Diệp Doãn Giang Giáp Hứa Hàn Kiều Khổng Khúc La Lã Lương Lục Lò Lỗ Mẫn Nghiêm Nhâm Nhữ Ninh Nông Ông "
        "Phí Phó Quách Quản Thái Thân Thạch Tiêu Tôn Tống Triệu Trương Từ Tăng Văn Vi Viên Đàm Đồng Đường Bạch Bế Biện Cấn Cung Dư Đậu"
    )
)
_NAMES_IN_TCVN3 = frozenset(map(fold, re.findall(r"\w+",
    "Dòng Tó Phóc Cóc Phó Dù Vò Thô Phông Dông Léc Lôa Nô Ngé Méc Bèn Tông Trô Ngò Lòy Thó"
)))
"""Dũng, Tú, Phúc, Cúc … as such a font stores them: words, but nobody's name."""
YES_NO = ("vneid_level2", "public_services", "e_payment", "e_commerce")
FIELDS = ("head_name", "persons", "lane", "phone", "guided_on", *YES_NO, "note")
"""What a household row of an old list gives, in the order of the JSON."""

_digits = re.compile(r"\d+")
_error = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA|UNCALCULATED)|Err:\d{3}", re.IGNORECASE).fullmatch
_quoted = re.compile(r"['’][\d+(].*").fullmatch
_serial = re.compile(r"4[3-9]\d{3}|5\d{4}").fullmatch
_year_first = re.compile(r"\d{4}\D").match
_inner_capital = re.compile(r"[^\W\d_]*[a-zà-ỹ][À-ÖØ-Þ]").match
_letters = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Value:
    """``value`` and, where a person must mend the cell, the ``kind`` of the finding (then ``value`` is ``None``)."""

    value: object = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """The window of the plan: days outside it that fall inside when swapped are ambiguous."""

    start: date
    end: date


def read_value(field: str, cell: FileCell, plan: Plan) -> Value:
    if cell is None or (isinstance(cell, str) and not clean(cell)):
        return Value()
    if isinstance(cell, str) and _error(cell.strip()):
        return Value(kind="formula_error")
    if isinstance(cell, str) and _quoted(cell.strip()):
        cell = cell.strip()[1:]  # the apostrophe that keeps a number text, exported along
    if field != "phone" and not isinstance(cell, date) and looks_like_citizen_id(cell):
        return Value(kind="citizen_id_like")
    return READERS.get(field, _text)(cell, plan)


def number_text(cell: FileCell) -> str:
    """A cell as a person sees it: a whole number without its ``.0``."""
    if isinstance(cell, float) and cell == int(cell):
        return str(int(cell))
    return clean(str(cell))


def as_text(cell: FileCell) -> FileCell:
    """A date in a column of other things as a person would type it: its day and month."""
    return f"{cell.day}/{cell.month}" if isinstance(cell, date) else cell


def group_number(cell: FileCell) -> int | None:
    """The number in "Tổ 1", "TDP01", 1.0, "01"; ``None`` when there is none."""
    found = _digits.findall(number_text(cell)) if cell is not None else []
    return int(found[0]) if len(found) == 1 else None


def _text(cell: FileCell, plan: Plan) -> Value:
    text = number_text(cell)
    if isinstance(cell, str) and (unreadable(cell) is not None or _in_old_font(cell)):
        return Value(kind="unreadable_text")
    return Value(kind="citizen_id_like") if looks_like_citizen_id(text) else Value(text)


def _in_old_font(cell: str) -> bool:
    """A cell whose font is an old one, or a word with a capital after a small letter that only TCVN3 explains."""
    if isinstance(cell, OldFontText):
        return not cell.isascii() and all(ord(character) < 256 for character in cell)
    words = _letters.findall(clean(cell))
    return any(
        _inner_capital(word) and (old := as_tcvn3(word)) is not None and old != word and is_syllable(old) for word in words
    )


def _old_surname(name: str) -> bool:
    """"Vò Duy Quý" in a TCVN3 font is Vũ Duy Quý: a first word that is a family name only when decoded."""
    first = clean(name).split(" ")[0]
    if first.isascii() or fold(first) in SURNAMES:
        return False
    old = as_tcvn3(first)
    return old is not None and fold(old) in SURNAMES


def may_be_old(name: str) -> bool:
    """"Mai Phóc" is Mai Phúc in a TCVN3 font, unless the list has no other name in one: no word of it says so."""
    words = clean(name).split(" ")
    marked = [word for word in words if not word.isascii()]
    return bool(marked) and words[0].isascii() and all(as_tcvn3(word) is not None for word in marked) and fold(words[-1]) in _NAMES_IN_TCVN3


def _name(cell: FileCell, plan: Plan) -> Value:
    found = _text(cell, plan)
    if isinstance(cell, str) and isinstance(found.value, str) and _old_surname(found.value):
        return Value(kind="unreadable_text")
    if isinstance(found.value, str) and found.value.isupper():
        return Value(_letters.sub(lambda word: word[0].capitalize(), found.value))
    return found


def _lane(cell: FileCell, plan: Plan) -> Value:
    """A lane such as 12/4 that the program took for a date cannot be read back for certain."""
    return Value(kind="ambiguous_lane") if isinstance(cell, date) else _text(cell, plan)


def _phone(cell: FileCell, plan: Plan) -> Value:
    if isinstance(cell, date):
        return Value(kind="bad_phone")
    if looks_like_citizen_id(cell, phone=True):
        return Value(kind="citizen_id_like")
    found = read_phone(cell, mend_lost_zero=True)
    return Value(kind=found.kind) if isinstance(found, Problem) else Value(found)


def _persons(cell: FileCell, plan: Plan) -> Value:
    if isinstance(cell, date):
        return Value(kind="bad_number")
    found = read_number(cell, whole=True)
    if isinstance(found, Problem):
        return Value(kind="bad_number")
    return Value(int(found)) if 0 < found <= 99 else Value(kind="bad_number")


def _date(cell: FileCell, plan: Plan) -> Value:
    inside = Window(plan.start, plan.end)
    if isinstance(cell, str) and _serial(clean(cell)):
        cell = int(clean(cell))
    if isinstance(cell, str):
        found = Problem("bad_date") if _year_first(clean(cell)) else read_text_date(cell, inside)
        if isinstance(found, Problem):
            return Value(kind="ambiguous_date" if found.kind == "ambiguous_date" else "bad_date")
        return Value(found)
    if isinstance(cell, date):
        return _real_date(cell, inside)
    found = read_date(cell, Window())
    return _real_date(found, inside) if isinstance(found, date) else Value(kind=found.kind)


def _real_date(day: date, inside: Window) -> Value:
    other = swapped(day)
    if not inside.holds(day) and other is not None and inside.holds(other):
        return Value(kind="ambiguous_date")
    return Value(day)


def _yes_no(cell: FileCell, plan: Plan) -> Value:
    if isinstance(cell, date):
        return Value(kind="bad_yes_no")
    found = read_yes_no(cell)
    return Value(kind=found.kind) if isinstance(found, Problem) else Value(found)


READERS: dict[str, Callable[[FileCell, Plan], Value]] = {
    "head_name": _name,
    "lane": _lane,
    "persons": _persons,
    "phone": _phone,
    "guided_on": _date,
    **{name: _yes_no for name in YES_NO},
}

__all__ = ["FIELDS", "YES_NO", "Plan", "Value", "group_number", "number_text", "read_value"]
