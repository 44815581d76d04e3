"""The outbox's ledger as lines of the master's tab of reports, and back after the loss of a machine."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta

from toso.core.calendar import VIETNAM
from toso.core.dates import DAY_ZERO
from toso.core.master_facts import ReportLine
from toso.core.periods import row_code
from toso.delivery import ledger
from toso.delivery.ledger import LedgerRow
from toso.delivery.outbox import Outbox
from toso.google.books import Books
from toso.schema.types import Schema

TAB = "master_reports"
REPORTS = ("dinh_ky", "dot_xuat", "bo_sung", "thanh_pho")
STATES = {"sent": "sent", "queued": "waiting", "failed": "failed", "unknown": "unknown"}
GRAVEST = ("unknown", "failed", "queued", "sent")
MOST_LETTERS = 2000
"""Of the other letters (pages, reminders): the newest so many are kept, or a cell would overflow."""


def lines(rows: Sequence[LedgerRow], as_of: Mapping[tuple[str, str], datetime] | None = None) -> tuple[ReportLine, ...]:
    """A line a report, oldest first, and one for all other letters together. ``as_of``: (period, kind) → the moment
    its figures are true for, where it is known."""
    reports = [row for row in rows if row.kind in REPORTS]
    others = [row for row in rows if row.kind not in REPORTS]
    found = [_line(row, (as_of or {}).get((row.period, row.kind))) for row in sorted(reports, key=lambda r: r.created_at)]
    if others:
        found.append(_together(others))
    return tuple(found)


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _written(serial: object) -> str:
    """The moment in a cell of the master as the ledger writes it; "" where it holds none."""
    if not isinstance(serial, (int, float)) or isinstance(serial, bool):
        return ""
    return (datetime.combine(DAY_ZERO, time(), VIETNAM) + timedelta(seconds=round(serial * 86400))).isoformat()


def _line(row: LedgerRow, as_of: datetime | None) -> ReportLine:
    return ReportLine(
        period=row_code(row.period),
        kind=row.kind,
        revision=row.revision,
        as_of=as_of or _moment(row.created_at),
        sent_at=_moment(row.sent_at),
        recipients=row.recipients,
        state=STATES[row.standing],  # type: ignore[arg-type]
        snapshot=row.snapshot[:12],
        ledger=row.ledger,
    )


def _together(rows: Sequence[LedgerRow]) -> ReportLine:
    from toso.delivery.html import words

    letters: dict[str, str] = {}
    for row in sorted(rows, key=lambda one: one.created_at):
        letters.update(json.loads(row.ledger)["letters"])
    kept = dict(list(letters.items())[-MOST_LETTERS:])
    worst = next(state for state in GRAVEST if any(row.standing == state for row in rows))
    return ReportLine(
        period="",
        kind=words()["other_letters"],
        revision=0,
        as_of=None,
        sent_at=_moment(max((row.sent_at for row in rows), default="")),
        recipients=len(letters),
        state=STATES[worst],  # type: ignore[arg-type]
        snapshot="",
        ledger=json.dumps({"letters": kept}, separators=(",", ":")),
    )


def restore(outbox: Outbox, ward: str, tab: Iterable[Mapping[str, object]], kinds: Mapping[str, str], now: datetime) -> int:
    """Reads the rows of the master's tab (column name → value) back into an empty outbox; how many letters.

    ``kinds``: a kind's title as the tab shows it → its code.
    """
    rows = []
    for one in tab:
        text = str(one.get("ledger") or "")
        if not text:
            continue
        kind = str(one.get("kind") or "")
        revision = one.get("revision")
        rows.append(
            LedgerRow(
                period=json.loads(text).get("period") or str(one.get("period") or ""),
                kind=kinds.get(kind, kind),
                revision=int(revision) if isinstance(revision, (int, float)) else 0,
                created_at=_written(one.get("as_of")),
                sent_at=_written(one.get("sent_at")),
                recipients=0,
                standing="sent",
                snapshot=str(one.get("snapshot") or ""),
                ledger=text,
            )
        )
    return ledger.restore(outbox, ward, rows, now)


def read_back(books: Books, master_id: str, schema: Schema, outbox: Outbox, ward: str, now: datetime) -> int:
    """Reads the master's tab of reports and puts its ledger into the outbox; how many letters. 1 call.

    Raises AccessError and TryAgain of the master book.
    """
    sheet = schema.tables[TAB]
    tab = books.state(master_id, (sheet,)).tabs.get(TAB)
    if tab is None or not tab.rows:
        return 0
    places = {str(title or "").strip(): index for index, title in enumerate(tab.rows[tab.header_row])}
    wanted = {one.name: places[one.title] for one in sheet.fields if one.title in places}
    rows = [{name: row[i] if i < len(row) else None for name, i in wanted.items()} for row in tab.rows[tab.header_row + 1 :]]
    kinds = {member.title: member.code for member in schema.lists["report_kinds"]}
    return restore(outbox, ward, rows, kinds, now)
