"""One archive for whoever helps: settings without secrets and addresses, logs, traces, what ran, what is installed.

Nothing of the books is in it: no cell, no name, no mail. Every text goes through ``redacted``.
"""

from __future__ import annotations

import io
import json
import platform
import re
import sys
import tarfile
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import distributions
from pathlib import Path
from typing import TYPE_CHECKING

from toso.errors import StateError
from toso.settings.show import shown
from toso.state import FILE_NAME, State

if TYPE_CHECKING:
    from toso.settings import Settings

PATTERNS = (
    (re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+"), "<email>"),
    (re.compile(r"(?<!\d)(\+?84|0)[ .-]?\d([ .-]?\d){7,9}(?!\d)"), "<phone>"),
    (re.compile(r"(?<!\d)(\d{12}|\d{9})(?!\d)"), "<id>"),
    (re.compile(r"(?<![\w-])[\w-]{25,}(?![\w-])"), "<token>"),
    (re.compile(r"https?://[^\s\"']+"), "<url>"),
)
HIDDEN = ("ward.", "mail.recipients", "mail.user", "mail.sender", "mail.reply_to", "keeper.", "books.", "google.impersonate", "google.folder", "google.shared_drive", "report.", "city_report.")  # fmt: skip
LARGEST = 2_000_000


def redacted(text: str) -> str:
    """``text`` without addresses, phone numbers, numbers that look like a citizen's, keys, links and the home folder."""
    for pattern, stands_for in PATTERNS:
        text = pattern.sub(stands_for, text)
    return text.replace(str(Path.home()), "~")


def bundle(settings: Settings, now: datetime, path: Path | None = None) -> Path:
    """Writes the archive and returns its path. Raises OSError of the disk."""
    path = path or Path.cwd() / f"toso-support-{now:%Y%m%d-%H%M%S}.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name, text in _parts(settings):
            body = redacted(text).encode()
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode, entry.mtime = len(body), 0o600, int(now.timestamp())
            archive.addfile(entry, io.BytesIO(body))
    path.chmod(0o600)
    return path


def _parts(settings: Settings) -> Iterator[tuple[str, str]]:
    packages = sorted(f"{one.metadata['Name']} {one.version}" for one in distributions())
    yield "machine.txt", "\n".join([platform.platform(), f"Python {sys.version}", "", *packages])
    yield "settings.txt", "\n".join(_setting_lines(settings))
    yield "runs.json", json.dumps(_runs(settings), indent=1)
    for file in sorted(settings.files.logs.glob("toso*")):
        if file.is_file():
            yield f"logs/{file.name}", file.read_bytes()[-LARGEST:].decode("utf-8", "replace")


def _setting_lines(settings: Settings) -> Iterator[str]:
    for one in shown(settings):
        hidden = one.value is None or (one.value and one.setting.startswith(HIDDEN))
        yield f"{one.setting} = {'<hidden>' if hidden else one.value} [{one.origin}]"


def _runs(settings: Settings) -> object:
    path = settings.files.state / FILE_NAME
    if not path.exists():
        return []
    try:
        with State(path, read_only=True) as state:
            return {
                "runs": [
                    {
                        "job": r.job,
                        "started": r.started.isoformat(),
                        "ended": r.ended and r.ended.isoformat(),
                        "code": r.exit_code,
                        "note": r.note,
                    }
                    for r in state.runs(200)
                ],
                "done": [[job, period, at.isoformat()] for (job, period), (at, _) in sorted(state.done().items())],
                "snapshots": [[period, kind, hash_, at.isoformat()] for period, kind, hash_, at in state.snapshots()],
            }
    except StateError as error:
        return error.code
