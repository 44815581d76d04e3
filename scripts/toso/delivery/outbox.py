"""The outbox: SQLite, so that neither a kill nor a second run loses or doubles a letter.

States of a delivery: ``queued`` → ``claimed`` (phase by phase) → ``sent`` | ``failed`` (5xx, or the deadline) |
``unknown`` (the final dot was sent and no answer came: held until a person, or a mailbox, knows).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from toso.delivery.letters import Letter, Matter, delivery_id
from toso.delivery.outbox_rows import DOT, Claim, Delivery, Result, State
from toso.disk import trouble_of
from toso.errors import StateError, TryAgain, UsageError

BACK_OFF = tuple(timedelta(minutes=m) for m in (1, 2, 5, 10, 20, 30))


class Outbox:
    """Opens ``path``, making it where absent. Raises StateError ``outbox_corrupt``; TryAgain ``disk_full``."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            self._db = sqlite3.connect(path, timeout=30, isolation_level=None)
            self._db.row_factory = sqlite3.Row
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
                self._db.execute(f"PRAGMA {pragma}")
            self._db.executescript((Path(__file__).with_name("outbox.sql")).read_text("utf-8"))
        except sqlite3.DatabaseError as error:
            raise _told(error, path) from error
        path.chmod(0o600)

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Outbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
        except sqlite3.DatabaseError as error:
            raise _told(error, self.path) from error

    # --- putting in

    def missing(self, matter: Matter, addresses: Sequence[str]) -> tuple[str, ...]:
        """Those of ``addresses`` that have no delivery of this matter yet (each once, in order)."""
        found: dict[str, str] = {}
        for address in addresses:
            found.setdefault(delivery_id(matter, address), address)
        marks = ",".join("?" * len(found))
        asked = self._db.execute(f"SELECT delivery_id FROM deliveries WHERE delivery_id IN ({marks})", tuple(found))
        known = {row[0] for row in asked}
        return tuple(address for key, address in found.items() if key not in known)

    def put(self, letter: Letter, now: datetime) -> bool:
        """Puts a letter in; False, and nothing changes, where its message or every delivery is there already."""
        moment, matter = now.isoformat(), letter.matter
        with self._transaction() as db:
            if db.execute("SELECT 1 FROM messages WHERE message_id = ?", (letter.message_id,)).fetchone():
                return False
            db.execute(
                "INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
                (letter.message_id, matter.ward, matter.period, matter.kind, matter.revision, letter.recipient,
                 letter.sender, letter.subject, json.dumps(dict(letter.figures), ensure_ascii=False),
                 letter.snapshot, moment, letter.deadline.isoformat()),
            )  # fmt: skip
            db.executemany(
                "INSERT INTO variants VALUES (?, ?, ?)",
                [(letter.message_id, rank, body) for rank, body in enumerate(letter.variants)],
            )
            rows = [
                (delivery_id(matter, one), letter.message_id, matter.period, matter.kind, matter.revision,
                 letter.recipient, one, moment)
                for one in letter.addresses
            ]  # fmt: skip
            added = db.executemany(
                "INSERT INTO deliveries (delivery_id, message_id, period, kind, revision, recipient, address, state, changed_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, 'queued', ?) ON CONFLICT DO NOTHING",
                rows,
            ).rowcount
            if not added:
                db.execute("DELETE FROM messages WHERE message_id = ?", (letter.message_id,))
            return bool(added)

    def withdraw(self, matter: Matter) -> int:
        """Takes back what of a matter nobody has been sent or may have been sent; how many deliveries."""
        with self._transaction() as db:
            key = (matter.ward, matter.period, matter.kind, matter.revision)
            gone = db.execute(
                "DELETE FROM deliveries WHERE state IN ('queued', 'failed') AND message_id IN (SELECT message_id"
                " FROM messages WHERE (ward, period, kind, revision) = (?, ?, ?, ?))",
                key,
            ).rowcount
            db.execute("DELETE FROM messages WHERE message_id NOT IN (SELECT message_id FROM deliveries)")
            return gone

    # --- sending

    def recover(self, now: datetime) -> tuple[int, int]:
        """After a run that was cut off (only under the run's lock): what was claimed before the final dot is queued
        again, what was claimed at the dot is unknown. (queued, unknown)"""
        with self._transaction() as db:
            unknown = db.execute(
                "UPDATE deliveries SET state = 'unknown', changed_at = ? WHERE state = 'claimed' AND phase = ?",
                (now.isoformat(), DOT),
            ).rowcount
            queued = db.execute(
                "UPDATE deliveries SET state = 'queued', changed_at = ? WHERE state = 'claimed'", (now.isoformat(),)
            ).rowcount
        return queued, unknown

    def ready(self, now: datetime) -> tuple[str, ...]:
        """Message-IDs that have a delivery to be tried now, the oldest first."""
        rows = self._db.execute(
            "SELECT DISTINCT m.message_id, m.created_at FROM deliveries d JOIN messages m USING (message_id)"
            " WHERE d.state = 'queued' AND (d.next_try = '' OR d.next_try <= ?) ORDER BY m.created_at, m.rowid",
            (_stamp(now),),
        )
        return tuple(row[0] for row in rows)

    def claim(self, message_id: str, now: datetime) -> Claim | None:
        """Takes the message's waiting deliveries; None where none waits any more."""
        with self._transaction() as db:
            rows = db.execute(
                "UPDATE deliveries SET state = 'claimed', phase = 'claim', tries = tries + 1, changed_at = ?"
                " WHERE message_id = ? AND state = 'queued' AND (next_try = '' OR next_try <= ?) RETURNING address",
                (now.isoformat(), message_id, _stamp(now)),
            ).fetchall()
            if not rows:
                return None
            message = db.execute("SELECT * FROM messages WHERE message_id = ?", (message_id,)).fetchone()
            bodies = db.execute(
                "SELECT body FROM variants WHERE message_id = ? AND rank >= ? ORDER BY rank",
                (message_id, message["variant"]),
            ).fetchall()
        addresses = tuple(row["address"] for row in rows)
        return Claim(message_id, message["sender"], addresses, tuple(row["body"] for row in bodies), message["variant"])

    def at_dot(self, message_id: str, addresses: Sequence[str]) -> None:
        """Written down before the final dot goes out: from here on only the server's answer tells."""
        with self._transaction() as db:
            db.executemany(
                "UPDATE deliveries SET phase = ? WHERE message_id = ? AND address = ? AND state = 'claimed'",
                [(DOT, message_id, address) for address in addresses],
            )

    def settle(self, message_id: str, results: Iterable[Result], now: datetime, variant: int | None = None) -> None:
        """What became of a claimed message. A ``queued`` result waits for its next try, or fails at the deadline."""
        with self._transaction() as db:
            deadline = datetime.fromisoformat(
                db.execute("SELECT deadline FROM messages WHERE message_id = ?", (message_id,)).fetchone()[0]
            )
            if variant is not None:
                db.execute("UPDATE messages SET variant = ? WHERE message_id = ?", (variant, message_id))
            for result in results:
                tries = db.execute(
                    "SELECT tries FROM deliveries WHERE message_id = ? AND address = ?", (message_id, result.address)
                ).fetchone()[0]
                state, next_try = result.state, ""
                if state == "queued":
                    wait = BACK_OFF[min(tries, len(BACK_OFF)) - 1]
                    state, next_try = ("failed", "") if now >= deadline else ("queued", _stamp(min(now + wait, deadline)))
                db.execute(
                    "UPDATE deliveries SET state = ?, phase = ?, code = ?, reply = ?, next_try = ?, changed_at = ?"
                    " WHERE message_id = ? AND address = ?",
                    (state, result.phase, result.code, result.reply[:300], next_try, now.isoformat(), message_id, result.address),
                )  # fmt: skip

    # --- looking and deciding by hand

    def deliveries(self, state: State | None = None, matter: Matter | None = None) -> tuple[Delivery, ...]:
        """All, or those of one state or one matter; oldest first."""
        where, values = ["1"], list[object]()
        if state:
            where.append("state = ?")
            values.append(state)
        if matter:
            where.append("(period, kind, revision) = (?, ?, ?)")
            values += [matter.period, matter.kind, matter.revision]
        rows = self._db.execute(f"SELECT * FROM deliveries WHERE {' AND '.join(where)} ORDER BY changed_at, delivery_id", values)
        return tuple(Delivery(**dict(row)) for row in rows)

    def find(self, prefix: str) -> Delivery:
        """The delivery whose id begins so. Raises UsageError ``outbox_no_such`` or ``outbox_ambiguous``."""
        found = [one for one in self.deliveries() if prefix and one.delivery_id.startswith(prefix)]
        if len(found) != 1:
            raise UsageError("outbox_ambiguous" if found else "outbox_no_such", id=prefix, count=len(found))
        return found[0]

    def body(self, message_id: str) -> bytes | None:
        """The letter as it is (to be) sent; None for one that was restored from the ledger."""
        row = self._db.execute(
            "SELECT body FROM variants JOIN messages USING (message_id) WHERE message_id = ? AND rank >= variant"
            " ORDER BY rank LIMIT 1",
            (message_id,),
        ).fetchone()
        return bytes(row[0]) if row else None

    def decide(self, delivery: Delivery, state: Literal["queued", "sent", "failed"], now: datetime) -> None:
        """A person's (or a mailbox's) word on a delivery that is ``unknown`` or ``failed``."""
        with self._transaction() as db:
            db.execute(
                "UPDATE deliveries SET state = ?, phase = 'resolved', tries = 0, next_try = '', changed_at = ?"
                " WHERE delivery_id = ? AND state IN ('unknown', 'failed')",
                (state, now.isoformat(), delivery.delivery_id),
            )

    def sent_figures(self, ward: str, period: str, kinds: Sequence[str]) -> tuple[int, Mapping[str, str], bool] | None:
        """(revision, key figures, whether anyone was or may have been sent it) of the newest letter of ``period`` about
        one of ``kinds``; None where there is none."""
        marks = ",".join("?" * len(kinds))
        row = self._db.execute(
            f"SELECT revision, kind, figures FROM messages WHERE ward = ? AND period = ? AND kind IN ({marks})"
            " ORDER BY revision DESC LIMIT 1",
            (ward, period, *kinds),
        ).fetchone()
        if row is None:
            return None
        out = self._db.execute(
            "SELECT 1 FROM deliveries d JOIN messages m USING (message_id) WHERE m.ward = ? AND m.period = ?"
            " AND m.kind = ? AND m.revision = ? AND d.state NOT IN ('queued', 'failed')",
            (ward, period, row["kind"], row["revision"]),
        ).fetchone()
        return row["revision"], json.loads(row["figures"]), out is not None

    @property
    def database(self) -> sqlite3.Connection:
        """For ``ledger``, which lives beside this class."""
        return self._db


def _stamp(moment: datetime) -> str:
    """A moment as text that sorts by time whatever its zone."""
    from datetime import UTC

    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _told(error: sqlite3.DatabaseError, path: Path) -> StateError | TryAgain:
    trouble = trouble_of(error)
    if trouble == "full":
        return TryAgain("disk_full", path=str(path))
    if trouble == "busy":
        return TryAgain("state_busy", path=str(path))
    return StateError("outbox_corrupt", path=str(path), backup=None)
