"""A report's four forms and its files, and the letters that carry them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from toso.core.report import Report, TeamPage, figures_hash
from toso.delivery import docx, html, pdf, xlsx
from toso.delivery.html import Body, Link
from toso.delivery.letters import File

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
CONTENT = "#content"
"""Beside the key figures: a hash of every figure per group, so that a change that leaves the totals alone is seen."""
NOT_FIGURES = ("timeliness",)


@dataclass(frozen=True, slots=True)
class Forms:
    """``files``: by form; ``body``: the letter with all of them attached."""

    stem: str
    files: Mapping[str, bytes]
    body: Body

    def attached(self, *names: str) -> list[File]:
        return [File(f"{self.stem}.{name}", self.files[name], TYPES[name]) for name in names]


def forms(report: Report, mark: str = "", links: Sequence[Link] = ()) -> Forms:
    """All four forms of ``report``."""
    files = {"docx": docx.render(report), "pdf": pdf.render(report), "xlsx": xlsx.render(report)}
    return Forms(report.file_stem, files, html.render_report(report, mark=mark, files=tuple(files), links=links))


def letters_of(report: Report, made: Forms, mark: str = "", links: Sequence[Link] = ()) -> list[tuple[Body, list[File]]]:
    """The letter with all forms, then with the PDF alone, then with none: for servers that take less."""
    names = tuple(made.files)
    pdf_only = html.render_report(report, mark=mark, files=("pdf",), left_out=[n for n in names if n != "pdf"], links=links)
    bare = html.render_report(report, mark=mark, left_out=names, links=links)
    return [(made.body, made.attached(*names)), (pdf_only, made.attached("pdf")), (bare, [])]


def write(report: Report, made: Forms, folder: Path) -> dict[str, Path]:
    """The files in ``folder``, each put in place whole; form → path. ``html`` opens in a browser."""
    folder.mkdir(parents=True, exist_ok=True)
    contents = {**made.files, "html": html.standalone(made.body).encode(), "txt": made.body.text.encode()}
    found = {}
    for name, content in contents.items():
        path = folder / f"{report.file_stem}.{name}"
        aside = path.with_suffix(f".{name}.tmp")
        aside.write_bytes(content)
        aside.replace(path)
        found[name] = path
    return found


def figures_of(report: Report) -> dict[str, str]:
    """Key figures by name, and the hash of all figures per group."""
    tables = [t for a in report.appendices for t in a.tables if t.name not in NOT_FIGURES]
    cells = {
        f"{table.name}|{r}|{c}": cell.text
        for table in tables
        for r, row in enumerate(table.rows)
        for c, cell in enumerate(row.cells)
    }
    return {**{one.name: one.cell.text for one in report.figures}, CONTENT: figures_hash(cells)[:16]}


def page_figures(page: TeamPage) -> dict[str, str]:
    """What a team's page says, for knowing whether it changed."""
    cells = {str(i): row.cells[1].text for i, row in enumerate(page.table.rows)}
    return {"status": page.status, CONTENT: figures_hash(cells)[:16]}


def team_letter(page: TeamPage, report: Report, link: str) -> tuple[Body, list[File]]:
    """The letter to a leader: the page in it, and as a PDF to print."""
    label = html.words()["team"]["book"]
    body = html.render_team(page, report.period_name, [Link(label, link)])
    content = pdf.render_team(page, " ".join(report.heading.issuer))
    return body, [File(f"{report.file_stem}-{page.group_code.lower()}.pdf", content, TYPES["pdf"])]
