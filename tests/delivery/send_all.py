"""Sends what the outbox holds, as a process that may be killed: ``python send_all.py FOLDER [AT]``.

AT names a boundary of the outbox at which the process kills itself: ``claim`` ``at_dot`` ``settle`` with ``before``
or ``after`` (``before at_dot``).
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from letters_of_tests import NOON

from toso.delivery.outbox import Claim, Outbox, Result
from toso.delivery.sending import send_ready
from toso.delivery.smtp import Server, Session
from toso.errors import Exit, TryAgain
from toso.lock import run_lock


class Mortal(Outbox):
    """An outbox that dies at ``at``, the third time it comes there."""

    at, times = "", 3

    def strike(self, where: str) -> None:
        if where == self.at:
            self.times -= 1
            if not self.times:
                os.kill(os.getpid(), signal.SIGKILL)

    def claim(self, message_id: str, now: datetime) -> Claim | None:
        self.strike("before claim")
        claim = super().claim(message_id, now)
        self.strike("after claim")
        return claim

    def at_dot(self, message_id: str, addresses: Sequence[str]) -> None:
        self.strike("before at_dot")
        super().at_dot(message_id, addresses)
        self.strike("after at_dot")

    def settle(self, message_id: str, results: Iterable[Result], now: datetime, variant: int | None = None) -> None:
        self.strike("before settle")
        super().settle(message_id, results, now, variant)
        self.strike("after settle")


def main(folder: Path, at: str) -> None:
    (folder / "victim").write_text(str(os.getpid()))
    port = int((folder / "port").read_text())
    try:
        with run_lock(folder), Mortal(folder / "outbox.sqlite3") as outbox:
            outbox.at = at
            done = send_ready(outbox, Session(Server("127.0.0.1", port, "none")), lambda: NOON)
    except TryAgain as told:
        sys.exit(told.exit_code)
    sys.exit(Exit.TRY_AGAIN if done.trouble else 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
