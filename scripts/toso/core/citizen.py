"""Strings that look like a citizen's identity number (12 digits; 9 on old cards). They may stand nowhere.

Phones, money and codes are not such strings. Personal data: a finding of this kind never carries the value.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from toso.core.phones import normal_phone
from toso.core.text import clean
from toso.model import CellValue

_possible = re.compile(r"\d(?:[ .\-]?\d){8}").search
_is_link = re.compile(r"://|www\.|\.com|\.vn|\.net").search
_token = re.compile(r"([^\W\d_]{0,12}|[_#]?)(?<!\d)(\d+(?:[ .\-]\d+)*)(?!\d)")
_money_after = re.compile(r"\s*(?:(?:đ|vnd|vnđ|đồng(?! ý)|dong|triệu|tỷ)(?!\w)|%)", re.IGNORECASE).match
_zero_as_letter = re.compile(r"(?<![^\W\d_])[oO](?=[\d .\-]{9})|(?<=\d)[oO](?=[ .\-]?\d)|(?<=\d\d\d)[oO](?![^\W_])")
_other_marks = re.compile(r"(?<!\d)(0\d\d)([–—,/])(\d{3})\2(\d{3})\2(\d{3})(?!\d)")
_day_before = re.compile(r"\d{1,2}[ .\-]\d{1,2}[ .\-]20\d\d").match
_names_a_card = re.compile(r"(?:cccd|cmnd|cmt|cc|dinhdanh)$", re.IGNORECASE).search
_short_phone = re.compile(r"0(?:3[2-9]|[5789]\d)\d{6}").fullmatch
_OLD_CARD = (3, 3, 3)


def looks_like_citizen_id(raw: CellValue, *, money: bool = False, phone: bool = False) -> bool:
    """Whether a cell holds something like an identity number.

    ``money``: the column holds sums, only text is looked at. ``phone``: the column holds phones, where nine digits
    that begin like a mobile are a phone with a digit missing.
    """
    if isinstance(raw, bool) or raw is None:
        return False
    if isinstance(raw, str):
        text = _other_marks.sub(r"\1 \3 \4 \5", _zero_as_letter.sub("0", clean(raw)))
        if not _possible(text):
            return False
        if text.isdigit() and text[0] != "0" and _has_lost_its_zero(text):
            return True
        if _is_link(text):
            text = " ".join(word for word in text.split(" ") if not _is_link(word))
        return any(_in_token(found, text, money, phone) for found in _token.finditer(text))
    if money or raw != raw or abs(raw) >= 1e15 or raw != int(raw):
        return False
    digits = str(abs(int(raw)))
    return _contiguous(digits, phone) or _has_lost_its_zero(digits)


def _has_lost_its_zero(digits: str) -> bool:
    """A number cell drops leading zeros: 030985123408 → 30985123408."""
    return len(digits) == 11 and 1 <= int(digits[:2]) <= 96 and not digits.endswith("000") and not normal_phone(digits)


def _in_token(found: re.Match[str], text: str, money: bool, phone: bool) -> bool:
    letters, token = found.groups()
    if normal_phone(token):
        return False
    groups = re.split(r"[ .\-]", token)
    if _is_new_card(token, groups):
        return True
    if _money_after(text[found.end():found.end() + 8]):
        return False
    if letters and not _names_a_card(letters):
        return False  # HD123456789: a code of something else
    if not money and not phone and tuple(map(len, groups)) == _OLD_CARD and groups[2] != "000":
        return True
    return any(_contiguous(group, phone) for group in groups)


def _is_new_card(token: str, groups: Sequence[str]) -> bool:
    """Twelve digits that begin with a province's number (001 to 096), in whatever groups; not a phone or a day with
    something behind it, not a row of small numbers. Two such numbers may stand in one."""
    digits = "".join(groups)
    if digits[0] != "0" or not digits[:3] <= "096":
        return len(groups) > 1 and any(_is_new_card(one, [one]) for one in groups)
    if len(digits) != 12:
        return len(digits) == 24 and len(groups) == 1 and digits[12] == "0"
    if len(groups) == 1:
        return not digits.endswith("000000")
    if not any(len(one) > 2 for one in groups) and len(groups) < 12:
        return False
    return not _day_before(token) and not any(normal_phone("".join(groups[:end])) for end in range(1, len(groups)))


def _contiguous(digits: str, phone: bool) -> bool:
    if normal_phone(digits):
        return False
    if len(digits) == 12:
        return not digits.endswith("000000")
    return len(digits) == 9 and not digits.endswith("000") and not (phone and _short_phone(digits))
