"""What must be done at a moment: pure and total. Whatever was missed while the machine slept is due now.

Nothing here remembers: the ledger says what was done, the rules and the calendar say when it should have been.
Cron, a timer or a loop only tick.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from toso.core import periods
from toso.core.calendar import DAY, VIETNAM, Calendar, in_vietnam
from toso.errors import TosoError
from toso.model import Period, PeriodKind

WEEK = timedelta(days=7)
SECOND = timedelta(seconds=1)

JOBS = (
    "validate", "aggregate", "alert", "remind", "close", "snapshot", "report", "addendum", "backup", "purge",
    "key_age", "keeper_alert",
)  # fmt: skip
"""In the order they run within one tick. ``purge``, ``key_age`` and ``keeper_alert`` only tell the keeper."""

Key = tuple[str, str]
"""(job, period's code)."""


@dataclass(frozen=True, slots=True)
class Rules:
    """When things are due, as the settings have it. No plan dates: the plan's window is open."""

    plan_start: date | None = None
    plan_end: date | None = None
    kinds: tuple[PeriodKind, ...] = ("quarter",)
    first: str = ""
    """The first period that toso must report; "": the first whose window had not ended when the ledger began."""
    ad_hoc: tuple[tuple[date, date, date], ...] = ()
    """(start, end, deadline) of each period asked for out of turn."""
    check_times: tuple[time, ...] = (time(7), time(9), time(11), time(13), time(15), time(17), time(19), time(21))
    remind_days: tuple[int, ...] = (10, 5, 2)
    """Working days before the entry deadline."""
    remind_time: time = time(8)
    backup_time: time = time(2)
    purge_after_days: int = 90
    key_max_age_days: int = 365
    alert_after_hours: int = 36


@dataclass(frozen=True, slots=True)
class Ledger:
    """What was done. ``notes`` of ``snapshot`` and ``close`` hold the hash of the figures they froze."""

    done: Mapping[Key, datetime] = field(default_factory=dict)
    notes: Mapping[Key, str] = field(default_factory=dict)
    since: datetime | None = None
    """When this ledger began; None: it begins now."""
    key_made_on: date | None = None
    purged_on: date | None = None

    def lasts(self) -> dict[str, datetime]:
        """When each job last succeeded, for any period."""
        found: dict[str, datetime] = {}
        for (job, _), at in self.done.items():
            if job not in found or at > found[job]:
                found[job] = at
        return found


@dataclass(frozen=True, slots=True)
class Due:
    """One job to run now. ``because`` names a sentence of ``templates/cli/due.yaml``."""

    job: str
    period: Period
    opens: datetime
    deadline: datetime
    because: str
    late: bool = False
    """A report whose last day to be sent has passed: sent at once, and marked."""


def due(now: datetime, rules: Rules, calendar: Calendar, ledger: Ledger) -> tuple[Due, ...]:
    """Every job due at ``now``, in the order to run them; older periods first. Reads no clock; raises nothing for
    any moment of the years 1950–2150."""
    now = in_vietnam(now)
    one, lasts = working_period(now, rules, calendar), ledger.lasts()
    found = [
        *(_through_the_day(now, one, rules, lasts) if one else ()),
        *(_reminders(now, one, rules, calendar, lasts) if one else ()),
        *(
            job
            for one in dict.fromkeys(reported(now, rules, calendar, ledger))
            for job in _of_a_period(now, one, calendar, ledger)
        ),
        *(_standstill(now, one, rules, ledger, lasts) if one else ()),
        *_old_things(now, one, rules, calendar, ledger, lasts),
    ]
    return tuple(sorted(found, key=lambda d: (JOBS.index(d.job), d.period.end, d.period.code)))


def working_period(now: datetime, rules: Rules, calendar: Calendar) -> Period | None:
    """The period that leaders type for at ``now``; None before the plan's start and after its last deadline."""
    now = in_vietnam(now)
    one = periods.current_period(now, calendar, rules.kinds[0] if rules.kinds else "quarter")
    if rules.plan_start and now.date() < rules.plan_start:
        return None
    if rules.plan_end and one.end > rules.plan_end:
        if one.start > rules.plan_end:
            return None
        one = periods.final(one.start, rules.plan_end, calendar)
        return one if now < one.entry_deadline else None
    return one


def next_deadline(now: datetime, rules: Rules, calendar: Calendar) -> datetime | None:
    """The next moment at which figures are frozen, of regular and ad hoc periods; None when none is left."""
    now = in_vietnam(now)
    ahead = [periods.ad_hoc(*one, calendar).entry_deadline for one in rules.ad_hoc]
    one = working_period(now, rules, calendar)
    if one is not None:
        ahead.append(one.entry_deadline)
        following = working_period(one.entry_deadline + 3 * DAY, rules, calendar)
        ahead.extend([following.entry_deadline] if following else [])
    return min((moment for moment in ahead if moment > now), default=None)


def latest_slot(now: datetime, times: tuple[time, ...]) -> datetime | None:
    """The last moment at or before ``now`` that shows one of ``times``, today or yesterday."""
    if not times:
        return None
    today = [one for one in times if one <= now.time()]
    return datetime.combine(now.date() if today else now.date() - DAY, max(today or times), VIETNAM)


def _through_the_day(now: datetime, one: Period, rules: Rules, lasts: Mapping[str, datetime]) -> Iterator[Due]:
    """Validation, aggregation and news of difficulties at each time of checking; a copy of the state once a day."""
    ends = max(one.entry_deadline, periods.closes_at(one) - SECOND)
    for job, times in (
        ("validate", rules.check_times),
        ("aggregate", rules.check_times),
        ("alert", rules.check_times),
        ("backup", (rules.backup_time,)),
    ):
        slot, last = latest_slot(now, times), lasts.get(job)
        if slot is not None and (last is None or last < slot):
            yield Due(job, one, slot, ends, "slot" if last else "never")
        elif job == "backup" and last is not None and (sent := _last_sent(lasts)) and last < sent <= now:
            yield Due(job, one, sent, ends, "sent")


def _last_sent(lasts: Mapping[str, datetime]) -> datetime | None:
    """A backup follows each sending: one that does not remember it could send it again."""
    return max((lasts[job] for job in ("report", "addendum") if job in lasts), default=None)


def _reminders(
    now: datetime, one: Period, rules: Rules, calendar: Calendar, lasts: Mapping[str, datetime]
) -> Iterator[Due]:
    """One reminder for each of the days before the deadline; one that was missed waits until the next, never two a
    day."""
    if now >= one.entry_deadline:
        return
    slot = max(
        (
            datetime.combine(day, rules.remind_time, VIETNAM)
            for days in rules.remind_days
            if (day := calendar.working_days_before(one.entry_deadline.date(), days)) >= one.start
        ),
        key=lambda moment: (moment <= now, moment),
        default=None,
    )
    last = lasts.get("remind")
    if (
        slot is None
        or slot > now
        or (last is not None and (last >= slot or last.astimezone(VIETNAM).date() == now.date()))
    ):
        return
    yield Due("remind", one, slot, one.entry_deadline, "reminder")


def reported(now: datetime, rules: Rules, calendar: Calendar, ledger: Ledger) -> Iterator[Period]:
    """The periods that have begun and that toso must report."""
    since = in_vietnam(ledger.since or now)
    try:
        first = periods.period(rules.first, calendar).start if rules.first else None
    except (TosoError, ValueError):  # an unreadable name is the settings' business; here it is no first period
        first = None
    begin = first or since.date() - 31 * DAY
    if rules.plan_start:
        begin = max(begin, rules.plan_start)
    for kind in rules.kinds:
        for one in periods.periods_between(begin, now.date(), kind, calendar):
            if rules.plan_end and one.end > rules.plan_end:
                if kind == rules.kinds[0] and one.start <= rules.plan_end:
                    yield periods.final(one.start, rules.plan_end, calendar)
                break
            if first or one.end > since.date() or periods.window_end(one, calendar) > since:
                yield one
    for asked in rules.ad_hoc:
        one = periods.ad_hoc(*asked, calendar)
        if periods.window_end(one, calendar) > since:
            yield one


def _of_a_period(now: datetime, one: Period, calendar: Calendar, ledger: Ledger) -> Iterator[Due]:
    """Close, freeze, send, and the addendum that follows a freeze before the close."""
    done = {job for job in ("close", "snapshot", "report", "addendum") if (job, one.code) in ledger.done}
    sent = sending_job(one.code)
    if "close" in done and sent in done and ("addendum" in done or not _changed_since(one, ledger)):
        return
    closes, late_at = periods.closes_at(one), periods.window_end(one, calendar)
    end_of_sending = datetime.combine(one.sending_day + DAY, time(0), VIETNAM) - SECOND
    late = now >= late_at
    if now >= closes and "close" not in done:
        yield Due("close", one, closes, max(late_at, closes + DAY) - SECOND, "closed")
    if now >= one.entry_deadline and sent not in done:
        because = "late" if late else "frozen" if one.kind != "ad_hoc" else "asked"
        if "snapshot" not in done:
            yield Due("snapshot", one, one.entry_deadline, end_of_sending, "entry_ended", late)
        yield Due(sent, one, one.entry_deadline, end_of_sending, because, late)
    if sent == "report" and sent in done and "addendum" not in done and _changed_since(one, ledger):
        yield Due("addendum", one, closes, max(late_at, closes + DAY) - SECOND, "changed")


def sending_job(code: str) -> str:
    """The job that sends the report of the period of that code: the plan's last days go as a supplement."""
    return "report" if periods.row_code(code) == code else "addendum"


def _changed_since(one: Period, ledger: Ledger) -> bool:
    """The report was frozen before the close, and the close found other figures."""
    frozen, closed = (ledger.notes.get((job, one.code), "") for job in ("snapshot", "close"))
    if frozen == closed or ("close", one.code) not in ledger.done:
        return False
    at = ledger.done.get(("snapshot", one.code))
    return at is not None and at < periods.closes_at(one)


def _standstill(
    now: datetime, one: Period, rules: Rules, ledger: Ledger, lasts: Mapping[str, datetime]
) -> Iterator[Due]:
    """No checking, or no counting, has succeeded for the set time: told once in each such time."""
    patience = timedelta(hours=rules.alert_after_hours)
    ends = [lasts.get(job) or ledger.since for job in ("validate", "aggregate")]
    well = min((one for one in ends if one), default=None)
    if well is not None and now - well > patience and _waited(now, lasts.get("keeper_alert"), patience):
        yield Due("keeper_alert", one, in_vietnam(well) + patience, one.entry_deadline, "standstill")


def _old_things(
    now: datetime, one: Period | None, rules: Rules, calendar: Calendar, ledger: Ledger, lasts: Mapping[str, datetime]
) -> Iterator[Due]:
    """What only a person can do, told once a week until it is done: purge personal columns, change an old key."""
    if rules.plan_start and rules.plan_end and not ledger.purged_on:
        plan = periods.final(rules.plan_start, rules.plan_end, calendar)
        last_day = rules.plan_end + rules.purge_after_days * DAY
        opens = max(datetime.combine(last_day - 4 * WEEK, rules.remind_time, VIETNAM), periods.closes_at(plan))
        if now >= opens and _waited(now, lasts.get("purge"), WEEK):
            yield Due("purge", plan, opens, datetime.combine(last_day + DAY, time(0), VIETNAM) - SECOND, "personal")
    if one is not None and ledger.key_made_on:
        opens = datetime.combine(ledger.key_made_on + rules.key_max_age_days * DAY, time(0), VIETNAM)
        if now >= opens and _waited(now, lasts.get("key_age"), WEEK):
            yield Due("key_age", one, opens, opens + 4 * WEEK, "key_old")


def _waited(now: datetime, last: datetime | None, gap: timedelta) -> bool:
    return last is None or now - last >= gap
