"""The folder on disk, opened by more than one program."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from callers import WARD, Caller, Sheet, new_sheet

from localsheets import App
from localsheets.store import OtherFormat, _settle


def test_a_folder_of_another_version_is_refused_with_a_word_and_left_as_it_is(tmp_path):
    App(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / "localsheets.sqlite")) as db:
        db.execute("PRAGMA user_version = 1")
    with pytest.raises(OtherFormat, match="format 1"):
        App(tmp_path)


def test_a_folder_that_another_program_is_filling_at_this_moment_is_not_of_another_version(tmp_path):
    others = []
    with closing(sqlite3.connect(tmp_path / "localsheets.sqlite", isolation_level=None)) as db:
        db.set_trace_callback(lambda statement: "sqlite_master" in statement and others.append(App(tmp_path)))
        _settle(db)
    assert len(others) == 1
    others[0].close()


def test_two_programs_on_one_folder_forget_only_the_books_that_the_other_changed(tmp_path):
    mine, theirs = App(tmp_path), App(tmp_path)
    first, second = new_sheet(mine), new_sheet(mine)
    Sheet(Caller(theirs, WARD), first.id).write("A1", [["changed"]])
    assert first.read("A1") == [["changed"]]
    assert second.id in mine.store.books
    mine.close()
    theirs.close()
