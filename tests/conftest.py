"""For all tests."""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from toso.cli import COLLECT

gc.set_threshold(*COLLECT)  # as the program runs


@pytest.fixture
def crontab_alone() -> Iterator[None]:
    """The machine has one crontab: only one test at a time has its hand on it."""
    with FileLock(Path(tempfile.gettempdir()) / "toso-tests-crontab.lock"):
        yield


LONGEST_FIRST = ("test_demo", "test_readme", "test_due_simulated", "test_machine", "test_schedule", "test_imports")
"""Files that take long by themselves: begun last, they would keep one worker busy while the others have nothing to do."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keeps the order within each file."""
    places = {name: place for place, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(places)))
