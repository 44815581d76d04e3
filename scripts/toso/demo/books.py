"""The sample's books made and saved by two processes: the stand-in keeps each book by itself."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import closing
from itertools import repeat
from pathlib import Path
from threading import Thread

from toso.google.books import Books
from toso.sample.books import make_group_book
from toso.sample.make import SampleWard
from toso.settings import load_settings
from toso.wiring import Wiring

WORKERS = 2
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Named = tuple[str, str]


def _shares(items: Sequence[str]) -> list[Sequence[str]]:
    """One share a worker; neighbours go to different workers, so that the shares weigh about the same."""
    return [items[n::WORKERS] for n in range(WORKERS)]


_given: list[SampleWard] = []
"""What a worker makes books of: handed over once, and by a fork for nothing."""


def make_group_books(config: Path, ward: SampleWard) -> Iterator[Named]:
    """(group, book id), as they are made."""
    codes = [group.code for group in ward.groups]
    with ProcessPoolExecutor(WORKERS, initializer=_take, initargs=(ward, os.getpid())) as pool:
        for made in pool.map(_make, repeat(config), _shares(codes)):
            yield from made


def _take(ward: SampleWard, parent: int) -> None:
    _end_with(parent)
    _given.append(ward)


def _end_with(parent: int) -> None:
    """A worker goes when the demo has been killed: it would wait for ever, and keep the folder's lock, which a fork
    shares."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    Thread(target=watch, daemon=True).start()


def _make(config: Path, codes: Sequence[str]) -> list[Named]:
    with closing(Wiring(load_settings(config))) as wiring:
        groups = [_given[0].group(code) for code in codes]
        return [(one.code, make_group_book(wiring.books, wiring.desk, one, wiring.settings)) for one in groups]


class Saving:
    """Books being saved as ``folder/NAME.xlsx`` while other work goes on. ``close`` waits for the last."""

    def __init__(self, config: Path, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._pool = ProcessPoolExecutor(WORKERS, initializer=_open, initargs=(config, os.getpid()))
        self._pool.submit(int)  # the workers begin now, small, and load what they need while the books are read
        self._folder = folder
        self._waiting: list[Future[None]] = []

    def begin(self, books: Mapping[str, str]) -> None:
        """``books``: file name without its ending → book id."""
        self._waiting += [self._pool.submit(_save, book_id, self._folder / f"{name}.xlsx") for name, book_id in books.items()]

    def close(self) -> None:
        """Raises what a worker raised."""
        try:
            for one in self._waiting:
                one.result()
        finally:
            self._pool.shutdown(cancel_futures=True)


_opened: list[Books] = []
"""A worker's own connection, opened once."""


def _open(config: Path, parent: int) -> None:
    import localsheets.xlsx  # noqa: F401

    _end_with(parent)
    _opened.append(Wiring(load_settings(config)).books)


def _save(book_id: str, path: Path) -> None:
    path.write_bytes(_opened[0].drive.export(book_id, XLSX))
