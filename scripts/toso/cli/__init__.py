"""The command line: parse, call one job, exit code. ``main`` is what ``toso`` runs."""

from __future__ import annotations

import gc
import signal
import sys

COLLECT = (200_000, 20, 100)
"""Rarer looks for circles of garbage than Python's 700: a book is hundreds of thousands of small values that hold none,
and looking at them all again and again takes a third of the time."""


def main() -> None:
    """Runs ``toso`` on the process's arguments and leaves with its exit code."""
    gc.set_threshold(*COLLECT)
    from toso.cli.app import build
    from toso.cli.boundary import run

    signal.signal(signal.SIGTERM, _stop)
    code = run(build(), sys.argv[1:])
    gc.freeze()  # the process ends here: Python would look through all it holds several times before it goes
    sys.exit(code)


def _stop(number: int, frame: object) -> None:
    """A stop from the system (systemd, a shutdown) ends like Ctrl-C: what is held is given back."""
    raise KeyboardInterrupt
