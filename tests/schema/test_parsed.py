"""What a YAML file says is kept in the user's cache folder; a spoilt cache never changes what is read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from toso.parsed import values_of

PLACE = Path("sheets_schema/lists.yaml")
BYTES = "lanes: [Ngõ 12, Ngõ 14]\n".encode()
VALUES = {"lanes": ["Ngõ 12", "Ngõ 14"]}


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "toso"


def test_the_second_reading_gives_the_same_values_from_the_cache(cache):
    assert values_of(BYTES, PLACE) == VALUES
    (kept,) = cache.iterdir()
    kept.write_bytes(kept.read_bytes().replace("Ngõ 14".encode(), "Ngõ 15".encode()))
    assert values_of(BYTES, PLACE) == {"lanes": ["Ngõ 12", "Ngõ 15"]}, "it was not read from the cache"


def test_a_changed_file_is_read_anew_and_takes_the_old_ones_place(cache):
    values_of(BYTES, PLACE)
    assert values_of(b"lanes: []\n", PLACE) == {"lanes": []}
    assert len(list(cache.iterdir())) == 1


@pytest.mark.parametrize("spoilt", [b"", b"half", b"\xff\xfe", b"0\n{}"])
def test_a_spoilt_cache_costs_one_reading(cache, spoilt):
    values_of(BYTES, PLACE)
    (kept,) = cache.iterdir()
    kept.write_bytes(spoilt)
    assert values_of(BYTES, PLACE) == VALUES
    kept.write_bytes(kept.read_bytes()[:-3])
    assert values_of(BYTES, PLACE) == VALUES, "a file cut short still begins with the right hash"


def test_what_json_would_change_is_not_kept(cache):
    for content, values in ((b"1: one\n", {1: "one"}), (b"2025-09-01\n", date(2025, 9, 1))):
        assert values_of(content, PLACE) == values
        assert values_of(content, PLACE) == values
    assert not cache.exists() or not list(cache.iterdir())


def test_two_variants_of_a_file_are_kept_apart(cache):
    values_of(BYTES, PLACE, "xã")
    values_of(BYTES, PLACE, "phường")
    assert len(list(cache.iterdir())) == 2


def test_a_cache_folder_that_cannot_be_made_is_done_without(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert values_of(BYTES, PLACE) == VALUES
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(Path, "home", lambda: (_ for _ in ()).throw(RuntimeError("no home")))
    assert values_of(BYTES, PLACE) == VALUES
