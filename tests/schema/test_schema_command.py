"""toso schema lint · docs · show, as a person at the ward's machine runs them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from toso import resources
from toso.cli.app import build
from toso.cli.boundary import run


def toso(*arguments: str) -> int:
    return int(run(build(), list(arguments)))


def test_lint_of_a_sound_schema_says_so_and_ends_with_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert toso("schema", "lint") == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("✓ 29 trang")


def test_lint_names_the_mistake_on_stdout_and_ends_with_3(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path(shutil.copytree(resources.path("sheets_schema"), tmp_path / "schema"))
    place = folder / "group" / "members.yaml"
    place.write_text(place.read_text("utf-8").replace("list: member_bodies", "list: member_body"), "utf-8")
    assert toso("schema", "lint", str(folder)) == 3
    said = capsys.readouterr()
    assert "group/members.yaml:" in said.out
    assert "Có phải “member_bodies”?" in said.out
    assert "còn 1 chỗ phải sửa" in said.err
    assert toso("schema", "lint", str(folder), "--json") == 3
    (line,) = capsys.readouterr().out.splitlines()
    assert set(json.loads(line)) == {"place", "what", "mend"}


def test_docs_writes_the_guide_to_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert toso("schema", "docs", "--out", str(tmp_path / "huong-dan.md")) == 0
    assert (tmp_path / "huong-dan.md").read_text("utf-8").startswith("# Hướng dẫn ghi sổ của tổ\n")
    assert toso("schema", "docs") == 0
    assert (tmp_path / "huong-dan.md").read_text("utf-8") == capsys.readouterr().out


def test_docs_into_a_folder_that_is_not_there_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert toso("schema", "docs", "--out", str(tmp_path / "none" / "huong-dan.md")) == 2
    assert "Chọn chỗ khác" in capsys.readouterr().err


def test_docs_of_a_book_that_is_not_there_names_the_books(capsys: pytest.CaptureFixture[str]) -> None:
    assert toso("schema", "docs", "--book", "city") == 2
    assert "group, ward, master" in capsys.readouterr().err


def test_show_lists_the_columns_of_a_tab_by_name_or_title(capsys: pytest.CaptureFixture[str]) -> None:
    assert toso("schema", "show", "Hộ gia đình") == 0
    by_title = capsys.readouterr().out
    assert toso("schema", "show", "households") == 0
    assert capsys.readouterr().out == by_title
    assert "  head_name · Chủ hộ · chữ, cá nhân" in by_title.splitlines()


def test_show_of_an_unknown_tab_guesses_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert toso("schema", "show", "household") == 2
    assert "households" in capsys.readouterr().err


def test_show_lists_every_tab_under_its_book(capsys: pytest.CaptureFixture[str]) -> None:
    assert toso("schema", "show") == 0
    said = capsys.readouterr().out.splitlines()
    assert [line for line in said if not line.startswith(" ")] == ["Sổ của tổ", "Sổ của phường", "Bảng tổng hợp"]
