"""How long a person waits for the first line, as ratios to an empty Typer application measured in the same run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from time import perf_counter

import pytest

EMPTY = "import typer\napp = typer.Typer()\n@app.command()\ndef main() -> None: ...\napp()\n"
ROUNDS = 7


def fastest(*commands: list[str], folder: Path) -> list[float]:
    """The best of several rounds for each command; the rounds are interleaved, so that a busy machine is busy for all."""
    best = [float("inf")] * len(commands)
    for _ in range(ROUNDS):
        for place, command in enumerate(commands):
            begin = perf_counter()
            subprocess.run(command, cwd=folder, capture_output=True, check=True)
            best[place] = min(best[place], perf_counter() - begin)
    return best


def test_help_and_status_start_about_as_fast_as_an_empty_application(an_lac: Path) -> None:
    (an_lac / "empty.py").write_text(EMPTY, encoding="utf-8")
    empty, help_, status = fastest(
        [sys.executable, "empty.py", "--help"],
        [sys.executable, "-m", "toso", "--help"],
        [sys.executable, "-m", "toso", "status"],
        folder=an_lac,
    )
    assert help_ <= 1.3 * empty, f"help {help_:.3f} s, empty {empty:.3f} s"
    assert status <= 2.5 * empty, f"status {status:.3f} s, empty {empty:.3f} s"


@pytest.mark.soak
def test_the_same_holds_in_twenty_runs_in_a_row(an_lac: Path) -> None:
    for _ in range(20):
        test_help_and_status_start_about_as_fast_as_an_empty_application(an_lac)
