"""Which books changed → read, validate, check between groups, count. What did not change is not read.

Drive's modifiedTime says what *may* have changed (it lags, and our own writes move it); the content hash says what did.
A lost state file costs one full reading and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256

from toso.core import periods
from toso.core.catalogue import Catalogue
from toso.core.cross import cross_check
from toso.core.summarise import summarise
from toso.core.survey_merge import check_online, with_online
from toso.core.validate import validate_book
from toso.core.ward import context_of
from toso.errors import TosoError, TryAgain
from toso.executor import Each, in_turn, or_error
from toso.google.books import Books, Reading
from toso.jobs.online import SurveyRead, answers_of_form, look_at_form
from toso.jobs.ward_book import WardTables, read_ward, recall, remember, replies_to
from toso.model import BookResult, Context, Finding, Group, GroupSummary, Period, RawTable, TableResult
from toso.schema.types import Schema
from toso.settings import Settings
from toso.settings.derived import calendar_of
from toso.state import Cursor, State

CLAIMS, INPUTS = "claims", "inputs"
Claim = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Parts:
    """What the jobs work with. ``each``: maps over groups, in order (serial, threads)."""

    settings: Settings
    schema: Schema
    catalogue: Catalogue
    books: Books
    state: State
    each: Each = in_turn


@dataclass(frozen=True, slots=True)
class GroupRead:
    """A group's book that was read in this run."""

    group: Group
    context: Context
    reading: Reading
    result: BookResult
    summary: GroupSummary
    online: TableResult | None = None
    """Its answers of the online survey: counted with the book's own, never said back to it."""
    online_findings: tuple[Finding, ...] = ()


@dataclass(slots=True)
class Collected:
    """``summaries``: of every group of the registry that was ever read. ``unreachable``: group → what was the matter."""

    period: Period
    now: datetime
    ward: WardTables
    read: dict[str, GroupRead]
    summaries: dict[str, GroupSummary]
    unreachable: dict[str, TosoError]
    modified: Mapping[str, str]
    changed: bool
    """Whether anything that is counted may differ from the last run."""
    survey: SurveyRead = field(default_factory=SurveyRead)
    earlier: Mapping[str, GroupSummary] = field(default_factory=dict)
    """The summaries of the period before."""
    by_link: frozenset[str] = frozenset()
    """Ids of books that people nobody named can open."""

    @property
    def groups(self) -> tuple[Group, ...]:
        return self.ward.groups


@dataclass(frozen=True, slots=True)
class Begun:
    """What has to be read. ``inputs``: group → what its figures depend on beside its own book; ``before``: as last time."""

    found: Collected
    wanted: tuple[Group, ...]
    inputs: Mapping[str, str]
    before: Mapping[str, str]


def collect(parts: Parts, now: datetime, period: Period, *, only: str = "", everything: bool = False) -> Collected:
    """``only``: one group's code. ``everything``: read every book whatever Drive says (at the entry deadline).

    Raises TryAgain when nothing can be reached, AccessError when the ward book cannot be opened.
    """
    one = begin(parts, now, period, only=only, everything=everything)
    found, wanted = one.found, one.wanted
    _read_groups(parts, found, wanted)
    _check_between(parts, found)
    _keep(parts, found, one.inputs, one.before)
    if wanted and not found.read and all(isinstance(error, TryAgain) for error in found.unreachable.values()):
        raise next(iter(found.unreachable.values()))
    return found


