"""Reading and counting by workers that share nothing: each gets a group, an account and a share of the quota, and
returns the group's summary. For where a city has outgrown one machine; feedback is written by the wards' own runs.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from toso.core.cross import cross_check
from toso.core.summarise import summarise
from toso.core.validate import validate_book
from toso.core.ward import context_of
from toso.errors import TosoError
from toso.executor import Executor, shares
from toso.google.books import Books
from toso.google.credentials import Account
from toso.google.quota import PER_PROJECT, PER_USER, Gate
from toso.google.session import open_session
from toso.model import BookResult, Context, Group, GroupSummary, Period

Claim = tuple[str, str, str]
"""(the group whose code it is, table, key)"""


@dataclass(frozen=True, slots=True)
class Counted:
    """What comes back of a group: ``failed`` is an error's code, "" where it was read."""

    group_code: str
    summary: GroupSummary
    claims: tuple[Claim, ...] = ()
    failed: str = ""


@dataclass(frozen=True, slots=True)
class Fetch:
    """The work, as a value that pickles. ``accounts``: group i uses account i modulo their number, each with a quota
    of its own; all of them stand in one project. ``claims``: group → (claiming group, table, key)."""

    accounts: tuple[Account, ...]
    group_codes: tuple[str, ...]
    period: Period
    plan: tuple[date, date]
    now: datetime
    workers: int = 1
    endpoint: str = ""
    shared_drive: str = ""
    per_user: int = PER_USER
    per_project: int = PER_PROJECT
    claims: Mapping[str, tuple[Claim, ...]] | None = None

    def __call__(self, group: Group) -> Counted:
        try:
            return self._count(group)
        except TosoError as error:
            nothing = GroupSummary(group.code, self.period.code, {}, {}, "unreachable", None)
            return Counted(group.code, nothing, failed=error.code)

    def _count(self, group: Group) -> Counted:
        from toso.core.catalogue import Catalogue
        from toso.schema.load import load_findings, load_schema

        schema, catalogue = load_schema(), Catalogue.of(load_findings())
        books = _books(self, self.accounts[self.group_codes.index(group.code) % len(self.accounts)])
        reading = books.read(group.book_id, schema.book("group"), group.code)
        ctx = self.context(group)
        result = validate_book(schema, reading.raw, ctx, catalogue, answers=reading.answers)
        told = (self.claims or {}).get(group.code, ())
        if told:
            others: dict[str, list[Claim]] = defaultdict(list)
            for other, table, key in told:
                others[other].append((group.code, table, key))
            claiming = [BookResult(other, "", {}, (), tuple(some)) for other, some in sorted(others.items())]
            found = cross_check([result, *claiming], schema, catalogue).get(group.code, ())
            result = replace(result, findings=(*result.findings, *found))
        summary = summarise(result, schema, ctx, self.now, reading.content_hash)
        return Counted(group.code, summary, result.foreign_claims)

    def context(self, group: Group) -> Context:
        ctx = context_of(group, (), self.period, self.plan, self.now.date())
        return replace(ctx, group_codes=frozenset(self.group_codes))


_opened: dict[tuple[Account, str, str, int, int], Books] = {}
_opening = threading.Lock()


def _books(fetch: Fetch, account: Account) -> Books:
    """This process's session for the account: its limiter holds the process's share."""
    key = (account, fetch.endpoint, fetch.shared_drive, fetch.per_user, fetch.workers)
    with _opening:
        if key not in _opened:
            gate = Gate(
                time.monotonic,
                time.sleep,
                shares(fetch.per_user, fetch.workers),
                shares(fetch.per_project, fetch.workers * len(fetch.accounts)),
            )
            session = open_session(account, endpoint=fetch.endpoint, gate=gate)
            _opened[key] = Books(session, fetch.shared_drive)
        return _opened[key]


def count_all(groups: Sequence[Group], fetch: Fetch, executor: Executor) -> dict[str, Counted]:
    """Every group's summary, in the groups' order; groups whose codes stand in another's book are read once more and
    told. One that fails never stops the others."""
    first = executor.map(fetch, groups)
    found = {one.group_code: one for one in first}
    claims: dict[str, list[Claim]] = defaultdict(list)
    for one in first:
        for owner, table, key in one.claims:
            if owner in found and owner != one.group_code:
                claims[owner].append((one.group_code, table, key))
    told = [group for group in groups if group.code in claims and not found[group.code].failed]
    again = replace(fetch, claims={code: tuple(some) for code, some in claims.items()})
    for one in executor.map(again, told):
        found[one.group_code] = one
    return found
