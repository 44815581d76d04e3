"""Text as people type it: white space, Unicode forms, lookalike letters; and keys for comparing.

Nothing here guesses: only what certainly means the same is unified. Tone placement (hòa / hoà) stays in values as it
was typed and is unified in comparison keys only.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

VOWELS = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
LETTERS = VOWELS + VOWELS.upper() + "đĐ"
"""Every precomposed (NFC) Vietnamese letter outside ASCII."""

_plain = re.compile(rf"[!-~{LETTERS}–—“”‘’…]+(?: [!-~{LETTERS}–—“”‘’…]+)*").fullmatch
_spaces = re.compile(r"\s+")
_invisible = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe0e\ufe0f\ufeff\u00ad\u0000-\u0008\u000e-\u001b\u007f]")
_combining = re.compile("[\u0300-\u036f]")
_heap_of_marks = re.compile("([\u0300-\u036f]{4})[\u0300-\u036f]+")
_lookalikes = str.maketrans({"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ"})
_shapes = "\u0302\u0306\u031b"  # circumflex, breve, horn: part of the letter
_tones = "\u0300\u0301\u0303\u0309\u0323"
_tone = re.compile(f"[{_tones}]")
_word = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f]+[^\W\d_]*)*")
_dashes = re.compile("\\s*[-‐‑‒–—−]\\s*")

BLANK = frozenset(("", None))


def clean(text: str) -> str:
    """NFC, one space for any white space, no invisible marks, ``Ð`` (U+00D0) as ``Đ``; otherwise as typed."""
    if _plain(text):
        return text
    if len(text) > 500:
        text = _heap_of_marks.sub(r"\1", text)  # ordering thousands of marks on one letter takes for ever
    text = unicodedata.normalize("NFC", text)
    text = _invisible.sub("", text)
    if _combining.search(text):
        text = _ordered_marks(text)
    return _spaces.sub(" ", text).strip().translate(_lookalikes)


def _ordered_marks(text: str) -> str:
    """Some keyboards send the tone before the letter's own mark; NFC alone leaves such pairs apart."""
    out: list[str] = []
    marks: list[str] = []
    for character in unicodedata.normalize("NFD", text) + " ":
        if unicodedata.combining(character):
            marks.append(character)
            continue
        out.extend(sorted(marks, key=lambda mark: mark not in _shapes))
        marks.clear()
        out.append(character)
    return unicodedata.normalize("NFC", "".join(out[:-1]))


def fold(text: str) -> str:
    """Comparison key that keeps the marks: case, white space and the place of the tone do not matter.

    ``Hòa``, ``HOÀ`` and ``hoà`` are one key, ``Hoa`` another.
    """
    text = clean(text).casefold()
    if text.isascii():
        return text
    return _word.sub(_tone_last, unicodedata.normalize("NFD", text))


def _tone_last(match: re.Match[str]) -> str:
    word = match.group()
    tones = _tone.findall(word)
    return _tone.sub("", word) + "".join(tones) if tones else word


def strip_marks(text: str) -> str:
    """Comparison key without marks, for people who type ``khong``; every letter is plain ASCII where it can be."""
    text = clean(text).casefold()
    if text.isascii():
        return text
    return _combining.sub("", unicodedata.normalize("NFD", text)).replace("đ", "d")


@lru_cache(maxsize=2048)
def header_key(text: object) -> str:
    """Key of a column header or a tab's title: NFC, case and white space folded, ``*`` and ``:`` at the end dropped."""
    return fold(clean(str(text)).replace(" ", "")).rstrip("*:.") if text not in BLANK else ""


def code_key(text: str) -> str:
    """A code as the machine writes it: no white space, capitals, a plain hyphen: ``tdp03 – 0127`` → ``TDP03-0127``."""
    return _dashes.sub("-", clean(text)).replace(" ", "").upper()


def shorten(text: str, length: int = 60) -> str:
    """For quoting in a message."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
