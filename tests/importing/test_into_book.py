"""The old list of TDP03 comes into chị Hoa's book: free numbered rows only, never a cell that she typed."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from books import HOA, ROBOT, desk_of, group_three, session_of, small_schema
from localsheets import App
from small_ward import make_book
from toso import resources
from toso.cli import boundary
from toso.cli.app import build
from toso.core.importing.read import Imported
from toso.core.importing.values import Plan
from toso.core.sheet_state import TabState
from toso.errors import ConfigurationError
from toso.google.books import Books
from toso.jobs.import_list import bring_in, read_import
from toso.jobs.layout_book import lay_out
from toso.sample.world import IMPORTED, PLAN_END, PLAN_START
from toso.settings import load_settings
from toso.wiring import Wiring

LISTS = resources.PACKAGE / "sample" / "lists"
SCHEMA = small_schema()


@pytest.fixture(scope="module")
def imported() -> Imported:
    return read_import(LISTS / IMPORTED["TDP03"], "TDP03", Plan(PLAN_START, PLAN_END))


def new_book(households: int) -> tuple[App, Books, str]:
    app = App()
    books = Books(session_of(app, ROBOT))
    book = books.drive.create("Sổ TDP03")
    lay_out(books, book, group_three(households), desk_of(SCHEMA))
    books.drive.share(book, HOA, "writer")
    return app, books, book


def tab(books: Books, book: str) -> TabState:
    return books.state(book, SCHEMA.book("group")).tabs["households"]


def cells(books: Books, book: str, code: str) -> dict[str, Any]:
    found = tab(books, book)
    row = next(row for row in range(len(found.rows)) if found.value(row, found.columns["household_code"]) == code)
    names = ("head_name", "lane", "phone", "persons", "guided_on", "vneid_level2", "note")
    return {name: found.value(row, found.columns[name]) for name in names}


def hoa_types(app: App, books: Books, book: str, row: int, name: str, value: Any) -> None:
    column = tab(books, book).columns[name]
    letter = chr(ord("A") + column)
    session_of(app, HOA).client.open_by_key(book).worksheet("Hộ gia đình").update([[value]], f"{letter}{row}", raw=True)


def test_every_household_of_the_list_gets_a_numbered_row_as_the_list_says_it(imported: Imported) -> None:
    _, books, book = new_book(190)
    placed = bring_in(books, book, imported, SCHEMA)
    assert (len(placed.rows), placed.left_over) == (184, 0)
    assert cells(books, book, "TDP03-0001") == {
        "head_name": "Bùi Thị Chín", "lane": "Ngõ 1", "phone": "0320002290", "persons": 5, "guided_on": 45924,
        "vneid_level2": "Không", "note": None,
    }  # fmt: skip
    assert cells(books, book, "TDP03-0015")["phone"] == "0540 012 345"  # kept as typed, for chị Hoa to mend


def test_a_second_import_places_nothing_even_after_chi_hoa_mended_a_phone(imported: Imported) -> None:
    app, books, book = new_book(190)
    bring_in(books, book, imported, SCHEMA)
    hoa_types(app, books, book, 16, "phone", "0540012345")
    calls = books.session.calls.writes
    again = bring_in(books, book, imported, SCHEMA)
    assert (len(again.rows), again.already, again.left_over) == (0, 184, 0)
    assert books.session.calls.writes == calls


def test_what_chi_hoa_typed_before_stays_and_its_row_is_passed_over(imported: Imported) -> None:
    app, books, book = new_book(190)
    hoa_types(app, books, book, 3, "note", "Nhà mới xây")
    placed = bring_in(books, book, imported, SCHEMA)
    assert "TDP03-0002" not in placed.rows
    assert cells(books, book, "TDP03-0002") == dict.fromkeys(cells(books, book, "TDP03-0002")) | {"note": "Nhà mới xây"}
    assert cells(books, book, "TDP03-0003")["head_name"] == "Phạm Hữu Đông"


def test_households_beyond_the_numbered_rows_are_told(imported: Imported) -> None:
    _, books, book = new_book(100)
    placed = bring_in(books, book, imported, SCHEMA)
    assert len(placed.rows) + placed.left_over == 184 and placed.left_over > 0


def test_a_book_without_a_column_is_left_alone(imported: Imported) -> None:
    app, books, book = new_book(190)
    column = tab(books, book).columns["lane"]
    session_of(app, ROBOT).client.open_by_key(book).worksheet("Hộ gia đình").delete_columns(column + 1)
    with pytest.raises(ConfigurationError) as refused:
        bring_in(books, book, imported, SCHEMA)
    assert (refused.value.code, refused.value.facts["missing"]) == ("import_book_not_ready", SCHEMA.tables["households"].field("lane").title)


def run(*arguments: str) -> int:
    return int(boundary.run(build(), list(arguments)))


@pytest.mark.parametrize("group", IMPORTED)
def test_the_command_prints_one_document_and_needs_no_settings(
    group: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("import", str(LISTS / IMPORTED[group]), "--group", group.lower(), "--dry-run", "--json") == 0
    expected = Path(__file__).parent / "expected" / f"{Path(IMPORTED[group]).stem}.expected.json"
    assert json.loads(capsys.readouterr().out) == json.loads(expected.read_text(encoding="utf-8"))


def test_the_summary_shows_counts_and_no_persons_values(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("import", str(LISTS / IMPORTED["TDP03"]), "--group", "TDP03", "--dry-run") == 0
    said = capsys.readouterr().out
    assert "Đọc được 184 hộ ở trang “DS hộ”" in said
    assert "Năm sinh, Số CCCD" in said
    assert "Bùi Thị Chín" not in said and "0320002290" not in said


def test_a_group_that_the_file_does_not_hold_is_a_plain_error(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("import", str(LISTS / IMPORTED["TDP07"]), "--group", "TDP09", "--dry-run", "--json") == 2
    out, err = capsys.readouterr()
    assert out == "" and "import_no_list" in err


def test_the_command_brings_the_list_into_the_groups_book_of_the_registry(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load_settings(None, env={}, home=tmp_path)
    with closing(Wiring(settings)) as wiring:
        books = wiring.making_books
        book = books.drive.create("Sổ TDP03")
        lay_out(books, book, group_three(184), desk_of(SCHEMA))
        registry = {"group_code": "TDP03", "name": "Tổ dân phố số 3", "households_official": 184, "book_id": book}
        ward = make_book(books, "Sổ phường", {"groups": [registry]})
    (tmp_path / "toso.toml").write_text(
        f'[ward]\nname = "Phường Trần Liễu"\ncity = "Hải Phòng"\n[plan]\nstart = 2025-09-01\nend = 2025-12-31\n[keeper]\nname = "Lan"\nemail = "lan@example.vn"\n[google]\nauth = "local"\nlocal_data = "{settings.google.local_data}"\n[books]\nward = "{ward}"\n',
        encoding="utf-8",
    )
    assert run("import", str(LISTS / IMPORTED["TDP03"]), "--group", "TDP03") == 0
    assert "Đã đưa 184 hộ vào sổ của TDP03" in capsys.readouterr().out
    assert run("import", str(LISTS / IMPORTED["TDP03"]), "--group", "TDP03") == 0
    assert "Đã đưa 0 hộ" in (said := capsys.readouterr().out) and "184 hộ đã có trong sổ" in said
    assert run("import", str(LISTS / IMPORTED["TDP07"]), "--group", "TDP07") == 2
