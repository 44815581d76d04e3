"""The command line: parse, call one job, exit code. ``main`` is what ``toso`` runs."""

from __future__ import annotations

import sys


def main() -> None:
    """Runs ``toso`` on the process's arguments and leaves with its exit code."""
    from toso.cli.app import build
    from toso.cli.boundary import run

    sys.exit(run(build(), sys.argv[1:]))
