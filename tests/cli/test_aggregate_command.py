"""``toso aggregate`` as a person calls it."""

from __future__ import annotations

import shutil
import socket
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import openpyxl
import pytest
from an_lac import Toso

import toso as toso_package
from small_ward import OFFICIAL, SmallWard, books_of, guided, small_ward, type_into
from toso import words
from toso.wiring import LOCAL_ACCOUNT

AT = ("--as-of", "2025-12-10T07:05")
TOML = """[ward]
name = "Phường Trần Liễu"
city = "Thành phố Hải Phòng"
code = "10729"
[plan]
start = 2025-09-01
end = 2025-12-31
[google]
auth = "local"
local_data = "sheets"
[books]
ward = "{ward}"
master = "{master}"
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> SmallWard:
    folder = tmp_path_factory.mktemp("made")
    ward = small_ward(folder, folder / "sheets")
    own = books_of(ward.app, OFFICIAL)
    for book in (*ward.group_books.values(), ward.settings.books.ward, ward.settings.books.master):
        own.drive.share(book, LOCAL_ACCOUNT, "writer")
    ward.app.close()
    text = TOML.format(ward=ward.settings.books.ward, master=ward.settings.books.master)
    (folder / "toso.toml").write_text(text, encoding="utf-8")
    return ward


@pytest.fixture
def ward(made: SmallWard, tmp_path: Path) -> SmallWard:
    shutil.copytree(made.folder, tmp_path, dirs_exist_ok=True)
    return SmallWard(made.app, tmp_path, made.settings, made.group_books)


@pytest.fixture
def served(ward: SmallWard) -> Iterator[SmallWard]:
    """The stand-in behind HTTP, as workers need it."""
    from localsheets import App
    from localsheets.server import Server

    app = App(ward.folder / "sheets")
    server = Server(app)
    Thread(target=server.serve_forever, daemon=True).start()
    file = ward.folder / "toso.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("[books]", f'endpoint = "{server.url}"\n[books]'), encoding="utf-8")
    yield ward
    server.shutdown()
    server.server_close()
    app.close()


def address_of(ward: SmallWard) -> str:
    return tomllib.loads((ward.folder / "toso.toml").read_text(encoding="utf-8"))["google"]["endpoint"]


def wipe(ward: SmallWard, code: str) -> None:
    from localsheets import App

    app = App(ward.folder / "sheets")
    type_into(books_of(app, OFFICIAL), ward.group_books[code], "households", 2, [{}] * 18)
    app.close()


def test_it_says_in_one_line_where_the_ward_stands(toso: Toso, ward: SmallWard) -> None:
    done = toso("aggregate", *AT)
    assert done.code == 0
    assert "4 tổ · đã hướng dẫn 49/80 hộ (61,2 %) · 1 tổ chưa đạt · 1 tổ chưa nhập gì" in done.err
    assert "Đã ghi sổ tổng hợp." in done.err
    assert "không có gì khác" in toso("aggregate", *AT).err
    assert toso("aggregate", "-q", *AT).err == ""


def test_with_v_it_tells_what_was_asked_of_google_as_run_does(toso: Toso, ward: SmallWard) -> None:
    done = toso("-v", "aggregate", *AT)
    assert "Đã gọi Google: 9 lần đọc, 1 lần ghi." in done.err
    assert "   1  write post spreadsheets:batchUpdate" in done.err
    assert "Đã gọi Google: 1 lần đọc, 0 lần ghi." in toso("aggregate", "-v", *AT).err, "nothing changed"
    assert "Đã gọi Google" not in toso("aggregate", *AT).err


def test_a_fall_is_asked_about_and_can_be_accepted(toso: Toso, ward: SmallWard) -> None:
    toso("aggregate", *AT)
    wipe(ward, "TDP01")
    asked = toso("aggregate", *AT)
    assert asked.code == 5
    assert "từ 49 còn 33" in asked.err
    assert "--accept-drop" in asked.err
    assert toso("aggregate", "--accept-drop", *AT).code == 0


def test_files_are_named_on_stdout(toso: Toso, ward: SmallWard) -> None:
    done = toso("aggregate", "-q", "--out", "out", *AT)
    assert done.code == 0
    names = {Path(line).name for line in done.out.splitlines()}
    assert names == {"groups.csv", "figures.csv", "survey.csv", "datapackage.json", "unit.json", "master.xlsx"}
    assert all((ward.folder / line).exists() for line in done.out.splitlines())


def test_on_the_afternoon_of_the_sending_day_the_reported_quarter_is_shown_and_saved_whole(toso: Toso, ward: SmallWard) -> None:
    at = ("--as-of", "2025-12-15T16:30")
    toso("aggregate", "-q", *at)
    assert "không có gì khác" in toso("aggregate", "--out", "out", *at).err
    saved = openpyxl.load_workbook(ward.folder / "out" / "master.xlsx")
    assert saved["Tổng quan"]["A1"].value == "Phường Trần Liễu · Tổ công nghệ số cộng đồng · Quý IV/2025"
    assert saved["Hệ thống"].max_row > len(words.catalogue("master/words.yaml")["jobs"]), "nothing is left out because nothing changed"


def test_a_city_is_made_from_a_folder_of_unit_files(toso: Toso, ward: SmallWard) -> None:
    from frictionless import Package

    toso("aggregate", "-q", "--out", "wards/one", *AT)
    (ward.folder / "wards" / "10729.json").write_bytes((ward.folder / "wards/one/unit.json").read_bytes())
    settings = (ward.folder / "toso.toml").read_text(encoding="utf-8").split("[books]")[0]
    (ward.folder / "city.toml").write_text(
        settings.replace("Phường Trần Liễu", "Thành phố Hải Phòng"), encoding="utf-8"
    )
    done = toso("aggregate", "-c", "city.toml", "--level", "city", "--from", "wards", "--out", "city", *AT)
    assert done.code == 0
    assert "Quý IV/2025: đã cộng số liệu của 1/1 xã, phường" in done.err
    assert (ward.folder / "city" / "master.xlsx").exists()
    for place in ("wards/one", "city"):
        report = Package(str(ward.folder / place / "datapackage.json")).validate()
        assert report.valid, report.flatten(["type", "message"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--level", "nation"), "Không có cấp tổng hợp tên là nation"),
        (("--level", "city"), "Chưa biết lấy số liệu"),
        (("--engine", "spark"), "Không có cách chạy tên là spark"),
        (("--engine", "dask"), "Không chạy được dask"),
    ],
)
def test_what_cannot_be_is_refused_in_words(toso: Toso, ward: SmallWard, arguments: tuple[str, ...], said: str) -> None:
    done = toso("aggregate", *arguments, *AT)
    assert done.code == 2
    assert said in done.err


def test_serial_and_threads_write_the_same_master(toso: Toso, ward: SmallWard) -> None:
    assert "Đã ghi" in toso("aggregate", "--engine", "serial", *AT).err
    shutil.rmtree(ward.folder / "state")
    assert "không có gì khác" in toso("aggregate", "--engine", "threads", *AT).err


def test_a_leader_who_types_one_household_more_is_seen(toso: Toso, ward: SmallWard) -> None:
    toso("aggregate", *AT)
    from localsheets import App

    app = App(ward.folder / "sheets")
    type_into(books_of(app, OFFICIAL), ward.group_books["TDP02"], "households", 17, guided("TDP02", 16, 16))
    app.close()
    assert "50/80 hộ (62,5 %) · 0 tổ chưa đạt" in toso("aggregate", *AT).err


def test_two_accounts_read_the_groups_between_them(toso: Toso, served: SmallWard, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second one's groups cannot be read before its books are shared with it, the first one's can."""
    from key_files import key_file, office

    monkeypatch.setenv("PYTHONPATH", str(Path(toso_package.__file__).parents[1]))
    file, second = served.folder / "toso.toml", "doc-them@toso.iam.gserviceaccount.com"
    text = file.read_text(encoding="utf-8").replace("[books]", 'more_credentials = ["credentials-2.json"]\n[books]')
    file.write_text(f"{text}[run]\nworkers = 1\n", encoding="utf-8")
    with office(200, {"access_token": second, "expires_in": 3600, "token_type": "Bearer"}) as address:
        key_file(served.folder, address, "credentials-2.json", second)
        done = toso("aggregate", "--engine", "dask", *AT)
        assert (done.code, "2 sổ không đọc được" in done.err) == (5, True)
        own = books_of(served.app, OFFICIAL, address_of(served))
        for book in served.group_books.values():
            own.drive.share(book, second, "reader")
        done = toso("-v", "aggregate", "--engine", "dask", *AT)
    assert (done.code, "49/80 hộ (61,2 %)" in done.err, "không đọc được" in done.err) == (0, True, False)
    assert "Chưa kể các lần đọc sổ của máy con" in done.err


