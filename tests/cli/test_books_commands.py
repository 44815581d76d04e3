"""``toso plan``, ``apply``, ``share``, ``purge`` and ``print-forms`` as the keeper calls them, from an empty Drive on."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from an_lac import Toso

from localsheets import App
from localsheets.adapter import LocalAdapter
from toso.cli.app import build
from toso.cli.boundary import run
from toso.google.books import Books
from toso.google.credentials import Account
from toso.google.session import open_session
from toso.sample.typing import type_rows
from toso.schema.load import load_schema
from toso.wiring import LOCAL_ACCOUNT

TOML = """[ward]
name = "Phường An Lạc"
city = "Hải Phòng"
[plan]
start = 2025-09-01
end = 2025-12-31
[google]
auth = "local"
local_data = "sheets"
[keeper]
name = "chị Lan"
phone = "0912 345 678"
email = "lan@phuong.example.vn"
[mail]
sender = "lan@phuong.example.vn"
[mail.recipients]
report = ["chutich@phuong.example.vn"]
"""
GROUPS = [
    {"group_code": "TDP01", "name": "Tổ dân phố số 1", "households_official": 30, "leader_email": "hoa@example.vn"},
    {"group_code": "TDP02", "name": "Tổ dân phố số 2", "households_official": 20},
]


@dataclass
class World:
    """The keeper's folder, and what stands in Drive."""

    folder: Path

    def settings(self, ward: str = "", master: str = "") -> None:
        books = f'[books]\nward = "{ward}"\nmaster = "{master}"\n' if ward else ""
        (self.folder / "toso.toml").write_text(TOML + books, encoding="utf-8")

    def open(self) -> tuple[App, Books]:
        app = App(self.folder / "sheets")
        return app, Books(open_session(Account("token", token=LOCAL_ACCOUNT), endpoint=LocalAdapter(app)))

    def types(self, book: str, rows: dict[str, Any]) -> None:
        app, books = self.open()
        type_rows(books.session.client.open_by_key(book), load_schema(), rows)
        app.close()

    def cells(self, book: str, kind: str, table: str, names: tuple[str, ...]) -> list[list[Any]]:
        app, books = self.open()
        tab = books.state(book, load_schema().book(kind)).tabs[table]  # type: ignore[arg-type]
        app.close()
        rows = [[tab.value(row, tab.columns[name]) for name in names] for row in range(1, len(tab.rows))]
        return [row for row in rows if any(value is not None for value in row)]


def begin(folder: Path) -> tuple[World, str, str]:
    """Settings, the ward's own books made by ``toso apply``, two groups in the registry."""
    world = World(folder)
    world.settings()
    said = io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stdout(said):
        assert run(build(), ["apply"]) == 0
    ids = dict(re.findall(r'(ward|master) = "([^"]+)"', said.getvalue()))
    world.settings(ids["ward"], ids["master"])
    world.types(ids["ward"], {"groups": GROUPS})
    return world, ids["ward"], ids["master"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, str, str]:
    world, ward_id, master = begin(tmp_path_factory.mktemp("an-lac"))
    with contextlib.chdir(world.folder):
        assert run(build(), ["apply", "-q"]) == 0
    return world, ward_id, master


@pytest.fixture
def ward(made: tuple[World, str, str], tmp_path: Path) -> tuple[World, str, str]:
    """The ward with all its books laid out; the test may do with them what it likes."""
    shutil.copytree(made[0].folder, tmp_path, dirs_exist_ok=True)
    return World(tmp_path), made[1], made[2]


def test_from_an_empty_drive_to_a_laid_out_ward_in_two_applies(tmp_path: Path, toso: Toso) -> None:
    world, ward_id, _ = begin(tmp_path)
    planned = toso("plan", "--detailed-exitcode")
    assert planned.code == 2 and "Tổ dân phố số 1" in planned.out and "tạo sổ mới" in planned.out
    done = toso("apply")
    assert done.code == 0 and "2 sổ mới" in done.err
    entered = world.cells(ward_id, "ward", "groups", ("group_code", "book_id"))
    assert [code for code, _ in entered] == ["TDP01", "TDP02"] and all(len(book) > 20 for _, book in entered)
    codes = world.cells(entered[0][1], "group", "households", ("household_code",))
    assert codes[0] == ["TDP01-0001"] and len(codes) == 33
    again = toso("apply")
    assert again.code == 0 and "0 sổ đã sửa" in again.err and "0 sổ mới" in again.err
    assert toso("plan", "--detailed-exitcode").code == 0


