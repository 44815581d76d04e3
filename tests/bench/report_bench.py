"""What the report's four forms cost, cold (a fresh process, imports counted) and warm. Run by ``make bench``.

Ends with 1 where a bar of the project is not met. Each cold figure is the best of five processes: the machine's own
noise is not the report's.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
PATHS = [str(HERE.parent), str(HERE.parent.parent / "scripts")]
sys.path[:0] = PATHS
ROUNDS = 5
failed: list[str] = []

ALL_FORMS = """
import time; started = time.perf_counter()
from toso.delivery import docx, html, pdf, xlsx
bodies = [docx.render(made), pdf.render(made), xlsx.render(made), html.render_report(made, files=["docx", "pdf", "xlsx"])]
cold = time.perf_counter() - started
for _ in range(3):
    started = time.perf_counter()
    bodies = [docx.render(made), pdf.render(made), xlsx.render(made), html.render_report(made, files=["docx"])]
    warm = time.perf_counter() - started
"""
PDF = """
import time; started = time.perf_counter()
from toso.delivery import pdf
body = pdf.render(made)
cold = time.perf_counter() - started
started = time.perf_counter(); body = pdf.render(made); warm = time.perf_counter() - started
"""
BUILD = """
import time; started = time.perf_counter()
made = report(material)
cold = time.perf_counter() - started
started = time.perf_counter(); made = report(material); warm = time.perf_counter() - started
"""
CHART = """
import time
from toso.delivery import charts
charts.svg(made.charts[1])
started = time.perf_counter(); charts.svg(made.charts[0]); warm = time.perf_counter() - started
started = time.perf_counter(); charts.png(made.charts[0]); cold = time.perf_counter() - started
"""
TEAMS = """
import time; started = time.perf_counter()
from toso.delivery import pdf
pages = [pdf.render_team(page, "x") for page in made.team_pages]
cold = time.perf_counter() - started
started = time.perf_counter(); pages = [pdf.render_team(page, "x") for page in made.team_pages]; warm = time.perf_counter() - started
"""
READY = "from reports import *\nmaterial = ward({number})\n"
MADE = "made = report(material)\n"


def process(work: str, number: int) -> tuple[float, float]:
    """(cold, warm) seconds, the best of some fresh processes."""
    lines = READY.format(number=number) + ("" if work is BUILD else MADE) + work + "print(cold, warm)"
    found = []
    for _ in range(ROUNDS):
        told = subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True, check=True,
                              env={**os.environ, "PYTHONPATH": os.pathsep.join(PATHS)})  # fmt: skip
        found.append(tuple(float(one) for one in told.stdout.split()))
    return min(one[0] for one in found), min(one[1] for one in found)


def bar(what: str, value: float, limit: float) -> None:
    good = value <= limit
    print(f"{'ok  ' if good else 'FAIL'} {what}: {value:.3f} s (bar {limit:g} s)")
    if not good:
        failed.append(what)


def main() -> None:
    started = time.perf_counter()
    print("The report of 24 groups")
    cold, warm = process(ALL_FORMS, 24)
    bar("all four forms, cold", cold, 1.5)
    bar("all four forms, warm", warm, 0.5)
    cold, warm = process(PDF, 24)
    bar("the PDF, cold", cold, 0.3)
    bar("the PDF, warm", warm, 0.3)
    cold, warm = process(BUILD, 24)
    bar("figures to report value, warm", warm, 0.2)
    cold, warm = process(CHART, 24)
    bar("a chart as SVG", warm, 0.01)
    bar("a chart as PNG, first", cold, 0.3)
    cold, warm = process(TEAMS, 24)
    bar("24 one-page reports as PDF, warm", warm, 1.0)
    print("A city of 80 units: some 90 pages")
    cold, warm = process(ALL_FORMS, 80)
    bar("all four forms, cold", cold, 5.0)
    print(f"{time.perf_counter() - started:.0f} s in all")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
