"""Text in old encodings is flagged with what it probably says; Vietnamese and plain ASCII never are."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vietnam_provinces import Province, Ward

from toso.core.legacy import _TCVN3, unreadable
from toso.core.syllables import is_syllable

TO_TCVN3 = {letter: code for code, letter in _TCVN3.items()}
PLACES = sorted({unicodedata.normalize("NFC", one.name) for kind in (Province, Ward) for one in kind.iter_all()})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("TrÇn §øc C\u00adêng", "Trần Đức Cường"),
        ("Vò ThÞ Hße", "Vũ Thị Hòe"),
        ("Ph¹m ThÞ Thu Ph\u00ad¬ng", "Phạm Thị Thu Phương"),
        ("Vò Minh TuÊn", "Vũ Minh Tuấn"),
        ("NGUYÔN V¡N LuyÖn", "NGUYỄN VĂN Luyện"),
        ("§i lµm xa", "Đi làm xa"),
        ("Nguyeãn Vaên An", "Nguyễn Văn An"),
        ("Traàn Ñöùc Cöôøng", "Trần Đức Cường"),
        ("Leâ Thò Hoøa", "Lê Thị Hòa"),
        ("Nguyá»…n VÄƒn An", "Nguyễn Văn An"),
        ("HoÃ\u00a0ng Minh", "Hoàng Minh"),
        ("Nguy\ufffdn V\ufffdn An", ""),
    ],
)
def test_tcvn3_vni_and_broken_utf8_are_told_with_what_they_probably_say(typed: str, meant: str) -> None:
    assert unreadable(typed) == meant


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_the_names_of_every_ward_and_province_of_the_country_can_be_read(form: str) -> None:
    assert len(PLACES) > 2500
    assert [name for name in PLACES if unreadable(unicodedata.normalize(form, name)) is not None] == []


@pytest.mark.parametrize(
    "typed",
    [
        "hòa hoà thuỷ thủy quý qúy ngưòi nghiã", "Đắk Lắk, Krông Pắc, Buôn Ma Thuột", "\u00d0ặng \u00d0ông \u00d0o",
        "Straße, Müller, Zoë, Nestlé, café, São Paulo, José", "20m², 5 µm, 30°, ½ ngày, © 2025, Zalo®", "✓ xong 100 %",
        "Ông/bà “Bảy” – hộ nghèo…", "Vò Đình An", "MÃ\u00a0HỘ", "MÃ\u00a0SO",
    ],
)
def test_proper_text_foreign_names_and_signs_are_left_alone(typed: str) -> None:
    assert unreadable(typed) is None


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_plain_ascii_is_never_flagged(text: str) -> None:
    assert unreadable(text) is None


def _in_tcvn3(text: str) -> str:
    return "".join(TO_TCVN3.get(letter, TO_TCVN3.get(letter.lower(), letter)) for letter in text)


def test_what_is_typed_in_tcvn3_is_flagged_unless_it_reads_as_vietnamese_all_the_same() -> None:
    missed = []
    for name in PLACES:
        typed = _in_tcvn3(name)
        if typed != name and unreadable(typed) is None:
            missed.append(typed)
    read_as_vietnamese = [typed for typed in missed if all(word.isascii() or is_syllable(word) for word in typed.split())]
    assert len(missed) <= 0.02 * len(PLACES)
    assert set(missed) - set(read_as_vietnamese) <= set(_not_plain_words(missed))


def _not_plain_words(names: list[str]) -> list[str]:
    """Names that are not made of plain words (a hyphen, an apostrophe, a number)."""
    return [name for name in names if not all(part.isalpha() or "\u00ad" in part for part in name.split())]
