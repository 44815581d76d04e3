"""Who must say yes before a report goes, and what happens when nobody does. Pure: the moment is an argument.

``none``: it goes by itself. ``ask``: unapproved it goes all the same, marked. ``required``: unapproved it is held, and
that is told. Never silence: a draft days before, a last call at the entry deadline, then the ward's choice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal

from toso.core.calendar import Calendar
from toso.model import Period, TableResult

Mode = Literal["none", "ask", "required"]
Action = Literal["wait", "draft", "last_call", "send", "send_marked", "hold"]


@dataclass(frozen=True, slots=True)
class Approval:
    """An official's yes in the ward book."""

    approved_by: str
    approved_on: date | None


@dataclass(frozen=True, slots=True)
class Rules:
    """``draft_days``: working days before the sending day; ``decide_time``: when the last call is over."""

    mode: Mode = "none"
    draft_days: int = 3
    decide_time: time = time(16)


def decide(rules: Rules, approval: Approval | None, period: Period, calendar: Calendar, now: datetime) -> Action:
    """What is to be done with the report of ``period`` at ``now``."""
    if now < period.entry_deadline:
        drafted = rules.mode != "none" and approval is None and now.date() >= draft_day(rules, period, calendar)
        return "draft" if drafted else "wait"
    if rules.mode == "none" or approval is not None:
        return "send"
    over = datetime.combine(period.sending_day, rules.decide_time, period.entry_deadline.tzinfo)
    if now < max(over, period.entry_deadline):
        return "last_call"
    return "send_marked" if rules.mode == "ask" else "hold"


def draft_day(rules: Rules, period: Period, calendar: Calendar) -> date:
    """``draft_days`` working days before the sending day."""
    return calendar.working_days_before(period.sending_day, rules.draft_days)


def approval_of(table: TableResult | None, period: Period, kind: str) -> Approval | None:
    """The yes for this period and kind, from the ward book's tab of approvals; a later no takes it back. The report of
    the plan's last days is a supplement as well: either kind approves it."""
    kinds = {kind, "bo_sung"} if period.kind == "plan" else {kind}
    if table is None:
        return None
    nothing: list[object] = [None] * len(table.keys)
    names = ("period", "kind", "approved", "approved_by", "approved_on")
    columns = [table.columns.get(name, nothing) for name in names]
    found: Approval | None = None
    for counted, of, what, yes, by, on in zip(table.counted, *columns, strict=True):
        if counted and _names(of, period) and what in kinds and yes is not None:
            found = Approval(str(by or ""), on if isinstance(on, date) else None) if yes is True else None
    return found


def _names(typed: object, period: Period) -> bool:
    """Codes are read in capitals, however they were typed."""
    return isinstance(typed, str) and typed.upper() == period.row_code.upper()


def narrative_of(table: TableResult | None, period: Period) -> list[tuple[str, str, bool]]:
    """(section, text, approved) of this period, in the tab's order."""
    if table is None:
        return []
    nothing: list[object] = [None] * len(table.keys)
    columns = [table.columns.get(name, nothing) for name in ("period", "section", "text", "approved")]
    return [
        (str(section), str(text), yes is True)
        for counted, of, section, text, yes in zip(table.counted, *columns, strict=True)
        if counted and _names(of, period) and section and text
    ]
