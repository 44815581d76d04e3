"""The only place where concrete parts are chosen. Each is made when it is first asked for: a command that does not read
a sheet opens no session."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from toso.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from requests.adapters import BaseAdapter

    from toso.core.book_facts import Desk
    from toso.core.calendar import Calendar
    from toso.core.catalogue import Catalogue
    from toso.delivery.ledger import LedgerRow
    from toso.delivery.outbox import Outbox
    from toso.delivery.sending import Carrier
    from toso.executor import Each
    from toso.google.books import Books
    from toso.google.credentials import Account
    from toso.google.session import Session
    from toso.jobs.aggregate import Shown
    from toso.jobs.collect import Collected, Parts
    from toso.jobs.day import Day
    from toso.jobs.post import Post
    from toso.model import Group, Period
    from toso.schema.types import Schema
    from toso.state import State

LOCAL_ACCOUNT = "toso@localhost.localdomain"
"""Who the jobs are at the local stand-in."""
NO_LIMIT = 1_000_000
BOOKS_IN_MEMORY = 2


class Wiring:
    """The parts of one run of one ward. ``close`` gives back what was opened."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.letters_read_back = 0
        """How many the master remembered when ``outbox`` had to be made anew."""

    @cached_property
    def schema(self) -> Schema:
        from toso.schema.load import load_schema

        return load_schema()

    @cached_property
    def catalogue(self) -> Catalogue:
        from toso.core.catalogue import Catalogue
        from toso.schema.load import load_findings

        return Catalogue.of(load_findings())

    @cached_property
    def desk(self) -> Desk:
        from toso import words
        from toso.core.book_facts import Desk

        return Desk(self.schema, words.catalogue("sheet/book.yaml"), words.fill)

    @cached_property
    def state(self) -> State:
        from toso.state import FILE_NAME, State

        return State(self.settings.files.state / FILE_NAME)

    @cached_property
    def session(self) -> Session:
        from toso.google import credentials
        from toso.google.session import open_session

        return open_session(self.account, endpoint=self.endpoint, seconds=self.settings.google.deadline_seconds, gate=self.gate,
                            scopes=credentials.JOBS)

    @cached_property
    def making_session(self) -> Session:
        """Also makes files: what ``toso apply`` needs and the jobs do not."""
        from toso.google import credentials
        from toso.google.session import open_session

        return open_session(self.account, endpoint=self.endpoint, seconds=self.settings.google.deadline_seconds, gate=self.gate,
                            scopes=credentials.CREATES)

    @cached_property
    def person_session(self) -> Session:
        """A person's own account, for sharing; at the stand-in, the jobs' account."""
        from toso.google import credentials
        from toso.google.credentials import Account
        from toso.google.session import open_session

        google = self.settings.google
        account = self.account if google.auth == "local" else Account("oauth_user", file=google.token)
        return open_session(account, endpoint=self.endpoint, seconds=google.deadline_seconds, gate=self.gate,
                            scopes=credentials.SHARES)

    @cached_property
    def making_books(self) -> Books:
        from toso.google.books import Books

        return Books(self.making_session, self.settings.google.shared_drive)

    @cached_property
    def reference_books(self) -> Books:
        """An empty stand-in of its own, for comparing a real account with."""
        from toso.google.books import Books
        from toso.google.credentials import Account
        from toso.google.local import empty
        from toso.google.quota import Gate
        from toso.google.session import open_session

        gate = Gate(time.monotonic, time.sleep, NO_LIMIT, NO_LIMIT)
        return Books(open_session(Account("token", token=LOCAL_ACCOUNT), endpoint=empty(), gate=gate))

    @cached_property
    def books(self) -> Books:
        from toso.google.books import Books

        return Books(self.session, self.settings.google.shared_drive)

    @property
    def account(self):
        from toso.google.credentials import Account

        google = self.settings.google
        if google.auth == "local":
            return Account("token", token=LOCAL_ACCOUNT)
        ways = {"service_account": "service_account", "oauth": "oauth_user", "adc": "adc", "impersonation": "impersonate"}
        file = google.token if google.auth == "oauth" else google.credentials
        return Account(ways[google.auth], file=file, acts_as=google.impersonate)  # type: ignore[arg-type]

    @property
    def accounts(self) -> tuple[Account, ...]:
        """The jobs' account and those that help it to read."""
        from toso.google.credentials import Account

        more = (Account("service_account", file=file) for file in self.settings.google.more_credentials)
        return (self.account, *more)

    @cached_property
    def helpers(self) -> tuple[str, ...]:
        """The addresses of the accounts that help to read. Raises ConfigurationError where a key file is none."""
        from toso.google.credentials import load, name_of

        return tuple(name_of(load(one), one) for one in self.accounts[1:])

    @property
    def endpoint(self) -> str | BaseAdapter:
        """Google itself (""), a stand-in's address, or the stand-in inside this process."""
        google = self.settings.google
        if google.auth == "local" and not google.endpoint:
            from toso.google.local import Adapter

            return Adapter(self.local_sheets, google.local_data)
        return google.endpoint

    @cached_property
    def local_sheets(self):
        from toso.google.local import opened

        return opened(self.settings.google.local_data, BOOKS_IN_MEMORY)

    @property
    def gate(self):
        from toso.google.quota import Gate

        google = self.settings.google
        if google.auth == "local" and not google.endpoint:
            return Gate(time.monotonic, time.sleep, NO_LIMIT, NO_LIMIT)
        return Gate(time.monotonic, time.sleep, min(google.reads_per_minute, google.writes_per_minute))

    @property
    def each(self) -> Each:
        """Maps over groups, in order. The stand-in inside this process answers at once: threads would only wait."""
        run, google = self.settings.run, self.settings.google
        if run.executor == "serial" or (google.auth == "local" and not google.endpoint):
            from toso.executor import in_turn

            return in_turn

        def threaded(work: Callable[[Group], object], groups: Sequence[Group]) -> list[object]:
            with ThreadPoolExecutor(run.workers) as pool:
                return list(pool.map(work, groups))

        return threaded

    @cached_property
    def outbox(self) -> Outbox:
        """Where its file is gone, made anew from the master's ledger first. Raises what the master cannot be read for."""
        from toso.delivery.outbox import Outbox

        path = self.outbox_file
        if not path.exists() and self.settings.books.master:
            from toso.delivery.ledger import remade

            self.letters_read_back = remade(path, self.read_back)
        return Outbox(path)

    @property
    def outbox_file(self) -> Path:
        from toso.state import OUTBOX

        return self.settings.files.state / OUTBOX

    def read_back(self, outbox: Outbox) -> int:
        """Puts the letters that the master remembers into ``outbox``; how many it did not know. 1 call."""
        from toso.core.calendar import VIETNAM
        from toso.jobs.report_ledger import read_back

        now = datetime.now(VIETNAM)  # only for rows that name no time of their own
        return read_back(self.books, self.settings.books.master, self.schema, outbox, self.ward_key, now)

    @property
    def ward_key(self) -> str:
        """What the ward's letters are named after."""
        return self.settings.ward.code or self.settings.ward.name

    def post(self, now: Callable[[], datetime], mirror: Callable[[Sequence[LedgerRow]], None] = lambda rows: None) -> Post:
        """SMTP where a host is set; else a folder of ``.eml`` files. ``mirror`` keeps the ledger in the master."""
        from toso.delivery.letters import Sender
        from toso.jobs.post import Post

        mail = self.settings.mail
        sender = Sender(mail.sender or LOCAL_ACCOUNT, mail.sender_name or self.settings.ward.department, mail.reply_to)
        seconds = 60 / mail.per_minute if mail.host else 0
        return Post(self.outbox, self.carrier, sender, self.ward_key, now, lambda: time.sleep(seconds), mirror)

    @property
    def carrier(self) -> Carrier:
        mail = self.settings.mail
        if not mail.host:
            from toso.delivery.folder import Folder

            return Folder(mail.outbox)
        from toso.delivery.smtp import Server, Session

        return Session(Server(mail.host, mail.port, mail.security, mail.user, mail.password.get_secret_value(), mail.timeout_seconds))

    @cached_property
    def calendar(self) -> Calendar:
        from toso.settings.derived import calendar_of

        return calendar_of(self.settings)

    def shown_period(self, now: datetime) -> Period:
        """The period that the books and the master speak of, of the kind that the ward reports first."""
        from toso.settings.derived import shown_period

        return shown_period(self.settings, now)

    def period_named(self, code: str) -> Period:
        """The period that a person named, by any code that the books show. Raises UsageError(``period_unknown``)."""
        from toso.core import periods

        tail = periods.tail_of_plan(self.settings.plan.end, self.settings.periods.kinds[0], self.calendar)
        return tail if tail and code == tail.row_code else periods.period(code, self.calendar)

    @cached_property
    def day(self) -> Day:
        from toso.jobs.day import Day

        return Day(self.parts, self.desk, self._shown)

    def _shown(self, found: Collected, now: datetime) -> Shown:
        from toso import words
        from toso.core.due import next_deadline
        from toso.delivery import ledger
        from toso.jobs import report_ledger
        from toso.jobs.shown import shown_of
        from toso.settings.derived import rules_of

        deadline = next_deadline(now, rules_of(self.settings), self.calendar)
        reports = report_ledger.lines(ledger.rows(self.outbox))
        said = words.catalogue("master/words.yaml")
        return shown_of(self.parts, found, said, self.calendar, deadline=deadline, reports=reports)

    @property
    def parts(self) -> Parts:
        from toso.jobs.collect import Parts

        return Parts(self.settings, self.schema, self.catalogue, self.books, self.state, self.each)

    def close(self) -> None:
        for name in ("state", "outbox", "local_sheets"):
            opened = self.__dict__.pop(name, None)
            if opened is not None:
                opened.close()
