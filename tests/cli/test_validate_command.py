"""``toso validate``: files and live books; lines for people and for programs; exit codes."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest
from an_lac import Toso
from openpyxl import Workbook

from toso.errors import Exit
from toso.settings import load_settings
from toso.wiring import Wiring
from typing_in import household, tab

DAY = ("--as-of", "2025-12-14")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Tổ 3's households: two mistakes, one of them an identity number, and a question of a lost zero."""
    raw = tab(
        "households", household(1, persons="bốn", note="CCCD 030985123408"), household(2, persons=4, phone="912345678")
    )
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "Hộ gia đình"
    for row in (raw.header, *raw.rows):
        sheet.append(list(row))
    workbook.save(tmp_path / "TDP03.xlsx")
    return tmp_path / "TDP03.xlsx"


def test_a_file_is_checked_without_any_settings_and_told_in_vietnamese(toso: Toso, book: Path) -> None:
    ended = toso("validate", book, *DAY)
    assert ended.code == Exit.DONE
    lines = ended.out.splitlines()
    assert lines[0] == "TDP03.xlsx: 3 chỗ cần xem"
    assert lines[1].startswith("  ⚠ Lỗi · Hộ gia đình, dòng 2 (TDP03-0001), cột Số khẩu: “…” không đọc được thành số.")
    assert ended.err.strip() == "Đã kiểm tra 1 sổ: 2 lỗi, 1 điều nhắc, 0 câu hỏi."
    assert "bốn" not in ended.out + ended.err
    assert lines[3].endswith("“…” có lẽ thiếu số 0 ở đầu. Anh/chị gõ dấu nháy đơn rồi gõ đủ số, ví dụ '0912 345 678.")


def test_json_lines_hold_place_kind_and_words_and_values_only_when_asked(toso: Toso, book: Path) -> None:
    quiet = toso("validate", book, "--json", *DAY)
    lines = [json.loads(line) for line in quiet.out.splitlines()]
    assert [
        (one["book"], one["tab"], one["row"], one["column"], one["key"], one["kind"], one["severity"]) for one in lines
    ] == [
        ("TDP03.xlsx", "Hộ gia đình", 2, "Số khẩu", "TDP03-0001", "bad_number", "error"),
        ("TDP03.xlsx", "Hộ gia đình", 2, "Ghi chú", "TDP03-0001", "citizen_id_like", "error"),
        ("TDP03.xlsx", "Hộ gia đình", 3, "Số điện thoại", "TDP03-0002", "ambiguous_phone", "warning"),
    ]
    assert not any(typed in quiet.out for typed in ("bốn", "912345678", "030985123408"))
    shown = toso("validate", book, "--json", "--show-values", *DAY)
    values = [json.loads(line).get("value") for line in shown.out.splitlines()]
    assert values == ["bốn", None, "912345678"]
    assert "030985123408" not in shown.out


def test_findings_fail_only_when_asked_to(toso: Toso, book: Path, tmp_path: Path) -> None:
    assert toso("validate", book, "--fail-on-findings", *DAY).code == Exit.FINDINGS
    clean = Workbook()
    clean.active.title = "Hộ gia đình"
    for row in (tab("households").header, tab("households", household(1, persons=4)).rows[0]):
        clean.active.append(list(row))
    clean.save(tmp_path / "clean.xlsx")
    ended = toso("validate", tmp_path / "clean.xlsx", "--fail-on-findings", *DAY)
    assert (ended.code, ended.out.strip()) == (Exit.DONE, "clean.xlsx: không thấy chỗ nào cần sửa")
    assert toso("validate", tmp_path / "clean.xlsx", "-q", *DAY).out == ""


def test_a_broken_file_beside_a_good_one_is_told_and_the_exit_code_says_part(
    toso: Toso, book: Path, tmp_path: Path
) -> None:
    (tmp_path / "hỏng.xlsx").write_bytes(b"nothing")
    ended = toso("validate", book, tmp_path / "hỏng.xlsx", *DAY)
    assert ended.code == Exit.PARTIAL
    assert "hỏng.xlsx: không đọc được." in ended.err and "TDP03.xlsx: 3 chỗ" in ended.out
    assert toso("validate", tmp_path / "hỏng.xlsx", *DAY).code == Exit.USAGE
    missing = toso("validate", tmp_path / "không có.xlsx", *DAY)
    assert missing.code == Exit.USAGE and "Không tìm thấy tệp" in missing.err


def test_the_live_books_are_checked_said_back_and_listed(toso: Toso, an_lac: Path) -> None:
    settings = load_settings(an_lac / "toso.toml")
    with closing(Wiring(settings)) as wiring:
        ids = {one.code: one.book_id for one in wiring.day.collected(_period(wiring), _now(), everything=True).groups}
        sheet = wiring.session.client.open_by_key(ids["TDP01"]).worksheet("Hộ gia đình")
        at = sheet.row_values(1).index("Số khẩu") + 1
        sheet.update_cell(2, at, "bốn")
    ended = toso("validate", "--json", *DAY)
    assert ended.code == Exit.DONE, ended.err
    told = [json.loads(line) for line in ended.out.splitlines()]
    assert [(one["book"], one["tab"], one["row"], one["column"], one["kind"]) for one in told] == [
        ("TDP01", "Hộ gia đình", 2, "Số khẩu", "bad_number")
    ]
    assert toso("validate", "--fail-on-findings", "--group", "TDP01", *DAY).code == Exit.FINDINGS
    assert toso("validate", "--fail-on-findings", "--group", "tdp02", *DAY).code == Exit.DONE
    unknown = toso("validate", "--group", "TDP77", *DAY)
    assert unknown.code == Exit.USAGE and "TDP77" in unknown.err
    with closing(Wiring(settings)) as wiring:
        mended = wiring.session.client.open_by_key(ids["TDP01"]).worksheet("Cần sửa").get_all_values()
        assert any("bốn" in cell for row in mended for cell in row)


def _now():
    from datetime import datetime

    from toso.core.calendar import VIETNAM

    return datetime(2025, 12, 14, 12, tzinfo=VIETNAM)


def _period(wiring: Wiring):
    from toso.core.periods import current_period

    return current_period(_now(), wiring.calendar)
