"""Puts letters in and sends them, as ``toso report send`` does: ``python send_all.py FOLDER NUMBER KIND [AT]``.

A process that may be killed at any moment, while it puts in as well as while it sends.

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

from letters_of_tests import EVENING, NOON, SENDER

from toso.delivery.html import Body
from toso.delivery.letters import Matter
from toso.delivery.outbox import Outbox
from toso.delivery.outbox_rows import Claim, Result
from toso.delivery.smtp import Server, Session
from toso.errors import Exit, TryAgain
from toso.jobs.post import Post
from toso.lock import run_lock

BODY = Body("Báo cáo", "<p>Kính gửi</p>", "Kính gửi")


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


def main(folder: Path, number: int, kind: str, at: str) -> None:
    (folder / "victim").write_text(str(os.getpid()))
    port = int((folder / "port").read_text())
    try:
        with run_lock(folder), Mortal(folder / "outbox.sqlite3") as outbox:
            outbox.at = at
            post = Post(outbox, Session(Server("127.0.0.1", port, "none")), SENDER, "10729", lambda: NOON)
            for index in range(number):
                matter, to = Matter("10729", "2025-Q4", kind), f"to{index}@tranlieu.example"
                post.put(matter, f"TDP{index:03d}", [to], [(BODY, [])], EVENING)
            done = post.send()
    except TryAgain as told:
        sys.exit(told.exit_code)
    sys.exit(Exit.TRY_AGAIN if done.trouble else 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4] if len(sys.argv) > 4 else "")
