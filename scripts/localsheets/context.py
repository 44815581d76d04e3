"""What goes with one call: who asks, for what, and the counting of calls."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

from localsheets.access import RANK, Account, rank
from localsheets.errors import DriveError, file_not_found, forbidden, not_found
from localsheets.model import Book
from localsheets.routes import Route
from localsheets.wire import Request

if TYPE_CHECKING:
    from localsheets.app import App
    from localsheets.calc import Calculator


class Calls(Counter):
    """How often each method was called: `calls["values.batchGet"]`, and by kind `reads`, `writes`, `drive`."""

    def _kind(self, kind: str) -> int:
        return self[f"kind:{kind}"]

    @property
    def reads(self) -> int:
        return self._kind("read")

    @property
    def writes(self) -> int:
        return self._kind("write")

    @property
    def drive(self) -> int:
        return self._kind("drive")

    @property
    def all(self) -> int:
        return self.reads + self.writes + self.drive


class Context:
    """What a handler needs: the app, who calls, and the request."""

    def __init__(self, app: App, account: Account, request: Request, route: Route):
        self.app, self.account, self.request, self.route = app, account, request, route
        self.store = app.store
        self.written: set[str] = set()
        self.opened: set[str] = set()

    def file(self, file_id: str, need: int = 1) -> dict:
        """The file, if the account may do that much with it. Raises 404 or 403 in the form of the API called."""
        file = self.store.file(file_id)
        drive = self.route.api == "drive"
        if file is None:
            raise file_not_found(file_id) if drive else not_found()
        if drive and "driveId" in file and not self.all_drives():
            raise file_not_found(file_id)
        have = rank(file, self.account)
        if have < need:
            if not drive:
                raise forbidden()
            if have == 0:
                raise file_not_found(file_id)
            text = "The user does not have sufficient permissions for this file."
            raise DriveError(403, text, "insufficientFilePermissions")
        return file

    def all_drives(self) -> bool:
        """Whether the caller said that it knows of shared drives."""
        asked = {name: value.lower() for name, value in self.request.query}
        return "true" in (asked.get("supportsAllDrives"), asked.get("supportsTeamDrives"))

    def book(self, book_id: str, need: int = RANK["reader"]) -> Book:
        """The spreadsheet, if the account may read (or, with `need`, write) it."""
        file = self.file(book_id, need)
        if file.get("trashed") and not self.store.book(book_id):
            raise not_found()
        book = self.store.book(book_id)
        if book is None:
            raise not_found()
        if need > RANK["reader"]:
            self.opened.add(book_id)
        return book

    def calculator(self, book: Book) -> Calculator:
        return self.app.calculator(book)

    def changed(self, book: Book) -> None:
        """The book was written: save it with this request, and let Drive know."""
        book.generation += 1
        self.written.add(book.id)

    def now(self) -> datetime:
        return self.app.now()
