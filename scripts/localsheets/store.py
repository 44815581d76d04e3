"""Persistence in SQLite: one transaction a request, so a process killed at any moment leaves all of it or none.

Drive's side (files, permissions, comments, changes) is small JSON per file; a spreadsheet is saved in parts: its own
properties, each sheet without cells, and the cells in blocks of rows. Only what changed is written.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Iterator
from typing import Any

from localsheets.a1 import Box
from localsheets.model import BLOCK, Book, Sheet
from localsheets.packing import pack, unpack

_TABLES = """
CREATE TABLE IF NOT EXISTS file (id TEXT PRIMARY KEY, sequence INTEGER NOT NULL, data TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS book (id TEXT PRIMARY KEY, data TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sheet (book TEXT, id INTEGER, data TEXT NOT NULL, PRIMARY KEY (book, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS block (book TEXT, sheet INTEGER, number INTEGER, data TEXT NOT NULL,
                                  PRIMARY KEY (book, sheet, number)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS saved (book TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS change (sequence INTEGER PRIMARY KEY AUTOINCREMENT, file TEXT NOT NULL, data TEXT NOT NULL);
"""
_LISTS = ("conditional_formats", "protected_ranges", "banded_ranges", "charts", "row_groups", "column_groups")


FILE_NAME = "localsheets.sqlite"
FORMAT = 2
"""Rises when what is kept would be misread by what reads it."""
PATIENCE = 30.0


class OtherFormat(ValueError):
    """The folder's data was written by another version of this package."""


def _settle(db: sqlite3.Connection) -> None:
    """Ready a file that several processes may open at this moment: setting the journal does not wait by itself.

    Raises OtherFormat."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            db.execute("PRAGMA journal_mode=WAL")
            break
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.02)
    db.execute("PRAGMA synchronous=NORMAL")
    db.execute("BEGIN")  # both from one moment: another process may be filling the file
    found = db.execute("PRAGMA user_version").fetchone()[0]
    filled = db.execute("SELECT COUNT(*) FROM sqlite_master WHERE name = 'book'").fetchone()[0]
    db.execute("COMMIT")
    if filled and found != FORMAT:
        raise OtherFormat(f"The data was written in format {found}, this version reads format {FORMAT}: use an empty folder.")


def dump(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


class Store:
    """All of the stand-in's state. `folder` None keeps it in memory only. Not thread-safe: the app holds a lock."""

    def __init__(self, folder: str | os.PathLike[str] | None = None):
        if folder is None:
            self.db = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        else:
            os.makedirs(folder, exist_ok=True)
            self.db = sqlite3.connect(
                os.path.join(folder, FILE_NAME), check_same_thread=False, isolation_level=None, timeout=30
            )
            _settle(self.db)
        self.db.executescript(f"BEGIN IMMEDIATE;{_TABLES}PRAGMA user_version={FORMAT};COMMIT;")
        self.books: dict[str, Book] = {}
        self._version = self.db.execute("PRAGMA data_version").fetchone()[0]
        self._saved: dict[tuple[str, int | None], str] = {}
        self._numbers: dict[str, int] = {}

    def begin(self) -> None:
        if not self.db.in_transaction:
            self.db.execute("BEGIN IMMEDIATE")

    def refresh(self) -> None:
        """Forget the books in memory that another process has changed since."""
        version = self.db.execute("PRAGMA data_version").fetchone()[0]
        if version != self._version:
            self._version = version
            now = dict(self.db.execute("SELECT book, number FROM saved"))
            for book_id in [one for one in self.books if now.get(one) != self._numbers.get(one)]:
                self.forget(book_id)

    def commit(self) -> None:
        if self.db.in_transaction:
            self.db.execute("COMMIT")

    def rollback(self) -> None:
        if self.db.in_transaction:
            self.db.execute("ROLLBACK")

    def close(self) -> None:
        self.db.close()

    # files

    def file(self, file_id: str) -> dict | None:
        row = self.db.execute("SELECT data FROM file WHERE id = ?", (file_id,)).fetchone()
        return json.loads(row[0]) if row else None

    def files(self) -> Iterator[dict]:
        """Newest first."""
        for (data,) in self.db.execute("SELECT data FROM file ORDER BY sequence DESC"):
            yield json.loads(data)

    def save_file(self, data: dict) -> None:
        self.begin()
        self.db.execute(
            "INSERT INTO file (id, sequence, data) VALUES (?, (SELECT COALESCE(MAX(sequence), 0) + 1 FROM file), ?)"
            " ON CONFLICT (id) DO UPDATE SET data = excluded.data",
            (data["id"], dump(data)),
        )

    def delete_file(self, file_id: str) -> None:
        self.begin()
        self.db.execute("DELETE FROM file WHERE id = ?", (file_id,))
        for table, column in (("book", "id"), ("sheet", "book"), ("block", "book"), ("saved", "book")):
            self.db.execute(f"DELETE FROM {table} WHERE {column} = ?", (file_id,))
        self.forget(file_id)

    def log_change(self, file_id: str, data: dict) -> None:
        """The newest change of a file stands for all before it."""
        self.begin()
        self.db.execute("DELETE FROM change WHERE file = ?", (file_id,))
        self.db.execute("INSERT INTO change (file, data) VALUES (?, ?)", (file_id, dump(data)))

    def changes(self, after: int) -> list[tuple[int, str, dict]]:
        found = self.db.execute("SELECT sequence, file, data FROM change WHERE sequence > ? ORDER BY sequence", (after,))
        return [(number, file_id, json.loads(data)) for number, file_id, data in found]

    def last_change(self) -> int:
        row = self.db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'change'").fetchone()
        return row[0] if row else 0

    # books

    def forget(self, book_id: str) -> None:
        """Drop the copy in memory; the next use loads what was saved."""
        self.books.pop(book_id, None)
        self._numbers.pop(book_id, None)
        for key in [key for key in self._saved if key[0] == book_id]:
            del self._saved[key]

    def add_book(self, book: Book) -> None:
        self.books[book.id] = book

    def book(self, book_id: str) -> Book | None:
        book = self.books.pop(book_id, None) or self._whole(book_id)
        if book is not None:
            self.books[book_id] = book  # newest last
        return book

    def trim(self, keep: int = 100) -> None:
        """Forget the books longest out of use; call between requests, when all is saved."""
        while len(self.books) > keep:
            self.forget(next(iter(self.books)))

    def save_book(self, book: Book) -> None:
        self.begin()
        order = [sheet.id for sheet in book.sheets]
        head = dump([book.properties, book.named_ranges, book.metadata, order])
        if self._saved.get((book.id, None)) != head:
            self.db.execute("INSERT OR REPLACE INTO book (id, data) VALUES (?, ?)", (book.id, head))
            self._saved[(book.id, None)] = head
        for (known, sheet_id) in [k for k in self._saved if k[0] == book.id and k[1] is not None]:
            if sheet_id not in order:
                del self._saved[(known, sheet_id)]
                self.db.execute("DELETE FROM sheet WHERE book = ? AND id = ?", (book.id, sheet_id))
                self.db.execute("DELETE FROM block WHERE book = ? AND sheet = ?", (book.id, sheet_id))
        for sheet in book.sheets:
            self._save_sheet(book.id, sheet)
        (self._numbers[book.id],) = self.db.execute(
            "INSERT INTO saved (book, number) VALUES (?, 1) ON CONFLICT (book) DO UPDATE SET number = number + 1 RETURNING number",
            (book.id,),
        ).fetchone()

    def _save_sheet(self, book_id: str, sheet: Sheet) -> None:
        head = dump(_sheet_head(sheet))
        if self._saved.get((book_id, sheet.id)) != head:
            self.db.execute("INSERT OR REPLACE INTO sheet (book, id, data) VALUES (?, ?, ?)", (book_id, sheet.id, head))
            self._saved[(book_id, sheet.id)] = head
        if sheet.all_dirty:
            self.db.execute("DELETE FROM block WHERE book = ? AND sheet = ?", (book_id, sheet.id))
            numbers = {row // BLOCK for row in sheet.rows}
        else:
            numbers = sheet.dirty
        for number in numbers:
            rows = range(number * BLOCK, (number + 1) * BLOCK)
            part = {row: sheet.rows[row] for row in rows if row in sheet.rows}
            if part:
                self.db.execute(
                    "INSERT OR REPLACE INTO block (book, sheet, number, data) VALUES (?, ?, ?, ?)",
                    (book_id, sheet.id, number, dump(pack(part))),
                )
            else:
                self.db.execute(
                    "DELETE FROM block WHERE book = ? AND sheet = ? AND number = ?", (book_id, sheet.id, number)
                )
        sheet.dirty = set()
        sheet.all_dirty = False

    def _whole(self, book_id: str) -> Book | None:
        """The book at one moment, whatever another process writes meanwhile."""
        if self.db.in_transaction:
            return self._load(book_id)
        self.db.execute("BEGIN")
        try:
            return self._load(book_id)
        finally:
            self.db.execute("COMMIT")

    def _load(self, book_id: str) -> Book | None:
        row = self.db.execute("SELECT data FROM book WHERE id = ?", (book_id,)).fetchone()
        if not row:
            return None
        self._saved[(book_id, None)] = row[0]
        (self._numbers[book_id],) = self.db.execute("SELECT number FROM saved WHERE book = ?", (book_id,)).fetchone()
        properties, named, metadata, order = json.loads(row[0])
        book = Book(book_id, properties)
        book.named_ranges, book.metadata = named, metadata
        sheets = {}
        for sheet_id, data in self.db.execute("SELECT id, data FROM sheet WHERE book = ?", (book_id,)):
            self._saved[(book_id, sheet_id)] = data
            sheets[sheet_id] = _sheet_from(json.loads(data))
        for sheet_id, data in self.db.execute("SELECT sheet, data FROM block WHERE book = ?", (book_id,)):
            sheets[sheet_id].rows.update(unpack(json.loads(data)))
        book.sheets = [sheets[sheet_id] for sheet_id in order]
        return book


def _sheet_head(sheet: Sheet) -> dict:
    head = {name: getattr(sheet, name) for name in _LISTS}
    head |= {"properties": sheet.properties, "basic_filter": sheet.basic_filter, "merges": sheet.merges}
    return head | {"row_meta": sheet.row_meta, "column_meta": sheet.column_meta}


def _sheet_from(head: dict) -> Sheet:
    sheet = Sheet(head["properties"])
    for name in _LISTS:
        setattr(sheet, name, head[name])
    sheet.basic_filter = head["basic_filter"]
    sheet.merges = [Box(*merge) for merge in head["merges"]]
    sheet.row_meta = {int(k): v for k, v in head["row_meta"].items()}
    sheet.column_meta = {int(k): v for k, v in head["column_meta"].items()}
    sheet.all_dirty = False
    return sheet
