"""Reminders before the deadline: to each leader with something left to do, and a digest to the department.

One letter a person, a day and a matter, whatever is called again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from toso.core.calendar import Calendar
from toso.core.figures import Figures
from toso.core.report import shape
from toso.core.report.desk import Desk
from toso.core.report.reminders import OpenCell, Reminder, reminders
from toso.core.report.types import Material, Office
from toso.delivery import notices, templates
from toso.delivery.letters import File, Matter, fold, usable
from toso.delivery.notices import Occasion
from toso.jobs.post import Post, Posted

REMINDER, DIGEST = "nhac", "tong_hop"


@dataclass(frozen=True, slots=True)
class Reminding:
    """``cells``: group → errors that stand (from ``core.report.reminders.open_cells``); ``leaders``: group → address;
    ``link``: a group's book; ``keeper``: whom leaders call."""

    figures: Figures
    now: datetime
    calendar: Calendar
    cells: Mapping[str, Sequence[OpenCell]]
    leaders: Mapping[str, str]
    department: tuple[str, ...]
    link: Callable[[str], str] = lambda code: ""
    keeper: str = ""


@dataclass(frozen=True, slots=True)
class Reminded:
    posted: Posted
    found: tuple[Reminder, ...]
    zalo: Mapping[str, str]
    """Group → the text to paste."""


def occasion(wanted: Reminding) -> Occasion:
    """What all reminders of this day share."""
    figures, period = wanted.figures, wanted.figures.period
    desk = Desk(Material("dinh_ky", Office(ward=""), figures), figures.schema, templates.words())
    deadline = period.entry_deadline
    return Occasion(
        period=desk.period,
        period_code=period.row_code,
        deadline=f"{deadline:%H:%M} ngày {shape.day(deadline.date())}",
        days=working_days_left(wanted.now.date(), deadline.date(), wanted.calendar),
        target=desk.target,
        keeper=wanted.keeper,
        over=wanted.now >= deadline,
        last=period.kind == "plan",
    )


def working_days_left(today: date, last: date, calendar: Calendar) -> int:
    """Working days after today, to the last day."""
    days = (date.fromordinal(n) for n in range(today.toordinal() + 1, last.toordinal() + 1))
    return sum(1 for day in days if calendar.is_working_day(day))


def prepare(wanted: Reminding) -> tuple[tuple[Reminder, ...], dict[str, str]]:
    """Who is reminded, and the texts for Zalo; nothing is sent."""
    found, when = reminders(wanted.figures, wanted.cells), occasion(wanted)
    return found, {one.group.code: notices.zalo(one, when, wanted.link(one.group.code)) for one in found}


def remind(wanted: Reminding, post: Post) -> Reminded:
    """Puts today's reminders in the outbox and sends what is ready."""
    found, zalo = prepare(wanted)
    when, day = occasion(wanted), wanted.now.date().toordinal()
    links = {one.group.code: wanted.link(one.group.code) for one in found}
    by_person: dict[str, list[Reminder]] = {}
    for one in found:
        address = wanted.leaders.get(one.group.code, "")
        if usable(address):
            by_person.setdefault(fold(address), []).append(one)
    until, code, new = _until(wanted), wanted.figures.period.code, 0
    for ones in by_person.values():
        address = wanted.leaders[ones[0].group.code]
        matter = Matter(post.ward, code, REMINDER, day)
        new += post.put(matter, ones[0].group.code, [address], [(notices.reminder(ones, when, links), [])], until)
    mailed = {one.group.code: True for ones in by_person.values() for one in ones}
    new += _digest(wanted, found, mailed, zalo, when, post)
    without = tuple(one.group.code for one in found if one.group.code not in mailed)
    return Reminded(Posted("remind", post.send(), new, without_address=without), found, zalo)


def _until(wanted: Reminding) -> datetime:
    """Tried until the deadline; one that somebody asks for after it, for a day."""
    deadline = wanted.figures.period.entry_deadline
    return deadline if wanted.now < deadline else wanted.now + timedelta(days=1)


def _digest(wanted: Reminding, found: Sequence[Reminder], mailed: Mapping[str, bool], zalo: Mapping[str, str], when: Occasion, post: Post) -> bool:  # fmt: skip
    figures = wanted.figures
    summaries = figures.summaries
    unread = [g.name for g in figures.groups if g.code not in summaries or summaries[g.code].state == "unreachable"]
    body = notices.digest(found, len(figures.groups), unread, mailed, when)
    matter = Matter(post.ward, figures.period.code, DIGEST, wanted.now.date().toordinal())
    name = notices.catalogue("reminder/words.yaml")["zalo_file"]
    files = [File(name, "\n\n".join(zalo.values()).encode(), "text/plain")] if zalo else []
    return post.put(matter, "department", wanted.department, [(body, files)], _until(wanted))
