"""Numbers as people type them in Vietnamese: ``1.234`` is 1234, ``1,5`` is one and a half, a bare ``1.5`` is a finding."""

from __future__ import annotations

import re

from toso.core.problem import Problem
from toso.core.text import clean, strip_marks
from toso.model import CellValue

_UNITS = (
    r"(?:khau|nhan khau|nk|nguoi|ng|ho|luot|luot nguoi|buoi|to|cai|chiec|may|ban|tin|bai|lan|thanh vien|tv|dong|d|vnd|vnđ)"
)
_MULTIPLIERS = {"nghin": 1_000, "ngan": 1_000, "k": 1_000, "trieu": 1_000_000, "tr": 1_000_000, "ty": 1_000_000_000}
_WORDS = {word: number for number, word in enumerate(
    ("khong", "mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin", "muoi"))} | {"tu": 4}

_plain = re.compile(r"[+-]?\d{1,15}").fullmatch
_dotted = re.compile(r"([+-]?)([1-9]\d{0,2}(?:\.\d{3})+)(?:,(\d+))?").fullmatch
_spaced = re.compile(r"([+-]?)([1-9]\d{0,2}(?: \d{3})+)(?:,(\d+))?").fullmatch
_comma = re.compile(r"([+-]?)(\d{1,15}),(\d+)").fullmatch
_western = re.compile(r"([+-]?)([1-9]\d{0,2}(?:,\d{3}){2,})").fullmatch
_mixed = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+)\.(\d+)").fullmatch
_point = re.compile(r"([+-]?)(\d{1,15})\.(\d+)").fullmatch
_with_unit = re.compile(rf"(.*?\d) ?{_UNITS}\.?").fullmatch
_with_multiplier = re.compile(rf"(.*?\d) ?({'|'.join(_MULTIPLIERS)})\.?(?: ?(?:dong|d|vnd))?").fullmatch
_one_inside = re.compile(r"(?<![\d.,/-])\d{1,6}(?![\d.,/-]| ?(?:k|nghin|ngan|tr|trieu|ty)\b)")

NOT_WHOLE = Problem("bad_number", facts={"variant": "not_whole"})


def read_number(raw: CellValue, *, whole: bool, money: bool = False) -> int | float | Problem:
    """A non-blank cell → a number, or a problem (bad_number, ambiguous_number). ``85,5%`` is 0.855, as Sheets keeps it."""
    if isinstance(raw, bool) or raw is None:
        return Problem("bad_number")
    if isinstance(raw, int):
        return raw
    if isinstance(raw, float):
        return _from_float(raw, whole)
    text = strip_marks(raw) if len(raw) <= 60 else ""
    if not text:
        return Problem("bad_number")
    text = text.replace("−", "-").replace("–", "-")
    if _plain(text):
        return int(text)
    found = _money(text) if money else None
    if found is None:
        found = _written(text)
    if isinstance(found, Problem):
        return Problem(found.kind) if whole and "," in found.suggestion else found
    if not whole:
        return found
    return int(found) if found == int(found) and not text.endswith("%") else NOT_WHOLE


def _from_float(raw: float, whole: bool) -> int | float | Problem:
    if raw != raw or raw in (float("inf"), float("-inf")):
        return Problem("bad_number")
    if raw == int(raw):
        return int(raw)
    if not whole:
        return raw
    decimals = repr(raw).partition(".")[2]
    if 1 <= abs(raw) < 1000 and len(decimals) == 3 and decimals.isdigit():
        return Problem("ambiguous_number", repr(raw).replace(".", ""))  # 1.234 typed in a sheet of another locale
    return NOT_WHOLE


def _money(text: str) -> float | Problem | None:
    found = _with_multiplier(text)
    if not found:
        return None
    number = _written(found[1])
    return number if isinstance(number, Problem) else number * _MULTIPLIERS[found[2]]


def _written(text: str) -> int | float | Problem:
    if text.endswith("%"):
        number = _written(text[:-1].rstrip())
        if isinstance(number, Problem):
            return Problem(number.kind, number.suggestion and f"{number.suggestion}%")
        return round(number / 100, 12)
    if found := _with_unit(text):
        text = found[1]
    if _plain(text):
        return int(text)
    if found := _dotted(text) or _spaced(text):
        return _number(found[1], re.sub(r"[. ]", "", found[2]), found[3])
    if found := _western(text):
        return _number(found[1], found[2].replace(",", ""), None)
    if found := _comma(text):
        sign, digits, decimals = found.groups()
        if len(decimals) == 3 and len(digits) <= 3 and digits != "0":
            return Problem("ambiguous_number", f"{sign}{digits}{decimals}")  # 1,234: a thousand, or one and a bit?
        return _number(sign, digits, decimals)
    if found := _mixed(text):
        return Problem("ambiguous_number", f"{found[1]}{found[2].replace(',', '')},{found[3]}")
    if found := _point(text):
        return Problem("ambiguous_number", f"{found[1]}{found[2]},{found[3]}")
    return Problem("bad_number", _hint(text))


def _number(sign: str, digits: str, decimals: str | None) -> int | float:
    number = int(digits) if not decimals or not decimals.strip("0") else float(f"{digits}.{decimals}")
    return -number if sign == "-" else number


def _hint(text: str) -> str:
    if text in _WORDS:
        return str(_WORDS[text])
    inside = _one_inside.findall(text)
    return str(int(inside[0])) if len(inside) == 1 else ""


def show(number: object) -> str:
    """A number as it is written in Vietnamese: 1234.5 → ``1.234,5``."""
    if isinstance(number, int):
        return f"{number:,}".replace(",", ".")
    if isinstance(number, float):
        whole, _, decimals = f"{number:,.6f}".rstrip("0").rstrip(".").partition(".")
        return whole.replace(",", ".") + (f",{decimals}" if decimals else "")
    return clean(str(number))
