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
LIBREOFFICE = """
import pathlib, subprocess, tempfile, time
from toso.delivery import docx
with tempfile.TemporaryDirectory() as place:
    (pathlib.Path(place) / "report.docx").write_bytes(docx.render(made))
    command = ["soffice", f"-env:UserInstallation=file://{place}/profile", "--headless", "--convert-to", "pdf", "--outdir", place, f"{place}/report.docx"]
    subprocess.run(command, check=True, capture_output=True)
    started = time.perf_counter(); subprocess.run(command, check=True, capture_output=True); cold = warm = time.perf_counter() - started
"""
"""A first call makes its profile; the second is timed."""
WEASYPRINT = """
import html, time
tables = [b.table for b in made.blocks if b.table] + [t for a in made.appendices for t in a.tables + tuple(p.table for p in a.pages)]
rows = lambda t: "".join("<tr>" + "".join(f"<td>{html.escape(c.text)}</td>" for c in row.cells) + "</tr>" for row in t.rows)
body = "".join(f"<p>{html.escape(b.text)}</p>" for b in made.blocks) + "".join(f"<h2>x</h2><table>{rows(t)}</table>" for t in tables)
started = time.perf_counter()
from weasyprint import HTML
HTML(string=f"<html lang=vi><body>{body}</body></html>").write_pdf(pdf_variant="pdf/ua-1")
cold = warm = time.perf_counter() - started
"""
"""The same sentences and tables on plain pages: less to do than ours."""
MATPLOTLIB = """
import io, time; started = time.perf_counter()
import matplotlib; matplotlib.use("svg")
from matplotlib import pyplot
chart = made.charts[0]
pyplot.barh([one.label for one in chart.bars], [one.number or 0 for one in chart.bars]); pyplot.title(chart.title)
pyplot.savefig(io.StringIO(), format="svg"); cold = warm = time.perf_counter() - started
"""
SVG = """
import time; started = time.perf_counter()
from toso.delivery import charts
charts.svg(made.charts[0]); cold = time.perf_counter() - started
started = time.perf_counter(); charts.svg(made.charts[0]); warm = time.perf_counter() - started
"""
TABLE_CELL = """
import time
from docx import Document
tables = [t for a in made.appendices for t in a.tables + tuple(p.table for p in a.pages)]
def filled(of):
    started = time.perf_counter(); document = Document()
    for t in tables:
        of(document.add_table(len(t.rows), len(t.columns)), t.rows)
    return time.perf_counter() - started
def by_cell(table, rows):
    for r, row in enumerate(rows):
        for c, one in enumerate(row.cells):
            table.cell(r, c).text = one.text
cold = warm = filled(by_cell)
"""
WORD = """
import time
from toso.delivery import docx
docx.render(made)
started = time.perf_counter(); docx.render(made); cold = warm = time.perf_counter() - started
"""
READY = "from reports import *\nmaterial = ward({number})\n"
MADE = "made = report(material)\n"


def process(work: str, number: int, rounds: int = ROUNDS) -> tuple[float, float]:
    """(cold, warm) seconds, the best of some fresh processes."""
    lines = READY.format(number=number) + ("" if work is BUILD else MADE) + work + "print(cold, warm)"
    found = []
    for _ in range(rounds):
        told = subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True, check=True,
                              env={**os.environ, "PYTHONPATH": os.pathsep.join([*PATHS, os.environ.get("PYTHONPATH", "")])})  # fmt: skip
        found.append(tuple(float(one) for one in told.stdout.split()))
    return min(one[0] for one in found), min(one[1] for one in found)


def bar(what: str, value: float, limit: float) -> None:
    good = value <= limit
    print(f"{'ok  ' if good else 'FAIL'} {what}: {value:.3f} s (bar {limit:g} s)")
    if not good:
        failed.append(what)


def peer(what: str, work: str, ours: str, own: float, number: int = 24) -> None:
    """How many times our own figure another way takes, in the same run; told and skipped where it is not installed."""
    try:
        took, _ = process(work, number, rounds=1)
    except subprocess.CalledProcessError as error:
        reason = (error.stderr or "").strip().splitlines()[-1:] or ["?"]
        print(f"     {what}: not here ({reason[0][:100]})")
        return
    print(f"     {what}: {took:.3f} s, {took / own:.1f} × {ours} ({own:.4f} s)")


def main() -> None:
    started = time.perf_counter()
    print("The report of 24 groups")
    cold, warm = process(ALL_FORMS, 24)
    bar("all four forms, cold", cold, 1.5)
    bar("all four forms, warm", warm, 0.5)
    cold, warm = process(PDF, 24)
    bar("the PDF, cold", cold, 0.3)
    bar("the PDF, warm", warm, 0.3)
    peer("the same Word file by LibreOffice", LIBREOFFICE, "our PDF, cold", cold)
    peer("the same text and tables by WeasyPrint", WEASYPRINT, "our PDF, cold", cold)
    _, word = process(WORD, 24)
    peer("the tables alone by python-docx's table.cell()", TABLE_CELL, "our whole Word file", word)
    cold, warm = process(BUILD, 24)
    bar("figures to report value, warm", warm, 0.2)
    cold, warm = process(CHART, 24)
    bar("a chart as SVG", warm, 0.01)
    bar("a chart as PNG, first", cold, 0.3)
    cold, _ = process(SVG, 24)
    peer("a bar chart as SVG by matplotlib, cold", MATPLOTLIB, "our SVG, cold", cold)
    cold, warm = process(TEAMS, 24)
    bar("24 one-page reports as PDF, warm", warm, 1.0)
    print("A city of 80 units: some 90 pages")
    cold, warm = process(ALL_FORMS, 80)
    bar("all four forms, cold", cold, 5.0)
    print(f"{time.perf_counter() - started:.0f} s in all")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
