"""Logs as JSON lines, rotated: which workbook, tab, row key, column and rule, how long and how it ended.

Nothing else can get in: a line holds the event's fixed name and the named fields below, never the arguments of a
message, never an error's own text. What a cell says therefore never reaches a log, whoever logs it.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

FIELDS = (
    "job", "period", "group", "book", "tab", "key", "column", "rule", "kind", "code", "count", "calls", "seconds",
    "attempt", "status",
)  # fmt: skip
FILE_NAME = "toso.log"
SIZE, KEPT = 1_000_000, 5


class Lines(logging.Formatter):
    """One record, one JSON object on one line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="seconds"),
            "level": record.levelname.lower(),
            "where": record.name,
            "event": record.msg if isinstance(record.msg, str) and not record.args else record.name,
        }
        line |= {name: _plain(getattr(record, name)) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0] is not None:
            trace = record.exc_info[2]
            while trace is not None and trace.tb_next is not None:
                trace = trace.tb_next
            place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
            line["error"] = f"{record.exc_info[0].__name__} {place}".strip()
        return json.dumps(line, ensure_ascii=False)


def _plain(value: Any) -> str | int | float | bool | None:
    return value if isinstance(value, (str, int, float, bool, type(None))) else type(value).__name__


class Rotating(RotatingFileHandler):
    """Opened by its first line, readable by its owner only. A log that cannot be written never stops the work."""

    def _open(self) -> Any:
        folder = Path(self.baseFilename).parent
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        return open(descriptor, self.mode, encoding="utf-8")

    def handleError(self, record: logging.LogRecord) -> None:
        return None


def start(folder: Path, *, to_stderr: bool = False, verbose: int = 0) -> None:
    """Sends what ``toso`` logs to ``folder/toso.log`` and, where asked, to stderr. Calling it again changes the place."""
    root = logging.getLogger("toso")
    for handler in list(root.handlers):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(logging.DEBUG if verbose > 1 else logging.INFO)
    root.propagate = False
    handlers: list[logging.Handler] = [
        Rotating(folder / FILE_NAME, maxBytes=SIZE, backupCount=KEPT, encoding="utf-8", delay=True)
    ]
    if to_stderr:
        handlers.append(logging.StreamHandler(sys.stderr))
    for handler in handlers:
        handler.setFormatter(Lines())
        root.addHandler(handler)


class Told(logging.Handler):
    """Hands a record's fields to whoever tells people."""

    def __init__(self, say: Callable[[Mapping[str, object]], None]) -> None:
        super().__init__(logging.INFO)
        self.say = say

    def emit(self, record: logging.LogRecord) -> None:
        self.say({name: getattr(record, name) for name in FIELDS if hasattr(record, name)})


def told(name: str, say: Callable[[Mapping[str, object]], None] | None) -> None:
    """What the logger ``name`` logs is also said by ``say`` from now on; None: by nobody."""
    logger = logging.getLogger(name)
    for handler in [one for one in logger.handlers if isinstance(one, Told)]:
        logger.removeHandler(handler)
    if say is not None:
        logger.addHandler(Told(say))
