"""A period's report from the ward's books: figures frozen at the entry deadline, narrative and approval as they stand.

Before the deadline the figures are today's; from then on they are the snapshot's, whatever is typed later.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from toso.core import periods
from toso.core.calendar import Calendar
from toso.core.figures import Figures
from toso.core.report.approval import Rules, approval_of, decide
from toso.core.report.types import Material, ReportKind
from toso.errors import TosoError
from toso.jobs.aggregate import figures_of
from toso.jobs.collect import Collected, Parts
from toso.jobs.day import Day
from toso.jobs.falls import fallen, sentences
from toso.jobs.post import Post, Posted
from toso.jobs.report import Recipients, Sending, send
from toso.jobs.report_material import material_of
from toso.jobs.ward_book import packed, read_ward, unpacked
from toso.model import Context, Group, Period
from toso.settings import Settings
from toso.state.store import Snapshot

ENTRY, CLOSE = "entry", "close"
BOOK_URL = "https://docs.google.com/spreadsheets/d/{}/edit"


@dataclass(frozen=True, slots=True)
class Basis:
    """What a report stands on. ``found`` has the summaries of the snapshot where there is one."""

    found: Collected
    figures: Figures
    snapshot: str
    trend: tuple[tuple[str, int, int], ...]


def freeze(day: Day, period: Period, now: datetime, kind: str = ENTRY) -> Snapshot:
    """Every book is read, whatever Drive says, and the summaries are kept for good. The first freeze stands."""
    known = day.parts.state.snapshot(period.code, kind)
    if known is not None:
        return known
    found = day.collected(period, now, everything=True)
    extra = {"ward": packed(found.ward, day.parts.schema), "unreachable": sorted(found.unreachable)}
    return day.parts.state.freeze(period.code, kind, found.summaries.values(), now, extra)


def basis(day: Day, period: Period, now: datetime, calendar: Calendar) -> Basis:
    """Figures of the period, frozen where its entry deadline has passed, beside those of the period before."""
    parts = day.parts
    found = day.collected(period, now)
    hash_ = ""
    if now >= period.entry_deadline:
        frozen = _newest(day, period, freeze(day, period, now))
        found, hash_ = _as_frozen(found, frozen), frozen.hash
    before = _figures_before(parts, period, now, calendar)
    figures = figures_of(parts, found, before)
    return Basis(found, figures, hash_, _trend(parts, period, now, calendar))


def _newest(day: Day, period: Period, entry: Snapshot) -> Snapshot:
    """Where the period closes after its report went out, the addendum stands on the figures of the close."""
    close = day.parts.state.snapshot(period.code, CLOSE)
    return close if close is not None and close.frozen_at > entry.frozen_at else entry


def _as_frozen(found: Collected, frozen: Snapshot) -> Collected:
    """What was frozen, true for that moment, with the narrative and approvals of today: words may still come, figures not."""
    ward = unpacked(frozen.extra["ward"])  # type: ignore[arg-type]
    living = {name: found.ward.tables[name] for name in ("narrative", "approvals") if name in found.ward.tables}
    return replace(
        found,
        now=frozen.frozen_at,
        ward=replace(ward, tables={**ward.tables, **living}, groups=ward.groups),
        summaries={one.group_code: one for one in frozen.summaries},
    )


def _figures_before(parts: Parts, period: Period, now: datetime, calendar: Calendar) -> Figures | None:
    if period.kind not in periods.MONTHS:  # an ad hoc period has none before it
        return None
    one = periods.before(period, calendar)
    frozen = parts.state.snapshot(one.code, ENTRY) if one.start >= parts.settings.plan.start else None
    if frozen is None:
        return None
    ward = unpacked(frozen.extra["ward"])  # type: ignore[arg-type]
    summaries = {each.group_code: each for each in frozen.summaries}
    return figures_of(parts, Collected(one, now, ward, {}, summaries, {}, {}, False))


def _trend(parts: Parts, period: Period, now: datetime, calendar: Calendar) -> tuple[tuple[str, int, int], ...]:
    """Earlier periods' (code, guided, official), oldest first."""
    points: list[tuple[str, int, int]] = []
    one = period
    for _ in range(8):
        figures = _figures_before(parts, one, now, calendar)
        if figures is None:
            break
        ward = figures.of_ward(figures.coverage_name)
        if ward.measured is not None and ward.total:
            points.append((figures.period.code, ward.measured, ward.total))
        one = figures.period
    return tuple(reversed(points))


