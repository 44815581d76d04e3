"""``toso aggregate --level city`` as the city's keeper calls it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from an_lac import Ended, Toso

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
end = 2026-12-31
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


# which period it shows


def of_period(folder: Path, number: int, code: str, name: str = "") -> str:
    """The file of the ward of that number, of another period; gives its name."""
    ward = wards()[number]
    one = replace(unit(ward.code), period=code)
    (folder / "wards" / f"{name or ward.code}.json").write_text(to_text(one), encoding="utf-8")
    return ward.name


def city_at(toso: Toso, folder: Path, master: str, moment: str) -> Ended:
    return toso("aggregate", "-c", city(folder, master), "--level", "city", "--from", "wards", "--as-of", moment)


def test_the_morning_after_the_sending_day_the_city_still_shows_what_was_handed_up(toso: Toso, tmp_path: Path) -> None:
    handed_up(tmp_path, 3, expected=5)
    master = new_master(tmp_path)
    assert "Quý IV/2025: đã cộng số liệu của 3/5" in city_at(toso, tmp_path, master, "2025-12-15T23:59").err
    guided = next(row for row in shown(tmp_path, master, "Độ phủ") if "Toàn thành phố" in row)
    done = city_at(toso, tmp_path, master, "2025-12-16T08:00")
    assert done.code == 0
    assert "Quý IV/2025: đã cộng số liệu của 3/5" in done.err
    assert "Chưa có tệp nào của Quý I/2026, nên hiện Quý IV/2025" in done.err
    assert next(row for row in shown(tmp_path, master, "Độ phủ") if "Toàn thành phố" in row) == guided
    assert "Quý IV/2025" in str(shown(tmp_path, master, "Tổng quan")[0][0])


def test_whose_file_is_of_another_period_is_named_and_not_counted(toso: Toso, tmp_path: Path) -> None:
    handed_up(tmp_path, 3, expected=5)
    old, new = of_period(tmp_path, 1, "2025-Q3"), of_period(tmp_path, 4, "2026-Q1")
    done = city_at(toso, tmp_path, new_master(tmp_path), "2025-12-15T16:00")
    assert "Quý IV/2025: đã cộng số liệu của 2/5" in done.err
    assert f"Tệp thuộc kỳ khác (2025-Q3), không tính: {old}." in done.err
    assert f"Tệp thuộc kỳ khác (2026-Q1), không tính: {new}." in done.err
    assert "nên hiện" not in done.err


def test_the_first_file_of_the_new_period_turns_the_page_and_the_others_are_named(toso: Toso, tmp_path: Path) -> None:
    handed_up(tmp_path, 3)
    of_period(tmp_path, 0, "2026-Q1")
    done = city_at(toso, tmp_path, new_master(tmp_path), "2025-12-16T08:00")
    assert "Quý I/2026: đã cộng số liệu của 1/3" in done.err, "those not listed anywhere else are of the city as well"
    assert f"(2025-Q4), không tính: {wards()[1].name}, {wards()[2].name}." in done.err


def test_a_ward_that_handed_up_the_next_period_early_still_counts_in_this_one(toso: Toso, tmp_path: Path) -> None:
    handed_up(tmp_path, 3)
    of_period(tmp_path, 0, "2026-Q1", name="early")
    done = city_at(toso, tmp_path, new_master(tmp_path), "2025-12-15T16:00")
    assert "Quý IV/2025: đã cộng số liệu của 3/3" in done.err
    assert "không tính" not in done.err
