"""The wheel carries all that toso needs, and works where there is no checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place)], cwd=ROOT, capture_output=True, check=True
    )
    (built,) = place.glob("*.whl")
    return built


def test_schema_and_templates_travel_in_the_wheel_and_nothing_of_the_workshop_does(wheel: Path) -> None:
    packed = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("sheets_schema", "templates"):
        files = [one for one in (ROOT / folder).rglob("*") if one.is_file() and "__pycache__" not in one.parts]
        assert files
        assert {f"toso/_data/{one.relative_to(ROOT).as_posix()}" for one in files} <= packed
    for package in ("toso", "localsheets"):
        files = [one for one in (ROOT / "scripts" / package).rglob("*") if one.is_file() and "__pycache__" not in one.parts]
        assert {one.relative_to(ROOT / "scripts").as_posix() for one in files} <= packed
    assert {name.split("/")[0].split("-")[0] for name in packed} == {"toso", "localsheets"}
    assert not [name for name in packed if "/tests/" in name or name.endswith((".pyc", "credentials.json"))]


def test_unpacked_it_reads_its_own_schema_from_a_folder_that_is_not_the_checkout(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    (tmp_path / "work").mkdir()
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}

    def python(*arguments: str) -> str:
        return subprocess.run(
            [sys.executable, *arguments], cwd=tmp_path / "work", env=environment, capture_output=True, text=True, check=True
        ).stdout

    from_wheel = python("-c", "from toso import resources; print(resources.path('templates'), resources.path('sheets_schema'))")
    assert from_wheel.split() == [str(tmp_path / "site/toso/_data" / name) for name in ("templates", "sheets_schema")]
    python("-m", "toso", "schema", "lint")
    assert "Bắt đầu:" in python("-m", "toso", "--help")


@pytest.mark.soak
def test_installed_in_an_empty_environment_the_demo_runs_in_another_folder(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=True)
    bin_ = tmp_path / "env" / "bin"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    subprocess.run([bin_ / "pip", "install", "-q", str(wheel)], env=environment, check=True, capture_output=True)
    (tmp_path / "work").mkdir()
    done = subprocess.run([bin_ / "toso", "demo"], cwd=tmp_path / "work", env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "work/demo/index.html").is_file() and "demo/index.html" in done.stdout
