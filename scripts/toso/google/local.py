"""The books of a ward without Google: the stand-in inside this process, and its file's troubles in our words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from localsheets import App
from localsheets.adapter import LocalAdapter
from localsheets.store import FILE_NAME, OtherFormat
from toso.disk import trouble_of
from toso.errors import ConfigurationError, StateError, TryAgain


def opened(folder: Path, books_kept: int) -> App:
    """The stand-in over ``folder``. Raises StateError (``local_data_corrupt``, ``local_data_closed``),
    ConfigurationError (``local_data_old``) and TryAgain (``local_data_busy``, ``disk_full``)."""
    try:
        with _told(folder):
            return App(folder, books_kept=books_kept, storage_raises=True)
    except OtherFormat:
        raise ConfigurationError("local_data_old", folder=folder) from None
    except OSError as error:
        raise StateError("local_data_closed", path=folder / FILE_NAME, folder=folder) from error


def empty() -> LocalAdapter:
    """A stand-in in memory, with nothing in it."""
    return LocalAdapter(App())


class Adapter(LocalAdapter):
    """Raises, for a request in whose midst the file fails, what ``opened`` raises."""

    def __init__(self, app: App, folder: Path) -> None:
        super().__init__(app)
        self.folder = folder

    def send(self, *args: Any, **kwargs: Any) -> Any:
        with _told(self.folder):
            return super().send(*args, **kwargs)


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    path = folder / FILE_NAME
    try:
        yield
    except sqlite3.DatabaseError as error:
        trouble = trouble_of(error)
        if trouble == "busy":
            raise TryAgain("local_data_busy", path=path) from error
        if trouble == "full":
            raise TryAgain("disk_full", path=path) from error
        if trouble == "io":
            raise StateError("state_io", path=path) from error
        if trouble == "closed":
            raise StateError("local_data_closed", path=path, folder=folder) from error
        raise StateError("local_data_corrupt", path=path, folder=folder) from error
