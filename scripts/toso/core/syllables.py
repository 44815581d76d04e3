"""Is a word a Vietnamese syllable? Needed to tell text in an old font's encoding from Vietnamese.

Onsets and rhymes are those of the standard orthography (a few of place names in the Highlands beside them).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_ONSETS = (
    "ngh", "ng", "nh", "ch", "gh", "gi", "kh", "ph", "qu", "th", "tr",
    "b", "c", "d", "đ", "g", "h", "k", "l", "m", "n", "p", "q", "r", "s", "t", "v", "x", "",
)
_RHYMES = frozenset(re.findall(r"\S+", """
a ac ach ai am an ang anh ao ap at au ay ăc ăk ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu iê
o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăp oăt oc oe oem oen oeng oeo oet oi om on ong
oong ooc op ot ô ôc ôi ôm ôn ông ôông ôp ôt ơ ơi ơm ơn ơng ơp ơt
u ua uân uâng uât uây uc uê uênh uêch uêu ui um un ung uơ up ut uy uya uych uyn uynh uyên uyêt uyp uyt uyu
uôc uôi uôm uôn uông uôt uơi uơn uơt uan uang uai uat uac uay uanh uach ue uen ueo uet ui uit uynh uăn uăng uăt uăc uăp
ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu y yêm yên yêng yêt yêu ya ych ynh yt yn
"""))
_STOPS = re.compile(r"(?:c|ch|p|t|k)$")
_TONES = {"\u0300": "grave", "\u0301": "acute", "\u0303": "tilde", "\u0309": "hook", "\u0323": "dot"}


@lru_cache(maxsize=4096)
def is_syllable(word: str) -> bool:
    """Whether ``word`` (any case, NFC or NFD, at most one tone) is spelt as a Vietnamese syllable can be."""
    bare, tones = [], []
    for character in unicodedata.normalize("NFD", word.casefold()):
        if character in _TONES:
            tones.append(_TONES[character])
        else:
            bare.append(character)
    if len(tones) > 1:
        return False
    text = unicodedata.normalize("NFC", "".join(bare))
    if _STOPS.search(text) and text[-2:] not in ("kh", "th", "ph") and tones and tones[0] not in ("acute", "dot"):
        return False
    return any(text.startswith(onset) and text[len(onset):] in _RHYMES for onset in _ONSETS) or text in ("gi", "gin")
