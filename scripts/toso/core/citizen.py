"""Strings that look like a citizen's identity number (12 digits; 9 on old cards). They may stand nowhere.

Phones, money and codes are not such strings. Personal data: a finding of this kind never carries the value.
"""

from __future__ import annotations

import re

from toso.core.phones import normal_phone
from toso.core.text import clean
from toso.model import CellValue

_possible = re.compile(r"\d(?:[ .\-]?\d){8}").search
_is_link = re.compile(r"://|www\.|\.com|\.vn|\.net").search
_token = re.compile(r"([^\W\d_]{0,12})(?<![\d_#])(\d+(?:[ .\-]\d+)*)(?!\d)")
_money_after = re.compile(r"\s*(?:đ|vnd|vnđ|đồng|dong|triệu|tỷ|%)", re.IGNORECASE).match
_names_a_card = re.compile(r"(?:cccd|cmnd|cmt|cc|dinhdanh)$", re.IGNORECASE).search
_short_phone = re.compile(r"0(?:3[2-9]|[5789]\d)\d{6}").fullmatch
_GROUPINGS = frozenset({(3, 3, 3, 3), (4, 4, 4), (6, 6), (3, 9), (3, 3, 6), (3, 1, 2, 6), (3, 3, 3)})


def looks_like_citizen_id(raw: CellValue, *, money: bool = False, phone: bool = False) -> bool:
    """Whether a cell holds something like an identity number.

    ``money``: the column holds sums, only text is looked at. ``phone``: the column holds phones, where nine digits
    that begin like a mobile are a phone with a digit missing.
    """
    if isinstance(raw, bool) or raw is None:
        return False
    if isinstance(raw, str):
        text = clean(raw)
        if not _possible(text):
            return False
        if text.isdigit() and text[0] != "0" and _has_lost_its_zero(text):
            return True
        if _is_link(text):
            text = " ".join(word for word in text.split(" ") if not _is_link(word))
        return any(_in_token(found, text, phone) for found in _token.finditer(text))
    if money or raw != raw or abs(raw) >= 1e15 or raw != int(raw):
        return False
    digits = str(abs(int(raw)))
    return _contiguous(digits, phone) or _has_lost_its_zero(digits)


def _has_lost_its_zero(digits: str) -> bool:
    """A number cell drops leading zeros: 030985123408 → 30985123408."""
    return len(digits) == 11 and 1 <= int(digits[:2]) <= 96 and not digits.endswith("000") and not normal_phone(digits)


def _in_token(found: re.Match[str], text: str, phone: bool) -> bool:
    letters, token = found.groups()
    if normal_phone(token) or _money_after(text[found.end():found.end() + 8]):
        return False
    if letters and not _names_a_card(letters) and not (token[0] == "0" and len(token) == 12):
        return False  # HD123456789: a code of something else
    groups = re.split(r"[ .\-]", token)
    if len(groups) > 1 and token.startswith("0") and tuple(map(len, groups)) in _GROUPINGS:
        return True
    return any(_contiguous(group, phone) for group in groups)


def _contiguous(digits: str, phone: bool) -> bool:
    if normal_phone(digits):
        return False
    if len(digits) == 12:
        return not digits.endswith("000000")
    return len(digits) == 9 and not digits.endswith("000") and not (phone and _short_phone(digits))
