"""Where the ward stands: the state file and the calendar, no network."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from toso.core.calendar import Calendar
from toso.core.due import Due, Ledger, Rules, due, next_deadline, working_period
from toso.core.periods import shown_period, window_end
from toso.model import Period
from toso.state import FILE_NAME, OUTBOX, Run, State, read_only
from toso.state.ledger import key_made_on, ledger_of

if TYPE_CHECKING:
    from toso.settings import Settings

FAILED = (1, 3, 4)


@dataclass(frozen=True, slots=True)
class Act:
    """Something a person must do. ``key`` names a sentence of ``templates/cli/status.yaml``."""

    key: str
    facts: dict[str, object]


@dataclass(frozen=True, slots=True)
class Status:
    period: Period | None
    deadline: datetime | None
    run: Run | None
    ledger: Ledger
    due: tuple[Due, ...]
    acts: tuple[Act, ...]


def status(settings: Settings, rules: Rules, calendar: Calendar, now: datetime) -> Status:
    """Reads the state file, if there is one, and changes nothing. Raises StateError where it is corrupt."""
    path, run = settings.files.state / FILE_NAME, None
    ledger = Ledger(key_made_on=key_made_on(settings))
    if path.exists():
        with State(path, read_only=True) as state:
            ledger = ledger_of(state, ledger.key_made_on)
            run = next(iter(state.runs(1)), None)
    found = due(now, rules, calendar, ledger)
    return Status(
        _period(now, rules, calendar),
        next_deadline(now, rules, calendar),
        run,
        ledger,
        found,
        tuple(_acts(settings, run, found)),
    )


def _period(now: datetime, rules: Rules, calendar: Calendar) -> Period | None:
    """The one that books and letters speak of; None before the plan's start and after its last report's day."""
    one = shown_period(now, calendar, rules.kinds[0] if rules.kinds else "quarter", rules.plan_end)
    early = rules.plan_start is not None and now.date() < rules.plan_start
    over = working_period(now, rules, calendar) is None and now >= window_end(one, calendar)
    return None if early or over else one


def _acts(settings: Settings, run: Run | None, found: tuple[Due, ...]) -> list[Act]:
    by_job = {one.job: one for one in found}
    acts = [Act("late", {"period": one.period.code}) for one in found if one.job in ("report", "addendum") and one.late]
    if "keeper_alert" in by_job:
        acts.append(Act("standstill", {"at": by_job["keeper_alert"].opens}))
    elif run is not None and run.exit_code in FAILED:
        acts.append(Act("failed", {}))
    if "purge" in by_job:
        acts.append(Act("purge", {"deadline": by_job["purge"].deadline}))
    if "key_age" in by_job:
        acts.append(Act("key_age", {"days": settings.google.key_max_age_days, "path": settings.google.credentials}))
    if settings.file is not None and run is None:
        acts.append(Act("schedule", {}))
    return [*_mail(settings), *acts]


def _mail(settings: Settings) -> list[Act]:
    """Letters that wait for a person's word."""
    path = settings.files.state / OUTBOX
    if not path.exists():
        return []
    import sqlite3

    db = read_only(path)
    try:
        counts = dict(db.execute("SELECT state, count(*) FROM deliveries GROUP BY state").fetchall())
    except sqlite3.DatabaseError:
        return [Act("mail_broken", {})]  # `toso doctor` says how it is mended
    finally:
        db.close()
    return [Act(f"mail_{kind}", {"count": counts[kind]}) for kind in ("unknown", "failed") if counts.get(kind)]
