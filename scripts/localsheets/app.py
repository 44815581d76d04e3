"""The application: one request in, one answer out, whatever the transport."""

from __future__ import annotations

import os
import random
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from localsheets.access import ANONYMOUS, Account, account_of
from localsheets.context import Calls, Context
from localsheets.errors import ApiError, DriveError, forbidden, internal
from localsheets.model import Book
from localsheets.routes import Route, match
from localsheets.store import Store, dump
from localsheets.wire import Request, Response, json_response

if TYPE_CHECKING:
    from localsheets.calc import Calculator
    from localsheets.faults import Faults
    from localsheets.quota import Quota


class App:
    """A Google Sheets and Drive of one's own.

    data: folder to keep everything in; None keeps it in memory. quota: "google" for Google's limits per minute, or
    None. faults: a spec as of `--faults` (see `faults`). read_only: every write is refused. storage_for_service_accounts
    False refuses files made by accounts of gserviceaccount.com, as Google does. accounts: token → e-mail address.
    clock: seconds since 1970. modified_lag: seconds by which Drive's modifiedTime trails.
    books_kept: how many spreadsheets stay in memory; the others are loaded again when they are asked for.
    storage_raises: a file that cannot be read or written raises sqlite3's error instead of being answered with 500.
    """

    def __init__(
        self,
        data: str | os.PathLike[str] | None = None,
        *,
        quota: str | Quota | None = None,
        faults: str | Faults | None = None,
        read_only: bool = False,
        storage_for_service_accounts: bool = True,
        accounts: Mapping[str, str] | None = None,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
        seed: int | None = None,
        modified_lag: float = 0.0,
        books_kept: int = 100,
        storage_raises: bool = False,
    ):
        self.store = Store(data)
        self.books_kept, self.storage_raises = books_kept, storage_raises
        self.quota = _quota(clock) if quota == "google" else None if isinstance(quota, str) else quota
        self.faults = _faults(faults) if isinstance(faults, str) else faults
        self.read_only, self.storage_for_service_accounts = read_only, storage_for_service_accounts
        self.accounts = dict(accounts or {})
        self.clock, self.sleep, self.modified_lag = clock, sleep, modified_lag
        self.random = random.Random(seed) if seed is not None else random.SystemRandom()
        self.calls = Calls()
        self.bugs = 0
        self._lock = threading.RLock()
        self._counting = threading.Lock()
        self._calculators: dict[str, tuple[int, int, Calculator]] = {}

    def add_shared_drive(self, name: str, members: Mapping[str, str]) -> str:
        """A shared drive; `members` are e-mail → role (organizer, fileOrganizer, writer, commenter, reader). Gives its id."""
        from localsheets.drive import drives

        with self._lock:
            owner = account_of(next(iter(members)))
            request = Request("POST", "/drive/v3/drives", [("requestId", name)], {}, dump({"name": name}).encode())
            context = Context(self, owner, request, match(request)[0])
            drive_id = drives.create(context)["id"]
            file = self.store.file(drive_id)
            assert file is not None
            file["permissions"] = [drives.member(email, role) for email, role in members.items()]
            self.store.save_file(file)
            self.store.commit()
            return drive_id

    def warm_up(self) -> None:
        """Load the parts that the first calls need, while nobody asks. A call that comes meanwhile waits: two threads that
        load modules which need each other can stop each other for good."""
        with self._lock:
            from localsheets import batch, render, values_api
            from localsheets.proto import sheets

            sheets()
            del batch, render, values_api

    def close(self) -> None:
        with self._lock:
            self.store.close()

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.clock(), UTC)

    def local_now(self, book: Book) -> datetime:
        """The wall clock where the book is (what NOW() shows), without a zone."""
        from zoneinfo import ZoneInfo

        try:
            return datetime.fromtimestamp(self.clock(), ZoneInfo(book.properties.get("timeZone", "Etc/GMT"))).replace(tzinfo=None)
        except (KeyError, ValueError, OSError):
            return self.now().replace(tzinfo=None)

    def calculator(self, book: Book) -> Calculator:
        """The book's calculator; made anew when the book changed or a minute passed."""
        from localsheets.calc import Calculator

        minute = int(self.clock() // 60)
        known = self._calculators.get(book.id)
        if known and known[0] == book.generation and known[1] == minute and known[2].book is book:
            return known[2]
        fresh = Calculator(book, self.local_now(book))
        if len(self._calculators) > min(64, self.books_kept):
            self._calculators.clear()
        self._calculators[book.id] = (book.generation, minute, fresh)
        return fresh

    def account(self, request: Request) -> Account | None:
        header = request.headers.get("authorization", "")
        token = header[7:].strip() if header[:7].lower() == "bearer " else ""
        for name, value in request.query:
            if name in ("access_token", "oauth_token") and not token:
                token = value
        if token:
            return account_of(self.accounts.get(token, token))
        has_key = "x-goog-api-key" in request.headers or any(name == "key" for name, _ in request.query)
        return ANONYMOUS if has_key else None

    def handle(self, request: Request) -> Response:
        """Answer one request. Raises nothing but what `storage_raises` asks for; an answer with `dropped` set must not reach the caller."""
        if request.path in ("/token", "/batch") or request.path.startswith("/batch/"):
            from localsheets import multi

            return multi.token(request) if request.path == "/token" else multi.batch(request, self.handle)
        route, arguments = match(request)
        if isinstance(route, ApiError):
            return _error(route)
        with self._counting:
            self.calls[route.name] += 1
            self.calls[f"kind:{route.kind}"] += 1
        fault = self.faults.draw(route) if self.faults else None
        if fault and fault.delay:
            self.sleep(fault.delay)
        if fault and fault.error and not fault.after:
            return _error(fault.error) if not fault.dropped else Response(0, dropped=fault.dropped)
        try:
            account = self.account(request)
            if account is None:
                raise _unregistered(route)
            if self.quota:
                self.quota.take(route, account.email)
            answer = self._run(route, arguments, request, account)
        except ApiError as error:
            answer = _error(error, route.api)
        if fault and fault.dropped:
            answer.dropped = fault.dropped
        return answer

    def _run(self, route: Route, arguments: dict, request: Request, account: Account) -> Response:
        with self._lock:
            context = Context(self, account, request, route)
            try:
                if self.read_only and route.writes:
                    raise forbidden()
                if route.writes:
                    self.store.begin()
                self.store.refresh()
                answer = route.handler(context, **arguments)
                self._save(context)
                return answer if isinstance(answer, Response) else json_response(answer)
            except ApiError:
                self._undo(context)
                raise
            except Exception as error:
                self._undo(context)
                if self.storage_raises and (isinstance(error, sqlite3.OperationalError) or type(error) is sqlite3.DatabaseError):
                    raise
                self.bugs += 1
                import logging

                logging.getLogger("localsheets").exception("bug in %s", route.name)
                raise internal() from None
            except BaseException:
                self._undo(context)
                raise

    def _save(self, context: Context) -> None:
        for book_id in context.written:
            book = self.store.books.get(book_id)
            if book is not None:
                self.store.save_book(book)
                self.touch(context, book_id)
        self.store.commit()
        self.store.trim(self.books_kept)

    def touch(self, context: Context, file_id: str) -> None:
        """A file changed: its modifiedTime, version and the list of changes follow."""
        from localsheets.drive import files

        files.touch(context, file_id)

    def _undo(self, context: Context) -> None:
        self.store.rollback()
        for book_id in context.written | context.opened:
            self.store.forget(book_id)
            self._calculators.pop(book_id, None)


def _quota(clock: Callable[[], float]) -> Quota:
    from localsheets.quota import Quota

    return Quota(clock)


def _faults(spec: str) -> Faults:
    from localsheets.faults import Faults

    return Faults.parse(spec)


def _unregistered(route: Route) -> ApiError:
    if route.api == "drive":
        return DriveError(401, "Login Required.", "required", "Authorization", "header")
    text = (
        "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or "
        "other form of API consumer identity to call this API."
    )
    return ApiError(403, text)


def _error(error: ApiError, api: str = "sheets") -> Response:
    body = error.body()
    if api == "drive":  # Drive's list of errors stands beside the newer form, wherever the complaint comes from
        body["error"].setdefault("errors", [{"message": error.message, "domain": "global", "reason": "badRequest"}])
    return json_response(body, error.code, error.headers)
