"""Reading, counting and saying back by workers that share nothing: each gets a group, an account and a share of the
quota, and returns the group's summary. For where the books have outgrown one machine.
"""

from __future__ import annotations

import json
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from toso import words
from toso.core.book_facts import Desk
from toso.core.catalogue import Catalogue
from toso.core.cross import cross_check
from toso.core.ward import context_of
from toso.errors import TosoError, TryAgain
from toso.executor import Executor, shares
from toso.google.books import Books
from toso.google.credentials import Account
from toso.google.quota import PER_PROJECT, PER_USER, Gate
from toso.google.session import open_session
from toso.jobs.collect import CLAIMS, INPUTS, Begun, Claim, Collected, GroupRead, Parts, begin, read_group, told
from toso.jobs.online import answers_of_form
from toso.jobs.validate import Lost, Said, Speaking, lost_in, say_to, speaking_to, unanswered
from toso.model import BookResult, Context, Group, GroupSummary, Period, RawTable
from toso.schema.types import Schema
from toso.state import Cursor


@dataclass(frozen=True, slots=True)
class Counted:
    """What comes back of a group: ``failed`` is an error's code, "" where it was read; ``unsaid``, where it was read but
    could not be said back to. ``standing``: findings that nobody answered."""

    group_code: str
    summary: GroupSummary
    claims: tuple[Claim, ...] = ()
    failed: str = ""
    unsaid: str = ""
    standing: int = 0
    written: bool = False
    lost: tuple[Lost, ...] = ()


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
    claims: Mapping[str, tuple[Claim, ...]] = field(default_factory=dict)
    earlier: Mapping[str, GroupSummary] = field(default_factory=dict)
    """Group → its summary of the period before."""
    online: Mapping[str, RawTable] = field(default_factory=dict)
    """Group → its answers of the online survey."""
    speaking: Mapping[str, Speaking] = field(default_factory=dict)
    """Group → what to say back; a group that is not named here is only counted."""

    def __call__(self, group: Group) -> Counted:
        try:
            return self._count(group)
        except TosoError as error:
            nothing = GroupSummary(group.code, self.period.code, {}, {}, "unreachable", None)
            return Counted(group.code, nothing, failed=error.code)

    def _count(self, group: Group) -> Counted:
        from toso.schema.load import load_findings, load_schema

        schema, catalogue = load_schema(), Catalogue.of(load_findings())
        books = _books(self, self.accounts[self.group_codes.index(group.code) % len(self.accounts)])
        ctx = self.context(group)
        one = read_group(books, schema, catalogue, ctx, self.online.get(group.code), self.now)
        others: dict[str, list[Claim]] = defaultdict(list)
        for other, table, key in self.claims.get(group.code, ()):
            others[other].append((group.code, table, key))
        if others:
            claiming = [BookResult(other, "", {}, (), tuple(some)) for other, some in sorted(others.items())]
            answers = {group.code: one.reading.answers}
            found = cross_check([one.result, *claiming], schema, catalogue, answers).get(group.code, ())
            one = told(one, found, schema, self.now)
        counted = Counted(group.code, one.summary, one.result.foreign_claims, standing=unanswered(one))
        return self._said(one, counted, books, schema, catalogue)

    def _said(self, one: GroupRead, counted: Counted, books: Books, schema: Schema, catalogue: Catalogue) -> Counted:
        speaking = self.speaking.get(one.group.code)
        if speaking is None:
            return counted
        desk = Desk(schema, words.catalogue("sheet/book.yaml"), words.fill)
        try:
            written = say_to(one, books, desk, catalogue, self.now, speaking) > 0
        except TosoError as error:
            return replace(counted, unsaid=error.code)
        return replace(counted, written=written, lost=tuple(lost_in(one, desk)))

    def context(self, group: Group) -> Context:
        ctx = context_of(group, (), self.period, self.plan, self.now.date())
        return replace(ctx, group_codes=frozenset(self.group_codes), last_summary=self.earlier.get(group.code))


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


def count_all(
    groups: Sequence[Group],
    fetch: Fetch,
    executor: Executor,
    known: Mapping[str, Sequence[Claim]] | None = None,
    everyone: Sequence[Group] = (),
) -> dict[str, Counted]:
    """Every group's summary, in the groups' order; a group whose codes stand in another's book is read once more and
    told. One that fails never stops the others.

    ``known``: group → its claims as of its last reading, for groups of ``everyone`` that are not read now; one of those
    whose claims against it changed is read as well."""
    first = executor.map(fetch, groups)
    found = {one.group_code: one for one in first}
    before: dict[str, set[Claim]] = {code: set(claims) for code, claims in (known or {}).items()}
    after: dict[str, set[Claim]] = {**before, **{one.group_code: set(one.claims) for one in first if not one.failed}}
    now_told = _by_owner(after)
    moved = {owner for code in after for owner, _, _ in after[code] ^ before.get(code, set())}
    listed = {group.code: group for group in (*groups, *everyone)}
    again = [
        group
        for code, group in listed.items()
        if (code in found and not found[code].failed and now_told.get(code, ()) != fetch.claims.get(code, ()))
        or (code not in found and code in moved)
    ]
    telling = replace(fetch, claims=now_told)
    for one in executor.map(telling, again):
        first_time = found.get(one.group_code)
        if first_time is not None:
            one = replace(one, written=one.written or first_time.written, lost=(*first_time.lost, *one.lost))
        found[one.group_code] = one
    return found