def test_a_larger_official_number_is_planned_and_the_old_book_is_kept_as_a_copy(
    ward: tuple[World, str, str], toso: Toso
) -> None:
    world, ward_id, _ = ward
    (book,) = [
        book for code, book in world.cells(ward_id, "ward", "groups", ("group_code", "book_id")) if code == "TDP02"
    ]
    world.types(
        book, {"households": [{"household_code": "TDP02-0001", "head_name": "Nguyễn Văn An", "guided_on": 45950}]}
    )
    world.types(ward_id, {"groups": [GROUPS[0], {**GROUPS[1], "households_official": 40, "book_id": book}]})
    planned = toso("plan", "--group", "tdp02")
    assert "đánh số thêm 22 dòng ở trang Hộ gia đình" in planned.out
    assert json.loads(toso("plan", "--group", "TDP02", "--json").out)[0]["changes"]
    assert toso("apply", "--group", "TDP02").code == 0
    assert len(world.cells(book, "group", "households", ("household_code",))) == 44
    app, books = world.open()
    names = [one["name"] for one in books.drive._list("trashed=false", "name")]
    app.close()
    assert sum("bản lưu trước khi sửa" in name for name in names) == 1


def test_a_group_that_is_not_in_the_registry_is_told(ward: tuple[World, str, str], toso: Toso) -> None:
    done = toso("plan", "--group", "TDP99")
    assert done.code == 2 and "TDP99" in done.err and "Danh sách tổ" in done.err


def test_one_book_that_cannot_be_opened_does_not_stop_the_others(ward: tuple[World, str, str], toso: Toso) -> None:
    world, ward_id, _ = ward
    world.types(ward_id, {"groups": [{**GROUPS[0], "book_id": "1" * 44}]})
    done = toso("apply")
    assert done.code == 5 and "Không có sổ này" in done.err and "✓ Sổ chuyển đổi số – TDP02" in done.out


def test_each_leader_gets_the_own_book_and_officials_the_master_once_a_person_says_yes(
    ward: tuple[World, str, str], toso: Toso
) -> None:
    world, ward_id, master = ward
    (first, _) = world.cells(ward_id, "ward", "groups", ("group_code", "book_id"))
    looked = toso("share")
    assert "thêm hoa@example.vn (được sửa)" in looked.out and "thêm chutich@phuong.example.vn (được xem)" in looked.out
    assert "chưa đổi gì" in looked.err

    def people() -> dict[str, dict[str, str]]:
        app, books = world.open()
        found = {book: {one.email: one.role for one in books.drive.permissions(book)} for book in (first[1], master)}
        app.close()
        return found

    assert "hoa@example.vn" not in people()[first[1]]
    assert toso("share", "--yes").code == 0
    shared = people()
    assert shared[first[1]]["hoa@example.vn"] == "writer" and "hoa@example.vn" not in shared[master]
    assert shared[master]["chutich@phuong.example.vn"] == "reader"
    assert "thêm" not in toso("share").out


def test_purging_counts_first_and_blanks_only_personal_columns(ward: tuple[World, str, str], toso: Toso) -> None:
    world, ward_id, _ = ward
    book = world.cells(ward_id, "ward", "groups", ("book_id",))[0][0]
    row = {
        "household_code": "TDP01-0001",
        "head_name": "Nguyễn Văn An",
        "phone": "0912345678",
        "guided_on": 45950,
        "note": "nhà xanh",
    }
    world.types(book, {"households": [row]})
    names = ("household_code", "head_name", "phone", "guided_on", "note")
    looked = toso("purge", "--group", "TDP01", "--as-of", "2025-12-01")
    assert (
        "3 ô dữ liệu cá nhân" in looked.out and "chưa xóa gì" in looked.err and "Kế hoạch chưa kết thúc" in looked.err
    )
    assert world.cells(book, "group", "households", names)[0][1] == "Nguyễn Văn An"
    assert toso("purge", "--group", "TDP01", "--yes", "--as-of", "2026-01-10").code == 0
    assert world.cells(book, "group", "households", names)[0] == ["TDP01-0001", None, None, 45950, None]
    assert "Nguyễn" not in looked.out + looked.err
    assert ": 0 ô" in toso("purge", "--group", "TDP01", "--as-of", "2026-01-10").out


def test_paper_forms_have_every_code_and_no_name_unless_asked_for(ward: tuple[World, str, str], toso: Toso) -> None:
    pdfplumber = pytest.importorskip("pdfplumber")
    world, ward_id, _ = ward
    book = world.cells(ward_id, "ward", "groups", ("book_id",))[0][0]
    world.types(book, {"households": [{"household_code": "TDP01-0001", "head_name": "Nguyễn Văn An"}]})
    for options, named in (((), False), (("--with-names",), True)):
        assert toso("print-forms", "--group", "TDP01", "--out", "giay", *options).code == 0
        file = world.folder / "giay" / "phieu-TDP01.pdf"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        with pdfplumber.open(file) as pages:
            text = "\n".join(page.extract_text() for page in pages.pages)
        assert "TDP01-0001" in text and "TDP01-0033" in text and "chị Lan" in text
        assert ("Nguyễn Văn An" in text) == named
