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