def material(day: Day, at: Basis, kind: ReportKind = "dinh_ky") -> Material:
    """The material of the period's report."""
    return material_of(kind, at.figures, day.parts.settings, at.found.ward.tables, trend=at.trend, snapshot=at.snapshot)


def leaders(parts: Parts, now: datetime, period: Period) -> dict[str, str]:
    """Group → its leader's address, read now: the state file keeps none. 1 call."""
    book = parts.books.read(parts.settings.books.ward, parts.schema.book("ward"))
    plan = parts.settings.plan
    ctx = Context(Group("", "", None), frozenset(), period, plan.start, plan.end, now.date())
    ward = read_ward(parts.schema, book.raw, ctx, parts.catalogue)
    return {group.code: group.leader_email for group in ward.groups if group.leader_email}


def report(
    day: Day,
    period: Period,
    now: datetime,
    calendar: Calendar,
    post: Post,
    *,
    rules: Rules,
    kind: ReportKind = "dinh_ky",
    only_to: tuple[str, ...] = (),
    at_once: bool = False,
    doubts: tuple[str, ...] = (),
    link: Callable[[str], str] = BOOK_URL.format,
) -> Posted:
    """Sends the period's report as far as approval and the hour allow; called again, it sends nothing twice. It goes
    marked, and the keeper is told, where ``doubts`` are named or its figures fell as no news does.

    ``at_once``: somebody asked for it before its deadline. What must be approved still must.
    """
    parts, settings = day.parts, day.parts.settings
    at = basis(day, period, now, calendar)
    wanted = material(day, at, kind)
    approval = approval_of(at.found.ward.tables.get("approvals"), period, kind)
    action = decide(rules, approval, period, calendar, now)
    if at_once and action in ("wait", "draft") and (rules.mode == "none" or approval is not None):
        action = "send"
    ids = {group.code: group.book_id for group in at.found.groups}
    to = settings.mail.recipients
    sending = Sending(
        material=wanted,
        action=action,
        recipients=Recipients(
            report=tuple(to.report),
            copy=tuple(to.report_copy),
            city=tuple(to.city),
            approvers=somebody(settings, to.approval, to.report_copy, to.urgent),
            keeper=(settings.keeper.email,) if settings.keeper.email else (),
            leaders=_leaders_or_none(parts, now, period),
        ),
        doubts=(*doubts, *sentences(fallen(parts, at.figures), at.figures, settings.ward.name)),
        mode=rules.mode,
        decide=f"{rules.decide_time:%H:%M}",
        link=lambda code: link(ids[code]) if ids.get(code) else "",
        ward_book=link(settings.books.ward) if settings.books.ward else "",
        only_to=only_to,
    )
    return send(sending, parts.schema, post)


def somebody(settings: Settings, *roles: Sequence[str]) -> tuple[str, ...]:
    """The first role that has an address, else the keeper: what must be told is told to somebody."""
    found = next((tuple(role) for role in roles if role), ())
    return found or ((settings.keeper.email,) if settings.keeper.email else ())


def _leaders_or_none(parts: Parts, now: datetime, period: Period) -> dict[str, str]:
    """A ward book that cannot be read keeps no report back: leaders get their page at the next tick."""
    try:
        return leaders(parts, now, period)
    except TosoError:
        return {}
