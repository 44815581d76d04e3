"""The post of a ward without a mail server: each letter becomes a file ``.eml`` in a folder."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from toso.delivery.outbox_rows import Claim, Result


class Folder:
    """Writes letters to ``place``. The name follows from the Message-ID, so a second try writes the same file."""

    is_open = True

    def __init__(self, place: Path) -> None:
        self.place = place

    def open(self) -> None:
        """Makes the folder. Raises OSError where it cannot be made."""
        self.place.mkdir(parents=True, exist_ok=True)

    def send(self, claim: Claim, at_dot: Callable[[Sequence[str]], None]) -> tuple[list[Result], int]:
        """Whole and once: written aside, synced, then put in place."""
        name = re.sub(r"[^\w.-]+", "-", claim.message_id.strip("<>").partition("@")[0])
        aside = self.place / f".{name}.tmp"
        with aside.open("wb") as file:
            file.write(claim.bodies[0])
            file.flush()
            os.fsync(file.fileno())
        aside.replace(self.place / f"{name}.eml")
        return [Result(address, "sent", "folder") for address in claim.addresses], claim.first_variant

    def close(self) -> None:
        """Nothing stays open."""