def begin(parts: Parts, now: datetime, period: Period, *, only: str = "", everything: bool = False) -> Begun:
    """Which books may have changed (1 call), and the ward's own book where it did (1 more)."""
    state, ward_id = parts.state, parts.settings.books.ward
    cursors = state.cursors()
    known = recall(state)
    ids = [ward_id, *(group.book_id for group in known.groups if group.book_id)] if known else [ward_id]
    ids += [one for one in (parts.settings.books.survey, parts.settings.books.master) if one]
    seen = parts.books.seen(ids)
    modified = {book: one.modified for book, one in seen.items()}
    ward_changed = everything or known is None or _may_differ(cursors.get(ward_id), modified.get(ward_id, ""))
    ward = _ward(parts, now, period, modified) if ward_changed or known is None else known
    if ward_changed and (known is None or {g.book_id for g in ward.groups} - set(ids)):
        seen = parts.books.seen({*ids, *(group.book_id for group in ward.groups if group.book_id)})
        modified = {book: one.modified for book, one in seen.items()}
    summaries = state.summaries(period.code)
    form = look_at_form(parts, ward.groups, modified, cursors, now, everything)
    inputs = _inputs(parts, ward, period, form.digests)
    before = json.loads(state.fact(INPUTS) or "{}")
    wanted = [
        group
        for group in ward.groups
        if group.book_id
        and (not only or group.code == only)
        and (
            everything
            or group.code not in summaries
            or before.get(group.code) != inputs[group.code]
            or _may_differ(cursors.get(group.book_id), modified.get(group.book_id, ""))
            or _ages(summaries[group.code], now)
        )
    ]
    if wanted or ward_changed:
        form = answers_of_form(parts, ward.groups, form)
    changed = ward_changed or bool(wanted)
    found = Collected(period, now, ward, {}, summaries, {}, modified, changed, survey=form, earlier=_earlier(parts, period))
    found.by_link = frozenset(book for book, one in seen.items() if one.by_link)
    return Begun(found, tuple(wanted), inputs, before)


def _earlier(parts: Parts, period: Period) -> Mapping[str, GroupSummary]:
    if period.kind in ("plan", "ad_hoc"):
        return {}
    return parts.state.summaries(periods.before(period, calendar_of(parts.settings)).code)


def _may_differ(cursor: Cursor | None, modified: str) -> bool:
    """Our own writing moves a book's time as well, and is read once more: Drive does not say whose edit came last before
    it, and what a person typed between our reading and our writing must not be passed over."""
    return cursor is None or not modified or modified != cursor.modified


def _ages(summary: GroupSummary, now: datetime) -> bool:
    """A day in the future is an error until it comes; a book that was out of reach is tried again."""
    late = any(key.endswith("|date_too_late") and count for key, count in summary.findings.items())
    return summary.state == "unreachable" or (late and (summary.read_at is None or summary.read_at.date() < now.date()))


def _ward(parts: Parts, now: datetime, period: Period, modified: Mapping[str, str]) -> WardTables:
    book_id = parts.settings.books.ward
    read = parts.books.read(book_id, parts.schema.book("ward"), "", modified.get(book_id, ""))
    ctx = _context(parts, Group("", "", None), (), period, now)
    ward = read_ward(parts.schema, read.raw, ctx, parts.catalogue)
    remember(parts.state, ward, parts.schema)
    parts.state.put_cursor(Cursor(book_id, modified.get(book_id, ""), read.content_hash), now)
    return ward


def _context(parts: Parts, group: Group, groups: Sequence[Group], period: Period, now: datetime) -> Context:
    plan = parts.settings.plan
    return context_of(group, groups, period, (plan.start, plan.end), now.date())


def _inputs(parts: Parts, ward: WardTables, period: Period, online: Mapping[str, str]) -> dict[str, str]:
    """What beside a group's own cells its findings and feedback depend on, as a digest."""
    codes = sorted(group.code for group in ward.groups)
    plan = parts.settings.plan
    common = [parts.schema.version, period.code, codes, str(plan.start), str(plan.end)]
    return {
        group.code: sha256(
            json.dumps([
                *common, group.name, group.households_official, replies_to(ward, group.code),
                *([online[group.code]] if group.code in online else []),
            ]).encode()
        ).hexdigest()[:16]
        for group in ward.groups
    }


def _read_groups(parts: Parts, found: Collected, wanted: Sequence[Group]) -> None:
    def read(group: Group) -> GroupRead:
        return _one(parts, found, group)

    for group, outcome in zip(wanted, parts.each(or_error(read), wanted), strict=True):
        if isinstance(outcome, GroupRead):
            found.read[group.code] = outcome
        elif isinstance(outcome, TosoError):
            found.unreachable[group.code] = outcome


