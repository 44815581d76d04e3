"""The sample's books made and saved by two processes: the stand-in keeps each book by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from pathlib import Path

from toso.sample.books import make_group_book
from toso.sample.make import make_ward
from toso.settings import load_settings
from toso.wiring import Wiring

WORKERS = 2
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Named = tuple[str, str]


def _shares(items: Sequence[str]) -> list[Sequence[str]]:
    """One share a worker; neighbours go to different workers, so that the shares weigh about the same."""
    return [items[n::WORKERS] for n in range(WORKERS)]


def make_group_books(config: Path, seed: int, codes: Sequence[str]) -> Iterator[Named]:
    """(group, book id), as they are made."""
    with ProcessPoolExecutor(WORKERS) as pool:
        for made in pool.map(_make, *zip(*[(config, seed, share) for share in _shares(codes)], strict=True)):
            yield from made


def _make(config: Path, seed: int, codes: Sequence[str]) -> list[Named]:
    with closing(Wiring(load_settings(config))) as wiring:
        ward = make_ward(wiring.schema, seed)
        return [(code, make_group_book(wiring.books, wiring.desk, ward.group(code), wiring.settings)) for code in codes]


def save_books(config: Path, books: Mapping[str, str], folder: Path) -> None:
    """Each book as ``folder/NAME.xlsx``; ``books``: file name without its ending → book id."""
    folder.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(WORKERS) as pool:
        shares = [{name: books[name] for name in share} for share in _shares(list(books))]
        list(pool.map(_save, *zip(*[(config, share, folder) for share in shares], strict=True)))


def _save(config: Path, books: Mapping[str, str], folder: Path) -> None:
    with closing(Wiring(load_settings(config))) as wiring:
        for name, book_id in books.items():
            (folder / f"{name}.xlsx").write_bytes(wiring.books.drive.export(book_id, XLSX))
