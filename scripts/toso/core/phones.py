"""Phone numbers: the forms people type, the lost zero, two in a cell, old 11-digit mobiles.

Prefixes: the Ministry of Information and Communications' numbering since 2018 (unconfirmed beyond `domain.md`).
"""

from __future__ import annotations

import re

from toso.core.problem import Problem
from toso.core.text import clean
from toso.model import CellValue

MOBILE = r"0(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-46-9])[0-9]{7}"
_mobile = re.compile(MOBILE).fullmatch
_landline = re.compile(r"022[05]\d{7}").fullmatch
_OLD = {
    **{f"016{n}": f"03{n}" for n in range(2, 10)},
    "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078",
    "0123": "083", "0124": "084", "0125": "085", "0127": "081", "0129": "082",
    "0186": "056", "0188": "058", "0199": "059",
}
_label = re.compile(r"^(?:s?đt|sdt|điện thoại|tel|zalo|mobile|dđ)[ .:]*", re.IGNORECASE)
_separators = re.compile(r"[ .\-–()'·_]+")
_between = re.compile(r"[/;,\n|&+]|\bhoặc\b|\bvà\b|\bhay\b|  +| - ")
_allowed = re.compile(r"\+?\d+").fullmatch
_numbers_inside = re.compile(r"\+?\d(?:[ .\-]?\d){7,13}")


def normal_phone(text: str) -> tuple[str, bool] | None:
    """One number as ten (mobile) or eleven (landline) digits, and whether its zero had to be put back; else ``None``."""
    digits = _separators.sub("", text)
    if not _allowed(digits):
        return None
    bare = digits.lstrip("+")
    for prefix in ("0084", "84"):
        if bare.startswith(prefix) and (digits[0] == "+" or prefix == "0084" or len(bare) in (11, 12)):
            bare = "0" + bare[len(prefix):].lstrip("0")
            break
    else:
        if digits[0] == "+":
            return None
    if plain := _current(bare):
        return plain, False
    if not bare.startswith("0") and (plain := _current("0" + bare)):
        return plain, True
    return None


def _current(digits: str) -> str | None:
    if _mobile(digits) or _landline(digits):
        return digits
    if len(digits) == 11 and (head := _OLD.get(digits[:4])):
        return head + digits[4:]
    return None


def read_phone(raw: CellValue, *, mend_lost_zero: bool = False) -> str | Problem:
    """A non-blank cell → a phone number, or a problem (bad_phone, two_phones, ambiguous_phone).

    Nine digits have probably lost their zero: ``mend_lost_zero`` puts it back (import of old lists); otherwise it is
    the finding ambiguous_phone with the number as a suggestion.
    """
    if type(raw) is str and _mobile(digits := raw.replace(" ", "").replace(".", "").replace("-", "")):
        return digits
    if type(raw) is str and digits.startswith("+84") and _mobile("0" + digits[3:]):
        return "0" + digits[3:]
    if isinstance(raw, bool) or raw is None:
        return Problem("bad_phone")
    if isinstance(raw, float):
        raw = int(raw) if raw == raw and abs(raw) < 1e15 and raw == int(raw) else str(raw)
    if len(text := str(raw)) > 100:
        return Problem("bad_phone")
    lines = text.strip().replace("\r", "\n")
    text = clean(text)
    if not text[:1].isdigit():
        text, lines = _label.sub("", text), _label.sub("", lines)
    if one := normal_phone(text):
        return _single(one, mend_lost_zero)
    parts = [part for part in _between.split(lines) if part.strip()]
    numbers = [found for part in parts if (found := normal_phone(clean(part)))]
    if len(numbers) < 2:
        numbers = [found for part in _numbers_inside.findall(text) if (found := normal_phone(part))]
    if len(numbers) < 2:
        numbers = _glued(_separators.sub("", text)) or numbers
    if len(numbers) > 1:
        return Problem("two_phones", numbers[0][0])
    return Problem("bad_phone", numbers[0][0] if numbers else "")


def _single(found: tuple[str, bool], mend_lost_zero: bool) -> str | Problem:
    number, lost_zero = found
    return Problem("ambiguous_phone", number) if lost_zero and not mend_lost_zero else number


def _glued(digits: str) -> list[tuple[str, bool]]:
    """Two numbers written one after the other: 09123456780987654321."""
    if not digits.isdigit() or not 18 <= len(digits) <= 22:
        return []
    for cut in (10, 11, 9):
        first, second = normal_phone(digits[:cut]), normal_phone(digits[cut:])
        if first and second:
            return [first, second]
    return []
