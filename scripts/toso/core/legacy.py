"""Text in an old font's encoding (TCVN3 ``.Vn…`` fonts, VNI) or broken on its way (UTF-8 read as Latin).

Such text looks like ``TrÇn §øc C­êng`` or ``Nguyeãn Vaên``. It is flagged with what it probably says as a suggestion;
it is never converted by itself. A word counts as old only when it is no Vietnamese syllable as it stands and becomes
one when decoded, so proper Vietnamese, plain ASCII and foreign names stay unflagged.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from toso.core.syllables import is_syllable
from toso.core.text import LETTERS, clean

_TCVN3 = dict(zip(
    "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦",
    "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
    strict=True,
))
_VNI_MARKS = {
    **{mark: tone for mark, tone in zip("ùøûõï", "\u0301\u0300\u0309\u0303\u0323", strict=True)},
    "â": "\u0302", "ê": "\u0306",
    **{mark: "\u0302" + tone for mark, tone in zip("áàåãä", "\u0301\u0300\u0309\u0303\u0323", strict=True)},
    **{mark: "\u0306" + tone for mark, tone in zip("éèúüë", "\u0301\u0300\u0309\u0303\u0323", strict=True)},
}
_VNI_SINGLE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "í": "í", "ì": "ì"}

_misread = re.compile("[ÃÂÄÆá][\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ»º]").search
_misread_a_grave = re.compile("(?<=[a-z])Ã\u00a0|Ã\u00a0(?=[a-z])").search
"""à read as Latin holds a space, so it is no word of its own."""
_LONGEST = 40
"""No word is longer."""
_unit = re.compile("[µ][mglsA]").fullmatch
_word = re.compile(rf"(?<!\d)[A-Za-z{LETTERS}\u00a1-\u00ff]+")


def unreadable(text: str) -> str | None:
    """``None`` when ``text`` (as typed, before cleaning) can be read; else what it probably says ("" if unknown)."""
    if text.isascii():
        return None
    if _misread_a_grave(text) and (decoded := _as_utf8(text)) is not None:
        return clean(decoded)
    for token in text.split():
        if not token.isascii() and _is_old(token[:_LONGEST]):
            break
    else:
        return None
    if "\ufffd" in text:
        return ""
    if _misread(text) and (decoded := _as_utf8(text)) is not None:
        return clean(decoded)
    certain, decoded = max((_decoded(text, decode) for decode in (_from_vni, _from_tcvn3)), key=lambda found: found[0])
    return clean(decoded) if certain else ""


def as_tcvn3(word: str) -> str | None:
    """What a word says if it was typed in a TCVN3 font; ``None`` when it cannot have been."""
    return _from_tcvn3(word) if word else None


@lru_cache(maxsize=16384)
def _is_old(token: str) -> bool:
    """Whether a word cannot be read; people's names share their words, so each is judged once."""
    if "\ufffd" in token or (_misread(token) and _as_utf8(token) is not None):
        return True
    return any(_decoded(token, decode)[0] for decode in (_from_vni, _from_tcvn3))


def _as_utf8(text: str) -> str | None:
    for encoding in ("cp1252", "latin-1"):
        try:
            return text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return None


def _decoded(text: str, decode: Callable[[str], str | None]) -> tuple[int, str]:
    """How many words are certainly in the old encoding, and the whole text decoded."""
    certain = 0

    def change(match: re.Match[str]) -> str:
        nonlocal certain
        word = match.group()
        decoded = None if word.isascii() else decode(word)
        if decoded is None:
            return word
        if decoded != word and len(word) > 1 and not is_syllable(word) and is_syllable(decoded):
            certain += 1
        letters = [character for character in word if character.isascii()]
        return decoded.upper() if len(letters) > 1 and all(map(str.isupper, letters)) else decoded

    result = _word.sub(change, text)
    return certain, result


def _from_tcvn3(word: str) -> str | None:
    if word[0] == "Ð" or _unit(word):  # a lookalike of Đ at a word's start, not TCVN3's é; a thousandth of a metre
        return None
    out = []
    for character in word:
        if ord(character) < 128:
            out.append(character)
        elif character in _TCVN3:
            out.append(_TCVN3[character])
        else:
            return None
    return "".join(out)


def _from_vni(word: str) -> str | None:
    out: list[str] = []
    for character in word:
        lower = character.lower()
        if ord(character) < 128:
            out.append(character)
        elif lower in _VNI_MARKS and out and out[-1][-1:].lower() in tuple("aeouyơư"):
            out.append(_VNI_MARKS[lower])
        elif lower in _VNI_SINGLE:
            single = _VNI_SINGLE[lower]
            out.append(single.upper() if character.isupper() else single)
        else:
            return None
    return clean("".join(out))
