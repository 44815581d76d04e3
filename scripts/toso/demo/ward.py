"""A folder that holds the sample ward: its books in the local stand-in, its ``toso.toml``, what was planted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from toso.demo.books import make_group_books
from toso.demo.folder import emptied
from toso.sample.books import MASTER, WARD, make_ward_books, write_planted
from toso.sample.make import SampleWard, make_ward
from toso.settings import load_settings
from toso.wiring import Wiring

CONFIG, PLANTED = "toso.toml", "planted.json"


@dataclass(frozen=True, slots=True)
class Made:
    """``ids``: group code, ``ward`` or ``master`` → book id."""

    folder: Path
    ward: SampleWard
    ids: Mapping[str, str]


def make_sample(folder: Path, seed: int, step: Callable[[str], None]) -> Made:
    """Makes the sample ward in ``folder``, which must be new, empty, or an earlier sample (that is replaced).

    Raises UsageError for a folder that somebody uses, TryAgain while another demo works in it.
    """
    with emptied(folder):
        return fill(folder, seed, step)


def fill(folder: Path, seed: int, step: Callable[[str], None]) -> Made:
    """The same in a folder that is empty, and the caller's own."""
    from toso import words

    config = folder / CONFIG
    config.write_text(words.render("demo/toso.toml", ward="", master=""), encoding="utf-8")
    with closing(Wiring(load_settings(config))) as wiring:
        ward = make_ward(wiring.schema, seed)
        groups = {}
        for code, book_id in make_group_books(config, ward):
            groups[code] = book_id
            step(code)
        ids = {**groups, **make_ward_books(wiring.books, wiring.desk, ward, groups, wiring.settings)}
    config.write_text(words.render("demo/toso.toml", ward=ids[WARD], master=ids[MASTER]), encoding="utf-8")
    write_planted(ward, folder / PLANTED)
    return Made(folder, ward, ids)