# What an operator may do wrong


def test_a_scheduler_that_does_not_answer_is_told_soon_and_can_be_tried_again(toso: Toso, served: SmallWard) -> None:
    began = time.monotonic()
    done = toso("aggregate", "--engine", "dask", "--scheduler", "tcp://127.0.0.1:1", *AT)
    assert (done.code, time.monotonic() - began < 12) == (75, True)
    assert "Không liên lạc được với máy điều phối dask ở tcp://127.0.0.1:1" in done.err
    assert "Traceback" not in done.err


def test_what_answers_there_and_is_no_scheduler_is_told_as_one_that_does_not_answer(toso: Toso, served: SmallWard) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        address = f"tcp://127.0.0.1:{mute.getsockname()[1]}"
        done = toso("aggregate", "--engine", "dask", "--scheduler", address, *AT)
    assert done.code == 75
    assert address in done.err


@pytest.mark.parametrize("address", ["nonsense", "tcp://127.0.0.1", "http://127.0.0.1:8786", "tcp://127.0.0.1:cổng"])
def test_a_schedulers_address_that_cannot_be_one_is_shown_how_to_write_it(toso: Toso, served: SmallWard, address: str) -> None:
    done = toso("aggregate", "--engine", "dask", "--scheduler", address, *AT)
    assert done.code == 2
    assert f"“{address}” viết chưa đúng" in done.err
    assert "--scheduler tcp://10.0.0.5:8786" in done.err


@pytest.mark.parametrize(
    ("out", "said"),
    [
        ("toso.toml", "đang có một tệp chứ không phải thư mục"),
        ("toso.toml/so-lieu", "đang có một tệp chứ không phải thư mục"),
        ("/proc/toso", "không được ghi ở đây"),
        ("taken", "taken/figures.csv"),
    ],
)
def test_a_place_where_no_files_can_be_written_is_told_before_the_master_is(toso: Toso, ward: SmallWard, out: str, said: str) -> None:
    (ward.folder / "taken" / "figures.csv").mkdir(parents=True)
    done = toso("aggregate", "--out", out, *AT)
    assert done.code == 2
    assert said in done.err
    assert "--out so-lieu" in done.err
    assert "Đã ghi" not in done.err
    toso("aggregate", "-q", "--out", "one", *AT)
    without_books = (ward.folder / "toso.toml").read_text(encoding="utf-8").split("[books]")[0]
    (ward.folder / "city.toml").write_text(without_books, encoding="utf-8")
    city = toso("aggregate", "-c", "city.toml", "--level", "city", "--from", "one", "--out", out, *AT)
    assert (city.code, said in city.err) == (2, True)
