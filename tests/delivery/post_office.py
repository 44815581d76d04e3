"""A real SMTP server (aiosmtpd) in a process of its own: ``python post_office.py FOLDER [AT]``.

Writes its port to FOLDER/port and each letter, before answering its final dot, as a line of FOLDER/letters. With AT (a
phase) it kills the process whose id stands in FOLDER/victim when that phase is reached, before it answers.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from contextlib import suppress
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP


class Office:
    """``at``: where to kill; ``slow``: seconds at most between a letter's dot and its answer."""

    def __init__(self, folder: Path, at: str = "", slow: float = 0.0) -> None:
        self.folder, self.at, self.slow = folder, at, slow
        self.letters = (folder / "letters").open("a", buffering=1)

    def strike(self, phase: str) -> None:
        if phase == self.at:
            with suppress(OSError, ValueError):
                os.kill(int((self.folder / "victim").read_text()), signal.SIGKILL)
            self.at = ""

    async def handle_EHLO(self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]) -> list[str]:
        self.strike("ehlo")
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        self.strike("mail")
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        self.strike("rcpt")
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        identity = BytesHeaderParser().parsebytes(envelope.content)["Message-ID"]
        for address in envelope.rcpt_tos:
            self.letters.write(f"{identity}\t{address}\n")
        self.strike("dot")
        if self.slow:
            await asyncio.sleep(random.random() * self.slow)
        return "250 taken"

    async def handle_QUIT(self, server: Any, session: Any, envelope: Any) -> str:
        self.strike("quit")
        return "221 bye"


async def main(folder: Path, at: str, slow: float) -> None:
    office = Office(folder, at, slow)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(office, hostname="127.0.0.1", enable_SMTPUTF8=False), "127.0.0.1", 0)
    (folder / "port.tmp").write_text(str(server.sockets[0].getsockname()[1]))
    (folder / "port.tmp").rename(folder / "port")
    while os.getppid() != 1:
        await asyncio.sleep(0.2)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "", float(sys.argv[3]) if len(sys.argv) > 3 else 0.0))