def _one(parts: Parts, found: Collected, group: Group) -> GroupRead:
    ctx = _context(parts, group, found.groups, found.period, found.now)
    ctx = replace(ctx, last_summary=found.earlier.get(group.code))
    modified = found.modified.get(group.book_id, "")
    return read_group(parts.books, parts.schema, parts.catalogue, ctx, found.survey.of(group.code), found.now, modified)


def read_group(
    books: Books,
    schema: Schema,
    catalogue: Catalogue,
    ctx: Context,
    answered: RawTable | None,
    now: datetime,
    modified: str = "",
) -> GroupRead:
    """One group's book read (1 call), checked and counted, with its answers of the online survey."""
    group = ctx.group
    reading = books.read(group.book_id, schema.book("group"), group.code, modified)
    result = validate_book(schema, reading.raw, ctx, catalogue, answers=reading.answers)
    online, findings = check_online(schema, answered, reading.raw, ctx, catalogue) if answered else (None, [])
    summary = summarise(with_online(result, online), schema, ctx, now, reading.content_hash)
    return GroupRead(group, ctx, reading, result, summary, online, tuple(findings))


def told(one: GroupRead, findings: Sequence[Finding], schema: Schema, now: datetime) -> GroupRead:
    """The same with what other groups' books say of it."""
    result = replace(one.result, findings=_merged(one.result.findings, findings))
    summary = summarise(with_online(result, one.online), schema, one.context, now, one.reading.content_hash)
    return replace(one, result=result, summary=summary)


def _check_between(parts: Parts, found: Collected) -> None:
    """Codes of one group in another's book. A group that is newly claimed from, or no more, is read along."""
    before = {code: [tuple(one) for one in claims] for code, claims in json.loads(parts.state.fact(CLAIMS) or "{}").items()}
    after = {code: claims for code, claims in before.items() if code in {group.code for group in found.groups}}
    for code, one in found.read.items():
        after[code] = sorted(one.result.foreign_claims)
    affected = {other for claims in (before, after) for code in claims if before.get(code) != after.get(code) for other, _, _ in claims[code]}
    also = [group for group in found.groups if group.code in affected - set(found.read) and group.book_id and group.code not in found.unreachable]
    _read_groups(parts, found, also)
    books = [one.result for one in found.read.values()]
    books += [BookResult(code, "", {}, (), tuple(claims)) for code, claims in after.items() if claims and code not in found.read]
    answers = {code: one.reading.answers for code, one in found.read.items()}
    for code, findings in cross_check(books, parts.schema, parts.catalogue, answers).items():
        found.read[code] = told(found.read[code], findings, parts.schema, found.now)
    parts.state.put_fact(CLAIMS, json.dumps({code: claims for code, claims in sorted(after.items()) if claims}))


def _merged(own: Sequence[Finding], between: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted([*own, *between], key=lambda one: (one.table, one.row)))


def _keep(parts: Parts, found: Collected, inputs: Mapping[str, str], before: Mapping[str, str]) -> None:
    for code, one in found.read.items():
        found.summaries[code] = one.summary
    for code in found.unreachable:
        last = found.summaries.get(code)
        empty = GroupSummary(code, found.period.code, {}, {}, "unreachable", None)
        found.summaries[code] = replace(last, state="unreachable") if last else empty
    parts.state.put_summaries([found.summaries[code] for code in (*found.read, *found.unreachable)])
    for one in found.read.values():
        book_id = one.group.book_id
        parts.state.put_cursor(Cursor(book_id, found.modified.get(book_id, ""), one.reading.content_hash), found.now)
    parts.state.put_fact(INPUTS, json.dumps({**before, **{code: inputs[code] for code in found.read}}, sort_keys=True))
    registered = {group.code for group in found.groups}
    found.summaries = {code: summary for code, summary in found.summaries.items() if code in registered}
