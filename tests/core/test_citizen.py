"""Strings like identity numbers are found wherever they stand; phones, money, dates and codes are not taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toso.core.citizen import looks_like_citizen_id


@pytest.mark.parametrize(
    "typed",
    [
        "030985123408", "Tạ Thị Sáu 030985123408", "CCCD030985123408", "CCCD: 030 985 123 408", "030.985.123.408", "0309 8512 3408",
        "030985123408/0912345678", "0912345678 - 030985123408", "031234567", "CMND 142345678", "142345678", 30985123408, 30985123408.0,
        142345678, "hộ ông An (000123456789)", "03098 5123408", "0309-85-123408", "0 3 0 9 8 5 1 2 3 4 0 8", "030985123408 đồng ý",
        "030–985–123–408", "030,985,123,408", "O30985123408", "0309851234O8", "030985123408030985123409", "_030985123408", "CMT: 142 345 678",
        "142.345.678", "142345678 đã đổi",
    ],
)
def test_identity_numbers_are_found(typed: object) -> None:
    assert looks_like_citizen_id(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "0912345678", "912345678", 912345678, "84912345678", 84912345678, "841629999999", "+84 912 345 678", "0912345678, 0987654321",
        "0912.345.678/0987.654.321", "150000000 đồng", "150.000.000", "150.000.000.000đ", 150000000, "2025-10-05", "05.10.2025 07.10.2025",
        "05-10-2025 2025", "TDP03-0127", "HD123456789", "MST 0200123456", "https://fb.com/posts/123456789012", "số nhà 12, ngõ 345, tổ 6", "0912345678 12 người", "05 10 2025 1530", "01 02 03 04 05 06", "142.345.678 đồng", "142 345 678đ", "142.345.000",
        "0220 3 123 456", "01/02, 03/04, 05/06", "https://zalo.me/g/030985123408",
        True, None, "", "x" * 50_000,
    ],
)
def test_phones_money_days_codes_and_links_are_not(typed: object) -> None:
    assert not looks_like_citizen_id(typed)


def test_a_phone_with_a_digit_missing_is_a_wrong_phone_in_a_column_of_phones_only() -> None:
    assert looks_like_citizen_id("091234567")
    assert not looks_like_citizen_id("091234567", phone=True)
    assert looks_like_citizen_id("030985123408", phone=True)


def test_a_column_of_sums_may_hold_big_numbers() -> None:
    assert not looks_like_citizen_id(142345678, money=True)
    assert not looks_like_citizen_id("142.345.678", money=True)
    assert looks_like_citizen_id("030985123408", money=True)


@given(st.integers(1, 96), st.integers(0, 9), st.integers(0, 99), st.integers(0, 999_999), st.sampled_from(["{}", "CCCD {}", "{} (chồng)", "ông An, {}"]))
def test_every_identity_number_of_the_form_in_use_is_found(province: int, sex: int, year: int, serial: int, around: str) -> None:
    if serial:
        assert looks_like_citizen_id(around.format(f"{province:03d}{sex}{year:02d}{serial:06d}"))
