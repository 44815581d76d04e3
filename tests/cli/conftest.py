"""A ward on this machine for the command line's tests: two groups, their books in the stand-in, settings in a folder.

Its name is An Lạc; Mrs Hoa keeps the software there.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from an_lac import GROUPS, MINIMAL, Ended, Toso

from toso.cli.app import build
from toso.cli.boundary import run


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the person who runs the tests reaches them."""
    for name in os.environ:
        if name.startswith("TOSO_") and name != "TOSO_SOAK":
            monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture
def toso(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Toso:
    """Runs ``toso`` with the arguments given, in the test's own folder."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str | Path) -> Ended:
        capsys.readouterr()
        code = run(build(), [str(one) for one in arguments])
        said = capsys.readouterr()
        return Ended(int(code), said.out, said.err)

    return call


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the least settings a ward can have, all on this machine."""
    (tmp_path / "toso.toml").write_text(MINIMAL + '[google]\nauth = "local"\n', encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="session")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An Lạc with its books made and laid out, once for all tests: each takes a copy."""
    place = tmp_path_factory.mktemp("an-lac")
    (place / "groups.csv").write_text(GROUPS, encoding="utf-8")
    before = Path.cwd()
    os.chdir(place)
    try:
        wizard = [
            "init", "--no-input", "-q", "--ward", "Phường An Lạc", "--city", "Hải Phòng", "--plan-start", "2025-09-01",
            "--plan-end", "2026-12-31", "--auth", "local", "--make-books", "--groups", "groups.csv",
            "--report-to", "ubnd@example.vn", "--keeper-email", "hoa@example.vn",
        ]  # fmt: skip
        assert run(build(), wizard) == 0
        assert run(build(), ["apply", "-q"]) == 0
    finally:
        os.chdir(before)
    return place


@pytest.fixture
def an_lac(laid_out: Path, tmp_path: Path) -> Iterator[Path]:
    """An Lạc, as its keeper left it; the test may do with it what it likes."""
    shutil.copytree(laid_out, tmp_path, dirs_exist_ok=True)
    yield tmp_path
