"""The figures as files: other tools read them, nothing in them is a formula, nothing withheld is in them."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from random import Random

import openpyxl
import pytest

from hai_phong import unit, wards
from random_world import PERSONAL_TEXT, PLAN, TODAY, book, context, fourth_quarter, groups
from toso import words
from toso.core.city import from_text, handed_up
from toso.core.figures import Figures
from toso.core.master import build
from toso.core.master_facts import Facts
from toso.core.master_words import MasterWords
from toso.core.summarise import summarise
from toso.core.suppress import THRESHOLD
from toso.core.ward import ward_figures
from toso.jobs.export import export
from toso.model import Group
from toso.schema.load import load_schema

SAID = words.catalogue("master/words.yaml")
HOSTILE = '=HYPERLINK("http://evil.example";"Tổ 1")'


@cache
def figures() -> Figures:
    rng = Random(6)
    listed = [Group(one.code, HOSTILE if n == 0 else one.name, 80, one.book_id) for n, one in enumerate(groups(rng, 9))]
    summaries = {group.code: summarise(book(rng, group, 3), load_schema(), context(group)) for group in listed}
    return ward_figures(listed, summaries, load_schema(), fourth_quarter(), TODAY, plan=PLAN)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("out") / "figures"
    master = build(Facts(figures(), MasterWords(SAID), "Phường Trần Liễu"))
    one = handed_up(figures(), "10729", "Phường Trần Liễu")
    export(place, figures(), master, one, SAID["styles"], lambda target: f"https://example.vn/{target}")
    return place


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_frictionless_finds_the_package_valid(folder: Path) -> None:
    from frictionless import Package

    report = Package(str(folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "message"])


def test_no_field_of_a_key_is_empty_and_every_key_stands_once(folder: Path) -> None:
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert [one["path"] for one in package["resources"]] == ["groups.csv", "figures.csv", "survey.csv"]
    for resource in package["resources"]:
        key = resource["schema"]["primaryKey"]
        found = [tuple(row[name] for name in key) for row in rows(folder / resource["path"])]
        assert not [one for one in found if "" in one], resource["path"]
        assert len(set(found)) == len(found) > 1, resource["path"]


def test_frictionless_sees_a_key_that_was_emptied_and_a_unit_that_nobody_knows(folder: Path, tmp_path: Path) -> None:
    from frictionless import Package

    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    text = (tmp_path / "figures.csv").read_text(encoding="utf-8")
    for wrong, kind in ((",,", "constraint-error"), (",TDP99,", "foreign-key")):
        (tmp_path / "figures.csv").write_text(text.replace(",all,", wrong, 1), encoding="utf-8")
        assert kind in {one for one, in Package(str(tmp_path / "datapackage.json")).validate().flatten(["type"])}


def test_the_groups_of_the_figures_are_listed_after_the_whole(folder: Path) -> None:
    found = rows(folder / "groups.csv")
    assert (found[0]["code"], found[0]["name"]) == ("all", "Phường Trần Liễu")
    assert [row["code"] for row in found[1:]] == [group.code for group in figures().groups]
    assert found[1]["name"] == f"'{HOSTILE}"
    assert found[0]["households_official"] == str(sum(int(row["households_official"]) for row in found[1:]))


def test_every_figure_in_the_csv_is_the_figure_of_the_master(folder: Path) -> None:
    found = rows(folder / "figures.csv")
    whole = {row["figure"]: row for row in found if row["unit"] == row["dimension"] == "all"}
    for name, row in whole.items():
        value = figures().of_ward(name).value
        assert row["value"] == ("" if value is None else str(value)), name
    per_group = {(row["unit"], row["figure"]): row["value"] for row in found if row["unit"] != "all" and row["dimension"] == "all"}
    for group in figures().groups:
        value = figures().of_group(group.code, "activities").value
        assert per_group[group.code, "activities"] == ("" if value is None else str(value))
    kinds = [int(row["value"]) for row in found if row["figure"] == "activities" and row["dimension"] == "kind" and row["unit"] == "all"]
    assert sum(kinds) == figures().of_ward("activities").value


def test_no_survey_number_under_five_is_in_any_file(folder: Path) -> None:
    for row in rows(folder / "survey.csv"):
        assert row["people"] == "" or int(row["people"]) >= THRESHOLD
    assert any(row["people"] == "" for row in rows(folder / "survey.csv"))
    assert {row["at_least"] for row in rows(folder / "survey.csv")} == {""}, "a ward knows no bound"
    assert not [row for row in rows(folder / "figures.csv") if row["figure"].startswith("survey_p")]


def test_nothing_personal_is_in_any_file(folder: Path) -> None:
    for path in folder.iterdir():
        if path.suffix != ".xlsx":
            assert PERSONAL_TEXT not in path.read_text(encoding="utf-8")


def test_a_name_that_looks_like_a_formula_is_none_where_the_csv_is_opened(folder: Path) -> None:
    names = {row["unit_name"] for row in rows(folder / "figures.csv")}
    assert f"'{HOSTILE}" in names
    assert not [name for name in names if name.startswith(("=", "+", "-", "@"))]


def test_the_workbook_holds_every_tab_two_charts_and_no_formula(folder: Path) -> None:
    master = openpyxl.load_workbook(folder / "master.xlsx")
    assert master.sheetnames == [sheet.title for sheet in load_schema().book("master")]
    assert len(master["Tổng quan"]._charts) == 2
    for sheet in master:
        for row in sheet.iter_rows():
            assert not [cell.coordinate for cell in row if cell.data_type == "f"]
    assert HOSTILE in [cell.value for cell in master["Độ phủ"]["B"]]


def test_printed_every_page_has_the_header_and_wide_tabs_the_names(folder: Path) -> None:
    for sheet in openpyxl.load_workbook(folder / "master.xlsx"):
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
        assert sheet.print_title_rows, sheet.title
    wide = openpyxl.load_workbook(folder / "master.xlsx")["Hoạt động"]
    assert wide.page_setup.fitToWidth > 1
    assert wide.print_title_cols == "$A:$B"


def test_the_unit_file_is_what_the_city_reads(folder: Path) -> None:
    text = (folder / "unit.json").read_text(encoding="utf-8")
    assert from_text(text) == handed_up(figures(), "10729", "Phường Trần Liễu")
    json.loads(text)


def test_writing_twice_gives_the_same_files(folder: Path, tmp_path: Path) -> None:
    master = build(Facts(figures(), MasterWords(SAID), "Phường Trần Liễu"))
    again = export(
        tmp_path, figures(), master, handed_up(figures(), "10729", "Phường Trần Liễu"), SAID["styles"], lambda target: f"https://example.vn/{target}"
    )
    for path in again:
        if path.suffix != ".xlsx":
            assert path.read_bytes() == (folder / path.name).read_bytes()


@pytest.mark.office
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_opens_the_master_and_shows_what_we_wrote(folder: Path, tmp_path: Path) -> None:
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf"]
    filter_ = 'pdf:calc_pdf_Export:{"SinglePageSheets":{"type":"boolean","value":"true"}}'
    subprocess.run([*command[:-1], filter_, "--outdir", str(tmp_path), str(folder / "master.xlsx")], check=True, capture_output=True, timeout=200)
    out = subprocess.run(["pdftotext", "-layout", str(tmp_path / "master.pdf"), "-"], capture_output=True, text=True, check=True).stdout
    pages = out.split("\f")
    assert "Phường Trần Liễu · Tổ công nghệ số cộng đồng · Quý IV/2025" in pages[0]
    assert "Hộ gia đình được hướng dẫn" in pages[0]
    guided = figures().of_ward("households_guided")
    assert str(guided.value) in pages[0].replace(",", "").replace(".", "")
    assert "#REF" not in out
    assert "Err:" not in out


# toso aggregate --level city


def test_a_city_is_put_together_from_its_wards_files(tmp_path: Path) -> None:
    from datetime import datetime

    from toso.core.calendar import VIETNAM, Calendar
    from toso.jobs.aggregate_city import aggregate_city, read_units
    from toso.settings import load_settings

    place = tmp_path / "wards"
    place.mkdir()
    from toso.core.city import to_text

    for ward in wards()[:5]:
        (place / f"{ward.code}.json").write_text(to_text(unit(ward.code)), encoding="utf-8")
    lines = [f"{ward.code},{ward.name}\n" for ward in wards()[:7]]
    (place / "units.csv").write_text("code,name\n" + "".join(lines), encoding="utf-8")
    settings = load_settings(None, env={}, home=tmp_path)
    settings = settings.model_copy(update={"books": settings.books.model_copy(update={"master": ""})})
    now = datetime(2025, 12, 15, 7, 5, tzinfo=VIETNAM)

    def no_books():
        raise AssertionError("a city without a master book writes files only")

    done = aggregate_city(settings, load_schema(), Calendar(), now, place, tmp_path / "city", no_books)
    assert (done.units, done.expected, done.written) == (5, 7, False)
    city = from_text((tmp_path / "city" / "unit.json").read_text(encoding="utf-8"))
    assert city.counts["households_guided"] == sum(one.counts["households_guided"] for one in read_units(place))
    sheet = openpyxl.load_workbook(tmp_path / "city" / "master.xlsx")["Độ phủ"]
    shown = {row[1].value: row[6].value for row in sheet.iter_rows(min_row=4)}
    assert shown[wards()[6].name] == "○ Chưa nộp"


def test_a_file_that_is_none_of_ours_is_named(tmp_path: Path) -> None:
    from toso.errors import UsageError
    from toso.jobs.aggregate_city import read_units

    with pytest.raises(UsageError) as nothing:
        read_units(tmp_path)
    assert nothing.value.code == "no_unit_files"
    (tmp_path / "x.json").write_text("{}", encoding="utf-8")
    with pytest.raises(UsageError) as told:
        read_units(tmp_path)
    assert told.value.facts["file"] == "x.json"


def listed(folder: Path, content: str | bytes) -> list[tuple[str, str]]:
    from toso.jobs.aggregate_city import read_expected

    (folder / "units.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    return [(one.code, one.name) for one in read_expected(folder)]


@pytest.mark.parametrize(
    "content",
    [
        "code,name\n10729,Phường Trần Liễu\n10738,Xã Nam An Phụ\n",
        "\ufeffCode;Name\r\n10729;Phường Trần Liễu\r\n10738;Xã Nam An Phụ\r\n;\r\n",
        "code\tname\tghi chú\n10729\tPhường Trần Liễu\n\n10738\tXã Nam An Phụ\t, gần sông\n",
        'name,code\n"Phường Trần Liễu", 10729\nXã Nam An Phụ,10738',
    ],
)
def test_the_list_of_units_is_read_as_excel_saves_it_and_as_a_person_types_it(tmp_path: Path, content: str) -> None:
    assert listed(tmp_path, content) == [("10729", "Phường Trần Liễu"), ("10738", "Xã Nam An Phụ")]


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        ("mã;tên\n10729;Phường Trần Liễu\n", "units_list_columns", "thiếu cột code, name"),
        ("", "units_list_columns", "thiếu cột code, name"),
        ("code,name\n10729,Phường Trần Liễu\n".encode("utf-16"), "units_list_not_utf8", "không phải chữ UTF-8"),
        ("code,name\n10729,Phường\n".encode("cp1258", "replace") + b"10738,X\xe3\n", "units_list_not_utf8", "CSV UTF-8"),
        ("code,name\n10729,Phường Trần Liễu\n10729,Xã Nam An Phụ\n", "units_list_twice", "dòng 3"),
        ("code,name\n,Phường Trần Liễu\n", "units_list_row", "Dòng 2"),
        ("code,name\n10729\n", "units_list_row", "Dòng 2"),
    ],
)
def test_a_list_of_units_that_cannot_be_followed_is_told_with_what_to_type(
    tmp_path: Path, content: str | bytes, code: str, said: str
) -> None:
    from toso.errors import Exit, UsageError

    with pytest.raises(UsageError) as told:
        listed(tmp_path, content)
    assert (told.value.code, told.value.exit_code) == (code, Exit.USAGE)
    text = words.error_text(told.value)
    assert "units.csv" in text.what
    assert said in " ".join((text.what, text.why, text.mend))
