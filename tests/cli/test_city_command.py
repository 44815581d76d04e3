"""``toso aggregate --level city`` as the city's keeper calls it."""

from __future__ import annotations

from pathlib import Path

import pytest
from an_lac import Toso

from hai_phong import unit, wards
from localsheets import App
from small_ward import books_of
from toso.core.city import to_text
from toso.google.master import look
from toso.wiring import LOCAL_ACCOUNT

AT = ("--as-of", "2025-12-10T07:05")
CITY = """[ward]
name = "Thành phố Hải Phòng"
city = "Thành phố Hải Phòng"
[plan]
start = 2025-09-01
end = 2025-12-31
[google]
auth = "local"
local_data = "local"
[books]
master = "{master}"
"""


def handed_up(folder: Path, how_many: int = 3, expected: int = 0) -> None:
    """Files of so many wards of Hải Phòng, of the fourth quarter of 2025."""
    place = folder / "wards"
    place.mkdir(exist_ok=True)
    for ward in wards()[:how_many]:
        (place / f"{ward.code}.json").write_text(to_text(unit(ward.code)), encoding="utf-8")
    if expected:
        lines = [f"{ward.code},{ward.name}\n" for ward in wards()[:expected]]
        (place / "units.csv").write_text("code,name\n" + "".join(lines), encoding="utf-8")


def new_master(folder: Path) -> str:
    """A new, empty book that the city's keeper made."""
    app = App(folder / "local")
    book = books_of(app, LOCAL_ACCOUNT).drive.create("Tổng hợp thành phố")
    app.close()
    return book


def city(folder: Path, master: str) -> Path:
    path = folder / "city.toml"
    path.write_text(CITY.format(master=master), encoding="utf-8")
    return path


def setting(folder: Path, name: str) -> str:
    lines = (folder / "toso.toml").read_text(encoding="utf-8").splitlines()
    return next(line.split('"')[1] for line in lines if line.startswith(f"{name} ="))


def fingerprint(folder: Path, master: str) -> str:
    app = App(folder / "local")
    try:
        return look(books_of(app, LOCAL_ACCOUNT), master).fingerprint
    finally:
        app.close()


def shown(folder: Path, master: str, tab: str) -> list[list[object]]:
    from toso.google.http import SHEETS

    app = App(folder / "local")
    try:
        http = books_of(app, LOCAL_ACCOUNT).session.http
        return http.send("get", f"{SHEETS}/{master}/values/'{tab}'", repeatable=True).json().get("values", [])
    finally:
        app.close()


# whose master it is


def test_in_a_wards_own_folder_the_city_is_refused_before_anything_is_written(toso: Toso, an_lac: Path) -> None:
    toso("aggregate", *AT)
    master = setting(an_lac, "master")
    before = fingerprint(an_lac, master)
    handed_up(an_lac)
    done = toso("aggregate", "--level", "city", "--from", "wards", "--out", "out-city", *AT)
    assert done.code == 3
    assert "thư mục cài đặt của Phường An Lạc" in done.err
    assert "books.ward" in done.err
    assert "một thư mục và một toso.toml riêng" in done.err
    assert before
    assert fingerprint(an_lac, master) == before
    assert not (an_lac / "out-city").exists()


def test_a_city_that_names_a_wards_master_is_refused_though_its_settings_are_its_own(toso: Toso, an_lac: Path) -> None:
    toso("aggregate", *AT)
    master = setting(an_lac, "master")
    before = fingerprint(an_lac, master)
    handed_up(an_lac)
    done = toso("aggregate", "-c", city(an_lac, master), "--level", "city", "--from", "wards", *AT)
    assert done.code == 3
    assert "Sổ tổng hợp trong cài đặt là của một xã, phường" in done.err
    assert fingerprint(an_lac, master) == before


def test_the_ward_whose_master_it_is_is_named_where_it_handed_its_file_up(toso: Toso, an_lac: Path) -> None:
    toso("aggregate", "-q", "--out", "wards/an-lac", *AT)
    (an_lac / "wards/an-lac/unit.json").rename(an_lac / "wards/an-lac.json")
    done = toso("aggregate", "-c", city(an_lac, setting(an_lac, "master")), "--level", "city", "--from", "wards", *AT)
    assert done.code == 3
    assert "(Phường An Lạc)" in done.err


def test_a_citys_own_master_is_written_again_and_again(toso: Toso, tmp_path: Path) -> None:
    handed_up(tmp_path)
    path = city(tmp_path, new_master(tmp_path))
    for _ in range(2):
        done = toso("aggregate", "-c", path, "--level", "city", "--from", "wards", *AT)
        assert done.code == 0, done.err
    assert "3/3 xã, phường" in done.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--level", "city", "--from", "wards", "--accept-drop"), "không dùng được --accept-drop"),
        (("--level", "city", "--from", "wards", "--engine", "dask", "--scheduler", "tcp://10.0.0.5:8786"), "--engine, --scheduler"),
        (("--from", "wards"), "--from chỉ dùng cho cấp thành phố"),
        (("--scheduler", "tcp://10.0.0.5:8786"), "--scheduler chỉ dùng với dask"),
        (("--engine", "serial", "--scheduler", "tcp://10.0.0.5:8786"), "--scheduler chỉ dùng với dask"),
    ],
)
def test_an_option_that_would_do_nothing_is_refused(toso: Toso, folder: Path, arguments: tuple[str, ...], said: str) -> None:
    handed_up(folder)
    done = toso("aggregate", *arguments, *AT)
    assert done.code == 2
    assert said in done.err
