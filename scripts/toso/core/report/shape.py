"""How figures and days are written in Vietnamese administrative texts. Pure, no locale of the machine."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def clean(text: str) -> str:
    """One line that every form can carry: NFC, blanks folded; without characters that XML forbids, and without those
    that show nothing but turn or hide what stands beside them (direction marks, zero-width ones)."""
    seen = "".join(c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c) != "Cf")
    return " ".join(_CONTROL.sub(" ", seen).split())


def paragraphs(text: str) -> tuple[str, ...]:
    """What an official typed, paragraph by paragraph, each ``clean``."""
    lines = (clean(line) for line in re.split(r"[\r\n\u2028\u2029\x85]+", text))
    return tuple(line for line in lines if line)


def count(number: int) -> str:
    """1234 → ``1.234``."""
    return f"{number:,}".replace(",", ".")


def percent(tenths: int) -> str:
    """799 → ``79,9%``."""
    return f"{count(tenths // 10)},{tenths % 10}%"


def target_percent(ratio: tuple[int, int]) -> str:
    """(4, 5) → ``80%``."""
    thousandths = 1000 * ratio[0] // ratio[1]
    return f"{thousandths // 10}%" if thousandths % 10 == 0 else f"{thousandths // 10},{thousandths % 10}%"


def long_day(value: date) -> tuple[str, str, str]:
    """Day, month, year as Decree 30/2020 writes them: days under 10 and months 1, 2 with a leading zero."""
    month = f"{value.month:02d}" if value.month < 3 else str(value.month)
    return f"{value.day:02d}", month, str(value.year)


def day(value: date) -> str:
    """``15/9/2025``, ``05/01/2026``: the same padding as ``long_day``."""
    return "/".join(long_day(value))


def roman(number: int) -> str:
    """1 → I … beyond 15 as well (a city has many appendices)."""
    if number < len(ROMAN):
        return ROMAN[number]
    return "X" * (number // 10) + ROMAN[number % 10]


def first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def first_lower(text: str) -> str:
    """Lower the first letter, but leave abbreviations (VNeID, UBND, QR) alone."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def listing(names: list[str] | tuple[str, ...], more: str, at_most: int = 12) -> str:
    """``A, B, C``; beyond ``at_most`` ends with ``more`` (which may name how many: ``{rest}``)."""
    if len(names) <= at_most:
        return ", ".join(names)
    return ", ".join(names[:at_most]) + more.replace("{rest}", str(len(names) - at_most))
