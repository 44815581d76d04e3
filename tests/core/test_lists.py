"""Closed lists and có / không: compared without case, space and tone place; a near miss is only a suggestion."""

from __future__ import annotations

import unicodedata

import pytest

from toso.core.lists import ListReader, nearest, read_yes_no
from toso.core.problem import Problem
from toso.schema.types import Member
from worlds import schema


@pytest.mark.parametrize("typed", ["x", "X", "✓", "✔", "✔\ufe0f", "✅", "v", "V", "Có", "có", "co", "c", "CÓ", "1", 1, 1.0, True, "TRUE", "đã", "rồi", "da", unicodedata.normalize("NFD", "có"), " có ", "Có."])
def test_yes(typed: object) -> None:
    assert read_yes_no(typed) is True


@pytest.mark.parametrize("typed", ["k", "K", "ko", "không", "khong", "KHÔNG", "0", 0, 0.0, False, "FALSE", "chưa", "chua", "chưa có"])
def test_no(typed: object) -> None:
    assert read_yes_no(typed) is False


@pytest.mark.parametrize("typed", ["có thể", "?", "2", 2, "để xem", "thỉnh thoảng", "đang làm", "x" * 50_000, float("nan")])
def test_anything_else_is_neither(typed: object) -> None:
    assert read_yes_no(typed) == Problem("bad_yes_no")


@pytest.mark.parametrize(
    ("typed", "code"),
    [("Tại nhà", "at_home"), ("tại  NHÀ", "at_home"), ("tai nha", "at_home"), ("at_home", "at_home"), ("gõ cửa từng nhà", "at_home"),
     (unicodedata.normalize("NFD", "Tại nhà văn hóa"), "at_meeting"), ("tại nhà văn hoá", "at_meeting"), ("Zalo", "online")],
)
def test_a_member_is_known_by_title_code_or_alias(typed: str, code: str) -> None:
    assert ListReader(schema().lists["guiding_ways"])(typed) == code


def test_a_near_miss_is_told_with_the_member_it_is_near_to() -> None:
    assert ListReader(schema().lists["member_bodies"])("Đoàn thanh nien xã") == Problem("not_in_list", "Đoàn Thanh niên")
    assert ListReader(schema().lists["guiding_ways"])("Gọi loa phường") == Problem("not_in_list", "")
    assert ListReader(schema().lists["difficulty_categories"])("mạng yếu") == Problem("not_in_list", "Thiết bị, mạng")


def test_two_members_in_one_cell_are_told_without_choosing_one() -> None:
    kinds = ListReader(schema().lists["activity_kinds"])
    assert kinds("Zalo, Facebook") == kinds("Phát loa và video") == Problem("not_in_list", "")
    assert kinds("Facebok") == Problem("not_in_list", "Đăng bài Facebook")


def test_numbers_match_exactly_or_not_at_all() -> None:
    groups = ListReader([Member("TDP01", "Tổ 1"), Member("TDP11", "Tổ 11"), Member("TDP12", "Tổ 12")])
    assert groups("tổ 1") == "TDP01"
    assert groups("Tổ 111") == Problem("not_in_list", "")
    assert groups("Tổo 11") == Problem("not_in_list", "Tổ 11")
    assert nearest("Tổ 13", ["Tổ 1", "Tổ 11", "Tổ 3"]) == ""


@pytest.mark.parametrize(("typed", "code"), [(0, "0"), (2.0, "2"), ("1", "1"), ("Tự làm", "2"), ("cần giúp", "1")])
def test_skills_are_known_by_number_and_word(typed: object, code: str) -> None:
    assert ListReader(schema().lists["skills"])(typed) == code


def test_a_name_of_two_members_means_neither() -> None:
    reader = ListReader([Member("a", "Khác", ("chung",)), Member("b", "Hai", ("Chung",))])
    assert isinstance(reader("chung"), Problem)


def test_every_member_of_every_list_is_read_as_its_own_code() -> None:
    wrong = [
        (name, title) for name, members in schema().lists.items() for one in members
        for title in (one.title, one.title.upper(), unicodedata.normalize("NFD", one.title))
        if ListReader(members)(title) != one.code
    ]
    assert wrong == []
