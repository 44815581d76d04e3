"""Text: what certainly means the same is unified, nothing else is touched."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toso.core.text import LETTERS, clean, code_key, fold, header_key, shorten, strip_marks

vietnamese = st.text(alphabet="abcdeghiklmnopqrstuvxy ABCĐ-.0123456789" + LETTERS, max_size=40)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("  Nguyễn  Văn\tAn \n", "Nguyễn Văn An"),
        ("Nguyễn\u00a0Văn\u200bAn", "Nguyễn VănAn"),
        (unicodedata.normalize("NFD", "Đặng Thị Thuỷ"), "Đặng Thị Thuỷ"),
        ("\u00d0ặng V\u0103n \u00d0ức", "Đặng Văn Đức"),
        ("\u0189inh", "Đinh"),
        ("e\u0301\u0302", "ế"),
        ("hòa", "hòa"),
        ("hoà", "hoà"),
        ("\ufeffNgõ 5", "Ngõ 5"),
    ],
)
def test_white_space_unicode_forms_and_lookalikes_are_mended(typed: str, read: str) -> None:
    assert clean(typed) == read


@given(vietnamese)
def test_cleaning_twice_is_cleaning_once_and_nfc_and_nfd_are_one(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert clean(unicodedata.normalize("NFD", text)) == once


@pytest.mark.parametrize(("one", "other"), [("Hòa", "HOÀ"), ("thủy", "thuỷ"), ("Tổ  1", "tổ 1"), ("ĐỖ", "đỗ"), ("khỏe", "khoẻ")])
def test_case_space_and_the_place_of_the_tone_do_not_matter_in_comparison(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("Hoa", "Hòa"), ("Hòa", "Hóa"), ("Đào", "Dào"), ("Tổ 1", "Tổ 11"), ("Lân", "Lan")])
def test_marks_letters_and_numbers_do_matter(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_a_key_without_marks_is_for_those_who_type_without() -> None:
    assert strip_marks("Đã Rồi") == strip_marks("da  roi") == "da roi"


@pytest.mark.parametrize("typed", [" Mã  hộ ", "MÃ HỘ", "Mã\nhộ", "Mã hộ *", unicodedata.normalize("NFD", "Mã hộ"), "mãhộ:"])
def test_a_header_is_known_in_any_case_space_and_unicode_form(typed: str) -> None:
    assert header_key(typed) == header_key("Mã hộ") != header_key("Mã họ")


@pytest.mark.parametrize("typed", ["tdp03-0127", " TDP03 - 0127 ", "TDP03–0127", "TDP03\u00a0-0127", "Tdp03‑0127"])
def test_a_code_is_known_in_any_case_space_and_hyphen(typed: str) -> None:
    assert code_key(typed) == "TDP03-0127"


def test_a_long_text_is_quoted_short() -> None:
    assert shorten("x" * 50_000) == "x" * 59 + "…"
    assert shorten("ngắn") == "ngắn"
