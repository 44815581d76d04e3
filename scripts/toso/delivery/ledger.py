"""The outbox's memory outside the machine: rows for the master's tab of reports, and the way back from them.

A row holds no address: a delivery is known by its id, which is worked out again from the address.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from toso.core.periods import row_code
from toso.delivery.outbox import Outbox

LETTERS = {"queued": "q", "claimed": "q", "sent": "s", "failed": "f", "unknown": "u", "going": "g"}
BACK = {"s": "sent", "f": "failed", "u": "unknown", "g": "unknown"}
"""``g``: it was about to be sent when the row was written, so nobody knows. ``q`` was not: it may be queued again."""
MOST_IN_A_CELL = 49_000


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One report, or one lot of letters of one matter."""

    period: str
    kind: str
    revision: int
    created_at: str
    sent_at: str
    recipients: int
    standing: str
    """``sent``, ``queued``, ``failed`` or ``unknown``: the worst of its deliveries."""
    snapshot: str
    ledger: str
    """JSON: key figures and the state of each delivery."""


def rows(outbox: Outbox, *, going: bool = False, kinds: Sequence[str] | None = None) -> tuple[LedgerRow, ...]:
    """A row for each matter, oldest first. ``going``: written just before sending, so what is queued may go out any
    moment."""
    found: dict[tuple[str, str, int], list[dict[str, str]]] = {}
    for row in outbox.database.execute(
        "SELECT d.*, m.created_at, m.snapshot, m.figures FROM deliveries d LEFT JOIN messages m USING (message_id)"
        " ORDER BY d.period, d.kind, d.revision, d.delivery_id"
    ):
        if kinds is None or row["kind"] in kinds:
            found.setdefault((row["period"], row["kind"], row["revision"]), []).append(dict(row))
    return tuple(_row(*key, lot, going) for key, lot in found.items())


def remade(path: Path, read_back: Callable[[Outbox], int]) -> int:
    """Makes the outbox at ``path`` anew from what ``read_back`` puts into it; how many letters.

    The file appears under its name only when it is complete: an empty one would let the jobs write an empty ledger over
    the master's, and send again. Whoever else has made it meanwhile wins.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with TemporaryDirectory(dir=path.parent, prefix=".outbox-") as folder:
        fresh = Path(folder) / path.name
        with Outbox(fresh) as outbox:
            count = read_back(outbox)
        for end in ("-wal", "-shm"):  # of the file that was moved away: they belong to no other
            path.with_name(path.name + end).unlink(missing_ok=True)
        with suppress(FileExistsError):
            os.link(fresh, path)
    return count


def _row(period: str, kind: str, revision: int, lot: list[dict[str, str]], going: bool) -> LedgerRow:
    states = [one["state"] for one in lot]
    standing = next((s for s in ("unknown", "failed", "claimed", "queued") if s in states), "sent")
    marks = {one["delivery_id"]: LETTERS["going" if going and one["state"] == "queued" else one["state"]] for one in lot}
    figures: dict[str, str] = next((json.loads(one["figures"]) for one in lot if one["figures"]), {})
    known: dict[str, object] = {"figures": figures, "letters": marks}
    if row_code(period) != period:  # the tab shows a code for people, from which this one does not come back
        known["period"] = period
    text = json.dumps(known, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return LedgerRow(
        period=period,
        kind=kind,
        revision=revision,
        created_at=min((one["created_at"] for one in lot if one["created_at"]), default=""),
        sent_at=max((one["changed_at"] for one in lot if one["state"] == "sent"), default=""),
        recipients=len(lot),
        standing="queued" if standing == "claimed" else standing,
        snapshot=next((one["snapshot"] for one in lot if one["snapshot"]), ""),
        ledger=text,
    )


def restore(outbox: Outbox, ward: str, ledger: Iterable[LedgerRow], now: datetime) -> int:
    """Puts back what the master remembers; how many deliveries. What this outbox knows itself stays as it is."""
    added = 0
    moment = now.isoformat()
    db = outbox.database
    db.execute("BEGIN IMMEDIATE")
    for row in ledger:
        known = json.loads(row.ledger or "{}")
        identity = f"<ledger.{row.period}.{row.kind}.r{row.revision}>"
        db.execute(
            "INSERT INTO messages VALUES (?, ?, ?, ?, ?, '', '', '', ?, ?, ?, ?, 0) ON CONFLICT DO NOTHING",
            (identity, ward, row.period, row.kind, row.revision,
             json.dumps(known.get("figures", {}), ensure_ascii=False), row.snapshot, row.created_at or moment, moment),
        )  # fmt: skip
        for delivery, mark in known.get("letters", {}).items():
            if mark in BACK:
                added += db.execute(
                    "INSERT INTO deliveries (delivery_id, message_id, period, kind, revision, recipient, address, state,"
                    " phase, changed_at) VALUES (?, ?, ?, ?, ?, '', '', ?, 'restored', ?) ON CONFLICT DO NOTHING",
                    (delivery, identity, row.period, row.kind, row.revision, BACK[mark], row.sent_at or moment),
                ).rowcount
    db.execute("COMMIT")
    return added
