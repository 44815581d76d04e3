"""A small ward that was counted and published once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from small_ward import SmallWard, small_ward


@pytest.fixture(scope="module")
def published_ward(tmp_path_factory: pytest.TempPathFactory) -> SmallWard:
    """Counted and published once, at 7:05; tests work on copies."""
    folder = tmp_path_factory.mktemp("ward")
    ward = small_ward(folder, folder / "sheets")
    ward.run()
    ward.app.close()
    return ward


@pytest.fixture
def ward(published_ward: SmallWard, tmp_path: Path) -> SmallWard:
    from localsheets import App

    folder = tmp_path / "ward"
    shutil.copytree(published_ward.folder, folder)
    return SmallWard(App(folder / "sheets"), folder, published_ward.settings, published_ward.group_books)
