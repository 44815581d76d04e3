"""What the master shows beside the figures of this run: earlier periods, the ledger of reports, the system's state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from toso.core import periods
from toso.core.calendar import Calendar
from toso.core.figures import Figures
from toso.core.master_facts import ReportLine, SystemLine
from toso.core.trend import light
from toso.core.ward import ward_figures
from toso.jobs.aggregate import Shown
from toso.jobs.collect import Collected, Parts
from toso.jobs.online import must_look, sentences, standing
from toso.model import Period
from toso.state import Snapshot, State

FROZEN = "entry"
"""Kind of the snapshot that a period's report stands on."""
PERIODS_SHOWN = 8
RUNS_LOOKED_AT = 50


def shown_of(
    parts: Parts,
    found: Collected,
    said: Mapping[str, Any],
    calendar: Calendar,
    *,
    deadline: datetime | None = None,
    reports: Sequence[ReportLine] = (),
) -> Shown:
    """``deadline``: the next moment at which figures are frozen. No calls."""
    earlier = _earlier(parts, found, calendar)
    return Shown(
        said,
        system=system_lines(parts, found, said, deadline),
        reports=tuple(reports),
        periods=tuple(light(one, one.period.row_code) for one in earlier),
        previous=_before(earlier, found.period, calendar),
    )


def _earlier(parts: Parts, found: Collected, calendar: Calendar) -> list[Figures]:
    """Figures of earlier periods from their frozen snapshots, oldest first."""
    codes = [code for code, kind, _, _ in parts.state.snapshots() if kind == FROZEN and code != found.period.code]
    regular = [code for code in codes if not code.startswith("adhoc")][-PERIODS_SHOWN:]
    figures = []
    for code in regular:
        snapshot = parts.state.snapshot(code, FROZEN)
        if snapshot is not None:
            figures.append(_thawed(parts, found, snapshot, periods.period(code, calendar)))
    return [one for one in figures if one.period.end < found.period.end]


def _thawed(parts: Parts, found: Collected, snapshot: Snapshot, period: Period) -> Figures:
    """The same figures as then. Groups are those of today's registry: a merged group has no figure of its own any more."""
    plan = parts.settings.plan
    target = plan.coverage_target
    return ward_figures(
        found.groups,
        {one.group_code: one for one in snapshot.summaries},
        parts.schema,
        period,
        snapshot.frozen_at.date(),
        plan=(plan.start, plan.end),
        as_of=snapshot.frozen_at,
        coverage_target=(target.numerator, target.denominator),
    )


def _before(earlier: Sequence[Figures], period: Period, calendar: Calendar) -> Figures | None:
    """The period right before, if it was frozen; of an ad hoc or final period, the last that was."""
    if period.kind in ("ad_hoc", "plan"):
        return earlier[-1] if earlier else None
    code = periods.before(period, calendar).code
    return next((one for one in earlier if one.period.code == code), None)


def system_lines(
    parts: Parts, found: Collected, said: Mapping[str, Any], deadline: datetime | None
) -> tuple[SystemLine, ...]:
    """The jobs with their last run and whether it failed, the books of this run, the calls it has used so far, the next
    deadline."""
    words, done, failed = said["system_lines"], parts.state.done(), _failed(parts.state)
    lines = []
    for job, title in said["jobs"].items():
        at = max((moment for (name, _), (moment, _) in done.items() if name == job), default=None)
        code = failed.get(job, 0)
        state = "look" if code else "good" if at else "none"
        detail = words["failed"].format(code=code) if code else ""
        lines.append(SystemLine(title, state, detail, at, deadline if job in ("close", "report") else None))  # type: ignore[arg-type]
    unread = len(found.unreachable)
    text = words["read"].format(read=len(found.read), failed=unread)
    lines.append(SystemLine(words["books"], "look" if unread else "good", text, found.now))
    calls = parts.books.session.calls
    used = words["used"].format(reads=calls.reads, writes=calls.writes)
    lines.append(SystemLine(words["calls"], "good", used, found.now))
    if opened := open_books(parts, found, said["opened"]):
        lines.append(SystemLine(said["opened"]["item"], "look", ", ".join(opened), steady=True))
    if parts.settings.books.survey:
        lines.append(_online_line(parts, found, said["online"]))
    if deadline:
        lines.append(SystemLine(words["deadline"], "good", next_run=deadline))
    return tuple(lines)


def _online_line(parts: Parts, found: Collected, said: Mapping[str, str]) -> SystemLine:
    """What the form's keeper must mend: questions that are not known any more, answers that name no group."""
    if found.survey.error is not None:
        return SystemLine(said["item"], "look", said["unread"], steady=True)
    stands = standing(parts)
    detail = ". ".join(sentences(stands, said)) or said["good"]
    return SystemLine(said["item"], "look" if must_look(stands) else "good", detail, steady=True)


def open_books(parts: Parts, found: Collected, said: Mapping[str, str]) -> list[str]:
    """Names of the books that people nobody named can open. ``said``: ``opened`` of the master's words."""
    books = parts.settings.books
    names = {books.ward: said["ward"], books.master: said["master"], books.survey: said["survey"]}
    names |= {group.book_id: group.name or group.code for group in found.groups}
    return sorted(names[book] for book in found.by_link if book in names)


def _failed(state: State) -> dict[str, int]:
    """Job → the exit code of its latest try, where that was no success. A run's note holds ``job:code`` words."""
    latest: dict[str, int] = {}
    for run in state.runs(RUNS_LOOKED_AT):
        for word in run.note.split():
            job, _, code = word.partition(":")
            if code.isdigit():
                latest.setdefault(job, int(code))
    return {job: code for job, code in latest.items() if code}