def _by_owner(claims: Mapping[str, Iterable[Claim]]) -> dict[str, tuple[Claim, ...]]:
    """Claiming group → (owner, table, key) turned round: owner → (claiming group, table, key)."""
    found: dict[str, list[Claim]] = defaultdict(list)
    for code, some in sorted(claims.items()):
        for owner, table, key in sorted(some):
            if owner != code:
                found[owner].append((code, table, key))
    return {owner: tuple(some) for owner, some in found.items()}


def collect_by_workers(
    parts: Parts,
    now: datetime,
    period: Period,
    executor: Executor,
    fetch: Fetch,
    *,
    everything: bool = False,
    speaks: bool = False,
) -> tuple[Collected, Said]:
    """As ``jobs.collect.collect``, but the books are read by workers and only their summaries come back. ``speaks``:
    the workers say back to the books they read, too. ``fetch`` says who they are at Google; the rest is filled in here."""
    one = begin(parts, now, period, everything=everything)
    found = one.found
    if one.wanted:
        found.survey = answers_of_form(parts, found.groups, found.survey)
    stored = json.loads(parts.state.fact(CLAIMS) or "{}")
    listed = {group.code for group in found.groups}
    known: dict[str, list[Claim]] = {
        code: [(owner, table, key) for owner, table, key in claims] for code, claims in stored.items() if code in listed
    }
    work = _work(parts, found, fetch, executor.size if one.wanted else 1, known, speaks)
    reachable = [group for group in found.groups if group.book_id]
    counted = count_all(one.wanted, work, executor, known, reachable) if one.wanted else {}
    _keep_counted(parts, one, counted, known)
    return found, _said(found, counted)


def _work(
    parts: Parts, found: Collected, fetch: Fetch, workers: int, known: Mapping[str, Sequence[Claim]], speaks: bool
) -> Fetch:
    """``known``: what stood in others' books at their last reading is told a group at once: it is seldom otherwise now."""
    plan = parts.settings.plan
    return replace(
        fetch,
        group_codes=tuple(group.code for group in found.groups),
        period=found.period,
        plan=(plan.start, plan.end),
        now=found.now,
        workers=workers,
        claims=_by_owner(known) if speaks else {},
        earlier=found.earlier,
        online={group.code: table for group in found.groups if (table := found.survey.of(group.code)) is not None},
        speaking={group.code: speaking_to(group, parts, found) for group in found.groups if group.book_id} if speaks else {},
    )


def _said(found: Collected, counted: Mapping[str, Counted]) -> Said:
    failed = dict(found.unreachable)
    failed |= {code: TryAgain("worker_failed", group=code, why=one.unsaid) for code, one in counted.items() if one.unsaid}
    read = {code: one for code, one in counted.items() if not one.failed}
    return Said(
        {code: one.standing for code, one in read.items()},
        tuple(code for code, one in read.items() if one.written),
        failed,
        tuple(each for one in read.values() for each in one.lost),
    )


def _keep_counted(
    parts: Parts, one: Begun, counted: Mapping[str, Counted], known: Mapping[str, Sequence[Claim]]
) -> None:
    found, state = one.found, parts.state
    books = {group.code: group.book_id for group in found.groups}
    claims = dict(known)
    for code, each in counted.items():
        last = found.summaries.get(code)
        if each.failed:
            found.unreachable[code] = TryAgain("worker_failed", group=code, why=each.failed)
            found.summaries[code] = replace(last, state="unreachable") if last else each.summary
            continue
        found.summaries[code] = each.summary
        claims[code] = sorted(each.claims)
        state.put_cursor(Cursor(books[code], found.modified.get(books[code], ""), each.summary.content_hash), found.now)
    state.put_summaries([found.summaries[code] for code in counted])
    done = {code: one.inputs[code] for code, each in counted.items() if not each.failed}
    state.put_fact(INPUTS, json.dumps({**one.before, **done}, sort_keys=True))
    state.put_fact(CLAIMS, json.dumps({code: some for code, some in sorted(claims.items()) if some}))
    found.summaries = {code: summary for code, summary in found.summaries.items() if code in books}
